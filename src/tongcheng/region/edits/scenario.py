"""A scenario: an ordered list of edits under a name, with an id that hashes its contents."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from tongcheng.region.edits.kinds import Edit, arguments_of, kind_of


@dataclass(frozen=True)
class Scenario:
    """Edits in their order.

    Parameters
    ----------
    name
        For people; not part of the id.
    edits
        What changes, applied from first to last.

    Examples
    --------
    >>> from tongcheng.region.edits import CloseLink
    >>> Scenario("a", (CloseLink("x"),)).id == Scenario("b", (CloseLink("x"),)).id
    True
    """

    name: str
    edits: tuple[Edit, ...] = ()

    def __iter__(self) -> Iterator[Edit]:
        return iter(self.edits)

    def __len__(self) -> int:
        return len(self.edits)

    @property
    def id(self) -> str:
        """Hash of kinds and arguments in their order: 16 hexadecimal digits (blake2b of canonical JSON)."""
        content = [[kind_of(edit), _canonical(arguments_of(edit))] for edit in self.edits]
        text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()

    @property
    def source(self) -> str:
        """Id of the row of ``sources`` that changed rows cite."""
        return f"scenario:{self.id}"

    @classmethod
    def join(cls, name: str, scenarios: Iterable[Scenario]) -> Scenario:
        """Put scenarios one after the other.

        Examples
        --------
        >>> from tongcheng.region.edits import CloseLink
        >>> both = Scenario.join("both", [Scenario("a", (CloseLink("x"),)), Scenario("b", (CloseLink("y"),))])
        >>> len(both)
        2
        """
        return cls(name, tuple(edit for scenario in scenarios for edit in scenario.edits))


def _canonical(value: Any) -> Any:
    """Write equal values alike: 60 and 60.0 are one number, and the order of keys says nothing."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        return int(value) if float(value).is_integer() else float(value)
    if isinstance(value, dict):
        return {key: _canonical(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_canonical(part) for part in value]
    return str(value)
