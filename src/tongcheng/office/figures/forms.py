"""Forms of this app."""

from __future__ import annotations

from typing import Any

from django import forms

from tongcheng.office.core.wording import both
from tongcheng.office.figures.models import Basis

_QUALIFIERS = [
    ("exact", both("确数", "exact")),
    ("about", both("约数", "about")),
    ("more_than", both("多于", "more than")),
    ("less_than", both("少于", "less than")),
    ("planned", both("计划", "planned")),
    ("derived", both("推算", "derived")),
]


class FigureForm(forms.Form):
    """A published value as it is typed in."""

    attribute = forms.CharField(label=both("属性", "attribute"), max_length=80)
    value = forms.DecimalField(label=both("数值", "value"), required=False, max_digits=24, decimal_places=6)
    value_text = forms.CharField(label=both("原文", "in the source's words"), required=False, max_length=400)
    qualifier = forms.ChoiceField(label=both("限定", "hedge"), choices=_QUALIFIERS, initial="exact")
    unit = forms.CharField(label=both("单位", "unit"), required=False, max_length=30)
    as_of = forms.CharField(
        label=both("截至", "as of"),
        max_length=20,
        help_text=both("如 2022-08-10、2022Q1、2022", "2022-08-10, 2022Q1, 2022"),
    )
    published = forms.CharField(label=both("公布日期", "published"), required=False, max_length=20)
    scope = forms.CharField(label=both("口径", "scope"), required=False, max_length=200)
    basis = forms.ChoiceField(label=both("数据性质", "basis"), choices=Basis.choices)
    source = forms.CharField(label=both("来源", "source"), max_length=400)
    note = forms.CharField(
        label=both("备注", "note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def values(self) -> dict[str, Any]:
        """Give what was typed, as the draft of a figure takes it."""
        return dict(self.cleaned_data)
