"""Who has not handed in: as rows, and as a text to paste into a chat."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from tongcheng.language import Text
from tongcheng.office.lists.models import Item
from tongcheng.office.people.models import Appointment, City, Unit
from tongcheng.office.people.standing import Standing
from tongcheng.office.progress.models import REPORTED, Deadline, DeadlineLevel, Ledger, LedgerState, Period
from tongcheng.office.progress.queries.owed import units_owing

_CITY_DONE = (LedgerState.CITY_ACCEPTED, LedgerState.ACCEPTED)
_DIGITS = "零一二三四五六七八九十"


@dataclass(frozen=True)
class Missing:
    """A unit that has not handed in, with whom to call and by how many days it is late (less than 0: days left)."""

    unit: Unit
    items: int
    liaisons: tuple[str, ...]
    days_late: int | None
    waiting: str = ""

    @property
    def city(self) -> City | None:
        """Give the unit's city; working groups, provincial departments and firms have none."""
        return self.unit.city


@dataclass(frozen=True)
class NotReported:
    """What has not come in at a level."""

    period: Period
    level: str
    due: datetime | None
    expected: int
    missing: tuple[Missing, ...]

    @property
    def by_city(self) -> list[tuple[City | None, list[Missing]]]:
        """Group the units by city, in the cities' order; units without a city last."""
        found: dict[City | None, list[Missing]] = {}
        for one in self.missing:
            found.setdefault(one.city, []).append(one)
        return list(found.items())


def cities_of(standing: Standing) -> frozenset[int] | None:
    """Give the cities whose units somebody reminds; ``None`` for all."""
    return None if standing.sees_everything else standing.cities("city_office")


def not_reported(
    period: Period, level: str = DeadlineLevel.UNIT, at: datetime | None = None, cities: Iterable[int] | None = None
) -> NotReported:
    """Give the units that have not handed in: units to their city, or cities to the joint office.

    At the level of the cities a unit counts as handed in when its city has accepted it. ``cities`` keeps the units of
    some cities.
    """
    at = at or timezone.now()
    level = DeadlineLevel(level)
    owing = [one for one in units_owing(period) if _counts(one.unit, level, cities)]
    due = Deadline.objects.filter(period=period, level=level).values_list("due", flat=True).first()
    late = days_after(due, at)
    state = _states(period)
    absent = [one for one in owing if not _handed_in(state.get(one.unit.pk, set()), one.unit, level)]
    fillers = _fillers([one.unit.pk for one in absent], timezone.localtime(at).date())
    missing = tuple(
        Missing(
            one.unit,
            len(one.items),
            _liaisons(one.items) or fillers.get(one.unit.pk, ()),
            late,
            _waits(state.get(one.unit.pk, set())),
        )
        for one in absent
    )
    return NotReported(period, level, due, len(owing), missing)


def not_reported_text(
    period: Period, level: str = DeadlineLevel.UNIT, at: datetime | None = None, cities: Iterable[int] | None = None
) -> Text:
    """Write the list of those who have not handed in, as an office pastes it into a group chat."""
    at = at or timezone.now()
    found = not_reported(period, level, at, cities)
    done = found.expected - len(found.missing)
    clock = timezone.localtime(at)
    head_zh = f"【{period.name.zh}进展填报·未报送名单】\n截至{clock.month}月{clock.day}日{clock:%H:%M}，"
    head_en = f"[{period.name.en}: ledgers not handed in]\nAs of {clock:%d %b %H:%M}, "
    head_zh += f"应报{found.expected}家，已报{done}家，未报{len(found.missing)}家"
    head_en += f"{done} of {found.expected} units have handed in, {len(found.missing)} have not"
    if found.due:
        due = timezone.localtime(found.due)
        year = "" if due.year == clock.year else f"{due.year}年"
        head_zh += f"（报送时限{year}{due.month}月{due.day}日{due:%H:%M}）"
        head_en += f" (due {due:%d %b %H:%M})" if not year else f" (due {due:%d %b %Y %H:%M})"
    if not found.missing:
        return Text(head_zh + "。各单位均已报送，感谢支持。", head_en + ". Everybody has handed in, thank you.")
    zh, en = [head_zh + "："], [head_en + ":"]
    for number, (city, units) in enumerate(found.by_city, start=1):
        zh.append(f"{ordinal(number)}、{city or '不属地单位'}（{len(units)}家）")
        en.append(f"{number}. {_english(city) if city else 'Not of a city'} ({len(units)})")
        for place, one in enumerate(units, start=1):
            text = _line(one)
            zh.append(f"{place}. {text.zh}")
            en.append(f"  {place}) {text.en}")
    zh.append("请以上单位抓紧报送；已报送的请与我办核对。")
    en.append("Please hand in soon; if you have already, please check with us.")
    return Text("\n".join(zh), "\n".join(en))


