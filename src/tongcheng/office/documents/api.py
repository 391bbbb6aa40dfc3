"""The JSON API of this app: the same actions and rights as its pages."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import File, Form, Router
from ninja.files import UploadedFile
from ninja.pagination import paginate

from tongcheng.office.core.paging import Pages
from tongcheng.office.core.requests import act_of
from tongcheng.office.documents import actions, maps, queries
from tongcheng.office.documents.models import (
    Consultation,
    ConsultedUnit,
    Dossier,
    Issue,
    Opinion,
    Paragraph,
    Version,
)
from tongcheng.office.documents.reading import Upload, read_upload
from tongcheng.office.documents.schemas import (
    AreasOut,
    AskedOut,
    CloseIn,
    ConsultationIn,
    ConsultationOut,
    ConsultationWhole,
    CoverageOut,
    DispositionIn,
    DocumentIssueIn,
    DocumentIssueOut,
    DocumentVersionOut,
    DocumentVersionWhole,
    DossierIn,
    DossierOut,
    DossierWhole,
    OpinionIn,
    OpinionOut,
    ParagraphOut,
    PieceOut,
    RedlineOut,
)
from tongcheng.office.people.models import City, Unit
from tongcheng.office.people.standing import Standing

router = Router()


def _standing(request: HttpRequest) -> Standing:
    standing: Standing = request.standing  # type: ignore[attr-defined]
    return standing


def _dossier_out(one: Dossier) -> DossierOut:
    return DossierOut(
        id=one.pk,
        kind=one.kind,
        title=one.title,
        unit=one.unit_id,
        city=one.city_id,
        visibility=one.visibility,
        text_known=one.text_known,
        synthetic=one.synthetic,
        revision=one.revision,
    )


def _issue_out(one: Issue | None) -> DocumentIssueOut | None:
    if one is None:
        return None
    ending = getattr(one, "ending", None)
    return DocumentIssueOut(
        number=one.number,
        issuer=one.issuer,
        signer=one.signer,
        main_to=one.main_to,
        copy_to=one.copy_to,
        issued=one.issued,
        in_force=one.in_force,
        ended=ending.on if ending else None,
        superseded_by=ending.by.number if ending and ending.by else None,
    )


def _version_out(one: Version) -> DocumentVersionOut:
    return DocumentVersionOut(
        id=one.pk,
        dossier=one.dossier_id,
        number=one.number,
        label=one.label,
        reading=one.reading,
        name=one.name,
        size=one.size,
        sha256=one.sha256,
        note=one.note,
        made=one.made,
        issue=_issue_out(getattr(one, "issue", None)),
    )


def _round_out(one: Consultation) -> ConsultationOut:
    return ConsultationOut(
        id=one.pk, version=one.version_id, number=one.number, opened=one.opened, due=one.due, state=one.state
    )


def _opinion_out(one: Opinion) -> OpinionOut:
    return OpinionOut(
        id=one.pk,
        asked=one.asked_id,
        number=one.number,
        paragraph=one.paragraph.order if one.paragraph else None,
        words=one.words,
        proposed=one.proposed,
        disposition=one.disposition,
        reason=one.reason,
        revision=one.revision,
    )


@router.get("/", response=list[DossierOut])
@paginate(Pages)
def dossiers(request: HttpRequest, kind: str = "", words: str = "", state: str = "") -> list[DossierOut]:
    """Give the documents that the reader may see, the newest first."""
    found = queries.dossiers(_standing(request), kind=kind, words=words, state=state)
    return [_dossier_out(one) for one in found]


@router.post("/", response=DossierOut)
def add_dossier(request: HttpRequest, body: DossierIn) -> DossierOut:
    """Enter a document."""
    unit = Unit.objects.get(pk=body.unit) if body.unit is not None else None
    city = City.objects.get(pk=body.city) if body.city is not None else None
    values = body.dict() | {"unit": unit, "city": city}
    blank = Dossier(**values)
    return _dossier_out(actions.save_dossier(act_of(request, ""), blank, values))


@router.get("/{int:pk}", response=DossierWhole)
def dossier(request: HttpRequest, pk: int) -> DossierWhole:
    """Give a document with the versions that the reader may see."""
    one = Dossier.objects.visible_to(_standing(request)).get(pk=pk)
    page = queries.dossier_page(_standing(request), one)
    return DossierWhole(**_dossier_out(one).dict(), versions=[_version_out(row) for row in page.versions])


@router.post("/{int:pk}/versions", response=DocumentVersionOut)
def add_version(
    request: HttpRequest,
    pk: int,
    file: File[UploadedFile],
    label: Form[str] = "",
    note: Form[str] = "",
    accept_changes: Form[bool] = False,
) -> DocumentVersionOut:
    """Send a file as the next version."""
    one = Dossier.objects.visible_to(_standing(request)).select_related("unit").get(pk=pk)
    read = read_upload(Upload(file.name or "", file.read()), accept_changes=accept_changes)
    return _version_out(actions.add_version(act_of(request, ""), one, read, label=label, note=note))


@router.get("/versions/{int:pk}", response=DocumentVersionWhole)
def version(request: HttpRequest, pk: int) -> DocumentVersionWhole:
    """Give a version with its paragraphs and the rows that came of them."""
    standing = _standing(request)
    page = queries.reader_page(standing, queries.version_of(standing, pk))
    paragraphs = [_paragraph_out(line.paragraph, line) for line in page.lines]
    return DocumentVersionWhole(**_version_out(page.version).dict(), paragraphs=paragraphs)


def _paragraph_out(one: Paragraph, line: queries.ReaderLine) -> ParagraphOut:
    return ParagraphOut(
        order=one.order,
        key=one.key,
        kind=one.kind,
        level=one.level,
        table=one.table,
        header=one.header,
        cells=one.cells,
        text=one.text,
        rows=[item.uid for item in line.rows],
    )


@router.get("/versions/{int:pk}/compare/{int:other}", response=list[RedlineOut])
def compare(request: HttpRequest, pk: int, other: int) -> list[RedlineOut]:
    """Compare two versions of one document, the older one first."""
    standing = _standing(request)
    first, second = queries.version_of(standing, pk), queries.version_of(standing, other)
    if first.dossier_id != second.dossier_id:
        raise Version.DoesNotExist
    old, new = sorted((first, second), key=lambda one: one.number)
    return [
        RedlineOut(
            change=line.change,
            old=getattr(line.old, "order", None),
            new=getattr(line.new, "order", None),
            pieces=[PieceOut(op=piece.op, words=piece.words) for piece in line.pieces],
        )
        for line in queries.redline_of(old, new).lines
    ]


@router.get("/versions/{int:pk}/coverage", response=CoverageOut)
def coverage(request: HttpRequest, pk: int) -> CoverageOut:
    """Give which paragraphs have rows, which rows have no paragraph, which targets cannot be measured."""
    standing = _standing(request)
    found = queries.coverage_of(standing, queries.version_of(standing, pk))
    return CoverageOut(
        covered=[one.paragraph.order for one in found.covered],
        open=[one.paragraph.order for one in found.open],
        excused=[one.paragraph.order for one in found.excused],
        loose=[one.uid for one in found.loose],
        unmeasured=[one.title for one in found.unmeasured],
    )


@router.get("/versions/{int:pk}/areas", response=AreasOut)
def areas(request: HttpRequest, pk: int) -> AreasOut:
    """Give the areas and belts of a version."""
    one = queries.version_of(_standing(request), pk)
    return AreasOut(**maps.collection(one, list(one.areas.all())))


@router.post("/versions/{int:pk}/consultations", response=ConsultationOut)
def open_consultation(request: HttpRequest, pk: int, body: ConsultationIn) -> ConsultationOut:
    """Ask units about a version."""
    one = queries.version_of(_standing(request), pk)
    wanted = [unit for unit in body.units if 0 < unit < 2**63]
    units = list(Unit.objects.filter(pk__in=wanted))
    if len(units) != len(set(body.units)):
        raise Unit.DoesNotExist
    return _round_out(actions.open_consultation(act_of(request, ""), one, units, body.due, words=body.words))


@router.post("/versions/{int:pk}/issue", response=DocumentIssueOut)
def issue(request: HttpRequest, pk: int, body: DocumentIssueIn) -> DocumentIssueOut | None:
    """Issue a version under a number."""
    one = queries.version_of(_standing(request), pk)
    numbers = {actions.written_number(number) for number in body.supersedes}
    olds = list(Issue.objects.visible_to(_standing(request)).filter(number__in=numbers))
    if len(olds) != len(numbers):
        raise Issue.DoesNotExist
    values = body.dict(exclude={"supersedes", "reason"})
    return _issue_out(actions.issue_version(act_of(request, body.reason), one, values, olds))


def _round(request: HttpRequest, pk: int) -> Consultation:
    found: Consultation = queries.consultations(_standing(request)).get(pk=pk)
    return found


@router.get("/consultations/{int:pk}", response=ConsultationWhole)
def consultation(request: HttpRequest, pk: int) -> ConsultationWhole:
    """Give a round with the answers and opinions that the reader may see."""
    one = _round(request, pk)
    page = queries.consultation_page(_standing(request), one)
    return ConsultationWhole(
        **_round_out(one).dict(),
        asked=[
            AskedOut(
                id=row.asked.pk, unit=row.asked.unit_id, answer=row.asked.answer, entered_for=row.asked.entered_for
            )
            for row in page.asked
        ],
        opinions=[_opinion_out(row) for row in page.opinions],
    )


@router.post("/consultations/{int:pk}/close", response=ConsultationOut)
def close_consultation(request: HttpRequest, pk: int, body: CloseIn) -> ConsultationOut:
    """Close a round; while units have not answered, with a reason."""
    return _round_out(actions.close_consultation(act_of(request, body.reason), _round(request, pk)))


def _asked(request: HttpRequest, pk: int, asked: int) -> ConsultedUnit:
    return queries.asked_of(_standing(request), pk, asked)


@router.post("/consultations/{int:pk}/units/{int:asked}/opinions", response=OpinionOut)
def add_opinion(request: HttpRequest, pk: int, asked: int, body: OpinionIn) -> OpinionOut:
    """Give an opinion of a unit."""
    one = _asked(request, pk, asked)
    paragraph = None
    if body.paragraph is not None:
        paragraph = Paragraph.objects.get(version=one.consultation.version_id, order=body.paragraph)
    values = {"paragraph": paragraph, "words": body.words, "proposed": body.proposed}
    return _opinion_out(actions.save_opinion(act_of(request, ""), one, None, values))


@router.post("/consultations/{int:pk}/units/{int:asked}/none", response=AskedOut)
def no_opinion(request: HttpRequest, pk: int, asked: int) -> AskedOut:
    """Answer that a unit has no opinion."""
    one = actions.say_no_opinion(act_of(request, ""), _asked(request, pk, asked))
    return AskedOut(id=one.pk, unit=one.unit_id, answer=one.answer, entered_for=one.entered_for)


@router.post("/opinions/{int:pk}/disposition", response=OpinionOut)
def dispose(request: HttpRequest, pk: int, body: DispositionIn) -> OpinionOut:
    """Decide what becomes of an opinion."""
    rows = Opinion.objects.visible_to(_standing(request)).select_related("asked__consultation__version__issue")
    act = act_of(request, body.reason)
    return _opinion_out(actions.dispose_opinions(act, [rows.get(pk=pk)], body.disposition, body.revision)[0])
