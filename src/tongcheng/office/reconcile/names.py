"""How alike two names of projects are, without mistaking one line, section or phase for another."""

from __future__ import annotations

import re
from functools import lru_cache

from tongcheng.office.people.folding import plain_name
from tongcheng.office.search.folding import fold

_FILLER = re.compile(
    r"(建设项目|工程项目|建设工程|新建工程|改造工程|改扩建工程|项目建设|新建|改建|扩建|项目|工程|建设|市域铁路|轨道交通)"
)
_NUMERALS = str.maketrans("一二三四五六七八九", "123456789")
#: What tells one of a family from another: S3, G4217, K1+200, 3号线, 第三批, 二期, 1标段, 东段, 北延, 支线.
_LETTERED = re.compile(r"(?<![a-z])([a-z]{1,3}\d+)(?!\d)")
_NUMBERED = re.compile(
    r"第?([1-9]\d*|十[1-9]?|[1-9]十[1-9]?)(?=(号线|期|批|标|段|号|环|线|阶段|分区|组团))(号线|期|批|标|段|号|环|线|阶段|分区|组团)"
)
_SIDE = re.compile(r"[东西南北中](?:段|线|延|侧|环|岸|片区|区块|半环)")
_COUNT = re.compile(r"[\d十]+")
_BRANCH = re.compile(r"支线|主线|复线|联络线|连接线|延伸|延长")


@lru_cache(maxsize=50_000)
def key_of(name: str) -> str:
    """Give a name without what is only writing: signs, widths, Traditional forms, and words such as 建设项目.

    Examples
    --------
    >>> key_of("市域（郊）铁路成資Ｓ３线 建设项目") == key_of("市域(郊)铁路成资S3线")
    True
    """
    whole = re.sub(r"[()\-—－~～/“”\"'《》+]", "", plain_name(fold(name)))
    return _FILLER.sub("", whole) or whole


@lru_cache(maxsize=50_000)
def family_marks(name: str) -> frozenset[str]:
    """Give what tells a project from its siblings.

    Examples
    --------
    >>> sorted(family_marks("市域铁路成资S3线二期东段")), sorted(family_marks("成眉S5线（仁寿支线）"))
    (['2期', 's3', '东段'], ['s5', '支线'])
    """
    folded = plain_name(fold(name))
    plain = folded.translate(_NUMERALS)
    marks = set(_LETTERED.findall(folded))
    marks |= {f"{match[0]}{match[2]}" for match in _NUMBERED.findall(re.sub(r"[a-z]{1,3}\d+", " ", plain))}
    marks |= set(_SIDE.findall(folded))
    return frozenset(marks | set(_BRANCH.findall(folded)))


def _kinds(marks: frozenset[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for mark in marks:
        lettered = mark[0].isascii() and mark[0].isalpha()
        kind = "letters" if lettered else f"side {mark[1:]}" if _SIDE.fullmatch(mark) else _COUNT.sub("", mark)
        found.setdefault(kind, set()).add(mark)
    return found


def contradict(one: str, other: str) -> bool:
    """Say whether two names mean siblings: each has a line number, phase or side, and they differ.

    Examples
    --------
    >>> contradict("成资S3线", "成眉S5线"), contradict("滨江大道一期", "滨江大道二期"), contradict("S3线", "成资线")
    (True, True, False)
    """
    left, right = _kinds(family_marks(one)), _kinds(family_marks(other))
    return any(left[kind].isdisjoint(right[kind]) for kind in left.keys() & right.keys())


@lru_cache(maxsize=50_000)
def pairs_of(key: str) -> frozenset[str]:
    """Give the pairs of neighbouring characters of a name's key."""
    return frozenset(key[place : place + 2] for place in range(len(key) - 1)) or frozenset((key,))


def likeness(one: str, other: str) -> float:
    """Say how alike two names are, from 0 to 1; siblings are not alike at all.

    One that says more (a section named in brackets) is alike by what they share, and less sure.

    Examples
    --------
    >>> likeness("成资S3线工程", "成资S3线"), likeness("成资S3线", "成资S5线")
    (1.0, 0.0)
    """
    if contradict(one, other):
        return 0.0
    left, right = key_of(one), key_of(other)
    if left == right:
        return 1.0 if family_marks(one) == family_marks(other) else 0.8
    shared = len(pairs_of(left) & pairs_of(right))
    dice = 2 * shared / (len(pairs_of(left)) + len(pairs_of(right)))
    inside = shared / min(len(pairs_of(left)), len(pairs_of(right))) if min(len(left), len(right)) >= 4 else 0.0
    score = max(dice, 0.8 * inside)
    return min(score, 0.99) if family_marks(one) == family_marks(other) else 0.8 * score
