"""The JSON API of this app: the same actions and the same rights as the pages."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import FileResponse, HttpRequest
from ninja import File, Form, Router
from ninja.files import UploadedFile

from tongcheng.office.core.acting import Act
from tongcheng.office.core.requests import act_of
from tongcheng.office.lists.models import List, Milestone
from tongcheng.office.people.models import Unit
from tongcheng.office.people.standing import Standing
from tongcheng.office.progress import actions, queries, schemas
from tongcheng.office.progress.checks import findings
from tongcheng.office.progress.entries import REPORT_FIELDS, Entry, MilestoneEntry
from tongcheng.office.progress.files import MOST_BYTES, Upload
from tongcheng.office.progress.models import DeadlineLevel, Evidence, Ledger, Period
from tongcheng.office.progress.queries.overview import units_seen
from tongcheng.office.progress.queries.unreported import cities_of

router = Router()


def _act(request: HttpRequest, reason: str = "") -> Act:
    return replace(act_of(request), reason=reason, channel="api")


def _standing(request: HttpRequest) -> Standing:
    return act_of(request).standing


def _period(code: str) -> Period:
    found: Period = Period.objects.prefetch_related("lists", "deadlines").get(code=_code(code))
    return found


def _code(code: str) -> str:
    """Give a code as a database can look it up; NUL is in none."""
    return code.replace("\0", "�")


def _lists(codes: list[str]) -> list[List]:
    return list(List.objects.filter(code__in=[_code(code) for code in codes]))


def _ledger(request: HttpRequest, pk: int) -> Ledger:
    rows = Ledger.objects.visible_to(_standing(request)).select_related("unit", "period")
    found: Ledger = rows.get(pk=pk)
    return found


def _of_unit(request: HttpRequest, code: str, unit: str) -> Ledger:
    """Give a unit's last ledger of a period, begun or not, if the reader sees the unit's ledgers."""
    found = Unit.objects.select_related("city").get(code=_code(unit))
    seen = units_seen(_standing(request))
    if seen is not None and found.pk not in seen:
        raise Unit.DoesNotExist
    (ledger,) = queries.ledgers_of(_period(code), [found])
    ledger.unit = found
    return ledger


@router.get("periods", response=list[schemas.PeriodOut])
def periods(request: HttpRequest) -> Any:  # noqa: ARG001
    """Give the periods, newest first."""
    return [schemas.period_out(one) for one in Period.objects.prefetch_related("lists", "deadlines")]


@router.post("periods", response=list[schemas.PeriodOut])
def open_periods(request: HttpRequest, body: schemas.PeriodsIn) -> Any:
    """Open the periods of a year, or one of them."""
    lists = _lists(body.lists)
    opened = actions.open_periods(
        _act(request),
        lists,
        body.year,
        body.kind,
        unit_days=body.unit_days,
        city_days=body.city_days,
        only=body.only,
    )
    codes = [one.code for one in opened]
    rows = Period.objects.filter(code__in=codes).prefetch_related("lists", "deadlines").order_by("last_day")
    return [schemas.period_out(one) for one in rows]


@router.get("periods/{code}", response=schemas.PeriodOut)
def period(request: HttpRequest, code: str) -> Any:  # noqa: ARG001
    """Give one period."""
    return schemas.period_out(_period(code))


@router.put("periods/{code}/deadline", response=schemas.PeriodOut)
def change_deadline(request: HttpRequest, code: str, body: schemas.DeadlineIn) -> Any:
    """Set until when a level hands in."""
    actions.change_deadline(_act(request, body.reason), _period(code), body.level, body.due)
    return schemas.period_out(_period(code))


@router.put("periods/{code}/lists", response=schemas.PeriodOut)
def change_lists(request: HttpRequest, code: str, body: schemas.ListsIn) -> Any:
    """Set which lists the ledgers cover."""
    actions.change_lists(_act(request), _period(code), _lists(body.lists))
    return schemas.period_out(_period(code))


@router.post("periods/{code}/freeze", response=schemas.PeriodOut)
def freeze(request: HttpRequest, code: str, body: schemas.MomentIn) -> Any:
    """Freeze the data."""
    actions.freeze(_act(request), _period(code), body.at)
    return schemas.period_out(_period(code))


@router.post("periods/{code}/unfreeze", response=schemas.PeriodOut)
def unfreeze(request: HttpRequest, code: str, body: schemas.ReasonIn) -> Any:
    """Take reports again."""
    actions.unfreeze(_act(request, body.reason), _period(code))
    return schemas.period_out(_period(code))


@router.get("periods/{code}/units", response=list[schemas.ReportingUnitOut])
def units(request: HttpRequest, code: str) -> Any:
    """Give who has reported and who has not, as far as the reader may see."""
    shown = queries.period_page(_period(code), _standing(request))
    return [
        {
            "unit": line.unit.code,
            "name": line.unit.name,
            "city": block.city.code if block.city else None,
            "items": line.items,
            "state": line.ledger.state if line.ledger else "",
            "reported": line.reported,
        }
        for block in shown.blocks
        for line in block.lines
    ]


@router.get("periods/{code}/unreported", response=schemas.UnreportedOut)
def unreported(request: HttpRequest, code: str, level: DeadlineLevel = DeadlineLevel.UNIT) -> Any:
    """Give who has not handed in, with a text to paste into a chat."""
    standing = _standing(request)
    if not (standing.sees_everything or standing.has("city_office")):
        raise Period.DoesNotExist
    found, cities = _period(code), cities_of(standing)
    listed = queries.not_reported(found, level, cities=cities)
    text = queries.not_reported_text(found, level, cities=cities)
    names = [one.unit.code for one in listed.missing]
    return {"zh": text.zh, "en": text.en, "expected": listed.expected, "units": names}


@router.get("periods/{code}/units/{unit}", response=schemas.LedgerWithRows)
def unit_ledger(request: HttpRequest, code: str, unit: str) -> Any:
    """Give a unit's ledger; one that was not begun comes with the rows that are owed."""
    return _with_rows(_of_unit(request, code, unit))


