"""The JSON API of this app: the matrix, what a city offers, use by period."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router
from ninja.pagination import paginate

from tongcheng.office.core.paging import Pages
from tongcheng.office.core.requests import act_of
from tongcheng.office.cross_services import actions
from tongcheng.office.cross_services.actions.offers import OfferValues
from tongcheng.office.cross_services.models import Offer, Service, Use
from tongcheng.office.cross_services.queries.matrix import Cell, Row, filled, rows_of
from tongcheng.office.cross_services.queries.use import readings_of
from tongcheng.office.cross_services.schemas import OfferIn, OfferOut, ServiceOut, UseIn, UseOut
from tongcheng.office.people.models import City
from tongcheng.office.people.standing import Standing

router = Router()


def _standing(request: HttpRequest) -> Standing:
    standing: Standing = request.standing  # type: ignore[attr-defined]
    return standing


def _service(request: HttpRequest, pk: int) -> Service:
    found: Service = Service.objects.visible_to(_standing(request)).get(pk=pk)
    return found


def _cell(cell: Cell) -> OfferOut:
    offer = cell.offer or Offer(offered=False)
    return OfferOut(
        city=cell.city.code,
        offered=cell.offer.offered if cell.offer else None,
        online=offer.online,
        agent=offer.agent,
        joint=offer.joint,
        same_standard=offer.same_standard,
        materials=offer.materials,
        days=offer.days,
        since=offer.since,
    )


def _out(row: Row) -> ServiceOut:
    one = row.service
    return ServiceOut(
        id=one.pk,
        code=one.code,
        name=one.name,
        field=one.field,
        mode=one.mode,
        source=one.source,
        synthetic=one.synthetic,
        offers=[_cell(cell) for cell in row.cells],
    )


@router.get("/", response=list[ServiceOut])
@paginate(Pages)
def services(request: HttpRequest, field: str = "") -> list[ServiceOut]:
    """Give the matrix."""
    return [_out(row) for row in rows_of(_standing(request), field)]


@router.get("/{int:pk}", response=ServiceOut)
def service(request: HttpRequest, pk: int) -> ServiceOut:
    """Give one service."""
    return _out(filled([_service(request, pk)])[0])


@router.put("/{int:pk}/offers", response=ServiceOut)
def offers(request: HttpRequest, pk: int, body: list[OfferIn]) -> ServiceOut:
    """Say what cities offer, all or none."""
    one = _service(request, pk)
    held = {offer.city_id: offer for offer in Offer.objects.filter(service=one).select_related("city")}
    cells = []
    for given in {item.city: item for item in body}.values():
        city = City.objects.get(code=given.city)
        values = given.dict(exclude={"city", "revision"})
        cells.append((held.get(city.pk) or Offer(service=one, city=city), OfferValues(values, given.revision)))
    actions.change_offers(act_of(request), [cell for cell, _ in cells], [values for _, values in cells])
    return _out(filled([one])[0])


def _use(one: Use) -> UseOut:
    return UseOut(
        id=one.pk,
        kind=one.kind,
        city=one.city.code if one.city else None,
        home=one.home.code if one.home else None,
        begins=one.begins,
        ends=one.ends,
        value=one.value,
        words=one.words,
        basis=one.basis,
        source=one.source,
        replaced=hasattr(one, "replaced_by"),
    )


@router.get("/{int:pk}/uses", response=list[UseOut])
@paginate(Pages)
def uses(request: HttpRequest, pk: int) -> list[UseOut]:
    """Give every reading of a service, the latest first."""
    return [_use(one) for one in readings_of(_service(request, pk))]


@router.post("/{int:pk}/uses", response=UseOut)
def report(request: HttpRequest, pk: int, body: UseIn) -> UseOut:
    """Report use in a period."""
    cities = {code: City.objects.get(code=code) for code in (body.city, body.home) if code}
    one = Use(
        service=_service(request, pk), city=cities.get(body.city or ""), home=cities.get(body.home or ""),
        begins=body.begins, ends=body.ends, value=body.value, source=body.source,
    )  # fmt: skip
    [made] = actions.report_use(act_of(request), [one])
    return _use(made)
