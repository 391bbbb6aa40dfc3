"""What other apps show on a unit's page: each registers a panel in a module ``panels`` beside its models."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tongcheng.language import Text
from tongcheng.office.people.models import Unit
from tongcheng.office.people.standing import Standing


@dataclass(frozen=True)
class Entry:
    """One row of a panel: what it is called, where it is seen, a state and a day beside it."""

    label: str
    url: str = ""
    state: str = ""
    note: str = ""


@dataclass(frozen=True)
class Panel:
    """A short table on a unit's page; ``count`` may be more than the entries shown, ``more`` leads to all."""

    title: Text
    entries: tuple[Entry, ...]
    count: int
    empty: Text
    more: str = ""


Show = Callable[[Standing, Unit], Panel | None]
_PANELS: dict[str, Show] = {}

#: Entries that a panel shows before it leads to all.
ENTRIES = 15


def register(name: str, show: Show) -> None:
    """Add a panel; ``show`` gives only what the reader may see, in a constant number of queries."""
    _PANELS[name] = show


def panels_of(standing: Standing, unit: Unit) -> list[Panel]:
    """Give the panels of a unit's page."""
    found = (show(standing, unit) for show in _PANELS.values())
    return [panel for panel in found if panel is not None]
