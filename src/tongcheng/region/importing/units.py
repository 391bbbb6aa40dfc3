"""Units as people write them, and the numbers that bring them to the unit of a schema (``tables/units.csv``)."""

from __future__ import annotations

import csv
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files

from tongcheng.region.schemas import Attribute

#: Units that depend on the row: nothing can be converted.
_OPEN_UNITS = {"by kind", "by unit"}


@dataclass(frozen=True)
class Unit:
    """A unit: what it measures, and how many base units it is."""

    name: str
    dimension: str
    factor: Fraction


def find_unit(words: str) -> Unit | None:
    """Give a unit by the words that stand for it, or None.

    Examples
    --------
    >>> find_unit("㎡").dimension, find_unit("万人").factor
    ('area', Fraction(10000, 1))
    """
    return _units().get(plain_unit(words))


def plain_unit(words: str) -> str:
    """Write a unit without regard to width, case and blanks: ``Ｋｍ²`` is ``km2``."""
    return "".join(unicodedata.normalize("NFKC", words).lower().split())


def unit_of(attribute: Attribute) -> Unit | None:
    """Give the unit that a schema wants; shares (numbers from 0 to 1) have the share as their unit.

    Returns
    -------
    Unit or None
        None where the unit depends on the row, and for bare numbers.
    """
    if attribute.kind not in {"int", "float"} or attribute.unit in _OPEN_UNITS:
        return None
    if not attribute.unit:
        return Unit("", "share", Fraction(1)) if attribute.high == 1 else None
    return find_unit(attribute.unit)


def conversion(source: Unit, target: Unit) -> Fraction | None:
    """Give the factor from one unit to another, or None if they measure different things.

    Examples
    --------
    >>> conversion(find_unit("亩"), find_unit("km²"))
    Fraction(1, 1500)
    """
    return source.factor / target.factor if source.dimension == target.dimension else None


def units_like(target: Unit) -> list[str]:
    """Name the units that can be converted to a unit, in the order of the table."""
    return [unit.name for unit in _units().values() if unit.dimension == target.dimension]


@cache
def _units() -> dict[str, Unit]:
    text = files("tongcheng.region").joinpath("tables/units.csv").read_text(encoding="utf-8")
    return {
        plain_unit(row["unit"]): Unit(row["unit"], row["dimension"], Fraction(row["factor"]))
        for row in csv.DictReader(text.splitlines())
    }
