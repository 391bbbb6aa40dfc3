"""The trail of a row inside any page."""

from __future__ import annotations

from typing import Any

from django import template

from tongcheng.office.audit.queries import TRAIL, trail
from tongcheng.office.audit.telling import Told

register = template.Library()


@register.simple_tag(takes_context=True)
def trail_of(context: template.Context, subject: Any, limit: int = TRAIL) -> list[Told]:
    """Give what was done to a row, newest first, as far as the reader may see it."""
    return trail(subject, context["request"].standing, limit)
