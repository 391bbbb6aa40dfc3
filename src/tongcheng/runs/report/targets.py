"""What pace the plans' targets need from the latest published value."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tongcheng.language import Text, same
from tongcheng.monitor.targets import pace_table
from tongcheng.render.blocks import Column, Section, Table
from tongcheng.render.numbers import compact, money, period
from tongcheng.runs.pipeline import Run
from tongcheng.runs.report.words import Record, basis_note, unit


def section(run: Run) -> Section | None:
    """Give the section, or None without targets."""
    if "targets" not in run.region:
        return None
    table = pace_table(run.region)
    columns = [
        Column("plan", Text("规划", "plan")),
        Column("territory", Text("地域", "territory")),
        Column("name", Text("目标", "target")),
        Column("goal", Text("目标值", "goal")),
        Column("year", Text("目标年", "year")),
        Column("latest", Text("最近公布值", "latest published")),
        Column("as_of", Text("截至", "as of")),
        Column("pace", Text("所需增速", "required pace")),
        Column("reason", Text("说明", "remark")),
    ]
    note = basis_note(table["basis"])
    method = Text(
        "所需增速＝从最近公布值到目标值的年均变化；比率类目标以百分点计。现价与不变价不混用。",
        "Required pace: average yearly change from the latest published value; rates in percentage points. "
        "Nominal and constant prices are never mixed. ",
    )
    block = Table(
        Text("目标与所需增速", "Targets and their required pace"),
        columns,
        [_row(row) for row in table.to_dict("records")],
        Text(method.zh + note.zh, method.en + note.en),
        sheet=Text("所需增速", "required pace"),
    )
    return Section("targets", Text("目标", "Targets"), _sentence(table), [block])


def _row(row: Record) -> dict[str, Text | str | None]:
    return {
        "plan": str(row["plan"]),
        "territory": str(row["territory"]),
        "name": str(row["name"]),
        "goal": _amount(row["goal"], row["unit"]) if pd.notna(row["goal"]) else str(row["goal_text"]),
        "year": "" if pd.isna(row["goal_year"]) else str(row["goal_year"]),
        "latest": _amount(row["latest"], row["unit"]),
        "as_of": period(str(row["latest_as_of"])) if row["latest_as_of"] else None,
        "pace": _pace(row),
        "reason": row["reason"],
    }


def _amount(value: Any, unit_name: Any) -> Text | None:
    if pd.isna(value):
        return None
    if unit_name == "亿元":
        return money(float(value))
    label, number = unit(unit_name), compact(float(value))
    return Text(f"{number} {label.zh}", f"{number} {label.en}")


def _pace(row: Record) -> Text | None:
    if pd.isna(row["pace"]):
        return None
    label, number = unit(row["pace_unit"]), compact(float(row["pace"]), decimals=1)
    return Text(f"{number} {label.zh}", f"{number} {label.en}")


def _sentence(table: pd.DataFrame) -> Text:
    paced = table[table["pace"].notna()]
    wordy = int((table["pace"].isna()).sum())
    if paced.empty:
        return Text(
            f"{len(table)} 项目标均不能计算所需增速，原因见表。",
            f"None of the {len(table)} targets allows a required pace; the table says why.",
        )
    first = paced.iloc[0].to_dict()
    goal, latest, pace = _amount(first["goal"], first["unit"]), _amount(first["latest"], first["unit"]), _pace(first)
    goal, latest, pace = goal or same(""), latest or same(""), pace or same("")
    kind = Text("（现价）", " (nominal)") if first["price"] == "nominal" else same("")
    stamp = period(str(first["latest_as_of"]))
    return Text(
        f"{first['name']}：{first['goal_year']} 年目标 {goal.zh}，由{stamp.zh}的 {latest.zh}起算，所需增速 {pace.zh}{kind.zh}；"
        f"另有 {wordy} 项目标不能检验或缺同口径数值。",
        f"{first['name']}: the goal of {goal.en} for {first['goal_year']} needs {pace.en}{kind.en} on {latest.en} "
        f"of {stamp.en}; {wordy} more cannot be tested or lack a value of the same definition.",
    )
