"""What a plan of re-allotment proposes: buildings, authorised capacity put to use, moves within and between cities."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from tongcheng.language import Text
from tongcheng.region.edits import AddFacility, Edit
from tongcheng.region.people import count_by_zone
from tongcheng.sectors.services.propose.draft import Draft, Names
from tongcheng.sectors.services.propose.ledger import Ledger
from tongcheng.sectors.services.siting import site_kind
from tongcheng.travel.circle import CircleTravel

Tables = Mapping[str, pd.DataFrame]
Note = tuple[str, str, str, str]

#: Less than this part of the usual facility is no project of its own.
_WORTH_LISTING: Final = 0.1


def from_plan(names: Names, travel: CircleTravel, tables: Tables) -> tuple[list[Draft], list[Note]]:
    """Make projects of a plan.

    One per kind and county that builds, per kind and city that fills or moves, and per kind and pair of cities between
    which capacity moves. What is less than a tenth of the usual facility, or a single unit, is named in the notes.

    Parameters
    ----------
    names
        Of the circle.
    travel
        Its travel, to site new facilities.
    tables
        ``service_growth``, ``service_moves`` and, for crowding, ``service_facilities``.

    Returns
    -------
    list of Draft and list of notes
    """
    growth, moved = (tables.get(name, pd.DataFrame()) for name in ("service_growth", "service_moves"))
    made: list[Draft] = []
    clashes: list[tuple[str, str]] = []
    for kind in names.kinds:
        ledger = Ledger(*_facilities(names, kind, tables))
        own = growth[growth["kind"] == kind] if len(growth) else growth
        for how, one in (("filled", _filled), ("built", _built)):
            part = own[own["how"] == how] if len(own) else own
            keys = ["city"] if how == "filled" else ["county"]
            for _, rows in part.groupby(keys, sort=False) if len(part) else ():
                made.append(one(names, travel, kind, rows, ledger))
        pairs = moved[moved["kind"] == kind] if len(moved) else moved
        made += _moves(names, kind, pairs, ledger) if len(pairs) else []
        clashes += ledger.clashes
    small = [draft for draft in made if draft.amount < _least(names, draft)]
    words = ("规模过小，不单列项目", "too little for a project of its own")
    notes = [(draft.project, "", f"{draft.name.zh}：{words[0]}", f"{draft.name.en}: {words[1]}") for draft in small]
    kept = [draft for draft in made if draft not in small]
    there = {draft.project for draft in kept}
    both = (
        "与该项目改动同一机构，同时实施时须合并改动",
        "changes a facility of that project too: merge the edits if both are carried out",
    )
    notes += [(project, other, *both) for project, other in clashes if {project, other} <= there]
    return kept, notes


def _least(names: Names, draft: Draft) -> float:
    """Give the least that is put on a list."""
    kind = next(kind for kind in sorted(names.kinds, key=len, reverse=True) if f"-{kind}-" in draft.project)
    rows = names.region["facilities"]
    own = rows.loc[(rows["kind"] == kind) & (rows["capacity"] > 0), "capacity"]
    return max(2.0, _WORTH_LISTING * float(own.median()))


def _facilities(names: Names, kind: str, tables: Tables) -> tuple[pd.DataFrame, pd.Series[float]]:
    facilities = names.region["facilities"]
    own = facilities[facilities["kind"] == kind]
    loads = tables.get("service_facilities")
    if loads is None or "load_today" not in loads:
        return own, pd.Series(dtype="float64")
    return own, loads[loads["kind"] == kind].set_index("facility")["load_today"]


def _filled(names: Names, _: CircleTravel, kind: str, rows: pd.DataFrame, ledger: Ledger) -> Draft:
    city, total = str(rows["city"].iloc[0]), float(rows["added"].sum())
    project, short, place = f"prop-fill-{kind}-{city}", names.short(kind), names.place(city)
    amount = names.amount(kind, total)
    edits = tuple(
        ledger.change(project, str(row["facility"]), float(row["added"])) for row in rows.to_dict("records")
    )
    return Draft(
        project, Text(f"{place.zh}{short.zh}用足核定规模（{amount.zh}）", f"{place.en}: authorised capacity of {short.en} put to use ({amount.en})"),
        "matter", names.field(kind), (city,), tuple(rows["county"]), edits,
        f"由再配置规划生成：{len(rows)} 家机构已核定未使用的规模，不含新建", str(int(rows["last_year"].max())), total, names.kinds[kind].unit,
    )  # fmt: skip


def _built(names: Names, travel: CircleTravel, kind: str, rows: pd.DataFrame, ledger: Ledger) -> Draft:
    county, city = str(rows["county"].iloc[0]), str(rows["city"].iloc[0])
    project, short, place = f"prop-build-{kind}-{county}", names.short(kind), names.place(county)
    total = float(rows["added"].sum())
    amount, new = names.amount(kind, total), rows[rows["new"].astype(bool)]
    edits: list[Edit] = []
    if len(new):
        points, said = _points(names, travel, kind, county, len(new))
        edits += [
            AddFacility(
                str(row["facility"]), kind, str(row["name"]), city, county, *points[number], float(row["added"])
            )
            for number, row in enumerate(new.to_dict("records"))
        ]
    else:
        said = "扩建现有机构，由县里确定"
    edits += [ledger.change(project, str(row["facility"]), float(row["added"]))
              for row in rows[~rows["new"].astype(bool)].to_dict("records")]  # fmt: skip
    word = Text("新建", "new") if len(new) else Text("扩建", "more")
    return Draft(
        project, Text(f"{place.zh}{short.zh}{word.zh}（{amount.zh}）", f"{place.en}: {word.en} {short.en} ({amount.en})"), "project",
        names.field(kind), (city,), (county,), tuple(edits), f"由再配置规划生成；{said}", str(int(rows["last_year"].max())), total,
        names.kinds[kind].unit, names.cost(kind),
    )  # fmt: skip


def _points(
    names: Names, travel: CircleTravel, kind: str, county: str, count: int
) -> tuple[list[tuple[float, float]], str]:
    """Site new facilities among the zones of a county for its own residents; without times, where most people live."""
    region = names.region
    zones = region["zones"]
    own = zones[zones["county"] == county]
    people = pd.Series(count_by_zone(region).value, index=zones.index)[own.index]
    try:
        here = own[["zone", "lon", "lat", "city", "county"]].rename(columns={"zone": "site"})
        demand = pd.DataFrame({"zone": own["zone"], "value": people})
        found: pd.DataFrame = site_kind(
            region,
            travel,
            kind,
            model="p_median",
            new=min(count, len(own)),
            sites=here,
            demand=demand,
            leave_out=True,
        ).new_sites
        said = "选址使本县居民到最近机构的平均用时最短（p-中位），须实地核定"
    except ValueError:  # locked, or nobody can be served: InputError and Unreachable are both
        order = np.argsort(-people.to_numpy(), kind="stable")[:count]
        found, said = pd.DataFrame(own.iloc[order]), "道路数据不足，暂放在人口最多的网格，须另行选址"
    points = [(float(lon), float(lat)) for lon, lat in zip(found["lon"], found["lat"], strict=True)]
    return [points[number % len(points)] for number in range(count)], said


def _moves(names: Names, kind: str, pairs: pd.DataFrame, ledger: Ledger) -> list[Draft]:
    made = []
    table = pairs.assign(
        one=pairs[["origin_city", "destination_city"]].min(axis=1), other=pairs[["origin_city", "destination_city"]].max(axis=1)
    )  # fmt: skip
    for (one, other), rows in table.groupby(["one", "other"], sort=False):
        cities = (str(one),) if one == other else (str(one), str(other))
        made.append(_move(names, kind, cities, rows, ledger))
    return made


def _move(names: Names, kind: str, cities: tuple[str, ...], rows: pd.DataFrame, ledger: Ledger) -> Draft:
    project = f"prop-move-{kind}-{'-'.join(cities)}"
    total, short = float(rows["amount"].sum()), names.short(kind)
    amount, places = names.amount(kind, total), [names.place(city) for city in cities]
    edits: list[Any] = []
    for column, change in (("origin", ledger.take), ("destination", ledger.add)):
        for county, part in rows.groupby(column, sort=False):
            edits += change(project, str(county), float(part["amount"].sum()))
    where = Text("与".join(place.zh for place in places), " and ".join(place.en for place in places))
    inside = "市内" if len(cities) == 1 else "跨市"
    gives, takes = (
        "、".join(names.place(str(one)).zh for one in dict.fromkeys(rows[column]))
        for column in ("origin", "destination")
    )
    return Draft(
        project, Text(f"{where.zh}{short.zh}{inside}调剂（{amount.zh}）", f"{where.en}: {short.en} re-allotted ({amount.en})"), "reform",
        names.field(kind), cities, tuple(dict.fromkeys([*rows["origin"], *rows["destination"]])), tuple(edits),
        f"由再配置规划生成：调出 {gives}，调入 {takes}；调剂核定规模和编制，机构由两地商定，表中机构仅供测算", str(int(rows["year"].max())), total,
        names.kinds[kind].unit,
    )  # fmt: skip
