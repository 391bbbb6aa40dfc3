"""Events told to people: fields by their labels, values as they are written, before and after side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from tongcheng.language import Text, same
from tongcheng.office.audit import words
from tongcheng.office.audit.models import Event

#: Tables whose rows are named in the log by what they are called today; of others the number is shown, because their
#: names are content that not every reader of an event may see.
NAMED = (
    "people.city",
    "people.functionalarea",
    "people.unit",
    "people.person",
    "lists.list",
    "progress.period",
)
_YES, _NO, _EMPTY = Text("是", "yes"), Text("否", "no"), Text("（空）", "(empty)")
_LABELS = {
    "password": Text("密码", "password"),
    "must_change_password": Text("须修改密码", "must change the password"),
    "is_active": Text("账号可用", "account in use"),
}
_PASSWORD = {"reset": Text("已重置", "reset"), "changed": Text("已修改", "changed")}


@dataclass(frozen=True)
class Field:
    """One field of a changed row; ``None`` where there was nothing to say, as before a new row."""

    name: str
    label: str
    before: Text | None
    after: Text | None

    @property
    def changed(self) -> bool:
        """Say whether it differs."""
        return self.before != self.after


@dataclass(frozen=True)
class Told:
    """An event as a page shows it."""

    event: Event
    action: Text
    subject: Text
    channel: Text
    fields: tuple[Field, ...]

    @property
    def kind(self) -> str:
        """Say whether the row is new, was changed or removed."""
        return "new" if self.event.before is None else "removed" if self.event.after is None else "changed"


def tell(events: Sequence[Event]) -> list[Told]:
    """Tell events; rows that fields point to are named with one query per table."""
    names = _names(events)
    return [
        Told(
            event,
            words.action_words(event.action),
            words.subject_words(event.subject_type),
            words.channel_words(event.channel),
            tuple(_fields(event, names)),
        )
        for event in events
    ]


Names = dict[str, dict[Any, str]]


def _fields(event: Event, names: Names) -> Iterable[Field]:
    before, after = event.before, event.after
    keys = list(dict.fromkeys([*(after or {}), *(before or {})]))
    for key in keys:
        field = _field(event.subject_type, key)
        yield Field(
            key,
            _label(key, field),
            _value(key, before.get(key), field, names) if before is not None else None,
            _value(key, after.get(key), field, names) if after is not None else None,
        )


def _field(subject_type: str, name: str) -> models.Field[Any, Any] | None:
    try:
        found = apps.get_model(subject_type)._meta.get_field(name)  # noqa: SLF001
    except (LookupError, ValueError, FieldDoesNotExist):
        return None
    return found if isinstance(found, models.Field) else None


def _label(name: str, field: models.Field[Any, Any] | None) -> str:
    if name in _LABELS:
        from tongcheng.office.core.wording import say

        return say(_LABELS[name])
    return str(field.verbose_name) if field is not None else name


def _value(name: str, value: Any, field: models.Field[Any, Any] | None, names: Names) -> Text:
    if name == "password":
        return _PASSWORD.get(str(value), _EMPTY)
    if value is None or value in ("", [], {}):
        return _EMPTY
    if isinstance(value, bool):
        return _YES if value else _NO
    if isinstance(field, models.ForeignKey):
        table = _table(field)
        return same(names.get(table, {}).get(value, f"#{value}"))
    if field is not None and field.choices and isinstance(value, str):
        return same(str(dict(field.flatchoices).get(value, value)))
    if isinstance(value, list):
        return same("、".join(str(one) for one in value))
    return same(str(value))


def _table(field: models.ForeignKey[Any, Any]) -> str:
    related = field.related_model
    return related._meta.label_lower if isinstance(related, type) else ""  # noqa: SLF001


def _names(events: Sequence[Event]) -> Names:
    wanted: dict[str, set[Any]] = {}
    for event in events:
        for values in (event.before or {}, event.after or {}):
            for key, value in values.items():
                field = _field(event.subject_type, key)
                if isinstance(field, models.ForeignKey) and value is not None and _table(field) in NAMED:
                    wanted.setdefault(_table(field), set()).add(value)
    return {
        table: {pk: str(row) for pk, row in apps.get_model(table)._default_manager.in_bulk(list(keys)).items()}  # noqa: SLF001
        for table, keys in wanted.items()
    }
