"""What the plan holds, in which order and why; what it does not hold, and what cannot be judged yet."""

from __future__ import annotations

import pandas as pd

from tongcheng.language import Text, same
from tongcheng.render.blocks import Block, Column, Section, Table, Value, Words
from tongcheng.render.numbers import compact
from tongcheng.runs.pipeline import Run
from tongcheng.runs.report.plan.common import (
    cities_words,
    dates_words,
    fact,
    facts,
    records,
    stage_words,
)
from tongcheng.runs.report.plan.gantt import charts
from tongcheng.runs.report.words import basis_note, join, name_of, place_names, unit

_TITLE = Text("先后与进度", "What first, and when")
_TEN = 10
_CLASS = {"committed": Text("在建续建", "goes on"), "chosen": Text("新列", "new")}


def section(run: Run) -> Section | None:
    """Give the section, or None in a run without a plan."""
    known = facts(run)
    if not known:
        return None
    projects, names = run.tables["plan"], place_names(run.region)
    if "locked_zh" in known:
        blocks: list[Block] = [_open(projects, names)]
        blocks += [chart for chart in charts(run) if chart.bars]
        return Section("plan", _TITLE, _locked(projects, known), blocks)
    blocks = [_first(projects, names, known), *charts(run), _all(projects, names)]
    blocks += [table for table in (_out(projects, names, known), _open(projects, names)) if table.rows]
    blocks += [_challenges(run, names), *_others(run)]
    return Section("plan", _TITLE, _sentence(run, projects, known), blocks)


def _locked(projects: pd.DataFrame, known: dict[str, str]) -> Text:
    what = fact(known, "locked")
    count = int((projects["decision"] == "open").sum())
    return Text(
        f"现有数据不能编制方案，{count} 个项目未评估，不排先后。待数据：{what.zh}。",
        f"No plan can be made of what is known: {count} projects are not appraised. Locked: {what.en}.",
    )


def _sentence(run: Run, projects: pd.DataFrame, known: dict[str, str]) -> Text:
    inside = projects[projects["decision"] == "in"]
    on, new = int(inside["committed"].sum()), int((~inside["committed"]).sum())
    out, left = (int((projects["decision"] == name).sum()) for name in ("out", "open"))
    money = float(run.tables["plan_money"]["value"].sum())
    gap = float(known["gap"])
    firm = (
        Text("已证明最优", "proven best")
        if known["status"] == "optimal"
        else Text(f"距上界 {100 * gap:.2g}%", f"within {100 * gap:.2g} % of the bound")
    )
    goal = fact(known, "goal")
    return Text(
        f"列入 {len(inside)} 个项目：在建续建 {on} 个、新列 {new} 个，尚需公共资金 {compact(money, decimals=1)} 亿元；"
        f"未列入 {out} 个，未评估 {left} 个。目标：{goal.zh}，{firm.zh}。",
        f"{len(inside)} projects are in ({on} go on, {new} are new) and need {compact(money, decimals=1)} (100 m yuan) of "
        f"public money; {out} are out, {left} not appraised. Aim: {goal.en}; {firm.en}.",
    )


def headline(run: Run) -> Text:
    """Say the plan in one sentence: what is done first, what it takes, and the dearest project that is not in."""
    projects = run.tables["plan"]
    inside = projects[projects["decision"] == "in"]
    new = inside[~inside["committed"]]
    money = compact(float(run.tables["plan_money"]["value"].sum()), decimals=1)
    first = list(new["name"].head(3))
    zh = f"在建 {len(inside) - len(new)} 个项目续建，新列 {len(new)} 个"
    en = f"{len(inside) - len(new)} projects go on, {len(new)} are new"
    if first:
        zh += "，先做" + "、".join(first)
        en += "; first " + ", ".join(first)
    zh += f"；尚需公共资金 {money} 亿元。"
    en += f". Public money still needed: {money} (100 m yuan)."
    out = projects[(projects["decision"] == "out") & projects["cost"].notna()].sort_values("cost", ascending=False)
    if len(out):
        row = out.iloc[0]
        zh += f"未列入的最大项目是{row['name']}：{row['why_zh']}。"
        en += f" The dearest that is not in: {row['name']} – {row['why_en']}."
    return Text(zh, en)


def _first(projects: pd.DataFrame, names: dict[str, Text], known: dict[str, str]) -> Table:
    new = projects[(projects["decision"] == "in") & ~projects["committed"]].head(_TEN)
    rows: list[dict[str, Value]] = []
    for number, row in enumerate(records(new), start=1):
        rows.append(
            {
                "number": number, "name": row["name"], "cities": cities_words(names, row["cities"]),
                "stage": stage_words(row["stage"]), "dates": dates_words(row["start"], row["finish"]),
                "cost": row["cost"], "why": Text(row["why_zh"], row["why_en"]),
            }
        )  # fmt: skip
    columns = [
        Column("number", Text("次序", "no."), decimals=0),
        Column("name", Text("项目", "project")),
        Column("why", Text("理由", "why")),
        Column("cities", Text("涉及市", "cities")),
        Column("stage", Text("完成阶段", "stage")),
        Column("dates", Text("起止", "dates")),
        Column("cost", Text("投资", "cost"), unit("亿元"), 2),
    ]
    title = Text(f"新列项目先做哪{_count(len(rows))}项，为什么", f"The first {len(rows)} new projects, and why")
    note = Text(
        f"先按完成阶段，同阶段按先后次序（准则、民生优先、先易后难）。投资为 {known['base_year']} 年价，含社会资本。",
        f"By stage, then by their order of priority. Costs in prices of {known['base_year']}, private money included.",
    )
    return Table(title, columns, rows, note)


