"""Texts for people, in Chinese and English.

Every sentence that a person reads is one :class:`Text` with both languages side by side, so that a missing
translation is a type error and not a surprise on a screen.
"""

from __future__ import annotations

import os
from typing import Literal, NamedTuple

Language = Literal["zh", "en"]

LANGUAGES: tuple[Language, ...] = ("zh", "en")


class Text(NamedTuple):
    """One sentence or label in both languages.

    Examples
    --------
    >>> Text("缺少列 {name}", "column {name} is missing").fill(name="city").say("en")
    'column city is missing'
    """

    zh: str
    en: str

    def say(self, language: Language) -> str:
        """Give the text in one language."""
        return self.zh if language == "zh" else self.en

    def fill(self, **values: object) -> Text:
        """Fill the named places of both languages; a value that is itself a Text is taken per language."""
        return Text(
            self.zh.format(**{key: _one(value, "zh") for key, value in values.items()}),
            self.en.format(**{key: _one(value, "en") for key, value in values.items()}),
        )


def _one(value: object, language: Language) -> object:
    return value.say(language) if isinstance(value, Text) else value


def same(words: str) -> Text:
    """Make a text that reads alike in both languages (a code, a file name, a number)."""
    return Text(words, words)


def preferred_language() -> Language:
    """Give the reader's language: ``TONGCHENG_LANG`` if set, else Chinese."""
    return "en" if os.environ.get("TONGCHENG_LANG", "zh").lower().startswith("en") else "zh"


NOTHING = Text("", "")

SYNTHETIC_MARK = Text("示意数据，不反映真实情况", "Synthetic data, not a real place")
SCHEMATIC_MARK = Text("示意图，不作为划界依据", "Schematic map, not a basis for any boundary")
