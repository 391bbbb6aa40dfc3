"""Units: added, changed, dissolved, and the other names under which they stand in lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.office.audit.chain import record
from tongcheng.office.core.acting import Act, Change, RefusedError, action
from tongcheng.office.core.recorded import altered, new, removed
from tongcheng.office.people import handover, rules
from tongcheng.office.people.actions.checks import TAKEN, Kept, refuse_bad_drafts, refuse_circle, whose
from tongcheng.office.people.actions.posts import close_post
from tongcheng.office.people.drafts import UnitDraft
from tongcheng.office.people.folding import plain_name
from tongcheng.office.people.models import Appointment, Unit, UnitAlias
from tongcheng.office.people.tree import makes_circle

_CHANGEABLE = ("name", "short_name", "kind", "city", "functional_area", "parent", "order", "source")


@action("people.add_units", Text("新增单位", "add units"), rule=rules.may_manage_units)
def add_units(act: Act, drafts: Sequence[UnitDraft]) -> list[Unit]:
    """Add units with their aliases, in the order given; the number of queries does not grow with them.

    Raises
    ------
    InputError
        With every problem of every draft.
    """
    kept = Kept.load()
    refuse_bad_drafts(drafts, kept)
    units = [_unit(draft, number, kept) for number, draft in enumerate(drafts, len(kept.units) + 1)]
    units = list(Unit.objects.bulk_create(units))
    by_code = kept.units | {unit.code: unit for unit in units}
    below = [(unit, by_code[draft.parent]) for unit, draft in zip(units, drafts, strict=True) if draft.parent]
    for unit, parent in below:
        unit.parent = parent
    if below:
        Unit.objects.bulk_update([unit for unit, _ in below], ["parent"])
    aliases = UnitAlias.objects.bulk_create(
        UnitAlias(unit=unit, name=name.strip())
        for unit, draft in zip(units, drafts, strict=True)
        for name in _further(draft.aliases, unit)
    )
    record(act, [new(row) for row in (*units, *aliases)])
    return units


def _unit(draft: UnitDraft, number: int, kept: Kept) -> Unit:
    code = draft.code.strip()
    while not code or (not draft.code and code in kept.units):
        code, number = f"unit-{number}", number + 1
    return Unit(
        code=code,
        name=draft.name.strip(),
        short_name=draft.short_name.strip(),
        kind=draft.kind,
        city=kept.cities.get(draft.city),
        functional_area=kept.areas.get(draft.area),
        order=draft.order,
        source=draft.source,
    )


def _further(names: Iterable[str], unit: Unit) -> list[str]:
    """Give the names that say more than the unit's own, each once."""
    own = {plain_name(unit.name), plain_name(unit.short_name)}
    wanted = {plain_name(name): name for name in names if name.strip()}
    return [name for key, name in wanted.items() if key not in own]


@action("people.change_unit", Text("修改单位", "change a unit"), rule=rules.may_change_unit)
def change_unit(act: Act, unit: Unit, values: Mapping[str, Any]) -> Unit:
    """Change a unit; if it is renamed, the name it had stays as an alias, so that old lists are still read.

    Raises
    ------
    InputError
        If a name belongs to another unit, or the unit would stand below itself.
    """
    kept = Kept.load()
    wanted = {name: values[name] for name in _CHANGEABLE if name in values}
    _refuse_bad_change(unit, wanted, kept)
    was = unit.name
    change = altered(unit, wanted)
    unit.save()
    changes: list[Change | None] = [change]
    if unit.name != was:
        changes += _rename(unit, was)
    record(act, changes)
    return unit


def _refuse_bad_change(unit: Unit, values: Mapping[str, Any], kept: Kept) -> None:
    problems = Problems("unit")
    for column in ("name", "short_name"):
        name = str(values.get(column, "") or "")
        owner = kept.owners.get(plain_name(name)) if name.strip() else None
        if owner is not None and owner != unit.name:
            problems.add("taken", column=column, expected=TAKEN, found=name, remedy=whose(owner))
    if "name" in values and not str(values["name"]).strip():
        problems.add(
            "empty", column="name", expected=Text("单位全称", "the unit's full name"), found="",
            remedy=Text("填写", "fill it in"),
        )  # fmt: skip
    parent = values.get("parent")
    if parent is not None and makes_circle(
        unit.pk, parent.pk, {one.pk: one.parent_id for one in kept.units.values()}
    ):
        refuse_circle(problems, parent.name)
    problems.raise_if_any()


def _rename(unit: Unit, was: str) -> list[Change | None]:
    changes: list[Change | None] = []
    for alias in unit.aliases.all():
        if plain_name(alias.name) in (plain_name(unit.name), plain_name(unit.short_name)):
            changes.append(removed(alias))
            alias.delete()
    if plain_name(was) not in (plain_name(unit.name), plain_name(unit.short_name)):
        alias = UnitAlias(unit=unit, name=was)
        alias.save()
        changes.append(new(alias))
    return changes


@action("people.set_aliases", Text("登记别名", "set aliases"), rule=rules.may_change_unit)
def set_aliases(act: Act, unit: Unit, names: Sequence[str]) -> list[UnitAlias]:
    """Make these the other names of a unit; names left out are removed.

    Raises
    ------
    InputError
        With every name that already means another unit.
    """
    kept = Kept.load()
    wanted = {plain_name(name): name.strip() for name in _further(names, unit)}
    problems = Problems("unit")
    for key, name in wanted.items():
        owner = kept.owners.get(key)
        if owner is not None and owner != unit.name:
            problems.add("taken", column="aliases", expected=TAKEN, found=name, remedy=whose(owner))
    problems.raise_if_any()
    had = {plain_name(alias.name): alias for alias in unit.aliases.all()}
    changes = [removed(alias) for key, alias in had.items() if key not in wanted]
    UnitAlias.objects.filter(pk__in=[alias.pk for key, alias in had.items() if key not in wanted]).delete()
    added = UnitAlias.objects.bulk_create(
        UnitAlias(unit=unit, name=name) for key, name in wanted.items() if key not in had
    )
    record(act, [*changes, *(new(alias) for alias in added)])
    return list(unit.aliases.all())


@action("people.dissolve_unit", Text("撤销单位", "dissolve a unit"), rule=rules.may_change_unit, reason_needed=True)
def dissolve_unit(act: Act, unit: Unit, on: date | None = None) -> Unit:
    """Dissolve a unit from a day on and end the posts in it; its rows and ledgers of the past stay.

    Raises
    ------
    RefusedError
        While units stand below it, or open work hangs on it: transfer that first.
    """
    on = on or timezone.localdate()
    below = list(unit.children.standing_on(on))
    if below:
        names = "、".join(str(one) for one in below[:5])
        raise RefusedError(
            Text(f"其下还有单位：{names}，请先调整隶属关系", f"units stand below it: {names}; move them first")
        )
    if work := handover.work_of_unit(unit):
        zh = "；".join(f"{one.title.zh} {len(one.pieces)} 件" for one in work)
        en = "; ".join(f"{one.title.en}: {len(one.pieces)}" for one in work)
        raise RefusedError(Text(f"尚有未了工作，请先移交：{zh}", f"open work hangs on it, transfer it first: {en}"))
    changes = [altered(unit, {"dissolved": on})]
    unit.save()
    changes += [
        close_post(post, on - timedelta(days=1)) for post in Appointment.objects.filter(unit=unit).not_over(on)
    ]
    record(act, changes)
    return unit
