"""What looks wrong in rows of a list, said with a remedy; pure functions of rows fetched by ``printed.whole``.

Nothing here forbids anything: an office may be right against every rule. The codes are stable.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from tongcheng.language import Text, same
from tongcheng.office.lists.models import OPEN_STATES, Item, ItemState, Milestone, Project
from tongcheng.office.people.models import Unit

CODES: dict[str, Text] = {
    "money_unit": Text("疑似万元、亿元混用", "10,000 and 100 m yuan may be mixed up"),
    "plan_over_total": Text("年度计划超过总投资", "the year's plan exceeds the total"),
    "sum_over_total": Text("累计加年度计划超过总投资", "invested before and the year's plan exceed the total"),
    "funding_sum": Text("资金来源合计与总投资不符", "sources of money do not add up to the total"),
    "reporting_unit": Text("没有填报单位", "no reporting unit"),
    "no_lead": Text("没有牵头单位", "no lead"),
    "due_before_start": Text("完成时限早于开工", "due before the start"),
    "milestone_order": Text("节点先后不一", "milestones out of order"),
    "milestone_after_due": Text("节点晚于完成时限", "a milestone after the due date"),
    "parts_sum": Text("拆分后各部分投资之和与原条目不符", "the parts do not add up to the row they came from"),
    "code_twice": Text("序号疑似重复", "numbers that look alike"),
}
#: Between two ways of writing one amount lies a factor of ten thousand; what lies this near to it is suspect.
_NEAR = (Decimal(2000), Decimal(50000))
#: A value this many times the list's median is suspect, as one this many times below it.
_FAR = Decimal(1000)
#: A median says something from this many values on.
_ENOUGH = 5
_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Finding:
    """One thing that looks wrong in one row."""

    code: str
    item: Item
    found: Text
    remedy: Text

    @property
    def label(self) -> Text:
        """Name the kind of problem."""
        return CODES[self.code]


@dataclass(frozen=True)
class Known:
    """What is known beyond the rows themselves: the list's medians, and earlier values of a project's money."""

    medians: Mapping[str, Decimal | None]
    earlier: Mapping[int, Mapping[str, Sequence[Decimal]]]


NOTHING_KNOWN = Known({}, {})
_MONEY = {
    "investment": Text("总投资", "total investment"),
    "year_plan": Text("年度计划", "the year's plan"),
    "invested_before": Text("截至上年底累计", "invested before"),
}


def middle(values: Iterable[float]) -> Decimal | None:
    """Give the median of the positive values, or ``None`` if there are too few to say."""
    known = [value for value in values if value > 0]
    return round(Decimal(median(known)), 6) if len(known) >= _ENOUGH else None


def check_items(items: Sequence[Item], known: Known = NOTHING_KNOWN) -> list[Finding]:
    """Give what looks wrong in rows, in their order."""
    parts: dict[int, list[Item]] = {}
    for item in items:
        if item.part_of_id:
            parts.setdefault(item.part_of_id, []).append(item)
    found: list[Finding] = []
    for item in items:
        found += _units(item)
        found += _dates(item)
        project = project_of(item)
        if project is not None:
            found += _money_units(item, project, known)
            found += _sums(item, project)
            found += _parts(item, project, parts.get(item.pk, ()))
    return found


def project_of(item: Item) -> Project | None:
    """Give the project behind a row, if it has one."""
    return getattr(item, "project", None)


def _units(item: Item) -> Iterator[Finding]:
    if item.state not in (ItemState.DRAFT, *OPEN_STATES):
        return
    if item.reporting_unit_id is None:
        yield Finding("reporting_unit", item, same("—"), Text("确定一个填报单位", "name exactly one reporting unit"))
    leads = [one.unit for one in item.item_units.all() if one.role == "lead"]
    if not leads:
        yield Finding("no_lead", item, same("—"), Text("确定牵头单位", "name the lead"))
    gone = [unit for unit in _all_units(item) if unit.dissolved is not None]
    if gone:
        names = "、".join(str(unit) for unit in gone)
        yield Finding(
            "reporting_unit" if item.reporting_unit in gone else "no_lead",
            item,
            Text(f"{names} 已撤销", f"{names} was dissolved"),
            Text("移交到接续的单位", "transfer the row to the unit that took over"),
        )


def _all_units(item: Item) -> list[Unit]:
    leads = [one.unit for one in item.item_units.all() if one.role == "lead"]
    return list(dict.fromkeys([*leads, *([item.reporting_unit] if item.reporting_unit else [])]))


def _money_units(item: Item, project: Project, known: Known) -> Iterator[Finding]:
    for name, label in _MONEY.items():
        value = getattr(project, name)
        if value is None or value <= 0:
            continue
        against = _against(value, known.medians.get(name), known.earlier.get(project.pk, {}).get(name, ()))
        if against is None and name != "investment" and project.investment and value / project.investment >= _NEAR[0]:
            against = Text(f"总投资 {_n(project.investment)} 亿元", f"the total, {_n(project.investment)}")
        if against is not None:
            yield Finding(
                "money_unit",
                item,
                Text(
                    f"{label.zh} {_n(value)} 亿元；对照{against.zh}", f"{label.en} {_n(value)}; beside {against.en}"
                ),
                Text(
                    "核对单位：本系统金额为亿元，1 亿元 = 10000 万元",
                    "check the unit: amounts are in CNY 100 m, one of which is 10,000 × CNY 10,000",
                ),
            )


def _against(value: Decimal, usual: Decimal | None, earlier: Sequence[Decimal]) -> Text | None:
    """Name what a value is about ten thousand times, or a ten-thousandth, of."""
    for before in earlier:
        if before > 0 and _near(max(value, before) / min(value, before)):
            return Text(f"此前数 {_n(before)} 亿元", f"the earlier value, {_n(before)}")
    if usual and max(value, usual) / min(value, usual) >= _FAR:
        return Text(f"本清单中位数 {_n(usual)} 亿元", f"the list's median, {_n(usual)}")
    return None


def _near(ratio: Decimal) -> bool:
    return _NEAR[0] <= ratio <= _NEAR[1]


def _sums(item: Item, project: Project) -> Iterator[Finding]:
    total, plan, before = project.investment, project.year_plan, project.invested_before
    correct = Text("核对三项数字及其口径", "check the three amounts and what they cover")
    if total is not None and plan is not None and plan > total:
        yield Finding("plan_over_total", item, _pair(plan, total), correct)
    elif total is not None and plan is not None and before is not None and before + plan > total + _CENT:
        yield Finding("sum_over_total", item, _pair(before + plan, total), correct)
    amounts = [one.amount for one in project.funding.all() if one.amount is not None]
    if total is not None and amounts and abs(sum(amounts) - total) > max(_CENT, total / 1000):
        remedy = Text("补全资金来源或更正总投资", "complete the sources or correct the total")
        yield Finding("funding_sum", item, _pair(sum(amounts, Decimal(0)), total), remedy)


def _parts(item: Item, project: Project, parts: Sequence[Item]) -> Iterator[Finding]:
    if item.state != ItemState.SPLIT or project.investment is None or not parts:
        return
    several = [one.investment for part in parts if (one := project_of(part)) is not None]
    total = sum((value for value in several if value is not None), Decimal(0))
    if abs(total - project.investment) > _CENT:
        remedy = Text("把投资分到各部分", "divide the investment among the parts")
        yield Finding("parts_sum", item, _pair(total, project.investment), remedy)


def _pair(found: Decimal, total: Decimal) -> Text:
    return Text(f"{_n(found)} 亿元，总投资 {_n(total)} 亿元", f"{_n(found)} beside a total of {_n(total)}")


def _n(value: Decimal) -> str:
    return format(value.normalize(), ",f")


def _dates(item: Item) -> Iterator[Finding]:
    project = project_of(item)
    if project and project.start_year and item.due and item.due.year < project.start_year:
        yield Finding(
            "due_before_start",
            item,
            Text(f"{item.due.isoformat()}，{project.start_year} 年开工", f"{item.due}; start {project.start_year}"),
            Text("更正开工年或完成时限", "correct the first year or the due date"),
        )
    yield from _milestones(item, sorted(item.milestones.all(), key=lambda one: (one.order, one.pk)))


def _milestones(item: Item, rows: Sequence[Milestone]) -> Iterator[Finding]:
    remedy = Text("更正节点的季度、时限或目标值", "correct quarter, date or target of the milestones")
    for one in rows:
        if one.due and len(one.quarter) == 6 and _quarter(one) != one.quarter:
            yield Finding("milestone_order", item, same(f"{one.quarter} / {one.due.isoformat()}"), remedy)
        if one.due and item.due and one.due > item.due:
            found = same(f"{one.due.isoformat()} > {item.due.isoformat()}")
            yield Finding("milestone_after_due", item, found, Text("更正时限", "correct the dates"))
    for before, after in _following(rows):
        backwards = bool(before.due and after.due and after.due < before.due)
        falls = before.kind == after.kind == "percent" and _less(after.target, before.target)
        if backwards or falls:
            yield Finding("milestone_order", item, same(f"{before} → {after}"), remedy)


def _following(rows: Sequence[Milestone]) -> Iterator[tuple[Milestone, Milestone]]:
    """Give each milestone with the next one of the same thing."""
    last: dict[str, Milestone] = {}
    for row in rows:
        if row.subject in last:
            yield last[row.subject], row
        last[row.subject] = row


def _less(one: Decimal | None, other: Decimal | None) -> bool:
    return one is not None and other is not None and one < other


def _quarter(one: Milestone) -> str:
    assert one.due is not None
    return f"{one.due.year}Q{(one.due.month + 2) // 3}"


def check_codes(items: Iterable[Item]) -> list[Finding]:
    """Give rows whose numbers differ only in how they are written: full-width, spaces, leading noughts."""
    seen: dict[str, Item] = {}
    found = []
    for item in items:
        key = "-".join(
            part.strip().lstrip("0") for part in unicodedata.normalize("NFKC", item.code).replace(".", "-").split("-")
        )
        first = seen.setdefault(key, item)
        if first is not item:
            remedy = Text("统一序号写法", "write the numbers in one way")
            found.append(Finding("code_twice", item, same(f"{first.code} / {item.code}"), remedy))
    return found
