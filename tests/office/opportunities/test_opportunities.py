"""Opportunities: who takes which step in which state, what the public sees, what a bad table answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.office.opportunities.conftest import Make, bring
from tests.office.world import World
from tongcheng.errors import InputError
from tongcheng.office.audit.models import Event
from tongcheng.office.core.acting import ACTIONS, Act, ConflictError, RefusedError
from tongcheng.office.lists.actions import activate_items, cancel_items, change_items
from tongcheng.office.lists.models import Item, List
from tongcheng.office.opportunities import actions
from tongcheng.office.opportunities.actions.asking import Question
from tongcheng.office.opportunities.due import run_due
from tongcheng.office.opportunities.handover import begun_by, open_ones_of
from tongcheng.office.opportunities.models import Enquiry, FollowUp, Opportunity, State
from tongcheng.office.opportunities.panels import opportunities_of_unit
from tongcheng.office.opportunities.queries.board import tally_of
from tongcheng.office.people.standing import SYSTEM

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


def _row(one: Opportunity) -> tuple[str, str]:
    item = Item.objects.get(pk=one.item_id)
    return item.state, item.visibility


@pytest.mark.parametrize(
    ("state", "row"),
    [
        ("draft", ("draft", "parties")),
        ("review", ("draft", "parties")),
        ("published", ("active", "public")),
        ("matched", ("active", "parties")),
        ("landed", ("done", "parties")),
        ("expired", ("cancelled", "parties")),
        ("withdrawn", ("cancelled", "parties")),
    ],
)
def test_the_row_of_the_list_follows(world: World, make: Make, state: str, row: tuple[str, str]) -> None:
    one = make(state)
    assert _row(one) == row
    if state in ("expired", "withdrawn"):
        assert Item.objects.get(pk=one.item_id).ended == timezone.localdate()
        actions.reopen_opportunities(world.act("filler", "重新征集"), [one])
        assert _row(one) == ("draft", "parties")
        assert Item.objects.get(pk=one.item_id).ended is None


def test_a_row_without_a_reporting_unit_stays_a_draft(world: World, make: Make) -> None:
    one = make("review", who="joint_office", unit=None, city=None)
    actions.publish_opportunities(Act(SYSTEM), [one])
    assert _row(one) == ("draft", "public")


def test_lists_do_not_part_a_row_from_its_opportunity(world: World, make: Make) -> None:
    one, draft, office = make("published"), make(), world.act("joint_office", "更正")

    def row(of: Opportunity) -> Item:
        return Item.objects.select_related("list", "reporting_unit").get(pk=of.item_id)

    with pytest.raises(RefusedError, match="城市机会"):
        cancel_items(office, [row(one)])
    with pytest.raises(RefusedError, match="不能再改"):
        change_items(office, [row(one)], {one.item_id: {"title": "另一名称"}})
    with pytest.raises(RefusedError, match="城市机会"):
        activate_items(office, [row(draft)])
    change_items(office, [row(draft)], {draft.item_id: {"title": "另一名称"}})
    assert _row(one) == ("active", "public")


def test_open_ones_keep_their_unit_and_stand_on_its_page(world: World, make: Make) -> None:
    unit = world.units["roads_a"]
    assert opportunities_of_unit(world.standing("leader"), unit) is None
    one, _ = make("published"), make("withdrawn")
    assert [piece.label for piece in open_ones_of(unit).pieces] == [str(one)]
    assert not begun_by(world.people["filler"]).pieces
    make("review")
    assert len(begun_by(world.people["filler"]).pieces) == 1
    panel = opportunities_of_unit(world.standing("leader"), unit)
    assert panel is not None
    assert (panel.count, len(panel.entries)) == (3, 3)
    other = opportunities_of_unit(world.standing("filler_b"), unit)
    assert other is not None
    assert other.count == 1
