"""Forms of this app: they read what was typed; what is allowed is decided by rules and actions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from tongcheng.office.core.wording import both
from tongcheng.office.publication.models import Publication


class PublicationForm(forms.ModelForm):  # type: ignore[type-arg]
    """How a data set is described."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Publication
        fields = (
            "slug", "title", "title_en", "kind", "list", "circle", "publisher", "licence", "source", "redactions",
            "redactions_en",
        )  # fmt: skip
        widgets = {"redactions": forms.Textarea({"rows": 2}), "redactions_en": forms.Textarea({"rows": 2})}
        help_texts = {
            "slug": both("小写英文、数字和连字符，公开后不变", "letters, digits and hyphens; it stays for ever"),
            "list": both("类型为清单时必选；数值、灯号可用它限定范围", "needed for rows of a list; narrows figures and lights"),
            "circle": both("区域轮廓必填；跨市通办可用它限定范围", "needed for areas; narrows services"),
        }  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["revision"].initial = self.instance.revision
            for name in ("slug", "kind", "list", "circle"):
                self.fields[name].disabled = True

    def values(self) -> dict[str, Any]:
        """Give what was typed, without the revision."""
        return {name: value for name, value in self.cleaned_data.items() if name != "revision"}


class MakeForm(forms.Form):
    """The day that the data stand for."""

    as_of = forms.DateField(
        label=both("数据截至", "Data as of"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        initial=timezone.localdate,
    )
