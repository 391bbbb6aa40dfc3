"""Which facility gives and which takes: each project changes facilities of its own, as far as a county has enough."""

from __future__ import annotations

from typing import Final

import pandas as pd

from tongcheng.region.edits import ChangeCapacity

#: A facility gives at most this share of its capacity while others of the county have not.
_GIVES: Final = 0.1


class Ledger:
    """Facilities of one kind, and the proposals that change them.

    An edit says what a capacity becomes. It is told from the capacity of today, so that each project alone does what it
    says; two projects that change one facility would overwrite each other if both were carried out. The ledger gives each
    project facilities that no other one changes, and notes where a county has none left.

    Parameters
    ----------
    facilities
        ``facility county capacity`` of the kind.
    crowding
        Residents per unit of capacity by facility, as far as they are known: the most crowded take first, the least
        crowded give first.
    """

    def __init__(self, facilities: pd.DataFrame, crowding: pd.Series[float]) -> None:
        names = facilities["facility"].astype("str")
        self._today = dict(zip(names, facilities["capacity"].astype("float64"), strict=True))
        load = crowding.reindex(names).to_numpy(dtype="float64")
        order = facilities.assign(load=load)[["facility", "county", "capacity", "load"]]
        self._taking = order.sort_values(["load", "capacity", "facility"], ascending=[False, False, True])
        self._giving = order.sort_values(["load", "capacity", "facility"], ascending=[True, False, True])
        self._owner: dict[str, str] = {}
        self.clashes: list[tuple[str, str]] = []

    def change(self, project: str, facility: str, amount: float) -> ChangeCapacity:
        """Let a project change one facility; note the project that changes it already."""
        owner = self._owner.setdefault(facility, project)
        if owner != project and (project, owner) not in self.clashes:
            self.clashes.append((project, owner))
        return ChangeCapacity(facility, self._today[facility] + amount)

    def add(self, project: str, county: str, amount: float) -> list[ChangeCapacity]:
        """Let a county take: its most crowded facility that no other project changes."""
        rows = self._of(self._taking, county, project)
        return [self.change(project, rows[0], amount)] if rows else []

    def take(self, project: str, county: str, amount: float) -> list[ChangeCapacity]:
        """Let a county give: its least crowded facilities first, a tenth of each, then what is left from the largest."""
        given: dict[str, float] = {}
        left = amount
        rows = self._of(self._giving, county, project)
        for facility in rows:
            part = min(left, float(int(_GIVES * self._today[facility])))
            if part > 0:
                given[facility] = part
                left -= part
        if left > 0 and rows:
            most = max(rows, key=lambda name: (self._today[name] - given.get(name, 0.0), name))
            given[most] = given.get(most, 0.0) + left
        return [self.change(project, facility, -part) for facility, part in given.items()]

    def _of(self, table: pd.DataFrame, county: str, project: str) -> list[str]:
        """Give a county's facilities, those that no other project changes if there are any."""
        own = [str(name) for name in table.loc[table["county"] == county, "facility"]]
        free = [name for name in own if self._owner.get(name, project) == project]
        return free or own
