"""What fits: common words and a common industry, said in words.

Texts are compared by their pairs of neighbouring characters (whole words in Latin script), weighed by how rare a pair
is among the opportunities compared: cosine of the two weighed counts. It is a suggestion to read, not a judgement.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log, sqrt

from tongcheng.language import Text
from tongcheng.office.opportunities.models import Opportunity

_RUN = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+")
#: Pairs that every opportunity has say nothing.
_EMPTY = frozenset({"项目", "建设", "应用", "场景", "需求", "机会", "企业", "合作", "成都", "市的", "以及", "有关"})
#: Characters that join words and make none.
_JOINTS = frozenset("和与及或的在为了等对是有")
_TEXT_WEIGHT, _INDUSTRY_WEIGHT = 0.7, 0.3
_LEAST = 0.06
_MOST_WORDS = 5


@dataclass(frozen=True)
class Match:
    """An opportunity that fits, how well (0–1), and why."""

    one: Opportunity
    score: float
    words: tuple[str, ...]
    industries: tuple[str, ...]

    @property
    def reason(self) -> Text:
        """Say why."""
        zh, en = [], []
        if self.words:
            zh.append("共同词：" + "、".join(self.words))
            en.append("common words: " + ", ".join(self.words))
        if self.industries:
            zh.append("同属行业 " + "、".join(self.industries))
            en.append("same industry " + ", ".join(self.industries))
        return Text("；".join(zh), "; ".join(en))


def text_of(one: Opportunity) -> str:
    """Give the words by which an opportunity is compared: only what is public of it."""
    return f"{one.item.title}\n{one.item.title}\n{one.item.field}\n{one.item.content}"


def pairs(text: str) -> Counter[str]:
    """Count pairs of Han characters and Latin words.

    Examples
    --------
    >>> sorted(pairs("智慧交通 5G"))
    ['5g', '交通', '慧交', '智慧']
    """
    found: Counter[str] = Counter()
    for run in _RUN.findall(text.lower()):
        if run[0] < "\u3400":
            found[run] += 1
        else:
            found.update(run[at : at + 2] for at in range(len(run) - 1))
    return Counter({pair: count for pair, count in found.items() if pair not in _EMPTY and _JOINTS.isdisjoint(pair)})


def matches(text: str, industries: Iterable[str], rows: Sequence[Opportunity], most: int = 8) -> list[Match]:
    """Give the opportunities that fit a text and industry codes best; none that fits by nothing that can be named."""
    counted = [pairs(text_of(one)) for one in rows]
    asked, codes = pairs(text), tuple(dict.fromkeys(industries))
    spread = Counter(pair for one in counted for pair in one)
    weight = {pair: log((1 + len(rows)) / (1 + spread[pair])) + 1 for pair in spread.keys() | asked.keys()}
    found = []
    for one, theirs in zip(rows, counted, strict=True):
        shared, level = _industries(codes, one.industries)
        score = _TEXT_WEIGHT * _cosine(asked, theirs, weight) + _INDUSTRY_WEIGHT * level
        words = _words(text, asked.keys() & theirs.keys(), weight)
        if score >= _LEAST and (words or shared):
            found.append(Match(one, score, words, shared))
    return sorted(found, key=lambda match: (-match.score, match.one.pk))[:most]


def _cosine(left: Counter[str], right: Counter[str], weight: dict[str, float]) -> float:
    above = sum(left[pair] * right[pair] * weight[pair] ** 2 for pair in left.keys() & right.keys())
    below = sqrt(_square(left, weight) * _square(right, weight))
    return above / below if below else 0.0


def _square(one: Counter[str], weight: dict[str, float]) -> float:
    return sum((count * weight[pair]) ** 2 for pair, count in one.items())


def _industries(left: Sequence[str], right: Sequence[str]) -> tuple[tuple[str, ...], float]:
    """Give the codes in common, cut to what both share from the division on; the longer, the nearer."""
    shared = {
        common
        for one in left
        for other in right
        if len(common := _prefix(one, other)) >= 3 or (one == other and common)
    }
    level = max((min(1.0, 0.4 + 0.2 * (len(one) - 2)) if len(one) > 1 else 0.3 for one in shared), default=0.0)
    return tuple(sorted(shared)), level


def _prefix(one: str, other: str) -> str:
    length = 0
    while length < min(len(one), len(other)) and one[length] == other[length]:
        length += 1
    return one[:length]


def _words(text: str, common: Iterable[str], weight: dict[str, float]) -> tuple[str, ...]:
    """Join neighbouring common pairs to the words that both texts have, the rarest first."""
    held, found = set(common), {}
    for run in _RUN.findall(text.lower()):
        if run[0] < "\u3400":
            if run in held:
                found[run] = weight[run]
            continue
        at = 0
        while at < len(run) - 1:
            end = at
            while end < len(run) - 1 and run[end : end + 2] in held:
                end += 1
            if end > at:
                found[run[at : end + 1]] = max(weight[run[i : i + 2]] for i in range(at, end))
            at = end + 1
    ranked = sorted(found, key=lambda word: (-found[word] * len(word), word))
    return tuple(ranked[:_MOST_WORDS])
