"""Lay two ledgers beside each other, and decide which rows are the same."""

from __future__ import annotations

import hashlib
import json

from django.utils import timezone

from tongcheng.errors import InputError, Problem
from tongcheng.language import Text
from tongcheng.office.audit.chain import head, record
from tongcheng.office.core.acting import Act, Change, action
from tongcheng.office.core.recorded import altered, new, removed
from tongcheng.office.reconcile import rules
from tongcheng.office.reconcile.ledgers import Ledger
from tongcheng.office.reconcile.models import Choice, Comparison


@action("reconcile.compare", Text("对账", "compare ledgers"), rule=rules.may_compare)
def compare(act: Act, subject: None, left: Ledger, right: Ledger, name: str = "") -> Comparison:  # noqa: ARG001
    """Keep two ledgers as they are now; what was decided when the same two were compared last is taken over.

    Raises
    ------
    InputError
        If one of them is empty.
    """
    _refuse_empty(left, right)
    records = left.as_record(), right.as_record()
    content = json.dumps(records, ensure_ascii=False, sort_keys=True)
    made = Comparison(
        name=(name.strip() or f"{left.name} 对 {right.name}")[:200],
        sources=f"{left.source}|{right.source}"[:160],
        left=records[0],
        right=records[1],
        sha256=hashlib.sha256(content.encode()).hexdigest(),
        made=timezone.now(),
        maker=act.standing.person,
        chain_head=head().short,
        synthetic=left.synthetic or right.synthetic,
    )
    made.save()
    taken_over = _earlier_choices(made, left, right)
    Choice.objects.bulk_create(taken_over)
    said = {"name": made.name, "rows": [len(left.rows), len(right.rows)], "sha256": made.sha256}
    record(act, [Change(made, None, said), *(new(choice) for choice in taken_over)])
    return made


def _refuse_empty(*ledgers: Ledger) -> None:
    empty = [ledger.name for ledger in ledgers if not ledger.rows]
    if empty:
        expected = Text("至少一行", "at least one row")
        remedy = Text("换一份清单，或确认您有权查看其内容", "take another, or see whether you may read it")
        raise InputError([Problem("empty", name, expected, "0", remedy) for name in empty])


def _earlier_choices(made: Comparison, left: Ledger, right: Ledger) -> list[Choice]:
    earlier = Comparison.objects.filter(sources=made.sources).exclude(pk=made.pk).first()
    if earlier is None:
        return []
    keys = {row.key for row in left.rows}, {row.key for row in right.rows}
    return [
        Choice(
            comparison=made,
            left_key=one.left_key,
            right_key=one.right_key,
            same=one.same,
            person_id=one.person_id,
            at=one.at,
            note=one.note,
        )
        for one in earlier.choices.all()
        if one.left_key in keys[0] and one.right_key in keys[1]
    ]


@action("reconcile.choose", Text("认定是否同一项目", "decide whether two rows are the same"), rule=rules.may_choose)
def choose(act: Act, comparison: Comparison, left_key: str, right_key: str, *, same: bool | None) -> None:
    """Keep what a person decided about two rows; ``None`` takes it back.

    Saying that a row is the same as one takes back what was said about it and another.

    Raises
    ------
    InputError
        If one of the rows is not in the comparison.
    """
    _refuse_unknown(comparison, left_key, right_key)
    rows = comparison.choices.all()
    held = rows.filter(left_key=left_key, right_key=right_key).first()
    changes: list[Change | None] = []
    if same is None:
        gone = [held] if held is not None else []
    else:
        others = [
            one for one in rows if same and one.same and (one.left_key == left_key) != (one.right_key == right_key)
        ]
        gone = others
        values = {"same": same, "person": act.standing.person, "at": act.at, "note": act.reason[:300]}
        if held is None:
            held = Choice(comparison=comparison, left_key=left_key, right_key=right_key, **values)
            held.save()
            changes.append(new(held))
        else:
            changes.append(altered(held, values))
            held.save()
    changes += [removed(one) for one in gone]
    for one in gone:
        one.delete()
    record(act, changes)


def _refuse_unknown(comparison: Comparison, left_key: str, right_key: str) -> None:
    sides = ((comparison.left, left_key), (comparison.right, right_key))
    unknown = [key for side, key in sides if all(row["key"] != key for row in side["rows"])]
    if unknown:
        expected = Text("对账表中的条目", "a row of the comparison")
        remedy = Text("刷新页面后重新选择", "load the page again and choose anew")
        raise InputError([Problem("unknown_row", comparison.name, expected, key, remedy) for key in unknown])
