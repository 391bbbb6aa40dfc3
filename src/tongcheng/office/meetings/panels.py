"""The meetings of a unit on its page."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse

from tongcheng.language import Text
from tongcheng.office.core.wording import say
from tongcheng.office.meetings.models import Meeting
from tongcheng.office.people.models import Unit
from tongcheng.office.people.panels import ENTRIES, Entry, Panel, register
from tongcheng.office.people.standing import Standing
from tongcheng.office.supervision.words import day


def meetings_of_unit(standing: Standing, unit: Unit) -> Panel | None:
    """Give the meetings that a unit takes part in or presents to, and that the reader may see."""
    if not standing.posts or (standing.manages_accounts and not standing.sees_everything):
        return None
    takes_part = Q(attendances__unit=unit) | Q(agenda__presenter=unit)
    keys = Meeting.objects.filter(takes_part).order_by().values("pk")
    rows = Meeting.objects.visible_to(standing).filter(pk__in=keys)
    entries = tuple(
        Entry(
            one.title,
            reverse("meetings:meeting", args=[one.pk]),
            one.state_shown,
            say(day(one.on)) if one.on else "",
        )
        for one in rows[:ENTRIES]
    )
    empty = Text("没有参加的会议", "No meetings")
    return Panel(Text("会议", "Meetings"), entries, rows.count(), empty, reverse("meetings:meetings"))


register("meetings.meetings", meetings_of_unit)
