"""Documents: dossiers with versions and paragraphs, consultations with opinions, issues, plan trees and areas.

How they hang together::

    Dossier ── Version (frozen: file, SHA-256, text) ── Paragraph (frozen, ``key`` stable across versions)
                 │                                        ├── ParagraphRow ── lists.Item
                 ├── Consultation ── ConsultedUnit        └── NoRow (this paragraph needs no row)
                 │        └── Opinion (on a paragraph or the whole; disposition)
                 ├── Issue (frozen: number, signer, recipients) ── Ending (superseded or repealed)
                 ├── PlanNode (stage → function → field → task, targets with their indicator)
                 └── Area (frozen: geometry and member counties of areas and belts)
"""

from tongcheng.office.documents.models.consulting import (
    Answer,
    Consultation,
    ConsultationState,
    ConsultedUnit,
    Disposition,
    Opinion,
)
from tongcheng.office.documents.models.dossiers import (
    Dossier,
    DossierKind,
    Paragraph,
    ParagraphKind,
    Reach,
    Reading,
    Version,
)
from tongcheng.office.documents.models.issuing import Ending, Issue
from tongcheng.office.documents.models.planning import (
    Area,
    AreaKind,
    NodeKind,
    NoRow,
    ParagraphRow,
    PlanNode,
)

__all__ = [
    "Answer",
    "Area",
    "AreaKind",
    "Consultation",
    "ConsultationState",
    "ConsultedUnit",
    "Disposition",
    "Dossier",
    "DossierKind",
    "Ending",
    "Issue",
    "NoRow",
    "NodeKind",
    "Opinion",
    "Paragraph",
    "ParagraphKind",
    "ParagraphRow",
    "PlanNode",
    "Reach",
    "Reading",
    "Version",
]
