"""The show: one meeting through the site, by those whose work it is, from the call for items to issued outcomes.

Everybody uses pages alone: what is pressed or filled in must be on the page that the person sees.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.office.world import World
from tongcheng.office.audit import chain
from tongcheng.office.core.acting import _named as acting_as
from tongcheng.office.documents.models import ConsultedUnit, Dossier, Opinion, Version
from tongcheng.office.lists.models import Item
from tongcheng.office.meetings.models import AgendaItem, Body, Instruction, Meeting, Resolution, Venue

TITLE = "关于推进公共服务共享的若干措施"
FIRST = "一、推进“一件事”跨市通办\n首批二十项，年内上线。\n二、公交一卡通乘\n四市优惠互认。"
SECOND = "一、推进“一件事”跨市通办\n首批十八项，成熟一批、公布一批。\n二、公交一卡通乘\n四市优惠互认。"


class Desk:
    """Somebody at the site: goes to pages, fills forms that are linked there, presses buttons that are there."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.page, self.at = "", "/"

    def go(self, url: str) -> Desk:
        """Open a page."""
        answer = self.client.get(url, follow=True)
        assert answer.status_code == 200, (url, answer.status_code)
        self.page, self.at = answer.content.decode(), url
        return self

    def sees(self, *words: str) -> Desk:
        """Find words on the page."""
        assert [one for one in words if one not in self.page] == []
        return self

    def misses(self, *words: str) -> Desk:
        """Find that words are not on the page."""
        assert [one for one in words if one in self.page] == []
        return self

    def send(self, url: str, data: Mapping[str, Any]) -> Desk:
        """Send the form of a page that is linked here, and look at where it leads."""
        assert f'href="{url}"' in self.page, url
        return self._post(self.go(url).at, data)

    def press(self, url: str, **data: Any) -> Desk:
        """Press a button that is here."""
        assert f'action="{url}"' in self.page, url
        return self._post(url, data)

    def _post(self, url: str, data: Mapping[str, Any]) -> Desk:
        answer = self.client.post(url, data, headers={"Referer": f"http://testserver{self.at}"})
        assert answer.status_code == 302, (url, answer.status_code, answer.content.decode()[:4000])
        return self.go(urlsplit(answer.headers["Location"]).path)

    def refused(self, url: str, status: int, **data: Any) -> str:
        """Press a button that is here, be refused, and give the words."""
        assert f'action="{url}"' in self.page, url
        answer = self.client.post(url, data)
        assert answer.status_code == status
        return answer.content.decode()


@pytest.fixture
def desk(browse: Callable[[str], Client]) -> Callable[[str], Desk]:
    return lambda who: Desk(browse(who))


def _document(desk: Callable[[str], Desk], world: World) -> tuple[Version, ConsultedUnit]:
    """Register the document, ask two units about its first draft, decide on what they say, add the second draft."""
    secretary = desk("secretary").go(reverse("documents:dossiers"))
    values = {"kind": "other", "title": TITLE, "visibility": "units", "text_known": "on"}
    secretary.send(reverse("documents:new"), values | {"unit": world.units["office"].pk})
    dossier = Dossier.objects.get()
    secretary.go(reverse("documents:dossier", args=[dossier.pk]))
    add = reverse("documents:add_version", args=[dossier.pk])
    secretary.send(add, {"label": "征求意见稿", "text": FIRST})
    first = Version.objects.get()
    secretary.go(reverse("documents:version", args=[first.pk]))
    units = [world.units["roads_a"].pk, world.units["roads_b"].pk]
    due = timezone.localdate() + dt.timedelta(3)
    secretary.send(reverse("documents:consult", args=[first.pk]), {"due": due, "words": "请反馈", "units": units})
    return first, ConsultedUnit.objects.get(unit=world.units["roads_a"])


def _answer(desk: Callable[[str], Desk], asked: ConsultedUnit) -> None:
    other = ConsultedUnit.objects.exclude(pk=asked.pk).get()
    page = reverse("documents:consultation", args=[asked.consultation_id])
    unit = desk("filler").go(page)
    unit.send(reverse("documents:answer", args=[asked.consultation_id, asked.pk]), {"words": "据实为十八项"})
    silent = desk("filler_b").go(page)
    silent.press(reverse("documents:no_opinion", args=[asked.consultation_id, other.pk]))
    secretary = desk("secretary").go(page)
    opinion = Opinion.objects.get()
    decide = reverse("documents:dispose", args=[asked.consultation_id, opinion.pk])
    secretary.send(decide, {"disposition": "accepted", "reason": "", "revision": opinion.revision})
    secretary.go(page).press(reverse("documents:close_consultation", args=[asked.consultation_id]))


