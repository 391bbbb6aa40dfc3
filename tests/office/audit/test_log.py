"""Reading the log: who sees which events, filters, one event in words, the trail of a row, proof and export."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.office.world import World
from tongcheng.language import Text
from tongcheng.office.audit import chain, queries
from tongcheng.office.audit.models import Event
from tongcheng.office.audit.queries import EventFilter
from tongcheng.office.core import acting
from tongcheng.office.core.acting import Act
from tongcheng.office.core.recorded import new, removed
from tongcheng.office.lists.models import Item, ItemUnit
from tongcheng.office.people import actions
from tongcheng.office.people.drafts import UnitDraft

Browse = Callable[[str], Client]


def _anybody(standing: object, subject: object) -> Text | None:
    return None


@pytest.fixture
def log(world: World) -> World:
    """Five events: a unit added, renamed twice in one act, a row of content changed, a unit on it removed."""

    def change(act: Act, item: Item) -> None:
        unit = ItemUnit.objects.create(item=item, unit=world.units["firm"], role="support")
        change = item.revise(
            {"title": '=HYPERLINK("x")', "reporting_unit": world.units["roads_b"], "state": "paused"}
        )
        item.save()
        chain.record(act, [change, new(unit), removed(unit)])

    office = world.act("joint_office", "核对名称")
    (unit,) = actions.add_units(office, [UnitDraft("甲市水务局", "city_body", city="990100")])
    actions.change_unit(office, unit, {"name": "甲市水利局"})
    run = acting.action("test.change", Text("改", "change"), rule=_anybody)(change)
    run(world.act("filler", "按会议意见"), world.items["1"])
    del acting.ACTIONS["test.change"]
    return world


@pytest.mark.parametrize(
    ("who", "sees"),
    [("auditor", 6), ("joint_office", 6), ("supervisor", 6), ("administrator", 3)]
    + [(who, 0) for who in ("filler", "unit_head", "city_office", "leader", "secretary", "public")],
)
def test_who_reads_the_log(log: World, browse: Browse, who: str, sees: int) -> None:
    assert Event.objects.visible_to(log.standing(who)).count() == sees
    for url in ("/audit/", "/audit/proof/", "/audit/export.csv", "/audit/1/"):
        assert browse(who).get(url).status_code == (200 if sees else 302 if who == "public" else 404)
    content = browse(who).get("/audit/4/")
    assert content.status_code == (200 if sees == 6 else 302 if who == "public" else 404)


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (EventFilter(), [6, 5, 4, 3, 2, 1]),
        (EventFilter(who="filler"), [6, 5, 4]),
        (EventFilter(action="people.change_unit"), [3, 2]),
        (EventFilter(subject="lists.item"), [4]),
        (EventFilter(words="水务"), [3, 1]),
        (EventFilter(words="会议意见"), [6, 5, 4]),
        (EventFilter(first_day=dt.date(2100, 1, 1)), []),
        (EventFilter(last_day=dt.date(2100, 1, 1), subject="people.unitalias"), [3]),
    ],
)
def test_filters(log: World, wanted: EventFilter, numbers: list[int]) -> None:
    page = queries.page_of_events(log.standing("auditor"), wanted)
    assert [told.event.number for told in page.events] == numbers


def test_pages_go_on_by_number_both_ways(log: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    auditor = log.standing("auditor")
    first = queries.page_of_events(auditor, EventFilter())
    second = queries.page_of_events(auditor, EventFilter(), older_than=first.older)
    last = queries.page_of_events(auditor, EventFilter(), older_than=second.older)
    assert [[one.event.number for one in page.events] for page in (first, second, last)] == [[6, 5], [4, 3], [2, 1]]
    assert (first.newer, last.older) == (None, None)
    back = queries.page_of_events(auditor, EventFilter(), newer_than=last.newer)
    assert [one.event.number for one in back.events] == [4, 3]


def test_one_event_is_told_in_words_side_by_side(log: World, browse: Browse) -> None:
    told, beside = queries.one_event(log.standing("auditor"), 4)
    said = {field.label: (field.before.zh, field.after.zh) for field in told.fields if field.before and field.after}
    assert said["填报单位"] == ("甲市交通局", "乙市交通局")
    assert said["状态"] == ("推进中", "暂缓")
    assert [one.number for one in beside] == [5, 6]
    page = browse("auditor").get("/audit/4/").content.decode()
    assert all(words in page for words in ("推进中", "暂缓", "按会议意见", "=HYPERLINK(&quot;x&quot;)"))
    assert "新增内容" in browse("auditor").get("/audit/5/").content.decode()
    assert "移除内容" in browse("auditor").get("/audit/6/").content.decode()
    assert browse("auditor").get("/audit/99999999999999999999999/").status_code == 404


def test_the_page_prints_the_head_and_survives_nonsense(log: World, browse: Browse) -> None:
    client = browse("auditor")
    assert chain.head().short in client.get("/audit/").content.decode()
    for query in ("before=x&from=2022-02-30", "before=" + "9" * 30, "after=-1", "row=x&request=%27"):
        assert client.get(f"/audit/?{query}").status_code == 200
    assert "没有符合条件的记录" in client.get("/audit/?q=zzz").content.decode()


@pytest.mark.parametrize(
    ("who", "row", "unit"),
    [
        ("auditor", 1, 2),
        ("joint_office", 1, 2),
        ("administrator", 0, 2),
        ("filler", 1, 0),
        ("leader", 1, 0),
        ("public", 0, 0),
    ],
)
def test_the_trail_shows_only_what_the_reader_may_see(log: World, who: str, row: int, unit: int) -> None:
    standing, changed = log.standing(who), log.units["firm"].__class__.objects.get(name="甲市水利局")
    assert len(queries.trail(log.items["1"], standing)) == row
    assert len(queries.trail(changed, standing)) == unit


def test_the_trail_of_a_hidden_row_is_hidden(log: World) -> None:
    run = acting.action("test.touch", Text("改", "change"), rule=_anybody)(
        lambda act, item: (chain.record(act, [item.revise({"remark": "x"})]), item.save())
    )
    run(log.act("joint_office"), log.items["4"])
    del acting.ACTIONS["test.touch"]
    assert not queries.trail(log.items["4"], log.standing("filler"))
    assert len(queries.trail([log.items["4"], log.items["1"]], log.standing("leader"))) == 2


def test_telling_is_a_constant_number_of_queries(log: World) -> None:
    counts = []
    for size in (1, 6):
        with CaptureQueriesContext(connection) as captured:
            queries.tell(list(Event.objects.filter(subject_type="lists.item")) * size)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_proof_counts_and_tells_progress(log: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain, "_CHUNK", 2)
    seen: list[int] = []
    assert chain.examine(progress=seen.append) == (None, 6)
    assert seen == [2, 4, 6]
    assert chain.examine(chain.Head(9, "x")) == ((7, "cut"), 6)


def test_the_proof_page_names_the_bad_event(log: World, browse: Browse, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "全链成立：共 6 条" in browse("auditor").get("/audit/proof/").content.decode()
    monkeypatch.setattr("tongcheng.office.audit.views.examine", lambda: chain.Proof(chain.Broken(3, "changed"), 3))
    assert "第 3 条起不成立" in browse("auditor").get("/audit/proof/").content.decode()


def test_the_export_is_a_table_without_formulas(log: World, browse: Browse) -> None:
    answer = browse("auditor").get("/audit/export.csv?subject=lists.item")
    text = b"".join(answer.streaming_content).decode("utf-8")
    assert text.startswith("\ufeff")
    header, row = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    assert header[0] == "序号 number"
    assert row[0] == "4"
    assert not [cell for cell in row if cell[:1] in ("=", "@")]
    assert chain.head().short in answer.headers["Content-Disposition"]
    administrator = b"".join(browse("administrator").get("/audit/export.csv").streaming_content).decode()
    assert "lists.item" not in administrator


def test_the_api_reads_the_log(log: World, browse: Browse) -> None:
    client = browse("auditor")
    assert [one["number"] for one in client.get("/api/audit/events?who=filler").json()] == [6, 5, 4]
    assert [one["number"] for one in client.get("/api/audit/events?older_than=3").json()] == [2, 1]
    assert client.get("/api/audit/events/4").json()["after"]["state"] == "paused"
    assert client.get("/api/audit/head").json()["number"] == 6
    assert client.get("/api/audit/proof").json()["events"] == 6
    assert browse("administrator").get("/api/audit/events/4").status_code == 404
    for path in ("events", "events/1", "head", "proof"):
        assert browse("filler").get(f"/api/audit/{path}").status_code == 403
        assert browse("public").get(f"/api/audit/{path}").status_code == 401
