"""What the API takes and gives."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Field, Schema

_KEY = Field(ge=1, lt=2**63)


class DossierOut(Schema):
    """A document."""

    id: int
    kind: str
    title: str
    unit: int | None
    city: int | None
    visibility: str
    text_known: bool
    synthetic: bool
    revision: int


class DossierIn(Schema):
    """A document to be entered."""

    kind: str
    title: str
    unit: int | None = Field(None, ge=1, lt=2**63)
    city: int | None = Field(None, ge=1, lt=2**63)
    visibility: str = "parties"
    text_known: bool = True
    synthetic: bool = False
    source: str = ""
    remark: str = ""


class DocumentIssueOut(Schema):
    """A number under which a version is issued."""

    number: str
    issuer: str
    signer: str
    main_to: str
    copy_to: str
    issued: date
    in_force: date
    ended: date | None
    superseded_by: str | None


class DocumentVersionOut(Schema):
    """A version; ``issue`` if it is issued."""

    id: int
    dossier: int
    number: int
    label: str
    reading: str
    name: str
    size: int
    sha256: str
    note: str
    made: datetime
    issue: DocumentIssueOut | None


class DossierWhole(DossierOut):
    """A document with the versions that the reader may see."""

    versions: list[DocumentVersionOut]


class ParagraphOut(Schema):
    """A paragraph; ``rows`` are the rows of lists that came of it."""

    order: int
    key: str
    kind: str
    level: int
    table: int | None
    header: bool
    cells: list[str]
    text: str
    rows: list[UUID]


class DocumentVersionWhole(DocumentVersionOut):
    """A version with its text."""

    paragraphs: list[ParagraphOut]


class PieceOut(Schema):
    """Words that stayed (same), went (del) or came (ins)."""

    op: str
    words: str


class RedlineOut(Schema):
    """A paragraph of a comparison."""

    change: str
    old: int | None
    new: int | None
    pieces: list[PieceOut]


class ConsultationIn(Schema):
    """Whom to ask, until when."""

    units: list[int] = Field(max_length=500)
    due: date
    words: str = ""


class ConsultationOut(Schema):
    """A round of consultation."""

    id: int
    version: int
    number: int
    opened: date
    due: date
    state: str


class AskedOut(Schema):
    """An asked unit."""

    id: int
    unit: int
    answer: str
    entered_for: bool


class OpinionOut(Schema):
    """An opinion; ``paragraph`` is its number in the version, or none for the whole."""

    id: int
    asked: int
    number: int
    paragraph: int | None
    words: str
    proposed: str
    disposition: str
    reason: str
    revision: int


class ConsultationWhole(ConsultationOut):
    """A round with answers and opinions."""

    asked: list[AskedOut]
    opinions: list[OpinionOut]


class OpinionIn(Schema):
    """An opinion to be given; ``paragraph`` is its number in the version."""

    words: str
    proposed: str = ""
    paragraph: int | None = Field(None, ge=1, lt=2**31)


class DispositionIn(Schema):
    """What becomes of an opinion: accepted, partly, not."""

    disposition: str
    reason: str = ""
    revision: int | None = Field(None, ge=1, lt=2**63)


class CloseIn(Schema):
    """Why a round is closed while units have not answered."""

    reason: str = ""


class DocumentIssueIn(Schema):
    """Number, signer and recipients; ``supersedes`` are numbers of documents in force."""

    number: str
    issuer: str
    signer: str
    main_to: str
    copy_to: str = ""
    issued: date
    in_force: date | None = None
    supersedes: list[str] = Field(default_factory=list, max_length=50)
    reason: str = ""


class CoverageOut(Schema):
    """Paragraph numbers with rows, without, and needing none; rows without a paragraph; targets not measurable."""

    covered: list[int]
    open: list[int]
    excused: list[int]
    loose: list[UUID]
    unmeasured: list[str]


class AreasOut(Schema):
    """Areas and belts as a GeoJSON FeatureCollection."""

    type: str
    version: int
    sha256: str
    synthetic: bool
    features: list[dict[str, Any]]
