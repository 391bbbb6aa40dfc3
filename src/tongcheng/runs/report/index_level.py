"""The level part of the index in the report: scores, what adds to them, and how firm the ranks are."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from tongcheng.language import Text, same
from tongcheng.render.blocks import Block, Chart, Column, Series, Table, Value
from tongcheng.render.numbers import compact
from tongcheng.runs.pipeline import Run
from tongcheng.runs.report.words import Record, basis_note, join, name_of, place_names, unit

_POINTS = Text("分", "points")
_PERCENT = same("%")

#: Ends of a range nearer than this are one number when printed.
_NO_WIDTH = 0.05

KINDS = {
    "circle": Text("都市圈之间", "between circles"),
    "city": Text("成员市之间", "between the member cities"),
}
_CHOICES = {
    "weights": Text("权重及其与其他选择的交互", "weights and their interplay"),
    "left_out": Text("缺少某一项指标", "one indicator left out"),
    "mean": Text("线性或几何合成", "linear or geometric mean"),
    "normalisation": Text("归一方法", "normalisation"),
    "imputation": Text("缺值处理", "filling of gaps"),
}


def level_blocks(run: Run, kind: str) -> list[Block]:
    """Give the tables and the picture of one set of places, or nothing where it has no index."""
    newest = newest_level(run.tables.get("index", pd.DataFrame()), kind)
    if newest.empty:
        return []
    return [_level_table(run, newest, kind), _chart(run, kind), _parts_table(run, kind), _firmness(run, kind)]


def newest_level(scores: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Give the level rows of the newest year and the linear mean, best first."""
    if scores.empty:
        return scores
    rows = scores[(scores["part"] == "level") & (scores["kind"] == kind) & (scores["how"] == "linear")]
    rows = rows[rows["year"] == rows["year"].max()] if len(rows) else rows
    return rows.sort_values(["rank", "place"], na_position="last", kind="stable")


def place_name(run: Run, row: Any) -> Text:
    """Give the name of the place of a row."""
    return name_of(place_names(run.region), row["place"])


def rank_range(row: Any) -> Text:
    """Write a range of ranks."""
    if pd.isna(row["rank_low"]):
        return same("—")
    low, high = int(row["rank_low"]), int(row["rank_high"])
    return same(f"{low}") if low == high else Text(f"{low}—{high}", f"{low}–{high}")


def _level_table(run: Run, newest: pd.DataFrame, kind: str) -> Table:
    year, label = int(newest["year"].iloc[0]), KINDS[kind]
    scores = run.tables["index"]
    other = scores[
        (scores["part"] == "level")
        & (scores["kind"] == kind)
        & (scores["how"] == "geometric")
        & (scores["year"] == year)
    ]
    geometric = other.set_index("place")
    rows: list[dict[str, Value]] = [
        {
            "place": place_name(run, row),
            "score": row["score"],
            **_ends(row),
            "rank": row["rank"],
            "range": rank_range(row),
            "first": 100 * row["first"],
            "geometric": float(geometric.loc[row["place"], "score"]),
            "geometric_rank": float(geometric.loc[row["place"], "rank"]),
            "coverage": 100 * row["coverage"],
        }
        for row in newest.to_dict("records")
    ]
    columns = [
        Column("place", Text("对象", "place")),
        Column("score", Text("得分", "score"), _POINTS, 1, "low", "high"),
        Column("rank", Text("位次", "rank"), Text("位", "rank"), 0),
        Column("range", Text("位次区间", "range of ranks")),
        Column("first", Text("居首的可能", "first in"), _PERCENT, 0),
        Column("geometric", Text("几何合成得分", "geometric mean"), _POINTS, 1),
        Column("geometric_rank", Text("几何位次", "its rank"), Text("位", "rank"), 0),
        Column("coverage", Text("权重覆盖", "weight known"), _PERCENT, 0),
    ]
    note = Text(
        "各指标在全部对象、全部年份的最差值与最好值之间归一为 1 至 100 分，按权重线性合成（几何合成作对照）。"
        "地区生产总值逐年受经济普查修订影响，各地只在同一年内比较。"
        "区间为 2,000 次随机抽取（权重、合成方式、归一方法、缺一项指标、缺值处理）的第 5 至第 95 百分位，得分区间只变动权重。"
        "方法：经合组织与欧盟联合研究中心手册（2008）；Saisana 等（2005）。",
        "Every indicator runs from 1 to 100 between the worst and the best value of all places and years; weighted linear "
        "mean, geometric beside it. Products are revised by economic censuses, so places compare within one year only. Ranges are the 5th to the 95th percentile of 2,000 draws of weights, mean, "
        "normalisation, an indicator left out and gaps filled; that of the score of weights alone. Method: OECD and JRC "
        "handbook (2008), Saisana et al. (2005).",
    )
    return Table(
        Text(f"发展水平指数（{label.zh}，{year} 年）", f"Level index ({label.en}, {year})"),
        columns,
        rows,
        join([note, basis_note(newest["basis"])]),
        sheet=Text(f"发展水平{_sheet(kind).zh}", f"level {_sheet(kind).en}"),
    )


def _ends(row: Record) -> dict[str, Value]:
    """Give the range of a score; one without any width is not printed."""
    low, high = float(row["score_low"]), float(row["score_high"])
    return {"low": low, "high": high} if high - low > _NO_WIDTH else {"low": None, "high": None}


def _sheet(kind: str) -> Text:
    return {"circle": Text("-圈", "circles"), "city": Text("-市", "cities")}[kind]


