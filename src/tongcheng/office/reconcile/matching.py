"""Lay two ledgers beside each other: what is the same row, what differs, what stands on one side only.

Rows are matched by what a person decided, by the office's permanent id, then by the national project code, then by
the list's own number where the names do not contradict it, then by likeness of names. Each match says by what it was
made and how sure it is; what is alike but not alike enough, or alike to two rows, is offered and not taken.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from tongcheng.language import Text
from tongcheng.office.reconcile import reasons
from tongcheng.office.reconcile.ledgers import FIELDS, MONEY, Ledger, Row, Totals, totals
from tongcheng.office.reconcile.matcher import By, Choices, Matcher, plain_code
from tongcheng.office.reconcile.names import key_of

BY: dict[By, Text] = {
    "person": Text("人工认定", "decided by a person"),
    "uid": Text("条目标识", "permanent id"),
    "national_code": Text("统一项目代码", "national project code"),
    "code": Text("清单序号", "number in the list"),
    "name": Text("名称", "name"),
}


@dataclass(frozen=True)
class Difference:
    """One field that differs, with both values and a proposed reason."""

    field: str
    left: object
    right: object
    reason: Text

    @property
    def label(self) -> Text:
        """Give what people call the field."""
        return FIELDS[self.field]

    @property
    def left_words(self) -> str:
        """Give the left value as words."""
        return _words(self.left)

    @property
    def right_words(self) -> str:
        """Give the right value as words."""
        return _words(self.right)

    @property
    def amount(self) -> Decimal | None:
        """Give right minus left for money."""
        if isinstance(self.left, Decimal) and isinstance(self.right, Decimal):
            return self.right - self.left
        return None


@dataclass(frozen=True)
class Pair:
    """A row that stands in both."""

    left: Row
    right: Row
    by: By
    certainty: float
    differences: tuple[Difference, ...] = ()

    @property
    def by_label(self) -> Text:
        """Say by what it was matched."""
        return BY[self.by]

    @property
    def percent(self) -> int:
        """Give how sure it is, in per cent."""
        return round(self.certainty * 100)


@dataclass(frozen=True)
class Alone:
    """A row of one ledger only, with a proposed reason and what in the other is most like it."""

    row: Row
    reason: Text
    alike: tuple[tuple[Row, float], ...] = ()

    @property
    def percents(self) -> list[tuple[Row, int]]:
        """Give what is like it with how much, in per cent."""
        return [(row, round(score * 100)) for row, score in self.alike]


@dataclass(frozen=True)
class Bridge:
    """The way from the left total to the right one: it always closes."""

    name: str
    left: Decimal
    only_left: Decimal
    only_right: Decimal
    changed: Decimal
    right: Decimal
    union: Decimal

    @property
    def closes(self) -> bool:
        """Whether left − only left + only right + changed is right."""
        return self.left - self.only_left + self.only_right + self.changed == self.right


@dataclass(frozen=True)
class Reconciliation:
    """The whole comparison."""

    left: Ledger
    right: Ledger
    pairs: tuple[Pair, ...]
    only_left: tuple[Alone, ...]
    only_right: tuple[Alone, ...]
    totals_left: Totals
    totals_right: Totals
    totals_after: Totals
    bridges: tuple[Bridge, ...]
    repeated: tuple[tuple[str, tuple[Row, ...]], ...] = field(default=())

    @property
    def fields(self) -> list[str]:
        """Give the fields that are compared: those that both ledgers know."""
        return known_fields(self.left, self.right)

    @property
    def same(self) -> tuple[Pair, ...]:
        """Give the pairs without any difference."""
        return tuple(pair for pair in self.pairs if not pair.differences)

    @property
    def different(self) -> tuple[Pair, ...]:
        """Give the pairs with a difference."""
        return tuple(pair for pair in self.pairs if pair.differences)

    @property
    def crossing(self) -> tuple[Row, ...]:
        """Give the rows that cross cities, each once: what a sum by city counts twice."""
        return tuple(row for row in merged(self) if len(row.cities) > 1)


def known_fields(left: Ledger, right: Ledger) -> list[str]:
    """Give the fields that both ledgers fill in at least once: what one of them does not have is no difference."""
    return [
        name
        for name in FIELDS
        if all(any(getattr(row, name) not in (None, "", ()) for row in ledger.rows) for ledger in (left, right))
    ]


def reconcile(left: Ledger, right: Ledger, choices: Choices | None = None) -> Reconciliation:
    """Compare two ledgers.

    Parameters
    ----------
    left, right
        The ledgers; the keys of the rows of each differ from one another.
    choices
        Pairs of keys that a person declared the same, or not the same. Keys that are gone are passed over.

    Examples
    --------
    >>> old = Ledger("上月", (Row("1", "成资S3线", investment=Decimal(100)), Row("2", "成眉S5线")))
    >>> new = Ledger("本月", (Row("a", "成資S3線工程", investment=Decimal(120)),))
    >>> result = reconcile(old, new)
    >>> result.pairs[0].right.key, [one.row.name for one in result.only_left]
    ('a', ['成眉S5线'])
    """
    matcher = Matcher(left.rows, right.rows, choices or {})
    fields = known_fields(left, right)
    pairs = [
        Pair(one, other, by, certainty, tuple(d for d in _differences(one, other, left, right) if d.field in fields))
        for one, other, by, certainty in matcher.matched()
    ]
    there = {row.key: place for place, row in enumerate(left.rows)}
    pairs.sort(key=lambda pair: there[pair.left.key])
    only_left = _alone(matcher.free_left(), left, right, matcher, mirrored=False)
    only_right = _alone(matcher.free_right(), right, left, matcher, mirrored=True)
    made = Reconciliation(
        left, right, tuple(pairs), only_left, only_right, totals(left.rows), totals(right.rows), totals(()), (),
        tuple(_repeated(left, right)),
    )  # fmt: skip
    return Reconciliation(
        left, right, made.pairs, only_left, only_right, made.totals_left, made.totals_right, totals(merged(made)),
        tuple(_bridge(made, name) for name in ("rows", *MONEY)), made.repeated,
    )  # fmt: skip


def merged(made: Reconciliation) -> list[Row]:
    """Give every row once: pairs as the right ledger has them with all cities of both, then what stands alone."""
    rows = []
    for pair in made.pairs:
        cities = tuple(dict.fromkeys((*pair.left.cities, *pair.right.cities)))
        money = {
            name: getattr(pair.left if getattr(pair.right, name) is None else pair.right, name) for name in MONEY
        }
        right = pair.right
        rows.append(
            Row(
                right.key,
                right.name,
                right.code,
                right.national_code or pair.left.national_code,
                cities,
                right.project_class or pair.left.project_class,
                **money,
            )
        )
    return rows + [one.row for one in (*made.only_left, *made.only_right)]


def _bridge(made: Reconciliation, name: str) -> Bridge:
    def value(row: Row) -> Decimal:
        return Decimal(1) if name == "rows" else getattr(row, name) or Decimal(0)

    def add(rows: Iterable[Row]) -> Decimal:
        return sum((value(row) for row in rows), Decimal(0))

    return Bridge(
        name,
        add(made.left.rows),
        add(one.row for one in made.only_left),
        add(one.row for one in made.only_right),
        sum((value(pair.right) - value(pair.left) for pair in made.pairs), Decimal(0)),
        add(made.right.rows),
        add(merged(made)),
    )


def _differences(one: Row, other: Row, left: Ledger, right: Ledger) -> Iterable[Difference]:
    if key_of(one.name) != key_of(other.name):
        yield Difference("name", one.name, other.name, reasons.why_name(one, other))
    if set(one.cities) != set(other.cities):
        yield Difference("cities", "、".join(one.cities), "、".join(other.cities), reasons.why_cities(one, other))
    if one.project_class != other.project_class:
        yield Difference("project_class", one.project_class, other.project_class, reasons.why_class(one, other))
    for name in MONEY:
        first, second = getattr(one, name), getattr(other, name)
        if first != second:
            yield Difference(name, first, second, reasons.why_money(one, other, name, left, right))


def _alone(
    rows: Sequence[Row], here: Ledger, there: Ledger, matcher: Matcher, *, mirrored: bool
) -> tuple[Alone, ...]:
    found = []
    for row in rows:
        alike = tuple(matcher.offers(row, mirrored=mirrored)[:3])
        found.append(Alone(row, reasons.why_missing(row, here, there, alike[0][0] if alike else None), alike))
    return tuple(found)


def _repeated(left: Ledger, right: Ledger) -> Iterable[tuple[str, tuple[Row, ...]]]:
    """Give the rows that stand more than once in one ledger: each counts, so totals are too high."""
    for ledger in (left, right):
        by_name: dict[str, list[Row]] = defaultdict(list)
        for row in ledger.rows:
            by_name[plain_code(row.national_code) or key_of(row.name)].append(row)
        for rows in by_name.values():
            if len(rows) > 1:
                yield ledger.name, tuple(rows)


def _words(value: object) -> str:
    if value is None or value == "":
        return "—"
    return format(value.normalize(), "f") if isinstance(value, Decimal) else str(value)
