"""What lights rest on, gathered for many rows in a constant number of queries."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import timezone

from tongcheng.office.audit.models import Event
from tongcheng.office.lists.models import BY_DUE, Item, Milestone, Project
from tongcheng.office.progress.models import (
    REPORTED,
    DeadlineLevel,
    Ledger,
    MilestoneReport,
    Period,
    Report,
)
from tongcheng.office.supervision.lights import (
    Facts,
    MilestoneFact,
    PeriodFact,
    PreviousLight,
    ReportFact,
    RuleDefinition,
    cycles_back,
)
from tongcheng.office.supervision.models import Judgement, Light, Step, StepName

#: A milestone that says when work begins.
STARTS = re.compile(r"(?<!前期)(开工|启动|开建|动工)")
#: Reporting periods that ended longer ago than this are not asked for any more.
WINDOW = timedelta(days=400)


@dataclass
class _Reported:
    """What accepted reports say: the last of each row, when it first showed progress, what it reached."""

    last: dict[int, Report] = field(default_factory=dict)
    begun: dict[int, date] = field(default_factory=dict)
    reached: dict[int, date] = field(default_factory=dict)


def facts_of(items: Sequence[Item], rule: RuleDefinition, on: date) -> dict[int, Facts]:
    """Give the facts of rows of one list by their ids."""
    ids = [item.pk for item in items]
    reported = _reported(ids)
    milestones: dict[int, list[Milestone]] = defaultdict(list)
    for one in Milestone.objects.filter(item__in=ids).order_by(*BY_DUE):
        milestones[one.item_id].append(one)
    plans = dict(Project.objects.filter(item__in=ids).values_list("item_id", "year_plan"))
    periods = _periods(items, on)
    judged = _judged(ids)
    previous = _previous(ids, rule, on)
    found = {}
    for item in items:
        own = milestones[item.pk]
        start_due, started = _start(own, reported, item.pk)
        report = reported.last.get(item.pk)
        found[item.pk] = Facts(
            kind=item.kind,
            state=item.state,
            due=item.due,
            original_due=item.original_due,
            start_due=start_due,
            started=started,
            year_plan=plans.get(item.pk),
            confidence=judged.get(item.pk, ""),
            report=_report(report) if report else None,
            milestones=tuple(_milestone(one, reported) for one in own),
            periods=tuple(periods.get(item.pk, ())),
            previous=tuple(previous.get(item.pk, ())),
        )
    return found


def _reported(ids: Sequence[int]) -> _Reported:
    found = _Reported()
    rows = Report.objects.in_force().filter(item__in=ids).select_related("ledger__period")
    for row in rows.order_by("ledger__period__last_day", "ledger__period__kind", "ledger__edition", "pk"):
        found.last[row.item_id] = row
        if row.percent and row.percent > 0:
            found.begun.setdefault(row.item_id, row.ledger.period.last_day)
    in_force = Report.objects.in_force().filter(item__in=ids).order_by().values("pk")
    parts = MilestoneReport.objects.filter(report__in=in_force, reached__isnull=False)
    for milestone, reached in parts.order_by("pk").values_list("milestone_id", "reached"):
        found.reached[milestone] = reached
    return found


def _report(row: Report) -> ReportFact:
    explained = bool(row.problem.strip() or row.to_coordinate.strip() or row.fall_reason.strip())
    return ReportFact(row.ledger.period.last_day, row.word, row.percent, row.invested_this_year, explained)


def _milestone(one: Milestone, reported: _Reported) -> MilestoneFact:
    reached = reported.reached.get(one.pk) or one.reached
    return MilestoneFact(one.text[:60], one.kind, one.target, one.due, one.original_due, reached)


def _start(milestones: Iterable[Milestone], reported: _Reported, item: int) -> tuple[date | None, date | None]:
    """Give when work was to begin, by the first milestone that says so, and when it did."""
    first = next((one for one in milestones if one.due and STARTS.search(one.text)), None)
    if first is None:
        return None, None
    return first.due, reported.reached.get(first.pk) or first.reached or reported.begun.get(item)


def _periods(items: Sequence[Item], on: date) -> dict[int, list[PeriodFact]]:
    """Give the periods owed since each row came into its list, with the day on which the unit signed."""
    if not items:
        return {}
    lists = {item.list_id for item in items}
    periods = list(
        Period.objects.filter(lists__in=lists, last_day__gte=on - WINDOW, first_day__lte=on)
        .distinct()
        .prefetch_related("deadlines", "lists")
        .order_by("last_day", "kind")
    )
    signed = _signed(periods, {item.reporting_unit_id for item in items if item.reporting_unit_id})
    since = _since(items)
    found: dict[int, list[PeriodFact]] = defaultdict(list)
    for period in periods:
        due = next((one.due for one in period.deadlines.all() if one.level == DeadlineLevel.UNIT), None)
        due_day = timezone.localtime(due).date() if due else None
        covered = {one.pk for one in period.lists.all()}
        for item in items:
            if item.list_id in covered and since.get(item.pk, date.min) <= period.last_day:
                day = signed.get((period.pk, item.reporting_unit_id or 0))
                found[item.pk].append(PeriodFact(period.last_day, due_day, day))
    return found


def _signed(periods: Sequence[Period], units: set[int]) -> dict[tuple[int, int], date]:
    found: dict[tuple[int, int], date] = {}
    rows = Ledger.objects.filter(period__in=periods, unit__in=units, state__in=REPORTED).order_by("-edition")
    for period, unit, at in rows.values_list("period_id", "unit_id", "signed"):
        if at is not None:
            found[period, unit] = timezone.localtime(at).date()
    return found


def _since(items: Sequence[Item]) -> dict[int, date]:
    """Give the day on which each row came into force, as far as the log knows."""
    events = Event.objects.filter(
        subject_type="lists.item", subject_id__in=[str(item.pk) for item in items], after__state="active"
    )
    found: dict[int, date] = {}
    for subject, at in events.order_by("-number").values_list("subject_id", "at"):
        found[int(subject)] = timezone.localtime(at).date()
    return found


def _judged(ids: Sequence[int]) -> dict[int, str]:
    rows = Judgement.objects.filter(item__in=ids).order_by("at", "pk")
    return dict(rows.values_list("item_id", "level"))


def _previous(ids: Sequence[int], rule: RuleDefinition, on: date) -> dict[int, list[PreviousLight]]:
    """Give the colours of earlier cycles: as published, else as proposed last."""
    back = max((times - 1 for one in rule.aspects.values() for _, times, _ in one.runs), default=0)
    if not back:
        return {}
    lights = list(
        Light.objects.filter(item__in=ids, cycle__in=cycles_back(rule.every, on, back))
        .order_by("pk")
        .values_list("pk", "item_id", "aspect", "cycle", "colour")
    )
    steps = Step.objects.filter(step=StepName.PUBLISHED, light__in=[row[0] for row in lights])
    published = dict(steps.values_list("light_id", "colour"))
    colours: dict[tuple[int, str, date], tuple[bool, str]] = {}
    for pk, item, aspect, cycle, colour in lights:
        key, is_out = (item, aspect, cycle), pk in published
        if is_out or not colours.get(key, (False, ""))[0]:
            colours[key] = is_out, published.get(pk, colour)
    found: dict[int, list[PreviousLight]] = defaultdict(list)
    for (item, aspect, cycle), (_, colour) in sorted(colours.items()):
        found[item].append(PreviousLight(aspect, cycle, colour))
    return found
