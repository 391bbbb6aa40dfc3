"""Which row of a workbook is which row of the office: by hidden id, then number with name, then likeness of names."""

from __future__ import annotations

import heapq
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from tongcheng.office.people.folding import likeness, plain_name
from tongcheng.office.sheets.reading.table import ReadRow

#: ``uid`` hidden id; ``both`` number and name; ``title`` name alone; ``code`` number alone; ``alike`` the name is
#: nearly the same; ``chosen`` by a person; ``doubtful`` number and name disagree: nothing is done until somebody says;
#: ``other`` has a known number and quite another name: a new row.
How = Literal[
    "uid", "both", "title", "code", "alike", "chosen", "doubtful", "none", "twice", "skipped", "new", "other"
]

ALIKE = 0.72
_SAME_NAME = 0.5
_OTHER_NAME = 0.35
_FIRST_CLAUSE = 60
#: Numbers in names, as digits or in Chinese: the first phase is not the second, however alike their names are.
_NUMBERS = re.compile(r"\d+|[一二三四五六七八九十百]+")


@dataclass(frozen=True)
class Known:
    """A row of the office as far as matching needs it."""

    pk: int
    uid: str
    code: str
    title: str
    content: str = ""


@dataclass(frozen=True)
class Match:
    """What became of one row of the workbook: the item it is, how that was seen, other items it may be, the one of its number."""

    pk: int | None
    how: How
    near: tuple[int, ...] = ()
    coded: int | None = None


@dataclass
class Matcher:
    """All rows of a list, ready to be asked."""

    known: Sequence[Known]
    _uid: dict[str, Known] = field(default_factory=dict)
    _code: dict[str, list[Known]] = field(default_factory=lambda: defaultdict(list))
    _title: dict[str, list[Known]] = field(default_factory=lambda: defaultdict(list))
    _pairs: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    _by_pk: dict[int, Known] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Index the rows."""
        for one in self.known:
            self._by_pk[one.pk] = one
            self._uid[one.uid] = one
            self._code[plain_name(one.code)].append(one)
            for name in {plain_name(one.title), plain_name(one.content)} - {""}:
                self._title[name].append(one)
            for pair in _pairs(one.title):
                self._pairs[pair].add(one.pk)

    def match(self, rows: Sequence[ReadRow], chosen: Mapping[int, str]) -> dict[int, Match]:
        """Match every row; an item is given once, to the row that has it most surely."""
        found = {row.row: self._one(row, chosen.get(row.row, "")) for row in rows}
        taken: dict[int, int] = {}
        for row in sorted(rows, key=lambda row: (_SURENESS[found[row.row].how], row.row)):
            match = found[row.row]
            if match.pk is None:
                continue
            if match.pk in taken:
                found[row.row] = Match(match.pk, "twice")
            else:
                taken[match.pk] = row.row
        return found

    def _one(self, row: ReadRow, chosen: str) -> Match:
        if chosen == "skip":
            return Match(None, "skipped")
        if chosen == "new":
            return Match(None, "new")
        if chosen and chosen in self._uid:
            return Match(self._uid[chosen].pk, "chosen")
        uid = str(row.value("_uid") or "").strip()
        if uid in self._uid:
            return Match(self._uid[uid].pk, "uid")
        return self._by_words(row)

    def _by_words(self, row: ReadRow) -> Match:
        title = name_of(row)
        code = plain_name(str(row.value("code") or ""))
        coded = self._code.get(code, []) if code else []
        titled = self._title.get(plain_name(title), []) if title else []
        if both := [one for one in titled if one in coded]:
            return Match(both[0].pk, "both")
        if len(titled) == 1:
            return Match(titled[0].pk, "title")
        if titled:
            return Match(None, "doubtful", tuple(one.pk for one in titled[:5]))
        if len(coded) == 1 and (not title or likeness(_plain(title), _plain(coded[0].title)) >= _SAME_NAME):
            return Match(coded[0].pk, "code")
        near = self.nearest(title) if title else []
        clear = near and near[0][0] >= ALIKE and (len(near) == 1 or near[0][0] - near[1][0] >= 0.1)
        if clear and _numbers(title) == _numbers(self._by_pk[near[0][1]].title):
            return Match(near[0][1], "alike", tuple(pk for _, pk in near[1:]))
        others = tuple(dict.fromkeys([*(one.pk for one in coded), *(pk for _, pk in near)]))[:5]
        doubtful = bool(coded) or bool(near and near[0][0] >= ALIKE)
        same = coded[0].pk if len(coded) == 1 else None
        if same is not None and not (near and near[0][0] >= ALIKE) and self._other_name(title, coded[0]):
            return Match(None, "other", others, same)
        return Match(None, "doubtful" if doubtful else "none", others, same)

    def _other_name(self, title: str, known: Known) -> bool:
        return max(likeness(_plain(title), _plain(one)) for one in (known.title, known.content)) < _OTHER_NAME

    def nearest(self, title: str, count: int = 4) -> list[tuple[float, int]]:
        """Give the rows whose names are most alike, with how much; only those that share enough are compared."""
        shared: dict[int, int] = defaultdict(int)
        for pair in _pairs(title):
            for pk in self._pairs.get(pair, ()):
                shared[pk] += 1
        candidates = heapq.nlargest(12, shared.items(), key=lambda one: one[1])
        scored = [(round(likeness(_plain(title), _plain(self._by_pk[pk].title)), 3), pk) for pk, _ in candidates]
        return heapq.nlargest(count, (one for one in scored if one[0] >= 0.4))


_SURENESS: dict[How, int] = {"chosen": 0, "uid": 1, "both": 2, "title": 3, "code": 4, "alike": 5}
for _how in ("doubtful", "none", "twice", "skipped", "new", "other"):
    _SURENESS[_how] = 9


def name_of(row: ReadRow) -> str:
    """Give the name of a row: its title, or the first clause of its content where the table has no titles."""
    title = row.value("title")
    if title:
        return str(title).replace("\n", "")
    content = str(row.value("content") or "").strip()
    for stop in ("。", "；", ";", "\n", "，"):
        if 0 < content.find(stop) <= _FIRST_CLAUSE:
            return content[: content.find(stop)]
    return content[:_FIRST_CLAUSE]


def _plain(words: str) -> str:
    return plain_name(words)


def _numbers(words: str) -> list[str]:
    return _NUMBERS.findall(plain_name(words))


def _pairs(words: str) -> set[str]:
    neat = plain_name(words)
    return {neat[place : place + 2] for place in range(len(neat) - 1)}
