"""Record published values; a newer one stands beside the older, never over it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal

from django.core.exceptions import ValidationError

from tongcheng.errors import Problems
from tongcheng.language import Text, same
from tongcheng.office.audit.chain import record
from tongcheng.office.core.acting import Act, action
from tongcheng.office.core.recorded import new
from tongcheng.office.figures import rules
from tongcheng.office.figures.models import Basis, Figure
from tongcheng.office.lists.models import Item
from tongcheng.office.people.standing import Standing
from tongcheng.region.periods import is_period

_BATCH = 500
QUALIFIERS = ("exact", "about", "more_than", "less_than", "planned", "derived")


@dataclass(frozen=True)
class FigureDraft:
    """A value to be recorded.

    Parameters
    ----------
    subject, attribute
        Of what, and what of it; ids of the circle's tables where there are such.
    as_of
        Date or period that the value describes.
    basis, source
        What it rests on, and where it was published.
    value, value_text
        The number, and the words of the source; at least one of them.
    item
        The row it belongs to, if any.
    """

    subject: str
    attribute: str
    as_of: str
    basis: str
    source: str
    value: Decimal | None = None
    value_text: str = ""
    unit: str = ""
    qualifier: str = "exact"
    published: str = ""
    scope: str = ""
    subject_name: str = ""
    note: str = ""
    item: Item | None = None
    figure_id: str | None = None
    subject_table: str | None = None
    source_id: str | None = None


def _rule(standing: Standing, draft: FigureDraft) -> Text | None:
    return rules.may_record_figure(standing, draft.item)


@action("figures.record_figures", Text("登记数值", "record figures"), rule=_rule)
def record_figures(act: Act, drafts: Sequence[FigureDraft]) -> list[Figure]:
    """Record values, all or none, in a constant number of queries.

    Raises
    ------
    InputError
        With every draft that cannot be recorded, and every one that is recorded already.
    """
    rows = [Figure(**{one.name: getattr(draft, one.name) for one in fields(draft)}) for draft in drafts]
    _refuse_bad(rows)
    Figure.objects.bulk_create(rows, batch_size=_BATCH)
    record(act, [new(row) for row in rows])
    return rows


def _refuse_bad(rows: Sequence[Figure]) -> None:
    problems = Problems("figures")
    held = _held({row.subject for row in rows})
    for number, row in enumerate(rows, start=1):
        for column, expected, found in _wrong(row):
            problems.add(
                "bad_figure", row=number, column=column, expected=expected, found=found,
                remedy=Text("改正后重新提交", "correct it and send again"),
            )  # fmt: skip
        if _key(row) in held:
            problems.add(
                "figure_twice", row=number, column="value", expected=Text("尚未登记的数值", "a value not yet recorded"),
                found=f"{row.as_of} {row.value if row.value is not None else row.value_text}",
                remedy=Text("已有同一来源、同一截至日期的相同数值", "the same value of the same date and source is recorded"),
            )  # fmt: skip
        held.add(_key(row))
    problems.raise_if_any()


def _key(row: Figure) -> tuple[object, ...]:
    value = None if row.value is None else Decimal(row.value).quantize(Decimal("0.000001"))
    return (row.subject, row.attribute, row.as_of, row.source, row.scope, row.item_id, value, row.value_text)


def _held(subjects: set[str]) -> set[tuple[object, ...]]:
    rows = Figure.objects.all()
    if len(subjects) <= _BATCH:  # a database takes only so many names in one question
        rows = rows.filter(subject__in=subjects)
    return {_key(row) for row in rows.iterator(chunk_size=2000)}


def _wrong(row: Figure) -> Iterator[tuple[str, Text, str]]:
    if row.value is None and not row.value_text.strip():
        yield "value", Text("数值或原文", "a number, or the source's words"), "—"
    if row.value is not None and not Decimal(row.value).is_finite():
        yield "value", Text("有限的数值", "a finite number"), str(row.value)
    for name in ("as_of", "published"):
        words = getattr(row, name)
        if not is_period(words) and not (name == "published" and not words):
            yield (
                name,
                Text("日期或时期，如 2021-09-26、2021-Q1、2021", "a date or period, like 2021-09-26 or 2021"),
                words,
            )
    if row.qualifier not in QUALIFIERS:
        yield "qualifier", same(", ".join(QUALIFIERS)), row.qualifier
    if row.basis not in Basis.values:
        yield "basis", same(", ".join(Basis.values)), row.basis
    if row.item is not None and (row.basis == Basis.SYNTHETIC) != row.item.synthetic:
        yield (
            "basis",
            Text("与条目一致：真实条目不得登记示意数据", "as the row: invented beside invented only"),
            row.basis,
        )
    for name in ("subject", "attribute", "as_of", "source", "unit", "scope", "value_text", "subject_name"):
        field = Figure._meta.get_field(name)  # noqa: SLF001
        try:
            field.clean(getattr(row, name), row)  # type: ignore[union-attr]
        except ValidationError as error:
            words = " ".join(error.messages)
            yield name, Text(words, words), str(getattr(row, name))[:80]
