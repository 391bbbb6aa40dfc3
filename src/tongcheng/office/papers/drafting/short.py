"""简报: what moved in a period, on a page or two."""

from __future__ import annotations

from tongcheng.office.papers.drafting.parts import (
    Drafted,
    Part,
    counts,
    day,
    first_sentence,
    investment,
    progress_of,
    reporting,
)
from tongcheng.office.papers.facts import Facts

_MOST = 8


def brief(facts: Facts) -> Drafted:
    """Draft the brief of a period: the numbers, what moved, what is asked for."""
    moved = [line for line in facts.lines if line.reported and line.progress]
    moved.sort(key=lambda line: -(line.invested or 0))
    news = "\n".join(f"【{line.unit}】{line.title}：{progress_of(line)}。" for line in moved[:_MOST])
    parts = [
        Part(
            "numbers",
            "本期要点",
            "\n".join(f"{one}。" for one in (counts(facts), reporting(facts), investment(facts)) if one),
        ),
        Part("news", "工作动态", news or "本期没有在效的进展填报。"),
    ]
    asked = [line for line in facts.lines if line.to_coordinate]
    if asked:
        words = "\n".join(
            f"{line.title}：{first_sentence(line.to_coordinate)}（提请：{line.decides or '待明确'}）。"
            for line in asked[:_MOST]
        )
        parts.append(Part("asked", "需协调事项", words))
    return Drafted(f"同城化工作简报\n（{facts.period}，截至{day(facts.as_of)}）", "", tuple(parts))
