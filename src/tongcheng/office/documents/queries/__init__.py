"""What is read of documents."""

from tongcheng.office.documents.queries.consulting import (
    AskedShown,
    ConsultationPage,
    adoption_table,
    asked_of,
    consultation_page,
    consultations,
    opinions_of,
)
from tongcheng.office.documents.queries.coverage import Coverage, NodeShown, RowShown, coverage_of, tree_of
from tongcheng.office.documents.queries.dossiers import (
    DossierPage,
    ReaderLine,
    ReaderPage,
    dossier_page,
    dossiers,
    issues,
    reader_page,
    redline_of,
    rows_of_paragraphs,
    version_of,
    versions_of,
)

__all__ = [
    "AskedShown",
    "ConsultationPage",
    "Coverage",
    "DossierPage",
    "NodeShown",
    "ReaderLine",
    "ReaderPage",
    "RowShown",
    "adoption_table",
    "asked_of",
    "consultation_page",
    "consultations",
    "coverage_of",
    "dossier_page",
    "dossiers",
    "issues",
    "opinions_of",
    "reader_page",
    "redline_of",
    "rows_of_paragraphs",
    "tree_of",
    "version_of",
    "versions_of",
]
