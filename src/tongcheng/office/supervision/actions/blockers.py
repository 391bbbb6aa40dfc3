"""需协调事项: listed from accepted reports, verified, conferred on, decided, closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.office.audit.chain import record
from tongcheng.office.core.acting import Act, Rule, action, check
from tongcheng.office.core.recorded import new
from tongcheng.office.people.models import Unit
from tongcheng.office.people.rules import is_dissolved
from tongcheng.office.progress.models import Report
from tongcheng.office.supervision import rules
from tongcheng.office.supervision.models import Blocker, BlockerSort, BlockerState

_MEND = Text("改正后重新提交", "correct it and send again")


@action("supervision.list_blockers", Text("列出需协调事项", "list blockers"), rule=rules.may_tick)
def list_blockers(act: Act, reports: Sequence[Report]) -> list[Blocker]:
    """List what accepted reports ask to be coordinated; a report that was listed before is passed over."""
    known = set(Blocker.objects.filter(report__in=reports).values_list("report_id", flat=True))
    rows = [
        Blocker(
            item_id=one.item_id,
            report=one,
            text=one.to_coordinate.strip(),
            asked_of=one.decides.strip(),
            listed=act.at,
        )
        for one in reports
        if one.pk not in known
    ]
    Blocker.objects.bulk_create(rows)
    record(act, map(new, rows))
    return rows


@action("supervision.verify_blocker", Text("核实需协调事项", "verify a blocker"), rule=rules.may_verify_blocker)
def verify_blocker(
    act: Act,
    blocker: Blocker,
    *,
    sort: str,
    findings: str,
    decides: Unit | None = None,
    decide_by: date | None = None,
) -> Blocker:
    """Say what it needs, who must decide and by when."""
    problems = Problems(str(blocker))
    if sort not in BlockerSort.values:
        _missing(
            problems, "sort", Text("可直接解决、需专题研究或不需协调", "solvable, needs study, or needs nobody"), sort
        )
    if not findings.strip():
        _missing(problems, "findings", Text("核实情况", "what was found"))
    if sort != BlockerSort.NONE:
        if decides is None:
            _missing(problems, "decides", Text("由谁决定", "who must decide"))
        elif is_dissolved(decides, timezone.localdate(act.at)):
            _missing(problems, "decides", Text("未撤销的单位", "a unit that is not dissolved"), str(decides))
        if decide_by is None or decide_by < timezone.localdate(act.at):
            _missing(problems, "decide_by", Text("不早于今天的时限", "a day from today on"), str(decide_by or ""))
    problems.raise_if_any()
    values: dict[str, object] = {"state": BlockerState.VERIFIED, "sort": sort, "findings": findings.strip()}
    values |= {"decides": decides, "decide_by": decide_by, "verifier": act.standing.person}
    return _move(act, blocker, rules.may_verify_blocker, values)


@action("supervision.confer_blocker", Text("会商需协调事项", "confer on a blocker"), rule=rules.may_confer_blocker)
def confer_blocker(act: Act, blocker: Blocker, conference: str) -> Blocker:
    """Note what the conference proposes."""
    return _said(act, blocker, rules.may_confer_blocker, BlockerState.CONFERRED, "conference", conference)


@action("supervision.decide_blocker", Text("决定需协调事项", "decide a blocker"), rule=rules.may_decide_blocker)
def decide_blocker(act: Act, blocker: Blocker, decision: str) -> Blocker:
    """Note what was decided."""
    return _said(act, blocker, rules.may_decide_blocker, BlockerState.DECIDED, "decision", decision)


@action("supervision.close_blocker", Text("办结需协调事项", "close a blocker"), rule=rules.may_close_blocker)
def close_blocker(act: Act, blocker: Blocker, closing: str) -> Blocker:
    """Note that the decision was carried out, or that none was needed."""
    day: dict[str, object] = {"closed": timezone.localdate(act.at)}
    return _said(act, blocker, rules.may_close_blocker, BlockerState.CLOSED, "closing", closing, day)


def _said(
    act: Act,
    blocker: Blocker,
    rule: Rule,
    state: BlockerState,
    field: str,
    words: str,
    more: dict[str, object] | None = None,
) -> Blocker:
    if not words.strip():
        problems = Problems(str(blocker))
        _missing(problems, field, Text("不为空", "something"))
        problems.raise_if_any()
    return _move(act, blocker, rule, {"state": state, field: words.strip(), **(more or {})})


def _move(act: Act, blocker: Blocker, rule: Rule, values: dict[str, object]) -> Blocker:
    now = Blocker.objects.select_for_update().get(pk=blocker.pk)
    for one in blocker._meta.concrete_fields:  # noqa: SLF001
        setattr(blocker, one.attname, getattr(now, one.attname))
    check(rule, act.standing, blocker)
    change = blocker.revise(values)
    blocker.save()
    record(act, [change])
    return blocker


def _missing(problems: Problems, column: str, expected: Text, found: str = "") -> None:
    problems.add("missing", expected=expected, found=found, remedy=_MEND, column=column)
