"""Checks of residents, jobs and other counts."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np
import pandas as pd

from tongcheng.language import Text
from tongcheng.region.checks.circle import Circle
from tongcheng.region.checks.model import Offenders, check
from tongcheng.region.periods import is_period, parse_period

#: Zones are rounded; their sum may differ from the census by this share.
SUM_TOLERANCE: Final = 0.005
#: Densest census tracts anywhere are about this dense.
MOST_PER_KM2: Final = 200_000.0
#: A census block may be one tall building; with fewer residents its density says nothing.
FEWEST_DENSE: Final = 1_000.0

POPULATION: Final = "resident_population"

_PER_UNIT: Final = {"人": 1.0, "person": 1.0, "persons": 1.0, "people": 1.0, "万人": 1e4, "10k persons": 1e4}

_RANGES: Final = {
    "residents": ("low", "value", "high"),
    "jobs": ("low", "value", "high"),
    "flows": ("low", "value", "high"),
    "figures": ("low", "value", "high"),
    "borders": ("openness_low", "openness", "openness_high"),
}


@check("warning", Text("网格人口合计与公布数不符", "Residents of zones do not add up to the published figure"))
def residents_against_census(circle: Circle, offenders: Offenders) -> None:
    """Compare sums over zones with the figures ``resident_population`` of counties, cities and the circle."""
    residents = circle["residents"]
    everyone = residents[residents["group"] == "all"]
    if everyone.empty:
        return
    zones = circle["zones"].drop_duplicates("zone").set_index("zone")
    for year in sorted(int(year) for year in everyone["year"].dropna().unique()):
        rows = everyone[everyone["year"] == year]
        published = _census(circle["figures"], year)
        sums = {
            "counties": rows.groupby(rows["zone"].map(zones["county"]))["value"].sum(),
            "cities": rows.groupby(rows["zone"].map(zones["city"]))["value"].sum(),
            "region": pd.Series({"region": rows["value"].sum()}),
        }
        for table, counted in sums.items():
            _compare(circle, table, counted, published, year, offenders)


def _census(figures: pd.DataFrame, year: int) -> dict[str, list[tuple[float, int]]]:
    """Give published numbers of persons by subject, each with its row."""
    rows = figures.assign(row=np.arange(len(figures)))
    rows = rows[(rows["attribute"] == POPULATION) & rows["value"].notna() & rows["as_of"].map(_year).eq(year)]
    published: dict[str, list[tuple[float, int]]] = {}
    for subject, value, unit, row in zip(rows["subject"], rows["value"], rows["unit"], rows["row"], strict=True):
        if unit in _PER_UNIT:
            published.setdefault(str(subject), []).append((float(value) * _PER_UNIT[unit], int(row)))
    return published


def _year(period: object) -> int | None:
    return parse_period(str(period))[0].year if isinstance(period, str) and is_period(period) else None


def _compare(
    circle: Circle,
    table: str,
    counted: pd.Series[float],
    published: dict[str, list[tuple[float, int]]],
    year: int,
    offenders: Offenders,
) -> None:
    places = pd.Index(circle[table].iloc[:, 0]) if table != "region" else pd.Index(["region"])
    for place, total in counted.items():
        versions = published.get(str(place), [])
        if not versions or place not in places:
            continue
        value, row = min(versions, key=lambda version: abs(version[0] - total))
        # A published figure in 万人 is itself rounded: half of its last digit is no difference.
        if abs(total - value) <= max(SUM_TOLERANCE * value, 1.0):
            continue
        offenders.add(
            table if table != "region" else "residents",
            int(np.flatnonzero(places == place)[0]) if table != "region" else None,
            column="residents",
            expected=Text(
                f"{year} 年 {value:,.0f} 人（figures 第 {row + 2} 行）",
                f"{value:,.0f} residents in {year} (figures, row {row + 2})",
            ),
            found=f"{place}: {total:,.0f}（{total / value - 1:+.1%}）",
            remedy=Text(
                "核对网格是否缺漏、归属是否有误、口径是否为常住人口",
                "check for missing zones, zones of another county, or registered instead of resident people",
            ),
        )


@check("warning", Text("分年龄人口与总人口不符", "Age groups do not add up to all residents"))
def age_groups(circle: Circle, offenders: Offenders) -> None:
    """Find zones whose age groups add up to another number than all (or to more, if the groups leave gaps)."""
    residents = circle["residents"]
    ages = {group: span for group in residents["group"].dropna().unique() if (span := _span(str(group))) is not None}
    if not ages:
        return
    counted = residents.reset_index(drop=True).assign(row=np.arange(len(residents)))
    chosen = _disjoint(ages)
    complete = _covers_all([ages[group] for group in chosen])
    all_rows = counted[counted["group"] == "all"].drop_duplicates(["zone", "year"]).set_index(["zone", "year"])
    parts = counted[counted["group"].isin(chosen)].groupby(["zone", "year"])["value"].agg(["sum", "size"])
    both = all_rows.join(parts, how="inner")
    slack = np.maximum(SUM_TOLERANCE * both["value"], float(len(chosen)))
    off = both["sum"] - both["value"] > slack
    if complete:
        off |= (both["size"] == len(chosen)) & (both["value"] - both["sum"] > slack)
    bad = both[off]
    words = " + ".join(chosen)
    shown = dict(zip(bad["row"], bad["sum"], strict=True))
    offenders.rows(
        "residents",
        bad["row"].to_numpy(),
        column="value",
        expected=lambda row: Text(f"{words} = {shown[row]:,.0f}", f"{words} = {shown[row]:,.0f}"),
        found="value",
        remedy=Text("改正该网格的分组或总数", "correct the groups or the total of the zone"),
    )


def _span(group: str) -> tuple[int, float] | None:
    """Read an age group: ``0-14``, ``60+``."""
    first, dash, last = group.partition("-")
    if dash and first.isdigit() and last.isdigit():
        return int(first), float(last)
    if group.endswith("+") and group[:-1].isdigit():
        return int(group[:-1]), float("inf")
    return None


def _disjoint(ages: dict[str, tuple[int, float]]) -> list[str]:
    """Choose groups that do not overlap, from the youngest, each time the one that reaches least far."""
    chosen: list[str] = []
    reached = -1.0
    for group in sorted(ages, key=lambda name: (ages[name][1], -ages[name][0])):
        if ages[group][0] > reached:
            chosen.append(group)
            reached = ages[group][1]
    return chosen


def _covers_all(spans: list[tuple[int, float]]) -> bool:
    spans = sorted(spans)
    joined = all(later[0] == earlier[1] + 1 for earlier, later in pairwise(spans))
    return joined and spans[0][0] == 0 and spans[-1][1] == float("inf")


@check("error", Text("推算范围颠倒", "A range does not hold its value"))
def ranges(circle: Circle, offenders: Offenders) -> None:
    """Find rows where low ≤ value ≤ high does not hold."""
    for table, (low, value, high) in _RANGES.items():
        rows = circle[table]
        slack = 1e-9 * rows[value].abs().fillna(0.0)
        bad = (rows[low] > rows[value] + slack) | (rows[high] < rows[value] - slack) | (rows[low] > rows[high])
        offenders.rows(
            table,
            bad,
            column=f"{low}, {value}, {high}",
            expected=Text("下限 ≤ 数值 ≤ 上限", "low ≤ value ≤ high"),
            found=lambda row, rows=rows, columns=[low, value, high]: " / ".join(  # type: ignore[misc]
                f"{rows[column].iloc[row]:g}" for column in columns
            ),
            remedy=Text("改正范围或数值", "correct the range or the value"),
        )


@check("warning", Text("推算数没有范围", "A modelled number has no range"))
def modelled_without_range(circle: Circle, offenders: Offenders) -> None:
    """Find modelled residents and jobs without low or high: results could not say how firm they are."""
    for table in ("residents", "jobs"):
        rows = circle[table]
        offenders.rows(
            table,
            (rows["basis"] == "modelled") & (rows["low"].isna() | rows["high"].isna()),
            column="low, high",
            expected=Text("推算数的下限和上限", "the range of a modelled number"),
            found=lambda row, rows=rows: f"{rows['zone'].iloc[row]}: {rows['value'].iloc[row]:,.0f}",  # type: ignore[misc]
            remedy=Text("补上 low 和 high，或说明为何为实测", "give low and high, or say why it is observed"),
        )


@check("warning", Text("网格没有人口数", "A zone has no number of residents"))
def zones_without_residents(circle: Circle, offenders: Offenders) -> None:
    """Find zones without a row for all residents in the latest year (zero is a number; nothing is not)."""
    residents = circle["residents"]
    everyone = residents[residents["group"] == "all"]
    if everyone.empty:
        return
    latest = everyone[everyone["year"] == everyone["year"].max()]
    offenders.rows(
        "zones",
        ~circle["zones"]["zone"].isin(latest["zone"]),
        expected=Text(
            f"residents 表 {int(everyone['year'].max())} 年总人口一行",
            f"a row of residents for all in {int(everyone['year'].max())}",
        ),
        found="zone",
        remedy=Text("补上人口；无人居住则填 0", "add the number; 0 if nobody lives there"),
    )


@check("warning", Text("人口密度不合常理", "The density of residents is absurd"))
def absurd_density(circle: Circle, offenders: Offenders) -> None:
    """Find zones denser than any place on earth: a wrong unit, or a county's total in one zone."""
    zones = circle["zones"]
    area = zones.drop_duplicates("zone").set_index("zone")["area_km2"]
    residents = circle["residents"]
    density = residents["value"] / residents["zone"].map(area[area > 0]).astype("float64")
    offenders.rows(
        "residents",
        (density > MOST_PER_KM2) & (residents["value"] >= FEWEST_DENSE),
        column="value",
        expected=Text(f"每平方公里不超过 {MOST_PER_KM2:,.0f} 人", f"at most {MOST_PER_KM2:,.0f} per km²"),
        found=lambda row: f"{residents['zone'].iloc[row]}: {density.iloc[row]:,.0f} /km²",
        remedy=Text("核对人数单位和网格面积", "check the unit of the number and the zone's area"),
    )


CHECKS = (
    residents_against_census,
    age_groups,
    ranges,
    modelled_without_range,
    zones_without_residents,
    absurd_density,
)
