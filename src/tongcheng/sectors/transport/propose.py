"""Confirmed dead ends and bottlenecks become projects: edits, class, length, and a range of cost where it follows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.region.columns import empty_table, split_list, type_table
from tongcheng.region.edits import AddLink, ModifyLink, Scenario, edits_to_table
from tongcheng.region.region import Region
from tongcheng.region.schemas import schemas
from tongcheng.sectors.transport.worth.costs import LENGTH, MONEY, CostRange, cost_range, published_costs
from tongcheng.sectors.transport.worth.overlap import projects_that_cover
from tongcheng.sectors.transport.worth.speeds import Speeds, speeds_of

#: Row of ``sources`` that proposed rows cite.
SOURCE = "proposed-roads"

#: What a mended road takes over from the candidate where it is known; where the candidate says what falls, that and
#: what goes with it.
_MENDED = ("class", "technical_class", "lanes", "width_m", "surface", "speed_kmh")
_GOES_WITH = {
    "class": ("class", "technical_class", "lanes", "width_m"),
    "lanes": ("lanes", "technical_class", "width_m"),
    "width_m": ("width_m", "technical_class"),
    "surface": ("surface",),
}

_NOTES = ["candidate", "project", "reason_zh", "reason_en"]

_REASONS = {
    "rejected": Text("已核定为不成立", "rejected by a person"),
    "unconfirmed": Text("尚未核定", "not confirmed yet"),
    "covered": Text("已有项目覆盖", "a project covers it already"),
    "no_counterpart": Text("对侧没有可接的道路节点", "no node beyond to join"),
    "no_speed": Text("没有速度，道路类别也推不出速度", "no speed, and none follows from its class"),
    "no_links": Text(
        "待改路段不在路段表中，或没有可改的属性", "its links are not in the table, or nothing on them would change"
    ),
}


@dataclass(frozen=True)
class Proposed:
    """Rows that an office may adopt, typed as the tables of a circle are.

    Parameters
    ----------
    projects, project_edits
        One project per candidate, with its edits.
    figures
        Length and cost range of each; the cost is ``modelled`` (``synthetic`` in a fictional circle).
    sources
        The row that they cite.
    notes
        ``candidate project reason_zh reason_en``: candidates that became no project, and the project that covers them.
    """

    projects: gpd.GeoDataFrame
    project_edits: pd.DataFrame
    figures: pd.DataFrame
    sources: pd.DataFrame
    notes: pd.DataFrame

    def added_to(self, region: Region) -> Region:
        """Give the circle with these projects beside its own.

        Raises
        ------
        InputError
            If the rows do not fit the schemas.
        """
        tables = {}
        for name in ("projects", "project_edits", "figures", "sources"):
            new = getattr(self, name)
            old = region[name]
            tables[name] = pd.concat([old, new], ignore_index=True) if len(old) else new
        return region.with_tables(tables)


def propose(region: Region, candidates: pd.DataFrame, *, unverified: bool = False) -> Proposed:
    """Make projects of confirmed candidates.

    Parameters
    ----------
    region
        The circle.
    candidates
        Dead ends and bottlenecks, one row each.
    unverified
        Also those that nobody has confirmed or rejected yet.

    Returns
    -------
    Proposed
        Ids are those of the candidates with ``prop-`` before them, so that the next run proposes the same project.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> none = pd.DataFrame(columns=["candidate", "kind", "verdict"])
    >>> len(propose(open_region("chengdu"), none).projects)
    0
    """
    frame = candidates.reset_index(drop=True)
    covered = projects_that_cover(region, frame) if len(frame) else pd.Series(dtype="str")
    speeds, costs = speeds_of(region["road_links"]), published_costs(region)
    projects, edits, figures, notes = [], [], [], []
    for _, row in frame.iterrows():
        reason = _refused(row, covered, unverified=unverified)
        scenario = _scenario(region, row, speeds) if reason is None else None
        if reason is None and isinstance(scenario, Scenario):
            project = f"prop-{row['candidate']}"
            papers = {"basis": "synthetic" if region.fictional else "modelled", "source": SOURCE}
            length_km = _length_km(region, row, scenario)
            cost = cost_range(
                costs,
                work="new" if row["kind"] == "dead_end" else "mend",
                road_class=_class(row),
                length_km=length_km,
            )
            projects.append({**_project(region, row, project, cost), **papers})
            edits.append(edits_to_table(scenario, project=project, **papers))
            figures += [{**item, **papers} for item in _figures(project, length_km, cost, row)]
        else:
            words = _REASONS[reason or str(scenario)]
            notes.append((row["candidate"], covered.get(row["candidate"], ""), words.zh, words.en))
    return Proposed(
        _typed("projects", projects),
        pd.concat(edits, ignore_index=True) if edits else _typed("project_edits", []),
        _typed("figures", figures),
        _typed("sources", [_SOURCE_ROW] if projects else []),
        pd.DataFrame(notes, columns=_NOTES, dtype="str"),
    )


_SOURCE_ROW = {
    "source": SOURCE,
    "title": "由交界断头路和瓶颈路候选生成的项目建议 projects proposed from dead ends and bottlenecks",
    "licence": "derived",
    "note": "线形、长度由候选推算，造价按本圈已公布每公里造价推算，均须核实",
}


def _refused(row: pd.Series[Any], covered: pd.Series[str], *, unverified: bool) -> str | None:
    if row["verdict"] == "rejected":
        return "rejected"
    if row["verdict"] != "confirmed" and not unverified:
        return "unconfirmed"
    return "covered" if covered.get(row["candidate"], "") else None


def _scenario(region: Region, row: pd.Series[Any], speeds: Speeds) -> Scenario | str:
    """Make the edits of a candidate, or say why there are none."""
    known = pd.DataFrame([row])
    known["class"] = _class(row)
    speed = float(speeds.range(known.astype({"speed_kmh": "float64"}))[0, 0])
    if not speed > 0:
        return "no_speed"
    name = str(row["candidate"])
    if row["kind"] == "dead_end":
        ends = [row["node"], row["counterpart_node"]]
        if any(_blank(end) or end not in set(region["road_nodes"]["node"]) for end in ends):
            return "no_counterpart"
        lanes = None if _blank(row.get("lanes")) else _number(row["lanes"])
        length = None if _blank(row.get("length_m")) else round(_number(row["length_m"]), 1)
        edit = AddLink(f"prop-{name}", str(ends[0]), str(ends[1]), _class(row), round(speed, 1), lanes, length)
        return Scenario(name, (edit,))
    return _mend(region, row, speed)


def _mend(region: Region, row: pd.Series[Any], speed: float) -> Scenario | str:
    links = region["road_links"].drop_duplicates("link").set_index("link")
    falls = split_list(None if _blank(row.get("attributes")) else str(row["attributes"]))
    keys = {key for fall in falls for key in _GOES_WITH.get(fall, ())} if falls else set(_MENDED)
    wanted = {key: row.get(key) for key in _MENDED if key in keys and not _blank(row.get(key))}
    wanted["speed_kmh"] = round(speed, 1)
    edits = []
    for link in split_list(None if _blank(row.get("links")) else str(row["links"])):
        if link not in links.index:
            return "no_links"
        own = links.loc[link]
        changes = {key: value for key, value in wanted.items() if own[key] is None or own[key] != value}
        if "speed_kmh" in changes and not _number(own["speed_kmh"]) < speed:
            del changes["speed_kmh"]
        if changes:
            edits.append(ModifyLink(link, {key: _plain(value) for key, value in changes.items()}))
    return Scenario(str(row["candidate"]), tuple(edits)) if edits else "no_links"


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value


def _number(value: Any) -> float:
    return float(value)


def _blank(value: Any) -> bool:
    return value is None or value == "" or bool(pd.isna(value))


def _class(row: pd.Series[Any]) -> str:
    """Give the class of the road; ``unclassified`` where the candidate does not say."""
    return "unclassified" if _blank(row.get("class")) else str(row["class"])


def _length_km(region: Region, row: pd.Series[Any], scenario: Scenario) -> float:
    if row["kind"] == "dead_end" or not _blank(row.get("length_m")):
        return float(row["length_m"]) / 1000
    links, changed = region["road_links"], {edit.link for edit in scenario if isinstance(edit, ModifyLink)}
    return float(links["length_m"][links["link"].isin(changed)].sum()) / 1000


def _project(region: Region, row: pd.Series[Any], project: str, cost: CostRange | None) -> dict[str, Any]:
    cities = region["cities"].set_index("city")
    counties = region["counties"].drop_duplicates("county").set_index("county")["name"]
    sides = [str(row["city_a"]), str(row["city_b"])]
    places = [str(counties.get(row.get(key), "")) for key in ("county_a", "county_b")]
    zh, en = _names(row, [_short(str(cities.loc[side, "name"])) for side in sides], [
        str(cities.loc[side, "name_en"] if not _blank(cities.loc[side, "name_en"]) else side) for side in sides
    ], places)  # fmt: skip
    scope = cost.scope.zh if cost is not None else "本圈没有已公布的每公里造价，未推算投资"
    return {
        "project": project,
        "name": zh,
        "name_en": en,
        "kind": "project",
        "field": "交界断头路" if row["kind"] == "dead_end" else "交界瓶颈路",
        "sector": "transport",
        "cities": ";".join(sides),
        "counties": ";".join(place for place in places if place),
        "status": "planned",
        "note": f"由候选 {row['candidate']} 生成；{scope}",
        "geometry": row.get("geometry"),
    }


def _names(row: pd.Series[Any], short: list[str], english: list[str], places: list[str]) -> tuple[str, str]:
    road = next(
        (str(row[key]) for key in ("name", "ref") if not _blank(row.get(key))), "—".join(filter(None, places))
    )
    if row["kind"] == "dead_end":
        return (
            f"{short[0]}{short[1]}交界{road}断头路打通工程",
            f"Opening {road} across the border of {english[0]} and {english[1]}",
        )
    return (
        f"{short[0]}{short[1]}交界{road}瓶颈路段改造工程",
        f"Mending {road} at the border of {english[0]} and {english[1]}",
    )


def _short(name: str) -> str:
    return name.removesuffix("市")


def _figures(project: str, length_km: float, cost: CostRange | None, row: pd.Series[Any]) -> list[dict[str, Any]]:
    """Give length and cost as dated figures; the cost is told as of the latest one that it rests on."""
    year = str(row.get("year") if not _blank(row.get("year")) else "2020")
    shared = {"subject": project, "subject_table": "projects", "qualifier": "derived"}
    rows: list[dict[str, Any]] = []
    if length_km > 0:
        rows.append(
            {**shared, "figure": f"{project}.length", "attribute": "length", "value": round(length_km, 3), "unit": LENGTH,
             "as_of": year, "scope": "候选长度"}
        )  # fmt: skip
    if cost is not None:
        rows.append(
            {**shared, "figure": f"{project}.cost", "attribute": "cost", "value": cost.value, "low": cost.low,
             "high": cost.high, "unit": MONEY, "as_of": cost.as_of, "scope": cost.scope.zh,
             "note": "依据项目：" + "、".join(cost.projects)}
        )  # fmt: skip
    return rows


def _typed(table: str, rows: list[dict[str, Any]]) -> Any:
    """Give rows the types of their table."""
    schema = schemas()[table]
    if not rows:
        return empty_table(schema)
    problems = Problems(table)
    typed = type_table(pd.DataFrame(rows), schema, problems)
    problems.raise_if_any()
    return typed
