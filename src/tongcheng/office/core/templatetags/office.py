"""Tags for every template: words in two languages, buttons that know the rules, numbers and dates as people write them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from tongcheng.language import Text
from tongcheng.office.core import acting
from tongcheng.office.core.wording import language
from tongcheng.office.core.wording import say as say_text

register = template.Library()


@register.simple_tag
def say(zh: str, en: str, **values: Any) -> SafeString:
    """Say one of two sentences; the named places are filled with escaped values."""
    words = Text(zh, en).say(language())
    if values:
        words = words.format(**{name: conditional_escape(str(_said(value))) for name, value in values.items()})
    return mark_safe(words)  # noqa: S308


@register.filter
def said(value: object) -> str:
    """Say a :class:`Text` in the language of the page; other values stay."""
    return str(_said(value))


def _said(value: object) -> object:
    return say_text(value) if isinstance(value, Text) else value


@register.simple_tag(takes_context=True)
def may(context: template.Context, name: str, subject: object) -> bool:
    """Say whether the reader may do this: ``{% may "lists.change_items" item as ok %}``."""
    return acting.may(name, context["request"].standing, subject)


@register.filter
def day(value: date | datetime | None) -> str:
    """Write a date as people do: 2026年3月31日, or 31 Mar 2026."""
    if value is None:
        return "—"
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return f"{value.year}年{value.month}月{value.day}日" if language() == "zh" else f"{value:%d %b %Y}"


@register.filter
def moment(value: datetime | None) -> str:
    """Write a date with its time of day."""
    if value is None:
        return "—"
    return f"{day(value)} {timezone.localtime(value):%H:%M}"


@register.filter
def number(value: Decimal | float | None, places: int = 2) -> str:
    """Write a number with thousands marked and no more decimals than asked."""
    if value is None:
        return "—"
    return f"{round(Decimal(value), places):,f}".rstrip("0").rstrip(".") if places else f"{value:,.0f}"


@register.filter
def money(value: Decimal | None) -> str:
    """Write 亿元 for a column: two decimals always, so that points stand under each other; up to four where needed."""
    if value is None:
        return "—"
    whole, point, rest = f"{round(Decimal(value), 4):,f}".partition(".")
    return f"{whole}{point or '.'}{rest.rstrip('0').ljust(2, '0')}"


@register.simple_tag
def unlit(word: str) -> SafeString:
    """Write a state as a quiet word in a box."""
    return format_html('<span class="state">{}</span>', word)


@register.simple_tag(takes_context=True)
def address(context: template.Context, **changes: Any) -> str:
    """Give this page's address with other parameters; an empty value removes one."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = value
    return f"?{query.urlencode()}"
