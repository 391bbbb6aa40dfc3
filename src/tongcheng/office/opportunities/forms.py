"""Forms of this app: they read what was typed; what is allowed is decided by rules and actions."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from tongcheng.office.core.wording import both
from tongcheng.office.opportunities.models import Batch, Enquiry, MoneyUnit, Opportunity, Side, Sort
from tongcheng.office.people.models import City, Unit
from tongcheng.office.people.standing import Standing

WAN_OF_YI = Decimal(10_000)


def _day(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **options)


def codes_typed(typed: str) -> list[str]:
    """Read industry codes as people part them.

    Examples
    --------
    >>> codes_typed("c39、 C3912")
    ['C39', 'C3912']
    """
    return list(dict.fromkeys(one.upper() for one in re.split(r"[、，,；;\s]+", typed or "") if one))


class OpportunityForm(forms.Form):
    """The row and its details together."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    list = forms.ChoiceField(label=both("列入清单", "List"))
    unit = forms.ChoiceField(label=both("发布单位", "Publishing unit"))
    city = forms.ChoiceField(label=both("发布市", "Publishing city"), required=False)
    title = forms.CharField(label=both("机会名称", "Title"), max_length=300)
    side = forms.ChoiceField(label=both("需求方", "Side"), choices=Side)
    sort = forms.ChoiceField(label=both("类型", "Type"), choices=Sort)
    field = forms.CharField(label=both("领域", "Field"), max_length=60, required=False)
    content = forms.CharField(
        label=both("内容", "Content"), max_length=4000, required=False, widget=forms.Textarea({"rows": 4})
    )
    place = forms.CharField(label=both("地点", "Place"), max_length=120, required=False)
    money = forms.DecimalField(label=both("金额", "Money"), min_value=Decimal(0), required=False, max_digits=14)
    money_unit = forms.ChoiceField(label=both("金额单位", "Unit of the sum"), choices=MoneyUnit)
    money_year = forms.IntegerField(
        label=both("金额年份", "Year of the sum"), min_value=1990, max_value=2100, required=False
    )
    valid_until = _day(both("有效期至", "Valid until"), required=False)
    industries = forms.CharField(
        label=both("行业代码（GB/T 4754，如 C39、C3912）", "Industry codes (GB/T 4754), such as C39, C3912"),
        max_length=200, required=False,
    )  # fmt: skip
    contact_unit = forms.CharField(label=both("联系单位", "Contact: unit"), max_length=120, required=False)
    contact_name = forms.CharField(label=both("联系人", "Contact: name"), max_length=40, required=False)
    contact_phone = forms.CharField(label=both("联系电话", "Contact: telephone"), max_length=40, required=False)
    contact_public = forms.BooleanField(
        label=both("公开联系方式（不勾选则不对外显示）", "The contact is public (else it is not shown)"),
        required=False,
    )
    source = forms.CharField(label=both("来源", "Source"), max_length=400, required=False)

    def __init__(
        self, data: Any, standing: Standing, lists: Any = (), one: Opportunity | None = None, **options: Any
    ) -> None:
        super().__init__(data, initial=initial_of(one) if one else options.pop("initial", None), **options)
        if one is not None:
            for name in ("list", "unit", "city"):
                del self.fields[name]
            return
        self.units = {str(unit.pk): unit for unit in units_for(standing)}
        self.cities = {str(city.pk): city for city in City.objects.all()}
        blank = [("", "—")]
        self.fields["list"].choices = [(str(lst.pk), str(lst)) for lst in lists]  # type: ignore[attr-defined]
        self.fields["unit"].choices = blank + [(key, str(unit)) for key, unit in self.units.items()]  # type: ignore[attr-defined]
        self.fields["unit"].required = not standing.has("joint_office")
        self.fields["city"].choices = blank + [(key, str(city)) for key, city in self.cities.items()]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """Give what was typed as the actions take it."""
        given = {name: value for name, value in self.cleaned_data.items() if name not in ("revision", "list")}
        if given["money"] is not None and given["money_unit"] == MoneyUnit.WAN:
            given["money"] = given["money"] / WAN_OF_YI
        given["industries"] = codes_typed(given["industries"])
        if "unit" in given:
            given["unit"] = self.units.get(given["unit"])
            city = self.cities.get(given["city"])
            given["city"] = city or (given["unit"].city if given["unit"] else None)
        return given