def _chart(run: Run, kind: str) -> Chart:
    table = _contributions(run, kind)
    places = list(dict.fromkeys(table["place"]))
    names = place_names(run.region)
    series = [
        Series(
            Text(str(rows["label"].iloc[0]), str(rows["label_en"].iloc[0])),
            [float(rows.set_index("place")["contribution"].get(place, np.nan)) for place in places],
        )
        for _, rows in table.groupby("indicator", sort=False)
        if rows["contribution"].notna().any()
    ]
    return Chart(
        Text("各指标对得分的贡献（线性）", "What each indicator adds to the score (linear)"),
        "bar",
        [name_of(names, place) for place in places],
        series,
        _POINTS,
        Text("同一对象各项相加等于其得分。", "Those of a place add up to its score."),
        synthetic=run.region.fictional,
    )


def _contributions(run: Run, kind: str) -> pd.DataFrame:
    table = run.tables["index_contributions"]
    rows = table[(table["part"] == "level") & (table["kind"] == kind) & (table["how"] == "linear")]
    order = newest_level(run.tables["index"], kind)["place"]
    return rows.set_index("place").loc[list(order)].reset_index()


def _parts_table(run: Run, kind: str) -> Table:
    table, names = _contributions(run, kind), place_names(run.region)
    places = list(dict.fromkeys(table["place"]))
    rows: list[dict[str, Value]] = []
    for _, group in table.groupby("indicator", sort=False):
        first = group.iloc[0]
        entry: dict[str, Value] = {
            "indicator": with_unit(first),
            "direction": Text("高", "more") if first["direction"] == "more" else Text("低", "less"),
            "weight": first["weight"],
        }
        by_place = group.set_index("place")
        for place in places:
            entry[f"v{place}"] = _value(by_place.loc[place, "value"])
            entry[f"c{place}"] = by_place.loc[place, "contribution"]
        rows.append(entry)
    columns = [
        Column("indicator", Text("指标（单位）", "indicator (unit)")),
        Column("direction", Text("优劣", "better")),
        Column("weight", Text("权重", "weight"), _PERCENT, 1),
    ]
    for place in places:
        name = name_of(names, place)
        columns.append(Column(f"v{place}", Text(f"{name.zh}数值", f"{name.en}, value")))
        columns.append(Column(f"c{place}", Text(f"{name.zh}贡献", f"{name.en}, adds"), _POINTS, 1))
    missing = table.groupby("indicator", sort=False)["value"].apply(lambda values: values.isna().all())
    gone = [
        Text(*table.loc[table["indicator"] == name, ["label", "label_en"]].iloc[0]) for name in missing.index[missing]
    ]
    lost = (
        Text(
            f"{'、'.join(text.zh for text in gone)}当年无公布值，其权重按比例转给其他指标。",
            f"{', '.join(text.en for text in gone)}: no value of that year, the weight goes to the others in proportion.",
        )
        if gone
        else same("")
    )
    papers = basis_note(newest_level(run.tables["index"], kind)["basis"], years=[str(table["year"].iloc[0])])
    return Table(
        Text("指标、权重、数值与贡献", "Indicators, weights, values and what they add"),
        columns,
        rows,
        join([lost, papers]),
        sheet=Text(f"指数构成{_sheet(kind).zh}", f"index parts {_sheet(kind).en}"),
    )


def with_unit(row: Any) -> Text:
    """Name an indicator with its unit; a ratio has none."""
    label = unit(row["unit"])
    if label.zh in {"", "1"}:
        return Text(str(row["label"]), str(row["label_en"]))
    return Text(f"{row['label']}（{label.zh}）", f"{row['label_en']} ({label.en})")


def _value(value: Any) -> str | None:
    return None if pd.isna(value) else compact(float(value))


def _firmness(run: Run, kind: str) -> Table:
    """Show the ranks without each indicator, and which choice moves ranks most."""
    table = run.tables["index_left_out"]
    table = table[(table["part"] == "level") & (table["kind"] == kind)]
    order, names = list(newest_level(run.tables["index"], kind)["place"]), place_names(run.region)
    rows: list[dict[str, Value]] = []
    for _, group in table.groupby("indicator", sort=False):
        ranks = group.set_index("place")["rank_without"]
        first = group.iloc[0]
        moved = int((group["rank"] != group["rank_without"]).sum())
        label = Text(str(first["label"]), str(first["label_en"]))
        rows.append({"indicator": label, "moved": moved, **{str(place): float(ranks[place]) for place in order}})
    columns = [
        Column("indicator", Text("去掉的指标", "left out")),
        *(Column(str(place), name_of(names, place), Text("位次", "rank"), 0) for place in order),
        Column("moved", Text("位次变动", "ranks moved"), Text("个", "number"), 0),
    ]
    return Table(
        Text("去掉任一指标后的位次", "Ranks without each indicator"),
        columns,
        rows,
        join([_explained(run, kind), basis_note(newest_level(run.tables["index"], kind)["basis"])]),
        sheet=Text(f"指数稳健性{_sheet(kind).zh}", f"index firmness {_sheet(kind).en}"),
    )


def _explained(run: Run, kind: str) -> Text:
    table = run.tables.get("index_choices", pd.DataFrame())
    table = table[table["kind"] == kind] if len(table) else table
    if table.empty:
        return Text("任何一种抽取都不改变位次。", "No draw moves any rank.")
    shown = table.sort_values("share", ascending=False)
    parts = [
        (_CHOICES[str(row["choice"])], compact(100 * row["share"], decimals=0)) for row in shown.to_dict("records")
    ]
    return Text(
        f"位次变动的方差由各种选择解释的比例：{'、'.join(f'{label.zh} {share}%' for label, share in parts)}。",
        f"Part of the variance of shifts in rank by choice: {', '.join(f'{label.en} {share} %' for label, share in parts)}.",
    )
