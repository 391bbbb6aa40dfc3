"""Where the table stands in a sheet: its header of one to four rows, what every column is, what stands above it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from tongcheng.office.sheets.reading.columns import HIDDEN, known, recognise, statement_of_unit
from tongcheng.region.importing.cells import plain
from tongcheng.region.importing.sheets import Sheet
from tongcheng.region.importing.xlsx import column_letters

_SEARCH_ROWS = 40
_MOST_HEADER_ROWS = 4
#: Fewer known columns than this are no table of ours, unless somebody says where the header is.
_FEWEST = 2
_YEAR = re.compile(r"((?:19|20)\d{2})\s*年")
_MONTH = re.compile(r"((?:19|20)\d{2})\s*年\s*(\d{1,2})\s*月(?!底前|末前)")
#: ``单位：万元``, ``填报单位：某局``, ``注：…``: such a cell is said about a table and is no header of a column.
_ABOUT_THE_TABLE = re.compile(
    r"^[(（]?((金额|投资|计量)?单位\s*[:：]?\s*(人民币)?(亿元|万元|千元|元|公里|米|%)|"
    r"((填报|报送|上报|填表|编制|制表|金额|投资|计量)?(单位|部门|人|日期|时间)|截至日期|附?注|备注|说明|填表说明|填报说明)"
    r"(\([^)]*\))?\s*[:：].*\S.*)[)）]?$",
    re.DOTALL,
)
_REPORTING_UNIT = re.compile(r"(?:填报|报送|上报|填表)(?:单位|部门)(?:[（(][^)）]*[)）])?\s*[:：]\s*([^\s:：]{2,40})")


@dataclass(frozen=True)
class ReadColumn:
    """A column of the sheet and what it is taken for.

    Parameters
    ----------
    index
        Place from 0.
    header
        Header as it stands; rows joined by ``/``.
    identifier
        What it is taken for; empty if nothing.
    unit
        Unit of its numbers: stated in the header, else above the table; empty if neither says.
    how
        ``header``, ``marks`` (our own hidden sheet), ``chosen`` (by a person), or ``twice`` (another column has it).
    """

    index: int
    header: str
    identifier: str = ""
    unit: str = ""
    how: str = ""

    @property
    def letters(self) -> str:
        """Give the column's letters."""
        return column_letters(self.index)


@dataclass
class Above:
    """What the lines above a table say."""

    lines: list[tuple[int, str]] = field(default_factory=list)
    unit: str = ""
    year: int | None = None
    month: tuple[int, int] | None = None
    reporting_unit: str = ""


@dataclass
class Layout:
    """Header rows (from 0, both inclusive), columns, and what stands above."""

    first: int
    last: int
    columns: list[ReadColumn]
    above: Above

    @property
    def mapped(self) -> dict[str, ReadColumn]:
        """Give the column of every identifier."""
        return {one.identifier: one for one in self.columns if one.identifier}


def find_layout(
    sheet: Sheet,
    *,
    rows: tuple[int, int] | None = None,
    chosen: Mapping[str, str] | None = None,
    letters: Mapping[str, str] | None = None,
    units: Mapping[str, str] | None = None,
) -> Layout | None:
    """Find the header of a sheet.

    Parameters
    ----------
    sheet
        The sheet.
    rows
        First and last row of the header (from 0) if somebody says so.
    chosen
        Identifier by column letters as somebody chose it; empty for a column to be left out.
    letters
        Identifier by column letters as our own marks say; believed only while ``_uid`` stands where they say.
    units
        Unit by column letters as somebody chose it.

    Returns
    -------
    Layout or None
        None if no row looks like a header.
    """
    if rows is not None:
        first, last = rows
        if not 0 <= first <= last < len(sheet.rows) or last - first >= 8:
            return None
    elif (found := _best_rows(sheet)) is not None:
        first, last = found
    else:
        return None
    headers = header_texts(sheet, first, last)
    above = _above(sheet, first)
    above.unit = above.unit or _unit_in_header(sheet, first, last)
    columns = _columns(headers, chosen or {}, _believed(headers, letters or {}))
    columns = [_with_unit(one, above, units or {}) for one in columns]
    return Layout(first, last, columns, above)


def _best_rows(sheet: Sheet) -> tuple[int, int] | None:
    best: tuple[int, int] | None = None
    most = 0.0
    for first in range(min(len(sheet.rows), _SEARCH_ROWS)):
        filled = sum(plain(cell) is not None for cell in sheet.rows[first])
        if filled == 0:
            continue
        for last in range(_least_last(sheet, first), min(first + _MOST_HEADER_ROWS, len(sheet.rows))):
            if not all(_may_be_header(sheet, row) for row in range(first, last + 1)):
                break
            score = _score(header_texts(sheet, first, last)) - 0.1 * (last - first)
            if score > most:
                best, most = (first, last), score
    return best if most >= _FEWEST - 0.5 else None


def _least_last(sheet: Sheet, first: int) -> int:
    """Give the last row of a header at least: cells merged downwards reach that far."""
    reach = max((end[0] for start, end in sheet.merged if start[0] == first), default=first)
    return min(reach, first + _MOST_HEADER_ROWS - 1, len(sheet.rows) - 1)


def _may_be_header(sheet: Sheet, row: int) -> bool:
    """Say whether a row may be a header: it holds words of columns; numbers in it are years at most."""
    words = [unicodedata.normalize("NFKC", text) for cell in sheet.rows[row] if (text := plain(cell))]
    if words and all(_ABOUT_THE_TABLE.match(text) for text in words):
        return False
    numbers = [cell for cell in sheet.rows[row] if isinstance(cell, (int, float)) and not isinstance(cell, bool)]
    return all(1990 <= number <= 2100 for number in numbers)


