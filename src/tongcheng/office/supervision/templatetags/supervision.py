"""Lights as marks, and what an item's own page shows of its supervision."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tongcheng.office.core.wording import say
from tongcheng.office.lists.models import Item
from tongcheng.office.supervision import queries
from tongcheng.office.supervision.models import Colour, LightWord, StepName
from tongcheng.office.supervision.words import label

register = template.Library()
#: Shape by colour, solid where published and hollow where proposed.
_SHAPES = {"green": ("●", "○"), "yellow": ("▲", "△"), "red": ("■", "□")}


@register.simple_tag
def mark(colour: str, hollow: bool = False) -> SafeString:
    """Write a light as colour, shape and word: ● 正常 ▲ 预警 ■ 滞后; a proposed one is hollow."""
    if colour not in _SHAPES:
        return SafeString('<span class="quiet">—</span>')
    kind = "hollow" if hollow else "solid"
    shape = _SHAPES[colour][hollow]
    return format_html(
        '<span class="light {} {}"><i aria-hidden="true">{}</i>{}</span>',
        colour,
        kind,
        shape,
        say(label(Colour(colour))),
    )


@register.simple_tag
def word_of(word: str) -> SafeString:
    """Write 临期, 暂缓, 未启动, 待数据 as a quiet word."""
    if word not in LightWord.values:
        return SafeString("")
    return format_html('<span class="state">{}</span>', say(label(LightWord(word))))


@register.simple_tag
def step_of(step: str) -> str:
    """Write where a light is on its way."""
    return say(label(StepName(step))) if step in StepName.values else step


@register.inclusion_tag("supervision/panel.html", takes_context=True)
def lights_panel(context: template.Context, item: Item) -> dict[str, Any]:
    """Show an item's lights, with why, on its own page; nothing where the reader sees none."""
    request = context["request"]
    standing = request.standing
    shown = queries.watched(standing, item) if standing.person is not None else None
    return {"item": item, "shown": shown, "request": request, "standing": standing}
