"""Which unit a name in a list means; every name of a table is answered from one query.

``UnitNames.load()`` once, then ``found = names.resolve("市交通局", city=…)`` per name: ``found.unit``, or if that is
``None``, ``found.problem("清单.xlsx", row=7, column="牵头单位")`` with the nearest names.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from django.db.models import F
from django.utils import timezone

from tongcheng.errors import InputError, Problem
from tongcheng.language import Text
from tongcheng.office.people.folding import likeness, plain_name, short_form
from tongcheng.office.people.models import Unit
from tongcheng.office.people.rules import is_dissolved

#: ``name``: full name, short name, alias or code as kept; ``form``: only after bringing both to the usual short form;
#: ``city``: only because the city was left out or written short.
How = Literal["name", "form", "city", "nothing"]
_NEAREST = 5
_ALIKE = 0.3
#: Offices of one task under other names; cities differ, so likeness may use it and recognition may not.
_SAME_OFFICE = (
    ("工业和信息化", "经信"),
    ("工信", "经信"),
    ("经济信息化", "经信"),
    ("卫计", "卫健"),
    ("规划资源", "规自"),
)


@dataclass(frozen=True)
class Resolved:
    """What became of one name: a unit, or the units that it may mean."""

    name: str
    unit: Unit | None
    how: How
    suggestions: tuple[Unit, ...] = ()
    ambiguous: bool = False

    def problem(self, file: str = "", row: int | None = None, column: str | None = None) -> Problem:
        """Say what is wrong with a name that was not found, with the nearest names."""
        near = "、".join(unit.name for unit in self.suggestions)
        if self.ambiguous:
            code, expected = "ambiguous_unit", Text("能确定到一个单位的名称", "a name that means one unit")
            remedy = Text(f"写明是哪一个：{near}", f"say which one: {near}")
        else:
            code, expected = "unknown_unit", Text("已登记的单位名称", "the name of a unit kept here")
            remedy = (
                Text(
                    f"是否指：{near}；若是，改用该名称或为其登记别名",
                    f"perhaps {near}; use that name or add an alias",
                )
                if near
                else Text("核对名称，或先登记该单位", "check the name, or add the unit first")
            )
        return Problem(code, file, expected, self.name, remedy, row, column)


@dataclass
class UnitNames:
    """All names of all units, ready for any number of questions."""

    units: dict[int, Unit] = field(default_factory=dict)
    _names: dict[str, set[int]] = field(default_factory=dict)
    _forms: dict[str, set[int]] = field(default_factory=dict)
    _cityless: dict[str, set[int]] = field(default_factory=dict)
    _cities: dict[str, str] = field(default_factory=dict)
    _gone: set[int] = field(default_factory=set)
    _answers: dict[tuple[str, int | None], Resolved] = field(default_factory=dict)

    @classmethod
    def load(cls, on: date | None = None) -> UnitNames:
        """Read every unit with its aliases and city in one query; dissolved ones answer only if no other does."""
        on = on or timezone.localdate()
        index = cls()
        rows = Unit.objects.select_related("city").annotate(alias=F("aliases__name")).order_by("order", "pk")
        for unit in rows:
            kept = index.units.setdefault(unit.pk, unit)
            if is_dissolved(kept, on):
                index._gone.add(kept.pk)
            if kept.city is not None:
                index._cities |= {short_form(kept.city.name): kept.city.name, _stem(kept.city.name): kept.city.name}
            index._add(kept, [kept.code, kept.name, kept.short_name, unit.alias])
        index._cities = dict(sorted(index._cities.items(), key=lambda pair: -len(pair[0])))  # longest first
        index._index_cityless()
        return index

    def _add(self, unit: Unit, names: Iterable[str | None]) -> None:
        for name in names:
            if name:
                self._names.setdefault(plain_name(name), set()).add(unit.pk)
                self._forms.setdefault(short_form(name), set()).add(unit.pk)

    def _index_cityless(self) -> None:
        for form, units in self._forms.items():
            for pk in units:
                self._cityless.setdefault(self._without_city(form), set()).add(pk)

    def resolve(self, name: str, city: int | None = None) -> Resolved:
        """Find the unit that a name means; ``city`` (its key) decides between units of several cities.

        Exact names win over usual short forms, these over names without their city; whichever is unique is taken.
        A name without its city is never guessed: it needs ``city``, or a circle of one city.
        """
        if (name, city) not in self._answers:
            self._answers[name, city] = self._resolve(name, city)
        return self._answers[name, city]

    def _resolve(self, name: str, city: int | None) -> Resolved:
        steps: tuple[tuple[How, set[int]], ...] = (
            ("name", self._choose(self._names.get(plain_name(name), set()), city)),
            ("form", self._choose(self._forms.get(short_form(name), set()), city)),
            ("city", self._by_rest(name, city)),
        )
        for how, found in steps:
            units = tuple(self.units[pk] for pk in sorted(found))
            if len(units) == 1 and (how != "city" or self._sure(name, city)):
                return Resolved(name, units[0], how)
            if units:
                return Resolved(name, None, "nothing", units, ambiguous=True)
        return Resolved(name, None, "nothing", self.nearest(name))

    def _choose(self, found: set[int], city: int | None) -> set[int]:
        standing = found - self._gone or found
        return {pk for pk in standing if self.units[pk].city_id == city} or standing

    def _by_rest(self, name: str, city: int | None) -> set[int]:
        form = short_form(name)
        rest = self._without_city(form)
        found = self._cityless.get(rest) or self._cityless.get(rest.removesuffix("政府")) or set()
        found = found - self._gone
        if named := self._city_in(form):
            return {pk for pk in found if (one := self.units[pk].city) is not None and one.name == named}
        return {pk for pk in found if self.units[pk].city_id == city} or found

    def _sure(self, name: str, city: int | None) -> bool:
        """Say whether the city of a name that leaves it out is known."""
        if self._city_in(short_form(name)) or len(set(self._cities.values())) <= 1:
            return True
        return city is not None and self._by_rest(name, city) <= {
            pk for pk, unit in self.units.items() if unit.city_id == city
        }

    def _city_in(self, form: str) -> str | None:
        """Name the city with which a name begins."""
        return next((city for words, city in self._cities.items() if form.startswith(words)), None)

    def _without_city(self, form: str) -> str:
        for words in self._cities:
            if form.startswith(words) and len(form) > len(words) + 1:
                return form.removeprefix(words)
        return form.removeprefix("市") if len(form) > 2 else form

    def nearest(self, name: str, count: int = _NEAREST) -> tuple[Unit, ...]:
        """Give the units whose names are most alike, the most alike first."""
        form = _same_office(short_form(name))
        named = self._city_in(form)
        best: dict[int, float] = {}
        for known, units in self._forms.items():
            alike = likeness(form, _same_office(known))
            for pk in units - self._gone:
                city = self.units[pk].city
                if named and city is not None and city.name != named:
                    continue  # a body of another city is never meant by a name that names its city
                best[pk] = max(best.get(pk, 0.0), alike)
        near = heapq.nlargest(count, (pair for pair in best.items() if pair[1] >= _ALIKE), key=lambda pair: pair[1])
        return tuple(self.units[pk] for pk, _ in near)

    def resolve_all(self, names: Iterable[str], city: int | None = None) -> dict[str, Resolved]:
        """Find the units of many names."""
        return {name: self.resolve(name, city) for name in names}


def _same_office(form: str) -> str:
    """Bring names that cities give to the same office to one, for suggestions only."""
    for other, usual in _SAME_OFFICE:
        form = form.replace(other, usual)
    return form


def _stem(city: str) -> str:
    """Give a city's name without its 市: 成都 of 成都市; a one-character stem says too little."""
    stem = city.removesuffix("市")
    return stem if len(stem) > 1 else city


def resolve_unit(name: str, city: int | None = None) -> Resolved:
    """Find the unit that one name means; for many names take :class:`UnitNames`."""
    return UnitNames.load().resolve(name, city)


def needed_unit(name: str, file: str = "", row: int | None = None, column: str | None = None) -> Unit:
    """Give the unit that a name means.

    Raises
    ------
    InputError
        With the nearest names, if it means none or several.
    """
    found = resolve_unit(name)
    if found.unit is None:
        raise InputError([found.problem(file, row, column)])
    return found.unit
