"""What belongs to many rows, fetched once and handed out: Django's own prefetching makes a queryset for every row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.db.models import Model

M = TypeVar("M", bound=Model)


class Held(list[M]):
    """Rows that ``item.milestones.all()`` gives. To filter them further is an error and no silent new query."""

    def all(self) -> Held[M]:
        """Give the rows, as a manager does."""
        return self


def hand_out(rows: Iterable[Model], name: str, found: Iterable[tuple[int, Model]]) -> None:
    """Give each row what belongs to it as ``row.name.all()``; ``found`` pairs the row's key with one thing."""
    held: dict[int, Held[Any]] = {}
    for key, one in found:
        held.setdefault(key, Held()).append(one)
    for row in rows:
        cache: dict[str, Any] = row.__dict__.setdefault("_prefetched_objects_cache", {})
        cache[name] = held.get(row.pk) or Held()


def share(rows: Sequence[Model], name: str, found: Mapping[Any, Model]) -> None:
    """Let rows share what their foreign key ``name`` points to; each row stands once in memory."""
    for row in rows:
        key = getattr(row, f"{name}_id")
        setattr(row, name, None if key is None else found[key])
