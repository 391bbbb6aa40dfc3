"""What a page, a sheet or a paper is made of: plain blocks with texts in both languages and rows of plain values.

``runs/`` and ``office/`` make blocks; the writers of this room turn the same blocks into HTML, Excel, Word, PDF
and SVG. No block computes anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import shapely

from tongcheng.language import NOTHING, Text

Value = Text | str | int | float | bool | None


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Parameters
    ----------
    key
        Key of the value in each row.
    label
        Header.
    unit
        Unit shown under the header, empty for words.
    decimals
        Decimals of a number; None for words. One rule per column.
    low, high
        Keys of the range of a modelled number; printed beside it where a row holds both.
    """

    key: str
    label: Text
    unit: Text = NOTHING
    decimals: int | None = None
    low: str = ""
    high: str = ""


@dataclass(frozen=True)
class Table:
    """A sortable table with its note.

    Parameters
    ----------
    title
        What it shows.
    columns, rows
        Columns in order; one mapping per row. Missing or NaN values print as ``—``.
    note
        The 注 under the table: basis, year, source, what is counted twice.
    total
        Row printed last in bold and not sorted, if any.
    sheet
        Short name of its sheet in a workbook; tables without it are not written there.
    """

    title: Text
    columns: Sequence[Column]
    rows: Sequence[Mapping[str, Value]]
    note: Text = NOTHING
    total: Mapping[str, Value] | None = None
    sheet: Text | None = None


@dataclass(frozen=True)
class Layer:
    """Shapes of one kind on a map, in WGS84.

    Parameters
    ----------
    name
        For the legend.
    shapes
        Points, lines or polygons.
    kind
        ``outline`` (thin lines and names), ``fill`` (coloured by ``values``), ``line`` or ``point``.
    labels
        Name beside each shape, in both languages; fewer are drawn where they would overlap.
    values
        One number per shape for a coloured layer; NaN is drawn hatched as "no value".
    unit
        Unit of the values.
    scheme
        ``sequential`` (light to dark = little to much) or ``diverging`` (white at zero).
    color
        Colour of a layer without values.
    limits
        Limits between the classes of a sequential layer, for maps that must compare; magnitudes on either side of
        zero for a diverging one. Empty: quantiles, rounded.
    width, radius
        Width of lines and radius of points in pixels; 0 leaves it to the writer.
    """

    name: Text
    shapes: Sequence[shapely.Geometry]
    kind: Literal["outline", "fill", "line", "point"]
    labels: Sequence[Text] = ()
    values: Sequence[float] | None = None
    unit: Text = NOTHING
    scheme: Literal["sequential", "diverging"] = "sequential"
    color: str = "#555555"
    limits: Sequence[float] = ()
    width: float = 0.0
    radius: float = 0.0


@dataclass(frozen=True)
class Map:
    """A quiet map: outlines, names, the layer in question; marked schematic, and synthetic where it is.

    ``window`` (west, south, east, north) shows a part of it; without one, all shapes are seen.
    """

    title: Text
    layers: Sequence[Layer]
    note: Text = NOTHING
    synthetic: bool = False
    window: tuple[float, float, float, float] | None = None


@dataclass(frozen=True)
class Series:
    """One named line or set of bars of a chart."""

    name: Text
    values: Sequence[float]
    low: Sequence[float] | None = None
    high: Sequence[float] | None = None


@dataclass(frozen=True)
class Chart:
    """A bar or line chart with one value axis.

    Parameters
    ----------
    title, note
        What it shows; basis, year and source under it.
    kind
        ``bar`` (horizontal, grouped) or ``line``.
    categories
        Label of each position.
    series
        One number per category each, with ranges where modelled.
    unit
        Unit of the value axis.
    synthetic
        Marked inside the picture if so.
    """

    title: Text
    kind: Literal["bar", "line"]
    categories: Sequence[Text]
    series: Sequence[Series]
    unit: Text
    note: Text = NOTHING
    synthetic: bool = False


@dataclass(frozen=True)
class Bar:
    """One row of a Gantt chart; quarters are counted from year 0: ``4 * year`` and 0 to 3, both ends included.

    Parameters
    ----------
    key, name
        Id, for what depends on it, and name.
    group
        Heading under which it stands.
    start, finish
        Current dates; None where there are none: then ``span`` is hatched.
    original_start, original_finish
        Dates as they were first set.
    span
        First and last quarter in which it can lie at all.
    after
        Keys of the rows that have to be finished before.
    tight
        Whether any delay of it delays more.
    flag
        What is not as it was, in words.
    """

    key: str
    name: Text
    group: Text
    start: int | None = None
    finish: int | None = None
    original_start: int | None = None
    original_finish: int | None = None
    span: tuple[int, int] | None = None
    after: Sequence[str] = ()
    tight: bool = False
    flag: Text = NOTHING


@dataclass(frozen=True)
class Gantt:
    """A Gantt chart by quarter: original dates hollow, current ones solid, today's line.

    Parameters
    ----------
    title, note
        What it shows; basis and date under it.
    bars
        Rows in order; those of one group follow each other.
    today
        Position of today in quarters, e.g. ``4 * 2022 + 2.99`` for the end of September 2022.
    today_label
        Its date.
    bands
        Named stretches of time above the years: name, first and last quarter.
    synthetic
        Marked inside the picture if so.
    under
        Unit and date under the title.
    """

    title: Text
    bars: Sequence[Bar]
    today: float
    today_label: Text
    bands: Sequence[tuple[Text, int, int]] = ()
    note: Text = NOTHING
    synthetic: bool = False
    under: Text = NOTHING


@dataclass(frozen=True)
class Words:
    """A paragraph, or a list of points."""

    lines: Sequence[Text]
    points: bool = False


Block = Table | Map | Chart | Gantt | Words


@dataclass(frozen=True)
class Section:
    """A part of a report: its heading, the sentence that says what it shows, its blocks."""

    key: str
    title: Text
    sentence: Text
    blocks: Sequence[Block] = ()


@dataclass(frozen=True)
class Report:
    """A whole report.

    Parameters
    ----------
    title
        Title.
    conclusion
        The sentence that somebody reads who reads one sentence.
    as_of
        Date the data stand at, in words.
    sections
        Parts in order.
    synthetic
        True for a fictional circle: every page, sheet and picture is marked.
    colophon
        Name and value of what stands at the end: version, licences, sources.
    """

    title: Text
    conclusion: Text
    as_of: Text
    sections: Sequence[Section]
    synthetic: bool = False
    colophon: Sequence[tuple[Text, Text]] = field(default_factory=tuple)

    def tables(self) -> list[Table]:
        """Give the tables that go into a workbook, in order."""
        blocks: list[Any] = [block for section in self.sections for block in section.blocks]
        return [block for block in blocks if isinstance(block, Table) and block.sheet is not None]
