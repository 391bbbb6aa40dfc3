"""What is wrong with the data for this search, by name, and what the result is worth in spite of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from tongcheng.language import Text
from tongcheng.region.border_roads import NEAR_BORDER_M
from tongcheng.region.region import Region
from tongcheng.sectors.transport.ends.names import border_name, city_names
from tongcheng.sectors.transport.ends.rules import Rules
from tongcheng.sectors.transport.ends.streets import Streets, lay_out

#: ``subject`` is a border, city, link or table; ``code`` the kind of doubt.
DOUBT_COLUMNS: Final = ("subject", "code", "text_zh", "text_en")

_ENDS_CUT: Final = ("cut", "hole", "island")

#: Borders are walked in steps of this to find what lies near them.
_STEP_M: Final = 250.0

_WORDS: Final[dict[str, Text]] = {
    "no_outline": Text(
        "{name}没有轮廓，它的交界无从查起", "{name} has no outline: its borders cannot be searched"
    ),
    "no_touch": Text(
        "{name}与{others}不相接，之间没有交界可查（不是没有断头路，而是没有共同边界）",
        "{name} does not touch {others}: there is no border to search, which is not the same as no dead ends",
    ),
    "no_roads": Text(
        "{line}交界的{name}一侧没有道路数据，该交界不给出数字，仅列出另一侧的道路尽头",
        "no road data in {name} near the border {line}: no number is given for it, only the ends on the other side",
    ),
    "cut_near": Text(
        "{line}交界附近有 {count} 处道路数据截断或缺段，那里的候选数只是下限",
        "road data are cut or have holes at {count} ends near the border {line}: candidates there are a lower bound",
    ),
    "no_class": Text(
        "路段 {name} 类别不明：参与断头查找，看不出类别下降",
        "link {name} is of no known class: it is searched for dead ends, a fall of class cannot be seen",
    ),
    "no_barriers": Text(
        "没有阻隔数据（河流、铁路、陡崖），只能从附近跨界道路是否全为桥梁推断，须现场核对",
        "there are no data of barriers (rivers, railways, cliffs): only where every road nearby is a bridge is one "
        "assumed; look at the place",
    ),
    "unknown_nodes": Text(
        "{count} 条路段的端点不在节点表中，未参与查找：{name}", "{count} links have unknown nodes and are left out: {name}"
    ),
}  # fmt: skip


def doubts(
    region: Region, borders: gpd.GeoDataFrame, frame: pd.DataFrame, *, rules: Rules | None = None
) -> pd.DataFrame:
    """Name what the data lack for this search.

    Parameters
    ----------
    region
        The circle.
    borders
        Its :func:`~tongcheng.region.border_lines.border_lines`.
    frame
        All road ends, of :func:`~tongcheng.sectors.transport.ends.candidates.find_road_ends`.
    rules
        As in the search.

    Returns
    -------
    pandas.DataFrame
        Columns of ``DOUBT_COLUMNS``.
    """
    rows = [*_cities(region, borders)]
    if len(region["road_links"]) and len(region["road_nodes"]) and len(borders):
        streets = lay_out(region)
        rows += [*_sides(streets, borders), *_cut(region, borders, frame)]
        rows += [*_links(streets, borders, rules or Rules())]
        if not len(region["barriers"]):
            rows.append(_doubt("barriers", "no_barriers"))
    return pd.DataFrame(rows, columns=list(DOUBT_COLUMNS)).astype("str")


def lacking_borders(region: Region, borders: gpd.GeoDataFrame) -> set[str]:
    """Give the borders (``A|B``) that have no road data on one side."""
    return {subject for _, subject in _sides_without_roads(lay_out(region), borders)}


def _doubt(subject: str, code: str, **values: object) -> dict[str, str]:
    text = _WORDS[code].fill(**values)
    return {"subject": subject, "code": code, "text_zh": text.zh, "text_en": text.en}


def _cities(region: Region, borders: gpd.GeoDataFrame) -> Iterator[dict[str, str]]:
    cities = region["cities"]
    outlined = set(region["counties"].loc[region["counties"]["geometry"].notna(), "city"])
    outlined |= set(cities.loc[cities["geometry"].notna(), "city"])
    touching = set(zip(borders["city_a"], borders["city_b"], strict=True))
    codes = list(cities["city"])
    names = city_names(region)
    for number, code in enumerate(codes):
        if code not in outlined:
            yield _doubt(code, "no_outline", name=names[code])
            continue
        apart = [
            names[other] for other in codes[number + 1 :]
            if other in outlined and (code, other) not in touching and (other, code) not in touching
        ]  # fmt: skip
        if apart:
            others = Text("、".join(name.zh for name in apart), ", ".join(name.en for name in apart))
            yield _doubt(code, "no_touch", name=names[code], others=others)


def _sides_without_roads(streets: Streets, borders: gpd.GeoDataFrame) -> Iterator[tuple[str, str]]:
    flat = streets.plane.flatten(borders.geometry.to_numpy())
    for a, b, line in zip(borders["city_a"], borders["city_b"], flat, strict=True):
        points = shapely.get_coordinates(shapely.segmentize(line, _STEP_M))
        for city in (a, b):
            own = streets.xy[streets.city == (streets.cities.index(city) if city in streets.cities else -2)]
            near = np.isfinite(cKDTree(points).query(own, distance_upper_bound=NEAR_BORDER_M)[0]) if len(own) else own
            if not near.any():
                yield str(city), f"{a}|{b}"


def _sides(streets: Streets, borders: gpd.GeoDataFrame) -> Iterator[dict[str, str]]:
    names = city_names(streets.region)
    for city, border in _sides_without_roads(streets, borders):
        yield _doubt(border, "no_roads", line=border_name(names, *border.split("|")), name=names[city])


def _cut(region: Region, borders: gpd.GeoDataFrame, frame: pd.DataFrame) -> Iterator[dict[str, str]]:
    names = city_names(region)
    counts = frame.loc[frame["end_class"].isin(_ENDS_CUT), "border"].value_counts()
    for a, b in zip(borders["city_a"], borders["city_b"], strict=True):
        count = int(counts.get(f"{a}|{b}", 0))
        if count:
            yield _doubt(f"{a}|{b}", "cut_near", line=border_name(names, a, b), count=count)


def _links(streets: Streets, borders: gpd.GeoDataFrame, rules: Rules) -> Iterator[dict[str, str]]:
    links = streets.links
    lost = links.loc[~streets.known, "link"]
    if len(lost):
        yield _doubt("road_links", "unknown_nodes", count=len(lost), name="、".join(map(str, lost.head(5))))
    rows = np.flatnonzero((links["class"].isna() | (links["class"] == "other")).to_numpy() & streets.known)
    if not len(rows):
        return
    flat = streets.plane.flatten(borders.geometry.to_numpy())
    points = shapely.get_coordinates(shapely.segmentize(flat, _STEP_M))
    middle = (streets.xy[streets.start[rows]] + streets.xy[streets.end[rows]]) / 2
    near = np.isfinite(cKDTree(points).query(middle, distance_upper_bound=rules.falls_m)[0])
    for link in links["link"].iloc[rows[near]]:
        yield _doubt(str(link), "no_class", name=link)