def _score(headers: list[str]) -> float:
    found: dict[str, int] = {}
    for text in headers:
        if (one := recognise(text)) is not None:
            found[one.identifier] = min(one.rank, found.get(one.identifier, 9))
    kept = [name for name in found if name not in HIDDEN]
    main = any(name in ("title", "code", "content") for name in kept)
    # a column known by its upper row alone counts for less than one known by its own words
    return sum(1 - 0.05 * min(found[name], 4) for name in kept) * (1 if main else 0.6)


def header_texts(sheet: Sheet, first: int, last: int) -> list[str]:
    """Give the header of every column; merged cells count for all they cover, rows are joined by a stroke."""
    rows = range(first, last + 1)
    width = max((len(sheet.rows[row]) for row in rows), default=0)
    grid = {(row, column): plain(sheet.at(row, column)) for row in rows for column in range(width)}
    for start, end in sheet.merged:
        if first <= start[0] <= last:
            words = grid.get(start)
            for row in range(start[0], min(end[0], last) + 1):
                for column in range(start[1], min(end[1], width - 1) + 1):
                    grid[row, column] = words
    _spread_right(grid, first, last, width)
    texts = []
    for column in range(width):
        parts = [_tidy(grid[row, column]) for row in rows]
        texts.append("/".join(dict.fromkeys(part for part in parts if part)))
    return texts


def _tidy(words: str | None) -> str:
    """Take blanks and line breaks out of a Chinese header: 总 投 资 is 总投资."""
    words = unicodedata.normalize("NFC", words or "").replace("\\n", "\n")
    return re.sub(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])", "", words).strip()[:120]


def _spread_right(grid: dict[tuple[int, int], str | None], first: int, last: int, width: int) -> None:
    """Let an upper header reach to its right over cells left blank, as in sheets without merged cells."""
    for row in range(first, last):
        upper: str | None = None
        for column in range(width):
            below = grid[row + 1, column]
            if grid[row, column] is not None:
                upper = grid[row, column] if below is not None else None
            elif below is not None and upper is not None:
                grid[row, column] = upper
            elif below is None:
                upper = None


def _believed(headers: list[str], letters: Mapping[str, str]) -> dict[str, str]:
    """Believe our marks only if the hidden column still stands where they say: nobody moved columns."""
    place = next((letter for letter, name in letters.items() if name == "_uid"), None)
    if place is None:
        return {}
    found = next((column_letters(number) for number, text in enumerate(headers) if text.endswith("_uid")), None)
    return dict(letters) if found == place else {}


def _columns(headers: list[str], chosen: Mapping[str, str], believed: Mapping[str, str]) -> list[ReadColumn]:
    claims: dict[str, tuple[int, int]] = {}
    columns = []
    for index, text in enumerate(headers):
        letter = column_letters(index)
        found = recognise(text)
        unit = found.unit if found is not None else ""
        if letter in chosen:
            identifier = chosen[letter] if known(chosen[letter]) is not None else ""
            rank, how = -2, "chosen"
        elif letter in believed:  # what we print for reading only, such as last time's words, is of no column
            identifier = believed[letter] if known(believed[letter]) is not None else ""
            rank, how = -1, "marks"
        else:
            identifier, rank, how = (found.identifier, found.rank, "header") if found is not None else ("", 9, "")
        columns.append(ReadColumn(index, text, identifier, unit, how))
        if identifier and rank < claims.get(identifier, (9, 0))[0]:
            claims[identifier] = (rank, index)
    columns = [
        one
        if not one.identifier or claims[one.identifier][1] == one.index
        else ReadColumn(one.index, one.header, "", one.unit, "twice")
        for one in columns
    ]
    return _by_company(columns)


def _by_company(columns: list[ReadColumn]) -> list[ReadColumn]:
    """Read 责任单位 as leads alone where supporters have a column of their own."""
    present = {one.identifier for one in columns}
    if "support" not in present or "lead_support" not in present:
        return columns
    instead = "lead" if "lead" not in present else ""
    return [
        ReadColumn(one.index, one.header, instead, one.unit, one.how)
        if one.identifier == "lead_support" and one.how == "header"
        else one
        for one in columns
    ]


def _with_unit(one: ReadColumn, above: Above, units: Mapping[str, str]) -> ReadColumn:
    column = known(one.identifier) if one.identifier else None
    if column is None:
        return one
    unit = units.get(one.letters) or one.unit or (above.unit if column.type == "money" else "")
    return ReadColumn(one.index, one.header, one.identifier, unit, one.how)


def _unit_in_header(sheet: Sheet, first: int, last: int) -> str:
    """Give the unit that a cell between header rows states, where a person took such a row for a header."""
    words = (plain(cell) for row in range(first, last + 1) for cell in sheet.rows[row])
    return next((unit for text in words if text and (unit := statement_of_unit(text))), "")


def _above(sheet: Sheet, first: int) -> Above:
    found = Above()
    for row in range(first):
        words = [text for cell in sheet.rows[row] if (text := plain(cell))]
        if not words:
            continue
        line = "　".join(words)
        found.lines.append((row, line[:200]))
        neat = unicodedata.normalize("NFKC", line)
        found.unit = statement_of_unit(neat) or found.unit
        if found.month is None and (match := _MONTH.search(neat)) and 1 <= int(match[2]) <= 12:
            found.month = (int(match[1]), int(match[2]))
        if found.year is None and (match := _YEAR.search(neat)):
            found.year = int(match[1])
        if not found.reporting_unit and (match := _REPORTING_UNIT.search(neat)):
            found.reporting_unit = match[1]
    return found
