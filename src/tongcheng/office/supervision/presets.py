"""Rules of real places, as published, to begin with; packaged as data with source and date."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from tongcheng.language import Text


@dataclass(frozen=True)
class Preset:
    """A published rule."""

    code: str
    name: Text
    place: Text
    scope: Text
    source: str
    source_date: date
    published: Text
    definition: dict[str, Any]


@dataclass(frozen=True)
class Unpublished:
    """A rule that is known to exist and whose text is not published."""

    code: str
    name: Text
    source: str
    source_date: date
    note: Text


@cache
def presets() -> tuple[Preset, ...]:
    """Give the presets."""
    return tuple(
        Preset(
            one["code"],
            Text(**one["name"]),
            Text(**one["place"]),
            Text(**one["scope"]),
            one["source"],
            date.fromisoformat(one["source_date"]),
            Text(**one["published"]),
            one["definition"],
        )
        for one in _content()["presets"]
    )


@cache
def unpublished() -> tuple[Unpublished, ...]:
    """Give the rules whose text is not known."""
    return tuple(
        Unpublished(
            one["code"],
            Text(**one["name"]),
            one["source"],
            date.fromisoformat(one["source_date"]),
            Text(**one["note"]),
        )
        for one in _content()["unpublished"]
    )


def preset(code: str) -> Preset:
    """Give a preset by its code.

    Raises
    ------
    KeyError
        If there is none.
    """
    return {one.code: one for one in presets()}[code]


@cache
def _content() -> dict[str, Any]:
    text = files("tongcheng.office.supervision").joinpath("data/presets.json").read_text(encoding="utf-8")
    content: dict[str, Any] = json.loads(text)
    return content
