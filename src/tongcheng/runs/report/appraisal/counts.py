"""How often a project is counted: lists of cities beside the circle's."""

from __future__ import annotations

import pandas as pd

from tongcheng.language import Text
from tongcheng.render.blocks import Column, Table, Value
from tongcheng.runs.pipeline import Run
from tongcheng.runs.report.appraisal.cells import records
from tongcheng.runs.report.words import basis_note, join, unit


def counted(run: Run) -> Table | None:
    """Give projects counted city by city and once."""
    counts = run.tables["appraisal_counts"]
    own = counts[counts["measure"] == "projects"]
    if own.empty:
        return None
    rows: list[dict[str, Value]] = [
        {
            "list": row["list"] or Text("本都市圈项目表", "projects of this circle"), "year": row["year"],
            **{key: row[key] for key in ("sum_of_cities", "double_count", "circle_total", "parts")},
        }
        for row in records(own)
    ]  # fmt: skip
    said = Text(
        "跨市项目列入每个相关市的清单，全圈只计一次。",
        "A project of several cities stands in the list of each and counts once in the circle.",
    )
    columns = [
        Column("list", Text("清单", "list")),
        Column("year", Text("年份", "year")),
        *_sums(Text("项", "projects"), 0),
    ]
    return Table(
        Text("一个项目计几次", "How often a project is counted"), columns, rows, join([said, basis_note(own["basis"])]),
        sheet=Text("重复计数", "counts"),
    )  # fmt: skip


def summed(run: Run) -> Table | None:
    """Give investment summed city by city and once, within each price year."""
    counts = run.tables["appraisal_counts"]
    own = counts[counts["measure"] == "investment"]
    if own.empty:
        return None
    rows: list[dict[str, Value]] = [
        {
            "list": row["list"] or Text("本都市圈项目表", "projects of this circle"),
            "price_year": "" if pd.isna(row["price_year"]) else f"{row['price_year']:.0f}",
            **{key: row[key] for key in ("sum_of_cities", "double_count", "circle_total", "parts")},
        }
        for row in records(own)
    ]  # fmt: skip
    said = Text("不同价格年份的投资不相加。", "Investments in prices of different years are not added up.")
    columns = [
        Column("list", Text("清单", "list")),
        Column("price_year", Text("价格年份", "prices of")),
        *_sums(unit("亿元"), 1),
    ]
    return Table(
        Text("投资计几次", "How often money is counted"), columns, rows, join([said, basis_note(own["basis"])]),
        sheet=Text("重复投资", "sums"),
    )  # fmt: skip


def _sums(measure: Text, decimals: int) -> list[Column]:
    return [
        Column("sum_of_cities", Text("各市之和", "sum over cities"), measure, decimals),
        Column("double_count", Text("重复计", "counted twice"), measure, decimals),
        Column("circle_total", Text("全圈", "circle"), measure, decimals),
        Column("parts", Text("各市", "each city")),
    ]