def days_after(due: datetime | None, at: datetime) -> int | None:
    """Give the days since a deadline; less than 0 before it, at least 1 once its hour has passed."""
    if due is None:
        return None
    days = (timezone.localtime(at).date() - timezone.localtime(due).date()).days
    return max(days, 1) if at > due else days


def days_words(days: int | None) -> Text | None:
    """Say how late: 逾期2天, 今日截止, 还有3天."""
    if days is None:
        return None
    if days > 0:
        return Text(f"逾期{days}天", f"{days} day{'s' if days > 1 else ''} late")
    if days == 0:
        return Text("今日截止", "due today")
    return Text(f"还有{-days}天", f"{-days} day{'s' if days < -1 else ''} left")


def _line(one: Missing) -> Text:
    zh, en = [one.unit.short_name or one.unit.name], [one.unit.short_name or one.unit.name]
    for part in (
        Text(f"{one.items}条", f"{one.items} row{'s' if one.items != 1 else ''}"),
        days_words(one.days_late),
        _WAITS.get(one.waiting),
        _contact(one.liaisons),
    ):
        if part is not None:
            zh.append(part.zh)
            en.append(part.en)
    return Text("，".join(zh), ", ".join(en))


_WAITS = {
    LedgerState.RETURNED.value: Text("已退回待修改", "returned, to be mended"),
    LedgerState.SIGNED.value: Text("待市级审核", "waits for its city"),
    LedgerState.DRAFT.value: Text("填报中未签报", "begun, not signed"),
}


def _contact(liaisons: Sequence[str]) -> Text | None:
    names = liaisons[:2]
    return Text("联络员：" + "、".join(names), "liaison: " + ", ".join(names)) if names else None


def _counts(unit: Unit, level: str, cities: Iterable[int] | None) -> bool:
    if cities is not None and unit.city_id not in set(cities):
        return False
    return level == DeadlineLevel.UNIT or unit.city_id is not None


def _states(period: Period) -> dict[int, set[tuple[str, bool]]]:
    found: dict[int, set[tuple[str, bool]]] = {}
    rows = Ledger.objects.filter(period=period).values_list("unit_id", "state", "through_city")
    for unit, state, through in rows:
        found.setdefault(unit, set()).add((state, through))
    return found


def _handed_in(states: set[tuple[str, bool]], unit: Unit, level: str) -> bool:
    """Say whether a unit has handed in; the first edition counts while a correction is being written."""
    if level == DeadlineLevel.UNIT or unit.city_id is None:
        return any(state in REPORTED for state, _ in states)
    return any(state in _CITY_DONE or (state == LedgerState.SIGNED and not through) for state, through in states)


def _waits(states: set[tuple[str, bool]]) -> str:
    present = {state for state, _ in states}
    return next((state for state in _WAITS if state in present), "")


def _liaisons(items: Iterable[Item]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item.liaison_a for item in items if item.liaison_a))


def _fillers(units: Sequence[int], on: date) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    posts = Appointment.objects.filter(unit__in=units, role="filler").select_related("person")
    for post in posts:
        if post.holds(on):
            found[post.unit_id] = (*found.get(post.unit_id, ()), f"{post.person} {post.person.phone}".strip())
    return found


def ordinal(number: int) -> str:
    """Write a number as the headings of papers do: 一, 十二, 二十.

    Examples
    --------
    >>> ordinal(3), ordinal(10), ordinal(12), ordinal(20)
    ('三', '十', '十二', '二十')
    """
    if number <= 10:
        return _DIGITS[number]
    tens, ones = divmod(number, 10)
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


def _english(city: City) -> str:
    return city.name_en or city.name
