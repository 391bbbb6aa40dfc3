"""Rounds of consultation: who is asked, what they say, what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Max
from django.utils import timezone

from tongcheng.errors import InputError, Problem, Problems
from tongcheng.language import Text
from tongcheng.office.audit.chain import record
from tongcheng.office.core.acting import NO_REASON, Act, Change, RefusedError, action, check
from tongcheng.office.core.recorded import new, removed
from tongcheng.office.documents import rules
from tongcheng.office.documents.actions.held import (
    MEND,
    clean,
    hold,
    hold_asked,
    hold_opinions,
    hold_version,
    too_early,
)
from tongcheng.office.documents.models import (
    Answer,
    Consultation,
    ConsultationState,
    ConsultedUnit,
    Disposition,
    Opinion,
    Version,
)
from tongcheng.office.people.models import Unit

NOBODY_ASKED = Text("至少一个单位", "one unit at least")
STILL_WAITING = Text(
    "{n}个单位尚未反馈；确需截止的，请填写理由", "{n} units have not answered; give the reason to close it"
)
HAS_OPINIONS = Text("该单位已提出意见，请先撤回意见", "The unit has opinions; withdraw them first")


@action("documents.open_consultation", Text("征求意见", "ask for opinions"), rule=rules.may_consult)
def open_consultation(
    act: Act, version: Version, units: Sequence[Unit], due: date, *, words: str = "", opened: date | None = None
) -> Consultation:
    """Ask units about a version until a day.

    Raises
    ------
    InputError
        If nobody is asked, or the day lies before the day on which it is sent.
    """
    version = hold_version(version)
    check(rules.may_consult, act.standing, version)
    opened = opened or timezone.localdate(act.at)
    problems = Problems(str(version))
    if not units:
        problems.add("empty", expected=NOBODY_ASKED, found=0, remedy=MEND, column="units")
    too_early(problems, Text("反馈时限", "due"), due, opened)
    problems.raise_if_any()
    number = (version.consultations.aggregate(most=Max("number"))["most"] or 0) + 1
    row = Consultation(version=version, number=number, opened=opened, due=due, words=words.strip())
    clean(row)
    row.save()
    record(act, [new(row), *_ask(row, units)])
    return row


def _ask(consultation: Consultation, units: Sequence[Unit]) -> list[Change]:
    there = set(consultation.asked.values_list("unit", flat=True))
    wanted = {unit.pk: unit for unit in units if unit.pk not in there}
    rows = [ConsultedUnit(consultation=consultation, unit=unit) for unit in wanted.values()]
    return [new(row) for row in ConsultedUnit.objects.bulk_create(rows)]


@action("documents.change_consultation", Text("调整征求意见", "change a round"), rule=rules.may_change_consultation)
def change_consultation(
    act: Act,
    consultation: Consultation,
    values: Mapping[str, Any],
    more: Sequence[Unit] = (),
    base: int | None = None,
) -> Consultation:
    """Change the day or the words, and ask more units; another day needs a reason."""
    row = hold(consultation, "version__dossier")
    check(rules.may_change_consultation, act.standing, row)
    wanted = {name: value for name, value in values.items() if name in ("due", "words")}
    change = row.revise(wanted, base)
    if change is not None and "due" in (change.after or {}) and not act.reason.strip():
        raise RefusedError(NO_REASON)
    problems = Problems(str(row))
    too_early(problems, Text("反馈时限", "due"), row.due, row.opened)
    problems.raise_if_any()
    row.save()
    record(act, [change, *_ask(row, more)])
    return row


@action("documents.close_consultation", Text("截止征求意见", "close a round"), rule=rules.may_change_consultation)
def close_consultation(act: Act, consultation: Consultation) -> Consultation:
    """Close a round; while units have not answered, with a reason only."""
    row = hold(consultation, "version__dossier")
    check(rules.may_change_consultation, act.standing, row)
    silent = row.asked.filter(answer=Answer.WAITING).count()
    if silent and not act.reason.strip():
        raise RefusedError(STILL_WAITING.fill(n=silent))
    change = row.revise({"state": ConsultationState.CLOSED, "closed": timezone.localdate(act.at)})
    row.save()
    record(act, [change])
    return row


def _answered(act: Act, asked: ConsultedUnit, answer: Answer) -> Change | None:
    own = rules.is_of(act.standing, asked.unit)
    if asked.answer == answer:
        return None
    given = answer != Answer.WAITING
    change = asked.revise(
        {
            "answer": answer,
            "answered": act.at if given else None,
            "answered_by": act.standing.person if given else None,
            "entered_for": given and not own,
        }
    )
    asked.save()
    return change


@action("documents.save_opinion", Text("提出意见", "give an opinion"), rule=rules.may_answer)
def save_opinion(
    act: Act,
    asked: ConsultedUnit,
    opinion: Opinion | None,
    values: Mapping[str, Any],
    base: int | None = None,
) -> Opinion:
    """Give a unit's opinion on a paragraph or the whole, new or changed; the office enters it for the unit.

    Raises
    ------
    InputError
        If there are no words, or the paragraph is another version's.
    """
    asked = hold_asked(asked)
    check(rules.may_answer, act.standing, asked)
    wanted = {name: value for name, value in values.items() if name in ("paragraph", "words", "proposed")}
    row = _opinion_of(act, asked, opinion)
    fresh = row.pk is None
    change = None
    if fresh:
        for name, value in wanted.items():
            setattr(row, name, value)
    else:
        change = row.revise(wanted, base)
    _of_this_version(row, asked)
    clean(row)
    row.save()
    record(act, [new(row) if fresh else change, _answered(act, asked, Answer.OPINIONS)])
    return row


def _opinion_of(act: Act, asked: ConsultedUnit, opinion: Opinion | None) -> Opinion:
    if opinion is not None and opinion.pk is not None:
        (held,) = hold_opinions([opinion])
        if held.asked_id != asked.pk:
            raise ValueError("an opinion of another unit")
        check(rules.may_change_opinion, act.standing, held)
        return held
    number = (asked.opinions.aggregate(most=Max("number"))["most"] or 0) + 1
    instead = not rules.is_of(act.standing, asked.unit)
    return Opinion(asked=asked, number=number, entered=act.at, entered_by=act.standing.person, entered_for=instead)


def _of_this_version(row: Opinion, asked: ConsultedUnit) -> None:
    if row.paragraph is not None and row.paragraph.version_id != asked.consultation.version_id:
        expected = Text("征求意见版本的段落", "a paragraph of the version asked about")
        raise InputError([Problem("foreign", "", expected, str(row.paragraph), MEND, column="paragraph")])


@action("documents.withdraw_opinion", Text("撤回意见", "withdraw an opinion"), rule=rules.may_change_opinion)
def withdraw_opinion(act: Act, opinion: Opinion) -> None:
    """Take an opinion back that is not decided; without any, the unit has not answered."""
    asked = hold_asked(opinion.asked)
    (row,) = hold_opinions([opinion])
    check(rules.may_change_opinion, act.standing, row)
    change = removed(row)
    row.delete()
    left = asked.opinions.exists()
    record(act, [change, None if left else _answered(act, asked, Answer.WAITING)])


@action("documents.say_no_opinion", Text("反馈无意见", "say that there is no opinion"), rule=rules.may_answer)
def say_no_opinion(act: Act, asked: ConsultedUnit) -> ConsultedUnit:
    """Answer that a unit has no opinion."""
    asked = hold_asked(asked)
    check(rules.may_answer, act.standing, asked)
    if asked.opinions.exists():
        raise RefusedError(HAS_OPINIONS)
    record(act, [_answered(act, asked, Answer.NO_OPINION)])
    return asked


@action("documents.dispose_opinions", Text("处理意见", "decide on opinions"), rule=rules.may_dispose)
def dispose_opinions(
    act: Act, opinions: Sequence[Opinion], disposition: str, base: int | None = None
) -> list[Opinion]:
    """Accept, partly accept or not accept opinions; the act's reason is the answer to the unit.

    Raises
    ------
    InputError
        If it is none of the three, or a reason is missing where not everything is accepted.
    """
    rows = hold_opinions(opinions)
    for row in rows:
        check(rules.may_dispose, act.standing, row)
    reason = act.reason.strip()
    problems = Problems(Text("意见", "opinions").zh)
    if disposition not in (Disposition.ACCEPTED, Disposition.PARTLY, Disposition.NOT):
        expected = Text("采纳、部分采纳或不采纳", "accepted, partly or not")
        problems.add("disposition", expected=expected, found=disposition, remedy=MEND, column="disposition")
    elif disposition != Disposition.ACCEPTED and not reason:
        expected = Text("未全部采纳的理由", "a reason, as not everything is accepted")
        problems.add("reason", expected=expected, found="", remedy=MEND, column="reason")
    problems.raise_if_any()
    values = {"disposition": disposition, "reason": reason, "disposed": act.at, "disposed_by": act.standing.person}
    changes = [row.revise(values, base) for row in rows]
    names = [*values, "revision", "field_revisions"]
    Opinion.objects.bulk_update(rows, names, batch_size=200)
    record(act, changes)
    return rows
