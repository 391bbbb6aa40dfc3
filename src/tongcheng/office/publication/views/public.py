"""What everybody reads without an account: catalogue, publication, snapshot, files."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import quote_etag

from tongcheng.language import Text
from tongcheng.office.core.pages import page_of
from tongcheng.office.core.requests import OfficeRequest
from tongcheng.office.core.wording import language
from tongcheng.office.people.standing import PUBLIC
from tongcheng.office.publication import queries, rules
from tongcheng.office.publication.formats import FORMATS, formats_of
from tongcheng.office.publication.formats.tables import cell
from tongcheng.office.publication.models import Publication, Snapshot
from tongcheng.office.workbench.maps.access import number_of

MAP_CLOSED = Text("审图号已撤回，地图数据暂不公开", "The map approval number was withdrawn: no map data for now")


def publications(request: OfficeRequest) -> HttpResponse:
    """Show the catalogue."""
    said = {
        "entries": queries.catalogue(request.standing),
        "prepares": rules.may_prepare(request.standing, None) is None,
    }
    return render(request, "publication/publications.html", said)


def publication(request: OfficeRequest, slug: str) -> HttpResponse:
    """Show one publication with its snapshots."""
    one = get_object_or_404(Publication.objects.visible_to(request.standing).select_related("list"), slug=slug)
    said = {
        "publication": one,
        "snapshots": (snapshots := queries.snapshots_of(request.standing, one)),
        "out": any(snapshot.state == "published" for snapshot in snapshots),
        "prepares": rules.may_prepare(request.standing, one) is None,
        "formats": list(FORMATS),
    }
    return render(request, "publication/publication.html", said)


def _snapshot(request: OfficeRequest, slug: str, number: int) -> Snapshot:
    try:
        return queries.one_snapshot(request.standing, slug, number)
    except Snapshot.DoesNotExist as error:
        raise Http404 from error


def snapshot(request: OfficeRequest, slug: str, number: int) -> HttpResponse:
    """Show a snapshot as a table; a withdrawn one says why."""
    one = _snapshot(request, slug, number)
    inside = request.standing.sees_everything
    if one.state == "withdrawn" and not inside:
        return render(request, "publication/gone.html", {"snapshot": one}, status=410)
    content, said_in = one.content, language()
    page, fields = page_of(request, content["rows"]), in_reading_order(content["fields"])
    said = {
        "snapshot": one,
        "content": content,
        "page": page,
        "heads": [_head(field, said_in) for field in fields],
        "rows": [[cell(row[f["name"]], f, said_in) for f in fields] for row in page.object_list],
        "left_out": [words[said_in] for words in content["redactions"]],
        "formats": formats_of(one),
        "inside": inside,
    }
    return render(request, "publication/snapshot.html", said)


def in_reading_order(fields: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put what a row is called first and its permanent id last, as people read; files keep their own order."""
    return sorted(fields, key=lambda one: {"title": 0, "name": 0, "subject_name": 0, "uid": 2}.get(one["name"], 1))


def _head(field: dict[str, dict[str, str]], said_in: str) -> str:
    label, unit = field["label"][said_in], field.get("unit")
    return label if unit is None else f"{label}（{unit['zh']}）" if said_in == "zh" else f"{label} ({unit['en']})"


def file(request: HttpRequest, slug: str, number: int, extension: str) -> HttpResponse:
    """Hand out a file: the same bytes to every reader, 410 with the reason after a withdrawal."""
    if extension not in FORMATS:
        raise Http404
    try:
        one = queries.one_snapshot(PUBLIC, slug, number)
    except Snapshot.DoesNotExist as error:
        raise Http404 from error
    if one.state == "withdrawn":
        return _open(HttpResponse(f"{one.withdrawal.reason}\n", status=410, content_type="text/plain; charset=utf-8"))
    if extension == "geojson" and one.content.get("map_number") and not number_of(_circle(one)):
        words = f"{MAP_CLOSED.zh}\n{MAP_CLOSED.en}\n"
        return _open(HttpResponse(words, status=403, content_type="text/plain; charset=utf-8"))
    return _send(request, one, extension)


def _circle(one: Snapshot) -> str:
    lst = one.publication.list
    return lst.circle if lst is not None else one.publication.circle


def _send(request: HttpRequest, one: Snapshot, extension: str) -> HttpResponse:
    tag = quote_etag(f"{one.sha256[:32]}-{extension}")
    if request.headers.get("If-None-Match") == tag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        body = FORMATS[extension].write(one)
        if body is None:
            raise Http404
        name = f"{one.publication.slug}-{one.number}.{extension}"
        response = HttpResponse(body, content_type=FORMATS[extension].content_type)
        response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers["ETag"] = tag
    return _open(response)


def _open(response: HttpResponse) -> HttpResponse:
    # Short, so that a withdrawal is soon seen everywhere; any site may read what is public.
    response.headers["Cache-Control"] = "public, max-age=60"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def latest(request: HttpRequest, slug: str, extension: str) -> HttpResponse:  # noqa: ARG001
    """Lead to the newest published snapshot."""
    if extension not in FORMATS:
        raise Http404
    one = Snapshot.objects.out().filter(publication__slug=slug).order_by("-number").values_list("number").first()
    if one is None:
        raise Http404
    return redirect("publication:file", slug=slug, number=one[0], extension=extension)