def units_for(standing: Standing) -> list[Unit]:
    """Give the units for which somebody enters opportunities; one query."""
    units = Unit.objects.standing_on(timezone.localdate()).select_related("city")
    if standing.system or standing.has("joint_office"):
        return list(units)
    own, cities = standing.units("filler", "unit_head"), standing.cities("city_office")
    return [unit for unit in units if unit.pk in own or unit.city_id in cities]


def initial_of(one: Opportunity) -> dict[str, Any]:
    """Give what stands in an opportunity, as it is typed."""
    held = {name: getattr(one.item, name) for name in ("title", "content", "field", "source")}
    names = (
        "revision", "side", "sort", "place", "money_unit", "money_year", "valid_until", "contact_unit",
        "contact_name", "contact_phone", "contact_public",
    )  # fmt: skip
    held |= {name: getattr(one, name) for name in names}
    money = one.money * WAN_OF_YI if one.money is not None and one.money_unit == MoneyUnit.WAN else one.money
    held["money"] = None if money is None else f"{money.normalize():f}"
    return held | {"industries": "、".join(one.industries)}


class EnquiryForm(forms.Form):
    """Somebody asks."""

    name = forms.CharField(label=both("姓名", "Your name"), max_length=40)
    firm = forms.CharField(label=both("单位或企业", "Firm or unit"), max_length=120)
    contact = forms.CharField(label=both("联系方式", "How to reach you"), max_length=120)
    words = forms.CharField(
        label=both("询问内容", "What you ask"), max_length=1000, widget=forms.Textarea({"rows": 4})
    )


class PublishForm(forms.Form):
    """In which batch it is published."""

    batch = forms.ModelChoiceField(Batch.objects.none(), label=both("批次", "Batch"), required=False)

    def __init__(self, data: Any, one: Opportunity, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["batch"].queryset = Batch.objects.filter(list=one.item.list_id)  # type: ignore[attr-defined]


class MatchForm(forms.Form):
    """Who took it up."""

    partner = forms.CharField(label=both("对接方", "Partner"), max_length=120)
    on = _day(both("对接日期", "On"))


class LandForm(forms.Form):
    """That it came to be."""

    on = _day(both("落地日期", "On"))
    money = forms.DecimalField(
        label=both("落地金额（亿元，以公布为准）", "Money (100 million yuan) as published"), min_value=Decimal(0),
        max_digits=14, decimal_places=6, required=False,
    )  # fmt: skip
    source = forms.CharField(label=both("金额出处", "Where the sum was published"), max_length=400, required=False)


class FollowForm(forms.Form):
    """What was done."""

    enquiry = forms.ModelChoiceField(Enquiry.objects.none(), label=both("针对的询问", "Enquiry"), required=False)
    on = _day(both("日期", "On"))
    words = forms.CharField(
        label=both("跟进情况", "What was done"), max_length=2000, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, data: Any, one: Opportunity, **options: Any) -> None:
        super().__init__(data, **options)
        field = self.fields["enquiry"]
        field.queryset = one.enquiries.all()  # type: ignore[attr-defined]
        field.label_from_instance = lambda row: f"{row.at:%Y-%m-%d} {row.firm} {row.name}"  # type: ignore[attr-defined]


class BatchForm(forms.ModelForm):  # type: ignore[type-arg]
    """A batch."""

    on = _day(both("发布日期", "Published on"))
    list = forms.ChoiceField(label=both("清单", "List"))

    class Meta:
        model = Batch
        fields = ("number", "name", "on", "announced", "source")

    def __init__(self, data: Any, lists: Any, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["list"].choices = [(str(lst.pk), str(lst)) for lst in lists]  # type: ignore[attr-defined]


class MatchingForm(forms.Form):
    """What somebody looks for."""

    about = forms.CharField(
        label=both("您的产品、技术或需求", "What you offer or look for"), max_length=1000,
        widget=forms.Textarea({"rows": 3}),
    )  # fmt: skip
    industries = forms.CharField(
        label=both("行业代码（如 C39）", "Industry codes, such as C39"), max_length=200, required=False
    )
