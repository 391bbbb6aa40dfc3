"""What every row of a table is: data, or a heading of a group, a total, a note, a header that stands again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Literal

from tongcheng.office.sheets.reading.layout import Layout
from tongcheng.region.importing.cells import plain
from tongcheng.region.importing.sheets import Content, Sheet
from tongcheng.region.importing.xlsx import Cell

NoteKind = Literal["title", "group", "total", "note", "header", "numbers"]

_NOTE = re.compile(
    r"^\s*([*＊※]|(附?注|备注|说明|填表说明|填报说明|数据来源|资料来源|来源|制表|审核|复核|联系|单位负责人|填表人|填报人|填报单位|"
    r"报送单位|负责人|notes?|sources?)\s*\d*\s*(\(.*?\))?\s*[:：])",
    re.IGNORECASE,
)
_NUMBERED_NOTE = re.compile(r"^\s*\d+\s*[.、．）)]\s*\S{6,}")
_TOTAL = re.compile(
    r"^(.{0,14}[、：:\s])?(合计|总计|共计|小计|总合计|累计合计|[Tt]otal|TOTAL)(\(.*\))?[:：]?$|^.{1,12}小计(\(.*\))?$"
)
_GROUP = re.compile(
    r"^(第?[一二三四五六七八九十百]+[、.．章节类部]|\([一二三四五六七八九十]+\)|第[一二三四五六七八九十]+(章|部分|类)|[ⅠⅡⅢⅣⅤ]+[、.])"
)
_SAME_AS_ABOVE = {"同上", "〃", "″", "同前"}
_SUBGROUP = re.compile(r"^\([一二三四五六七八九十]+\)")
_HAN_NUMBER = re.compile(r"^(\()?[一二三四五六七八九十]+(\))?[、.]?$")
_COLUMN_NUMBERS = re.compile(r"^([0-9]{1,2}|[甲乙丙丁戊]|栏次|列次|\([0-9]{1,2}\)|[0-9]{1,2}=.*)$")
_LONGEST_GROUP = 160
_LONGEST_TOTAL = 24
_MOST_NOTE_CELLS = 4


class Rows:
    """The rows of one sheet below its header, each with what it is."""

    def __init__(self, sheet: Sheet, layout: Layout) -> None:
        self.sheet, self.layout = sheet, layout
        self.first = layout.last + 1
        self.mapped = [one for one in layout.columns if one.identifier]
        self.texts = [[plain(cell) for cell in row] for row in sheet.rows]
        self.merged, self.starts = _merged_down(sheet, self.first)
        self.width = len(layout.columns)
        self.codes = [one.index for one in self.mapped if one.identifier == "code"]
        self.names = [one.index for one in self.mapped if one.identifier in ("title", "content")]
        self.wide = {start[0] for start, end in sheet.merged if end[1] > start[1] and start[0] >= self.first}
        self.arabic = self._numbered_in_arabic()
        self.end = self._end()

    def cells(self, row: int) -> dict[int, str]:
        """Give the filled cells of a row by column."""
        return {column: text for column, text in enumerate(self.texts[row]) if text}

    def filled(self, row: int) -> bool:
        """Say whether anything stands in a row, be it an error."""
        return any(self.texts[row]) or any((row, one.index) in self.sheet.void for one in self.mapped)

    def content(self, row: int, column: int) -> Content:
        """Give a cell; what is merged over several rows counts for each, 同上 for what stands above."""
        if (row, column) in self.merged:
            return self.merged[row, column]
        content = self.sheet.at(row, column)
        if isinstance(content, str) and content.strip() in _SAME_AS_ABOVE:
            for above in range(row - 1, self.first - 1, -1):
                if str(self.sheet.at(above, column) or "").strip() not in ("", *_SAME_AS_ABOVE):
                    return self.sheet.at(above, column)
        return content

    def continues(self, row: int) -> int | None:
        """Give the first row of the record that a row belongs to: its number and name are merged with it."""
        starts = {self.starts.get((row, place)) for place in [*self.codes, *self.names[:1]]}
        start = starts.pop() if len(starts) == 1 else None
        return start if start is not None and start < row else None

    def heading(self, row: int) -> str:
        """Give the words of a group's row; a number of its own column is put before them."""
        words = [text for text in self.texts[row] if text]
        title = words[0]
        if _HAN_NUMBER.match(neat(title)) and len(words) > 1:
            number = neat(title).rstrip("、.")
            title = f"{number}{'' if number.startswith('(') else '、'}{words[1]}"
        return re.sub(r"\s*\n\s*", "", title)[:_LONGEST_GROUP]

    def kind(self, row: int) -> NoteKind | None:
        """Say what a row is; ``None`` for data."""
        cells = self.cells(row)
        if row >= self.end:
            return "note"
        if self._is_header_again(cells):
            return "header"
        if self._are_numbers_of_columns(cells):
            return "numbers"
        if self._is_total(row, cells):
            return "total"
        if self._is_note(cells):
            return "note"
        return "group" if self._is_group(row, cells) else None

    def _identified(self, cells: Mapping[int, str]) -> bool:
        return any(place in cells for place in self.codes) and any(place in cells for place in self.names)

    def _is_note(self, cells: Mapping[int, str]) -> bool:
        first = neat(next(iter(cells.values()), ""))
        return (
            len(set(cells.values())) <= _MOST_NOTE_CELLS and bool(_NOTE.match(first)) and not self._identified(cells)
        )

    def _is_header_again(self, cells: Mapping[int, str]) -> bool:
        """Tell a header that stands again, as on every printed page; the second of two rows of a header too."""
        same = 0
        for column, text in cells.items():
            parts = (
                {neat(part) for part in self.layout.columns[column].header.split("/")} if column < self.width else ()
            )
            same += neat("".join(text.split())) in parts or neat(text) in parts
        return same > 1 and same > len(cells) / 2

    def _are_numbers_of_columns(self, cells: Mapping[int, str]) -> bool:
        """Tell the row 甲 乙 1 2 3 that some forms have under the header."""
        texts = [neat(text) for text in cells.values()]
        if len(texts) < max(3, len(self.mapped) / 2) or not all(_COLUMN_NUMBERS.match(text) for text in texts):
            return False
        numbers = [int(found[0]) for text in texts if (found := re.search(r"\d+", text))]
        return len(numbers) > 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))

    def _is_total(self, row: int, cells: Mapping[int, str]) -> bool:
        """Tell a total by its words in the columns of number and name, or left of them."""
        places = [*self.codes, *self.names] or [0, 1]
        seen = [neat(text) for column, text in cells.items() if column <= max(places)]
        seen += [neat(str(self.merged[row, place] or "")) for place in places if (row, place) in self.merged]
        if not any(_TOTAL.match("".join(text.split())) for text in seen if len(text) <= _LONGEST_TOTAL):
            return False
        return not any(neat(cells.get(place)).isdigit() for place in self.codes)

    def _is_group(self, row: int, cells: Mapping[int, str]) -> bool:
        """Tell a heading: alone in its row and said like one, merged over columns, or 一 where rows count 1, 2, 3."""
        first = neat(next(iter(cells.values()), ""))
        if len(set(cells.values())) == 1:
            only = next(iter(cells))
            if len(self.mapped) <= 2 and not _GROUP.match(first):
                return False
            aside = only not in self.names and only in (*self.codes, 0) and not re.match(r"^[\d.\-]+$", first)
            return len(first) <= _LONGEST_GROUP and (bool(_GROUP.match(first)) or row in self.wide or aside)
        code = next((neat(cells[place]) for place in self.codes if place in cells), "")
        if self.arabic and code and _HAN_NUMBER.match(code):
            return True
        named = any(place in cells for place in self.names)
        return bool(code) and len(code) > 3 and bool(_GROUP.match(code)) and not named

    def _numbered_in_arabic(self) -> bool:
        places = self.codes[:1]
        return any(
            re.match(r"^\d+", neat(row[place]))
            for row in self.texts[self.first :]
            for place in places
            if place < len(row)
        )

    def _end(self) -> int:
        """Give the row after the last record: below it stand notes and signatures."""
        row = len(self.texts)
        while row > self.first:
            cells = self.cells(row - 1)
            if cells and not self._is_note(cells) and not self._is_line_of_text(cells):
                break
            row -= 1
        return row

    def _is_line_of_text(self, cells: Mapping[int, str]) -> bool:
        """Tell a line under the table by its single text, which is neither number nor name of a row."""
        if len(set(cells.values())) != 1 or len(self.mapped) <= 2:
            return False
        only, text = next(iter(cells)), neat(next(iter(cells.values())))
        if _TOTAL.match("".join(text.split())):
            return False
        return bool(_NUMBERED_NOTE.match(text)) or (only not in self.names and not text.isdigit())


def is_below(heading: str) -> bool:
    """Say whether a heading stands below another: （一） below 一、."""
    return bool(_SUBGROUP.match(neat(heading)))


def neat(words: str | None) -> str:
    """Write words without differences of width."""
    return unicodedata.normalize("NFKC", words or "").strip()


def _merged_down(sheet: Sheet, first: int) -> tuple[dict[Cell, Content], dict[Cell, int]]:
    """Give content and first row of every cell of ranges merged over several rows of data."""
    contents: dict[Cell, Content] = {}
    starts: dict[Cell, int] = {}
    for start, end in sheet.merged:
        if not (first <= start[0] < len(sheet.rows) and end[0] > start[0]):
            continue
        for row in range(start[0], min(end[0] + 1, len(sheet.rows))):
            contents[row, start[1]] = sheet.at(*start)
            starts[row, start[1]] = start[0]
    return contents, starts
