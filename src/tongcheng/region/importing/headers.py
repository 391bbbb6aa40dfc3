"""Which column of a sheet is which attribute of a table, and in which unit its numbers stand.

Headers are matched by the attribute's name, its labels and the usual Chinese synonyms (``tables/headers.csv``),
without regard to width, case, blanks and what stands in brackets. Brackets may hold a unit or a datum.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from tongcheng.errors import InputError
from tongcheng.region.datum import Datum
from tongcheng.region.importing.cells import plain
from tongcheng.region.importing.sheets import Sheet
from tongcheng.region.importing.units import find_unit
from tongcheng.region.schemas import TableSchema, schemas

_BRACKET = re.compile(r"[(\[{【（]([^)\]}】）]*)[)\]}】）]")
_TAIL_UNIT = re.compile(r"^(.+?)\s*[/:,，：\n ]\s*([^/:,，：\n ]+)$")
_SEARCH_ROWS = 60
_MOST_HEADER_ROWS = 4


@dataclass(frozen=True)
class Header:
    """One header of a sheet, taken apart.

    Parameters
    ----------
    text
        As it stands (rows of a header of several rows joined by ``/``).
    names
        Plain forms under which it may be known, the most exact first.
    brackets
        What stands in brackets or after a stroke: a unit, a datum, a remark.
    """

    text: str
    names: tuple[str, ...]
    brackets: tuple[str, ...] = ()


@dataclass
class Layout:
    """Where the table stands in a sheet.

    Parameters
    ----------
    first_row
        First row of the data, from 0.
    headers
        Header of each column.
    columns
        Column of each attribute that was found.
    twice
        Attributes that more than one column claims, with these columns.
    """

    first_row: int
    headers: list[Header]
    columns: dict[str, int] = field(default_factory=dict)
    twice: dict[str, list[int]] = field(default_factory=dict)


def parse_header(text: str) -> Header:
    """Take a header apart.

    Examples
    --------
    >>> parse_header("人口（万人）")
    Header(text='人口（万人）', names=('人口(万人)', '人口'), brackets=('万人',))
    """
    text = re.sub(r"\s+", " ", text.strip())
    brackets = [part.strip() for part in _BRACKET.findall(text)]
    bare = _BRACKET.sub("", text)
    names = [plain_name(text), plain_name(bare)]
    leaf = bare.split("/")[-1]
    names.append(plain_name(leaf))
    for part in (bare, leaf):
        if (match := _TAIL_UNIT.match(part)) and find_unit(match[2]):
            names.append(plain_name(match[1]))
            brackets.append(match[2])
        elif " " in part:  # 人数 Residents: the label and its translation
            names.extend([plain_name(part.split(" ")[0]), plain_name(part.split(" ", 1)[1])])
    unique = tuple(dict.fromkeys(name for name in names if name))
    return Header(text, unique, tuple(brackets))


def plain_name(text: str) -> str:
    """Write a header so that it can be compared: no width, case, blanks, strokes, stars."""
    return re.sub(r"[\s_\-*＊:：.。、]", "", unicodedata.normalize("NFKC", text).lower())


def unit_words(header: Header) -> str:
    """Give the unit that a header states, empty if none: known units, and anything that begins like one (万户)."""
    for words in header.brackets:
        if find_unit(words) or re.match(r"^[十百千万亿]+\S{1,3}$", words):
            return words
    return ""


def datum_of(header: Header) -> Datum | None:
    """Give the datum that a header states: 经度（GCJ-02）, lon_wgs84, lng_bd09."""
    text = header.text.upper()
    if not re.search(r"GCJ|BD-?0?9|WGS|CGCS|火星|高德|百度", text):
        return None
    for words in (*header.brackets, text):
        try:
            return Datum.parse(words)
        except InputError:
            continue
    match = re.search(r"GCJ-?_?02|BD-?_?09|WGS-?_?84|CGCS-?_?2000", text)
    return Datum.parse(match[0]) if match else None


def find_layout(
    sheet: Sheet, schema: TableSchema, wanted: Mapping[str, str], *, header_rows: tuple[int, ...] = ()
) -> Layout | None:
    """Find the header of a sheet and the attributes of its columns.

    Parameters
    ----------
    sheet
        The sheet.
    schema
        Table that it is read as.
    wanted
        Header of an attribute where a mapping file names it.
    header_rows
        Rows of the header (from 1) where a mapping file gives them.

    Returns
    -------
    Layout or None
        None if no row holds a known header.
    """
    if header_rows:
        rows = [row - 1 for row in header_rows]
        return _layout(sheet, schema, wanted, rows) if max(rows) < len(sheet.rows) else None
    best: Layout | None = None
    for row in range(min(len(sheet.rows), _SEARCH_ROWS)):
        if all(plain(cell) is None for cell in sheet.rows[row]):
            continue
        layout = _layout(sheet, schema, wanted, _rows_of_header(sheet, row))
        if layout.columns and (best is None or len(layout.columns) > len(best.columns)):
            best = layout
    return best


@cache
def known_names(table: str) -> dict[str, str]:
    """Give the attribute of every plain header that a table knows; the most particular names win.

    Examples
    --------
    >>> known_names("residents")["网格代码"], known_names("counties")["区划代码"]
    ('zone', 'county')
    """
    schema = schemas()[table]
    names: dict[str, str] = {}
    for item in schema.attributes:  # a reference is also known by the names of the key that it points to
        if item.kind == "ref" and item.references:
            key = schemas()[item.references].attributes[0]
            for header in (*key.label, key.name, *_synonyms(item.references, key.name)):
                names.setdefault(plain_name(header), item.name)
    for item in schema.attributes:
        for header in _synonyms("", item.name):
            names[plain_name(header)] = item.name
    for item in schema.attributes:
        for header in _synonyms(table, item.name):
            names[plain_name(header)] = item.name
    for item in schema.attributes:
        for header in (item.label.en, item.label.zh, item.name):
            names[plain_name(header)] = item.name
    return names


def match_headers(texts: Sequence[str], schema: TableSchema, wanted: Mapping[str, str], *, first_row: int) -> Layout:
    """Match a row of headers with the attributes of a table.

    Parameters
    ----------
    texts
        Header of each column.
    schema, wanted
        Table, and the header of an attribute where a mapping file names it.
    first_row
        First row of the data, from 0.
    """
    headers = [parse_header(text) for text in texts]
    layout = Layout(first_row, headers)
    asked: dict[str, list[str]] = {}
    for ours, theirs in wanted.items():  # two attributes may come from one column
        asked.setdefault(plain_name(theirs), []).append(ours)
    known = {name: [ours] for name, ours in known_names(schema.name).items() if ours not in wanted}
    claims: dict[str, list[tuple[int, int]]] = {}
    for column, header in enumerate(headers):
        for ours, rank in _claims(header, asked, known):
            claims.setdefault(ours, []).append((rank, column))
    for attribute, claimed in claims.items():
        best = min(rank for rank, _ in claimed)
        columns = [column for rank, column in claimed if rank == best]
        layout.columns[attribute] = columns[0]
        if len(columns) > 1:
            layout.twice[attribute] = columns
    return layout


def _layout(sheet: Sheet, schema: TableSchema, wanted: Mapping[str, str], rows: list[int]) -> Layout:
    return match_headers(_header_texts(sheet, rows), schema, wanted, first_row=max(rows) + 1)


def _claims(header: Header, asked: Mapping[str, list[str]], known: Mapping[str, list[str]]) -> list[tuple[str, int]]:
    """Give the attributes of a header and how far the form that matched is from the whole header."""
    for names in (asked, known):
        for rank, name in enumerate(header.names):
            if name in names:
                return [(ours, rank) for ours in names[name]]
    return []


def _rows_of_header(sheet: Sheet, row: int) -> list[int]:
    """Give the rows of a header whose first row has cells merged downwards."""
    last = max((end[0] for start, end in sheet.merged if start[0] == row), default=row)
    return list(range(row, min(last, row + _MOST_HEADER_ROWS - 1, len(sheet.rows) - 1) + 1))


def _header_texts(sheet: Sheet, rows: list[int]) -> list[str]:
    width = max(len(sheet.rows[row]) for row in rows)
    spread = {
        (row, column): plain(sheet.at(*start))
        for start, end in sheet.merged
        for row in range(start[0], end[0] + 1)
        for column in range(start[1], end[1] + 1)
        if row in rows and start[0] in rows
    }
    texts = []
    for column in range(width):
        parts = [spread.get((row, column), plain(sheet.at(row, column))) for row in rows]
        texts.append("/".join(dict.fromkeys(part for part in parts if part)))
    return texts


def _synonyms(table: str, attribute: str) -> list[str]:
    return _all_synonyms().get((table, attribute), [])


@cache
def _all_synonyms() -> dict[tuple[str, str], list[str]]:
    text = files("tongcheng.region").joinpath("tables/headers.csv").read_text(encoding="utf-8")
    synonyms: dict[tuple[str, str], list[str]] = {}
    for row in csv.DictReader(text.splitlines()):
        synonyms.setdefault((row["table"], row["attribute"]), []).append(row["header"])
    return synonyms
