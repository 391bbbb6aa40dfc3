"""The year's tasks in the form of the list that the leading group adopts."""

from __future__ import annotations

from tongcheng.language import Text, same
from tongcheng.render.blocks import Column, Section, Table, Value
from tongcheng.runs.pipeline import Run
from tongcheng.runs.report.plan.common import facts, records

_LABELS = {
    "group": Text("大类", "heading"),
    "seq": Text("序号", "no."),
    "content": Text("任务内容", "task"),
    "q1": Text("一季度", "Q1"),
    "q2": Text("二季度", "Q2"),
    "q3": Text("三季度", "Q3"),
    "q4": Text("四季度", "Q4"),
    "lead_units": Text("牵头单位", "lead units"),
    "support_units": Text("配合单位", "supporting units"),
}


def section(run: Run) -> Section | None:
    """Give the section, or None where there is no plan or nothing is due in the year."""
    known = facts(run)
    if not known or "locked_zh" in known or run.tables["plan_year_list"].empty:
        return None
    year, table = known["year"], run.tables["plan_year_list"]
    counts = table["class"].value_counts()
    parts = [(name, int(counts[name])) for name in ("前期", "开工", "续建", "竣工") if name in counts]
    english = {"前期": "prepared", "开工": "started", "续建": "continued", "竣工": "finished"}
    sentence = Text(
        f"{year} 年列入任务 {len(table)} 项：" + "、".join(f"{name} {count}" for name, count in parts) + "。",
        f"{len(table)} tasks of {year}: " + ", ".join(f"{count} {english[name]}" for name, count in parts) + ".",
    )
    rows: list[dict[str, Value]] = [
        {name: row[name] if name == "seq" else same(str(row[name])) for name in _LABELS} for row in records(table)
    ]
    columns = [Column(name, label, decimals=0 if name == "seq" else None) for name, label in _LABELS.items()]
    note = Text(
        "草稿：各季度进度只由方案的开工、完工时间推出，时序进度为时间占比；由牵头单位核改后报审。",
        "Draft: milestones follow from starts and finishes alone, progress is the share of time; lead units correct them before they are submitted. The list is written in Chinese.",
    )
    title = Text(f"{year} 年度重点工作任务（建议稿）", f"Tasks of {year} (draft)")
    sheet = Text(f"{year}年任务清单", f"tasks {year}")
    return Section(
        "plan-list",
        Text(f"{year} 年任务清单", f"Tasks of {year}"),
        sentence,
        [Table(title, columns, rows, note, sheet=sheet)],
    )
