"""From a row of a list back to the sentence of the meeting that it came of."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from tongcheng.language import Text
from tongcheng.office.lists.models import Item
from tongcheng.office.lists.origins import Origin, register
from tongcheng.office.meetings.models import Instruction, Resolution
from tongcheng.office.people.standing import Standing


def outcomes_of(standing: Standing, item: Item) -> Iterator[Origin]:
    """Give the resolution or instruction that a row came of, if the reader may see it: two queries."""
    for model, kind, words in (
        (Resolution, "resolutions", Text("{meeting}议定事项{n}", "{meeting}, resolution {n}")),
        (Instruction, "instructions", Text("{meeting}批示要求{n}", "{meeting}, instruction {n}")),
    ):
        for one in model.objects.visible_to(standing).filter(rows__item=item).select_related("meeting"):
            url = f"{reverse('meetings:meeting', args=[one.meeting_id])}#{kind}-{one.number}"
            yield Origin(words.fill(meeting=one.meeting, n=one.number), url, one.text)


register("meetings.outcomes", outcomes_of)
