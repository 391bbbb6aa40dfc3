"""Fields for units as an office writes them, days, and reasons."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from tongcheng.language import Text
from tongcheng.office.core.recorded import plain
from tongcheng.office.core.wording import both, say
from tongcheng.office.people.models import Unit
from tongcheng.office.people.names import UnitNames

_BETWEEN = re.compile(r"[、,，;；\n]+")


def _names(typed: str | None) -> list[str]:
    return [name.strip() for name in _BETWEEN.split(typed or "") if name.strip()]


class UnitsField(forms.CharField):
    """Units in printed order, as a list prints them: 甲市交通局、乙市交通局."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=options.pop("required", False), max_length=2000, **options)

    def prepare_value(self, value: Any) -> Any:
        """Write units as one reads them."""
        return value if isinstance(value, str) or value is None else "、".join(str(unit) for unit in value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare names, however they are separated."""
        return _names(self.prepare_value(initial)) != _names(data)

    def clean(self, value: Any) -> Any:
        """Give the units that the names mean, every unknown name said with the nearest ones."""
        names = _names(super().clean(value))
        if not names:
            return []
        known = UnitNames.load()
        found = [known.resolve(name) for name in names]
        if bad := [one for one in found if one.unit is None]:
            raise ValidationError(
                [f"{one.name}：{say(one.problem().expected)}。{say(one.problem().remedy)}" for one in bad]
            )
        return list(dict.fromkeys(one.unit for one in found))


class UnitField(UnitsField):
    """Exactly one unit."""

    def clean(self, value: Any) -> Unit | None:
        """Give the one unit."""
        units = super().clean(value)
        if len(units) > 1:
            raise ValidationError(say(Text("只填一个单位", "One unit only")))
        return units[0] if units else None

    def prepare_value(self, value: Any) -> Any:
        """Write the unit as one reads it."""
        return str(value) if isinstance(value, Unit) else value


def day(label: Any, **options: Any) -> forms.DateField:
    """Make a field for a day."""
    options.setdefault("required", False)
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **options)


def text(label: Any, rows: int = 3, **options: Any) -> forms.CharField:
    """Make a field for several lines."""
    options.setdefault("required", False)
    return forms.CharField(label=label, widget=forms.Textarea({"rows": rows}), **options)


class ReasonForm(forms.Form):
    """A reason, and the resolution behind it."""

    reason = text(both("理由", "Reason"), rows=2, required=True, max_length=1000)
    resolution = forms.CharField(
        label=both("议定事项", "Resolution"),
        required=False,
        max_length=200,
        help_text=both(
            "清单印发后，替换、拆分、合并、移交、取消须填：会议名称及议定事项",
            "Once the list is issued, a swap, split, merger, transfer or cancellation needs it: meeting and matter",
        ),
    )


def plain_days(form: forms.BaseForm, names: Iterable[str]) -> None:
    """Let the browser pick the days of a model's form."""
    for name in names:
        form.fields[name].widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


def remember(form: forms.BaseForm) -> None:
    """Let the page carry what the person saw: a field counts as changed only if this person changed it."""
    for name, value in form.initial.items():
        form.initial[name] = plain(value) if isinstance(value, Decimal) else value
    for name, field in form.fields.items():
        field.show_hidden_initial = name not in ("reason", "resolution", "revision", "id")
