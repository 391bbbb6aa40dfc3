"""Words as they are compared: one form for widths, capitals, and Traditional and Simplified characters.

Every character folds to exactly one, so that a place in the folded text is the same place in the original. Words for
the index are single Han characters and whole Latin words or numbers; what people type is a phrase of them. So a word
of two characters is found, which an index of three-character pieces cannot do.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_HAN = r"\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{_HAN}]|[^\W_{_HAN}]+")
#: A Latin word is found by its beginning from this length on; numbers and line numbers (S3) only whole.
_PREFIX = re.compile(r"[a-z]{3,}")
#: Words of one text that are indexed: the rest of a longer one is not found.
MOST_WORDS = 6000


class _Folding(dict[int, str]):
    """A table for ``str.translate`` that works out a character when it first meets it."""

    def __init__(self) -> None:
        super().__init__()
        self._simplified = _simplified()

    def __missing__(self, code: int) -> str:
        char = chr(code)
        plain = unicodedata.normalize("NFKC", char)
        plain = plain if len(plain) == 1 else char
        low = plain.lower()
        plain = low if len(low) == 1 else plain
        self[code] = folded = self._simplified.get(plain, plain)
        return folded


def _simplified() -> dict[str, str]:
    text = files(__package__).joinpath("traditional.txt").read_text(encoding="utf-8")
    rows = (line for line in text.splitlines() if not line.startswith("#"))
    return {pair[0]: pair[1] for row in rows for pair in row.split()}


@cache
def _folding() -> _Folding:
    return _Folding()


def fold(text: str) -> str:
    """Give a text in the form in which texts are compared, character by character.

    Examples
    --------
    >>> fold("儘快取得實效　Ｓ３線")
    '尽快取得实效 s3线'
    """
    return text.translate(_folding())


def words(text: str) -> list[str]:
    """Give the words of a text as the index holds them.

    Examples
    --------
    >>> words("成資S3線，全长38.7公里")
    ['成', '资', 's3', '线', '全', '长', '38', '7', '公', '里']
    """
    return _WORD.findall(fold(text))


def separated(text: str) -> str:
    """Give the words of a text with a blank between them."""
    return " ".join(words(text)[:MOST_WORDS])


@dataclass(frozen=True)
class Term:
    """One thing that was typed: words that stand one after another; the last may go on if ``prefix``."""

    words: tuple[str, ...]
    prefix: bool

    def pattern(self) -> str:
        """Give what finds the term in a folded text, with whatever signs stand between its words."""
        joined = r"[\W_]*".join(re.escape(word) for word in self.words)
        latin_first = "" if _is_han(self.words[0]) else rf"(?<![^\W_{_HAN}])"
        latin_last = "" if self.prefix or _is_han(self.words[-1]) else rf"(?![^\W_{_HAN}])"
        return f"{latin_first}{joined}{latin_last}"


def _is_han(word: str) -> bool:
    return re.fullmatch(f"[{_HAN}]", word) is not None


def terms(typed: str, most: int = 8) -> list[Term]:
    """Give what was typed as terms that must all occur: one for each piece between blanks.

    Examples
    --------
    >>> terms("斷頭路 S3 trans")
    [Term(words=('断', '头', '路'), prefix=False), Term(words=('s3',), prefix=False), Term(words=('trans',), prefix=True)]
    """
    pieces = (tuple(_WORD.findall(piece)[:40]) for piece in fold(typed).split()[:most])
    found = (Term(parts, _PREFIX.fullmatch(parts[-1]) is not None) for parts in pieces if parts)
    return list(dict.fromkeys(found))
