"""Which fields an action may set, and how values become what the database holds, every problem said at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import override

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.office.lists.models import ItemUnitRole
from tongcheng.office.people.models import City, Unit

#: Fields of a row that :func:`~tongcheng.office.lists.actions.change_items` sets.
ITEM_FIELDS = [
    "code",
    "kind",
    "tags",
    "group",
    "title",
    "content",
    "field",
    "stage",
    "function",
    "visibility",
    "reporting_unit",
    "accountable_leader",
    "officer",
    "liaison_a",
    "liaison_b",
    "due",
    "origin_kind",
    "origin",
    "gap_key",
    "project_id",
    "remark",
    "source",
    "synthetic",
]
#: Who takes part, in printed order: sequences of units, and of cities; they are set like fields.
UNIT_LISTS = {"leads": ItemUnitRole.LEAD, "supporting": ItemUnitRole.SUPPORT, "guiding": ItemUnitRole.GUIDE}
RELATIONS = (*UNIT_LISTS, "cities")
PROJECT_FIELDS = [
    "national_code",
    "nature",
    "scale",
    "start_year",
    "end_year",
    "investment",
    "price_year",
    "invested_before",
    "year_plan",
    "project_class",
    "in_statistics",
    "place",
    "length_km",
    "geometry",
]
#: ``funding`` is a sequence of mappings (kind, name, amount); ``permits`` maps a kind to (state, granted).
PROJECT_RELATIONS = ("funding", "permits")
MILESTONE_FIELDS = [
    "order",
    "quarter",
    "subject",
    "kind",
    "text",
    "target",
    "unit",
    "firmness",
    "due",
    "evidence_wanted",
    "reached",
]
LIST_FIELDS = [
    "code",
    "name",
    "kind",
    "year",
    "stage",
    "function",
    "field",
    "keeper",
    "circle",
    "synthetic",
    "columns",
    "source",
]

UNKNOWN = Text("本系统的字段名", "a field of this system")
UNKNOWN_REMEDY = Text("删去或更正该字段", "remove or correct the field")
CORRECT = Text("改正后重新提交", "correct it and send again")


@dataclass(frozen=True)
class NewItem:
    """A row to be added.

    Parameters
    ----------
    values
        Fields of ``ITEM_FIELDS`` and ``RELATIONS``.
    project
        Fields of ``PROJECT_FIELDS`` and ``PROJECT_RELATIONS``, for rows of kind ``project``.
    milestones
        One mapping of ``MILESTONE_FIELDS`` each.
    row
        Row of the sheet that it came from, for problems.
    """

    values: Mapping[str, Any]
    project: Mapping[str, Any] | None = None
    milestones: Sequence[Mapping[str, Any]] = ()
    row: int | None = None


def cleaned(
    row: models.Model,
    values: Mapping[str, Any],
    allowed: Iterable[str],
    problems: Problems,
    number: int | None = None,
) -> dict[str, Any]:
    """Give values as the database holds them; what cannot be held is noted in ``problems``."""
    known, good = set(allowed), {}
    for name, value in values.items():
        if name not in known:
            problems.add(
                "unknown_field", expected=UNKNOWN, found=name, remedy=UNKNOWN_REMEDY, row=number, column=name
            )
            continue
        field = row._meta.get_field(name)  # noqa: SLF001
        assert isinstance(field, models.Field)
        if isinstance(field, models.ForeignKey):
            if value is not None and not isinstance(value, field.related_model):
                _wrong(field, value, problems, number, Text("已登记的单位", "a unit on record"))
            else:
                good[name] = value
            continue
        if isinstance(value, str) and "\x00" in value:
            _wrong(
                field, value.replace("\x00", "�"), problems, number, Text("可显示的文字", "text that can be shown")
            )
            continue
        held = "" if value is None and not field.null else value
        try:
            good[name] = field.clean(held, row)
        except ValidationError as error:
            _wrong(field, value, problems, number, _sentence(field, value, error))
    return good


def cleaned_relations(
    values: Mapping[str, Any], problems: Problems, number: int | None = None
) -> dict[str, list[Any]]:
    """Give the sequences of units and cities in ``values``, each unit once, in the order given."""
    good: dict[str, list[Any]] = {}
    for name in RELATIONS:
        if name not in values:
            continue
        model = City if name == "cities" else Unit
        rows = list(dict.fromkeys(values[name] or ()))
        if bad := [one for one in rows if not isinstance(one, model)]:
            problems.add(
                "unknown_unit",
                expected=Text("已登记的单位或市", "units and cities on record"),
                found="、".join(str(one) for one in bad),
                remedy=Text("先登记单位或其别名", "enter the unit or its alias first"),
                row=number,
                column=name,
            )
        good[name] = rows
    return good


def _sentence(field: Any, value: object, error: ValidationError) -> Text:
    """Say in both languages what a field expects."""
    if getattr(field, "choices", None):
        return Text(_choices(field, "zh-hans"), _choices(field, "en"))
    said = []
    for language in ("zh-hans", "en"):
        with override(language):
            try:
                field.clean(value, None)
            except ValidationError as again:
                said.append(" ".join(again.messages))
    return Text(*said) if len(said) == 2 else Text(*[" ".join(error.messages)] * 2)


def _choices(field: Any, language: str) -> str:
    with override(language):
        return "/".join(str(label) for value, label in field.flatchoices if value)


def _wrong(field: Any, value: object, problems: Problems, number: int | None, expected: Text) -> None:
    problems.add("invalid", expected=expected, found=value, remedy=CORRECT, row=number, column=field.name)
