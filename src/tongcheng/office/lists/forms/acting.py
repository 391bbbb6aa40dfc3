"""Forms of the actions on a row: what each asks beside a reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from tongcheng.language import Text
from tongcheng.office.core.wording import both, say
from tongcheng.office.lists.actions import NewItem
from tongcheng.office.lists.forms.fields import ReasonForm, UnitField, UnitsField, day
from tongcheng.office.lists.models import Item, ItemState, List


class TransferForm(ReasonForm):
    """To which list."""

    to = forms.ModelChoiceField(List.objects.none(), label=both("移交到", "To which list"))
    code = forms.CharField(
        label=both("在新清单的序号", "Number there"),
        required=False,
        max_length=40,
        help_text=both("不填则顺延", "The next one if left empty"),
    )
    field_order = ("to", "code", "reason", "resolution")

    def __init__(self, data: Any, item: Item) -> None:
        super().__init__(data)
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = List.objects.filter(closed=False).exclude(pk=item.list_id)


class AssignForm(ReasonForm):
    """To which unit."""

    unit = UnitField(label=both("接手单位", "To which unit"), required=True)
    field_order = ("unit", "reason", "resolution")

    def __init__(self, data: Any, item: Item) -> None:  # noqa: ARG002
        super().__init__(data)


class SwapForm(ReasonForm):
    """By which row: a draft of the list, or a new one."""

    draft = forms.ModelChoiceField(
        Item.objects.none(),
        label=both("用储备条目替换", "By a draft of this list"),
        required=False,
        help_text=both("选定后下面各项不用填", "If chosen, leave the rest empty"),
    )
    title = forms.CharField(label=both("或新条目名称", "Or a new row: title"), required=False, max_length=300)
    content = forms.CharField(
        label=both("任务内容", "Content"), required=False, widget=forms.Textarea({"rows": 3}), max_length=4000
    )
    reporting_unit = UnitField(label=both("填报单位", "Reporting unit"))
    leads = UnitsField(label=both("牵头单位", "Leads"))
    due = day(both("完成时限", "Due"))
    investment = forms.DecimalField(
        label=both("总投资（亿元）", "Investment (CNY 100 m)"), required=False, max_digits=16, decimal_places=6
    )
    field_order = (
        "draft",
        "title",
        "content",
        "reporting_unit",
        "leads",
        "due",
        "investment",
        "reason",
        "resolution",
    )

    def __init__(self, data: Any, item: Item) -> None:
        super().__init__(data)
        self.item = item
        field = self.fields["draft"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Item.objects.filter(list=item.list_id, state=ItemState.DRAFT)
        self.initial["reporting_unit"] = item.reporting_unit

    def clean(self) -> dict[str, Any]:
        """Want one of the two."""
        said = super().clean() or {}
        if not said.get("draft") and not said.get("title"):
            self.add_error("title", say(Text("选择储备条目或填写新条目", "Choose a draft or write a new row")))
        return said

    def by(self) -> NewItem | Item:
        """Give the row that takes the place."""
        said = self.cleaned_data
        if said["draft"]:
            draft: Item = said["draft"]
            return draft
        names = ("title", "content", "reporting_unit", "leads", "due")
        values = {name: said[name] for name in names}
        values |= {"kind": self.item.kind, "group": self.item.group, "visibility": self.item.visibility}
        values |= {"cities": list(self.item.cities.all()), "synthetic": self.item.synthetic}
        money = said["investment"]
        return NewItem(values, None if money is None else {"investment": money})


class MergeForm(ReasonForm):
    """With which rows, into what."""

    others = forms.CharField(
        label=both("一并合并的条目序号", "Numbers of the rows to merge with"),
        help_text=both("同一清单，用顿号分隔，如 3、5", "Of the same list, separated by commas: 3, 5"),
    )
    into = forms.CharField(
        label=both("并入已有条目（序号）", "Into a row that stands (its number)"), required=False, max_length=40
    )
    title = forms.CharField(
        label=both("或合并为新条目，名称", "Or into a new row: title"), required=False, max_length=300
    )
    content = forms.CharField(
        label=both("任务内容", "Content"), required=False, widget=forms.Textarea({"rows": 3}), max_length=4000
    )
    field_order = ("others", "into", "title", "content", "reason", "resolution")

    def __init__(self, data: Any, item: Item) -> None:
        super().__init__(data)
        self.item = item
        self.fields["others"].required = False

    def _rows(self, typed: str, name: str) -> list[Item]:
        codes = [code.strip() for code in typed.replace("、", ",").replace("，", ",").split(",") if code.strip()]
        rows = {
            row.code: row
            for row in Item.objects.filter(list=self.item.list_id, code__in=codes).select_related(
                "list", "reporting_unit"
            )
        }
        if missing := [code for code in codes if code not in rows]:
            said = "、".join(missing)
            self.add_error(name, say(Text(f"清单中没有序号 {said}", f"No row numbered {said} in the list")))
        return [rows[code] for code in codes if code in rows]

    def clean(self) -> dict[str, Any]:
        """Find the rows by their numbers."""
        said = super().clean() or {}
        said["rows"] = self._rows(said.get("others", ""), "others")
        said["target"] = self._rows(said["into"], "into") if said.get("into") else []
        if not said["target"] and not said.get("title"):
            self.add_error("title", say(Text("填写并入的条目或新条目名称", "Say into which row, or name a new one")))
        if not said["target"] and not said["rows"]:
            self.add_error("others", say(Text("至少两个条目才能合并", "A merger takes two rows at least")))
        return said

    def items(self) -> list[Item]:
        """Give the rows that are merged, this one first."""
        target = {row.pk for row in self.cleaned_data["target"]}
        rows = [self.item, *self.cleaned_data["rows"]]
        return [row for row in dict.fromkeys(rows) if row.pk not in target]

    def into_row(self) -> NewItem | Item:
        """Give the row into which they go."""
        if self.cleaned_data["target"]:
            row: Item = self.cleaned_data["target"][0]
            return row
        return NewItem({"title": self.cleaned_data["title"], "content": self.cleaned_data["content"]})


class PartForm(forms.Form):
    """One part of a split row; a line without a title is passed over."""

    title = forms.CharField(label=both("名称", "Title"), required=False, max_length=300)
    reporting_unit = UnitField(label=both("填报单位", "Reporting unit"))
    leads = UnitsField(label=both("牵头单位", "Leads"))
    due = day(both("完成时限", "Due"))
    investment = forms.DecimalField(
        label=both("总投资（亿元）", "Investment (CNY 100 m)"), required=False, max_digits=16, decimal_places=6
    )

    def row(self) -> NewItem:
        """Give the part; what was left empty is taken over from the whole."""
        said = self.cleaned_data
        values = {name: said[name] for name in ("title", "reporting_unit", "leads", "due") if said.get(name)}
        money = said.get("investment")
        return NewItem(values, None if money is None else {"investment": money})


PartForms = forms.formset_factory(PartForm, extra=8, max_num=40)


class IssueForm(forms.Form):
    """How a version is issued."""

    name = forms.CharField(label=both("版本名称", "Name"), required=False, max_length=120)
    issued = day(both("印发日期", "Issued"), required=True)
    as_of = day(both("数据截至", "As of"), required=True)
    document = forms.CharField(label=both("文号", "Document number"), required=False, max_length=80)
    resolution = forms.CharField(label=both("议定事项", "Resolution"), required=False, max_length=200)
    reason = forms.CharField(label=both("理由", "Reason"), widget=forms.Textarea({"rows": 2}), max_length=1000)

    def __init__(self, data: Any) -> None:
        today = timezone.localdate()
        super().__init__(data, initial={"issued": today, "as_of": today})
