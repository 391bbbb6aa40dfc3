"""What rules can measure: each measure reads facts and gives a number with the words that say it, or says why not.

Every measure grows with lateness: 0 and below is as planned.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tongcheng.language import Text, same
from tongcheng.office.supervision.lights.facts import Facts, MilestoneFact, PeriodFact


@dataclass(frozen=True)
class Measured:
    """What was measured; ``value`` is ``None`` where it cannot be, and ``said`` tells why.

    ``applies`` is false where there is nothing to measure by: no planned start, no plan, no milestones.
    """

    value: Decimal | None
    said: Text
    applies: bool = True


@dataclass(frozen=True)
class Measure:
    """One way to measure: its label and unit, whether it counts in whole numbers, its least value, what it reads."""

    label: Text
    unit: Text
    whole: bool
    lowest: Decimal | None
    reads: tuple[str, ...]
    take: Callable[[Facts, date], Measured]


def day(on: date) -> Text:
    """Write a day as people do."""
    return Text(f"{on.year}年{on.month}月{on.day}日", f"{on.day} {on:%b %Y}")


def figure(value: Decimal) -> str:
    """Write a number without needless zeros, with one decimal at most where it is no whole number."""
    rounded = round(value, 1)
    return f"{rounded:f}".rstrip("0").rstrip(".") if "." in f"{rounded:f}" else f"{rounded:f}"


def _none(zh: str, en: str) -> Measured:
    return Measured(None, Text(zh, en), applies=False)


def _points_behind(facts: Facts, on: date) -> Measured:
    steps = [one for one in facts.milestones if one.kind == "percent" and one.target is not None and one.due]
    if not steps:
        return _none("未设比例类节点，无法对照进度", "no milestone in percent, so pace cannot be compared")
    due = [one for one in steps if one.due is not None and one.due <= on]
    plan = max((one.target for one in due if one.target is not None), default=Decimal(0))
    if not plan:
        return Measured(Decimal(0), Text("尚无到期的进度节点", "no milestone is due yet"))
    report = facts.report
    if report is None or report.percent is None:
        said = Text(
            f"按计划应完成{figure(plan)}%，但没有已采纳的完成比例",
            f"{figure(plan)}% is planned, but no accepted report says how much is done",
        )
        return Measured(None, said)
    behind = plan - report.percent
    head = Text("截至{day}完成{done}%，按计划应完成{plan}%，", "{done}% was done by {day} against {plan}% planned, ")
    tail = (
        Text(f"落后{figure(behind)}个百分点", f"{figure(behind)} points behind")
        if behind > 0
        else Text("达到计划", "as planned")
    )
    said = head.fill(day=day(report.as_of), done=figure(report.percent), plan=figure(plan))
    return Measured(behind, Text(said.zh + tail.zh, said.en + tail.en))


def _is_reached(one: MilestoneFact, facts: Facts) -> bool:
    if one.reached is not None:
        return True
    report = facts.report
    if report is not None and report.word == "done":
        return True
    counts = one.kind == "percent" and one.target is not None and report is not None and report.percent is not None
    return counts and report is not None and (report.percent or 0) >= (one.target or 0)


def _late(facts: Facts, on: date, original: bool) -> Measured:
    if not any(one.due for one in facts.milestones) and facts.due is None:
        return _none("没有节点和时限", "neither milestones nor a due date")
    dated = [(_due(one, original), one) for one in facts.milestones if not _is_reached(one, facts)]
    missed = sorted((due, one.text) for due, one in dated if due is not None and due < on)
    own = (facts.original_due if original else None) or facts.due
    if own is not None and own < on and facts.state != "done" and not (facts.report and facts.report.word == "done"):
        missed.append((own, ""))
    if not missed:
        return Measured(Decimal(0), Text("到期节点均已完成", "everything due is reached"))
    due, text = min(missed)
    days = (on - due).days
    unit = "day" if days == 1 else "days"
    what = same(f"“{_short(text)}”") if text else Text("整个条目", "the row")
    asked = Text("原定", "originally ") if original else same("")
    said = Text(
        "{what}应于{asked}{day}前完成，已超{days}天", "{what} was {asked}due by {day} and is {days} {unit} late"
    )
    return Measured(Decimal(days), said.fill(what=what, asked=asked, day=day(due), days=days, unit=unit))


def _due(one: MilestoneFact, original: bool) -> date | None:
    return (one.original_due or one.due) if original else one.due


def _short(text: str, length: int = 24) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


def _days_late(facts: Facts, on: date) -> Measured:
    return _late(facts, on, original=False)


def _days_late_original(facts: Facts, on: date) -> Measured:
    return _late(facts, on, original=True)


def _months_start_late(facts: Facts, on: date) -> Measured:
    if facts.start_due is None:
        return _none("没有计划开工（启动）时间", "no planned start")
    if facts.started is not None:
        return Measured(Decimal(0), Text("已于{day}前开工（启动）", "started by {day}").fill(day=day(facts.started)))
    months = (on.year - facts.start_due.year) * 12 + on.month - facts.start_due.month
    if months <= 0:
        return Measured(Decimal(0), Text("计划{day}开工（启动）", "to start by {day}").fill(day=day(facts.start_due)))
    said = Text(
        "计划{day}开工（启动），至今未开工，已连续{months}个月未兑现",
        "it was to start by {day} and has not, {months} months in a row",
    )
    return Measured(Decimal(months), said.fill(day=day(facts.start_due), months=months))


def _percent_below_plan(facts: Facts, on: date) -> Measured:  # noqa: ARG001 - the report's own day counts
    if not facts.year_plan:
        return _none("没有年度计划投资", "no planned investment of the year")
    report = facts.report
    if report is None or report.invested_this_year is None:
        return Measured(None, Text("没有已采纳的完成投资", "no accepted report says what was invested"))
    share = facts.year_plan * report.as_of.timetuple().tm_yday / (366 if _leap(report.as_of.year) else 365)
    below = (share - report.invested_this_year) / share * 100
    said = Text(
        "截至{day}完成投资{done}亿元，序时计划{plan}亿元，{how}",
        "{done} (CNY 100 m) was invested by {day} against {plan} in step with the year, {how}",
    )
    how = (
        Text(f"低{figure(below)}%", f"{figure(below)}% below")
        if below > 0
        else Text("达到序时进度", "in step or ahead")
    )
    done, plan = f"{report.invested_this_year:.2f}", f"{share:.2f}"
    return Measured(below, said.fill(day=day(report.as_of), done=done, plan=plan, how=how))


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _unreported(facts: Facts, on: date) -> list[date]:
    """Give the due days of periods that are owed and late, oldest first."""
    return sorted(one.due for one in facts.periods if one.reported is None and one.due is not None and one.due < on)


def _months_unreported(facts: Facts, on: date) -> Measured:
    if not facts.periods:
        return _none("没有填报期", "no reporting period")
    late = _unreported(facts, on)
    if not late:
        return Measured(Decimal(0), Text("已按期填报", "reported in time"))
    first = late[0]
    months = (on.year - first.year) * 12 + on.month - first.month - (on.day < first.day)
    said = Text(
        "应于{day}前填报，至今未报，已超{days}天",
        "a report was due by {day} and has not come in, {days} days late",
    )
    return Measured(Decimal(max(months, 0)), said.fill(day=day(first), days=(on - first).days))


def _periods_unreported(facts: Facts, on: date) -> Measured:
    if not facts.periods:
        return _none("没有填报期", "no reporting period")
    count = _run([one.reported is None for one in _past(facts, on)])
    if not count:
        return Measured(Decimal(0), Text("已按期填报", "reported in time"))
    said = Text(f"最近连续{count}期逾期未报", f"the last {count} reports are overdue and did not come in")
    if count == 1:
        said = Text("最近一期逾期未报", "the last report is overdue and did not come in")
    return Measured(Decimal(count), said)


def _past(facts: Facts, on: date) -> list[PeriodFact]:
    rows = [one for one in facts.periods if one.due is not None and one.due < on]
    return sorted(rows, key=lambda one: one.last_day, reverse=True)


def _run(missed: Sequence[bool]) -> int:
    """Count how many of the first hold in a row."""
    return next((place for place, one in enumerate(missed) if not one), len(missed))


def _months_missed(facts: Facts, on: date) -> Measured:
    if not facts.milestones:
        return _none("没有节点", "no milestones")
    months: dict[tuple[int, int], bool] = {}
    for one in facts.milestones:
        if one.due is not None and one.due < on:
            month = (one.due.year, one.due.month)
            late = one.reached > one.due if one.reached else not _is_reached(one, facts)
            months[month] = months.get(month, False) or late
    count = _run([months[month] for month in sorted(months, reverse=True)])
    if not count:
        return Measured(Decimal(0), Text("最近一次到期目标已按时完成", "the last target due was met in time"))
    said = Text(f"最近连续{count}个月的目标未按时完成", f"the targets of the last {count} months were missed")
    if count == 1:
        said = Text("最近一个月的目标未按时完成", "the last month's target was missed")
    return Measured(Decimal(count), said)


_DAYS, _MONTHS, _TIMES = Text("天", "days"), Text("个月", "months"), Text("期", "periods")
_STEPS = ("milestones", "report", "due", "original_due", "state")

MEASURES: dict[str, Measure] = {
    "points_behind": Measure(
        Text("进度落后", "behind plan"),
        Text("个百分点", "points"),
        False,
        None,
        ("milestones", "report"),
        _points_behind,
    ),
    "days_late": Measure(Text("节点超期", "milestone late"), _DAYS, True, Decimal(0), _STEPS, _days_late),
    "days_late_original": Measure(
        Text("对原定时限超期", "late against the original date"), _DAYS, True, Decimal(0), _STEPS, _days_late_original
    ),
    "months_start_late": Measure(
        Text("开工（启动）未兑现", "start missed"),
        _MONTHS,
        True,
        Decimal(0),
        ("start_due", "started"),
        _months_start_late,
    ),
    "percent_below_plan": Measure(
        Text("投资低于序时计划", "investment below the plan in step with the year"),
        same("%"),
        False,
        None,
        ("year_plan", "report"),
        _percent_below_plan,
    ),
    "months_unreported": Measure(
        Text("填报超期", "report late"), _MONTHS, True, Decimal(0), ("periods",), _months_unreported
    ),
    "periods_unreported": Measure(
        Text("连续未报", "reports missing in a row"), _TIMES, True, Decimal(0), ("periods",), _periods_unreported
    ),
    "months_missed": Measure(
        Text("连续未完成月度目标", "monthly targets missed in a row"),
        _MONTHS,
        True,
        Decimal(0),
        ("milestones", "report"),
        _months_missed,
    ),
}
