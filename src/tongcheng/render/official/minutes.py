"""What a meeting decided, as minutes (纪要): a draft until its outcomes are issued."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from tongcheng.render.official.sitting import Person, Sitting, item_words
from tongcheng.render.official.words import day, marks
from tongcheng.render.papers import Block, Heading, Note, Paper, Paragraph, Roll


@dataclass(frozen=True)
class ResolutionRow:
    """What was decided on an item; ``item`` is the item's number, 0 for none."""

    number: int
    item: int
    outcome: str
    text: str
    unit: str = ""
    due: date | None = None


@dataclass(frozen=True)
class InstructionRow:
    """What somebody asked for, in the words used."""

    who: str
    text: str
    to_whom: str = ""
    due: date | None = None


def minutes(
    sitting: Sitting, resolutions: Sequence[ResolutionRow], instructions: Sequence[InstructionRow], *, issued: bool
) -> Paper:
    """Write the minutes; those of a meeting that a source tells say that they are no minutes.

    They bear no number and no red head: what was issued under one is printed from the document itself.
    """
    blocks: list[Block] = [Paragraph(_opening(sitting)), *_decided(sitting, resolutions)]
    if instructions:
        blocks.append(Heading("会议要求"))
        blocks += [Paragraph(_asked(one), lead=f"{one.who}：") for one in instructions]
    blocks.append(Paragraph(""))
    blocks += _present(sitting.people)
    if not sitting.from_source:
        title, draft = f"{sitting.title}纪要", not issued
        return Paper(title, blocks, mark=marks(draft=draft, synthetic=sitting.synthetic))
    said = f"本件据公开资料整理，不是会议纪要；会议纪要原文未收录。资料出处：{sitting.source or '未载明'}"
    return Paper(f"{sitting.title}情况", [*blocks, Note(said)], mark=marks(synthetic=sitting.synthetic))


def _opening(sitting: Sitting) -> str:
    presiding = "、".join(who.whole for who in sitting.people if who.capacity == "presides")
    said = f"{day(sitting.on)}，" + (f"{presiding}主持召开{sitting.title}" if presiding else f"{sitting.title}召开")
    form = "，会议以电视电话会议形式举行" if sitting.by_video else ""
    speaking = "、".join(who.whole for who in sitting.people if who.speaks and who.capacity != "presides")
    spoke = f"{speaking}出席并讲话。" if speaking else ""
    now = "现将会议情况整理如下。" if sitting.from_source else "现将会议议定事项纪要如下。"
    return f"{said}{form}。{spoke}{now}"


def _decided(sitting: Sitting, resolutions: Sequence[ResolutionRow]) -> Iterator[Block]:
    known = {one.number for one in sitting.agenda}
    for item in sitting.agenda:
        yield Heading(item_words(item))
        on_it = [one for one in resolutions if one.item == item.number]
        yield from (Paragraph(_resolved(one)) for one in on_it)
        if not on_it:
            yield Paragraph("未记录议定事项。")
    others = [one for one in resolutions if one.item not in known]
    if others:
        yield Heading("其他议定事项")
        yield from (Paragraph(_resolved(one)) for one in others)


def _resolved(one: ResolutionRow) -> str:
    tail = "；".join(
        [*([f"牵头单位：{one.unit}"] if one.unit else []), *([f"时限：{day(one.due)}"] if one.due else [])]
    )
    return f"会议议定（{one.outcome}）：{one.text.rstrip('。')}。" + (f"（{tail}）" if tail else "")


def _asked(one: InstructionRow) -> str:
    tail = "；".join(
        [*([f"对象：{one.to_whom}"] if one.to_whom else []), *([f"时限：{day(one.due)}"] if one.due else [])]
    )
    return f"{one.text.rstrip('。')}。" + (f"（{tail}）" if tail else "")


def _present(people: Sequence[Person]) -> Iterator[Block]:
    there = [who for who in people if who.capacity not in ("observes", "excused")]
    sorts = (
        ("出席：", [who.whole for who in there]),
        ("列席：", [who.whole for who in people if who.capacity == "observes"]),
        ("请假：", [_excused(who) for who in people if who.capacity == "excused"]),
    )
    for label, names in sorts:
        if names:
            yield Roll(label, "、".join(names))


def _excused(who: Person) -> str:
    return f"{who.whole}，由{who.deputy}代会" if who.deputy else who.whole
