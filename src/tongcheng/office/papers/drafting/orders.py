"""Papers to one unit: 催办单, 督办单, and 函 to a body that is not subordinate."""

from __future__ import annotations

from typing import Literal

from tongcheng.office.papers.drafting.parts import Drafted, Part, Rows, day, first_sentence, names
from tongcheng.office.papers.facts import Line, UnitFacts

Kind = Literal["reminder", "supervision_order", "letter"]


def order_draft(kind: Kind, facts: UnitFacts) -> Drafted:
    """Draft a paper to one unit about rows.

    Raises
    ------
    ValueError
        If an order is drafted to a body that is not subordinate: to such a body a letter is written.
    """
    if kind != "letter" and not facts.subordinate:
        raise ValueError("a body that is not subordinate gets a letter")
    return {"reminder": _reminder, "supervision_order": _order, "letter": _letter}[kind](facts)


def _subject(facts: UnitFacts) -> str:
    return names((f"“{line.title}”" for line in facts.lines), 2, "项") or "有关工作"


def _standing(line: Line, facts: UnitFacts) -> str:
    said = f"“{line.title}”（清单序号{line.code}），完成时限{day(line.due)}"
    if line.original_due and line.due and line.due != line.original_due:
        said += f"（原定{day(line.original_due)}）"
    if line.due and line.due < facts.as_of:
        said += f"，已逾期{(facts.as_of - line.due).days}天"
    passed = [step for step in line.milestones if step.due and step.due <= facts.as_of and not step.reached]
    if passed:
        said += f"；应完成未完成的节点：{passed[-1].text}（{day(passed[-1].due)}）"
    said += f"；最近一次在效填报：{first_sentence(line.progress) or line.word}" if line.reported else "；尚无在效填报"
    return f"{said}{f'；{line.lit.printed}' if line.lit else ''}。"


def _by(facts: UnitFacts) -> str:
    return day(facts.answer_by) if facts.answer_by else "【请填写时限】"


def _reminder(facts: UnitFacts) -> Drafted:
    parts = (
        Part("facts", "催办事项", "\n".join(_standing(line, facts) for line in facts.lines)),
        Part(
            "asked",
            "办理要求",
            f"请于{_by(facts)}前填报进展，未能按期推进的说明原因和赶上进度的措施。{facts.instruction}",
        ),
    )
    return Drafted(f"关于{_subject(facts)}的催办单", facts.unit, parts)


def _order(facts: UnitFacts) -> Drafted:
    ground = facts.instruction or "根据同城化重点工作清单和有关工作规则，现就下列事项予以督办。"
    parts = (
        Part("ground", "督办依据", ground),
        Part("facts", "督办事项", "\n".join(_standing(line, facts) for line in facts.lines)),
        Part(
            "asked",
            "办理要求",
            f"请明确责任领导和责任人，倒排工期，于{_by(facts)}前书面反馈办理结果（经单位负责人签报）。"
            "逾期未反馈或措施不力的，按程序提请领导小组办公室研究。",
        ),
        # A sheet of its own: what the unit fills in does not stand above the signature of who issued the order.
        Part("answer", "督办事项办理情况反馈单", "", _answer_sheet(facts), attached=True),
    )
    return Drafted(f"关于{_subject(facts)}的督办单", facts.unit, parts)


def _answer_sheet(facts: UnitFacts) -> Rows:
    rows = [
        ("承办单位", facts.unit),
        ("督办事项", "\n".join(line.title for line in facts.lines)),
        ("反馈时限", _by(facts) if facts.answer_by else ""),
        ("办理结果", "\n\n\n\n\n\n\n"),
        ("存在问题和下步措施", "\n\n\n\n\n"),
        ("责任人、联系电话", "\n"),
        ("单位负责人（签字）", "\n　　　　　　　　　　　　年　　月　　日"),
    ]
    return Rows(("项目", "内容"), tuple(rows), "", (1.4, 4), ("center", "left"))


def _letter(facts: UnitFacts) -> Drafted:
    about = names((f"“{line.title}”" for line in facts.lines), 3, "项") or "同城化有关工作"
    asked = next((line.to_coordinate for line in facts.lines if line.to_coordinate), "")
    ask = first_sentence(asked, 100) or "【请填写商请事项】"
    parts = (
        Part(
            "facts",
            "",
            f"为推进{about}，现将有关情况和商请事项函告如下。\n"
            + "\n".join(_standing(line, facts) for line in facts.lines),
        ),
        Part("asked", "", f"商请贵单位：{ask}。{facts.instruction}\n如蒙支持，请于{_by(facts)}前函复。\n专此函达。"),
    )
    return Drafted(f"关于商请支持{_subject(facts)}有关事项的函", facts.unit, parts)
