"""Downloads. Whoever may not see a thing gets 404, as on the pages."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from tongcheng.office.audit.chain import head
from tongcheng.office.lists.models import COUNTED_STATES, Item, ItemState, List, Version
from tongcheng.office.lists.printed import printed_rows, whole
from tongcheng.office.people.models import Unit
from tongcheng.office.people.standing import Standing
from tongcheng.office.progress.models import Period
from tongcheng.office.progress.queries import units_owing
from tongcheng.office.progress.queries.overview import units_seen
from tongcheng.office.sheets.export.lists import list_workbook
from tongcheng.office.sheets.export.notices import notice_docx, notice_pdf, notice_zip
from tongcheng.office.sheets.export.responsibility import responsibility_workbook
from tongcheng.office.sheets.export.summary import period_workbook
from tongcheng.office.sheets.export.templates import templates_zip, unit_template
from tongcheng.office.sheets.export.versions import printed_workbook, version_workbook


def _standing(request: HttpRequest) -> Standing:
    standing: Standing = request.standing  # type: ignore[attr-defined]
    return standing


def _list(request: HttpRequest, code: str) -> List:
    """Give a list of which this reader sees at least one row."""
    lst = get_object_or_404(List, code=code)
    if not _standing(request).sees_everything and not lst.items.visible_to(_standing(request)).exists():
        raise Http404
    return lst


@require_safe
def list_xlsx(request: HttpRequest, code: str) -> HttpResponse:
    """Give a list as a workbook; ``?groups=rows``, ``?every=1`` and ``?parts=0`` change how it is printed."""
    lst = _list(request, code)
    file = list_workbook(
        lst,
        _standing(request),
        groups="rows" if request.GET.get("groups") == "rows" else "merged",
        every=request.GET.get("every") == "1",
        parts=request.GET.get("parts") != "0",
    )
    return file.response()


@require_safe
def list_printed(request: HttpRequest, code: str) -> HttpResponse:
    """Give a list as its next version would print it, every bundled row as one."""
    lst = _list(request, code)
    rows = Item.objects.filter(list=lst, state__in=(*COUNTED_STATES, ItemState.SPLIT)).visible_to(_standing(request))
    content = printed_rows(lst, whole(rows.order_by("order", "pk")))
    return printed_workbook(lst, content, timezone.localdate(), head().short).response()


@require_safe
def version_xlsx(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Give a version as issued: of its rows those that this reader may see."""
    lst, standing = _list(request, code), _standing(request)
    version = get_object_or_404(Version.objects.select_related("list"), list=lst, number=number)
    if standing.sees_everything:
        return version_workbook(version).response()
    seen = {str(uid) for uid in Item.objects.filter(list=lst).visible_to(standing).values_list("uid", flat=True)}
    return version_workbook(version, seen).response()


@require_safe
def responsibility(request: HttpRequest) -> HttpResponse:
    """Give the responsibility list; ``?unit=CODE`` and ``?year=2022`` narrow it."""
    code, year = request.GET.get("unit"), request.GET.get("year", "")
    unit = get_object_or_404(Unit, code=code) if code else None
    chosen = int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None
    return responsibility_workbook(_standing(request), unit=unit, year=chosen).response()


def _units(request: HttpRequest, period: Period) -> list[Unit]:
    """Give the units that report for a period and whose ledgers this reader may see."""
    units = [one.unit for one in units_owing(period, units_seen(_standing(request)))]
    if not units:
        raise Http404
    return units


@login_required
@require_safe
def template(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    """Give one unit's template."""
    period = get_object_or_404(Period, code=code)
    one = next((one for one in _units(request, period) if one.code == unit), None)
    file = unit_template(period, one) if one is not None else None
    if file is None:
        raise Http404
    return file.response()


@login_required
@require_safe
def templates(request: HttpRequest, code: str) -> HttpResponse:
    """Give the templates of all units that this reader may see, as one archive."""
    period = get_object_or_404(Period, code=code)
    return templates_zip(period, _units(request, period)).response()


@login_required
@require_safe
def notice(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """Give the notice as Word or PDF, or with the templates as one archive.

    The whole circle's notice names every unit: it is for those who see every ledger; a city's office gets the
    templates of its own units with it.
    """
    period = get_object_or_404(Period, code=code)
    standing = _standing(request)
    if not (standing.sees_everything or standing.has("city_office")):
        raise Http404
    units = _units(request, period)
    if kind == "zip":
        return notice_zip(period, units).response()
    return (notice_pdf if kind == "pdf" else notice_docx)(period).response()


@login_required
@require_safe
def summary(request: HttpRequest, code: str) -> HttpResponse:
    """Give who has reported, who has not and what was reported."""
    period = get_object_or_404(Period, code=code)
    _units(request, period)
    return period_workbook(period, _standing(request)).response()
