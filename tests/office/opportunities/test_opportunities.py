"""Opportunities: who takes which step in which state, what the public sees, what a bad table answers."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from tests.office.opportunities.conftest import SECRETS, Make, bring
from tests.office.world import World
from tongcheng.errors import InputError
from tongcheng.office.audit.models import Event
from tongcheng.office.core.acting import ACTIONS, Act, ConflictError, RefusedError
from tongcheng.office.lists.models import List
from tongcheng.office.opportunities import actions
from tongcheng.office.opportunities.actions.asking import Question
from tongcheng.office.opportunities.due import run_due
from tongcheng.office.opportunities.models import Enquiry, FollowUp, Opportunity, State
from tongcheng.office.opportunities.queries.board import tally_of
from tongcheng.office.opportunities.queries.matching import matches
from tongcheng.office.opportunities.querysets import PUBLIC_STATES
from tongcheng.office.people.standing import SYSTEM
from tongcheng.office.search.queries import find

QUESTION = Question("李询", "某科技公司", "139-0000-0000", "如何参加？")
WHO = (
    "filler", "unit_head", "city_office", "joint_office", "secretary", "supervisor", "leader", "auditor",
    "administrator", "filler_b", "city_office_b", "public",
)  # fmt: skip
OWN = {"filler", "unit_head", "city_office", "joint_office"}
#: Action: the states in which it is possible, and who may (the draft was entered by ``filler``).
TABLE: dict[str, tuple[set[str], set[str]]] = {
    "add_opportunities": (set(State.values), OWN),
    "attach_details": (set(State.values), {"joint_office"}),
    "open_batch": (set(State.values), {"joint_office"}),
    "change_opportunities": ({"draft"}, OWN),
    "submit_opportunities": ({"draft"}, OWN),
    "return_opportunities": ({"review"}, {"city_office", "joint_office"}),
    "confirm_opportunities": ({"review"}, {"city_office"}),
    "publish_opportunities": ({"review"}, {"joint_office"}),
    "match_opportunity": ({"published"}, OWN),
    "release_match": ({"matched"}, OWN),
    "land_opportunity": ({"matched"}, OWN),
    "withdraw_opportunities": ({"draft", "review", "published", "matched"}, OWN),
    "reopen_opportunities": ({"expired", "withdrawn"}, OWN),
    "expire_opportunities": ({"published"}, set()),
    "add_follow_up": ({"published", "matched", "landed", "expired"}, OWN),
    "enquire": ({"published"}, set(WHO)),
}


def test_the_table_names_every_action() -> None:
    assert {f"opportunities.{name}" for name in TABLE} == {one for one in ACTIONS if one.startswith("opportunities.")}


@pytest.mark.parametrize("state", State.values)
def test_every_step_by_role_and_state(world: World, make: Make, state: str) -> None:
    one = make(state)
    standings = {who: world.standing(who) for who in WHO}
    for name, (states, allowed) in TABLE.items():
        rule = ACTIONS[f"opportunities.{name}"].rule
        may = {who for who, standing in standings.items() if rule(standing, one) is None}
        assert may == (allowed if state in states else set()), (name, state)
        assert (rule(SYSTEM, one) is None) == (state in states and name != "confirm_opportunities"), (name, state)


def test_steps_refuse_in_the_wrong_state_even_of_a_stale_row(world: World, make: Make) -> None:
    stale = make()
    bring(world, Opportunity.objects.select_related("item__list").get(pk=stale.pk), "published")
    stale.state = State.DRAFT
    with pytest.raises(RefusedError, match="已发布"):
        actions.submit_opportunities(world.act("filler"), [stale])
    with pytest.raises(RefusedError, match="已发布"):
        actions.change_opportunities(world.act("filler"), [stale], {stale.pk: {"place": "别处"}})


def test_nobody_publishes_what_he_entered_or_changed(world: World, make: Make) -> None:
    own = make("review", who="joint_office")
    with pytest.raises(RefusedError, match="经手"):
        actions.publish_opportunities(world.act("joint_office"), [own])
    other = make()
    actions.change_opportunities(world.act("joint_office"), [other], {other.pk: {"place": "新区"}})
    actions.submit_opportunities(world.act("filler"), [Opportunity.objects.get(pk=other.pk)])
    fresh = Opportunity.objects.get(pk=other.pk)
    with pytest.raises(RefusedError, match="经手"):
        actions.publish_opportunities(world.act("joint_office"), [fresh])
    mine = make("review", who="city_office")
    with pytest.raises(RefusedError, match="经手"):
        actions.confirm_opportunities(world.act("city_office"), [mine])


def test_from_draft_to_landed_and_counted(world: World, make: Make, lst: List) -> None:
    office, today = world.act("joint_office"), timezone.localdate()
    one = make("review")
    with pytest.raises(RefusedError, match="理由"):
        actions.return_opportunities(world.act("city_office"), [one])
    actions.return_opportunities(world.act("city_office", "补充地点"), [one])
    actions.submit_opportunities(world.act("filler"), [one])
    actions.confirm_opportunities(world.act("city_office"), [one])
    batch = actions.open_batch(office, lst, 1, "第一批", today, 9)
    actions.publish_opportunities(office, [one], batch)
    asked = actions.enquire(world.act("public"), one, QUESTION)
    actions.add_follow_up(world.act("filler"), one, "已答复", today, asked)
    actions.match_opportunity(world.act("filler"), one, "某科技公司", today)
    actions.release_match(world.act("filler", "未谈成"), one)
    actions.match_opportunity(world.act("city_office"), one, "另一公司", today)
    actions.land_opportunity(world.act("city_office"), one, today, Decimal("1.5"), "市政府网站")
    one = Opportunity.objects.get(pk=one.pk)
    assert (one.state, one.batch, one.partner, one.landed_money) == ("landed", batch, "另一公司", Decimal("1.5"))
    tally = tally_of(world.standing("joint_office"))
    assert (tally.states, tally.enquiries, tally.followups) == ({"landed": 1}, 1, 1)
    assert tally.landed_money == Decimal("1.5")
    assert tally_of(world.standing("leader")).enquiries == 1
    for who, seen in (("filler", 1), ("city_office", 1), ("joint_office", 1), ("filler_b", 0), ("leader", 0)):
        assert Enquiry.objects.visible_to(world.standing(who)).count() == seen, who


@pytest.mark.parametrize(
    ("values", "column"),
    [
        ({"money": Decimal(3)}, "money_year"),
        ({"money": Decimal(-1), "money_year": 2022}, "money"),
        ({"industries": ["Z9"]}, "industries"),
        ({"industries": [3]}, "industries"),
        ({"contact_public": True, "contact_unit": "", "contact_phone": ""}, "contact_public"),
        ({"content": "<script>x</script>"}, "content"),
        ({"title": "响铃\x07"}, "title"),
        ({"side": "nobody"}, "side"),
    ],
)
def test_bad_values_are_named(make: Make, values: dict[str, Any], column: str) -> None:
    with pytest.raises(InputError) as error:
        make(**values)
    assert column in [one.column for one in error.value.problems]
    assert not Opportunity.objects.exists()


def test_days_and_sums_that_cannot_be(world: World, make: Make) -> None:
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    over = make(valid_until=timezone.localdate() - dt.timedelta(days=1))
    with pytest.raises(InputError, match="不早于今天"):
        actions.submit_opportunities(world.act("filler"), [over])
    one = make("published")
    with pytest.raises(InputError, match="不晚于今天"):
        actions.match_opportunity(world.act("filler"), one, "某公司", tomorrow)
    with pytest.raises(InputError, match="不为空"):
        actions.match_opportunity(world.act("filler"), one, " ", timezone.localdate())
    matched = bring_on(world, one)
    with pytest.raises(InputError, match="不为空"):
        actions.land_opportunity(world.act("filler"), matched, timezone.localdate(), Decimal(1))
    with pytest.raises(InputError, match="不早于对接"):
        actions.land_opportunity(world.act("filler"), matched, dt.date(2020, 1, 1))
    other = make("published")
    asked = actions.enquire(world.act("public"), other, QUESTION)
    with pytest.raises(RefusedError, match="不属于"):
        actions.add_follow_up(world.act("filler"), matched, "已答复", timezone.localdate(), asked)


def bring_on(world: World, one: Opportunity) -> Opportunity:
    return actions.match_opportunity(world.act("filler"), one, "某公司", timezone.localdate())


def test_the_same_field_changed_by_two_is_a_conflict(world: World, make: Make) -> None:
    one, seen = make(), make().revision
    act = world.act("filler")
    actions.change_opportunities(act, [one], {one.pk: {"place": "甲"}}, {one.pk: seen})
    actions.change_opportunities(act, [one], {one.pk: {"field": "交通"}}, {one.pk: seen})
    with pytest.raises(ConflictError):
        actions.change_opportunities(act, [one], {one.pk: {"place": "乙"}}, {one.pk: seen})


def test_the_clock_expires_what_is_over_once(world: World, make: Make) -> None:
    today = timezone.localdate()
    last, later = make("published", valid_until=today), make("published", valid_until=today + dt.timedelta(days=9))
    act = Act(SYSTEM, channel="tick", at=timezone.now())
    assert run_due(act) == {"expired": 0}
    tomorrow = Act(SYSTEM, channel="tick", at=timezone.now() + dt.timedelta(days=1))
    assert run_due(tomorrow) == {"expired": 1}
    assert run_due(tomorrow) == {"expired": 0}
    assert Opportunity.objects.get(pk=last.pk).state == "expired"
    assert Opportunity.objects.get(pk=later.pk).state == "published"


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


def _upload(rows: list[list[Any]], lst: List) -> dict[str, Any]:
    book = Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    out = io.BytesIO()
    book.save(out)
    return {"list": str(lst.pk), "file": SimpleUploadedFile("机会.xlsx", out.getvalue())}


HEAD = ["机会名称", "需求方", "类型", "发布单位", "金额", "金额年份", "有效期至", "行业代码"]


def test_a_table_is_previewed_and_applied(world: World, lst: List, browse: Callable[[str], Client]) -> None:
    client, page = browse("filler"), reverse("opportunities:import")
    rows = [HEAD, ["新场景", "政府需求", "应用场景", "甲市交通局", 1.5, 2022, dt.date(2035, 1, 1), "C39、G54"]]
    answer = client.post(page, _upload(rows, lst))
    assert answer.status_code == 200
    assert not Opportunity.objects.exists()
    token = re.search(r'name="table" value="([^"]+)"', answer.content.decode())
    assert token
    assert client.post(reverse("opportunities:apply"), {"table": token[1] + "x"}).status_code == 404
    assert browse("unit_head").post(reverse("opportunities:apply"), {"table": token[1]}).status_code == 404
    assert client.post(reverse("opportunities:apply"), {"table": token[1]}).status_code == 302
    [one] = Opportunity.objects.select_related("item")
    assert (one.money, one.industries, one.city) == (Decimal("1.5"), ["C39", "G54"], world.cities["甲"])


def test_bad_tables_say_everything_and_write_nothing(
    world: World, lst: List, browse: Callable[[str], Client]
) -> None:
    client, page = browse("filler"), reverse("opportunities:import")
    rows = [
        HEAD,
        ["好的一条", "政府需求", "应用场景", "甲市交通局", "", "", "", ""],
        ["坏的", "政府", "场景", "无此单位", "12亿元", "22", "明天", "Z9"],
        ["别人的", "企业需求", "应用场景", "乙市交通局", "", "", "", ""],
        ["", "企业需求", "应用场景", "", 3, "", "", ""],
    ]  # fmt: skip
    answer = client.post(page, _upload(rows, lst))
    words = answer.content.decode()
    assert answer.status_code == 422
    for expected in ("B3", "C3", "E3", "F3", "G3", "第 3 行", "第 5 行", "12亿元"):
        assert expected in words, expected
    answer = client.post(
        page, _upload([HEAD, rows[3], ["无年", "政府需求", "应用场景", "甲市交通局", 2, "", "", "Z9"]], lst)
    )
    assert answer.status_code == 422
    assert "只能办理本单位" in answer.content.decode()
    assert client.post(page, _upload([["别的", "表"]], lst)).status_code == 422
    late = _upload([HEAD, ["无年", "政府需求", "应用场景", "甲市交通局", 2, "", "", "Z9"]], lst)
    answer = client.post(page, late)
    assert answer.status_code == 422
    assert "第 2 行" in answer.content.decode()
    junk = {"list": str(lst.pk), "file": SimpleUploadedFile("x.xlsx", b"not a workbook")}
    assert client.post(page, junk).status_code == 422
    assert not Opportunity.objects.exists()


def test_what_goes_out_comes_back(make: Make, lst: List, browse: Callable[[str], Client]) -> None:
    one, other = make(title="=1+1场景", valid_until=dt.date(2035, 5, 1)), make("published", money=Decimal("0.035"),
                                                                         money_unit="wan", money_year=2022)  # fmt: skip
    client, page = browse("filler"), reverse("opportunities:import")
    content = client.get(reverse("opportunities:export")).content
    book = load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    same = client.post(page, {"list": str(lst.pk), "file": SimpleUploadedFile("a.xlsx", content)})
    assert "无需写入" in same.content.decode(), same.content.decode()
    [place] = [cell.column for row in sheet.iter_rows() for cell in row if cell.value == "地点"]
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value in (one.item.code, other.item.code) and cell.column == 1:
                sheet.cell(cell.row, place).value = "改后地点"
    out = io.BytesIO()
    book.save(out)
    refused = client.post(page, {"list": str(lst.pk), "file": SimpleUploadedFile("a.xlsx", out.getvalue())})
    assert refused.status_code == 422
    assert "已发布" in refused.content.decode()
    assert Opportunity.objects.get(pk=one.pk).place == ""


def test_pages_lead_from_nothing_to_published(world: World, lst: List, browse: Callable[[str], Client]) -> None:
    filler, office = browse("filler"), browse("joint_office")
    sent = {
        "list": lst.pk, "unit": world.units["roads_a"].pk, "title": "桥梁监测场景", "side": "government",
        "sort": "scene", "money": "350", "money_unit": "wan", "money_year": "2022", "industries": "c39",
    }  # fmt: skip
    assert filler.post(reverse("opportunities:new"), sent | {"money_year": ""}).status_code == 422
    assert filler.post(reverse("opportunities:new"), sent).status_code == 302
    one = Opportunity.objects.select_related("item").get()
    assert (one.money, one.industries) == (Decimal("0.035"), ["C39"])
    page = reverse("opportunities:opportunity", args=[one.item.uid])

    def step(name: str) -> str:
        return reverse("opportunities:step", args=[one.item.uid, name])

    edit = reverse("opportunities:edit", args=[one.item.uid])
    assert 'value="350"' in filler.get(edit).content.decode()
    assert filler.post(edit, sent | {"title": "大桥监测场景", "revision": one.revision}).status_code == 302
    assert "大桥监测场景" in filler.get(page).content.decode()
    assert filler.post(step("submit")).status_code == 302
    assert "审核城市机会" in office.get(reverse("home")).content.decode()
    assert filler.get(step("publish")).status_code == 404
    assert filler.post(step("publish")).status_code == 403
    batch = {"list": lst.pk, "number": 1, "name": "第一批", "on": "2022-03-17", "announced": 9}
    assert office.post(reverse("opportunities:open_batch"), batch).status_code == 302
    assert office.post(reverse("opportunities:open_batch"), batch).status_code == 422
    assert office.post(step("publish"), {"batch": lst.batches.get().pk}).status_code == 302
    assert browse("public").get(page).status_code == 200
    assert "第一批" in browse("public").get(reverse("opportunities:batches")).content.decode()
    follow = {"words": "已电话联系", "on": timezone.localdate().isoformat()}
    assert filler.post(step("follow"), follow).status_code == 302
    assert FollowUp.objects.count() == 1
    assert filler.post(step("match"), {"partner": "某公司", "on": follow["on"]}).status_code == 302
    assert filler.post(step("release"), {"reason": "未谈成"}).status_code == 302
    assert filler.get(step("withdraw")).status_code == 404
    assert filler.post(step("withdraw"), {"reason": "条件变化"}).status_code == 302
    assert browse("public").get(page).status_code == 404
    events = Event.objects.filter(action="opportunities.withdraw_opportunities")
    assert {(one.subject_type, one.reason) for one in events} == {
        ("opportunities.opportunity", "条件变化"), ("lists.item", "条件变化"),
    }  # fmt: skip


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


def test_bulk_steps_cost_the_same_whatever_their_size(world: World, make: Make) -> None:
    counts = []
    for size in (2, 9):
        rows = [make() for _ in range(size)]
        with CaptureQueriesContext(connection) as held:
            actions.submit_opportunities(world.act("joint_office"), rows)
        counts.append(len(held))
    assert counts[0] == counts[1]


def test_the_api_gives_the_same_and_no_contact_of_others(make: Make, browse: Callable[[str], Client]) -> None:
    one = make("review")
    client, path = browse("joint_office"), f"/api/opportunities/{one.item.uid}"
    assert client.get(path).json()["state"] == "review"
    refused = browse("filler").post(f"{path}/steps/publish", {}, content_type="application/json")
    assert refused.status_code == 403
    assert browse("filler_b").get(path).status_code == 404
    published = client.post(f"{path}/steps/publish", {}, content_type="application/json")
    assert published.json()["state"] == "published"
    body = {"words": "已联系", "on": timezone.localdate().isoformat()}
    assert client.post(f"{path}/followups", body, content_type="application/json").status_code == 200
    assert client.get(f"{path}/followups").json()[0]["words"] == "已联系"
    assert client.get(f"{path}/enquiries").json() == []
    assert [row["title"] for row in client.get("/api/opportunities/").json()["items"]] == [one.item.title]
    assert (
        client.post(f"{path}/steps/withdraw", {"reason": "不办了"}, content_type="application/json").status_code
        == 200
    )
