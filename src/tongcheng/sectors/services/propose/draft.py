"""One proposed project before it becomes rows of the tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import pandas as pd
import shapely

from tongcheng.language import Text
from tongcheng.region.edits import AddFacility, Edit, Scenario
from tongcheng.region.region import Region
from tongcheng.sectors.services.kinds import ServiceKind, kinds_of
from tongcheng.sectors.services.unit_costs import MONEY, UnitCost, published_unit_costs, unit_cost

#: Row of ``sources`` that proposed rows cite.
SOURCE: Final = "proposed-services"

#: What lists call the field, by the beginning of the kind.
_FIELDS: Final = {"hospital": "医疗卫生", "clinic": "医疗卫生", "kindergarten": "教育", "primary_school": "教育",
                  "middle_school": "教育", "high_school": "教育", "elder_care": "养老", "job_centre": "就业"}  # fmt: skip

_UNITS: Final = {"bed": Text("张床位", "beds"), "place": Text("个学位", "places"), "window": Text("个窗口", "windows"),
                 "general_practitioner": Text("名全科医生", "general practitioners")}  # fmt: skip


@dataclass(frozen=True)
class Draft:
    """A proposed project.

    Parameters
    ----------
    project, name, row_kind, field
        Stable id; name; kind of row; field in the words of lists.
    cities, counties
        Ids of both.
    edits
        What it changes.
    note
        Where it comes from and what rests on what.
    finish
        Year, if the plan tells one.
    amount, unit
        What it adds, moves or opens.
    cost
        Range in 亿元 of one unit of the amount; None where the circle has published none or nothing is built.
    """

    project: str
    name: Text
    row_kind: str
    field: str
    cities: tuple[str, ...]
    counties: tuple[str, ...]
    edits: tuple[Edit, ...]
    note: str
    finish: str | None
    amount: float
    unit: str
    cost: UnitCost | None = None

    def scenario(self) -> Scenario:
        """Give its edits."""
        return Scenario(self.name.zh, self.edits)

    def row(self, region: Region) -> dict[str, Any]:
        """Give the row of ``projects``."""
        names = region["counties"].drop_duplicates("county").set_index("county")["name"]
        points = [shapely.Point(edit.lon, edit.lat) for edit in self.edits if isinstance(edit, AddFacility)]
        where = points[0] if len(points) == 1 else shapely.MultiPoint(points) if points else None
        return {
            "project": self.project,
            "name": self.name.zh,
            "name_en": self.name.en,
            "kind": self.row_kind,
            "field": self.field,
            "sector": "services",
            "cities": ";".join(dict.fromkeys(self.cities)),
            "counties": ";".join(str(names.get(county, county)) for county in dict.fromkeys(self.counties)) or None,
            "status": "planned",
            "finish": self.finish,
            "note": f"{self.note}；{self.cost.scope.zh}" if self.cost is not None else self.note,
            "geometry": where,
        }

    def figures(self, year: str) -> list[dict[str, Any]]:
        """Give what it adds, and its cost as of the latest figure that it rests on."""
        shared = {"subject": self.project, "subject_table": "projects", "qualifier": "derived"}
        rows: list[dict[str, Any]] = [
            {**shared, "figure": f"{self.project}.amount", "attribute": "amount", "value": self.amount, "unit": self.unit,
             "as_of": year, "scope": "建议规模"}
        ]  # fmt: skip
        if self.cost is not None:
            low, value, high = (
                round(rate * self.amount, 4) for rate in (self.cost.low, self.cost.value, self.cost.high)
            )
            rows.append(
                {**shared, "figure": f"{self.project}.cost", "attribute": "cost", "value": value, "low": low, "high": high,
                 "unit": MONEY, "as_of": self.cost.as_of, "scope": self.cost.scope.zh,
                 "note": "依据项目：" + "、".join(self.cost.projects)}
            )  # fmt: skip
        return rows


class Names:
    """Names and costs that every proposal needs, looked up once."""

    def __init__(self, region: Region) -> None:
        self.region = region
        self.kinds: Mapping[str, ServiceKind] = {kind.kind: kind for kind in kinds_of(region)}

    @cached_property
    def _costs(self) -> pd.DataFrame:
        return published_unit_costs(self.region)

    @cached_property
    def _places(self) -> dict[str, Text]:
        found = {}
        for table, key in (("counties", "county"), ("cities", "city")):
            for row in self.region[table].to_dict("records"):
                english = row["name"] if pd.isna(row["name_en"]) else row["name_en"]
                found[str(row[key])] = Text(str(row["name"]), str(english))
        return found

    def place(self, name: str) -> Text:
        """Name a county or city."""
        return self._places.get(name, Text(name, name))

    def short(self, kind: str) -> Text:
        """Name a kind without what stands in brackets or after a comma."""
        own = self.kinds[kind].name
        return Text(own.zh.split("（", maxsplit=1)[0].split("、", maxsplit=1)[0], own.en)

    def amount(self, kind: str, amount: float) -> Text:
        """Say how many units."""
        unit = _UNITS.get(self.kinds[kind].unit, Text(self.kinds[kind].unit, self.kinds[kind].unit))
        return Text(f"{amount:,.0f} {unit.zh}", f"{amount:,.0f} {unit.en}")

    def field(self, kind: str) -> str:
        """Give the field of a kind in the words of lists."""
        return _FIELDS.get(kind, "政务服务")

    def cost(self, kind: str) -> UnitCost | None:
        """Give what a unit cost in this circle."""
        return unit_cost(self._costs, kind)
