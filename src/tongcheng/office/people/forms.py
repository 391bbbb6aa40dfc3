"""Forms of this app: they read what was typed; what is allowed is decided by rules and actions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError
from django.utils import timezone

from tongcheng.office.core.wording import both, say
from tongcheng.office.people import throttle
from tongcheng.office.people.drafts import AccountDraft, AreaDraft, CityDraft, PostDraft, UnitDraft
from tongcheng.office.people.models import AppointmentKind, City, FunctionalArea, Person, Role, Unit


def _day(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **options)


def _units() -> Any:
    return Unit.objects.standing_on(timezone.localdate())


class LoginForm(AuthenticationForm):
    """Name and password, looked at only if not too many attempts failed before."""

    error_messages = AuthenticationForm.error_messages | {
        "invalid_login": both("账号或密码不正确", "Account or password is not right"),
        "inactive": both("账号或密码不正确", "Account or password is not right"),
    }
    username = forms.CharField(
        label=both("账号", "Account"),
        max_length=150,
        widget=forms.TextInput({"autofocus": True, "autocomplete": "username"}),
    )
    password = forms.CharField(
        label=both("密码", "Password"), strip=False, widget=forms.PasswordInput({"autocomplete": "current-password"})
    )
    #: Seconds to wait, if the password was not looked at.
    wait: int = 0

    def clean(self) -> dict[str, Any]:
        """Count the attempt, then look at the password."""
        name, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if not name or not password or self.request is None:
            return self.cleaned_data
        attempt = throttle.attempt(name, throttle.address_of(self.request))
        if wait := throttle.wait_before(attempt):
            attempt.not_counted()
            self.wait = max(1, int(wait.total_seconds()))
            raise ValidationError(say(throttle.say_wait(wait)), code="throttled")
        cleaned = super().clean()
        attempt.succeeded()
        return cleaned


class OwnPasswordForm(PasswordChangeForm):
    """The old password and the new one twice."""

    error_messages = PasswordChangeForm.error_messages | {
        "password_incorrect": both("原密码不正确", "The old password is not right"),
        "password_mismatch": both("两次输入的新密码不一致", "The two new passwords differ"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = both("原密码", "Old password")
        self.fields["new_password1"].label = both("新密码", "New password")
        self.fields["new_password2"].label = both("再次输入新密码", "New password again")
        self.fields["new_password1"].help_text = both(
            "至少10位，不得与账号、姓名相近，不得使用常见密码。",
            "At least 10 characters, unlike your name, and none of the common ones.",
        )

    def validate_password_for_user(self, user: Any, password_field_name: str = "new_password2") -> None:  # noqa: S107
        """Show what is weak beside the first new password."""
        password = self.cleaned_data.get(password_field_name)
        if password:
            try:
                password_validation.validate_password(password, user)
            except ValidationError as error:
                self.add_error("new_password1", error)


class UnitForm(forms.ModelForm):  # type: ignore[type-arg]
    """A unit, new or kept."""

    aliases = forms.CharField(
        label=both("别名", "Other names"),
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=both(
            "每行一个。清单里怎样称呼这个单位，就登记怎样的别名。",
            "One a line: every name under which lists write it.",
        ),
    )

    class Meta:
        model = Unit
        fields = ("name", "short_name", "kind", "city", "functional_area", "parent", "order", "source")
        labels = {
            "city": both("所属市", "City"),
            "functional_area": both("所属功能区", "Functional area"),
            "parent": both("上级单位", "Stands below"),
            "order": both("排序", "Order"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = _units().exclude(pk=self.instance.pk)  # type: ignore[attr-defined]
        self.fields["order"].required = False
        if self.instance.pk:
            self.initial["aliases"] = "\n".join(one.name for one in self.instance.aliases.order_by("name"))

    def _post_clean(self) -> None:
        """Leave the row as it is: the action changes it."""

    def clean_order(self) -> int:
        """Take 0 where nothing was typed."""
        return self.cleaned_data.get("order") or 0

    def names(self) -> tuple[str, ...]:
        """Give the other names, one a line."""
        return tuple(line.strip() for line in self.cleaned_data["aliases"].splitlines() if line.strip())

    def draft(self) -> UnitDraft:
        """Give the unit that is wanted."""
        said = self.cleaned_data
        return UnitDraft(
            name=said["name"],
            kind=said["kind"],
            short_name=said["short_name"],
            city=said["city"].code if said["city"] else "",
            area=said["functional_area"].code if said["functional_area"] else "",
            parent=said["parent"].code if said["parent"] else "",
            order=said["order"],
            source=said["source"],
            aliases=self.names(),
        )

    def changed(self) -> dict[str, Any]:
        """Give the fields that were changed, so that nobody else's change is overwritten."""
        return {name: self.cleaned_data[name] for name in self.changed_data if name != "aliases"}


