"""Forms of this app."""

from __future__ import annotations

from typing import Any

from django import forms

from tongcheng.language import Text
from tongcheng.office.core.wording import both
from tongcheng.office.figures.models import Basis
from tongcheng.office.figures.words import known_attributes

_QUALIFIERS = [
    ("exact", both("确数", "exact")),
    ("about", both("约数", "about")),
    ("more_than", both("多于", "more than")),
    ("less_than", both("少于", "less than")),
    ("planned", both("计划", "planned")),
    ("derived", both("推算", "derived")),
]


def _wide() -> forms.TextInput:
    return forms.TextInput(attrs={"size": 60})


class FigureForm(forms.Form):
    """A published value as it is typed in."""

    attribute = forms.CharField(
        label=both("属性", "attribute"),
        max_length=80,
        widget=forms.TextInput(attrs={"list": "attributes", "size": 40}),
    )
    value = forms.DecimalField(label=both("数值", "value"), required=False, max_digits=24, decimal_places=6)
    value_text = forms.CharField(
        label=both("原文", "in the source's words"), required=False, max_length=400, widget=_wide()
    )
    qualifier = forms.ChoiceField(label=both("限定", "hedge"), choices=_QUALIFIERS, initial="exact")
    unit = forms.CharField(label=both("单位", "unit"), required=False, max_length=30)
    as_of = forms.CharField(
        label=both("截至", "as of"),
        max_length=20,
        help_text=both("如 2022-08-10、2022Q1、2022", "2022-08-10, 2022Q1, 2022"),
    )
    published = forms.CharField(label=both("公布日期", "published"), required=False, max_length=20)
    scope = forms.CharField(label=both("口径", "scope"), required=False, max_length=200, widget=_wide())
    basis = forms.ChoiceField(label=both("数据性质", "basis"), choices=Basis.choices)
    source = forms.CharField(label=both("来源", "source"), max_length=400, widget=_wide())
    note = forms.CharField(
        label=both("备注", "note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    @property
    def labels(self) -> list[Text]:
        """Give the attributes that have a label, to choose from."""
        return list(known_attributes().values())

    def clean_attribute(self) -> str:
        """Take an attribute by its label in either language, or as it is."""
        typed: str = self.cleaned_data["attribute"].strip()
        named = {words: name for name, label in known_attributes().items() for words in label}
        return named.get(typed, typed)

    def values(self) -> dict[str, Any]:
        """Give what was typed, as the draft of a figure takes it."""
        return dict(self.cleaned_data)
