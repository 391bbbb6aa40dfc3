"""Sample data of the office: an invented one, and what was published about a real circle."""

from __future__ import annotations

from dataclasses import dataclass, field

from tongcheng.language import Text
from tongcheng.office.server.accounts import Account


@dataclass(frozen=True)
class Loaded:
    """What was loaded."""

    summary: Text
    synthetic: bool
    accounts: list[Account] = field(default_factory=list)


def load(circle: str) -> Loaded:
    """Load a sample into an office that has no list yet.

    Raises
    ------
    InputError
        If there is a list already.
    """
    raise NotImplementedError(circle)
