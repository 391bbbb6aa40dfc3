"""What pace the plans' targets need from the latest published value; targets of other circles stand apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from tongcheng.language import Text, same
from tongcheng.monitor.targets import pace_table
from tongcheng.region import Region
from tongcheng.render.blocks import Block, Column, Section, Table, Value
from tongcheng.render.numbers import compact, money, percent, period
from tongcheng.runs.pipeline import Run
from tongcheng.runs.report.words import Record, basis_note, join, unit

#: Why a target has no pace, in the order in which the sentence counts them.
_STATES = {
    "reached": Text("项最近公布值已达到目标值", "reached by the latest published value"),
    "past": Text("项目标年已过", "with a goal year that has passed"),
    "words": Text("项为定性表述、无法检验", "in words without a number"),
    "growth": Text("项为增速目标、缺逐年增速", "for growth, without published growth by year"),
    "no_figure": Text("项缺同口径公布值", "without a published value of that definition"),
    "no_year": Text("项没有目标年", "without a goal year"),
}

#: A revision that both the pace and the way gone meet is told once.
_CENSUS = "经济普查"
_NOT_MEASURED = Text("进程因此不算", "so the way gone is not measured")

#: What is counted, for English readers.
_COUNTED = {
    "对": "pairs",
    "条": "lines",
    "件": "cases",
    "户": "firms",
    "个": "items",
    "笔": "loans",
    "人次": "visits",
}


def section(run: Run) -> Section | None:
    """Give the section, or None without targets."""
    if "targets" not in run.region or run.region["targets"].empty:
        return None
    table = pace_table(run.region)
    ours, others = table[table["own"]], table[~table["own"]]
    names = _english(run.region)
    blocks: list[Block] = []
    if len(ours):
        blocks.append(_own_table(ours, names))
    if len(others):
        blocks.append(_other_table(others, names))
    return Section(
        "targets", Text("目标与所需增速", "Targets and their pace"), _sentence(ours, others, names), blocks
    )


def _english(region: Region) -> dict[str, str]:
    """Give the English names of indicators: plans name their targets in Chinese only."""
    rows = region["indicators"].dropna(subset=["name_en"])
    return dict(zip(rows["indicator"].astype(str), rows["name_en"].astype(str), strict=True))


def _name(row: Record, names: Mapping[str, str]) -> Text:
    return Text(str(row["name"]), names.get(str(row["indicator"]), str(row["name"])))


def _own_table(table: pd.DataFrame, names: Mapping[str, str]) -> Table:
    columns = [
        Column("name", Text("目标", "target")),
        Column("goal", Text("目标值", "goal")),
        Column("year", Text("目标年", "goal year")),
        Column("latest", Text("最近公布值", "latest published")),
        Column("as_of", Text("截至", "as of")),
        Column("pace", Text("所需增速", "required pace")),
        Column("reason", Text("说明", "remark")),
        *(
            [Column("progress", Text("已走进程（时间）", "way gone (time)"))]
            if table["progress"].notna().any()
            else []
        ),
        Column("plan", Text("规划（地域）", "plan (territory)")),
    ]
    note = Text(
        "所需增速＝自“截至”之日到目标年末每年平均需要的变化：总量以 % 计，比率以百分点计，其余以每年数量计。"
        "已走进程＝（最近值－基期值）÷（目标值－基期值），括号内为同期已过时间；基期取规划原文，原文没有的取发布当年及以前最近的公布值。"
        "现价与不变价、经济普查修订前后的数值不混用。",
        "Required pace: average yearly change from the date of the latest value to the end of the goal year; amounts in "
        "per cent, rates in points, other things by number. Way gone: (latest − baseline) ÷ (goal − baseline), with the "
        "time gone in brackets; the baseline is the plan's, or the newest value published in its year or before. "
        "Nominal and constant prices, and values before and after an economic census, are never mixed.",
    )
    return Table(
        Text("本圈目标与所需增速", "Own targets and their required pace"),
        columns,
        [_own_row(row, names) for row in table.to_dict("records")],
        join([note, basis_note(table["basis"].astype(str))]),
        sheet=Text("所需增速", "required pace"),
    )


def _own_row(row: Record, names: Mapping[str, str]) -> dict[str, Value]:
    return {
        "name": _name(row, names),
        "plan": f"{row['plan']}（{row['territory']}）",
        "goal": _goal(row),
        "year": "" if pd.isna(row["goal_year"]) else str(row["goal_year"]),
        "latest": _amount(row["latest"], row["unit"]),
        "as_of": period(str(row["latest_as_of"])) if row["latest_as_of"] else None,
        "pace": _pace(row),
        "progress": _progress(row),
        "reason": _remark(row),
    }


def _goal(row: Record) -> Text | None:
    if pd.isna(row["goal"]):
        return None if pd.isna(row["goal_text"]) else same(str(row["goal_text"]))
    return _amount(row["goal"], row["unit"])


def _dated(amount: Text | None, stamp: str) -> Text | None:
    """Write an amount with its date."""
    if amount is None:
        return None
    day = period(stamp) if stamp else same("")
    return Text(f"{amount.zh}（{day.zh}）", f"{amount.en} ({day.en})") if stamp else amount


def _amount(value: Any, unit_name: Any) -> Text | None:
    if pd.isna(value):
        return None
    if unit_name == "亿元":
        return money(float(value))
    label, number = _unit(unit_name), compact(float(value))
    return Text(f"{number} {label.zh}".strip(), f"{number} {label.en}".strip())


def _unit(name: Any) -> Text:
    """Name a unit; a yearly one is its own unit and a year."""
    words = "" if pd.isna(name) else str(name)
    base, slash, _ = words.partition("/年")
    if not slash or base == "%":
        return Text(unit(words).zh, _COUNTED.get(words, unit(words).en))
    if base == "百分点":
        return Text("个百分点/年", "points a year")
    label = unit(base)
    return Text(f"{label.zh}/年", f"{_COUNTED.get(base, label.en)} a year")


def _pace(row: Record) -> Text | None:
    if pd.isna(row["pace"]):
        return None
    decimals = 1 if row["pace_unit"] == "%/年" else 2
    label, number = _unit(row["pace_unit"]), compact(float(row["pace"]), decimals=decimals)
    space = "" if row["pace_unit"] == "%/年" else " "
    return Text(f"{number}{space}{label.zh}", f"{number}{space}{label.en}")


def _progress(row: Record) -> Text | None:
    if pd.isna(row["progress"]):
        return None
    gone, time = percent(row["progress"] / 100), percent(row["elapsed"] / 100)
    return Text(f"{gone}（时间 {time}）", f"{gone} (time {time})")


def _remark(row: Record) -> Text:
    """Say why there is no pace or what to read with it, and why the way gone is not measured."""
    parts = [row["reason"]]
    measured = row["state"] in {"paced", "reached"} and pd.isna(row["progress"])
    if measured and row["progress_reason"].zh:
        why: Text = row["progress_reason"]
        again = _CENSUS in why.zh and _CENSUS in row["reason"].zh
        parts.append(_NOT_MEASURED if again else Text(f"进程未算：{why.zh}", f"way gone not measured: {why.en}"))
    said = [part for part in parts if part.zh]
    return Text("；".join(part.zh for part in said), "; ".join(part.en for part in said))


def _other_table(table: pd.DataFrame, names: Mapping[str, str]) -> Table:
    columns = [
        Column("territory", Text("地域", "territory")),
        Column("name", Text("目标", "target")),
        Column("goal", Text("目标值", "goal")),
        Column("plan", Text("规划", "plan")),
    ]
    rows: list[dict[str, Value]] = [
        {
            "territory": str(row["territory"]),
            "name": _name(row, names),
            "goal": _dated(_goal(row), "" if pd.isna(row["goal_year"]) else str(row["goal_year"])),
            "plan": str(row["plan"]),
        }
        for row in table.to_dict("records")
    ]
    note = Text("其他地区的规划目标，仅供制定目标时参照，不计入本圈，也不计算所需增速。",
                "Targets of other places, for reference only: they are not ours and have no pace here.")  # fmt: skip
    return Table(
        Text("其他地区的目标（参照）", "Targets of other places (for reference)"),
        columns,
        rows,
        join([note, basis_note(table["basis"].astype(str))]),
        sheet=Text("其他地区目标", "targets elsewhere"),
    )


def _sentence(ours: pd.DataFrame, others: pd.DataFrame, names: Mapping[str, str]) -> Text:
    paced = ours[ours["pace"].notna()] if len(ours) else ours
    counts = _counts(ours, others)
    if paced.empty:
        lead = Text(
            f"本圈 {len(ours)} 项目标均不能计算所需增速。", f"None of our {len(ours)} targets allows a required pace."
        )
        return join([lead, counts])
    first = paced.iloc[0].to_dict()
    name = _name(first, names)
    goal, latest, pace = _amount(first["goal"], first["unit"]), _amount(first["latest"], first["unit"]), _pace(first)
    goal, latest, pace = goal or same(""), latest or same(""), pace or same("")
    kind = Text("（现价）", " (nominal)") if first["price"] == "nominal" else same("")
    stamp = period(str(first["latest_as_of"]))
    lead = Text(
        f"{name.zh}：{first['goal_year']} 年目标 {goal.zh}，由{stamp.zh}的 {latest.zh}起算，所需增速 {pace.zh}{kind.zh}。",
        f"{name.en}: the goal of {goal.en} for {first['goal_year']} needs {pace.en}{kind.en} on {latest.en} of {stamp.en}.",
    )
    return join([lead, counts])


def _counts(ours: pd.DataFrame, others: pd.DataFrame) -> Text:
    """Count the targets without a pace by reason, and those of other places."""
    left = ours[ours["pace"].isna()] if len(ours) else ours
    found = [(words, int((left["state"] == state).sum())) for state, words in _STATES.items()] if len(left) else []
    found = [(words, count) for words, count in found if count]
    if not found:
        return Text("", "")
    zh = "、".join(f"{count} {words.zh}" for words, count in found)
    en = ", ".join(f"{count} {words.en}" for words, count in found)
    apart = Text(f"。其他地区目标 {len(others)} 项另列", f". {len(others)} of other places stand apart")
    apart = apart if len(others) else same("")
    return Text(
        f"本圈目标 {len(ours)} 项，其中 {zh}{apart.zh}。", f"Own targets: {len(ours)}, of which {en}{apart.en}."
    )
