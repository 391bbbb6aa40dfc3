"""Papers about a period: 通报, 专报, 半年总结 and 年度总结."""

from __future__ import annotations

from decimal import Decimal

from tongcheng.office.papers.drafting.parts import (
    Drafted,
    Part,
    Rows,
    amount,
    counts,
    day,
    first_sentence,
    investment,
    lit_sentence,
    money,
    names,
    one_by_one,
    progress_of,
    progress_table,
    quarter_table,
    reporting,
    schedule,
    share,
)
from tongcheng.office.papers.facts import Facts, Line

#: A special report puts forward so many matters at most.
MOST_MATTERS = 3
_LINE = 4
_NOUGHT = Decimal(0)


def bulletin(facts: Facts) -> Drafted:
    """Draft the bulletin of a period (通报)."""
    about = names((f"《{name}》" for name in facts.lists), 3, "份")
    parts = [
        Part("opening", "", f"现将{about}{facts.period}推进情况通报如下（数据截至{day(facts.as_of)}）。"),
        Part("overall", "总体情况", _sentences(counts(facts), reporting(facts), investment(facts))),
        Part("lines", "分领域推进情况", _groups(facts)),
    ]
    if said := lit_sentence(facts):
        parts.append(Part("lights", "亮灯情况", said))
    if problems := _problems(facts, 5):
        parts.append(Part("problems", "存在的主要问题", problems))
    parts.append(Part("next", "下步工作要求", _demands(facts)))
    parts.append(
        Part("table", f"{facts.period}推进情况一览表", "", progress_table(facts.lines, "单位：亿元"), attached=True)
    )
    if len(facts.totals.by_city) > 1:
        parts.append(Part("cities", "分市完成投资情况", "", _city_table(facts), attached=True))
    parts += _gantt(facts)
    return Drafted(f"关于{facts.period}同城化重点工作推进情况的通报", "各市同城化工作机构，各有关单位", tuple(parts))


def special_report(facts: Facts) -> Drafted:
    """Draft the special report (专报): 总体进展, 存在问题, 提请协调事项 — at most three, each naming who decides."""
    done = _sentences(counts(facts), reporting(facts), investment(facts))
    ahead = [line for line in facts.lines if line.word in ("提前完成", "已完成")]
    if ahead:
        done += f"\n{names((f'“{line.title}”' for line in ahead), 4, '项')}已完成年度目标。"
    said = lit_sentence(facts).split("\n")[0]
    pressing = [line for line in facts.lines if line in told_of(facts, 3) or line in asked_of(facts)]
    parts = (
        Part("progress", "总体进展", done + (f"\n{said}" if said else "")),
        Part(
            "problems",
            "存在问题",
            _problems(facts, 3) or "各单位本期未填报影响推进的问题。",
            chart=schedule(facts, "上述条目进度安排", pressing),
        ),
        Part("matters", "提请协调事项", matters(facts)),
    )
    return Drafted(f"{facts.period}同城化重点工作推进情况专报", "领导小组", parts)


def matters(facts: Facts) -> str:
    """Give the matters put forward: late and red rows first; each says who decides."""
    said = [
        f"“{line.title}”（{line.unit}）：{first_sentence(line.to_coordinate, 80)}，提请{line.decides or '【请填写由谁决定】'}研究决定"
        for line in asked_of(facts)
    ]
    return "\n".join(f"{n}. {one}。" for n, one in enumerate(said, 1)) or "本期没有提请协调的事项。"


def asked_of(facts: Facts) -> list[Line]:
    """Give the rows that a special report puts forward: late and red ones first."""
    return sorted((line for line in facts.lines if line.to_coordinate), key=_pressing)[:MOST_MATTERS]


def told_of(facts: Facts, most: int) -> list[Line]:
    """Give the rows whose problems are told: late and red ones first."""
    return sorted((line for line in facts.lines if line.problem), key=_pressing)[:most]


def _gantt(facts: Facts) -> list[Part]:
    title = f"{facts.year}年重点工作进度安排图"
    chart = schedule(facts, title)
    return [Part("gantt", title, "", attached=True, chart=chart)] if chart is not None else []


def _pressing(line: Line) -> tuple[bool, bool, bool]:
    return (
        not (line.lit is not None and line.lit.colour == "red"),
        line.word != "进度滞后",
        not line.decides,
    )


