"""Zones and residents from polygons in which people were counted: census blocks, communities, grid cells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.region.columns import FIRST_ROW, type_table
from tongcheng.region.plane import Plane
from tongcheng.region.schemas import schemas

#: So many rows of one kind of fault are named one by one; the rest is counted.
MOST_NAMED = 20

_POLYGON, _MULTIPOLYGON = 3, 6


def zones_from_blocks(
    polygons: gpd.GeoDataFrame,
    *,
    residents: str,
    ids: str,
    counties: gpd.GeoDataFrame,
    year: int,
    source: str,
    outside: str | None = None,
    basis: str = "observed",
    file: str = "blocks",
    progress: Callable[[str, float], None] | None = None,
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Make zones and their residents from polygons.

    Parameters
    ----------
    polygons
        Polygons with their coordinate system.
    residents, ids
        Columns with the number of residents and the stable id.
    counties
        Table ``counties`` with outlines. A polygon belongs to the county that covers the largest part of it; of
        equal parts to the first in the table.
    year
        Year in which people were counted.
    source, basis
        Written in every row.
    outside
        County of the polygons that lie outside all outlines for the largest part. Without it, polygons that touch
        no county are refused, and the others go to the county that covers most.
    file
        Name for messages; rows are counted as in a spreadsheet, the first polygon is row 2.
    progress
        Called with a stage and the share done.

    Returns
    -------
    zones : geopandas.GeoDataFrame
        Table ``zones`` in the order of the polygons; the point lies inside its polygon.
    residents : pandas.DataFrame
        Table ``residents``, group ``all``. Polygons without people are kept with 0.

    Raises
    ------
    InputError
        With every missing column, polygon that is empty, broken or no polygon, missing or repeated id, number
        that is missing, negative or no number, and polygon outside all counties, by row.

    Examples
    --------
    >>> blocks = gpd.GeoDataFrame({"id": ["b1"], "people": [120]}, geometry=[shapely.box(104, 30, 104.1, 30.1)],
    ...                           crs="EPSG:4326")
    >>> counties = gpd.GeoDataFrame({"county": ["a1"], "city": ["a"]}, geometry=[shapely.box(103, 29, 105, 31)],
    ...                             crs="EPSG:4326")
    >>> zones, people = zones_from_blocks(blocks, residents="people", ids="id", counties=counties, year=2020,
    ...                                   source="census")
    >>> zones.loc[0, ["zone", "city", "county"]].tolist(), float(people.loc[0, "value"])
    (['b1', 'a', 'a1'], 120.0)
    """
    report = progress or (lambda _stage, _share: None)
    problems = Problems(file)
    _check_columns(polygons, (residents, ids), problems)
    _check_counties(counties, outside, problems)
    problems.raise_if_any()
    numbers = pd.to_numeric(polygons[residents], errors="coerce").astype("float64")
    _check_rows(polygons, residents, ids, numbers, problems)
    problems.raise_if_any()
    round_shapes = polygons.geometry.to_crs("EPSG:4326").to_numpy()
    report("blocks", 0.0)
    plane = Plane.around(shapely.total_bounds(round_shapes))
    flat = plane.flatten(round_shapes)
    cover = _cover(flat, plane.flatten(counties.geometry.to_crs("EPSG:4326")))
    chosen = cover.best
    if outside is not None:
        rest = shapely.area(flat) - cover.covered
        chosen = np.where(rest > cover.most, int(np.flatnonzero(counties["county"] == outside)[0]), chosen)
    report("blocks", 1.0)
    _check_places(chosen, polygons[ids], problems)
    problems.raise_if_any()
    points = shapely.point_on_surface(round_shapes)
    zones = pd.DataFrame(
        {
            "zone": polygons[ids].astype("str").to_numpy(),
            "city": counties["city"].to_numpy(dtype=object)[chosen],
            "county": counties["county"].to_numpy(dtype=object)[chosen],
            "lon": shapely.get_x(points),
            "lat": shapely.get_y(points),
            "area_km2": shapely.area(flat) / 1e6,
            "geometry": round_shapes,
        }
    )
    people = pd.DataFrame({"zone": zones["zone"], "group": "all", "year": year, "value": numbers.to_numpy()})
    tables = {"zones": zones, "residents": people}
    typed = {name: _typed(name, table.assign(basis=basis, source=source)) for name, table in tables.items()}
    return gpd.GeoDataFrame(typed["zones"]), typed["residents"]


def _typed(name: str, table: pd.DataFrame) -> pd.DataFrame:
    problems = Problems(name)
    typed = type_table(table, schemas()[name], problems)
    problems.raise_if_any()
    return typed


def _check_columns(polygons: gpd.GeoDataFrame, names: tuple[str, ...], problems: Problems) -> None:
    there = [str(column) for column in polygons.columns if column != "geometry"]
    for name in names:
        if name not in polygons.columns:
            problems.add(
                "missing_column",
                column=name,
                expected=Text(f"列 {name}", f"a column {name}"),
                found=", ".join(there) or "—",
                remedy=Text("在导入选项中写明列名", "name the column in the options of the import"),
            )
    if polygons.crs is None:
        problems.add(
            "no_datum",
            column="geometry",
            expected=Text("注明坐标系（.prj 文件）", "a stated coordinate system (.prj file)"),
            found="—",
            remedy=Text("补上 .prj，或在导入时注明坐标系", "add the .prj, or name the system when importing"),
        )


