"""The three nets (三张网) in the report: airports, rail, motorways and expressways; and what plans promise of them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tongcheng.language import NOTHING, Text
from tongcheng.render.blocks import Block, Column, Section, Table, Value
from tongcheng.render.numbers import compact
from tongcheng.runs.pipeline import Run
from tongcheng.runs.report.nets import air, rail, roads
from tongcheng.runs.report.nets.common import dated
from tongcheng.runs.report.words import Record, basis_note, join

_NETS = (air, rail, roads)


def section(run: Run) -> Section | None:
    """Give the section, or None while everything in it is locked."""
    blocks: list[Block] = [block for net in _NETS for block in net.blocks(run)]
    if not blocks:
        return None
    return Section(
        "nets",
        Text("三张网：空港物流、轨道交通、高快速路", "Three nets: airports, rail, motorways and expressways"),
        join([text for net in _NETS if (text := net.sentence(run)) != NOTHING]),
        [*blocks, *_targets(run)],
    )


def _targets(run: Run) -> list[Block]:
    table = run.tables.get("net_targets")
    if table is None or table.empty:
        return []
    rows = [_target_row(row) for row in table.to_dict("records")]
    columns = [
        Column("plan", Text("规划", "plan")),
        Column("name", Text("目标", "target")),
        Column("goal", Text("目标值", "goal")),
        Column("year", Text("目标年", "year")),
        Column("measured", Text("测算现状", "measured")),
        Column("under_way", Text("在建完成后", "works done")),
        Column("published", Text("公布现状", "published")),
        Column("scope", Text("公布口径", "scope of what is published")),
    ]
    shown = [column for column in columns if any(row.get(column.key) is not None for row in rows)]
    warning = Text(
        "测算与公布的口径可能不同，并列供核对，不相加减。",
        "What is measured and what is published may be of different scope; they stand side by side and are not mixed.",
    )
    note = join([warning, basis_note([basis for basis in table["measured_basis"] if basis] or ["official"])])
    return [Table(Text("对照目标", "Against the targets"), shown, rows, note, sheet=Text("三网目标", "net targets"))]


def _target_row(row: Record) -> dict[str, Value]:
    unit: str = "" if pd.isna(row["unit"]) else str(row["unit"])
    sign = "" if pd.isna(row["operator"]) or row["operator"] in {"=", "~"} else str(row["operator"])

    def said(value: Any, when: Any) -> Text | None:
        if pd.isna(value):
            return None
        number, date = compact(float(value)), dated(when)
        return Text(f"{number} {unit}（{date.zh}）", f"{number} {unit} ({date.en})")

    after = row["under_way"]
    return {
        "plan": str(row["plan"]),
        "name": str(row["name"]),
        "goal": f"{sign} {compact(float(row['value']))} {unit}".strip(),
        "year": "" if pd.isna(row["year"]) else str(row["year"]),
        "measured": said(row["measured"], row["measured_as_of"]),
        "under_way": None if pd.isna(after) else f"{compact(float(after))} {unit}",
        "published": said(row["published"], row["published_as_of"]),
        "scope": str(row["published_scope"]) or None,
    }
