"""Keep the index: in the same transaction as the rows, or made anew from them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from django.db import transaction

from tongcheng.office.core.acting import Change
from tongcheng.office.search.engines import Written, engine
from tongcheng.office.search.folding import separated
from tongcheng.office.search.kinds import Draft, Kind, kinds
from tongcheng.office.search.models import Entry

#: Rows that go into the index at a time.
BATCH = 1000


def follow(changes: Sequence[Change]) -> None:
    """Bring the index up to what the changes left behind; called in their transaction."""
    by_model: dict[str, list[Change]] = {}
    for change in changes:
        by_model.setdefault(change.subject._meta.label_lower, []).append(change)  # noqa: SLF001
    for kind in kinds():
        keys: set[int] = set()
        for model, which in kind.watches.items():
            if model in by_model:
                keys |= set(which(by_model[model]))
        if keys:
            write(kind, sorted(keys))


def write(kind: Kind, keys: Sequence[int]) -> None:
    """Index rows anew by their keys; those that are gone leave the index."""
    for some in _batches(keys):
        drafts = kind.drafts(some)
        _store(kind, drafts)
        _remove(kind, sorted(set(some) - {draft.subject for draft in drafts}))


def rebuild(tell: Callable[[str, int], None] | None = None) -> int:
    """Make the whole index anew, in one transaction; give the number of rows in it.

    Parameters
    ----------
    tell
        Called with the name of a kind and the rows of it done so far.
    """
    total = 0
    with transaction.atomic():
        engine().clear()
        Entry.objects.all().delete()
        for kind in kinds():
            done = 0
            for some in _batches(list(kind.model._default_manager.order_by("pk").values_list("pk", flat=True))):  # noqa: SLF001
                done += _store(kind, kind.drafts(some))
                if tell is not None:
                    tell(kind.name, done)
            total += done
    return total


def _store(kind: Kind, drafts: Sequence[Draft]) -> int:
    entries = Entry.objects.bulk_create(
        [Entry(kind=kind.name, subject=one.subject, title=one.title[:400], body=one.body) for one in drafts],
        update_conflicts=True,
        unique_fields=("kind", "subject"),
        update_fields=("title", "body"),
    )
    engine().write(
        Written(
            entry.pk,
            separated(draft.title),
            separated(draft.body),
            " ".join(sorted(draft.readers | {mark_of(kind)})),
        )
        for entry, draft in zip(entries, drafts, strict=True)
    )
    return len(entries)


def _remove(kind: Kind, keys: Sequence[int]) -> None:
    gone = list(Entry.objects.filter(kind=kind.name, subject__in=keys).values_list("pk", flat=True)) if keys else []
    if gone:
        engine().remove(gone)
        Entry.objects.filter(pk__in=gone).delete()


def mark_of(kind: Kind) -> str:
    """Give the mark that every entry of a kind carries."""
    return f"kind{kind.name}"


def _batches(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]
