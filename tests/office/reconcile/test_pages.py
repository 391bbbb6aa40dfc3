"""Comparisons as actions, pages and workbooks."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook, load_workbook

from tests.office.world import World
from tongcheng.errors import InputError
from tongcheng.office.audit.models import Event
from tongcheng.office.core.acting import RefusedError, _named
from tongcheng.office.figures.models import Figure
from tongcheng.office.lists.models import Version
from tongcheng.office.lists.printed import printed_rows
from tongcheng.office.reconcile import actions, queries, sources
from tongcheng.office.reconcile.ledgers import Ledger, Row
from tongcheng.office.reconcile.models import Comparison


def ledger(*rows: Row, name: str = "省级清单") -> Ledger:
    return Ledger(name, rows, source=f"workbook:{name}")


LEFT = ledger(Row("1", "东山产业园厂房", investment=Decimal(3)), Row("2", "乙河大桥", cities=("甲市", "乙市")))
RIGHT = ledger(Row("a", "东山产业园标准厂房甲区"), Row("b", "乙河大桥", cities=("甲市",)), name="市级清单")


def book(rows: list[list[object]]) -> bytes:
    made = Workbook()
    for row in rows:
        made.worksheets[0].append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def version_of(world: World) -> Version:
    with _named("test.setup"):
        return Version.objects.create(
            list=world.list, number=1, issued=dt.date(2022, 2, 1), as_of=dt.date(2022, 1, 31), content=printed_rows(world.list),
            sha256="x", chain_head="0",
        )  # fmt: skip


def test_a_choice_is_kept_and_taken_over(world: World) -> None:
    act = world.act("joint_office")
    made = actions.compare(act, None, LEFT, RIGHT)
    assert [pair.right.key for pair in queries.result_of(made).pairs] == ["b"]
    actions.choose(act.because("已核实"), made, "1", "a", same=True)
    result = queries.result_of(made)
    assert {(pair.right.key, pair.by) for pair in result.pairs} == {("a", "person"), ("b", "name")}
    again = actions.compare(act, None, LEFT, RIGHT)
    assert [(one.left_key, one.right_key, one.note) for one in again.choices.all()] == [("1", "a", "已核实")]
    actions.choose(act, made, "1", "a", same=False)
    assert len(queries.result_of(made).pairs) == 1
    actions.choose(act, made, "1", "b", same=True)
    actions.choose(act, made, "1", "a", same=True)
    assert {(one.left_key, one.right_key, one.same) for one in made.choices.all()} == {("1", "a", True)}
    actions.choose(act, made, "1", "a", same=None)
    assert not made.choices.exists()
    assert Event.objects.filter(action="reconcile.choose").count() >= 5


def test_who_may_compare_and_decide(world: World) -> None:
    for who in ("filler", "unit_head", "leader", "auditor", "administrator", "public"):
        with pytest.raises(RefusedError):
            actions.compare(world.act(who), None, LEFT, RIGHT)
    made = actions.compare(world.act("city_office"), None, LEFT, RIGHT)
    with pytest.raises(RefusedError):
        actions.choose(world.act("city_office_b"), made, "1", "a", same=True)
    actions.choose(world.act("city_office"), made, "1", "a", same=True)
    actions.choose(world.act("joint_office"), made, "1", "a", same=False)
    assert not Comparison.objects.visible_to(world.standing("city_office_b")).exists()


def test_bad_input_is_said_plainly(world: World) -> None:
    act = world.act("joint_office")
    with pytest.raises(InputError) as error:
        actions.compare(act, None, ledger(), ledger(name="空"))
    assert len(error.value.problems) == 2
    made = actions.compare(act, None, LEFT, RIGHT)
    with pytest.raises(InputError) as error:
        actions.choose(act, made, "none", "none", same=True)
    assert len(error.value.problems) == 2


def test_a_list_beside_its_version(world: World) -> None:
    issued = version_of(world)
    with _named("test.setup"):
        world.items["2"].project.investment = Decimal("4.8")
        world.items["2"].project.save()
        world.items["2"].title, world.items["2"].code = "另名大桥", "99"
        world.items["2"].save()
        world.items["3"].state = "cancelled"
        world.items["3"].save()
    left, right = sources.version_ledger(issued), sources.list_ledger(world.standing("joint_office"), world.list)
    result = queries.result_of(actions.compare(world.act("joint_office"), None, left, right))
    (pair,) = result.different
    assert pair.by == "uid"
    assert [(one.field, one.left, one.right) for one in pair.differences] == [
        ("name", "乙河大桥", "另名大桥"),
        ("investment", Decimal("3.2"), Decimal("4.8")),
    ]
    assert [one.row.name for one in result.only_left] == ["异地就医直接结算"]
    assert len(sources.list_ledger(world.standing("filler"), world.list).rows) == 1


def test_the_whole_way_through_the_pages(world: World, browse: Callable[[str], Client]) -> None:
    client = browse("joint_office")
    data = book(
        [
            ["序号", "项目名称", "涉及市", "总投资（万元）"],
            [1, "打通甲乙大道斷頭路", "甲", 125000],
            [2, "乙河大橋", "甲、乙", 40000],
            [3, "丁县水厂", "乙", 100],
        ]
    )
    sent = {
        "left": f"list:{world.list.pk}", "right": "workbook", "workbook_city": "", "name": "甲乙对账",
        "workbook": SimpleUploadedFile("市级台账.xlsx", data),
    }  # fmt: skip
    answer = client.post("/reconcile/new/", sent)
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    page = client.get(answer.url).content.decode()
    assert "丁县水厂" in page
    assert "示意数据" in page
    made = Comparison.objects.get()
    result = queries.result_of(made)
    assert {(pair.left.code, pair.right.code) for pair in result.pairs} == {("1", "1"), ("2", "2")}
    fields = {(pair.left.code, one.field) for pair in result.different for one in pair.differences}
    assert ("1", "cities") in fields
    assert ("2", "investment") in fields
    file = client.get(f"/reconcile/{made.pk}/file/")
    sheets = load_workbook(io.BytesIO(file.getvalue() if hasattr(file, "getvalue") else file.content))
    assert sheets.sheetnames == ["总数", "总数勾稽", "数值不一", "一方独有", "跨市重复计数"]
    key = next(one.row.key for one in result.only_right)
    left_key = next(one.row.key for one in result.only_left)
    decided = client.post(f"/reconcile/{made.pk}/choose/", {"left": left_key, "right": key, "decision": "same"})
    assert decided.status_code == 302
    assert len(queries.result_of(made).pairs) == 3
    assert client.get("/reconcile/").content.decode().count("甲乙对账") == 1
    assert browse("city_office").get(f"/reconcile/{made.pk}/").status_code == 404
    assert browse("filler").get("/reconcile/").status_code == 404
    assert browse("public").get("/reconcile/").status_code == 302


def test_a_file_that_is_no_table(world: World, browse: Callable[[str], Client]) -> None:
    client = browse("joint_office")
    for name, data, words in (
        ("a.xlsx", b"no workbook", "a.xlsx"),
        ("b.xlsx", book([["甲", "乙"], [1, 2]]), "项目名称"),
    ):
        sent = {"left": "workbook", "right": f"list:{world.list.pk}", "workbook": SimpleUploadedFile(name, data)}
        answer = client.post("/reconcile/new/", sent)
        assert answer.status_code == 422
        assert words in answer.content.decode()
    same = client.post("/reconcile/new/", {"left": f"list:{world.list.pk}", "right": f"list:{world.list.pk}"})
    assert same.status_code == 422
    assert not Comparison.objects.exists()


def test_published_numbers_page_and_workbook(world: World, browse: Callable[[str], Client]) -> None:
    with _named("test.setup"):
        for subject, value in (("l.total", 3), ("l.city.甲", 2), ("l.city.乙", 2)):
            Figure.objects.create(
                subject=subject, subject_name="清单", attribute="list_count", value=value, unit="项", as_of="2022",
                basis="official", source="报",
            )  # fmt: skip
    page = browse("city_office").get("/reconcile/published/").content.decode()
    assert "按市合计 4＝甲2＋乙2" in page
    file = browse("city_office").get("/reconcile/published/file/")
    assert load_workbook(io.BytesIO(file.content)).sheetnames == ["公开数对账"]
    assert browse("filler").get("/reconcile/published/").status_code == 404


def test_as_many_queries_for_many_rows(world: World, browse: Callable[[str], Client]) -> None:
    act, counts = world.act("joint_office"), []
    for size in (3, 150):
        rows = [
            Row(str(n), f"项目甲{n}号线", str(n), cities=("甲市", "乙市"), investment=Decimal(n)) for n in range(size)
        ]
        made = actions.compare(act, None, ledger(*rows, Row("x", "旧")), ledger(*rows, Row("y", "新"), name="乙"))
        client = browse("joint_office")
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/reconcile/{made.pk}/").status_code == 200
        counts.append(len(asked.captured_queries))
    assert counts[0] == counts[1]
