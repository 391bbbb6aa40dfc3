"""Forms in which a row, its project and its milestones are written."""

from __future__ import annotations

from typing import Any

from django import forms

from tongcheng.office.core.acting import NO_REASON
from tongcheng.office.core.recorded import plain
from tongcheng.office.core.wording import both, say
from tongcheng.office.lists.actions import ITEM_FIELDS, MILESTONE_FIELDS, PROJECT_FIELDS, RELATIONS
from tongcheng.office.lists.forms.fields import UnitField, UnitsField, day, plain_days, remember, text
from tongcheng.office.lists.models import (
    FundingSource,
    Item,
    ItemState,
    List,
    Milestone,
    MoneySource,
    Permit,
    PermitKind,
    Project,
)
from tongcheng.office.lists.rules import CONTACT_FIELDS
from tongcheng.office.people.models import City

_TAGS = [("重大改革", both("重大改革", "major reform")), ("重大平台", both("重大平台", "major platform"))]


class ListForm(forms.ModelForm):  # type: ignore[type-arg]
    """What is said about a list."""

    reason = text(both("理由", "Reason"), rows=2, max_length=1000)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = List
        fields = ("code", "name", "kind", "year", "stage", "function", "field", "circle", "source", "synthetic")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk:
            self.fields["reason"].required = True
            self.initial["revision"] = self.instance.revision
        else:
            del self.fields["reason"]
            self.fields["keeper"] = UnitField(label=both("主管机构", "Kept by"), required=True)

    def values(self) -> dict[str, Any]:
        """Give the fields of the list."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def _post_clean(self) -> None:
        """Leave the list as it is: the action sets and checks it."""


class ItemForm(forms.ModelForm):  # type: ignore[type-arg]
    """The fields and participants of a row."""

    reporting_unit = UnitField(
        label=both("填报单位", "Reporting unit"), help_text=both("有且只有一个", "Exactly one")
    )
    leads = UnitsField(
        label=both("牵头单位", "Leads"),
        help_text=both("按印发顺序，用顿号分隔；第一个牵头，其余联合牵头", "In printed order, separated by commas"),
    )
    supporting = UnitsField(label=both("配合单位", "Supporting"))
    guiding = UnitsField(label=both("指导单位", "Guiding"))
    cities = forms.ModelMultipleChoiceField(
        City.objects.all(), label=both("涉及市", "Cities"), required=False, widget=forms.CheckboxSelectMultiple
    )
    tags = forms.MultipleChoiceField(
        label=both("标签", "Tags"), required=False, choices=_TAGS, widget=forms.CheckboxSelectMultiple
    )
    due = day(both("完成时限", "Due"))
    reason = text(
        both("理由", "Reason"),
        rows=2,
        max_length=1000,
        help_text=both(
            "已列入清单的条目，除联系人外的改动须填", "Needed for rows in force, unless only contacts change"
        ),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Item
        fields = [
            "code",
            "kind",
            "group",
            "title",
            "content",
            "tags",
            "field",
            "stage",
            "function",
            "due",
            "accountable_leader",
            "officer",
            "liaison_a",
            "liaison_b",
            "visibility",
            "origin_kind",
            "origin",
            "remark",
            "source",
        ]
        widgets = {
            "title": forms.TextInput({"size": 60}),
            "content": forms.Textarea({"rows": 4}),
            "remark": forms.Textarea({"rows": 2}),
        }

    field_order = [
        "code",
        "kind",
        "group",
        "title",
        "content",
        "tags",
        "leads",
        "supporting",
        "guiding",
        "reporting_unit",
        "cities",
        "due",
        "accountable_leader",
        "officer",
        "liaison_a",
        "liaison_b",
        "field",
        "stage",
        "function",
        "visibility",
        "origin_kind",
        "origin",
        "source",
        "remark",
        "reason",
    ]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["code"].required = False
        item = self.instance
        if not item.pk:
            del self.fields["reason"]
            return
        self.initial["revision"] = item.revision
        self.initial["reporting_unit"] = item.reporting_unit
        for name, role in (("leads", "lead"), ("supporting", "support"), ("guiding", "guide")):
            rows = [one for one in item.item_units.all() if one.role == role]
            self.initial[name] = [one.unit for one in sorted(rows, key=lambda one: one.order)]
        self.initial["cities"] = [city.pk for city in item.cities.all()]
        remember(self)

    def clean(self) -> dict[str, Any]:
        """Want a reason where the action will."""
        said = super().clean() or {}
        touched = set(self.changed_data) - {*CONTACT_FIELDS, "reason", "revision"}
        in_force = self.instance.pk and self.instance.state != ItemState.DRAFT
        if in_force and touched and not said.get("reason"):
            self.add_error("reason", say(NO_REASON))
        return said

    def values(self) -> dict[str, Any]:
        """Give what the action takes: of a new row all fields, of another those that were changed."""
        names = [name for name in (*ITEM_FIELDS, *RELATIONS) if name in self.fields]
        if self.instance.pk:
            names = [name for name in names if name in self.changed_data]
        return {name: _plain(self.cleaned_data[name]) for name in names}

    def _post_clean(self) -> None:
        """Leave the row as it is: the action sets and checks it."""


def _plain(value: Any) -> Any:
    return list(value) if hasattr(value, "model") else value


class ProjectForm(forms.ModelForm):  # type: ignore[type-arg]
    """The project behind a row."""

    reason = text(both("理由", "Reason"), rows=2, max_length=1000)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Project
        fields = [name for name in PROJECT_FIELDS if name != "geometry"]
        widgets = {"scale": forms.Textarea({"rows": 3})}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk:
            self.initial["revision"] = self.instance.revision
        remember(self)

    def values(self) -> dict[str, Any]:
        """Give the fields that were changed."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.changed_data}

    def _post_clean(self) -> None:
        """Leave the project as it is: the action sets and checks it."""


