"""Names of units and cities in cells, to those on record."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from tongcheng.office.people.folding import plain_name
from tongcheng.office.people.models import City, Unit
from tongcheng.office.people.names import Resolved, UnitNames
from tongcheng.office.sheets.reading.names import Named, Role, split_units

_JOINED = re.compile(r"[和与及]")
_ALL_CITIES_OFFICE = re.compile(r"^(各|全部|所有|[二两三四五六七八九])(?:个)?(?:成员)?市([\u4e00-\u9fff]{2,})$")
_HAN = dict(zip("二三四五六七八九", range(2, 10), strict=True)) | {"两": 2}
_ALL_CITIES = re.compile(
    r"^(各|[二三四五六七八九]|\d)(成员)?(市|城市)$|^(全部|所有)(成员)?(市|城市)$|^都市圈(全域|各市)?$"
)


@dataclass
class Found:
    """Units of one cell by role, and the names that mean none."""

    units: dict[Role, list[int]] = field(default_factory=dict)
    unknown: list[Resolved] = field(default_factory=list)
    expanded: list[str] = field(default_factory=list)


class Names:
    """Every name of a table is answered from two queries."""

    def __init__(self) -> None:
        self.units = UnitNames.load()
        self.cities = list(City.objects.all())
        self._city = {name: city for city in self.cities for name in _city_names(city)}
        self._stems = {city.name.removesuffix("市") for city in self.cities}
        self._found: dict[tuple[str, Role, bool], Found] = {}

    def unit(self, pk: int | None) -> Unit | None:
        """Give a unit by key."""
        return self.units.units.get(pk) if pk is not None else None

    def label(self, pk: int) -> str:
        """Give the name under which lists print a unit."""
        return str(self.units.units.get(pk, pk))

    def split(self, words: str, role: Role, *, split: bool = False) -> Found:
        """Give the units of a cell."""
        key = (words, role, split)
        if key not in self._found:
            self._found[key] = self._split(words, role, split=split)
        return self._found[key]

    def _split(self, words: str, role: Role, *, split: bool) -> Found:
        found = Found()
        whole = self.units.resolve(words.strip())
        if whole.unit is not None and whole.how == "name":  # a name that holds a comma of its own
            return Found({role: [whole.unit.pk]})
        for named in split_units(words, role, split=split, cities=self._stems):
            if (every := self._of_all_cities(named)) is not None:
                found.expanded.append(named.name)
                own = found.units.setdefault(named.role, [])
                own += [pk for pk in every if pk not in own]
                continue
            for answer in self._resolved(named):
                if answer.unit is None:
                    found.unknown.append(answer)
                elif answer.unit.pk not in found.units.setdefault(named.role, []):
                    found.units[named.role].append(answer.unit.pk)
        return found

    def _of_all_cities(self, named: Named) -> list[int] | None:
        """Give the units of all cities that 各市财政局 means; ``None`` if it does not, or one of them is not on record."""
        match = _ALL_CITIES_OFFICE.match(named.name)
        if named.city or match is None or self.units.resolve(named.name).unit is not None:
            return None
        if (number := _HAN.get(match[1], 0)) and number != len(self.cities):
            return None
        answers = [self.units.resolve(f"{city.name}{match[2]}").unit for city in self.cities]
        return [one.pk for one in answers if one is not None] if answers and all(answers) else None

    def _resolved(self, named: Named) -> list[Resolved]:
        city = self._city.get(plain_name(named.city)) if named.city else None
        first = self.units.resolve(named.city + named.name) if named.city else self.units.resolve(named.name)
        if first.unit is not None:
            return [first]
        if city is not None and (second := self.units.resolve(named.name, city.pk)).unit is not None:
            return [second]
        parts = [part for part in _JOINED.split(named.name) if part]
        if len(parts) > 1:
            answers = [self.units.resolve(part) for part in parts]
            if all(one.unit is not None for one in answers):
                return answers
        return [first]

    def cities_of(self, words: str) -> tuple[list[int], list[str]]:
        """Give the cities that a cell names, and the words that name none."""
        found: list[int] = []
        unknown: list[str] = []
        for part in re.split(r"[、，,；;/\s]+", words.strip()):
            if not part:
                continue
            if _ALL_CITIES.match(part):
                found += [city.pk for city in self.cities]
            elif (city := self._city.get(plain_name(part))) is not None:
                found.append(city.pk)
            else:
                unknown.append(part)
        return list(dict.fromkeys(found)), unknown

    def city_labels(self, pks: Sequence[int]) -> str:
        """Give names of cities as lists print them."""
        names = {city.pk: city.name for city in self.cities}
        return "、".join(names.get(pk, "") for pk in pks)


def _city_names(city: City) -> list[str]:
    stem = city.name.removesuffix("市")
    return [plain_name(one) for one in (city.name, stem if len(stem) > 1 else city.name, city.code)]
