"""Resolutions, instructions, and the rows that come of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from tongcheng.language import Text
from tongcheng.office.audit.chain import record
from tongcheng.office.core.acting import Act, action, check
from tongcheng.office.core.recorded import new
from tongcheng.office.lists.actions import NewItem, add_items
from tongcheng.office.lists.models import Item, List, OriginKind
from tongcheng.office.meetings import rules
from tongcheng.office.meetings.actions.held import held, save_part
from tongcheng.office.meetings.models import Instruction, Meeting, OutcomeRow, Resolution
from tongcheng.office.meetings.words import origin_of


@action("meetings.save_resolution", Text("记录议定事项", "record a resolution"), rule=rules.may_record_outcomes)
def save_resolution(
    act: Act, meeting: Meeting, resolution: Resolution, values: Mapping[str, Any], base: int | None = None
) -> Resolution:
    """Write a resolution, new or changed."""
    return save_part(act, meeting, rules.may_record_outcomes, resolution, values, base)


@action("meetings.save_instruction", Text("记录批示要求", "record an instruction"), rule=rules.may_record_outcomes)
def save_instruction(
    act: Act, meeting: Meeting, instruction: Instruction, values: Mapping[str, Any], base: int | None = None
) -> Instruction:
    """Write an instruction, new or changed."""
    return save_part(act, meeting, rules.may_record_outcomes, instruction, values, base)


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
    name = "resolution" if resolved else "instruction"
    ties = [OutcomeRow(item=item, **{name: outcome}) for item in items]
    OutcomeRow.objects.bulk_create(ties)
    record(act, map(new, ties))
    return items
