"""Resolutions, instructions, and the rows that come of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.office.audit.chain import record
from tongcheng.office.core.acting import Act, action, check
from tongcheng.office.core.recorded import new
from tongcheng.office.documents.models import Paragraph, Version
from tongcheng.office.lists.actions import NewItem, add_items
from tongcheng.office.lists.models import Item, List, OriginKind
from tongcheng.office.meetings import rules
from tongcheng.office.meetings.actions.held import held, save_part
from tongcheng.office.meetings.models import Instruction, Meeting, Outcome, OutcomeRow, Resolution
from tongcheng.office.meetings.words import origin_of
from tongcheng.office.supervision.words import label

CHOOSE_HERE = Text("选择会议记录中的段落", "choose a paragraph of the record")
CHOOSE = Text("选择会议作出的结果", "choose what the meeting decided")


@action("meetings.save_resolution", Text("记录议定事项", "record a resolution"), rule=rules.may_record_outcomes)
def save_resolution(
    act: Act, meeting: Meeting, resolution: Resolution, values: Mapping[str, Any], base: int | None = None
) -> Resolution:
    """Write a resolution, new or changed."""
    return save_part(act, meeting, rules.may_record_outcomes, resolution, _stated(meeting, values), base)


def _stated(meeting: Meeting, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Let an outcome stay unstated only where a source is all that there is."""
    if values.get("outcome") == Outcome.NOT_STATED and not held(meeting).from_source:
        problems = Problems(meeting.title)
        expected = Text("会议的议定结果", "the outcome of the meeting")
        found = label(Outcome.NOT_STATED).zh
        problems.add("not_stated", expected=expected, found=found, remedy=CHOOSE, column="outcome")
        problems.raise_if_any()
    return values


@action("meetings.save_instruction", Text("记录批示要求", "record an instruction"), rule=rules.may_record_outcomes)
def save_instruction(
    act: Act, meeting: Meeting, instruction: Instruction, values: Mapping[str, Any], base: int | None = None
) -> Instruction:
    """Write an instruction, new or changed."""
    return save_part(act, meeting, rules.may_record_outcomes, instruction, values, base)


@action("meetings.keep_record", Text("登记会议记录", "name the record of a meeting"), rule=rules.may_keep_record)
def keep_record(act: Act, meeting: Meeting, version: Version | None) -> Meeting:
    """Name the document that records a meeting: its minutes, or a report where no minutes are known."""
    check(rules.may_keep_record, act.standing, held(meeting))
    change = meeting.revise({"record": version})
    meeting.save()
    record(act, [change])
    return meeting


@action("meetings.cite_paragraph", Text("对应原文段落", "cite a paragraph"), rule=rules.may_cite)
def cite_paragraph(act: Act, instruction: Instruction, paragraph: Paragraph) -> Instruction:
    """Say which paragraph of the meeting's record an instruction stands in.

    Raises
    ------
    InputError
        If it is a paragraph of another document.
    """
    meeting = held(instruction.meeting)
    check(rules.may_cite, act.standing, instruction)
    if paragraph.version_id != meeting.record_id:
        problems = Problems(meeting.title)
        expected = Text("会议记录中的段落", "a paragraph of the meeting's record")
        problems.add("foreign", expected=expected, found=paragraph, remedy=CHOOSE_HERE, column="paragraph")
        problems.raise_if_any()
    change = instruction.revise({"paragraph": paragraph})
    instruction.save()
    record(act, [change])
    return instruction


@action("meetings.make_rows", Text("列入清单", "make rows"), rule=rules.may_make_rows)
def make_rows(act: Act, outcome: Resolution | Instruction, lst: List, rows: Sequence[NewItem]) -> list[Item]:
    """Add rows to a list that say of which resolution or instruction they came, and keep that tie for ever."""
    held(outcome.meeting)
    check(rules.may_make_rows, act.standing, outcome)
    resolved = isinstance(outcome, Resolution)
    origin = {
        "origin_kind": OriginKind.RESOLUTION if resolved else OriginKind.INSTRUCTION,
        "origin": origin_of(outcome),
        "synthetic": outcome.meeting.synthetic,
    }
    items = add_items(act, lst, [replace(row, values={**row.values, **origin}) for row in rows])
    _tie(act, outcome, items)
    return items


@action("meetings.tie_rows", Text("对应已有条目", "tie rows"), rule=rules.may_make_rows)
def tie_rows(act: Act, outcome: Resolution | Instruction, items: Sequence[Item]) -> list[OutcomeRow]:
    """Tie rows that stand in a list already to the resolution or instruction they came of.

    Raises
    ------
    InputError
        With every row that came of another outcome.
    """
    held(outcome.meeting)
    check(rules.may_make_rows, act.standing, outcome)
    problems = Problems(str(outcome.meeting))
    taken = OutcomeRow.objects.filter(item__in=items).select_related("item", "resolution", "instruction")
    for tie in taken:
        expected = Text("未对应其他议定事项的条目", "a row that came of no other outcome")
        remedy = Text("去掉该条目", "leave that row out")
        problems.add("tied", expected=expected, found=tie.item, remedy=remedy)
    problems.raise_if_any()
    return _tie(act, outcome, items)


def _tie(act: Act, outcome: Resolution | Instruction, items: Sequence[Item]) -> list[OutcomeRow]:
    name = "resolution" if isinstance(outcome, Resolution) else "instruction"
    ties = [OutcomeRow(item=item, **{name: outcome}) for item in items]
    OutcomeRow.objects.bulk_create(ties)
    record(act, [new(tie) for tie in ties])
    return ties