def _count(number: int) -> str:
    return "十" if number == _TEN else f" {number} "


def _all(projects: pd.DataFrame, names: dict[str, Text]) -> Table:
    rows: list[dict[str, Value]] = [
        {
            "number": row["order"], "name": row["name"], "field": row["field"],
            "cities": cities_words(names, row["cities"]),
            "class": _CLASS["committed" if row["committed"] else "chosen"], "stage": stage_words(row["stage"]),
            "dates": dates_words(row["start"], row["finish"]),
            "was": dates_words(row["original_start"], row["original_finish"]),
            "cost": row["cost"], "score": row["score"], "slack": row["slack"],
            "flags": Text(row["flags_zh"], row["flags_en"]), "lead": _units(row["lead_units"]),
        }
        for row in records(projects[projects["decision"] == "in"])
    ]  # fmt: skip
    columns = [
        Column("number", Text("序号", "no."), decimals=0),
        Column("name", Text("项目", "project")),
        Column("field", Text("领域", "field")),
        Column("cities", Text("涉及市", "cities")),
        Column("class", Text("类别", "class")),
        Column("stage", Text("完成阶段", "stage")),
        Column("dates", Text("现定起止", "dates")),
        Column("was", Text("原定起止", "original dates")),
        Column("cost", Text("投资", "cost"), unit("亿元"), 2),
        Column("score", Text("得分", "score"), decimals=0),
        Column("slack", Text("时差", "slack"), Text("季度", "quarters"), 0),
        Column("flags", Text("进度说明", "remark")),
        Column("lead", Text("牵头单位", "lead units")),
    ]
    bases = basis_note(projects.loc[projects["decision"] == "in", "basis"].dropna())
    note = join([
        Text("时差：不影响所在阶段和后续项目的可推迟季度数。", "Slack: quarters it can be put off without harm to its stage or to what waits."),
        bases,
    ])  # fmt: skip
    return Table(
        Text("项目清单（方案）", "Projects of the plan"), columns, rows, note, sheet=Text("项目清单", "projects")
    )


def _units(text: object) -> Value:
    return same("、".join(part for part in str(text).split(";") if part))


def _out(projects: pd.DataFrame, names: dict[str, Text], known: dict[str, str]) -> Table:
    points = fact(known, "unit")
    rows: list[dict[str, Value]] = [
        {
            "name": row["name"], "cities": cities_words(names, row["cities"]), "cost": row["cost"],
            "score": row["score"], "why": Text(row["why_zh"], row["why_en"]),
            "loss": row["loss"] if pd.notna(row["loss"]) and abs(row["loss"]) != float("inf") else None,
        }
        for row in records(projects[projects["decision"] == "out"])
    ]  # fmt: skip
    columns = [
        Column("name", Text("项目", "project")),
        Column("cities", Text("涉及市", "cities")),
        Column("cost", Text("投资", "cost"), unit("亿元"), 2),
        Column("score", Text("得分", "score"), decimals=0),
        Column("loss", Text("强行列入的损失", "loss if forced in"), points, 2),
        Column("why", Text("未列入的原因", "why it is not in")),
    ]
    note = Text(
        "原因经验证：逐个强行列入后重新求解。“—”为任何方案都放不下。",
        "Each reason was verified: the plan was solved again with the project forced in. A dash: no plan can hold it.",
    )
    return Table(
        Text("未列入的项目及原因", "Projects that are not in, and why"),
        columns,
        rows,
        note,
        sheet=Text("未列入", "not in"),
    )


def _open(projects: pd.DataFrame, names: dict[str, Text]) -> Table:
    rows: list[dict[str, Value]] = [
        {
            "name": row["name"], "cities": cities_words(names, row["cities"]),
            "why": Text(row["why_zh"], row["why_en"]), "remedy": Text(row["remedy_zh"], row["remedy_en"]),
        }
        for row in records(projects[projects["decision"] == "open"])
    ]  # fmt: skip
    columns = [
        Column("name", Text("项目", "project")),
        Column("cities", Text("涉及市", "cities")),
        Column("why", Text("未评估的原因", "why it is not appraised")),
        Column("remedy", Text("补什么可评估", "what opens it")),
    ]
    return Table(
        Text("未评估的项目", "Projects that are not appraised"), columns, rows, sheet=Text("未评估", "not appraised")
    )


def _challenges(run: Run, names: dict[str, Text]) -> Table:
    rows: list[dict[str, Value]] = [
        {"city": name_of(names, row["city"]), "what": Text(row["text_zh"], row["text_en"])}
        for row in records(run.tables["plan_challenges"])
    ]
    columns = [Column("city", Text("市", "city")), Column("what", Text("可能提出的意见", "what it would ask"))]
    note = Text("按方案自身数据列出，供会前沟通。", "From the plan's own numbers, for talks before the meeting.")
    return Table(
        Text("各市可能提出的意见", "What each city would challenge"),
        columns,
        rows,
        note,
        sheet=Text("各市意见", "challenges"),
    )


def _others(run: Run) -> list[Block]:
    rows = records(run.tables["plan_others"])
    if not rows:
        return []
    lead = Text("若不采用上述方案，次优的依次是：", "If this plan is not wanted, the next best are, in order:")
    return [Words([lead]), Words([Text(f"{row['text_zh']}。", f"{row['text_en']}.") for row in rows], points=True)]