def _check_counties(counties: gpd.GeoDataFrame, outside: str | None, problems: Problems) -> None:
    if outside is not None and outside not in set(counties["county"]):
        problems.add(
            "unknown_county",
            column="outside",
            expected=Text("counties 表中的区县", "a county of the table counties"),
            found=outside,
            remedy=Text("先在 counties 表中补上", "add it to the table counties first"),
        )
    if counties.geometry.isna().all():
        problems.add(
            "no_outlines",
            file="counties",
            column="geometry",
            expected=Text("至少一个区县有范围", "an outline of at least one county"),
            found="0",
            remedy=Text("先导入区县范围", "import the outlines of counties first"),
        )


def _check_rows(
    polygons: gpd.GeoDataFrame, residents: str, ids: str, numbers: pd.Series[float], problems: Problems
) -> None:
    shapes = polygons.geometry.to_numpy()
    missing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    broken = ~missing & ~shapely.is_valid(shapes)
    line = ~missing & ~np.isin(shapely.get_type_id(shapes), (_POLYGON, _MULTIPOLYGON))
    words = polygons[ids]
    blank = (words.isna() | (words.astype("str").str.strip() == "")).to_numpy(dtype=bool)
    twice = words.duplicated().to_numpy() & ~blank
    not_number = numbers.isna().to_numpy()
    negative = (numbers < 0).to_numpy()
    mend = Text("在制图软件中修复后重新导出", "mend it in the mapping program and export again")
    polygon = Text("有效的面", "a valid polygon")
    people = Text("不小于 0 的人数", "a number of residents, 0 or more")
    correct = Text("改正人数；无人居住则填 0", "correct the number; 0 if nobody lives there")
    _name(missing, "empty_polygon", "geometry", polygon, lambda _: "（空）", mend, problems)
    _name(line, "no_polygon", "geometry", polygon, lambda row: shapes[row].geom_type, mend, problems)
    _name(
        broken,
        "broken_polygon",
        "geometry",
        polygon,
        lambda row: shapely.is_valid_reason(shapes[row]),
        mend,
        problems,
    )
    _name(
        twice, "id_twice", ids, Text("不重复的编号", "an id that no other row has"), lambda row: words.iloc[row],
        Text("删去重复的行，或改正编号", "drop the repeated row, or correct the id"), problems,
    )  # fmt: skip
    _name(
        blank, "missing_value", ids, Text("每行都有编号", "an id in every row"), lambda _: "（空）",
        Text("填写编号", "fill in the id"), problems,
    )  # fmt: skip
    found = polygons[residents]
    _name(negative, "negative", residents, people, lambda row: found.iloc[row], correct, problems)
    _name(not_number, "bad_value", residents, people, lambda row: found.iloc[row], correct, problems)


def _name(
    bad: NDArray[np.bool_],
    code: str,
    column: str,
    expected: Text,
    found: Callable[[int], Any],
    remedy: Text,
    problems: Problems,
) -> None:
    rows = np.flatnonzero(bad)
    for row in rows[:MOST_NAMED]:
        where = int(row) + FIRST_ROW
        problems.add(code, row=where, column=column, expected=expected, found=found(int(row)), remedy=remedy)
    if len(rows) > MOST_NAMED:
        rest = f"… +{len(rows) - MOST_NAMED}"
        problems.add("more_rows", column=column, expected=expected, found=rest, remedy=remedy)


def _check_places(chosen: NDArray[np.intp], ids: pd.Series[Any], problems: Problems) -> None:
    _name(
        chosen < 0,
        "outside",
        "geometry",
        Text("位于某个区县之内", "inside a county"),
        lambda row: str(ids.iloc[row]),
        Text(
            "核对坐标系；圈外的面删去，或用 outside 指定归属", "check the coordinate system; drop it or use outside"
        ),
        problems,
    )


@dataclass(frozen=True)
class _Cover:
    """The outline that covers most of each shape (-1: none), how much of it, and how much all outlines cover."""

    best: NDArray[np.intp]
    most: NDArray[np.float64]
    covered: NDArray[np.float64]


def _cover(flat: NDArray[np.object_], outlines: NDArray[np.object_]) -> _Cover:
    county, shape = shapely.STRtree(flat).query(outlines, predicate="intersects")
    area = shapely.area(shapely.intersection(flat[shape], outlines[county]))
    cover = _Cover(np.full(len(flat), -1, dtype=np.intp), np.zeros(len(flat)), np.zeros(len(flat)))
    np.add.at(cover.covered, shape, area)
    order = np.lexsort((-county, area, shape))  # the largest last, of equals the first county
    cover.best[shape[order]] = county[order]
    cover.most[shape[order]] = area[order]
    cover.best[cover.most == 0] = -1
    return cover
