"""A plain ledger: rows of a list as two offices can compare them, whatever they were read from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from tongcheng.language import Text

#: What is compared, with its label; the first three are words, the others money in 亿元.
FIELDS: dict[str, Text] = {
    "name": Text("名称", "name"),
    "cities": Text("涉及市", "cities"),
    "project_class": Text("项目类别", "class"),
    "investment": Text("总投资（亿元）", "total investment (CNY 100 m)"),
    "year_plan": Text("年度计划投资（亿元）", "plan of the year (CNY 100 m)"),
    "completed": Text("本年完成投资（亿元）", "invested this year (CNY 100 m)"),
}
MONEY = ("investment", "year_plan", "completed")
#: The year's classes in the order in which a project passes through them.
CLASSES = ("前期", "开工", "续建", "竣工")


@dataclass(frozen=True)
class Row:
    """One row. ``key`` is its own within its ledger and stays the same the next time the ledger is read."""

    key: str
    name: str
    code: str = ""
    national_code: str = ""
    cities: tuple[str, ...] = ()
    project_class: str = ""
    investment: Decimal | None = None
    year_plan: Decimal | None = None
    completed: Decimal | None = None

    def as_record(self) -> dict[str, Any]:
        """Give the row as JSON can hold it."""
        plain = {name: _text(getattr(self, name)) for name in MONEY}
        words = {name: getattr(self, name) for name in ("key", "name", "code", "national_code", "project_class")}
        return {**words, "cities": list(self.cities), **plain}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Row:
        """Make a row from what :meth:`as_record` gave."""
        money: dict[str, Any] = {
            name: Decimal(record[name]) if record.get(name) is not None else None for name in MONEY
        }
        words = {name: record.get(name, "") for name in ("key", "name", "code", "national_code", "project_class")}
        return cls(**words, cities=tuple(record.get("cities", ())), **money)


@dataclass(frozen=True)
class Ledger:
    """Rows under a name, as of a day; ``city`` if it is one city's own ledger."""

    name: str
    rows: tuple[Row, ...]
    as_of: date | None = None
    city: str = ""
    synthetic: bool = False
    source: str = field(default="", compare=False)

    def as_record(self) -> dict[str, Any]:
        """Give the ledger as JSON can hold it."""
        return {
            "name": self.name,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "city": self.city,
            "synthetic": self.synthetic,
            "source": self.source,
            "rows": [row.as_record() for row in self.rows],
        }

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Ledger:
        """Make a ledger from what :meth:`as_record` gave."""
        return cls(
            record["name"],
            tuple(Row.from_record(row) for row in record["rows"]),
            date.fromisoformat(record["as_of"]) if record["as_of"] else None,
            record["city"],
            record["synthetic"],
            record["source"],
        )


def _text(value: Decimal | None) -> str | None:
    return None if value is None else format(value.normalize(), "f")


@dataclass(frozen=True)
class Totals:
    """What a ledger adds up to: each row once, and as it would be if every city counted its own."""

    rows: int
    crossing: int
    by_city: dict[str, int]
    classes: dict[str, int]
    sums: dict[str, Decimal]
    sums_by_city: dict[str, dict[str, Decimal]]
    sums_in_cities: dict[str, Decimal]

    cityless: int = 0

    @property
    def counted_by_city(self) -> int:
        """Give the sum over the cities: a row that crosses is counted once in each of its cities."""
        return sum(self.by_city.values())

    @property
    def double(self) -> int:
        """Give how often a row is counted once more than it should be when cities are added up."""
        return self.counted_by_city - (self.rows - self.cityless)

    def double_money(self, name: str) -> Decimal:
        """Give the money that is counted once more when cities are added up."""
        return sum((one[name] for one in self.sums_by_city.values()), Decimal(0)) - self.sums_in_cities[name]


def totals(rows: Iterable[Row]) -> Totals:
    """Add up a ledger.

    Examples
    --------
    >>> t = totals([Row("a", "路", cities=("甲市", "乙市")), Row("b", "桥", cities=("甲市",))])
    >>> t.rows, t.counted_by_city, t.double, t.by_city
    (2, 3, 1, {'甲市': 2, '乙市': 1})
    """
    every = list(rows)
    by_city: dict[str, int] = {}
    classes: dict[str, int] = {}
    money: dict[str, dict[str, Decimal]] = {}
    for row in every:
        classes[row.project_class] = classes.get(row.project_class, 0) + 1
        for city in row.cities:
            by_city[city] = by_city.get(city, 0) + 1
            sums = money.setdefault(city, {})
            for name in MONEY:
                sums[name] = sums.get(name, Decimal(0)) + (getattr(row, name) or 0)
    return Totals(
        rows=len(every),
        crossing=sum(len(row.cities) > 1 for row in every),
        by_city=by_city,
        classes={name: count for name, count in classes.items() if name},
        sums=_sums(every),
        sums_by_city=money,
        sums_in_cities=_sums(row for row in every if row.cities),
        cityless=sum(not row.cities for row in every),
    )


def _sums(rows: Iterable[Row]) -> dict[str, Decimal]:
    sums = dict.fromkeys(MONEY, Decimal(0))
    for row in rows:
        for name in MONEY:
            sums[name] += getattr(row, name) or 0
    return sums
