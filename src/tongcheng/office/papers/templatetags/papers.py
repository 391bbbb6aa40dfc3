"""A section's chart on the page of its paper."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from tongcheng.office.papers import gantt
from tongcheng.office.papers.models import Section

register = template.Library()


@register.simple_tag
def charts(section: Section) -> SafeString:
    """Draw a section's chart as it stands in the paper; nothing if it has none."""
    if not section.chart:
        return SafeString("")
    made = gantt.pictures(gantt.from_record(section.chart), f"s{section.pk}")
    # The drawing escapes every word that it writes.
    return SafeString("".join(f'<div class="picture scroll">{one}</div>' for one in made))
