"""The instruction sheet of a template (填报说明)."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from tongcheng.render.cells import harmless
from tongcheng.render.ledger.look import BODY, TITLE, lines_of

_WIDTH = 74.0


def write_guide(sheet: Worksheet, lines: Sequence[str]) -> None:
    """Write a title and its lines, one page of A4, readable before anything is filled in."""
    sheet.column_dimensions["A"].width = _WIDTH
    for row, words in enumerate(lines, 1):
        there = sheet.cell(row=row, column=1)
        there.value = harmless(words)
        there.font = Font(name=TITLE, size=18) if row == 1 else Font(name=BODY, size=12)
        there.alignment = Alignment(
            horizontal="center" if row == 1 else "left", vertical="center" if row == 1 else "top", wrap_text=True
        )
        # Words of 12 points are a fifth wider than those the width counts in.
        points = 34.0 if row == 1 else 18.5 * lines_of(words, _WIDTH / 1.2) + 5
        sheet.row_dimensions[row].height = min(points, 409)
    sheet.print_area = f"A1:A{len(lines)}"
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.paperSize = 9
    sheet.page_setup.orientation = "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.protection.enable()
