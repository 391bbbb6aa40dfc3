"""What the money rests on, and what is missing."""

from __future__ import annotations

import pandas as pd

from tongcheng.language import NOTHING, Text, same
from tongcheng.plan.assumptions import CHECKED
from tongcheng.render.blocks import Column, Table, Value
from tongcheng.runs.pipeline import Run
from tongcheng.runs.report.appraisal.cells import plain, records
from tongcheng.runs.report.words import name_of

_UNITS = {
    "1/year": Text("每年", "a year"), "1": Text("", ""), "year": Text("年", "years"), "day/year": Text("天/年", "days a year"),
    "hour/year": Text("小时/年", "hours a year"), "min/day": Text("分钟/日", "minutes a day"), "元/年": Text("元/年", "yuan a year"),
}  # fmt: skip


#: More projects than this that lack the same are not all named; their rows are.
_NAMED = 12


def assumed(run: Run) -> Table:
    """Give the assumptions that were used, those to be checked marked."""
    frame, projects = run.tables["appraisal_assumptions"], run.tables["appraisal_projects"]
    kinds = {"", *projects.loc[projects["annual_cost"].notna(), "asset"]}
    years = set(projects["price_year"].dropna())
    own = frame[frame["kind"].fillna("").isin(kinds) & (frame["year"].isna() | frame["year"].isin(years))]
    rows: list[dict[str, Value]] = [
        {
            "what": Text(row["definition_zh"], row["definition_en"]) if pd.isna(row["year"]) else
            Text(f"{row['definition_zh']}（{row['year']:.0f} 年）", f"{row['definition_en']} ({row['year']:.0f})"),
            "value": plain(row["value"]), "range": f"{plain(row['low'])}–{plain(row['high'])}",
            "unit": _UNITS.get(row["unit"], same(row["unit"])), "source": same(row["source"]),
            "checked": Text("已核", "seen") if row["checked"] == CHECKED else Text("待核", "to be checked"),
        }
        for row in records(own)
    ]  # fmt: skip
    columns = [
        Column("what", Text("假设", "assumption")),
        Column("value", Text("取值", "value")),
        Column("range", Text("区间", "range")),
        Column("unit", Text("单位", "unit")),
        Column("checked", Text("核对", "checked")),
        Column("source", Text("来源", "source")),
    ]
    count = int((own["checked"] != CHECKED).sum())
    note = Text(
        f"{count} 项待核：为约定，或未见来源原文；引用结论前须核实。假设可改，改后重新评估。",
        f"{count} are to be checked: they are agreements, or the text of the source was not seen. Change them and appraise again.",
    )
    return Table(Text("评估假设", "Assumptions"), columns, rows, note, sheet=Text("评估假设", "assumptions"))


def lacking(run: Run, names: dict[str, Text]) -> Table | None:
    """Give what is missing, projects that lack the same in one row."""
    frame = run.tables["appraisal_notes"]
    if frame.empty:
        return None
    rows: list[dict[str, Value]] = []
    for _, own in frame.groupby(["file", "what_zh", "remedy_zh"], sort=False):
        first = records(own.head(1))[0]
        file = str(first["file"])
        said = [name_of(names, project) for project in own["project"].head(_NAMED)]
        more = Text("等", " and others") if len(own) > _NAMED else NOTHING
        lines = _ranges([int(row) for row in own["row"]])
        rows.append(
            {
                "what": Text(first["what_zh"], first["what_en"]), "remedy": Text(first["remedy_zh"], first["remedy_en"]), "count": len(own),
                "projects": Text("、".join(text.zh for text in said) + more.zh, ", ".join(text.en for text in said) + more.en),
                "where": Text(f"{file} 第 {lines} 行", f"{file}, rows {lines}"),
            }
        )  # fmt: skip
    columns = [
        Column("what", Text("缺什么", "what is missing")),
        Column("remedy", Text("处理", "remedy")),
        Column("count", Text("项目数", "projects"), decimals=0),
        Column("projects", Text("项目", "which")),
        Column("where", Text("位置", "where")),
    ]
    return Table(
        Text("评估缺什么", "What the appraisal lacks"), columns, rows, sheet=Text("评估缺口", "appraisal gaps")
    )


def _ranges(rows: list[int]) -> str:
    """Write rows as a person would: 4、6—9."""
    parts: list[list[int]] = []
    for row in sorted(set(rows)):
        if parts and row == parts[-1][-1] + 1:
            parts[-1].append(row)
        else:
            parts.append([row])
    return "、".join(str(part[0]) if len(part) == 1 else f"{part[0]}—{part[-1]}" for part in parts)
