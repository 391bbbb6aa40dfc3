"""The JSON API of this app: comparisons, what people decide about their rows, published numbers that differ."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router
from ninja.pagination import paginate

from tongcheng.errors import InputError, Problem
from tongcheng.language import Text
from tongcheng.office.core.acting import may
from tongcheng.office.core.paging import Pages
from tongcheng.office.core.requests import act_of
from tongcheng.office.lists.models import Version
from tongcheng.office.lists.queries.lists import visible_lists
from tongcheng.office.people.standing import Standing
from tongcheng.office.reconcile import actions, queries, sources, workbook
from tongcheng.office.reconcile.ledgers import Ledger, Row, Totals
from tongcheng.office.reconcile.matching import Alone, Pair, Reconciliation
from tongcheng.office.reconcile.models import Comparison
from tongcheng.office.reconcile.schemas import (
    AloneOut,
    BridgeOut,
    ChoiceIn,
    CompareIn,
    ComparisonOut,
    ComparisonWhole,
    DifferenceOut,
    LedgerIn,
    LedgerRowOut,
    LikeOut,
    PairOut,
    PublishedOut,
    SaidOut,
    SideOut,
    TotalsOut,
)
from tongcheng.office.sheets.export.files import XLSX

router = Router()


def _standing(request: HttpRequest) -> Standing:
    standing: Standing = request.standing  # type: ignore[attr-defined]
    return standing


def _see(request: HttpRequest) -> None:
    standing = _standing(request)
    if not (may("reconcile.compare", standing, None) or standing.sees_everything):
        raise Comparison.DoesNotExist


def _comparison(request: HttpRequest, pk: int) -> Comparison:
    found: Comparison = Comparison.objects.visible_to(_standing(request)).select_related("maker").get(pk=pk)
    return found


def _out(one: Comparison) -> ComparisonOut:
    return ComparisonOut(
        id=one.pk, name=one.name, made=one.made, sha256=one.sha256, chain_head=one.chain_head,
        synthetic=one.synthetic,
    )  # fmt: skip


def _said(words: Text) -> SaidOut:
    return SaidOut(zh=words.zh, en=words.en)


def _row(row: Row) -> LedgerRowOut:
    return LedgerRowOut(
        key=row.key, code=row.code, name=row.name, cities=list(row.cities), project_class=row.project_class,
        investment=row.investment, year_plan=row.year_plan, completed=row.completed,
    )  # fmt: skip


def _pair(pair: Pair) -> PairOut:
    differences = [
        DifferenceOut(field=one.field, left=one.left_words, right=one.right_words, reason=_said(one.reason))
        for one in pair.differences
    ]
    return PairOut(
        left=_row(pair.left), right=_row(pair.right), by=pair.by, percent=pair.percent, differences=differences
    )


def _alone(one: Alone) -> AloneOut:
    alike = [LikeOut(key=row.key, name=row.name, percent=percent) for row, percent in one.percents]
    return AloneOut(row=_row(one.row), reason=_said(one.reason), alike=alike)


def _totals(one: Totals) -> TotalsOut:
    return TotalsOut(
        rows=one.rows, crossing=one.crossing, counted_by_city=one.counted_by_city, double=one.double,
        by_city=one.by_city, sums=one.sums,
    )  # fmt: skip


def _side(ledger: Ledger, totals: Totals) -> SideOut:
    return SideOut(name=ledger.name, as_of=ledger.as_of, totals=_totals(totals))


def _whole(one: Comparison, made: Reconciliation) -> ComparisonWhole:
    names = ("name", "left", "only_left", "only_right", "changed", "right", "union")
    return ComparisonWhole(
        **_out(one).model_dump(),
        left=_side(made.left, made.totals_left),
        right=_side(made.right, made.totals_right),
        after=_totals(made.totals_after),
        pairs=[_pair(pair) for pair in made.pairs],
        only_left=[_alone(row) for row in made.only_left],
        only_right=[_alone(row) for row in made.only_right],
        crossing=[_row(row) for row in made.crossing],
        bridges=[BridgeOut(**{name: getattr(bridge, name) for name in names}) for bridge in made.bridges],
    )


@router.get("/", response=list[ComparisonOut])
@paginate(Pages)
def comparisons(request: HttpRequest) -> list[ComparisonOut]:
    """Give the comparisons that the reader may see, the newest first."""
    _see(request)
    return [_out(one) for one in queries.comparisons(_standing(request))]


@router.post("/", response=ComparisonWhole)
def compare(request: HttpRequest, body: CompareIn) -> ComparisonWhole:
    """Lay two ledgers beside each other and keep them as they are now."""
    if may("reconcile.compare", _standing(request), None):
        left, right = (_ledger(request, side) for side in (body.left, body.right))
    else:  # refused by the action, which reads nothing before
        left = right = Ledger("", ())
    made = actions.compare(act_of(request), None, left, right, body.name)
    return _whole(made, queries.result_of(made))


def _ledger(request: HttpRequest, side: LedgerIn) -> Ledger:
    standing = _standing(request)
    if side.list is not None and side.version is None:
        return sources.list_ledger(standing, visible_lists(standing).get(pk=side.list))
    if side.version is not None and side.list is None:
        if not standing.sees_everything:  # a version holds every row
            raise Version.DoesNotExist
        return sources.version_ledger(Version.objects.select_related("list").get(pk=side.version))
    expected = Text("清单或版本，二者给其一", "a list or a version, one of the two")
    raise InputError([Problem("no_ledger", "", expected, str(side.model_dump()), expected)])


@router.get("/{int:pk}", response=ComparisonWhole)
def comparison(request: HttpRequest, pk: int) -> ComparisonWhole:
    """Give a comparison with every row, worked out anew from the two ledgers and what people decided."""
    one = _comparison(request, pk)
    return _whole(one, queries.result_of(one))


@router.post("/{int:pk}/choices", response=ComparisonWhole)
def choose(request: HttpRequest, pk: int, body: ChoiceIn) -> ComparisonWhole:
    """Decide whether two rows are the same."""
    one = _comparison(request, pk)
    actions.choose(act_of(request, body.reason), one, body.left, body.right, same=body.same)
    return _whole(one, queries.result_of(one))


@router.get("/{int:pk}/file.xlsx", openapi_extra={"responses": {200: {"content": {XLSX: {}}}}})
def comparison_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a comparison as a workbook."""
    one = _comparison(request, pk)
    facts = [f"截至 {timezone.localdate(one.made).isoformat()}", f"日志 {one.chain_head}"]
    data = workbook.comparison_workbook(one, queries.result_of(one), facts, "zh")
    return HttpResponse(data, content_type=XLSX)


@router.get("/published", response=list[PublishedOut])
def published(request: HttpRequest) -> list[PublishedOut]:
    """Give published numbers that speak of one thing and differ, with what explains it."""
    _see(request)
    return [
        PublishedOut(
            sort=one.sort,
            subject=one.subject,
            title=_said(one.title),
            left=one.left.value,
            right=one.right_value,
            difference=one.difference,
            unit=one.left.unit,
            reason=_said(one.reason),
            sources=list(dict.fromkeys(row.source for row in (one.left, *one.rights))),
        )
        for one in queries.findings(_standing(request))
        if one.sort != "agrees"
    ]
