"""Find rows by words: asked of the index with the reader's marks, proven again by the rows' own rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tongcheng.language import Text
from tongcheng.office.people.standing import Standing
from tongcheng.office.search.engines import Asked, engine
from tongcheng.office.search.folding import Term, fold, terms
from tongcheng.office.search.index import mark_of
from tongcheng.office.search.kinds import Kind, Shown, kind_of, kinds, marks_of
from tongcheng.office.search.marking import Piece, marked, stretch
from tongcheng.office.search.models import Entry

#: So many rows are looked at for one question; whoever gets as many should say more.
MOST = 100


@dataclass(frozen=True)
class Hit:
    """A row that was found; its words are marked when somebody looks at it."""

    kind: Kind
    subject: int
    shown: Shown
    body: str
    terms: list[Term]

    @property
    def title(self) -> list[Piece]:
        """Give the title in pieces."""
        return marked(self.shown.title, self.terms)

    @property
    def text(self) -> list[Piece]:
        """Give the stretch of the other words where they stand, in pieces."""
        return stretch(self.body, self.terms)


@dataclass(frozen=True)
class Found:
    """What was found: the best first; ``more`` if there is more than was looked at."""

    words: str
    terms: list[Term]
    hits: list[Hit] = field(default_factory=list)
    more: bool = False

    @property
    def by_kind(self) -> list[tuple[Kind, int]]:
        """Give how many of each kind were found."""
        counts = [(kind, sum(hit.kind is kind for hit in self.hits)) for kind in kinds()]
        return [(kind, count) for kind, count in counts if count]


def find(standing: Standing, typed: str, kind: str = "", most: int = MOST) -> Found:
    """Find what a reader may see and in which every word that was typed occurs.

    Titles come before other words; among them what is called exactly so, then what begins so, then the newest.
    A constant number of queries.
    """
    wanted = terms(typed)
    if not wanted:
        return Found(typed, wanted)
    keys, more = _keys(standing, wanted, kind_of(kind), most)
    entries = list(Entry.objects.filter(pk__in=keys))
    entries.sort(key=lambda entry: _rank(entry, wanted))
    return Found(typed, wanted, _hits(standing, entries, wanted), more)


def _keys(standing: Standing, wanted: list[Term], kind: Kind | None, most: int) -> tuple[list[int], bool]:
    """Give keys of entries: those whose title says it first; and whether there are more."""
    groups: list[Sequence[str]] = [[mark_of(kind)]] if kind is not None else []
    readers = marks_of(standing)
    if readers is not None:
        groups.append(readers)
    keys = engine().find(Asked(wanted, groups, title_only=True), most + 1)
    if len(keys) <= most:
        keys = list(dict.fromkeys([*keys, *engine().find(Asked(wanted, groups), most + 1)]))
    return keys[:most], len(keys) > most


def _rank(entry: Entry, wanted: list[Term]) -> tuple[int, int, int, int]:
    title = fold(entry.title)
    typed = "".join(word for term in wanted for word in term.words)
    squeezed = "".join(title.split())
    place = 0 if squeezed == typed else 1 if squeezed.startswith(typed) else 2 if typed in squeezed else 3
    kind = kind_of(entry.kind)
    return place, kind.order if kind else 99, len(title) if place < 3 else 0, -entry.pk


def _hits(standing: Standing, entries: list[Entry], wanted: list[Term]) -> list[Hit]:
    by_kind: dict[str, list[int]] = {}
    for entry in entries:
        by_kind.setdefault(entry.kind, []).append(entry.subject)
    shown = {
        name: kind.shown(standing, keys) for name, keys in by_kind.items() if (kind := kind_of(name)) is not None
    }
    hits = []
    for entry in entries:
        one = shown.get(entry.kind, {}).get(entry.subject)
        kind = kind_of(entry.kind)
        if one is not None and kind is not None:
            hits.append(Hit(kind, entry.subject, one, entry.body, wanted))
    return hits


def kind_choices() -> list[tuple[str, Text]]:
    """Give the kinds that can be asked for."""
    return [(kind.name, kind.label) for kind in kinds()]
