"""A hand-written table beside this file names the cell it was read from; here the cell is looked up and compared."""

from __future__ import annotations

from chengdu.raw import FIRST_ROW, Row, domain
from chengdu.sources import Sources

_SOURCE_COLUMNS = {"counties": "source_pop"}


def cited(row: Row) -> Row:
    """Give the raw row that a guide row names by ``file``, ``row`` and, where given, ``key``.

    Raises
    ------
    ValueError
        If the phrase does not stand in that cell: the guide then says something that the source does not.
    """
    found = domain(row["file"])[int(row["row"]) - FIRST_ROW]
    place = f"{row['file']}.csv row {row['row']} column {row['column']}"
    if row.get("key") and next(iter(found.values())) != row["key"]:
        raise ValueError(f"{place} is about {next(iter(found.values()))}, not {row['key']}")
    if row["phrase"] not in found[row["column"]]:
        raise ValueError(f"{place} says {found[row['column']]!r}, not {row['phrase']!r}")
    return found


def proved(row: Row, sources: Sources, about: str) -> str:
    """Give the source of the raw row that a guide row names, after comparing the phrase."""
    found = cited(row)
    return sources.page(found[_SOURCE_COLUMNS.get(row["file"], "source")], found.get("source_date", ""), about=about)
