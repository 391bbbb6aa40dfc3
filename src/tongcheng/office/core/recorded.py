"""Models whose rows change inside actions only, and know which field changed when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from django.db import models

from tongcheng.office.core.acting import Change, ConflictError, running_action


class OutsideActionError(RuntimeError):
    """A programming error: rows were about to change without an action."""


def _inside() -> None:
    if running_action() is None:
        raise OutsideActionError("rows change inside an action only: see tongcheng.office.core.acting")


class RecordedQuerySet(models.QuerySet[Any]):
    """A queryset that refuses to write outside an action."""

    def update(self, **values: Any) -> int:
        """Change rows, inside an action."""
        _inside()
        return super().update(**values)

    def bulk_create(self, *args: Any, **kwargs: Any) -> list[Any]:
        """Add rows, inside an action."""
        _inside()
        return super().bulk_create(*args, **kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Remove rows, inside an action."""
        _inside()
        return super().delete()


class Recorded(models.Model):
    """A row that changes inside actions only."""

    objects: ClassVar[Any] = RecordedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row, inside an action."""
        _inside()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Remove the row, inside an action."""
        _inside()
        return super().delete(*args, **kwargs)


class Revised(Recorded):
    """A row that knows at which revision each of its fields changed last.

    Two people may change different fields of one row; only the same field is a conflict (the idea of field-wise
    optimistic concurrency).
    """

    revision = models.PositiveIntegerField(default=1, editable=False)
    field_revisions = models.JSONField(default=dict, editable=False)

    class Meta:
        abstract = True

    def clashes(self, base: int, fields: Iterable[str]) -> list[str]:
        """Name the fields that changed after revision ``base``."""
        return [name for name in fields if self.field_revisions.get(name, 1) > base]

    def revise(self, values: Mapping[str, Any], base: int | None = None) -> Change | None:
        """Set fields in memory and give the change, or ``None`` if nothing differs; the caller saves.

        Raises
        ------
        ConflictError
            If a field that would change was changed after revision ``base``.
        """
        before = state_of(self, values)
        wanted = {name: value for name, value in values.items() if _held(self, name) != _key(value)}
        if not wanted:
            return None
        if base is not None and (clash := self.clashes(base, wanted)):
            raise ConflictError(self, clash)
        for name, value in wanted.items():
            setattr(self, name, value)
        self.revision += 1
        self.field_revisions = self.field_revisions | dict.fromkeys(wanted, self.revision)
        after = state_of(self, wanted)
        return Change(self, {name: before[name] for name in after}, after)


def _held(row: models.Model, name: str) -> Any:
    """Give what a field holds, without a query where it is a foreign key."""
    return getattr(row, row._meta.get_field(name).attname)  # type: ignore[union-attr]  # noqa: SLF001


def _key(value: Any) -> Any:
    return value.pk if isinstance(value, models.Model) else value


def state_of(row: models.Model, names: Iterable[str] | None = None) -> dict[str, Any]:
    """Give a row's own fields as values that JSON can hold; foreign keys by their id."""
    skipped = {"revision", "field_revisions", "password"}
    fields = [f for f in row._meta.concrete_fields if f.name not in skipped]  # noqa: SLF001
    if names is not None:
        wanted = set(names)
        fields = [f for f in fields if f.name in wanted or f.attname in wanted]
    return {f.name: plain(getattr(row, f.attname)) for f in fields}


def plain(value: Any) -> Any:
    """Give a value as JSON can hold it."""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, models.fields.files.FieldFile):
        return value.name
    return value if isinstance(value, (str, int, float, bool, list, dict, type(None))) else str(value)


class Frozen(Recorded):
    """A row that is written once: what is issued, published or signed stays as it is.

    The database refuses as well: see :mod:`tongcheng.office.core.triggers`.
    """

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row once."""
        if not self._state.adding:
            raise OutsideActionError(f"{self} was issued and does not change")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:  # noqa: ARG002
        """Refuse."""
        raise OutsideActionError(f"{self} was issued and is not removed")


def empty() -> list[str]:
    """Give the default of a field that holds several words."""
    return []


def new(row: models.Model) -> Change:
    """Give the change that a new row is."""
    return Change(row, None, state_of(row))


def altered(row: models.Model, values: Mapping[str, Any]) -> Change | None:
    """Set fields of a row without revisions in memory and give the change, or ``None``; the caller saves."""
    before = state_of(row, values)
    for name, value in values.items():
        setattr(row, name, value)
    after = state_of(row, values)
    wanted = {name: value for name, value in after.items() if before[name] != value}
    return Change(row, {name: before[name] for name in wanted}, wanted) if wanted else None


def removed(row: models.Model) -> Change:
    """Give the change that removing a row is; taken before the row is deleted, with its key kept."""
    before = state_of(row)
    gone = copy(row)
    return Change(gone, before, None)
