"""Forms of this app: they read what was typed; what is allowed is decided by rules and actions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from tongcheng.language import Text
from tongcheng.office.core.wording import both, say
from tongcheng.office.documents.models import (
    Consultation,
    Disposition,
    Dossier,
    Issue,
    Opinion,
    Paragraph,
    PlanNode,
    Version,
)
from tongcheng.office.lists.models import Item, ItemKind, List
from tongcheng.office.people.models import Unit
from tongcheng.office.people.standing import Standing
from tongcheng.office.supervision.deadlines import propose, workdays_field


def _day(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **options)


def _units() -> Any:
    return Unit.objects.standing_on(timezone.localdate())


class RowForm(forms.ModelForm):  # type: ignore[type-arg]
    """A row of this app; the action reads the row anew, so that setting the form's own copy changes nothing."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["revision"].initial = self.instance.revision

    def values(self) -> dict[str, Any]:
        """Give what was typed, without the revision."""
        return {name: value for name, value in self.cleaned_data.items() if name in set(self._meta.fields or ())}


class DossierForm(RowForm):
    """A document."""

    class Meta:
        model = Dossier
        fields = (
            "kind", "title", "unit", "city", "visibility", "text_known", "synthetic", "source", "remark",
        )  # fmt: skip
        widgets = {"remark": forms.Textarea({"rows": 2})}

    def __init__(self, *args: Any, standing: Standing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = _units()
        if not (standing.system or standing.has("joint_office", "secretary")):
            own = units.filter(pk__in=standing.units("filler", "unit_head"))
            units = own | units.filter(city__in=standing.cities("city_office"))
            self.fields["unit"].required = True
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["text_known"].help_text = str(
            both(
                "只知题名、未取得原文的文件不勾选：不编文号，页面和印件注明“原文未收录”",
                "Leave it open for a real title whose text you do not have: it gets no number and says so",
            )
        )


class VersionForm(forms.Form):
    """A file, or typed words."""

    label = forms.CharField(
        label=both("稿次名称（如：征求意见稿、送审稿）", "Name of the draft"), max_length=60, required=False
    )
    file = forms.FileField(label=both("文件", "File"), required=False)
    text = forms.CharField(
        label=both("或直接填写正文", "Or type the text"),
        widget=forms.Textarea({"rows": 8}),
        required=False,
        max_length=400_000,
    )
    accept_changes = forms.BooleanField(
        label=both("文件含修订时，按接受全部修订读取", "Read tracked changes as accepted"), required=False
    )
    note = forms.CharField(label=both("修改说明", "What changed"), max_length=400, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = ".docx,.pdf,.txt,.md"
        self.fields["file"].help_text = Text(  # type: ignore[assignment]
            "docx、pdf（有文本层）、txt、md。原件原样保存并记 SHA-256；版本一经上传不再改动。",
            "docx, pdf with a text layer, txt, md. The file is kept as it is with its SHA-256; a version never changes.",
        )
        self.fields["text"].help_text = Text(  # type: ignore[assignment]
            "每行一段；“一、”“（一）”开头的短行为小标题，“# ”为标题，“| 甲 | 乙 |”为表格。",
            "A line is a paragraph; short lines beginning 一、 or （一） are headings, # a title, | a | b | a table.",
        )


class TitleForm(forms.Form):
    """A version known by its title alone."""

    label = forms.CharField(label=both("稿次名称", "Name of the version"), max_length=60, required=False)
    note = forms.CharField(label=both("说明", "Note"), max_length=400, required=False)


#: Working days that units are given unless another day is typed.
WORKDAYS = 5
NO_DAY = Text("填写反馈时限，或填写工作日数", "Give the day, or a number of working days")


class ConsultationForm(forms.Form):
    """Whom to ask, until when."""

    due = _day(both("反馈时限", "Due"), required=False)
    workdays = workdays_field(both("或：发出后几个工作日内", "Or: so many working days after it is sent"))
    words = forms.CharField(
        label=both("征求意见说明", "What is asked"),
        widget=forms.Textarea({"rows": 3}),
        required=False,
        max_length=4000,
    )
    units = forms.ModelMultipleChoiceField(
        label=both("征求意见单位", "Units asked"), queryset=Unit.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].queryset = _units()  # type: ignore[attr-defined]
        propose(self, timezone.localdate(), WORKDAYS)

    def clean(self) -> dict[str, Any]:
        """Ask for a day, or for a number of working days."""
        said = super().clean() or self.cleaned_data
        if not said.get("due") and not said.get("workdays") and "due" not in self.errors:
            self.add_error("due", say(NO_DAY))
        return said


class ChangeConsultationForm(ConsultationForm):
    """Another day, other words, more units."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=both("理由（调整时限时填写）", "Reason (for another day)"), required=False, max_length=400
    )

    def __init__(self, *args: Any, consultation: Consultation, **kwargs: Any) -> None:
        initial = {"due": consultation.due, "words": consultation.words, "revision": consultation.revision}
        super().__init__(*args, initial=initial, **kwargs)
        del self.fields["workdays"]
        more = _units().exclude(pk__in=consultation.asked.values("unit"))
        self.fields["units"].queryset = more  # type: ignore[attr-defined]
        self.fields["units"].required = False
        self.fields["units"].label = both("增加征求意见单位", "Ask more units")


class _ParagraphField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        words = obj.text.replace("\t", " ").replace("\n", " ")
        return f"{obj.order} {words if len(words) <= 40 else words[:40] + '…'}"


class OpinionForm(RowForm):
    """An opinion on a paragraph or the whole."""

    class Meta:
        model = Opinion
        fields = ("paragraph", "words", "proposed")
        field_classes = {"paragraph": _ParagraphField}
        widgets = {"words": forms.Textarea({"rows": 3}), "proposed": forms.Textarea({"rows": 2})}

    def __init__(self, *args: Any, version: Version, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        paragraphs = Paragraph.objects.filter(version=version, header=False)
        self.fields["paragraph"].queryset = paragraphs  # type: ignore[attr-defined]
        self.fields["paragraph"].empty_label = str(both("全文", "the whole"))  # type: ignore[attr-defined]


class DispositionForm(forms.Form):
    """What becomes of an opinion."""

    disposition = forms.ChoiceField(
        label=both("采纳情况", "Disposition"),
        choices=[one for one in Disposition.choices if one[0] != Disposition.WAITING],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=both("处理说明（未全部采纳的须填写）", "Reason (needed unless accepted)"),
        widget=forms.Textarea({"rows": 3}),
        required=False,
        max_length=2000,
    )
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)


class IssueForm(forms.Form):
    """Number, signer and recipients."""

    number = forms.CharField(label=both("文号", "Document number"), max_length=80)
    issuer = forms.CharField(label=both("发文机关", "Issued by"), max_length=160)
    signer = forms.CharField(label=both("签发人", "Signed by"), max_length=60)
    main_to = forms.CharField(label=both("主送", "To"), widget=forms.Textarea({"rows": 2}), max_length=2000)
    copy_to = forms.CharField(
        label=both("抄送", "Copies to"), widget=forms.Textarea({"rows": 2}), max_length=2000, required=False
    )
    issued = _day(both("印发日期", "Issued on"))
    in_force = _day(both("施行日期（与印发日期不同时填写）", "In force from (if another day)"), required=False)
    supersedes = forms.ModelMultipleChoiceField(
        label=both("替代下列现行文件", "Supersedes"),
        queryset=Issue.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(label=both("替代说明", "Why it supersedes"), max_length=400, required=False)

    def __init__(self, *args: Any, standing: Standing, version: Version, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Issue.objects.visible_to(standing).filter(ending__isnull=True).select_related("version__dossier")
        rows = rows.filter(version__dossier__kind=version.dossier.kind)
        if not rows.exists():
            del self.fields["supersedes"], self.fields["reason"]
            return
        self.fields["supersedes"].queryset = rows  # type: ignore[attr-defined]
        self.fields["supersedes"].label_from_instance = (  # type: ignore[attr-defined]
            lambda one: f"{one.number} {one.version.dossier}"
        )


class RepealForm(forms.Form):
    """The end of an issue."""

    on = _day(both("失效日期", "Ends on"))
    reason = forms.CharField(label=both("理由", "Reason"), max_length=400)


class NodeForm(RowForm):
    """A node of the plan's tree."""

    class Meta:
        model = PlanNode
        fields = ("kind", "title", "parent", "stage", "paragraph", "indicator", "value", "unit", "by_year", "order")
        field_classes = {"paragraph": _ParagraphField}

    def __init__(self, *args: Any, version: Version, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = PlanNode.objects.filter(version=version)  # type: ignore[attr-defined]
        self.fields["paragraph"].queryset = Paragraph.objects.filter(version=version)  # type: ignore[attr-defined]


class RowsForm(forms.Form):
    """Rows that come of a paragraph: one title on each line."""

    list = forms.ModelChoiceField(label=both("清单", "List"), queryset=List.objects.filter(closed=False))
    kind = forms.ChoiceField(label=both("类型", "Kind"), choices=ItemKind.choices, initial=ItemKind.MATTER)
    titles = forms.CharField(
        label=both("条目名称（每行一条）", "Titles (one on each line)"),
        widget=forms.Textarea({"rows": 4}),
        max_length=20000,
    )
    unit = forms.ModelChoiceField(
        label=both("牵头、填报单位", "Lead and reporting unit"), queryset=Unit.objects.none()
    )
    due = _day(both("完成时限", "Due"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = _units()  # type: ignore[attr-defined]


class TieForm(forms.Form):
    """Rows of a list that a paragraph asks for."""

    items = forms.ModelMultipleChoiceField(
        label=both("已有条目", "Rows"), queryset=Item.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, items: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["items"].queryset = items  # type: ignore[attr-defined]


class AreasForm(forms.Form):
    """A GeoJSON of areas and belts."""

    file = forms.FileField(label=both("GeoJSON 文件（经纬度）", "GeoJSON file (degrees)"))
    source = forms.CharField(label=both("资料出处", "Source"), max_length=400, required=False)
