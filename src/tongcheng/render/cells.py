"""Words that go into a cell of a spreadsheet: no formulas, no characters that a workbook cannot hold."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?%?$")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")

#: What a cell of a workbook can hold.
LONGEST_CELL = 32_767


def harmless(words: str) -> str:
    r"""Give words that no spreadsheet takes for a formula.

    A spreadsheet runs what begins with ``= + - @``; such words get an apostrophe in front, which Excel takes to mean
    "text". A lone sign and a plain number stay as they are.

    Examples
    --------
    >>> harmless('=HYPERLINK("x")'), harmless("-3.5"), harmless("-"), harmless("+86 28")
    ('\'=HYPERLINK("x")', '-3.5', '-', "'+86 28")
    """
    words = _CONTROL.sub("", words)[:LONGEST_CELL]
    begins = words.lstrip(" \t\r\n\u00a0\u3000")[:1]
    if begins in ("=", "+", "-", "@", "＝", "＋", "－", "＠") and begins and len(words.strip()) > 1:
        return words if _NUMBER.match(words) else "'" + words
    return "'" + words if words[:1] in ("\t", "\r") else words


def unescaped(words: str) -> str:
    r"""Give the words that :func:`harmless` made harmless, for whoever reads a workbook back.

    Examples
    --------
    >>> unescaped(harmless("=1+1")), unescaped(harmless("+86 28")), unescaped("'tis")
    ('=1+1', '+86 28', "'tis")
    """
    return words[1:] if words[:1] == "'" and harmless(words[1:]) == words else words
