"""What the appraisal and the priorities of the fictional circle read: money, demand, ease, lengths, riders, relations."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import shapely

from demo.names import Circle

_AS_OF = "2022-06"
_MATCHED = "意向、预约、签约规模占设计规模"
_PRICES = {2020: 101.6, 2021: 104.2, 2022: 101.9, 2023: 99.3}

_UNITS = {
    "private_investment": "亿元", "user_revenue": "亿元/年", "operating_cost": "亿元/年", "matched_demand": "%",
    "ease_land": "%", "ease_approvals": "%", "ease_consent": "%",
}  # fmt: skip
_SCOPES = {
    "private_investment": "总投资中的社会资本", "user_revenue": "票款、收费、租金等使用者付费", "operating_cost": "运营养护成本",
    "matched_demand": _MATCHED, "ease_land": "已落实用地占需用地", "ease_approvals": "已办结审批占应办审批",
    "ease_consent": "书面同意的单位占涉及单位",
}  # fmt: skip

#: Private money, users' money a year, operation a year, matched demand, land, approvals, consent; None is not published.
_AMOUNTS: dict[str, tuple[float | None, ...]] = {
    "P02": (0.0, 0.0, 0.006, 70, 100, 100, 100),
    "P03": (0.0, 0.0, 0.011, 65, 100, 100, 75),
    "P04": (0.0, 0.0, 0.006, 40, None, None, None),
    "P05": (0.0, 0.0, 0.005, None, 60, 50, 75),
    "P06": (0.0, 0.0, 0.004, 80, 30, 25, 50),
    "P07": (0.0, 0.0, 0.021, 85, 90, 80, 60),
    "P08": (0.0, 0.0, 0.038, 75, 95, 100, 100),
    "P09": (0.0, 0.0, 0.012, None, 85, 70, 100),
    "P10": (0.0, 0.0, 0.004, 55, 100, 90, 100),
    "P11": (0.0, 0.0, 0.062, 60, 45, 35, 75),
    "P12": (12.5, 1.9, 3.1, 62, 55, 40, 80),
    "P13": (0.0, 0.62, 0.55, 85, 100, 80, 90),
    "P15": (1.1, 3.4, 3.9, 70, 100, 90, 85),
    "P16": (0.0, 0.95, 1.05, 60, 80, 70, 100),
    "P17": (0.0, 0.0, 0.28, 95, 90, 80, 70),
    "P18": (0.6, 0.21, 0.24, 55, 60, 50, 85),
    "P19": (0.0, 0.0, 0.12, 100, 100, 100, 75),
    "P20": (0.0, 0.0, 0.09, 90, 100, 100, 95),
    "P22": (0.05, None, None, 45, 100, 80, 60),
    "P23": (31.5, 2.6, 1.4, 68, 85, 90, 70),
    "P24": (17.0, 1.3, 1.0, 35, 40, 55, 60),
    "P25": (1.3, None, None, 50, 100, 70, 65),
    "P26": (0.4, 0.06, 0.22, None, 75, 85, 65),
}

#: Riders a day by city, in ten thousands.
_RIDERS = {"P12": (3.1, 1.4), "P13": (1.2, 0.9)}

_RELATIONS = (
    ("P24", "requires", "P08", "园区货运须走拓宽后的交界段"),
    ("P11", "after", "P09", "两处施工不同时占道"),
    ("P04", "excludes", "P05", "走廊相近，二选一"),
    ("P18", "requires", "P16", "康养中心依托县医院"),
    ("P19", "together", "P20", "共用身份核验和数据共享平台"),
)


def figures(circle: Circle, projects: pd.DataFrame, edits: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Give dated figures of projects, and the index of building prices.

    Parameters
    ----------
    circle
        The ground.
    projects, edits, known
        The list, what each changes, and the figures that it has already.
    """
    names = projects.set_index("project")["name"]
    rows = [
        _row(project, names[project], attribute, value, _UNITS[attribute], _AS_OF, _SCOPES[attribute])
        for project, values in _AMOUNTS.items()
        for attribute, value in zip(_UNITS, values, strict=True)
        if value is not None
    ]
    for project, values in _RIDERS.items():
        cities = str(projects.set_index("project").loc[project, "cities"]).split(";")
        rows += [
            _row(
                project, names[project], f"riders_from_{city}", value, "万人次/日", _AS_OF, "本市居民日均乘坐（预测）"
            )
            for city, value in zip(cities, values, strict=True)
        ]
    rows += _lengths(circle, projects, edits, known)
    rows += [
        {**_row("region", circle.region.title.zh, "construction_price_index", value, "上年=100", str(year), "建筑安装工程价格"),
         "subject_table": "", "published": f"{year + 1}-03"}
        for year, value in _PRICES.items()
    ]  # fmt: skip
    return pd.DataFrame(rows)


def relations() -> pd.DataFrame:
    """Give the table ``project_relations``."""
    return pd.DataFrame(_RELATIONS, columns=["project", "relation", "other", "note"])


def _row(subject: str, name: str, attribute: str, value: float, unit: str, as_of: str, scope: str) -> dict[str, Any]:
    return {
        "figure": f"{subject}.{attribute}.{as_of}", "subject": subject, "subject_table": "projects",
        "subject_name": name, "attribute": attribute, "value": float(value), "unit": unit, "as_of": as_of,
        "published": as_of, "scope": scope,
    }  # fmt: skip


def _lengths(
    circle: Circle, projects: pd.DataFrame, edits: pd.DataFrame, known: pd.DataFrame
) -> list[dict[str, Any]]:
    """Share the published length of lines and roads of two cities by how much of their way lies in each."""
    outlines = circle.region["cities"].set_index("city").geometry
    lengths = known[known["attribute"] == "length"].drop_duplicates("subject", keep="last").set_index("subject")
    rows = []
    for entry in projects.to_dict("records"):
        project, cities = entry["project"], str(entry["cities"]).split(";")
        own = edits[edits["project"] == project]
        if project not in lengths.index or len(cities) != 2 or own.empty:
            continue
        total, day = float(lengths.loc[project, "value"]), str(lengths.loc[project, "as_of"])
        way = _way(circle, own)
        inside = [shapely.intersection(way, outlines[city]).length for city in cities]
        first = round(total * inside[0] / sum(inside), 2)
        for city, value in zip(cities, (first, round(total - first, 2)), strict=True):
            rows.append(_row(project, entry["name"], f"length_in_{city}", value, "km", day, "境内长度"))
    return rows


def _way(circle: Circle, edits: pd.DataFrame) -> shapely.MultiLineString:
    """Give the straight lines between the ends of the links, or the stations, that a project touches."""
    places = {
        name: circle.region[table].set_index(key)[["lon", "lat"]]
        for name, table, key in (("node", "road_nodes", "node"), ("station", "stations", "station"))
    }
    links = circle.region["road_links"].set_index("link")
    lines = []
    for words in edits["arguments"]:
        said = json.loads(words)
        if "stops" in said:
            lines.append([tuple(places["station"].loc[stop]) for stop, _ in said["stops"]])
        elif "link" in said:
            ends = said if "from_node" in said else links.loc[said["link"]]
            lines.append([tuple(places["node"].loc[ends[end]]) for end in ("from_node", "to_node")])
    return shapely.MultiLineString(lines)
