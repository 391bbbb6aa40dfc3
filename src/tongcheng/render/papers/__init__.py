"""Office papers (公文) from plain blocks: Word by python-docx, PDF by typst, laid out as GB/T 9704-2012 asks."""

from tongcheng.render.papers.model import (
    Attachment,
    Block,
    Head,
    Heading,
    Note,
    Paper,
    Paragraph,
    Picture,
    Roll,
    Table,
)
from tongcheng.render.papers.pdf import write_pdf
from tongcheng.render.papers.word import write_docx

__all__ = [
    "Attachment",
    "Block",
    "Head",
    "Heading",
    "Note",
    "Paper",
    "Paragraph",
    "Picture",
    "Roll",
    "Table",
    "write_docx",
    "write_pdf",
]
