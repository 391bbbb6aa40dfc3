"""Checks of borders, facilities and the edits of projects."""

from __future__ import annotations

from itertools import combinations
from typing import Final

import numpy as np
import pandas as pd

from tongcheng.errors import Problems
from tongcheng.language import Text, same
from tongcheng.region.borders import ALL_SECTORS, OPEN_TO_ALL
from tongcheng.region.checks.circle import Circle
from tongcheng.region.checks.model import Offenders, check
from tongcheng.region.columns import FIRST_ROW, split_list
from tongcheng.region.edits import parse_edit, resolve
from tongcheng.region.schemas import schemas

#: Beyond this ratio actual and authorised capacity are probably not in one unit.
CAPACITY_RATIO: Final = 2.0


def _pairs(circle: Circle) -> pd.Series[str]:
    rows = circle["borders"]
    a, b = rows["city_a"].astype("object"), rows["city_b"].astype("object")
    return a.where(a <= b, b).astype("str") + "–" + b.where(a <= b, a).astype("str")


@check("warning", Text("缺少两市开放度", "No openness is given for a pair of cities"))
def openness_missing(circle: Circle, offenders: Offenders) -> None:
    """Find pairs of cities that have no value for today in some sector: neither a row of it nor a row ``all``."""
    given = circle["borders"]["sector"].groupby(_pairs(circle)).agg(set).to_dict()
    sectors = set(schemas()["borders"]["sector"].values) - {ALL_SECTORS}
    for a, b in combinations(sorted(circle["cities"]["city"].dropna().unique()), 2):
        own = given.get(f"{a}–{b}", set())
        if ALL_SECTORS not in own and not sectors <= own:
            offenders.add(
                "borders",
                None,
                column="openness",
                expected=Text(f"{a} 与 {b} 的开放度（领域 all）", f"the openness of {a} and {b} (sector all)"),
                found="—",
                remedy=Text(
                    "补一行，或按数据需求清单向同城化办公室索取；在此之前“现状”无法计算",
                    "add a row, or answer the data request to the joint office; today cannot be computed until then",
                ),
            )


@check("error", Text("同一对市的开放度重复", "A pair of cities is given twice"))
def openness_twice(circle: Circle, offenders: Offenders) -> None:
    """Find pairs given twice in one sector, also as a–b and b–a: a row holds in both directions."""
    rows = circle["borders"]
    keys = pd.DataFrame({"pair": _pairs(circle), "sector": rows["sector"]})
    twice = keys.duplicated() & rows["city_a"].notna() & rows["city_b"].notna()
    offenders.rows(
        "borders",
        twice,
        column="city_a, city_b",
        expected=Text("每对市每领域一行，双向通用", "one row per pair and sector; it holds in both directions"),
        found=lambda row: f"{rows['city_a'].iloc[row]}–{rows['city_b'].iloc[row]} {rows['sector'].iloc[row]}",
        remedy=Text("合并为一行", "merge the rows into one"),
    )


@check("error", Text("交界两侧为同一市", "A border of a city with itself"))
def border_with_itself(circle: Circle, offenders: Offenders) -> None:
    """Find rows of ``borders`` with the same city on both sides."""
    rows = circle["borders"]
    offenders.rows(
        "borders",
        rows["city_a"].notna() & (rows["city_a"] == rows["city_b"]),
        expected=Text("另一个市", "another city"),
        found="city_b",
        remedy=Text("改正或删去此行", "correct or drop the row"),
    )


@check("error", Text("开放对象中有未知的市", "A facility is open to an unknown city"))
def open_to_unknown_city(circle: Circle, offenders: Offenders) -> None:
    """Find words of ``open_to`` that are neither a city nor ``all``."""
    known = [*circle["cities"]["city"].dropna(), OPEN_TO_ALL]
    cells = circle["facilities"]["open_to"]
    bad = {cell: [word for word in split_list(cell) if word not in known] for cell in cells.dropna().unique()}
    offenders.rows(
        "facilities",
        cells.isin([cell for cell, words in bad.items() if words]),
        expected=same(" | ".join(known)),
        found=lambda row: "; ".join(bad[cells.iloc[row]]),
        column="open_to",
        remedy=Text("写市代码，多个用 ; 分隔；全部开放写 all", "write codes of cities separated by ;, or all"),
    )


@check("warning", Text("实际规模与核定规模相差过大", "Actual and authorised capacity are far apart"))
def capacity_far_from_authorised(circle: Circle, offenders: Offenders) -> None:
    """Find facilities whose capacity is more than twice or less than half of the authorised one."""
    rows = circle["facilities"]
    ratio = rows["capacity"] / rows["capacity_authorised"].where(rows["capacity_authorised"] > 0)
    offenders.rows(
        "facilities",
        (ratio > CAPACITY_RATIO) | (ratio < 1 / CAPACITY_RATIO),
        column="capacity",
        expected=lambda row: Text(
            f"与核定规模 {rows['capacity_authorised'].iloc[row]:g} 相近",
            f"about the authorised {rows['capacity_authorised'].iloc[row]:g}",
        ),
        found="capacity",
        remedy=Text("核对两者单位是否一致、是否为同一年", "check that both are in one unit and of one year"),
    )


@check("warning", Text("设施没有坐标", "A facility with a capacity has no coordinates"))
def facilities_without_place(circle: Circle, offenders: Offenders) -> None:
    """Find facilities with a capacity that nobody can reach because they lie nowhere."""
    rows = circle["facilities"]
    offenders.rows(
        "facilities",
        rows["capacity"].notna() & (rows["lon"].isna() | rows["lat"].isna()),
        column="lon, lat",
        expected=Text("经纬度", "a longitude and a latitude"),
        found=lambda row: f"{rows['facility'].iloc[row]} {rows['name'].iloc[row]}",
        remedy=Text(
            "补上坐标；没有坐标的设施不计入可达性", "add them; a facility without them is not counted as reachable"
        ),
    )


@check("error", Text("项目改动无法执行", "The edits of a project cannot be applied"))
def project_edits(circle: Circle, offenders: Offenders) -> None:
    """Find edits with unknown ids, bad arguments, or at odds with an earlier edit of the same project.

    In a circle that a scenario was applied to, what its edits add or close is there already, which is no defect.
    """
    applied = circle["sources"]["source"].str.startswith("scenario:").fillna(value=False).any()
    table = circle["project_edits"]
    rows = table.assign(row=np.arange(len(table)) + FIRST_ROW).sort_values(["project", "seq"], kind="stable")
    problems = Problems(circle.region.file_name("project_edits"))
    for _, group in rows.groupby("project", sort=False):
        edits, numbers = [], []
        for kind, arguments, row in zip(group["edit"], group["arguments"], group["row"], strict=True):
            edit = parse_edit(str(kind), str(arguments), problems, row=int(row))
            if edit is not None:
                edits.append(edit)
                numbers.append(int(row))
        problems.found.extend(resolve(circle.region, edits, file=problems.file, rows=numbers))
    for problem in problems.found:
        if applied and problem.code in {"id_taken", "already_closed"}:
            continue
        offenders.add(
            "project_edits",
            problem.row - FIRST_ROW if problem.row is not None else None,
            column=problem.column,
            expected=problem.expected,
            found=problem.found,
            remedy=problem.remedy,
        )


CHECKS = (
    openness_missing,
    openness_twice,
    border_with_itself,
    open_to_unknown_city,
    capacity_far_from_authorised,
    facilities_without_place,
    project_edits,
)
