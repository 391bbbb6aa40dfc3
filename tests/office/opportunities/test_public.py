"""What the public sees, asks and finds; nothing internal on any page, whatever their size."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from xml.etree import ElementTree as ET

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.office.opportunities.conftest import SECRETS, Make
from tests.office.world import World
from tongcheng.office.audit.models import Event
from tongcheng.office.opportunities import actions
from tongcheng.office.opportunities.actions.asking import Question
from tongcheng.office.opportunities.models import Enquiry, Opportunity, State
from tongcheng.office.opportunities.queries.matching import matches
from tongcheng.office.opportunities.querysets import PUBLIC_STATES
from tongcheng.office.search.queries import find

QUESTION = Question("李询", "某科技公司", "139-0000-0000", "如何参加？")


def _addresses(one: Opportunity) -> list[str]:
    return [
        reverse("opportunities:opportunities"), reverse("opportunities:feed"), reverse("opportunities:batches"),
        reverse("opportunities:match") + "?about=智能养护应用场景", reverse("opportunities:opportunity", args=[one.item.uid]),
    ]  # fmt: skip


def test_the_public_sees_published_ones_only_and_nothing_internal(
    world: World, make: Make, browse: Callable[[str], Client]
) -> None:
    client = browse("public")
    for state in State.values:
        if state not in PUBLIC_STATES:
            hidden = make(state, title=f"隐藏{state}条目")
            assert client.get(reverse("opportunities:opportunity", args=[hidden.item.uid])).status_code == 404
    shown = make(
        "published",
        title="公开智能养护场景",
        place="甲市新区",
        money=Decimal("0.035"),
        money_unit="wan",
        money_year=2022,
    )
    actions.enquire(world.act("public"), shown, QUESTION)
    actions.add_follow_up(world.act("filler"), shown, "内部跟进记录", timezone.localdate())
    internal = [*SECRETS.values(), QUESTION.name, QUESTION.firm, QUESTION.contact, QUESTION.words, "内部跟进记录",
                "filler同志", "隐藏", "某某公司"]  # fmt: skip
    for address in _addresses(shown):
        answer = client.get(address)
        assert answer.status_code == 200, address
        words = answer.content.decode()
        for secret in internal:
            assert secret not in words, (address, secret)
    page = client.get(reverse("opportunities:opportunity", args=[shown.item.uid])).content.decode()
    assert "350万元（2022年）" in page
    assert "涉密内容不得录入" in page
    known = make("published", contact_public=True)
    assert (
        SECRETS["contact_phone"]
        in client.get(reverse("opportunities:opportunity", args=[known.item.uid])).content.decode()
    )
    for name in ("new", "import", "export", "open_batch"):
        assert client.get(reverse(f"opportunities:{name}")).status_code == 302
    assert client.post(reverse("opportunities:step", args=[shown.item.uid, "withdraw"])).status_code == 302
    assert browse("administrator").get(reverse("opportunities:opportunity", args=[shown.item.uid])).status_code == 404
    assert browse("filler_b").get(reverse("opportunities:opportunity", args=[shown.item.uid])).status_code == 200
    other = browse("filler_b").get(reverse("opportunities:opportunity", args=[shown.item.uid])).content.decode()
    assert QUESTION.name not in other


def test_the_feed_has_stable_ids_and_utc_times(make: Make, browse: Callable[[str], Client]) -> None:
    one = make("published")
    answer = browse("joint_office").get(reverse("opportunities:feed"))
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    atom = "{http://www.w3.org/2005/Atom}"
    feed = ET.fromstring(answer.content)
    [entry] = feed.findall(f"{atom}entry")
    assert entry.findtext(f"{atom}id") == f"urn:uuid:{one.item.uid}"
    assert re.fullmatch(r"[-\d]+T[:\d]+\+00:00", entry.findtext(f"{atom}published") or "")
    assert SECRETS["contact_phone"] not in answer.content.decode()  # the same for every reader


def test_the_public_asks_but_not_too_often(make: Make, browse: Callable[[str], Client]) -> None:
    client, one = browse("public"), make("published")
    address = reverse("opportunities:enquire", args=[one.item.uid])
    sent = {"name": "李询", "firm": "某公司", "contact": "a@example.org", "words": "产能 < 5 万吨可否参加？"}
    assert Client(enforce_csrf_checks=True).post(address, sent).status_code == 403
    assert client.post(address, sent | {"words": ""}).status_code == 422
    assert client.post(address, sent | {"words": "<a href=x>看</a>"}).status_code == 422
    for _ in range(4):
        assert client.post(address, sent).status_code == 302
    assert client.post(address, sent).status_code == 429
    assert Enquiry.objects.count() == 4
    event = Event.objects.filter(action="opportunities.enquire").latest("number")
    assert "李询" not in str(event.after) + event.subject_label
    draft = make("draft")
    assert client.post(reverse("opportunities:enquire", args=[draft.item.uid]), sent).status_code == 404


def test_matching_says_why(make: Make) -> None:
    road = make("published", title="道路智慧交通场景", industries=["C3912"])
    food = make("published", title="农产品冷链配送", industries=["A01"])
    both = matches("我公司做智慧交通信号设备", ["C39"], [road, food])
    assert [match.one for match in both] == [road]
    assert both[0].reason.zh == "共同词：智慧交通；同属行业 C39"
    assert matches("完全无关的话", [], [road, food]) == []
    assert [match.one for match in matches("x", ["A01"], [road, food])] == [food]


def test_search_finds_what_the_reader_may_see(world: World, make: Make) -> None:
    make("published", title="流域水质监测场景")
    make("draft", title="流域水质草稿")
    for who, count in (("public", 1), ("filler", 2), ("filler_b", 1), ("joint_office", 2)):
        found = find(world.standing(who), "流域水质", "opportunity", 50).hits
        assert len(found) == count, who


def test_filters_and_nonsense_in_addresses(make: Make, browse: Callable[[str], Client]) -> None:
    make("published", title="甲市场景", field="交通")
    make("published", who="filler_b", title="乙市场景", side="enterprise", sort="talent")
    client, page = browse("public"), reverse("opportunities:opportunities")
    for query, seen in (
        ({"city": "990100"}, "甲"), ({"side": "enterprise"}, "乙"), ({"sort": "talent"}, "乙"), ({"field": "交通"}, "甲"),
        ({"q": "乙市场"}, "乙"),
    ):  # fmt: skip
        words = client.get(page, query).content.decode()
        assert f"{seen}市场景" in words
        assert f"{'乙' if seen == '甲' else '甲'}市场景" not in words
    for query in (
        {"batch": "x"},
        {"side": "<b>"},
        {"state": "draft"},
        {"valid": "today"},
        {"open": "1"},
        {"page": "zz"},
    ):
        assert client.get(page, query).status_code == 200


def test_pages_cost_the_same_whatever_their_size(world: World, make: Make, browse: Callable[[str], Client]) -> None:
    first = make("published")
    counts = []
    for size in (1, 8):
        for _ in range(size):
            one = make("published")
            actions.enquire(world.act("public"), one, QUESTION)
            actions.enquire(world.act("public"), first, QUESTION)
            actions.add_follow_up(world.act("filler"), first, "已答复", timezone.localdate())
        row = []
        for who in ("joint_office", "public"):
            client = browse(who)
            for address in _addresses(first):
                with CaptureQueriesContext(connection) as held:
                    assert client.get(address).status_code == 200
                row.append(len(held))
        counts.append(row)
    assert counts[0] == counts[1]