def _prepare(desk: Callable[[str], Desk], world: World, first: Version) -> Meeting:
    secretary = desk("secretary").go(reverse("meetings:meetings"))
    assert f'href="{reverse("meetings:bodies")}"' in secretary.page
    secretary.go(reverse("meetings:bodies"))
    body = {"code": "group", "name": "示意领导小组", "notice_days": 5, "short_notice": "on", "convener": "组长"}
    secretary.send(reverse("meetings:new_body"), body)
    on = timezone.localdate() + dt.timedelta(7)
    secretary.go(reverse("meetings:meetings"))
    values = {"body": Body.objects.get().pk, "session": 6, "on": on, "by_video": "on", "synthetic": "on"}
    secretary.send(reverse("meetings:plan"), values).sees("第六次会议", "会议秘书征集议题")
    meeting = Meeting.objects.get()
    for order, (city, unit) in enumerate((("甲", "roads_a"), ("乙", "roads_b"))):
        secretary.send(
            reverse("meetings:new_part", args=[meeting.pk, "venues"]),
            {"name": f"{city}市会场", "city": world.cities[city].pk, "order": order}
            | ({} if order else {"main": "on"}),
        )
        venue = Venue.objects.get(name=f"{city}市会场")
        secretary.send(
            reverse("meetings:new_part", args=[meeting.pk, "people"]),
            {
                "office": f"{city}市交通运输局局长",
                "unit": world.units[unit].pk,
                "venue": venue.pk,
                "capacity": "attends",
                "order": order,
            },
        )
    item = {
        "order": 1,
        "verb": "review",
        "title": TITLE,
        "presenter": world.units["office"].pk,
        "minutes": 20,
        "document": first.pk,
        "pre_review": "waiting",
    }
    secretary.send(reverse("meetings:new_part", args=[meeting.pk, "agenda"]), item).sees(TITLE, "征求意见稿")
    return meeting


