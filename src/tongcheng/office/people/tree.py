"""The tree of units: who stands below whom, without circles."""

from __future__ import annotations

from collections.abc import Mapping

Parents = Mapping[int, int | None]


def above(unit: int, parents: Parents) -> list[int]:
    """Give the units above one, the nearest first; a circle ends where it would repeat."""
    path: list[int] = []
    one = parents.get(unit)
    while one is not None and one not in path and one != unit:
        path.append(one)
        one = parents.get(one)
    return path


def makes_circle(unit: int, parent: int | None, parents: Parents) -> bool:
    """Say whether a unit would stand below itself if ``parent`` stood above it.

    Examples
    --------
    >>> makes_circle(1, 3, {1: None, 2: 1, 3: 2}), makes_circle(3, 1, {1: None, 2: 1, 3: 2})
    (True, False)
    """
    return parent is not None and (parent == unit or unit in above(parent, parents))
