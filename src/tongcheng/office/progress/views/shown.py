"""Rows of a ledger as the form and the page show them: cells with label, value, last value and what is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404

from tongcheng.office.core.requests import OfficeRequest
from tongcheng.office.people.models import Unit
from tongcheng.office.progress import queries
from tongcheng.office.progress.checks import Finding, findings
from tongcheng.office.progress.models import Ledger, Period, Report, ReportWord
from tongcheng.office.progress.queries.overview import units_seen
from tongcheng.office.progress.queries.rows import MilestoneLine, Row

#: Asked only when there is something to say; folded in the form.
FOLDED = ("decides", "fall_reason", "remark")
#: The cells as they stand in the form: what is chosen and counted first, then the words.
ORDER = (
    "word",
    "percent",
    "invested_this_year",
    "progress",
    "next_step",
    "problem",
    "to_coordinate",
    *FOLDED,
)
_BROUGHT = ("word", "progress", "next_step", "problem", "to_coordinate", "decides")
_KINDS = {
    "word": "choice",
    "percent": "number",
    "invested_this_year": "number",
    "decides": "line",
    "fall_reason": "line",
}


@dataclass(frozen=True)
class Cell:
    """One field of a row."""

    field: str
    name: str
    label: str
    kind: str
    value: str
    last: str
    changed: bool
    findings: tuple[Finding, ...]

    @property
    def stops(self) -> bool:
        """Whether something has to be mended here."""
        return any(one.stops for one in self.findings)


@dataclass(frozen=True)
class Step:
    """One milestone of a row in the form."""

    line: MilestoneLine
    prefix: str
    base: int
    value: str
    text: str
    reached: str


@dataclass(frozen=True)
class ShownRow:
    """One row with its cells."""

    number: int
    row: Row
    base: int
    cells: tuple[Cell, ...]
    folded: tuple[Cell, ...]
    steps: tuple[Step, ...]
    findings: tuple[Finding, ...]

    @property
    def unfold(self) -> bool:
        """Whether the folded cells hold something, or are asked for."""
        return any(cell.value for cell in self.folded) or any(one.code == "falls" for one in self.findings)

    @property
    def general(self) -> tuple[Finding, ...]:
        """Give what is wrong with the row and not with one of its cells."""
        return tuple(one for one in self.findings if one.column in ("", "milestones"))

    @property
    def said(self) -> tuple[Cell, ...]:
        """Give the cells that hold something now or did last time."""
        return tuple(cell for cell in (*self.cells, *self.folded) if cell.value or cell.last)


def shown_rows(
    ledger: Ledger, rows: Sequence[Row], typed: QueryDict | None = None, *, brought: bool = False
) -> list[ShownRow]:
    """Give the rows with their cells; ``typed`` is what was sent and could not be saved.

    With ``brought`` the words of last time stand in the cells of rows that were not filled; numbers do not, since
    they run on.
    """
    found: dict[int, list[Finding]] = {}
    if ledger.pk is not None and ledger.editable:
        for one in findings(ledger, rows):
            found.setdefault(one.item, []).append(one)
    return [
        _shown(number, row, tuple(found.get(row.item.pk, ())), typed or QueryDict(), brought)
        for number, row in enumerate(rows, start=1)
    ]


def _shown(number: int, row: Row, wrong: tuple[Finding, ...], typed: QueryDict, brought: bool) -> ShownRow:
    prefix = f"r{row.item.pk}-"
    changed = row.changed
    cells = [
        _cell(row, name, prefix, name in changed and row.last is not None, wrong, typed, brought)
        for name in ORDER
        if name != "invested_this_year" or row.is_project
    ]
    steps = tuple(_step(row, line, typed) for line in row.milestones)
    base = _revision(typed, prefix, row.report.revision if row.report else 0)
    return ShownRow(
        number,
        row,
        base,
        tuple(cell for cell in cells if cell.field not in FOLDED),
        tuple(cell for cell in cells if cell.field in FOLDED),
        steps,
        wrong,
    )


def _cell(
    row: Row,
    name: str,
    prefix: str,
    changed: bool,
    wrong: tuple[Finding, ...],
    typed: Mapping[str, Any],
    brought: bool,
) -> Cell:
    field = Report._meta.get_field(name)  # noqa: SLF001
    assert isinstance(field, models.Field)
    kind = _KINDS.get(name, "text")
    source = row.last if brought and row.report is None and name in _BROUGHT else row.report
    value = str(typed.get(prefix + name, written(source, name, raw=True)))
    own = tuple(one for one in wrong if one.column == name)
    return Cell(name, prefix + name, str(field.verbose_name), kind, value, written(row.last, name), changed, own)


def _step(row: Row, line: MilestoneLine, typed: Mapping[str, Any]) -> Step:
    prefix = f"m{row.item.pk}-{line.milestone.pk}-"
    report = line.report
    return Step(
        line,
        prefix,
        _revision(typed, prefix, report.revision if report else 0),
        str(typed.get(prefix + "value", plain_number(report.value) if report else "")),
        str(typed.get(prefix + "text", report.text if report else "")),
        str(typed.get(prefix + "reached", report.reached.isoformat() if report and report.reached else "")),
    )


def _revision(typed: Mapping[str, Any], prefix: str, now: int) -> int:
    sent = str(typed.get(prefix + "base", ""))
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else now


def written(report: Report | None, name: str, *, raw: bool = False) -> str:
    """Give a field as text: for people by its label, or ``raw`` as a form sends it."""
    value = getattr(report, name) if report else None
    if value is None or value == "":
        return ""
    if isinstance(value, Decimal):
        return plain_number(value)
    return str(ReportWord(value).label) if name == "word" and not raw else str(value)


def plain_number(value: Decimal | None) -> str:
    """Write a number without the zeros that only its column has."""
    return "" if value is None else f"{value.normalize():f}"


def period_seen(code: str) -> Period:
    """Give a period by its code, or answer 404."""
    period: Period = get_object_or_404(Period.objects, code=code)
    return period


def ledger_seen(request: OfficeRequest, pk: int) -> Ledger:
    """Give a ledger that the reader may see, or answer 404."""
    rows = Ledger.objects.visible_to(request.standing).select_related(
        "unit__city", "period", "author", "signer", "city_acceptor", "acceptor"
    )
    ledger: Ledger = get_object_or_404(rows, pk=pk)
    return ledger


def unit_ledger(request: OfficeRequest, period: Period, unit: int) -> Ledger:
    """Give a unit's last ledger of a period, begun or not, or answer 404."""
    seen = units_seen(request.standing)
    if seen is not None and unit not in seen:
        raise Http404
    found = get_object_or_404(Unit.objects.select_related("city"), pk=unit)
    (ledger,) = queries.ledgers_of(period, [found])
    ledger.unit = found
    return ledger
