"""Papers print lights that went through the four steps, as supervision published them, and no others."""

from __future__ import annotations

import datetime as dt

from tests.office.supervision.conftest import watched
from tests.office.world import World
from tongcheng.office.papers import actions
from tongcheng.office.papers.actions import About
from tongcheng.office.papers.lights import published
from tongcheng.office.papers.models import Draft
from tongcheng.office.progress.models import Period

LATER = dt.date(2023, 1, 20)


def words_of(draft: Draft) -> str:
    return "\n".join(one.text for one in draft.sections.all())


def test_a_light_is_printed_once_it_is_published(world: World, period: Period) -> None:
    watching = watched(world)
    watching.propose(LATER)
    item = world.items["1"].pk
    assert watching.signal().colour == "yellow"
    assert published([item]) == {}
    act = world.act("joint_office")
    before = actions.draft_paper(act, None, "bulletin", About(period))
    assert "灯" not in words_of(before)
    signal = watching.publish(day=LATER)
    lit = published([item])[item]
    assert (lit.colour, lit.printed, lit.why) == ("yellow", "黄灯", signal.light.why_zh)
    actions.redraft(act, before)
    said = before.sections.get(key="lights").text
    assert "红灯0项、黄灯1项、绿灯0项" in said
    table = before.sections.get(key="table").table
    assert [row[-1] for row in table["rows"]] == ["黄灯", "", "", "", ""]
    watching.propose(LATER + dt.timedelta(40))
    assert published([item])[item].why == signal.light.why_zh, "what is proposed anew is not printed"
