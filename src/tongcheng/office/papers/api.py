"""The JSON API of this app: papers, their drafts and sections, their files."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.pagination import paginate

from tongcheng.office.core.paging import Pages
from tongcheng.office.core.requests import act_of
from tongcheng.office.lists.models import Item
from tongcheng.office.papers import actions, queries
from tongcheng.office.papers.actions import About
from tongcheng.office.papers.models import Draft, Section
from tongcheng.office.papers.schemas import (
    HeadIn,
    IssuedOut,
    PaperDraftIn,
    PaperIssueIn,
    PaperOut,
    PaperReasonIn,
    PaperWhole,
    SectionIn,
    SectionOut,
    TableOut,
)
from tongcheng.office.people.models import Unit
from tongcheng.office.people.standing import Standing
from tongcheng.office.progress.models import Period
from tongcheng.office.sheets.export.files import DOCX, PDF

router = Router()


def _standing(request: HttpRequest) -> Standing:
    standing: Standing = request.standing  # type: ignore[attr-defined]
    return standing


def _draft(request: HttpRequest, pk: int) -> Draft:
    found: Draft = Draft.objects.visible_to(_standing(request)).select_related("unit", "period").get(pk=pk)
    return found


def _head(one: Draft) -> dict[str, Any]:
    plain = {
        name: getattr(one, name)
        for name in ("kind", "state", "title", "to", "number", "as_of", "chain_head", "synthetic", "revision")
    }
    return plain | {
        "id": one.pk,
        "period": one.period.code if one.period else None,
        "unit": one.unit.code if one.unit else None,
    }


def _section(one: Section) -> SectionOut:
    table = one.table
    return SectionOut(
        id=one.pk,
        key=one.key,
        heading=one.heading,
        text=one.text,
        table=TableOut(caption=table.get("caption", ""), header=table["header"], rows=table["rows"])
        if table
        else None,
        attached=one.attached,
        edited=one.by_hand,
        revision=one.revision,
    )


def _whole(request: HttpRequest, pk: int) -> PaperWhole:
    shown = queries.paper_page(_standing(request), pk)
    gone = shown.issued
    return PaperWhole(
        **_head(shown.draft),
        copies=shown.draft.copies,
        signature=shown.draft.signature,
        pages=shown.pages,
        sections=[_section(one) for one in shown.sections],
        problems=[one.as_record() for one in shown.problems],
        issued=IssuedOut(
            on=gone.on,
            pages=gone.pages,
            docx_sha256=gone.docx_sha256,
            pdf_sha256=gone.pdf_sha256,
            chain_head=gone.chain_head,
        )
        if gone
        else None,
    )


@router.get("/", response=list[PaperOut])
@paginate(Pages)
def papers(request: HttpRequest, kind: str = "", state: str = "") -> list[PaperOut]:
    """Give the papers that the reader may see, the newest first; discarded ones only if asked for."""
    return [PaperOut(**_head(one)) for one in queries.papers(_standing(request), kind, state)]


@router.post("/", response=PaperWhole)
def draft(request: HttpRequest, body: PaperDraftIn) -> PaperWhole:
    """Draft a paper from the data."""
    items = list(Item.objects.visible_to(_standing(request)).filter(uid__in=body.items))
    if len(items) != len(set(body.items)):
        raise Item.DoesNotExist
    about = About(
        Period.objects.get(code=body.period) if body.period else None,
        Unit.objects.get(code=body.unit) if body.unit else None,
        sorted(items, key=lambda item: body.items.index(item.uid)),
        body.answer_by,
        body.words,
    )
    return _whole(request, actions.draft_paper(act_of(request), None, body.kind, about).pk)


@router.get("/{int:pk}", response=PaperWhole)
def paper(request: HttpRequest, pk: int) -> PaperWhole:
    """Give a paper with its sections, and what keeps it from being issued."""
    return _whole(request, pk)


@router.patch("/{int:pk}", response=PaperWhole)
def change(request: HttpRequest, pk: int, body: HeadIn) -> PaperWhole:
    """Change title, addressees, number or signature."""
    values = body.model_dump(exclude={"revision"}, exclude_none=True)
    actions.change_draft(act_of(request), _draft(request, pk), values, body.revision)
    return _whole(request, pk)


@router.patch("/{int:pk}/sections/{int:section}", response=SectionOut)
def change_section(request: HttpRequest, pk: int, section: int, body: SectionIn) -> SectionOut:
    """Change heading or words of a section."""
    one = Section.objects.select_related("draft").get(pk=section, draft=_draft(request, pk))
    values = body.model_dump(exclude={"revision"}, exclude_none=True)
    return _section(actions.change_section(act_of(request), one, values, body.revision))


@router.post("/{int:pk}/redraft", response=PaperWhole)
def redraft(request: HttpRequest, pk: int) -> PaperWhole:
    """Draft anew from the data; edited sections stay."""
    actions.redraft(act_of(request), _draft(request, pk))
    return _whole(request, pk)


@router.post("/{int:pk}/issue", response=PaperWhole)
def issue(request: HttpRequest, pk: int, body: PaperIssueIn) -> PaperWhole:
    """Issue a paper: both files are written once."""
    actions.issue(act_of(request), _draft(request, pk), body.on)
    return _whole(request, pk)


@router.post("/{int:pk}/discard", response=PaperOut)
def discard(request: HttpRequest, pk: int, body: PaperReasonIn) -> PaperOut:
    """Discard a draft; it stays on record."""
    return PaperOut(**_head(actions.discard(act_of(request, body.reason), _draft(request, pk))))


@router.get("/{int:pk}/file.docx", openapi_extra={"responses": {200: {"content": {DOCX: {}}}}})
def word_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a paper as Word: as it went out, or the draft."""
    return HttpResponse(queries.file_of(_draft(request, pk), "docx"), content_type=DOCX)


@router.get("/{int:pk}/file.pdf", openapi_extra={"responses": {200: {"content": {PDF: {}}}}})
def pdf_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a paper as PDF: as it went out, or the draft."""
    return HttpResponse(queries.file_of(_draft(request, pk), "pdf"), content_type=PDF)
