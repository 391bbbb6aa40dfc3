"""Forms of this app: they read what was typed; what is allowed is decided by rules and actions."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from tongcheng.office.core.wording import both
from tongcheng.office.cross_services.models import Offer, Service, Use


def _day(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **options)


class WordsField(forms.CharField):
    """Several words, parted as people part them: 、 ， ； or line ends."""

    def prepare_value(self, value: Any) -> Any:
        """Show a list as one line."""
        return "、".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """Read one line as a list."""
        return [one.strip() for one in re.split(r"[、，,；;\n]", value or "") if one.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare as lists."""
        return bool(self.to_python(data) != (initial or []))


class ServiceForm(forms.ModelForm):  # type: ignore[type-arg]
    """What is known of a service."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    parties = WordsField(label=both("参与方（原文，顿号分隔）", "Parties, parted by commas"), required=False)
    mutual = WordsField(label=both("互认内容（顿号分隔）", "Mutually recognised, parted by commas"), required=False)

    class Meta:
        model = Service
        fields = (
            "code", "name", "field", "parties", "mode", "status", "effective", "mutual", "unit", "source", "remark",
            "public", "synthetic",
        )  # fmt: skip
        widgets = {"remark": forms.Textarea({"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["revision"].initial = self.instance.revision
            self.fields["code"].disabled = True

    def values(self) -> dict[str, Any]:
        """Give what was typed, without the revision."""
        return {name: value for name, value in self.cleaned_data.items() if name != "revision"}


class OfferForm(forms.ModelForm):  # type: ignore[type-arg]
    """One cell of the matrix."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    since = _day(both("起办日期", "Since"), required=False)

    class Meta:
        model = Offer
        fields = ("offered", "online", "agent", "joint", "same_standard", "materials", "days", "since", "remark")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["revision"].initial = self.instance.revision

    def values(self) -> dict[str, Any]:
        """Give what was typed, without the revision."""
        return {name: value for name, value in self.cleaned_data.items() if name != "revision"}


class UseForm(forms.ModelForm):  # type: ignore[type-arg]
    """One reading of use."""

    begins = _day(both("起", "From"))
    ends = _day(both("止", "To"))

    class Meta:
        model = Use
        fields = ("city", "home", "begins", "ends", "value", "words", "basis", "source")


class CorrectForm(forms.Form):
    """A reading that replaces another."""

    value = forms.IntegerField(label=both("更正后的数值", "The right value"), min_value=0, required=False)
    words = forms.CharField(label=both("原文", "In the source's words"), max_length=200, required=False)
    reason = forms.CharField(label=both("理由", "Reason"), max_length=300)
