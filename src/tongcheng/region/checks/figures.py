"""Checks of published values: figures, targets, totals of lists."""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from tongcheng.language import Text
from tongcheng.region.checks.circle import Circle
from tongcheng.region.checks.model import Offenders, check
from tongcheng.region.lookup import nearest_id
from tongcheng.region.periods import is_period, parse_period
from tongcheng.region.schemas import schemas

_COUNTED: Final = ("count", "investment", "year_plan", "completed")
#: Published parts are rounded; their sum may differ from the total by this share.
SUM_TOLERANCE: Final = 0.005


@check("warning", Text("数值没有单位", "A value has no unit"))
def missing_units(circle: Circle, offenders: Offenders) -> None:
    """Find figures and targets with a number and no unit."""
    for table, name in (("figures", "figure"), ("targets", "target")):
        rows = circle[table]
        offenders.rows(
            table,
            rows["value"].notna() & rows["unit"].isna(),
            column="unit",
            expected=Text("单位，如 人、亿元、%；无量纲写 1", "a unit such as 人, 亿元, %; 1 if it has none"),
            found=lambda row, rows=rows, name=name: f"{rows[name].iloc[row]}: {rows['value'].iloc[row]:g}",  # type: ignore[misc]
            remedy=Text("按来源补上单位", "add the unit that the source gives"),
        )


@check("warning", Text("数值的对象不存在", "The subject of a figure does not exist"))
def unknown_subjects(circle: Circle, offenders: Offenders) -> None:
    """Find figures whose subject is no row of the table that they name."""
    rows = circle["figures"]
    numbered = rows.assign(row=np.arange(len(rows)))
    for table in sorted(str(name) for name in rows["subject_table"].dropna().unique()):
        group = numbered[numbered["subject_table"] == table]
        positions = group["row"].to_numpy(dtype=np.intp)
        if table not in schemas():
            near = nearest_id(table, schemas())
            offenders.rows(
                "figures",
                positions,
                expected=Text("表名；圈外对象留空", "the name of a table, empty for places outside"),
                found="subject_table",
                remedy=Text(f"是否为 {near}？", f"did you mean {near}?") if near else Text("改正表名", "correct it"),
            )
            continue
        known = circle[table][schemas()[table].keys[0]]
        offenders.rows(
            "figures",
            positions[~group["subject"].isin(known).to_numpy()],
            expected=Text(f"{table} 表中的编号", f"an id of the table {table}"),
            found="subject",
            remedy=Text(
                "改正编号；圈外对象把 subject_table 留空", "correct the id; leave subject_table empty outside"
            ),
        )


@check("warning", Text("同一来源同一时点有两个数值", "One source gives two values for the same day"))
def figures_twice(circle: Circle, offenders: Offenders) -> None:
    """Find figures of one subject, attribute, date, scope and source with different values."""
    rows = circle["figures"].reset_index(drop=True)
    keys = ["subject", "attribute", "as_of", "published", "scope", "unit", "qualifier", "source"]
    some = rows[rows["value"].notna()]
    groups = some.groupby([some[key].fillna("") for key in keys], sort=False)["value"]
    first, spread = groups.transform("first"), groups.transform("nunique")
    bad = some.index[(spread > 1) & (some["value"] != first)]
    offenders.rows(
        "figures",
        bad.to_numpy(),
        column="value",
        expected=lambda row: Text(f"与前一行相同的 {first[row]:g}", f"{first[row]:g}, as in an earlier row"),
        found="value",
        remedy=Text(
            "核对来源；若口径或发布日期不同，写明 scope 或 published",
            "check the source; if scope or date of publication differ, say so in scope or published",
        ),
    )


@check("warning", Text("数列跨越区划变更", "A series crosses a change of boundaries"))
def boundary_changes(circle: Circle, offenders: Offenders) -> None:
    """Find counties (and their cities) with figures from before and after the county's boundary change."""
    counties = circle["counties"]
    changed = counties[counties["changed_on"].notna()]
    figures = circle["figures"].assign(row=np.arange(len(circle["figures"])))
    readable = [isinstance(text, str) and is_period(text) for text in figures["as_of"]]
    figures = figures[np.array(readable, dtype=bool)]
    end = pd.to_datetime(figures["as_of"].map(lambda text: parse_period(text)[1].isoformat()))
    for county, city, name, day, note in zip(
        *(changed[column] for column in ("county", "city", "name", "changed_on", "changed_note")), strict=True
    ):
        for subject in (county, city):
            own = figures["subject"] == subject
            before, after = figures[own & (end < day)], figures[own & (end >= day)]
            crossed = sorted(set(before["attribute"]) & set(after["attribute"]))
            if not crossed:
                continue
            row = before.loc[before["attribute"].isin(crossed), "row"].iloc[0]
            words = f"{name} {day:%Y-%m-%d}" + (f" {note}" if isinstance(note, str) else "")
            offenders.add(
                "figures",
                int(row),
                column="as_of",
                expected=Text(f"同一区划范围的数列（{words}）", f"a series within one boundary ({words})"),
                found=f"{subject}: {', '.join(crossed)}",
                remedy=Text(
                    "在 scope 注明按当时还是现行区划；比较增减时先还原到同一范围",
                    "say in scope whether then or present boundaries; bring both to one scope before comparing",
                ),
            )


