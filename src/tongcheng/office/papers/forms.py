"""Forms of the papers' pages."""

from __future__ import annotations

from typing import Any

from django import forms

from tongcheng.office.core.wording import both
from tongcheng.office.lists.models import OPEN_STATES, Item
from tongcheng.office.papers.models import TO_UNIT, Draft, PaperKind
from tongcheng.office.people.models import Unit
from tongcheng.office.progress.models import Period


class PeriodPaperForm(forms.Form):
    """A paper about a period."""

    kind = forms.ChoiceField(
        label=both("文种", "kind"), choices=[one for one in PaperKind.choices if one[0] not in TO_UNIT]
    )
    period = forms.ModelChoiceField(Period.objects.all(), label=both("填报期", "period"))


class UnitPaperForm(forms.Form):
    """A paper to one unit about rows."""

    kind = forms.ChoiceField(
        label=both("文种", "kind"), choices=[one for one in PaperKind.choices if one[0] in TO_UNIT]
    )
    unit = forms.ModelChoiceField(Unit.objects.filter(dissolved__isnull=True), label=both("主送单位", "unit"))
    items = forms.ModelMultipleChoiceField(
        Item.objects.none(), label=both("清单条目（可多选）", "rows"), widget=forms.SelectMultiple(attrs={"size": 8})
    )
    answer_by = forms.DateField(
        label=both("反馈时限", "answer by"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    words = forms.CharField(
        label=both("补充要求或依据", "words of your own"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, standing: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = self.fields["items"]
        assert isinstance(rows, forms.ModelMultipleChoiceField)
        rows.queryset = Item.objects.filter(state__in=OPEN_STATES).visible_to(standing).order_by("list", "order")


class HeadForm(forms.ModelForm):  # type: ignore[type-arg]
    """The head of a paper."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Draft
        fields = ("title", "to", "copies", "number", "signature")
