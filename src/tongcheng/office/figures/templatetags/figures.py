"""Filters that make figures ready for a page; they ask nothing of the database."""

from __future__ import annotations

from collections.abc import Iterable

from django import template

from tongcheng.language import Text
from tongcheng.office.core.wording import say
from tongcheng.office.figures.models import Figure, Measurement
from tongcheng.office.figures.queries.effects import Cited
from tongcheng.office.figures.queries.effects import cited as put_side_by_side
from tongcheng.office.figures.queries.versions import Versions
from tongcheng.office.figures.queries.versions import versions as group_versions
from tongcheng.office.figures.words import attribute_label, qualifier_label

register = template.Library()


@register.filter
def versions(figures: Iterable[Figure]) -> list[Versions]:
    """Group values by attribute."""
    return group_versions(figures)


@register.filter
def cited(measurements: Iterable[Measurement]) -> Cited:
    """Put promised beside measured."""
    return put_side_by_side(measurements)


@register.filter
def attribute(name: str) -> Text:
    """Name an attribute."""
    return attribute_label(name)


@register.filter
def unit_word(name: str) -> Text:
    """Name a unit of measurement."""
    from tongcheng.runs.report.words import unit

    return unit(name)


@register.filter
def figure_number(value: float | None) -> str:
    """Write a measured number: whole from a hundred on, else three figures."""
    if value is None:
        return "—"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.3g}"


@register.filter
def published(figure: Figure) -> str:
    """Write a published value with its hedge and unit, as it was published."""
    if figure.value is None:
        return figure.value_text
    number = f"{figure.value.normalize():,f}"
    return f"{say(qualifier_label(figure.qualifier))}{number} {figure.unit}".strip()
