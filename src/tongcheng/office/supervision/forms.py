"""Forms of this app: they read what was typed; what is allowed is decided by rules and actions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from tongcheng.office.core.wording import both
from tongcheng.office.lists.models import Item, List
from tongcheng.office.people.models import Unit
from tongcheng.office.supervision.models import BlockerSort, Judgement, OrderKind, RuleVersion, Settings


def day(label: Any, **options: Any) -> forms.DateField:
    """Make a field for a day."""
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **options)


def words(label: Any, rows: int = 3, **options: Any) -> forms.CharField:
    """Make a field for some sentences."""
    return forms.CharField(label=label, widget=forms.Textarea({"rows": rows}), max_length=2000, **options)


def _units() -> Any:
    return Unit.objects.standing_on(timezone.localdate())


class OrderForm(forms.Form):
    """A paper to one or several units."""

    kind = forms.ChoiceField(label=both("类型", "Kind"), choices=OrderKind.choices)
    units = forms.ModelMultipleChoiceField(
        label=both("发往单位", "To"),
        queryset=Unit.objects.none(),
        widget=forms.SelectMultiple({"size": 8}),
        help_text=both(
            "可多选，每个单位一件；省级部门、企业等非下级单位请用函。",
            "One paper to each; provincial departments and firms are sent letters.",
        ),
    )
    title = forms.CharField(label=both("标题", "Title"), max_length=200)
    text = words(both("事由和要求", "What is asked and why"), 5)
    due = day(both("办结时限", "To be settled by"))
    instructed_by = forms.CharField(
        label=both("批示领导（批示件）", "Instructed by (instructions)"), max_length=60, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].queryset = _units()  # type: ignore[attr-defined]


class PauseForm(forms.Form):
    """What a pause needs."""

    reason = words(both("暂缓理由", "Why it is paused"), 2)
    next_step = words(both("下步打算", "Next step"), 2)
    until = day(both("续期时限（最长一个季度）", "To be renewed by (a quarter at most)"))


class DueChangeForm(forms.Form):
    """Which date is to become which."""

    milestone = forms.ModelChoiceField(
        label=both("改期对象", "Which date"),
        queryset=Item.objects.none(),
        required=False,
        empty_label=both("整个条目的完成时限", "the due date of the row"),
    )
    new_due = day(both("拟改为", "New date"))
    reason = words(both("改期理由", "Why"), 2)

    def __init__(self, item: Item, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["milestone"].queryset = item.milestones.filter(  # type: ignore[attr-defined]
            reached__isnull=True, due__isnull=False
        )


class JudgementForm(forms.Form):
    """Judged confidence."""

    level = forms.ChoiceField(label=both("完成预判", "Confidence"), choices=Judgement.Level.choices)
    commentary = words(both("评述", "Commentary"), 2)


class VerifyBlockerForm(forms.Form):
    """What verification of a blocker finds."""

    sort = forms.ChoiceField(label=both("分类", "Sort"), choices=BlockerSort.choices)
    findings = words(both("核实情况", "What was found"), 2)
    decides = forms.ModelChoiceField(
        label=both("由谁决定", "Who must decide"), queryset=Unit.objects.none(), required=False
    )
    decide_by = day(both("决定时限", "To be decided by"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decides"].queryset = _units()  # type: ignore[attr-defined]


class RuleForm(forms.Form):
    """A rule as its JSON, with where it comes from."""

    code = forms.SlugField(label=both("编号", "Code"), max_length=40)
    name = forms.CharField(label=both("名称", "Name"), max_length=120)
    source = forms.CharField(label=both("依据（文件名、文号或网址）", "Source"), max_length=300)
    source_date = day(both("依据日期", "Date of the source"), required=False)
    note = forms.CharField(label=both("说明", "Note"), max_length=400, required=False)
    definition = forms.CharField(
        label=both("规则内容", "Definition"),
        widget=forms.Textarea({"rows": 26, "spellcheck": "false", "class": "code"}),
    )


class FollowForm(forms.Form):
    """Which list follows which version."""

    list = forms.ModelChoiceField(label=both("清单", "List"), queryset=List.objects.filter(closed=False))
    version = forms.ModelChoiceField(
        label=both("规则", "Rule"), queryset=RuleVersion.objects.select_related("rule").order_by("rule", "-number")
    )


class SettingsForm(forms.ModelForm):  # type: ignore[type-arg]
    """What the office decides about supervision."""

    class Meta:
        model = Settings
        fields = ("rank_cities", "period_kind", "freeze_days", "order_mark")