@router.put("periods/{code}/units/{unit}", response=schemas.SavedOut)
def save_reports(request: HttpRequest, code: str, unit: str, body: schemas.RowsIn) -> Any:
    """Save rows of a unit's ledger, all or none; only a cell that changed on both sides is a conflict."""
    ledger = _of_unit(request, code, unit)
    entries = [
        Entry(
            ledger.unit_id,
            row.item,
            row.values,
            row.revision,
            tuple(MilestoneEntry(one.milestone, one.values, one.revision) for one in row.milestones),
            row=number,
        )
        for number, row in enumerate(body.rows, start=1)
    ]
    saved = actions.save_reports(_act(request), [ledger], entries)
    counts = {"made": saved.made, "changed": saved.changed, "unchanged": saved.unchanged}
    return {"ledger": schemas.ledger_out(saved.ledgers[0])} | counts


@router.get("ledgers", response=list[schemas.LedgerOut])
def ledgers(request: HttpRequest, period: str = "", state: str = "", limit: int = 200, offset: int = 0) -> Any:
    """Give the ledgers that the reader may see."""
    rows = Ledger.objects.visible_to(_standing(request)).select_related("unit", "period").order_by("-pk")
    if period:
        rows = rows.filter(period__code=_code(period))
    if state:
        rows = rows.filter(state=_code(state))
    start, count = max(0, min(offset, 10**9)), max(1, min(limit, 1000))
    return [schemas.ledger_out(one) for one in rows[start : start + count]]


@router.get("ledgers/{int:pk}", response=schemas.LedgerWithRows)
def ledger(request: HttpRequest, pk: int) -> Any:
    """Give a ledger with its rows and what is wrong with them."""
    return _with_rows(_ledger(request, pk))


@router.post("ledgers/{int:pk}/sign", response=schemas.LedgerOut)
def sign(request: HttpRequest, pk: int, body: schemas.SeenIn) -> Any:
    """Sign the ledger as a whole."""
    return schemas.ledger_out(actions.sign(_act(request), _ledger(request, pk), body.revision))


@router.post("ledgers/{int:pk}/scan", response=schemas.LedgerOut)
def sign_by_scan(
    request: HttpRequest,
    pk: int,
    signed_by: Form[str],
    file: File[UploadedFile],
    revision: Form[int | None] = None,
) -> Any:
    """Take a stamped scan as the unit's signature."""
    found = _ledger(request, pk)
    return schemas.ledger_out(actions.sign_by_scan(_act(request), found, _upload(file), signed_by, revision))


