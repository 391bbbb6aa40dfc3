"""Labels of choices as texts in both languages, and days as papers write them."""

from __future__ import annotations

from datetime import date

from django.db.models import Choices
from django.utils.translation import override

from tongcheng.language import Text


def label(choice: Choices) -> Text:
    """Give a choice's label in both languages."""
    with override("zh-hans"):
        zh = str(choice.label)
    with override("en"):
        return Text(zh, str(choice.label))


def day(on: date) -> Text:
    """Write a day as people do."""
    return Text(f"{on.year}年{on.month}月{on.day}日", f"{on.day} {on:%b %Y}")
