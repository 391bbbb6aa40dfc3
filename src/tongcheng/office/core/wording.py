"""Words for people inside Django: the house's :class:`~tongcheng.language.Text`, said when a page is made."""

from __future__ import annotations

from django.utils.functional import lazy
from django.utils.translation import get_language

from tongcheng.language import Language, Text


def language() -> Language:
    """Give the language of the request being answered; Chinese unless English was chosen."""
    return "en" if (get_language() or "zh-hans").startswith("en") else "zh"


def say(text: Text) -> str:
    """Say a text in the language of the request being answered."""
    return text.say(language())


_lazy_say = lazy(say, str)


def both(zh: str, en: str) -> str:
    """Make a label for a field, choice or app that is said when it is shown, not when it is imported."""
    return _lazy_say(Text(zh, en))
