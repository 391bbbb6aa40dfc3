"""How a ledger's sheet prints and which of its cells are locked."""

from __future__ import annotations

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from tongcheng.render.ledger.look import RED
from tongcheng.render.ledger.model import Sheet

_A4, _A3 = 9, 8
#: Wider than this, words on A4 would be smaller than six points: such ledgers are printed on A3, as offices do.
_WIDEST_ON_A4 = 245.0
_MARGINS = (("left", 0.5), ("right", 0.5), ("top", 0.7), ("bottom", 0.65), ("header", 0.3), ("footer", 0.3))


def set_print(sheet: Worksheet, what: Sheet, *, header: tuple[int, int], last_row: int, total_width: float) -> None:
    """Set up landscape, one page wide, header rows repeated, facts and page x of y at the foot."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4 if total_width <= _WIDEST_ON_A4 else _A3
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{header[0]}:{header[1]}"
    sheet.print_area = f"A1:{get_column_letter(len(what.columns))}{last_row}"
    sheet.print_options.horizontalCentered = True
    for side, inches in _MARGINS:
        setattr(sheet.page_margins, side, inches)
    assert sheet.oddHeader is not None
    assert sheet.oddFooter is not None
    sheet.oddFooter.center.text = "— &P / &N —"
    facts = [words.replace("&", "&&") for words in what.facts]
    sheet.oddFooter.left.text = facts[0] if facts else None
    sheet.oddFooter.right.text = "　".join(facts[1:]) or None
    if what.mark:
        sheet.oddHeader.center.text, sheet.oddHeader.center.color = what.mark, RED[2:]


def protect(sheet: Worksheet) -> None:
    """Lock every cell that is not open, without a password; widths, heights and filters stay free."""
    sheet.protection.enable()
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False
    sheet.protection.autoFilter = False
