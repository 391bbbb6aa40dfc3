"""Pages: what each reader sees, the buttons do what they say, and a page asks a constant number of queries."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.office.supervision.conftest import TODAY, Watching, noon
from tongcheng.office.core.acting import Act
from tongcheng.office.core.acting import _named as acting_as
from tongcheng.office.core.waiting import waiting_for
from tongcheng.office.lists.models import Item
from tongcheng.office.supervision import actions
from tongcheng.office.supervision.models import Blocker, DueChange, Order, Pause, Rule, RuleVersion, Settings
from tongcheng.office.supervision.queries.due import reports_with_blockers
from tongcheng.office.supervision.queries.waiting import what_waits

Browse = Callable[[str], Client]


@pytest.fixture
def spring(watching: Watching, monkeypatch: pytest.MonkeyPatch) -> Watching:
    monkeypatch.setattr("django.utils.timezone.now", lambda: noon(TODAY))
    monkeypatch.setattr("tongcheng.office.core.middleware.Act", lambda standing: Act(standing, at=noon(TODAY)))
    watching.propose()
    return watching


def _page(client: Client, name: str, /, *args: Any, status: int = 200, **query: Any) -> str:
    answer = client.get(reverse(f"supervision:{name}", args=args), query)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def _post(client: Client, name: str, /, *args: Any, status: int = 302, **data: Any) -> str:
    answer = client.post(reverse(f"supervision:{name}", args=args), data)
    assert answer.status_code == status, answer.content.decode()[-3000:]
    return answer.content.decode()


def test_every_page_for_every_reader_in_both_languages(spring: Watching, browse: Browse) -> None:
    spring.publish()
    order = _order(spring)
    blocker = _blocker(spring)
    for who in ("joint_office", "supervisor", "leader", "filler", "city_office", "auditor"):
        for language in ("zh-hans", "en"):
            client = browse(who)
            client.cookies["language"] = language
            for name, args in (
                ("board", ()),
                ("item", (spring.item().uid,)),
                ("orders", ()),
                ("order", (order.pk,)),
                ("dates", ()),
                ("blockers", ()),
                ("blocker", (blocker.pk,)),
            ):
                page = _page(client, name, *args)
                assert "示意数据" in page or "Synthetic" in page or name not in ("board", "item")
    for name in ("board", "orders", "dates", "blockers", "rules"):
        assert browse("public").get(reverse(f"supervision:{name}")).status_code == 302


def _order(spring: Watching) -> Order:
    draft = actions.Draft("reminder", spring.world.units["roads_a"], "催办", "请抓紧", TODAY, spring.item())
    return actions.issue_orders(spring.act("supervisor"), [draft])[0]


def _blocker(spring: Watching) -> Blocker:
    spring.report("1", dt.date(2022, 3, 31), to_coordinate="请协调用地", decides="省厅")
    return actions.list_blockers(spring.system(), reports_with_blockers(TODAY))[0]


def test_what_is_proposed_is_hollow_and_unseen_by_others(spring: Watching, browse: Browse) -> None:
    board = _page(browse("joint_office"), "board")
    assert '<span class="light yellow hollow"><i aria-hidden="true">△</i>预警</span>' in board
    assert "▲" not in board
    other = _page(browse("filler_b"), "board")
    assert "打通甲乙大道" not in other
    spring.publish()
    assert '<i aria-hidden="true">▲</i>' in _page(browse("filler_b"), "board")
    page = _page(browse("filler_b"), "item", spring.item().uid)
    assert "已超20天，亮黄灯" in page
    assert "完成预判" not in page
    _page(browse("filler_b"), "item", spring.item("3").uid, status=404)


def test_a_step_by_page(spring: Watching, browse: Browse) -> None:
    signal = spring.signal()
    page = _page(browse("joint_office"), "steps", "verified")
    assert f'value="{signal.pk}:{signal.light_id}:0"' in page
    assert "办内研究事项" not in page  # reported by the office itself
    for who in ("filler", "leader", "auditor"):
        _page(browse(who), "steps", "verified", status=404)
    seen = f"{signal.pk}:{signal.light_id}:0"
    red = {"signal": seen, f"colour-{signal.pk}": "red"}
    _post(browse("joint_office"), "steps", "verified", status=403, **red)
    _post(browse("joint_office"), "steps", "verified", reason="现场核查停工", **red)
    assert (spring.signal().step, spring.signal().colour) == ("verified", "red")
    _post(browse("joint_office"), "steps", "verified", status=403, reason="再来", **red)
    other = spring.signal("2")
    _post(browse("joint_office"), "steps", "verified", status=409, signal=f"{other.pk}:{signal.light_id}:0")
    _post(browse("joint_office"), "steps", "verified", status=422)
    _post(browse("secretary"), "steps", "conferred", signal=f"{signal.pk}:{signal.light_id}:1")
    back = {"signal": f"{signal.pk}:{signal.light_id}:2", "return": "1", "reason": "再核"}
    _post(browse("leader"), "steps", "decided", **back)
    assert spring.signal().step == "proposed"


def test_filters(spring: Watching, browse: Browse) -> None:
    client = browse("joint_office")
    assert "乙河大桥" in _page(client, "board", list=spring.world.list.pk, colour="yellow", aspect="pace")  # type: ignore[union-attr]
    assert "没有符合条件的条目" in _page(client, "board", colour="red")
    for odd in ({"list": "x"}, {"city": "x"}, {"aspect": "x"}, {"page": "x"}, {"pending": "1"}):
        _page(client, "board", **odd)


def test_cities_are_ranked_only_if_so_decided(spring: Watching, browse: Browse) -> None:
    spring.publish()
    assert "位次" not in _page(browse("joint_office"), "board")
    _post(browse("joint_office"), "settings", rank_cities="on", order_mark="同城", period_kind="")
    assert Settings.objects.get().rank_cities
    assert "位次" in _page(browse("joint_office"), "board")
    _post(browse("filler"), "settings", status=403, order_mark="x")


def test_a_page_asks_as_many_queries_for_many_rows(spring: Watching, browse: Browse) -> None:
    def count(name: str, *args: Any) -> int:
        client = browse("joint_office")
        client.get("/")
        with CaptureQueriesContext(connection) as queries:
            _page(client, name, *args)
        return len(queries)

    pages = [("board",), ("steps", "verified"), ("orders",), ("dates",), ("blockers",)]
    for code in ("1", "2"):
        actions.ask_due_change(spring.act("joint_office", "晚"), spring.item(code), dt.date(2023, 3, 1))
    few = {page: count(*page) for page in pages}
    with acting_as("test.setup"):
        for number in range(30):
            item = Item.objects.create(
                list=spring.world.list, code=f"x{number}", kind="matter", title="更多", state="active",
                reporting_unit=spring.world.units["roads_b"], due=dt.date(2022, 3, 1 + number % 28),
            )  # fmt: skip
            Blocker.objects.create(item=item, text="请协调", listed=noon(TODAY))
            DueChange.objects.create(
                item=item, old_due=TODAY, new_due=dt.date(2023, 1, 1), reason="晚", asked=noon(TODAY)
            )
            Pause.objects.create(
                item=item, reason="停", next_step="报", start=TODAY, until=TODAY, state="approved", asked=noon(TODAY)
            )
    spring.propose()
    for name in ("催办一", "催办二", "催办三"):
        draft = actions.Draft("reminder", spring.world.units["roads_b"], name, "请抓紧", TODAY, spring.item("2"))
        actions.issue_orders(spring.act("supervisor"), [draft])
    many = {page: count(*page) for page in pages}
    for page in pages:
        assert many[page] <= few[page] + 2, (page, few[page], many[page])
        assert many[page] < 30


def test_orders_by_page(spring: Watching, browse: Browse) -> None:
    spring.publish()
    signal = spring.signal()
    form = browse("supervisor").get(reverse("supervision:issue"), {"signal": signal.pk}).content.decode()
    assert "关于加快推进“打通甲乙大道断头路”的催办单" in form
    assert "2022-04-26" in form or "2022-04-27" in form
    data = {"kind": "reminder", "units": [spring.world.units["roads_a"].pk], "title": "催办", "text": "请抓紧"}
    client = browse("supervisor")
    answer = client.post(f"{reverse('supervision:issue')}?signal={signal.pk}", data | {"due": "2022-04-30"})
    order = Order.objects.get()
    assert answer.status_code == 302
    assert order.light == signal.light
    bad = client.post(reverse("supervision:issue"), data | {"due": "2022-04-01"})
    assert bad.status_code == 422
    assert "不早于今天" in bad.content.decode()
    letter = data | {"units": [spring.world.units["province"].pk], "due": "2022-04-30"}
    assert client.post(reverse("supervision:issue"), letter).status_code == 403
    assert "签收" in _page(browse("filler"), "order", order.pk)
    _post(browse("filler"), "order_act", order.pk, "acknowledge")
    _post(browse("filler"), "order_act", order.pk, "answer", answer="已办")
    _post(browse("supervisor"), "order_act", order.pk, "close", status=403)
    _post(browse("supervisor"), "order_act", order.pk, "return", reason="不实")
    _post(browse("supervisor"), "order_act", order.pk, "escalate", reason="不实", status=422)
    _post(browse("supervisor"), "order_act", order.pk, "escalate", reason="不实", due="2022-05-10")
    assert Order.objects.get(follows=order).kind == "supervision_order"
    for who in ("filler_b", "administrator"):
        _page(browse(who), "order", order.pk, status=404)
    _page(browse("filler"), "issue", status=404)


def test_pauses_and_dates_by_page(spring: Watching, browse: Browse) -> None:
    uid = spring.item().uid
    _post(browse("filler"), "ask_due_change", uid, milestone="", new_due="2023-03-31", reason="汛期")
    _post(browse("filler"), "ask_pause", uid, next_step="报批", until="2022-06-30", reason="征地")
    change, pause = DueChange.objects.get(), Pause.objects.get()
    assert "待同城化办公室审批" in _page(browse("city_office"), "dates")
    _post(browse("filler"), "decide", "date", change.pk, "approve", status=403)
    _post(browse("joint_office"), "decide", "date", change.pk, "approve")
    _post(browse("joint_office"), "decide", "pause", pause.pk, "refuse", status=403)
    _post(browse("joint_office"), "decide", "pause", pause.pk, "approve")
    assert "改期 1 次，顺延 90 天" in _page(browse("filler"), "item", uid)
    assert spring.item().state == "paused"
    bad = _post(browse("filler"), "renew", pause.pk, next_step="等", until="2023-12-31", reason="等", status=422)
    assert "最长一个季度" in bad
    _post(browse("filler"), "resume", pause.pk, reason="已批")
    assert spring.item().state == "active"
    _post(browse("filler_b"), "resume", pause.pk, status=404, reason="x")


def test_blockers_by_page(spring: Watching, browse: Browse) -> None:
    blocker = _blocker(spring)
    unit = spring.world.units["province"].pk
    data = {"sort": "study", "findings": "属实", "decides": unit, "decide_by": "2022-05-20"}
    _post(browse("joint_office"), "verify_blocker", blocker.pk, **data)
    _post(browse("secretary"), "move_blocker", blocker.pk, "confer", words="建议省厅统筹")
    _post(browse("leader"), "move_blocker", blocker.pk, "decide", words="同意")
    _post(browse("joint_office"), "move_blocker", blocker.pk, "close", words="已落实")
    assert "没有需协调事项" in _page(browse("joint_office"), "blockers")
    assert "请协调用地" in _page(browse("joint_office"), "blockers", state="closed")
    _page(browse("filler_b"), "blocker", blocker.pk, status=404)


def test_the_rule_editor_checks_while_one_types(spring: Watching, browse: Browse) -> None:
    client = browse("joint_office")
    assert "银川" in _page(client, "rules")
    assert "原文未规定" in _page(client, "rules")
    definition = RuleVersion.objects.get().definition
    assert "规则完整" in _post(client, "check_rule", status=200, definition=json.dumps(definition))
    definition["aspects"]["pace"]["bands"].pop()
    wrong = _post(client, "check_rule", status=200, definition=json.dumps(definition))
    assert "不能保存" in wrong
    assert "pace.bands" in wrong
    assert "正确的 JSON" in _post(client, "check_rule", status=200, definition="{,")
    data = {"code": "own", "name": "本办规则", "source": "同城办〔2022〕1号"}
    _post(client, "new_rule", status=422, definition=json.dumps(definition), **data)
    assert not Rule.objects.filter(code="own").exists()
    definition = RuleVersion.objects.get().definition
    _post(client, "new_rule", definition=json.dumps(definition), **data)
    rule = Rule.objects.get(code="own")
    definition["soon_days"] = 10
    _post(client, "edit_rule", rule.pk, definition=json.dumps(definition), source="同城办〔2022〕9号")
    assert [one.number for one in rule.versions.order_by("number")] == [1, 2]
    assert "第 2 版" in _page(client, "rule", rule.pk)
    _post(client, "follow", list=spring.world.list.pk, version=rule.versions.get(number=2).pk)  # type: ignore[union-attr]
    _post(client, "take_preset", "LIGHT-YC")
    _post(client, "take_preset", "LIGHT-XX", status=404)
    for who in ("filler", "leader"):
        _page(browse(who), "new_rule", status=404)


def test_what_waits(spring: Watching) -> None:
    def waits(who: str) -> dict[str, int]:
        return {
            row.title.zh: row.count for row in waiting_for(spring.world.standing(who)) if "supervision" in row.url
        }

    assert waits("joint_office")["核实预警灯"] > 2
    assert waits("filler") == {}
    actions.verify_lights(spring.act("joint_office"), [spring.signal()])
    assert waits("joint_office").get("会商预警灯") is None
    assert waits("secretary")["会商预警灯"] == 1
    _order(spring)
    assert waits("filler") == {"签收、回复来文": 1}
    _blocker(spring)
    assert waits("joint_office")["核实需协调事项"] == 1
    for who in spring.world.people:
        with CaptureQueriesContext(connection) as queries:
            what_waits(spring.world.standing(who))
        assert len(queries) < 20
