"""What this site can find from the start: rows of lists, units, and published figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from django.db.models import Q
from django.urls import NoReverseMatch, reverse

from tongcheng.language import Text, same
from tongcheng.office.core.acting import Change
from tongcheng.office.core.wording import say
from tongcheng.office.figures.models import Figure
from tongcheng.office.figures.words import attribute_label, subject_label
from tongcheng.office.lists.models import Item, ItemState, Visibility
from tongcheng.office.lists.together import hand_out_cities, hand_out_units, share_lists
from tongcheng.office.people.models import Unit
from tongcheng.office.people.standing import Standing
from tongcheng.office.search.kinds import (
    CONTENT,
    EVERYBODY,
    Draft,
    Kind,
    Shown,
    city_mark,
    key_in,
    own_key,
    register,
    unit_mark,
)
from tongcheng.runs.report.words import unit


def _url(name: str, *args: object) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def _joined(*words: object) -> str:
    return "\n".join(text for one in words if one and (text := str(one).strip()))


def _items(keys: Sequence[int]) -> list[Draft]:
    rows = list(Item.objects.filter(pk__in=keys).select_related("project"))
    share_lists(rows)
    hand_out_units(rows, "role", "order")
    hand_out_cities(rows)
    return [Draft(item.pk, item.title, _words_of(item), _readers_of(item)) for item in rows]


def _words_of(item: Item) -> str:
    project = getattr(item, "project", None)
    return _joined(
        item.content,
        "、".join(str(one.unit) for one in item.item_units.all()),
        item.reporting_unit,
        "、".join(f"{city.name} {city.name_en}".strip() for city in item.cities.all()),
        _joined(item.group, item.field, item.function, "、".join(map(str, item.tags))),
        f"{project.national_code}\n{project.scale}\n{project.place}" if project else "",
        _joined(item.accountable_leader, item.officer, item.resolution, item.origin, item.remark),
        f"{item.list.name} {item.code}",
    )


def _readers_of(item: Item) -> frozenset[str]:
    """Give the marks of those for whom ``Item.objects.visible_to`` keeps the row."""
    marks = set()
    if item.visibility == Visibility.PUBLIC and item.state != ItemState.DRAFT:
        marks.add(EVERYBODY)
    if item.visibility != Visibility.OFFICE:
        units = [one.unit for one in item.item_units.all()]
        units += [item.reporting_unit] if item.reporting_unit is not None else []
        marks |= {unit_mark(unit.pk) for unit in units}
        marks |= {city_mark(unit.city_id) for unit in units if unit.city_id}
        marks |= {city_mark(city.pk) for city in item.cities.all()}
    return frozenset(marks)


def _items_shown(standing: Standing, keys: Sequence[int]) -> dict[int, Shown]:
    rows = Item.objects.filter(pk__in=keys).visible_to(standing).select_related("list")
    rows = rows.only("uid", "title", "state", "code", "list__name")
    # Said once, not by ``get_state_display``: for a hundred rows that takes longer than asking the database.
    states = {value: str(label) for value, label in ItemState.choices}
    return {
        row.pk: Shown(row.title, _url("lists:item", row.uid), states[row.state], f"{row.list} · {row.code}")
        for row in rows
    }


def _items_of_units(changes: Sequence[Change]) -> set[int]:
    """Give the rows on which changed units stand: their names and cities are part of the rows' words and readers."""
    names = {"name", "short_name", "city"}
    changed = [one.subject.pk for one in changes if one.before is not None and names & set(one.after or ())]
    rows = Item.objects.filter(Q(reporting_unit__in=changed) | Q(item_units__unit__in=changed))
    return set(rows.values_list("pk", flat=True)) if changed else set()


def _items_of_lists(changes: Sequence[Change]) -> set[int]:
    changed = [one.subject.pk for one in changes if one.before is not None and "name" in (one.after or ())]
    return set(Item.objects.filter(list__in=changed).values_list("pk", flat=True)) if changed else set()


def _units(keys: Sequence[int]) -> list[Draft]:
    rows = Unit.objects.filter(pk__in=keys).select_related("city", "functional_area").prefetch_related("aliases")
    return [
        Draft(
            unit.pk,
            f"{unit.name} {unit.short_name}".strip(),
            _joined(
                unit.code,
                "、".join(one.name for one in unit.aliases.all()),
                f"{unit.city.name} {unit.city.name_en}" if unit.city else "",
                f"{unit.functional_area.name} {unit.functional_area.name_en}" if unit.functional_area else "",
            ),
            frozenset({EVERYBODY}),
        )
        for unit in rows
    ]


def _units_shown(standing: Standing, keys: Sequence[int]) -> dict[int, Shown]:
    rows = Unit.objects.visible_to(standing).filter(pk__in=keys).select_related("city")
    return {
        row.pk: Shown(
            row.name,
            _url("people:unit", row.pk),
            say(Text("已撤销", "dissolved")) if row.dissolved else "",
            f"{row.get_kind_display()} {row.city or ''}".strip(),
        )
        for row in rows
    }


def _figures(keys: Sequence[int]) -> list[Draft]:
    rows = list(Figure.objects.filter(pk__in=keys))
    items = {draft.subject: draft for draft in _items(sorted({row.item_id for row in rows if row.item_id}))}
    return [
        Draft(
            row.pk,
            f"{_subject_of(row).zh} {attribute_label(row.attribute).zh}",
            _joined(
                row.subject,
                row.attribute,
                *attribute_label(row.attribute),
                _subject_of(row).en,
                _value_of(row, row.unit),
                row.value_text,
                row.scope,
                row.as_of,
                row.source,
                row.note,
            ),
            items[row.item_id].readers if row.item_id else frozenset({CONTENT}),
        )
        for row in rows
    ]


def _subject_of(row: Figure) -> Text:
    return same(row.subject_name) if row.subject_name else subject_label(row.subject_table, row.subject)


def _value_of(row: Figure, unit_words: str) -> str:
    if row.value is None:
        return row.value_text
    return f"{format(row.value.normalize(), ',f')} {unit_words}".strip()


def _figures_shown(standing: Standing, keys: Sequence[int]) -> dict[int, Shown]:
    rows = Figure.objects.filter(pk__in=keys).visible_to(standing).select_related("item")
    return {
        row.pk: Shown(
            say(
                Text("{of} {what}：{value}", "{of} {what}: {value}").fill(
                    of=_subject_of(row),
                    what=attribute_label(row.attribute),
                    value=_value_of(row, say(unit(row.unit))),
                )
            ),
            _url("lists:item", row.item.uid) if row.item else _url("figures:subject", row.subject),
            "",
            f"{row.as_of} · {row.get_basis_display()}",
        )
        for row in rows
    }


def _aliases(changes: Sequence[Change]) -> Iterable[int]:
    return key_in("unit_id")(changes)


_Watch = Callable[[Sequence[Change]], Iterable[int]]
_OF_ITEM: dict[str, _Watch] = {
    "lists.item": own_key,
    "lists.itemunit": key_in("item_id"),
    "lists.project": key_in("item_id"),
    "lists.list": _items_of_lists,
    "people.unit": _items_of_units,
}

register(Kind("item", Text("清单条目", "Rows of lists"), Item, _OF_ITEM, _items, _items_shown, 10))
register(
    Kind(
        "unit", Text("单位", "Units"), Unit, {"people.unit": own_key, "people.unitalias": _aliases}, _units,
        _units_shown, 20,
    )
)  # fmt: skip
register(Kind("figure", Text("数值", "Figures"), Figure, {"figures.figure": own_key}, _figures, _figures_shown, 30))