def test_a_meeting_from_the_call_for_items_to_its_issued_outcomes(
    world: World, desk: Callable[[str], Desk], settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    first, asked = _document(desk, world)
    meeting = _prepare(desk, world, first)
    page = reverse("meetings:meeting", args=[meeting.pk])

    def step(name: str) -> str:
        return reverse("meetings:step", args=[meeting.pk, name])

    # Items and opinions are gathered; the unit does not see the meeting before it is called.
    secretary = desk("secretary").go(page).press(step("consult"))
    secretary.sees("征求意见中，已反馈0/2家", "未经会前审议")
    assert desk("filler").client.get(page).status_code == 404
    _answer(desk, asked)
    secretary.go(reverse("documents:dossier", args=[first.dossier_id]))
    secretary.send(reverse("documents:add_version", args=[first.dossier_id]), {"label": "送审稿", "text": SECOND})
    final = Version.objects.latest("number")
    secretary.go(page).sees("已有第2版").press(step("submit"))

    # The leader sends the agenda back once, then settles it.
    leader = desk("leader").go(page)
    assert "请填写理由" in leader.refused(step("return"), 403, reason="")
    leader.press(step("return"), reason="上会文件须用送审稿")
    one = AgendaItem.objects.get()
    values = {"order": 1, "verb": "review", "title": TITLE, "minutes": 20, "pre_review": "waiting"}
    more = {"document": final.pk, "presenter": world.units["office"].pk, "revision": one.revision}
    part = reverse("meetings:part", args=[meeting.pk, "agenda", one.pk])
    secretary.go(page).send(part, values | more).misses("已有第2版").press(step("submit"))
    leader.go("/").sees("审定会议议题")
    leader.go(page).press(step("decide")).sees("议题已审定").misses(f'action="{step("decide")}"')

    # What is not ready is said; then it is ready, and the meeting is called without a reason.
    secretary.go(reverse("meetings:check", args=[meeting.pk])).sees("议题1未经会前审议", "意见均已处理")
    assert "议题1未经会前审议" in secretary.go(page).refused(step("call"), 403)
    one.refresh_from_db()
    ready = {"document": final.pk, "pre_review": "done", "pre_review_note": "主任会议同意", "revision": one.revision}
    secretary.send(part, ready)
    secretary.go(reverse("meetings:check", args=[meeting.pk])).sees("检查无问题")
    secretary.go(page).press(step("call")).sees("会议当日开会")

    # The units that are called read agenda and document.
    unit = desk("filler").go("/").sees("参加会议")
    unit.go(page).sees(TITLE, "送审稿").misses("修改会议")
    unit.go(reverse("documents:version", args=[final.pk])).sees("首批十八项")

    # It is brought forward, with a reason that stays, and opened on its day.
    meeting.refresh_from_db()
    today = {"body": meeting.body_id, "session": 6, "title": meeting.title, "on": timezone.localdate()}
    change = reverse("meetings:change", args=[meeting.pk])
    secretary.go(page).send(
        change, today | {"by_video": "on", "synthetic": "on", "revision": meeting.revision, "reason": "提前召开"}
    )
    secretary.press(step("open")).sees("逐项记录议定事项")
    resolution = {
        "number": 1,
        "agenda_item": one.pk,
        "outcome": "in_principle",
        "text": "原则通过，按会议意见修改后印发",
        "unit": world.units["office"].pk,
        "workdays": 10,
    }
    secretary.send(reverse("meetings:new_part", args=[meeting.pk, "resolutions"]), resolution)
    asked_for = {
        "number": 1,
        "who": "组长",
        "field": "综合交通",
        "text": "断头路一季度开工",
        "unit": world.units["roads_a"].pk,
    }
    secretary.send(reverse("meetings:new_part", args=[meeting.pk, "instructions"]), asked_for)
    unit.go(page).misses("断头路一季度开工")
    secretary.go(page).press(step("close")).press(step("issue")).sees("未列入清单")
    made = Resolution.objects.get()
    assert made.due is not None
    assert (made.due - timezone.localdate()).days >= 12

    # The joint office makes a row of each, and ties one that is there; everybody sees what became of it.
    joint = desk("joint_office").go("/").sees("议定事项列入清单")
    assert world.list is not None
    told = Instruction.objects.get()
    row = {"list": world.list.pk, "kind": "matter", "titles": "断头路开工", "unit": world.units["roads_a"].pk}
    joint.go(page).send(reverse("meetings:rows", args=[meeting.pk, "instructions", told.pk]), row)
    tie = reverse("meetings:tie", args=[meeting.pk, "resolutions", made.pk])
    assert joint.client.post(tie, {"list": world.list.pk, "codes": "3、99"}).status_code == 422
    joint.send(tie, {"list": world.list.pk, "codes": "3"}).sees("异地就医直接结算").misses("未列入清单")
    assert Item.objects.get(title="断头路开工").origin_kind == "instruction"
    follow = reverse("meetings:followup", args=[meeting.pk])
    unit.go(page).sees("断头路一季度开工").go(follow).sees("断头路开工", "原则通过")
    joint.go(follow).sees("异地就医直接结算", "逾期")
    assert joint.client.post(step("open")).status_code == 403
    assert chain.verify() is None


def test_the_notice_period_may_be_one_that_is_never_shortened(world: World, desk: Callable[[str], Desk]) -> None:
    with acting_as("test.setup"):
        body = Body.objects.create(code="strict", name="专项合作组", notice_days=5, short_notice=False)
        on = timezone.localdate() + dt.timedelta(1)
        meeting = Meeting.objects.create(
            body=body, session=1, title="合作组会议", on=on, state="approving", decided=timezone.now()
        )
    secretary = desk("secretary").go(reverse("meetings:meeting", args=[meeting.pk]))
    call = reverse("meetings:step", args=[meeting.pk, "call"])
    assert "不得少于通知期" in secretary.refused(call, 403, reason="事情紧急")
    with acting_as("test.setup"):
        Body.objects.update(short_notice=True)
    assert "请填写理由" in secretary.refused(call, 403)
    secretary.press(call, reason="事情紧急").sees("未齐备仍发通知", "事情紧急")
    assert Meeting.objects.get().called_because == "事情紧急"
