"""What a table would do, shown before it is done: new rows, changed drafts, rows that stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tongcheng.errors import InputError, Problems
from tongcheng.language import Text
from tongcheng.office.core.acting import Act
from tongcheng.office.lists.models import List
from tongcheng.office.opportunities import rules
from tongcheng.office.opportunities.actions import (
    ITEM_FIELDS,
    NewOpportunity,
    add_opportunities,
    change_opportunities,
)
from tongcheng.office.opportunities.models import Opportunity
from tongcheng.office.opportunities.sheets import Read, is_uid
from tongcheng.office.people.models import City, Unit
from tongcheng.office.people.standing import Standing


@dataclass(frozen=True)
class Plan:
    """What the table would do."""

    new: list[NewOpportunity]
    changed: list[tuple[Opportunity, dict[str, Any], int | None, int]]
    same: int

    @property
    def size(self) -> int:
        """Count the rows that would be written."""
        return len(self.new) + len(self.changed)


def plan_of(standing: Standing, lst: List, rows: Sequence[Read], file: str) -> Plan:
    """Compare a table with what is there; a constant number of queries.

    Raises
    ------
    InputError
        With every problem: unknown units and cities, rows of others, rows that are no drafts any more.
    """
    problems = Problems(file)
    units = {name: unit for unit in Unit.objects.select_related("city") for name in (unit.name, unit.short_name)}
    cities = {city.name: city for city in City.objects.all()}
    ids = [one.uid for one in rows if is_uid(one.uid)]
    mine = Opportunity.objects.visible_to(standing).filter(item__uid__in=ids, item__list=lst)
    held = {str(one.item.uid): one for one in mine.select_related("item__list", "unit", "city")}
    plan = Plan([], [], 0)
    same, seen = 0, set()
    for row in rows:
        values = dict(row.values)
        _named(values, "unit", units, problems, row)
        _named(values, "city", cities, problems, row)
        if row.uid and row.uid in seen:
            _add(problems, row, "_uid", Text("每条一行", "one line per row"), row.uid)
        elif row.uid and row.uid not in held:
            _add(problems, row, "_uid", Text("本清单中您可见的条目", "a row of this list"), row.uid)
        elif row.uid:
            same += not _compare(standing, held[row.uid], values, row, plan, problems)
        else:
            _enter(standing, values, row, plan, problems)
        seen.add(row.uid)
    problems.raise_if_any()
    return Plan(plan.new, plan.changed, same)


def apply(act: Act, lst: List, plan: Plan, file: str) -> None:
    """Do it, all or nothing: call it inside a transaction.

    Raises
    ------
    InputError
        With every problem that the actions find, by row of the table.
    """
    found: list[Any] = []
    try:
        if plan.new:
            add_opportunities(act, plan.new, lst)
    except InputError as error:
        found += error.problems
    try:
        if plan.changed:
            change_opportunities(
                act,
                [one for one, *_ in plan.changed],
                {one.pk: values for one, values, _, _ in plan.changed},
                {one.pk: base for one, _, base, _ in plan.changed if base is not None},
                {one.pk: number for one, *_, number in plan.changed},
            )
    except InputError as error:
        found += error.problems
    if found:
        from dataclasses import replace

        raise InputError(replace(one, file=file) for one in found)


def _named(values: dict[str, Any], key: str, known: dict[str, Any], problems: Problems, row: Read) -> None:
    typed = values.get(key, "")
    values[key] = known.get(typed) if typed else None
    if typed and values[key] is None:
        _add(problems, row, key, Text("已登记的全称或简称", "a name on record"), typed)


def _enter(standing: Standing, values: dict[str, Any], row: Read, plan: Plan, problems: Problems) -> None:
    values["city"] = values["city"] or (values["unit"].city if values["unit"] else None)
    new = NewOpportunity(values, row.row)
    if why := rules.may_enter(standing, new):
        _add(problems, row, "unit", why, str(values["unit"] or ""))
    plan.new.append(new)


def _compare(
    standing: Standing, one: Opportunity, values: dict[str, Any], row: Read, plan: Plan, problems: Problems
) -> bool:
    """Note what differs; publisher and city stay as they were entered."""
    differ = {
        name: value
        for name, value in values.items()
        if name not in ("unit", "city") and value != getattr(one.item if name in ITEM_FIELDS else one, name)
    }
    if not differ:
        return False
    if why := rules.may_change(standing, one):
        _add(problems, row, "state", why, "、".join(differ))
    plan.changed.append((one, differ, row.revision, row.row))
    return True


def _add(problems: Problems, row: Read, column: str, expected: Text, found: str) -> None:
    remedy = Text("改正后重新导入", "correct it and import again")
    problems.add("not_possible", column=column, row=row.row, expected=expected, found=found, remedy=remedy)
