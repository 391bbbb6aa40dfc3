"""Which paragraph of a new version is which of the one before: the same key where it was recognised again."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from tongcheng.office.documents.reading import Block

#: Two paragraphs are the same, changed, if so much of them is alike.
_ALIKE = 0.5
#: Beyond so many pairs between two fixed points, only the first so many of each side are compared.
_MOST = 120


class Known(NamedTuple):
    """A paragraph of the version before."""

    key: str
    kind: str
    text: str


def keys_of(before: Sequence[Known], blocks: Sequence[Block], seed: str) -> list[str]:
    """Give a key to every block: that of the paragraph it was, or a new one made of ``seed`` and its place."""
    found: dict[int, str] = {}
    matcher = SequenceMatcher(None, [_sign(one) for one in before], [_sign(one) for one in blocks], autojunk=False)
    for tag, i, ii, j, jj in matcher.get_opcodes():
        if tag == "equal":
            found |= {j + n: before[i + n].key for n in range(ii - i)}
        elif tag == "replace":
            found |= _pairs(before, blocks, (i, ii), (j, jj))
    _moved(before, blocks, found)
    return [found.get(n) or _new(seed, n) for n in range(len(blocks))]


def _sign(one: Known | Block) -> str:
    return f"{one.kind}\n{one.text}"


def _new(seed: str, place: int) -> str:
    return hashlib.sha256(f"{seed}\n{place}".encode()).hexdigest()[:20]


def _pairs(
    before: Sequence[Known], blocks: Sequence[Block], old: tuple[int, int], new: tuple[int, int]
) -> dict[int, str]:
    """Pair changed paragraphs between two fixed points so that the order stays and the most is alike."""
    olds, news = before[old[0] : old[1]][:_MOST], blocks[new[0] : new[1]][:_MOST]
    best = [[0.0] * (len(news) + 1) for _ in range(len(olds) + 1)]
    alike = [[likeness(a.text, b.text) if _comparable(a, b) else 0.0 for b in news] for a in olds]
    for a in range(len(olds) - 1, -1, -1):
        for b in range(len(news) - 1, -1, -1):
            best[a][b] = max(best[a + 1][b], best[a][b + 1], alike[a][b] + best[a + 1][b + 1] if alike[a][b] else 0.0)
    found: dict[int, str] = {}
    a = b = 0
    while a < len(olds) and b < len(news):
        if alike[a][b] and best[a][b] == alike[a][b] + best[a + 1][b + 1]:
            found[new[0] + b] = olds[a].key
            a, b = a + 1, b + 1
        elif best[a + 1][b] >= best[a][b + 1]:
            a += 1
        else:
            b += 1
    return found


def _comparable(old: Known, new: Block) -> bool:
    return (old.kind == "table_row") == (new.kind == "table_row")


def likeness(old: str, new: str) -> float:
    """Say how much two texts are alike, from 0.5 to 1; 0 below.

    Examples
    --------
    >>> likeness("打通断头路3条", "打通断头路5条") > 0.5, likeness("交通", "医疗")
    (True, 0.0)
    """
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.real_quick_ratio() < _ALIKE or matcher.quick_ratio() < _ALIKE:
        return 0.0
    ratio = matcher.ratio()
    return ratio if ratio >= _ALIKE else 0.0


def _moved(before: Sequence[Known], blocks: Sequence[Block], found: dict[int, str]) -> None:
    """Recognise paragraphs that stand elsewhere with the very same words."""
    taken = set(found.values())
    left: dict[str, list[str]] = {}
    for one in before:
        if one.key not in taken:
            left.setdefault(_sign(one), []).append(one.key)
    for place, block in enumerate(blocks):
        if place not in found and (keys := left.get(_sign(block))):
            found[place] = keys.pop(0)
