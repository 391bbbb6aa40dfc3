"""Words of documents: where a row came from, how a paragraph is cited."""

from __future__ import annotations

from tongcheng.office.documents.models import Paragraph


def cited(paragraph: Paragraph) -> str:
    """Cite a paragraph: title, number or version, place, first words; its version and dossier were selected."""
    version = paragraph.version
    issue = getattr(version, "issue", None)
    under = f"（{issue.number}）" if issue is not None else f"（{version.label or f'第{version.number}版'}）"
    what = f"表{paragraph.table}" if paragraph.table else f"第{paragraph.order}段"
    return f"《{version.dossier.title}》{under}{what}"


def origin_of(paragraph: Paragraph) -> str:
    """Write where a row came from, as its list keeps it."""
    words = paragraph.text.replace("\t", " ").replace("\n", " ")
    whole = f"{cited(paragraph)}：{words}"
    return whole if len(whole) <= 300 else f"{whole[:299]}…"
