"""A drawing in a Word paper: Word wants dots, so typst draws them."""

from __future__ import annotations

import io
import struct

import typst
from docx.document import Document as Opened
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm

from tongcheng.render.papers import layout
from tongcheng.render.papers.model import Picture
from tongcheng.render.papers.word_table import area_width

_DRAWN = """
#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: float(sys.inputs.width) * 1mm)
"""


def png_of(svg: str, width: float) -> bytes:
    """Draw an SVG as PNG, ``width`` millimetres wide."""
    made = typst.compile(
        _DRAWN.encode(), format="png", ppi=layout.DOTS, sys_inputs={"svg": svg, "width": f"{width:.1f}"}
    )
    assert isinstance(made, bytes)
    return made


def add_picture(document: Opened, block: Picture) -> None:
    """Add a drawing, as wide as the type area and no higher than it may be."""
    width = area_width(document.sections[-1])
    drawn = png_of(block.svg, width)
    across, down = struct.unpack(">II", drawn[16:24])
    width = min(width, block.height * across / down)
    par = document.add_paragraph()
    par.alignment = WD_ALIGN_PARAGRAPH.CENTER
    # A line of fixed height would cut the picture off.
    par.paragraph_format.line_spacing = 1.0
    shape = par.add_run().add_picture(io.BytesIO(drawn), width=Mm(width))
    shape._inline.docPr.set("descr", block.about)  # noqa: SLF001
