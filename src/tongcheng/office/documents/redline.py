"""What changed between two versions: paragraph by paragraph, then word by word. Pure: plain values in and out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal, Protocol

Op = Literal["same", "del", "ins"]
Change = Literal["same", "changed", "added", "removed", "moved"]
#: A Latin word or a number is one token, a Han character another.
_TOKENS = re.compile(r"[A-Za-z]+|\d+(?:[.,]\d+)*|\s+|.", re.DOTALL)
#: Fewer equal signs between two changes make the reading harder, not easier.
_ISLAND = 2


class Compared(Protocol):
    """What is compared: a paragraph."""

    key: str
    kind: str
    level: int
    text: str


@dataclass(frozen=True)
class Piece:
    """Words that stayed, went or came."""

    op: Op
    words: str


@dataclass(frozen=True)
class Line:
    """One paragraph of the comparison; ``old`` or ``new`` is missing where it came or went."""

    change: Change
    old: Compared | None
    new: Compared | None
    pieces: tuple[Piece, ...]

    @property
    def kind(self) -> str:
        """Give the kind of the paragraph."""
        one = self.new or self.old
        assert one is not None
        return one.kind

    @property
    def level(self) -> int:
        """Give the level of a heading."""
        one = self.new or self.old
        assert one is not None
        return one.level


@dataclass(frozen=True)
class Redline:
    """The whole comparison."""

    lines: tuple[Line, ...]

    def count(self, change: Change) -> int:
        """Count the paragraphs of one sort."""
        return Counter(line.change for line in self.lines)[change]

    @property
    def differs(self) -> bool:
        """Whether anything changed."""
        return any(line.change != "same" for line in self.lines)


def compare(old: Sequence[Compared], new: Sequence[Compared]) -> Redline:
    """Compare two versions by the keys of their paragraphs, then the words of each."""
    kept = {one.key for one in new}
    before = {one.key: one for one in old}
    lines: list[Line] = []
    matcher = SequenceMatcher(None, [one.key for one in old], [one.key for one in new], autojunk=False)
    for tag, i, ii, j, jj in matcher.get_opcodes():
        if tag == "equal":
            lines += [_both(old[i + n], new[j + n]) for n in range(ii - i)]
            continue
        lines += [Line("removed", one, None, (Piece("del", one.text),)) for one in old[i:ii] if one.key not in kept]
        for one in new[j:jj]:
            if one.key in before:
                lines.append(_both(before[one.key], one, moved=True))
            else:
                lines.append(Line("added", None, one, (Piece("ins", one.text),)))
    return Redline(tuple(lines))


def _both(old: Compared, new: Compared, *, moved: bool = False) -> Line:
    if old.text == new.text:
        return Line("moved" if moved else "same", old, new, (Piece("same", new.text),))
    return Line("moved" if moved else "changed", old, new, words_between(old.text, new.text))


def words_between(old: str, new: str) -> tuple[Piece, ...]:
    """Give the words that stayed, went and came between two texts.

    Examples
    --------
    >>> [(p.op, p.words) for p in words_between("打通断头路3条", "打通断头路12条")]
    [('same', '打通断头路'), ('del', '3'), ('ins', '12'), ('same', '条')]
    """
    a, b = _TOKENS.findall(old), _TOKENS.findall(new)
    found: list[Piece] = []
    for tag, i, ii, j, jj in _without_islands(SequenceMatcher(None, a, b, autojunk=False).get_opcodes()):
        if tag == "equal":
            found.append(Piece("same", "".join(b[j:jj])))
            continue
        if ii > i:
            found.append(Piece("del", "".join(a[i:ii])))
        if jj > j:
            found.append(Piece("ins", "".join(b[j:jj])))
    return tuple(found)


_Code = tuple[str, int, int, int, int]


def _without_islands(codes: Iterable[_Code]) -> list[_Code]:
    """Let a change swallow one or two equal signs that stand between it and the next change."""
    every = list(codes)
    found: list[_Code] = []
    for at, code in enumerate(every):
        tag, i, ii, _, jj = code
        island = tag == "equal" and ii - i < _ISLAND and 0 < at < len(every) - 1
        if found and (island or tag != "equal") and found[-1][0] != "equal":
            found[-1] = ("replace", found[-1][1], ii, found[-1][3], jj)
        else:
            found.append(code)
    return found
