"""Apply a scenario: a new circle, the old one as it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pandas as pd

from tongcheng.errors import InputError, Problems
from tongcheng.region.columns import type_table
from tongcheng.region.edits.kinds import (
    AddFacility,
    AddLine,
    AddLink,
    ChangeCapacity,
    ChangeService,
    CloseLink,
    Edit,
    ModifyLink,
    OpenBorder,
    arguments_of,
)
from tongcheng.region.edits.resolve import resolve, straight_m
from tongcheng.region.edits.scenario import Scenario
from tongcheng.region.region import Region
from tongcheng.region.schemas import schemas


def apply(region: Region, scenario: Scenario, *, basis: str | None = None) -> Region:
    """Give the circle as it would be after a scenario.

    Rows that are added or changed carry the scenario as their source, in a row of ``sources`` of its own. Tables
    that the scenario does not touch share their memory with those of the circle until one of the two is written to.

    Parameters
    ----------
    region
        The circle; it never changes.
    scenario
        Edits, applied in their order.
    basis
        Basis of added and changed rows; by default ``modelled``, and ``synthetic`` in a fictional circle.

    Raises
    ------
    InputError
        With everything that :func:`resolve` finds; nothing is applied then.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> circle = open_region("chengdu")
    >>> after = apply(circle, Scenario("wider", (OpenBorder("510100", "510600", "health", 0.5),)))
    >>> len(after["borders"]) - len(circle["borders"])
    1
    """
    problems = resolve(region, scenario, file=scenario.name)
    if problems:
        raise InputError(problems)
    tables = {name: table.copy(deep=False) for name, table in region.tables.items()}
    if scenario.edits:
        papers = {"basis": basis or ("synthetic" if region.fictional else "modelled"), "source": scenario.source}
        drafts = _Drafts(region, papers)
        for edit in scenario.edits:
            _APPLY[type(edit)](drafts, edit)
        drafts.of("sources").put(
            scenario.source,
            {"title": f"情景 scenario: {scenario.name}", "licence": "scenario", "source": scenario.source},
        )
        tables.update({name: draft.table() for name, draft in drafts.made.items()})
    return Region(
        region.name,
        region.title,
        region.fictional,
        tables,
        dict(region.feeds),
        region.copy().meta if region.meta else {},
        dict(region.files),
    )


@dataclass
class _Draft:
    """One table with the values that change in it and the rows that are added, by key."""

    name: str
    base: pd.DataFrame
    keys: tuple[str, ...]
    changed: dict[int, dict[str, Any]] = field(default_factory=dict)
    added: dict[Any, dict[str, Any]] = field(default_factory=dict)

    def row_of(self, key: Any) -> int | None:
        """Give the row of a key in the old table."""
        column = self.base[self.keys[0]]
        found = (column == key).to_numpy(dtype=bool, na_value=False).nonzero()[0]
        return int(found[0]) if len(found) else None

    def put(self, key: Any, values: dict[str, Any]) -> None:
        """Change the row of a key, or add one."""
        row = None if key in self.added else self.row_of(key)
        if row is not None:
            self.put_row(row, values)
        else:
            self.added.setdefault(key, {}).update(values)

    def put_row(self, row: int, values: dict[str, Any]) -> None:
        """Change a row of the old table."""
        self.changed.setdefault(row, {}).update(values)

    def table(self) -> pd.DataFrame:
        """Give the new table; the old one stays."""
        new = self.base.copy(deep=False)
        for column in sorted({name for values in self.changed.values() for name in values}):
            rows = [row for row, values in self.changed.items() if column in values]
            series = new[column].copy()
            series.iloc[rows] = [self._typed(column, self.changed[row][column]) for row in rows]
            new[column] = series
        if not self.added:
            return new
        problems = Problems(self.name)
        more = type_table(pd.DataFrame(list(self.added.values())), schemas()[self.name], problems)
        problems.raise_if_any()
        return pd.concat([new, more[list(new.columns)]], ignore_index=True) if len(new) else more

    def _typed(self, column: str, value: Any) -> Any:
        kind = schemas()[self.name][column].kind
        if value is None:
            return np.nan if kind == "float" else pd.NA if kind in {"bool", "int"} else None
        return float(value) if kind == "float" else value


@dataclass
class _Drafts:
    """The drafts of all tables that the scenario touches."""

    region: Region
    papers: dict[str, str]
    made: dict[str, _Draft] = field(default_factory=dict)

    def of(self, table: str) -> _Draft:
        """Give the draft of a table."""
        if table not in self.made:
            self.made[table] = _Draft(table, self.region[table], schemas()[table].keys)
        return self.made[table]

    def put(self, table: str, key: Any, values: dict[str, Any]) -> None:
        """Change or add a row, with the papers of the scenario."""
        self.of(table).put(key, {**values, **self.papers})


def _add_link(drafts: _Drafts, edit: AddLink) -> None:
    length = straight_m(drafts.region, edit) if edit.length_m is None else edit.length_m
    drafts.put("road_links", edit.link, {**arguments_of(edit), "length_m": length})


def _modify_link(drafts: _Drafts, edit: ModifyLink) -> None:
    drafts.put("road_links", edit.link, dict(edit.changes))


def _close_link(drafts: _Drafts, edit: CloseLink) -> None:
    drafts.put("road_links", edit.link, {"state": "closed"})


def _add_line(drafts: _Drafts, edit: AddLine) -> None:
    values = {"line": edit.line, "name": edit.name, "mode": edit.mode, "headway_min": edit.headway_min}
    drafts.put("lines", edit.line, values)
    for seq, (station, minutes) in enumerate(edit.stops):
        row = {"line": edit.line, "seq": seq, "station": station, "minutes": minutes, **drafts.papers}
        drafts.of("line_stops").added[edit.line, seq] = row


def _change_service(drafts: _Drafts, edit: ChangeService) -> None:
    values = {"headway_min": edit.headway_min, "speed_kmh": edit.speed_kmh}
    drafts.put("lines", edit.line, {name: value for name, value in values.items() if value is not None})


def _add_facility(drafts: _Drafts, edit: AddFacility) -> None:
    drafts.put("facilities", edit.facility, arguments_of(edit))


def _change_capacity(drafts: _Drafts, edit: ChangeCapacity) -> None:
    drafts.put("facilities", edit.facility, {"capacity": edit.capacity})


def _open_border(drafts: _Drafts, edit: OpenBorder) -> None:
    draft = drafts.of("borders")
    values = {"openness": edit.openness, "penalty_min": edit.penalty_min, **drafts.papers}
    values.update({"openness_low": None, "openness_high": None})  # the range belonged to the old value
    pair = {edit.city_a, edit.city_b}
    here = draft.base["city_a"].isin(pair) & draft.base["city_b"].isin(pair) & (draft.base["sector"] == edit.sector)
    rows = here.to_numpy(dtype=bool).nonzero()[0]
    if len(rows):
        draft.put_row(int(rows[0]), values)
        return
    key = (*sorted(pair), edit.sector)
    first = {"city_a": edit.city_a, "city_b": edit.city_b, "sector": edit.sector}
    draft.added.setdefault(key, first).update(values)


_APPLY: Final[dict[type[Edit], Callable[[_Drafts, Any], None]]] = {
    AddLink: _add_link,
    ModifyLink: _modify_link,
    CloseLink: _close_link,
    AddLine: _add_line,
    ChangeService: _change_service,
    AddFacility: _add_facility,
    ChangeCapacity: _change_capacity,
    OpenBorder: _open_border,
}