@check("warning", Text("目标缺年份或数值", "A target has no year or no value"))
def incomplete_targets(circle: Circle, offenders: Offenders) -> None:
    """Find targets without a year, or with neither a number nor words."""
    rows = circle["targets"]
    for column, bad, expected in (
        ("year", rows["year"].isna(), Text("目标年", "the year of the target")),
        (
            "value",
            rows["value"].isna() & rows["value_text"].isna(),
            Text("目标值，或 value_text 中的原文", "the value, or the plan's words in value_text"),
        ),
        (
            "value",
            rows["value"].isna() & rows["value_text"].notna() & (rows["kind"] != "qualitative"),
            Text(
                "数值；只有文字的目标 kind 写 qualitative", "a number; kind is qualitative where there are only words"
            ),
        ),
    ):
        offenders.rows(
            "targets",
            bad,
            column=column,
            expected=expected,
            found=lambda row: f"{rows['target'].iloc[row]} {rows['name'].iloc[row]}",
            remedy=Text("按规划原文补上", "take it from the plan"),
        )


@check("warning", Text("数值的日期晚于发布日期", "A figure describes a time after its publication"))
def figures_from_the_future(circle: Circle, offenders: Offenders) -> None:
    """Find figures that begin after they were published (plans excepted)."""
    rows = circle["figures"]
    late = [
        (begin := _day(described, last=False)) is not None
        and (said := _day(published, last=True)) is not None
        and begin > said
        for described, published in zip(rows["as_of"], rows["published"], strict=True)
    ]
    offenders.rows(
        "figures",
        np.array(late, dtype=bool) & (rows["qualifier"] != "planned").to_numpy(dtype=bool, na_value=True),
        column="as_of",
        expected=lambda row: Text(
            f"不晚于发布日期 {rows['published'].iloc[row]}",
            f"not after its publication, {rows['published'].iloc[row]}",
        ),
        found="as_of",
        remedy=Text(
            "改正日期；规划值的 qualifier 写 planned", "correct the date; for a plan write planned as qualifier"
        ),
    )


def _day(text: object, *, last: bool) -> date | None:
    if not isinstance(text, str) or not is_period(text):
        return None
    return parse_period(text)[1 if last else 0]


@check("warning", Text("清单分项与合计不符", "Parts of a list do not add up to its total"))
def list_totals(circle: Circle, offenders: Offenders) -> None:
    """Find lists whose parts add up to another number than the total, and say what the difference may be."""
    rows = circle["list_totals"].assign(row=np.arange(len(circle["list_totals"])))
    for list_key, group in rows.groupby("list_key"):
        totals = group[group["dimension"] == "total"]
        for dimension, parts in group[group["dimension"] != "total"].groupby("dimension"):
            for column in _COUNTED:
                _compare_parts(str(list_key), str(dimension), column, totals, parts, offenders)


def _compare_parts(
    list_key: str, dimension: str, column: str, totals: pd.DataFrame, parts: pd.DataFrame, offenders: Offenders
) -> None:
    known = totals[totals[column].notna()]
    # A single part is an excerpt of the list and not a split of it.
    if known.empty or len(parts) < 2 or parts[column].isna().any():
        return
    added = float(parts.drop_duplicates("item")[column].sum())
    total = float(known[column].iloc[0])
    if abs(added - total) <= (0.5 if column == "count" else SUM_TOLERANCE * max(total, added)):
        return
    if dimension == "city" and added > total:
        remedy = Text(
            "可能是跨市项目在各市重复计数：注明口径，合计以总数为准",
            "projects of several cities may be counted in each: say so, and use the total",
        )
    elif added > total:
        remedy = Text("可能一个条目计入多个分项：注明口径", "an entry may be counted in several parts: say so")
    else:
        remedy = Text("可能有未列出的分项或尚未分解的条目：补上或注明", "a part may be missing: add it or say so")
    offenders.add(
        "list_totals",
        int(known["row"].iloc[0]),
        column=column,
        expected=Text(
            f"按 {dimension} 分项之和 {added:,.10g}（第 {int(parts['row'].min()) + 2}–{int(parts['row'].max()) + 2} 行）",
            f"the sum of its parts by {dimension}, {added:,.10g} (rows {int(parts['row'].min()) + 2}–{int(parts['row'].max()) + 2})",
        ),
        found=f"{list_key}: {total:,.10g}",
        remedy=remedy,
    )


@check("warning", Text("两家公布的清单数量不同", "Two publishers count the same list differently"))
def list_versions(circle: Circle, offenders: Offenders) -> None:
    """Find parts of one list to which different issuers give different numbers."""
    rows = circle["list_totals"].reset_index(drop=True)
    keys = ["list_key", "dimension", "item", "city", "year", "count_unit"]
    some = rows[rows["count"].notna()]
    first = some.groupby([some[key].fillna("") for key in keys], sort=False)["count"].transform("first")
    bad = some.index[(some["count"] != first).to_numpy(dtype=bool, na_value=False)]
    offenders.rows(
        "list_totals",
        bad.to_numpy(),
        column="count",
        expected=lambda row: Text(f"与前一行相同的 {first[row]}", f"{first[row]}, as in an earlier row"),
        found=lambda row: f"{rows['list_key'].iloc[row]} {rows['issued_by'].iloc[row]}: {rows['count'].iloc[row]}",
        remedy=Text("两处都保留，会商核定口径后写入 note", "keep both; settle the scope between them and note it"),
    )


CHECKS = (
    missing_units,
    unknown_subjects,
    figures_twice,
    boundary_changes,
    incomplete_targets,
    figures_from_the_future,
    list_totals,
    list_versions,
)