def summary(facts: Facts, *, year: bool) -> Drafted:
    """Draft the summary of half a year or of a year."""
    span = f"{facts.year}年" if year else f"{facts.year}年上半年"
    steps = [step for line in facts.lines for step in line.milestones if step.due and step.due <= facts.as_of]
    reached = [step for step in steps if step.reached]
    moved = [line for line in facts.lines if line.original_due and line.due and line.due > line.original_due]
    closed = [line for line in facts.lines if line.state in ("done", "closed")]
    left = _left(facts)
    goals = f"截至{day(facts.as_of)}应完成节点{len(steps)}个，已完成{len(reached)}个"
    goals += f"；已完成或销号条目{len(closed)}项" if closed else ""
    goals += f"；时限后延的条目{len(moved)}项，原定时限照录" if moved else ""
    parts = [
        Part(
            "opening",
            "",
            f"{span}，围绕{names((f'《{name}》' for name in facts.lists), 3, '份')}确定的目标任务，各市各单位协同推进，现将有关情况总结如下。",
        ),
        Part("overall", "总体情况", _sentences(counts(facts), goals, investment(facts), left)),
        Part("lines", "分领域完成情况", _groups(facts)),
    ]
    if said := lit_sentence(facts):
        parts.append(Part("lights", "亮灯情况", said))
    parts.append(Part("problems", "存在的主要问题", _problems(facts, 5) or "各单位未填报影响推进的问题。"))
    parts.append(Part("next", "下一步打算" if year else "下半年重点", _next_steps(facts)))
    parts.append(Part("table", f"{span}推进情况一览表", "", progress_table(facts.lines, "单位：亿元"), attached=True))
    parts.append(Part("schedule", f"{facts.year}年进度安排（原定与现定）", "", quarter_table(facts), attached=True))
    parts += _gantt(facts)
    return Drafted(f"{span}同城化重点工作总结", "", tuple(parts))


def _left(facts: Facts) -> str:
    words = {"swapped": "替换", "cancelled": "取消", "merged": "合并", "transferred": "移交"}
    parts = [f"{words[state]}{count}项" for state, count in facts.changed.items()]
    return f"年内按程序{'、'.join(parts)}，不计入上述数字" if parts else ""


def _sentences(*sentences: str) -> str:
    return "\n".join(f"{one.rstrip('。')}。" for one in sentences if one)


def _groups(facts: Facts) -> str:
    """Say line by line how each field stands."""
    said = []
    for group, lines in facts.by_group.items():
        plan = sum((line.year_plan or _NOUGHT for line in lines), _NOUGHT)
        done = sum((line.invested or _NOUGHT for line in lines), _NOUGHT)
        head = f"{_name(group)}：共{len(lines)}项，已报送{sum(line.reported for line in lines)}项"
        if plan:
            known = any(line.invested is not None for line in lines)
            head += f"，年度计划投资{money(plan)}亿元，"
            head += f"完成{money(done)}亿元，占{share(done, plan)}" if known else "尚无在效的完成投资填报"
        told = [line for line in lines if line.reported and (line.progress or line.word)]
        words = "；".join(f"{line.title}，{progress_of(line)}" for line in told[:_LINE])
        said.append(f"{head}。{words}{'。' if words else ''}")
    return "\n".join(said)


def _name(group: str) -> str:
    """Give the name of a group without its number in the list."""
    return group.split("、", 1)[1] if "、" in group[:4] else group


def _problems(facts: Facts, most: int) -> str:
    said = [f"{line.title}（{line.unit}）{first_sentence(line.problem, 70)}" for line in told_of(facts, most)]
    if facts.missing:
        said.append(f"{names(facts.missing)}未按时报送")
    return one_by_one(said)


def _demands(facts: Facts) -> str:
    said = []
    if facts.missing:
        said.append(f"未报送的{len(facts.missing)}家单位尽快补报，并说明原因")
    late = [line for line in facts.lines if line.word == "进度滞后" or (line.lit and line.lit.colour == "red")]
    if late:
        said.append(
            f"{names((f'“{line.title}”' for line in late), 4, '项')}的责任单位倒排工期，明确赶上进度的措施和时间"
        )
    asked = sum(bool(line.to_coordinate) for line in facts.lines)
    if asked:
        said.append(f"对{asked}项需协调事项，由办公室会同有关方面逐项研究，明确由谁决定、何时决定")
    said.append("各单位对照清单节点抓好落实，数据以签报台账为准")
    return one_by_one(said)


def _next_steps(facts: Facts) -> str:
    steps = [f"{line.title}：{first_sentence(line.next_step)}" for line in facts.lines if line.next_step]
    return one_by_one(steps[:6]) or "【请补充】"


def _city_table(facts: Facts) -> Rows:
    """Give plan and investment by city, and the double count between their sum and the circle's total."""
    sums = facts.totals.sums
    rows = [
        (
            city,
            str(facts.totals.by_city[city]),
            amount(one["year_plan"]),
            amount(one["completed"]),
            share(one["completed"], one["year_plan"]),
        )
        for city, one in facts.totals.sums_by_city.items()
    ]
    twice = {name: facts.totals.double_money(name) for name in ("year_plan", "completed")}
    rows.append(
        ("减：跨市项目重复计", str(facts.totals.double), amount(twice["year_plan"]), amount(twice["completed"]), "")
    )
    nowhere = facts.totals.cityless
    if nowhere:
        rest = {name: sums[name] - facts.totals.sums_in_cities[name] for name in ("year_plan", "completed")}
        rows.append(("加：未列市的条目", str(nowhere), amount(rest["year_plan"]), amount(rest["completed"]), ""))
    rows.append(
        (
            "全圈合计",
            str(facts.totals.rows),
            amount(sums["year_plan"]),
            amount(sums["completed"]),
            share(sums["completed"], sums["year_plan"]),
        )
    )
    return Rows(
        ("市", "条目数", "年度计划投资", "完成投资", "占年度计划"), tuple(rows), "单位：亿元",
        (3, 1.5, 2, 2, 2), ("left", "right", "right", "right", "right"), total=True,
    )  # fmt: skip