class FundingForm(forms.Form):
    """One source of money; a line without an amount and a name is passed over."""

    kind = forms.ChoiceField(label=both("资金来源", "Source"), choices=MoneySource.choices)
    name = forms.CharField(label=both("名称", "Name"), required=False, max_length=120)
    amount = forms.DecimalField(
        label=both("金额（亿元）", "Amount (CNY 100 m)"), required=False, max_digits=16, decimal_places=6
    )


class PermitForm(forms.Form):
    """One gate before works begin."""

    kind = forms.ChoiceField(choices=PermitKind.choices, widget=forms.HiddenInput)
    state = forms.CharField(label=both("办理情况", "State"), required=False, max_length=120)
    granted = day(both("取得日期", "Granted on"))

    @property
    def title(self) -> str:
        """Name the gate."""
        return str(PermitKind(self.initial["kind"]).label)


FundingForms = forms.formset_factory(FundingForm, extra=3, can_delete=True, max_num=30)
PermitForms = forms.formset_factory(PermitForm, extra=0, max_num=len(PermitKind.choices))


def funding_of(project: Project | None) -> list[dict[str, Any]]:
    """Give the initial lines of a project's funding."""
    rows = FundingSource.objects.filter(project=project).order_by("pk") if project else ()
    return [{"kind": one.kind, "name": one.name, "amount": plain(one.amount)} for one in rows]


def permits_of(project: Project | None) -> list[dict[str, Any]]:
    """Give the initial lines of a project's gates: all four, passed or not."""
    known = {one.kind: one for one in Permit.objects.filter(project=project)} if project else {}
    return [
        {"kind": kind, "state": known[kind].state, "granted": known[kind].granted}
        if kind in known
        else {"kind": kind}
        for kind in PermitKind.values
    ]


def funding_typed(forms_: Any) -> list[dict[str, Any]]:
    """Give the lines of funding that were filled in."""
    found = []
    for form in forms_:
        said = form.cleaned_data
        if said and not said.get("DELETE") and (said.get("amount") is not None or said.get("name")):
            found.append({"kind": said["kind"], "name": said["name"], "amount": said["amount"]})
    return found


def permits_typed(forms_: Any) -> dict[str, dict[str, Any]]:
    """Give the gates that were filled in."""
    return {
        form.cleaned_data["kind"]: {"state": form.cleaned_data["state"], "granted": form.cleaned_data["granted"]}
        for form in forms_
        if form.cleaned_data.get("state") or form.cleaned_data.get("granted")
    }


class MilestoneForm(forms.ModelForm):  # type: ignore[type-arg]
    """One milestone; a line without text is passed over."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Milestone
        fields = [name for name in MILESTONE_FIELDS if name != "order"]
        widgets = {"text": forms.Textarea({"rows": 2, "cols": 30})}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        plain_days(self, ("due", "reached"))
        self.fields["text"].required = False
        self.fields["quarter"].widget.attrs |= {"size": 7, "placeholder": "2022Q1"}
        self.fields["unit"].widget.attrs |= {"size": 4}
        for field in self.fields.values():  # the head of a column is no label to a screen reader
            field.widget.attrs["aria-label"] = field.label
        if self.instance.pk:
            self.initial["revision"] = self.instance.revision
        remember(self)

    def values(self) -> dict[str, Any]:
        """Give what the action takes; nothing for an empty line."""
        names = [name for name in self.Meta.fields if name in self.changed_data]
        if self.instance.pk is None and not self.cleaned_data.get("text"):
            return {}
        values = {name: self.cleaned_data[name] for name in names}
        return {"pk": self.instance.pk, **values} if self.instance.pk else values

    def _post_clean(self) -> None:
        """Leave the milestone as it is: the action sets and checks it."""


#: The milestones of a row with two empty lines.
MilestoneForms = forms.modelformset_factory(Milestone, form=MilestoneForm, extra=2, max_num=200)
