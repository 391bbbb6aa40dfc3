"""Find which rows of two ledgers are the same: by a person, by id, by code, by number, by likeness of names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Literal

from tongcheng.office.reconcile.ledgers import Row
from tongcheng.office.reconcile.names import contradict, key_of, likeness, pairs_of

By = Literal["person", "uid", "national_code", "code", "name"]

#: What a person decided: (left key, right key) to whether they are the same row.
Choices = Mapping[tuple[str, str], bool]

_UID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

#: Names at least so alike are taken for the same row; from the second on they are offered to a person.
TAKEN, OFFERED = 0.82, 0.5
#: Two candidates closer than this to each other are left to a person.
_CLOSE = 0.05
#: With the same number in the list, names need only be so alike.
_SAME_NUMBER = 0.35
#: A pair of characters in more than this share of the rows says little and is not used to look for candidates.
_COMMON = 0.15


def plain_code(code: str) -> str:
    """Give a code without blanks and in capitals."""
    return "".join(code.split()).upper()


class Matcher:
    """Finds the pairs; every row is in one pair at most."""

    def __init__(self, left: Sequence[Row], right: Sequence[Row], choices: Choices) -> None:
        self.left = {row.key: row for row in left}
        self.right = {row.key: row for row in right}
        if len(self.left) < len(left) or len(self.right) < len(right):
            raise ValueError("two rows of one ledger have the same key")
        self.choices = choices
        self.pairs: dict[str, tuple[str, By, float]] = {}
        self.taken: set[str] = set()
        self._by_person()
        self._by_uid()
        self._by_code("national_code")
        self._by_code("code")
        self.scores = self._score()
        self._by_name()

    def matched(self) -> list[tuple[Row, Row, By, float]]:
        """Give the pairs, by what each was made, and how sure it is."""
        return [(self.left[one], self.right[other], by, sure) for one, (other, by, sure) in self.pairs.items()]

    def free_left(self) -> list[Row]:
        """Give the rows of the left ledger that are in no pair."""
        return [row for key, row in self.left.items() if key not in self.pairs]

    def free_right(self) -> list[Row]:
        """Give the rows of the right ledger that are in no pair."""
        return [row for key, row in self.right.items() if key not in self.taken]

    def offers(self, row: Row, *, mirrored: bool) -> list[tuple[Row, float]]:
        """Give free rows of the other side that are like this one."""
        found = [
            (self.left[one] if mirrored else self.right[other], score)
            for one, other, score in self.scores
            if (other if mirrored else one) == row.key and one not in self.pairs and other not in self.taken
        ]
        return sorted(found, key=lambda pair: -pair[1])

    def _take(self, one: str, other: str, by: By, certainty: float) -> None:
        self.pairs[one] = (other, by, certainty)
        self.taken.add(other)

    def _allowed(self, one: str, other: str) -> bool:
        return self.choices.get((one, other), True)

    def _by_person(self) -> None:
        for (one, other), same in self.choices.items():
            known = one in self.left and other in self.right
            if same and known and one not in self.pairs and other not in self.taken:
                self._take(one, other, "person", 1.0)

    def _by_uid(self) -> None:
        """Match rows that carry the same permanent id: two states of one row of this office."""
        for key in self.left:
            free = key in self.right and key not in self.pairs and key not in self.taken
            if free and _UID.fullmatch(key) and self._allowed(key, key):
                self._take(key, key, "uid", 1.0)

    def _by_code(self, name: Literal["national_code", "code"]) -> None:
        """Match rows with the same code, where it is the code of one row on each side."""
        sides = []
        for rows in (self.free_left(), self.free_right()):
            by_code: dict[str, list[Row]] = defaultdict(list)
            for row in rows:
                if code := plain_code(getattr(row, name)):
                    by_code[code].append(row)
            sides.append({code: found[0] for code, found in by_code.items() if len(found) == 1})
        for code, one in sides[0].items():
            other = sides[1].get(code)
            if other is None or not self._allowed(one.key, other.key):
                continue
            alike = likeness(one.name, other.name)
            if name == "national_code":
                self._take(one.key, other.key, name, 0.9 if contradict(one.name, other.name) else 1.0)
            elif alike >= _SAME_NUMBER and not self._other_code(one, other):
                self._take(one.key, other.key, name, round(0.6 + 0.4 * alike, 2))

    @staticmethod
    def _other_code(one: Row, other: Row) -> bool:
        first, second = plain_code(one.national_code), plain_code(other.national_code)
        return bool(first and second and first != second)

    def _score(self) -> list[tuple[str, str, float]]:
        """Score free rows against those that share a pair of characters with them."""
        free = self.free_right()
        index: dict[str, list[Row]] = defaultdict(list)
        for row in free:
            for pair in pairs_of(key_of(row.name)):
                index[pair].append(row)
        most = max(50, int(len(free) * _COMMON))
        scores = []
        for one in self.free_left():
            near = {
                row.key: row
                for pair in pairs_of(key_of(one.name))
                if len(index.get(pair, ())) <= most
                for row in index.get(pair, ())
            }
            for other in near.values():
                if not self._allowed(one.key, other.key) or self._other_code(one, other):
                    continue
                score = likeness(one.name, other.name) + self._support(one, other)
                if score >= OFFERED:
                    scores.append((one.key, other.key, round(min(score, 1.0), 3)))
        return scores

    @staticmethod
    def _support(one: Row, other: Row) -> float:
        """Give a little for the same money or number, take a little for cities that have nothing in common."""
        bonus = 0.04 if one.investment is not None and one.investment == other.investment else 0.0
        bonus += 0.03 if plain_code(one.code) and plain_code(one.code) == plain_code(other.code) else 0.0
        return bonus - (0.1 if one.cities and other.cities and set(one.cities).isdisjoint(other.cities) else 0.0)

    def _by_name(self) -> None:
        """Take the most alike first, but never one of two that are equally alike."""
        rivals: tuple[dict[str, list[float]], ...] = (defaultdict(list), defaultdict(list))
        for one, other, score in self.scores:
            rivals[0][one].append(score)
            rivals[1][other].append(score)
        for one, other, score in sorted(self.scores, key=lambda row: (-row[2], row[0], row[1])):
            if score < TAKEN or one in self.pairs or other in self.taken:
                continue
            near = (sum(value > score - _CLOSE for value in values) for values in (rivals[0][one], rivals[1][other]))
            if any(count > 1 for count in near):
                continue
            self._take(one, other, "name", min(score, 0.99) if score < 1 else 1.0)
