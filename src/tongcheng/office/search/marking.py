"""Show where the words stand: a title or a stretch of a text in pieces, those that were found marked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from tongcheng.office.search.folding import Term, fold

#: Characters of a stretch, and how many stand before the first word found.
STRETCH, BEFORE = 90, 24


class Piece(NamedTuple):
    """A stretch of text; ``hit`` if it is what was looked for."""

    text: str
    hit: bool


def marked(text: str, terms: Sequence[Term]) -> list[Piece]:
    """Give a text in pieces.

    Examples
    --------
    >>> from tongcheng.office.search.folding import terms
    >>> marked("打通斷頭路", terms("断头路"))
    [Piece(text='打通', hit=False), Piece(text='斷頭路', hit=True)]
    """
    pieces, at = [], 0
    for first, last in _places(text, terms):
        if first > at:
            pieces.append(Piece(text[at:first], hit=False))
        pieces.append(Piece(text[first:last], hit=True))
        at = last
    if at < len(text):
        pieces.append(Piece(text[at:], hit=False))
    return pieces


def stretch(text: str, terms: Sequence[Term]) -> list[Piece]:
    """Give the stretch of a text around the first word found, in pieces; nothing if none stands in it."""
    places = _places(text, terms)
    if not places:
        return []
    flat = text.replace("\n", " ")
    start = max(places[0][0] - BEFORE, 0)
    end = min(max(start + STRETCH, places[0][1]), len(flat))
    pieces = marked(flat[start:end], terms)
    if start:
        pieces.insert(0, Piece("…", hit=False))
    return pieces + ([Piece("…", hit=False)] if end < len(flat) else [])


def _places(text: str, terms: Sequence[Term]) -> list[tuple[int, int]]:
    """Give where terms stand, in order, without overlaps."""
    if not terms:
        return []
    pattern = "|".join(sorted((term.pattern() for term in terms), key=len, reverse=True))
    return [match.span() for match in re.finditer(pattern, fold(text)) if match.end() > match.start()]
