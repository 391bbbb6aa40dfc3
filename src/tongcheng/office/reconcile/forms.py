"""The form in which two ledgers are chosen."""

from __future__ import annotations

from typing import Any

from django import forms

from tongcheng.office.core.wording import both
from tongcheng.office.people.models import City

_UPLOAD = ("workbook", both("上传的工作簿", "the workbook uploaded below"))


class CompareForm(forms.Form):
    """Which two ledgers; either may be the workbook uploaded with the form."""

    left = forms.ChoiceField(label=both("前者（如上月、省级清单）", "first (last month, the circle's list)"))
    right = forms.ChoiceField(label=both("后者（如本月、市级清单）", "second (this month, a city's list)"))
    workbook = forms.FileField(label=both("外来工作簿", "workbook from elsewhere"), required=False)
    workbook_city = forms.ModelChoiceField(
        City.objects.all(), label=both("工作簿所属市（整圈清单不选）", "the workbook's city (none: the whole circle)"),
        required=False,
    )  # fmt: skip
    workbook_as_of = forms.DateField(
        label=both("工作簿截至日期", "the workbook's day"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )  # fmt: skip
    name = forms.CharField(label=both("对账名称", "name"), max_length=200, required=False)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("left", "right"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [*choices, _UPLOAD]

    def clean(self) -> dict[str, Any]:
        """Refuse a ledger beside itself, and an upload without a file."""
        said = super().clean() or self.cleaned_data
        sides = (said.get("left"), said.get("right"))
        if sides[0] and sides[0] == sides[1]:
            self.add_error("right", str(both("请选择另一份清单", "choose another one")))
        if "workbook" in sides and not said.get("workbook") and "workbook" not in self.errors:
            self.add_error("workbook", str(both("请上传工作簿", "upload the workbook")))
        return said
