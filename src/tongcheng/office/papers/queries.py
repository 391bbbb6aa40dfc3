"""What the pages of papers read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tongcheng.errors import Problem
from tongcheng.office.papers.building import Files, files_of, paper_of
from tongcheng.office.papers.checks import check_paper
from tongcheng.office.papers.models import Draft, Issued, PaperState, Section
from tongcheng.office.people.standing import Standing


def papers(standing: Standing, kind: str = "", state: str = "") -> Any:
    """Give the papers that a reader may see, the newest first."""
    rows = Draft.objects.visible_to(standing).select_related("maker", "unit", "period")
    if kind:
        rows = rows.filter(kind=kind)
    return rows.filter(state=state) if state else rows.exclude(state=PaperState.DISCARDED)


@dataclass(frozen=True)
class PaperPage:
    """All that a paper's page shows; ``problems`` keep it from being issued."""

    draft: Draft
    sections: list[Section]
    issued: Issued | None
    pages: int
    problems: tuple[Problem, ...]


def paper_page(standing: Standing, pk: int) -> PaperPage:
    """Give what a paper's page shows.

    Raises
    ------
    Draft.DoesNotExist
        If there is none, or the reader may not know.
    """
    draft = Draft.objects.visible_to(standing).select_related("unit", "period", "maker").get(pk=pk)
    sections = list(draft.sections.all())
    issued = Issued.objects.filter(draft=draft).defer("docx", "pdf").select_related("issuer").first()
    if issued is not None:
        return PaperPage(draft, sections, issued, issued.pages, ())
    files = preview(draft, sections)
    return PaperPage(draft, sections, None, files.pages, check_paper(draft, sections, files.pages, draft.as_of))


def preview(draft: Draft, sections: list[Section]) -> Files:
    """Write a draft as it would be issued on the day of its data; the copy says that it is a draft."""
    return files_of(paper_of(draft, sections))


def file_of(draft: Draft, ending: str) -> bytes:
    """Give a paper's file: the one that went out, or the draft as it is now."""
    issued = Issued.objects.filter(draft=draft).first()
    if issued is not None:
        return bytes(issued.pdf if ending == "pdf" else issued.docx)
    files = preview(draft, list(draft.sections.all()))
    return files.pdf if ending == "pdf" else files.docx
