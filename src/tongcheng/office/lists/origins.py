"""Where a row came from, as other apps know it: each registers what it can name and lead to.

The row itself keeps the words of its origin (:attr:`Item.origin`); a meeting or a document that the office holds is
found from here, in a module ``origins`` beside its models.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tongcheng.language import Text
from tongcheng.office.lists.models import Item
from tongcheng.office.people.standing import Standing


@dataclass(frozen=True)
class Origin:
    """One thing that a row came of: how it is named, where it is read, in which words."""

    label: Text
    url: str
    words: str = ""


Find = Callable[[Standing, Item], Iterable[Origin]]
_FOUND_BY: dict[str, Find] = {}


def register(name: str, find: Find) -> None:
    """Add a source of origins; ``find`` gives only what the reader may see, in a constant number of queries."""
    _FOUND_BY[name] = find


def origins_of(standing: Standing, item: Item) -> list[Origin]:
    """Give everything that a row is known to have come of; nothing to readers without a post."""
    return [one for find in _FOUND_BY.values() for one in find(standing, item)] if standing.posts else []
