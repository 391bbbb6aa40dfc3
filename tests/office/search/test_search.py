"""What is found, by whom, how the index follows the rows, and what the page shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.office.world import World
from tongcheng.office.audit.chain import record
from tongcheng.office.core import acting
from tongcheng.office.core.acting import Act, action
from tongcheng.office.core.recorded import altered, new
from tongcheng.office.figures.models import Figure
from tongcheng.office.lists.models import Item, ItemUnit
from tongcheng.office.people.models import Unit
from tongcheng.office.search import index, queries
from tongcheng.office.search.folding import fold, terms, words
from tongcheng.office.search.marking import marked, stretch
from tongcheng.office.search.models import Entry


def _anyone(standing: object, subject: object) -> None:
    return None


@pytest.fixture
def change(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """An action of the test alone, taken out of the registry afterwards."""
    monkeypatch.setattr(acting, "ACTIONS", dict(acting.ACTIONS))

    @action("test.change", acting.NO_REASON, rule=_anyone)
    def run(act: Act, row: object, values: dict[str, object], fail: bool = False) -> None:
        changed = row.revise(values) if hasattr(row, "revise") else altered(row, values)
        record(act, [changed])
        row.save()  # after the record: the index is brought up to date when the action ends
        if fail:
            raise RuntimeError("undone")

    return run


def titles(world: World, who: str, typed: str, kind: str = "") -> list[str]:
    return [hit.shown.title for hit in queries.find(world.standing(who), typed, kind).hits]


def test_folding_keeps_every_place() -> None:
    text = "儘快取得實效：Ｓ３線、GB/T 9704，ﬁ İ"
    assert len(fold(text)) == len(text)
    assert words("三區三帶Tongcheng-S11") == ["三", "区", "三", "带", "tongcheng", "s11"]
    assert terms("  ，。  ") == []


def test_marks_are_on_the_original_words() -> None:
    assert [piece.text for piece in marked("打通斷、頭路S31和S3線", terms("断头路 s3")) if piece.hit] == [
        "斷、頭路",
        "S3",
    ]
    pieces = stretch("甲" * 50 + "結算" + "乙" * 200, terms("结算"))
    assert pieces[0].text == "…"
    assert pieces[-1].text == "…"
    assert "結算" in [piece.text for piece in pieces]
    assert marked("<b>&", terms("b")) == [("<", False), ("b", True), (">&", False)]


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("断头", "打通甲乙大道断头路"),
        ("斷頭路", "打通甲乙大道断头路"),
        ("大桥", "乙河大桥"),
        ("就医 结算", "异地就医直接结算"),
        ("交通委", "甲市交通运输局"),
        ("roads_a", "甲市交通运输局"),
    ],
)
def test_two_characters_and_traditional_forms_are_found(world: World, typed: str, title: str) -> None:
    index.rebuild()
    assert title in titles(world, "joint_office", typed)
    assert titles(world, "joint_office", typed + " 没有的词") == []


def test_the_best_stands_first_and_kinds_can_be_chosen(world: World) -> None:
    index.rebuild()
    found = queries.find(world.standing("joint_office"), "甲市交通局")
    assert found.hits[0].kind.name == "unit"
    assert {hit.kind.name for hit in queries.find(world.standing("joint_office"), "甲市交通局", "item").hits} == {
        "item"
    }
    assert queries.find(world.standing("joint_office"), "甲市交通局", most=1).more


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("joint_office", {"1", "2", "3", "4"}),
        ("filler", {"1"}),
        ("filler_b", {"1", "2"}),
        ("city_office_b", {"1", "2", "3"}),
        ("administrator", {"1"}),
        ("public", {"1"}),
    ],
)
def test_only_what_one_may_see_is_found(world: World, who: str, seen: set[str]) -> None:
    index.rebuild()
    found = queries.find(world.standing(who), "2022", "item")
    assert {world.items[code].title for code in seen} == {hit.shown.title for hit in found.hits}
    visible = set(Item.objects.visible_to(world.standing(who)).values_list("pk", flat=True))
    assert {hit.subject for hit in found.hits} == visible
    assert not found.more


def test_the_index_follows_in_the_transaction_of_the_action(world: World, change: Callable[..., None]) -> None:
    index.rebuild()
    act, item = world.act("joint_office"), world.items["2"]
    change(act, item, {"title": "乙河第二大橋"})
    assert titles(world, "joint_office", "第二大桥") == ["乙河第二大橋"]
    with pytest.raises(RuntimeError):
        change(act, item, {"title": "不会留下"}, fail=True)
    assert titles(world, "joint_office", "不会留下") == []
    assert titles(world, "public", "第二大桥") == []
    item.refresh_from_db()
    change(act, item, {"visibility": "public"})
    assert titles(world, "public", "第二大桥") == ["乙河第二大橋"]


def test_a_renamed_unit_and_a_new_participant_are_followed(world: World, change: Callable[..., None]) -> None:
    index.rebuild()
    act, unit = world.act("joint_office"), world.units["roads_b"]
    change(act, unit, {"short_name": "乙市路桥办"})
    assert "乙河大桥" in titles(world, "joint_office", "路桥办", "item")
    assert "乙河大桥" not in titles(world, "filler", "大桥")
    with acting._named("test.change"):
        row = ItemUnit.objects.create(item=world.items["2"], unit=world.units["roads_a"], role="support")
        record(act, [new(row)])
    assert "乙河大桥" in titles(world, "filler", "大桥")


def test_figures_are_found_by_those_who_read_content(world: World) -> None:
    with acting._named("test.change"):
        common = {"subject": "S5", "subject_name": "成眉S5线", "unit": "亿元", "basis": "official", "source": "报"}
        free = Figure.objects.create(attribute="investment", value=226, as_of="2022-08-10", **common)
        Figure.objects.create(attribute="length", value=59, as_of="2022", item=world.items["4"], **common)
    index.rebuild()
    assert [hit.subject for hit in queries.find(world.standing("filler"), "S5 226").hits] == [free.pk]
    assert len(queries.find(world.standing("joint_office"), "s5线", "figure").hits) == 2
    assert queries.find(world.standing("administrator"), "S5线").hits == []


def test_a_row_that_is_gone_leaves_the_index(world: World) -> None:
    index.rebuild()
    entries = Entry.objects.count()
    unit = world.units["firm"]
    with acting._named("test.change"):
        index.write(index.kinds()[1], [unit.pk, 99_999])
        Unit.objects.filter(pk=unit.pk).delete()
        index.write(index.kinds()[1], [unit.pk])
    assert Entry.objects.count() == entries - 1
    assert titles(world, "joint_office", "轨道公司", "unit") == []


def test_as_many_queries_for_many_rows(world: World) -> None:
    with acting._named("test.setup"):
        for number in range(60):
            item = Item.objects.create(
                list=world.list, code=f"x{number}", title=f"断头路{number}", kind="matter", visibility="public",
                reporting_unit=world.units["roads_a"], state="active", due=dt.date(2022, 1, 1),
            )  # fmt: skip
            item.cities.add(world.cities["甲"])
    counts = []
    for limit in (1, 61):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            index.write(index.kinds()[0], list(Item.objects.values_list("pk", flat=True)[:limit]))
        counts.append(len(asked.captured_queries))
    assert counts[0] == counts[1]
    index.rebuild()
    counts = []
    for typed in ("断头路7", "断头路"):
        with CaptureQueriesContext(connection) as asked:
            queries.find(world.standing("joint_office"), typed)
        counts.append(len(asked.captured_queries))
    assert counts[0] == counts[1]


def test_the_page_and_the_api(world: World, browse: Callable[[str], Client]) -> None:
    index.rebuild()
    page = browse("filler").get("/search/", {"q": "斷頭"})
    assert page.status_code == 200
    assert "<mark>断头</mark>" in page.content.decode()
    assert (
        "<h1>" not in browse("filler").get("/search/", {"q": "大桥"}, headers={"HX-Request": "true"}).content.decode()
    )
    assert browse("filler").get("/search/", {"q": '"*（OR NEAR'}).status_code == 200
    assert browse("public").get("/search/").status_code == 302
    said = browse("filler").get("/api/search/", {"q": "断头路"}).json()
    assert [hit["title"] for hit in said["hits"]] == ["打通甲乙大道断头路"]
    assert browse("public").get("/api/search/", {"q": "断头路"}).status_code == 401


@pytest.mark.parametrize("typed", ["'", '"', "NOT", "a:b", "( )", "\\", "*", "title:x", "😀", "\x00断", "AND OR"])
def test_signs_of_query_languages_mean_nothing(world: World, typed: str) -> None:
    index.rebuild()
    queries.find(world.standing("filler"), typed)
