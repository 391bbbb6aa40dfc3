"""Read what may leave, and only that: the paths of ``fields.py`` from rows that are public."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q

from tongcheng.language import Text
from tongcheng.office.cross_services.models import Offer
from tongcheng.office.figures.models import Basis, Figure, Run
from tongcheng.office.lists.models import Item, ItemState, ItemUnit, Visibility
from tongcheng.office.publication.fields import FIELDS
from tongcheng.office.publication.models import Publication, PublicationKind
from tongcheng.office.supervision.models import Signal
from tongcheng.office.workbench.maps.access import number_of

NO_NUMBER = Text(
    "尚未登记审图号，地图数据不得公开；请先在“测算·地图”页登记",
    "No map approval number was entered, so no map data leaves; enter it on the map page first",
)
NO_RUN = Text("没有该都市圈的已挂接测算，无轮廓可公开", "No attached run of this circle: there are no outlines")

Row = dict[str, Any]


@dataclass
class Gathered:
    """What would leave: rows by the whitelist, outlines by the rows' key, and whether anything is synthetic.

    ``total`` counts all that would leave, of which ``rows`` may be the first. ``kept_back`` tells the office (never the public) how many rows stay inside, and why.
    """

    rows: list[Row]
    synthetic: bool
    shapes: dict[str, Any] | None = None
    map_number: str = ""
    kept_back: list[tuple[Text, int]] = field(default_factory=list)
    why_not: Text | None = None
    total: int = 0


def gather(publication: Publication, most: int | None = None) -> Gathered:
    """Read what a publication would hold now, or its first rows for a look; a constant number of queries."""
    return _READERS[publication.kind](publication, most)


def _public(prefix: str = "") -> Q:
    """Say which rows of lists are public."""
    return Q(**{f"{prefix}visibility": Visibility.PUBLIC}) & ~Q(**{f"{prefix}state": ItemState.DRAFT})


def _plain(value: object) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value) if isinstance(value, uuid.UUID) else value


def _read(rows: Any, kind: str, *beside: str) -> list[Row]:
    """Read the whitelisted paths; what stands beside is needed to put rows together and is taken off again."""
    named = [(one.name, one.path) for one in FIELDS[kind] if one.path]
    found = rows.values_list(*[path for _, path in named], *beside)
    names = [name for name, _ in named] + [f"_{one}" for one in beside]
    return [dict(zip(names, map(_plain, values), strict=True)) for values in found]


def _in_order(row: Row, kind: str) -> Row:
    return {one.name: row.get(one.name) for one in FIELDS[kind]}


def _list(publication: Publication, most: int | None) -> Gathered:
    every = Item.objects.filter(list=publication.list)
    public = every.filter(_public())
    rows, total = _read(public.order_by("order", "pk")[:most], PublicationKind.LIST, "pk"), public.count()
    keys = [row["_pk"] for row in rows]
    _with_cities(rows, keys)
    _with_units(rows, keys)
    number = number_of(publication.list.circle) if publication.list else ""
    shapes = _geometry(keys) if number else None
    drafts = every.filter(state=ItemState.DRAFT).count()
    kept = [
        (Text("拟列入（尚未列入）", "drafts"), drafts),
        (Text("可见范围不是“公开”", "not marked public"), every.count() - drafts - total),
    ]
    synthetic = bool(publication.list and publication.list.synthetic) or public.filter(synthetic=True).exists()
    ordered = [_in_order(row, PublicationKind.LIST) for row in rows]
    return Gathered(ordered, synthetic, shapes, number, kept, total=total)


def _with_cities(rows: Sequence[Row], keys: Sequence[int]) -> None:
    through = Item.cities.through.objects.filter(item__in=keys).order_by("city__order", "city__code")
    names: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for item, code, name in through.values_list("item_id", "city__code", "city__name"):
        names[item].append((code, name))
    for row in rows:
        row["city_codes"] = [code for code, _ in names[row["_pk"]]]
        row["cities"] = [name for _, name in names[row["_pk"]]]


def _with_units(rows: Sequence[Row], keys: Sequence[int]) -> None:
    found = ItemUnit.objects.filter(item__in=keys, role__in=("lead", "support")).order_by("order", "pk")
    units: dict[tuple[int, str], list[tuple[str, str]]] = defaultdict(list)
    for item, role, code, name in found.values_list("item_id", "role", "unit__code", "unit__name"):
        units[item, role].append((code, name))
    for row in rows:
        row["lead_codes"] = [code for code, _ in units[row["_pk"], "lead"]]
        row["lead_units"] = [name for _, name in units[row["_pk"], "lead"]]
        row["support_units"] = [name for _, name in units[row["_pk"], "support"]]


def _geometry(keys: Iterable[int]) -> dict[str, Any]:
    found = Item.objects.filter(pk__in=list(keys), project__geometry__isnull=False).order_by("order", "pk")
    pairs = found.values_list("uid", "project__geometry")
    return {str(uid): shape for uid, shape in ((uid, bare_shape(one)) for uid, one in pairs) if shape}


_SHAPES = {"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"}


def bare_shape(geometry: object) -> dict[str, Any] | None:
    """Give type and coordinates of a GeoJSON geometry and nothing that else stands in it; ``None`` if it is none."""
    if not isinstance(geometry, dict) or geometry.get("type") not in _SHAPES:
        return None
    coordinates = geometry.get("coordinates")
    return {"type": geometry["type"], "coordinates": coordinates} if _numbers(coordinates) else None


def _numbers(value: object) -> bool:
    if isinstance(value, list):
        return bool(value) and all(_numbers(one) for one in value)
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _services(publication: Publication, most: int | None) -> Gathered:
    every = Offer.objects.filter(service__circle=publication.circle) if publication.circle else Offer.objects.all()
    public = every.filter(service__public=True)
    found = _read(public.order_by("service__code", "city__order", "city__code")[:most], PublicationKind.SERVICES)
    kept = [(Text("事项未标为“公开”", "services not marked public"), every.filter(service__public=False).count())]
    synthetic = public.filter(service__synthetic=True).exists()
    ordered = [_in_order(row, PublicationKind.SERVICES) for row in found]
    return Gathered(ordered, synthetic, kept_back=kept, total=public.count())


def _figures(publication: Publication, most: int | None) -> Gathered:
    every = Figure.objects.all()
    if publication.list is not None:
        every = every.filter(item__list=publication.list)
    fit = (Q(item__isnull=True) | _public("item__")) & Q(basis__in=(Basis.OFFICIAL, Basis.SYNTHETIC))
    public = every.filter(fit)
    rows = _read(public.order_by("subject", "attribute", "as_of", "pk")[:most], PublicationKind.FIGURES)
    total = public.count()
    kept = [
        (
            Text("非公开发布的数值或非公开条目的数值", "not published, or of rows not public"),
            every.count() - total,
        )
    ]
    synthetic = public.filter(basis=Basis.SYNTHETIC).exists()
    ordered = [_in_order(row, PublicationKind.FIGURES) for row in rows]
    return Gathered(ordered, synthetic, kept_back=kept, total=total)


def _lights(publication: Publication, most: int | None) -> Gathered:
    every = Signal.objects.all()
    if publication.list is not None:
        every = every.filter(item__list=publication.list)
    fit = _public("item__") & Q(published__isnull=False) & ~Q(published_colour="")
    public = every.filter(fit)
    rows = _read(public.order_by("item__list__code", "item__order", "item", "aspect")[:most], PublicationKind.LIGHTS)
    total = public.count()
    kept = [(Text("未发布的灯号，或条目不公开", "not published, or of rows not public"), every.count() - total)]
    synthetic = public.filter(item__synthetic=True).exists()
    ordered = [_in_order(row, PublicationKind.LIGHTS) for row in rows]
    return Gathered(ordered, synthetic, kept_back=kept, total=total)


def _areas(publication: Publication, most: int | None) -> Gathered:
    number = number_of(publication.circle)
    if not number:
        return Gathered([], synthetic=False, why_not=NO_NUMBER)
    run = Run.objects.filter(circle=publication.circle).first()
    if run is None:
        return Gathered([], synthetic=False, why_not=NO_RUN)
    from tongcheng.office.publication.outlines import outlines

    rows, shapes = outlines(run)
    return Gathered(rows[:most], run.synthetic, shapes, number, total=len(rows))


_READERS: dict[str, Callable[[Publication, int | None], Gathered]] = {
    PublicationKind.LIST: _list,
    PublicationKind.SERVICES: _services,
    PublicationKind.FIGURES: _figures,
    PublicationKind.LIGHTS: _lights,
    PublicationKind.AREAS: _areas,
}
