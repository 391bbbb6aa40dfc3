"""What waits for somebody: ledgers to fill, to mend, to sign, to verify; units to be reminded."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from tongcheng.language import Text
from tongcheng.office.core.waiting import Waiting, urgency_of
from tongcheng.office.lists.models import Item
from tongcheng.office.lists.models.item import OPEN_STATES, Visibility
from tongcheng.office.people.models import Unit
from tongcheng.office.people.standing import Standing
from tongcheng.office.progress.models import EDITABLE, REPORTED, DeadlineLevel, Ledger, LedgerState, Period
from tongcheng.office.progress.queries.overview import to_review, units_seen

#: Older periods that nobody froze are not asked about any more.
_PERIODS = 4


def what_waits(standing: Standing) -> list[Waiting]:
    """Give what waits for somebody about ledgers."""
    if not standing.has("filler", "unit_head", "city_office", "joint_office"):
        return []
    return [*_own(standing), *_to_review(standing), *_to_remind(standing)]


def _open_periods(begun_by: Collection[int] = ()) -> list[Period]:
    """Give the newest periods that take reports, and older ones that some units have begun and not signed."""
    now = timezone.now()
    rows = Period.objects.filter(Q(frozen__isnull=True) | Q(frozen__gt=now), opens__lte=now)
    rows = rows.prefetch_related("deadlines", "lists").order_by("-last_day")
    found = {one.pk: one for one in rows[:_PERIODS]}
    if begun_by:
        begun = Ledger.objects.filter(unit__in=begun_by, state__in=EDITABLE).values("period")
        found |= {one.pk: one for one in rows.filter(pk__in=begun)}
    return list(found.values())


def _owing(periods: Collection[Period], units: Collection[int] | None) -> dict[int, set[int]]:
    """Give by period the units that owe a ledger; these periods are not frozen, so that today's rows count."""
    lists = {period.pk: {one.pk for one in period.lists.all()} for period in periods}
    rows = Item.objects.filter(
        list__in=set().union(*lists.values()), state__in=OPEN_STATES, reporting_unit__isnull=False
    ).exclude(visibility=Visibility.OFFICE)
    if units is not None:
        rows = rows.filter(reporting_unit__in=units)
    pairs = set(rows.order_by().values_list("list_id", "reporting_unit_id").distinct())
    return {pk: {unit for one, unit in pairs if one in held} for pk, held in lists.items()}


def _states(periods: Collection[Period]) -> dict[tuple[int, int], set[str]]:
    found: dict[tuple[int, int], set[str]] = {}
    for period, unit, state in Ledger.objects.filter(period__in=periods).values_list("period_id", "unit_id", "state"):
        found.setdefault((period, unit), set()).add(state)
    return found


def _own(standing: Standing) -> Iterator[Waiting]:
    units = standing.units("filler", "unit_head")
    if not units:
        return
    heads = standing.units("unit_head")
    periods = _open_periods(units)
    owing, states = _owing(periods, units), _states(periods)
    today = timezone.localdate()
    for period in periods:
        due = next((one.due for one in period.deadlines.all() if one.level == DeadlineLevel.UNIT), None)
        day = timezone.localtime(due).date() if due else None
        note = period.name
        to_fill: set[int] = set()
        to_mend: set[int] = set()
        to_sign: set[int] = set()
        begun = {unit for at, unit in states if at == period.pk and unit in units}
        for unit in owing[period.pk] | begun:
            now = states.get((period.pk, unit), set())
            if LedgerState.RETURNED in now:
                to_mend.add(unit)
            elif LedgerState.DRAFT in now:
                (to_sign if unit in heads else to_fill).add(unit)
            elif not now.intersection(REPORTED):
                to_fill.add(unit)
        for title, some in (
            (Text("修改被退回的台账", "Mend the returned ledger"), to_mend),
            (Text("填报台账", "Fill the ledger"), to_fill),
            (Text("签报台账", "Sign the ledger"), to_sign),
        ):
            url = _address(period, some)
            yield Waiting(title, len(some), url, day, urgency_of(day, today), note)


def _address(period: Period, units: Collection[int]) -> str:
    if len(units) == 1:
        return reverse("progress:fill", args=[period.code, next(iter(units))])
    return reverse("progress:period", args=[period.code])


def _to_review(standing: Standing) -> Iterator[Waiting]:
    if not standing.has("city_office", "joint_office"):
        return
    count = len(to_review(standing))
    yield Waiting(Text("审核台账", "Verify ledgers"), count, reverse("progress:review"))


def _to_remind(standing: Standing) -> Iterator[Waiting]:
    if not standing.has("city_office", "joint_office"):
        return
    joint = standing.has("joint_office")
    level = DeadlineLevel.CITY if joint else DeadlineLevel.UNIT
    now = timezone.now()
    periods = [one for one in _open_periods() if any(d.level == level and d.due < now for d in one.deadlines.all())]
    if not periods:
        return
    newest = periods[0]
    units = units_seen(standing)
    states = _states([newest])
    cities = dict(Unit.objects.values_list("pk", "city_id")) if not joint else {}
    absent = [
        unit
        for unit in _owing([newest], units)[newest.pk]
        if not states.get((newest.pk, unit), set()).intersection(REPORTED)
        and (joint or cities.get(unit) in standing.cities("city_office"))
    ]
    due = next(one.due for one in newest.deadlines.all() if one.level == level)
    url = reverse("progress:unreported", args=[newest.code]) + f"?level={level}"
    yield Waiting(
        Text("催报未报送单位", "Remind units that have not handed in"),
        len(absent),
        url,
        timezone.localtime(due).date(),
        "late",
        newest.name,
    )
