"""Our circle beside others: what may be compared, and what may not and why."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tongcheng.language import Text, same
from tongcheng.render.blocks import Block, Column, Section, Table, Value
from tongcheng.render.numbers import compact, period
from tongcheng.runs.pipeline import Run
from tongcheng.runs.report.words import Record, basis_note, join, name_of, place_names

_ON = {
    "value": Text("数值", "value"),
    "rank": Text("位次", "rank"),
    "class": Text("类别", "class"),
}

#: Units of commuting, for English readers.
_UNITS = {
    "万人次/日": "× 10,000 trips a day",
    "万人次": "× 10,000 trips",
    "万人": "× 10,000 persons",
    "分": "points",
    "亿元": "× 100 m yuan",
}


def section(run: Run) -> Section | None:
    """Give the section, or None if nothing of the kind is published elsewhere."""
    table = run.tables.get("peers", pd.DataFrame())
    if table.empty:
        return None
    made = table[table["compared"].ne("")]
    refused = table[table["compared"].eq("")]
    blocks: list[Block] = []
    if len(made):
        blocks.append(_made_table(run, made))
    if len(refused):
        blocks.append(_refused_table(run, refused))
    return Section("peers", Text("对标", "Beside other circles"), _sentence(made, refused), blocks)


def _sentence(made: pd.DataFrame, refused: pd.DataFrame) -> Text:
    counts = made["compared"].value_counts()
    parts = [(label, int(counts[kind])) for kind, label in _ON.items() if kind in counts]
    lead = (
        Text(
            f"与圈外公布数值逐项核对，可比 {len(made)} 项（{'、'.join(f'{label.zh} {count}' for label, count in parts)}）",
            f"Of the figures published elsewhere {len(made)} compare ({', '.join(f'{label.en} {count}' for label, count in parts)})",
        )
        if len(made)
        else Text("圈外公布数值与本圈没有可比的一项", "No figure published elsewhere compares with ours")
    )
    if refused.empty:
        return Text(f"{lead.zh}。", f"{lead.en}.")
    units = refused["reason_zh"].str.contains("单位不同", regex=False)
    trips = refused["reason_zh"].str.contains("人次", regex=False) & refused["reason_zh"].str.contains(
        "（人数）", regex=False
    )
    why = (
        Text(f"，其中 {int(units.sum())} 项单位不同", f", {int(units.sum())} of them for their unit")
        if units.any()
        else same("")
    )
    warning = (
        Text("。人次含往返，不能与人数并列", ". Trips count both ways and never stand beside persons")
        if trips.any()
        else same("")
    )
    return Text(
        f"{lead.zh}；不可比 {len(refused)} 项{why.zh}{warning.zh}。",
        f"{lead.en}; {len(refused)} do not{why.en}{warning.en}.",
    )


def _made_table(run: Run, table: pd.DataFrame) -> Table:
    columns = [
        Column("label", Text("指标", "indicator")),
        Column("ours", Text("本圈", "ours")),
        Column("peer", Text("对标对象", "beside")),
        Column("theirs", Text("对方", "theirs")),
        Column("on", Text("可比内容", "compared by")),
        *(
            [Column("ratio", Text("本圈为对方的", "ours over theirs"), Text("倍", "times"), 2)]
            if table["ratio"].notna().any()
            else []
        ),
        Column("as_of", Text("时期", "period")),
        Column("reason", Text("依据", "ground")),
    ]
    rows = [_row(run, row) for row in table.to_dict("records")]
    note = Text(
        "只公布位次的，只比位次，不推算得分。",
        "Where only ranks are published only ranks compare; no score is guessed.",
    )
    return Table(
        Text("可比的", "What compares"), columns, rows, join([note, basis_note(table["basis"])]),
        sheet=Text("对标", "peers"),
    )  # fmt: skip


def _refused_table(run: Run, table: pd.DataFrame) -> Table:
    columns = [
        Column("ours", Text("本圈公布", "ours as published")),
        Column("peer", Text("对方", "of whom")),
        Column("theirs", Text("对方公布", "theirs as published")),
        Column("reason", Text("不可比的原因", "why they do not compare")),
    ]
    rows = [_row(run, row) for row in table.to_dict("records")]
    note = Text(
        "这些数值常被并列引用。此处原样列出，不计算倍数，也不排位次。",
        "These are often quoted side by side. They stand as published; no ratio and no rank is made of them.",
    )
    return Table(
        Text("不可比的，及其原因", "What does not compare, and why"), columns, rows,
        join([note, basis_note(table["basis"])]), sheet=Text("对标不可比", "peers refused"),
    )  # fmt: skip


def _row(run: Run, row: Record) -> dict[str, Value]:
    names = place_names(run.region)
    mine, other = _label(run, row["indicator"]), _label(run, row["peer_indicator"])
    subject = name_of(names, row["subject"])
    first = _figure(row["value"], row["value_text"], row["unit"], row["rank"], row["as_of"], by=row["compared"])
    second = _figure(
        row["peer_value"],
        row["peer_value_text"],
        row["peer_unit"],
        row["peer_rank"],
        row["peer_as_of"],
        by=row["compared"],
    )
    refused = row["compared"] == ""
    return {
        "label": mine,
        "peer": str(row["peer_name"]),
        "ours": Text(f"{subject.zh}{mine.zh} {first.zh}", f"{subject.en}, {mine.en}: {first.en}")
        if refused
        else first,
        "theirs": Text(f"{other.zh} {second.zh}", f"{other.en}: {second.en}") if refused else second,
        "on": _ON.get(str(row["compared"])),
        "ratio": row["ratio"],
        "as_of": period(str(row["as_of"])),
        "reason": Text(str(row["reason_zh"]), str(row["reason_en"])),
    }


def _label(run: Run, name: Any) -> Text:
    """Name an indicator; one that the circle does not declare keeps its id."""
    rows = run.region["indicators"]
    found = rows[rows["indicator"] == name]
    if found.empty:
        return same(str(name))
    first = found.iloc[0]
    return Text(str(first["name"]), str(first["name"] if pd.isna(first["name_en"]) else first["name_en"]))


def _figure(value: Any, words: Any, unit_name: Any, rank: Any, as_of: Any, *, by: str) -> Text:
    """Write a figure as it was published; of one that is compared by rank or class only that."""
    stamp = period(str(as_of))
    if by == "rank":
        return Text(f"第 {int(rank)} 位", f"rank {int(rank)}")
    if by == "class":
        return same(str(words))
    if pd.isna(value):
        return Text(f"未公布数值（{stamp.zh}）", f"no value published ({stamp.en})")
    unit = "" if pd.isna(unit_name) else str(unit_name)
    number = compact(float(value))
    return Text(f"{number} {unit}（{stamp.zh}）", f"{number} {_UNITS.get(unit, unit)} ({stamp.en})")