@router.post("ledgers/accept-city", response=list[schemas.LedgerOut])
def accept_city(request: HttpRequest, body: schemas.LedgersIn) -> Any:
    """Accept for the city."""
    found = _several(request, body)
    return [schemas.ledger_out(one) for one in actions.accept_city(_act(request), found, body.ledgers)]


@router.post("ledgers/accept", response=list[schemas.LedgerOut])
def accept(request: HttpRequest, body: schemas.LedgersIn) -> Any:
    """Accept for good."""
    found = _several(request, body)
    return [schemas.ledger_out(one) for one in actions.accept(_act(request), found, body.ledgers)]


@router.post("ledgers/return", response=list[schemas.LedgerOut])
def return_ledger(request: HttpRequest, body: schemas.LedgersIn) -> Any:
    """Send back with a comment."""
    found = _several(request, body)
    returned = actions.return_ledger(_act(request, body.reason), found, body.ledgers)
    return [schemas.ledger_out(one) for one in returned]


@router.post("ledgers/{int:pk}/correct", response=schemas.LedgerOut)
def correct(request: HttpRequest, pk: int, body: schemas.ReasonIn) -> Any:
    """Open a further edition of an accepted ledger."""
    return schemas.ledger_out(actions.correct(_act(request, body.reason), _ledger(request, pk)))


@router.get("ledgers/{int:pk}/evidence", response=list[schemas.EvidenceOut])
def evidence_of(request: HttpRequest, pk: int) -> Any:
    """Give the files of a ledger."""
    rows = Evidence.objects.filter(ledger=_ledger(request, pk)).select_related("report")
    return [schemas.evidence_out(one) for one in rows]


@router.post("ledgers/{int:pk}/evidence", response=schemas.EvidenceOut)
def add_evidence(
    request: HttpRequest,
    pk: int,
    file: File[UploadedFile],
    kind: Form[str] = "paper",
    item: Form[int | None] = None,
    milestone: Form[int | None] = None,
) -> Any:
    """Keep a file with a ledger, a row or a milestone."""
    found = _ledger(request, pk)
    report = found.reports.get(item=_id(item)) if item is not None else None
    step = Milestone.objects.get(pk=_id(milestone), item=_id(item)) if milestone is not None else None
    added = actions.add_evidence(_act(request), found, _upload(file), kind, report=report, milestone=step)
    return schemas.evidence_out(added)


@router.get("evidence/{int:pk}")
def evidence(request: HttpRequest, pk: int) -> FileResponse:
    """Hand out a file to those who see its ledger."""
    file: Evidence = Evidence.objects.visible_to(_standing(request)).get(pk=pk)
    return FileResponse(file.file.open("rb"), as_attachment=True, filename=file.name, content_type=file.content_type)


def _id(number: int | None) -> int:
    """Give an id that a database can hold, or answer that there is no such row."""
    if number is None or not 0 < number < 2**63:
        raise Milestone.DoesNotExist
    return number


def _several(request: HttpRequest, body: schemas.LedgersIn) -> list[Ledger]:
    """Give the ledgers named; one that the reader may not see is as one that does not exist."""
    wanted = [_id(pk) for pk in body.ledgers]
    rows = Ledger.objects.visible_to(_standing(request)).select_related("unit", "period").filter(pk__in=wanted)
    found = list(rows)
    if not wanted or len(found) != len(wanted):
        raise Ledger.DoesNotExist
    return found


def _upload(file: UploadedFile) -> Upload:
    return Upload(file.name or "", file.read(min(file.size or 0, MOST_BYTES + 1)))


def _with_rows(ledger: Ledger) -> dict[str, Any]:
    rows = queries.rows_of(ledger)
    wrong = findings(ledger, rows) if ledger.editable else []
    return {
        "ledger": schemas.ledger_out(ledger),
        "rows": [schemas.row_out(row, REPORT_FIELDS) for row in rows],
        "errors": [one.as_problem().as_record() for one in wrong if one.stops],
        "warnings": [one.as_problem().as_record() for one in wrong if not one.stops],
    }