class CityForm(forms.ModelForm):  # type: ignore[type-arg]
    """A city."""

    class Meta:
        model = City
        fields = ("code", "name", "name_en", "order", "circle")
        labels = {"order": both("排序", "Order")}

    def _post_clean(self) -> None:
        """Leave the row as it is: the action changes it."""

    def draft(self) -> CityDraft:
        """Give the city that is wanted."""
        return CityDraft(**self.cleaned_data)


class AreaForm(forms.ModelForm):  # type: ignore[type-arg]
    """A functional area."""

    class Meta:
        model = FunctionalArea
        fields = ("code", "name", "name_en", "city")
        labels = {
            "code": both("代码", "Code"),
            "name": both("名称", "Name"),
            "name_en": both("英文名", "English name"),
            "city": both("所属市", "City"),
        }

    def _post_clean(self) -> None:
        """Leave the row as it is: the action changes it."""

    def draft(self) -> AreaDraft:
        """Give the area that is wanted."""
        return AreaDraft(**self.cleaned_data | {"city": self.cleaned_data["city"].code})


class PostForm(forms.Form):
    """A post to be given."""

    unit = forms.ModelChoiceField(label=both("单位", "Unit"), queryset=Unit.objects.none())
    role = forms.ChoiceField(label=both("角色", "Role"), choices=Role.choices)
    title = forms.CharField(label=both("职务", "Title"), max_length=60, required=False)
    kind = forms.ChoiceField(label=both("方式", "How"), choices=AppointmentKind.choices)
    start = _day(both("起", "From"), initial=timezone.localdate)
    end = _day(
        both("止（含当日）", "To (inclusive)"),
        required=False,
        help_text=both("借调、挂职请填写期满日。", "For a secondment, its last day."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = _units()  # type: ignore[attr-defined]

    def post(self) -> PostDraft:
        """Give the post that is wanted."""
        said = {name: self.cleaned_data[name] for name in ("role", "title", "kind", "start", "end")}
        return PostDraft(unit=self.cleaned_data["unit"].pk, **said)


class AccountForm(PostForm):
    """An account to be made, with its first post."""

    username = forms.CharField(label=both("账号", "Account"), max_length=150)
    name = forms.CharField(label=both("姓名", "Name"), max_length=40)
    phone = forms.CharField(label=both("电话", "Telephone"), max_length=40, required=False)
    email = forms.EmailField(label=both("电子邮箱", "E-mail"), required=False)

    field_order = ("username", "name", "phone", "email", "unit", "role", "title", "kind", "start", "end")

    def draft(self) -> AccountDraft:
        """Give the account that is wanted."""
        said = self.cleaned_data
        return AccountDraft(said["username"], said["name"], said["phone"], said["email"], (self.post(),))


class PersonForm(forms.Form):
    """What may be corrected of an account."""

    name = forms.CharField(label=both("姓名", "Name"), max_length=40)
    phone = forms.CharField(label=both("电话", "Telephone"), max_length=40, required=False)
    email = forms.EmailField(label=both("电子邮箱", "E-mail"), required=False)


class EndForm(forms.Form):
    """When a post ends."""

    last_day = _day(both("最后一日", "Last day"), initial=timezone.localdate)


class HandOverForm(forms.Form):
    """Who takes over, from when."""

    successor = forms.ModelChoiceField(
        label=both("接手人", "Successor"), queryset=Person.objects.none(), required=False
    )
    last_day = _day(both("最后工作日", "Last day of work"), initial=timezone.localdate)
    take_posts = forms.BooleanField(
        label=both("接手人同时接任其岗位", "The successor takes the posts as well"), required=False, initial=True
    )
    deactivate = forms.BooleanField(label=both("停用其账号", "Close the account"), required=False, initial=True)
    reason = forms.CharField(
        label=both("理由", "Reason"),
        max_length=1000,
        widget=forms.Textarea({"rows": 2}),
        help_text=both("如：借调期满返回原单位", "such as: the secondment has ended"),
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor"].queryset = people  # type: ignore[attr-defined]
