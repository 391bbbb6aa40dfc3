"""Ledgers come back: templates of units, and tables that a city made itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from tests.office.sheets.importing import begun, cell_of, edited, row_of, rows_by_state, workbook
from tests.office.world import World
from tongcheng.office.core.acting import RefusedError
from tongcheng.office.progress.actions import Entry, open_periods, save_reports, sign
from tongcheng.office.progress.checks import findings
from tongcheng.office.progress.models import Ledger, MilestoneReport, Period, Report
from tongcheng.office.progress.queries import ledgers_of, rows_of
from tongcheng.office.sheets import actions
from tongcheng.office.sheets.export.templates import unit_template
from tongcheng.office.sheets.importing.preview import Target

HEAD = ["序号", "项目名称", "推进情况", "形象进度", "完成比例", "1-3月完成投资（万元）", "下一步打算"]


@pytest.fixture
def period(world: World) -> Period:
    open_periods(world.act("joint_office", "开始填报"), [world.list], 2022, "month")
    return Period.objects.get(code="2022-03")


def _template(world: World, period: Period, unit: str = "roads_a") -> bytes:
    file = unit_template(period, world.units[unit])
    assert file is not None
    return file.data


def _filled(sheet) -> None:
    row = row_of(sheet, "打通甲乙大道断头路")
    cell_of(sheet, "推进情况", row).value = "有序推进"
    cell_of(sheet, "形象进度", row).value = "路基完成"
    cell_of(sheet, "完成比例（%）", row).value = "３０%"
    cell_of(sheet, "1—3月完成投资", row).value = "1.5"
    cell_of(sheet, "下步打算", row).value = "加快施工"


def test_a_filled_template_becomes_the_units_ledger(world: World, period: Period) -> None:
    one = begun(world, "filler", edited(_template(world, period), _filled))
    assert (one.kind, one.period, one.unit) == ("ledger", period, world.units["roads_a"])
    assert one.preview["counts"]["rows_changed"] == 1
    actions.apply_import(world.act("filler", "三月填报"), one)
    row = Report.objects.get()
    assert (row.word, row.progress, row.percent) == ("orderly", "路基完成", Decimal(30))
    assert (row.invested_this_year, row.next_step) == (Decimal("1.5"), "加快施工")
    assert row.ledger.unit == world.units["roads_a"]
    assert row.ledger.entered_for is False


def test_an_office_enters_for_a_unit(world: World, period: Period) -> None:
    one = begun(world, "city_office", edited(_template(world, period), _filled))
    actions.apply_import(world.act("city_office", "代填"), one)
    assert Ledger.objects.get().entered_for is True


def test_nobody_imports_or_sees_another_units_ledger(world: World, period: Period) -> None:
    content = edited(_template(world, period), _filled)
    mine = begun(world, "filler", content)
    actions.apply_import(world.act("filler", "填报"), mine)
    for who in ("filler_b", "city_office_b"):
        one = begun(world, who, content)
        assert {row["state"] for row in one.preview["rows"]} == {"error"}
        assert "路基完成" not in str(one.preview["rows"])
        with pytest.raises(RefusedError):
            actions.apply_import(world.act(who, "越权"), one)


def test_a_signed_ledger_takes_nothing_more(world: World, period: Period) -> None:
    content = edited(_template(world, period), _filled)
    actions.apply_import(world.act("filler", "填报"), begun(world, "filler", content))
    sign(world.act("unit_head"), Ledger.objects.get())

    def more(sheet) -> None:
        cell_of(sheet, "形象进度", row_of(sheet, "打通甲乙大道断头路")).value = "又改"

    one = begun(world, "filler", edited(content, more))
    assert [row["state"] for row in one.preview["rows"]] == ["refused"]
    with pytest.raises(RefusedError):
        actions.apply_import(world.act("filler", "再改"), one)


def test_the_same_cell_on_both_sides_is_a_conflict(world: World, period: Period) -> None:
    content = edited(_template(world, period), _filled)
    ledgers = ledgers_of(period, [world.units["roads_a"]])
    entry = Entry(world.units["roads_a"].pk, world.items["1"].pk, {"progress": "网上先填", "problem": "用地"})
    save_reports(world.act("filler"), ledgers, [entry])
    one = begun(world, "filler", content)
    (row,) = rows_by_state(one)["conflict"]
    states = {cell["c"]: cell["s"] for cell in row["cells"]}
    assert states["progress"] == "conflict"
    assert states["problem"] == "theirs"
    assert states["percent"] == "changed"
    actions.apply_import(world.act("filler", "其余导入"), one)
    saved = Report.objects.get()
    assert (saved.progress, saved.problem, saved.percent) == ("网上先填", "用地", Decimal(30))


def test_a_table_of_a_city_goes_to_each_units_ledger(world: World, period: Period) -> None:
    content = workbook(
        [
            ["甲市2022年3月重点项目进展（截至2022年3月31日）"],
            HEAD,
            [1, "打通甲乙大道断头路", "有序推进", "路基完成", 0.3, 15000, ""],
            [3, "异地就医直接结算", "提前完成", "全部接入", 1, "", ""],
            [2, "乙河大桥", "有序推进", "乙市的项目", 0.5, "", ""],
        ]
    )
    one = begun(world, "city_office", content)
    assert one.period == period
    assert [row["state"] for row in one.preview["rows"]] == ["changed", "changed", "error"]
    actions.apply_import(world.act("city_office", "汇总代填"), one)
    rows = {row.item.code: row for row in Report.objects.select_related("item", "ledger__unit")}
    assert {code: row.ledger.unit.code for code, row in rows.items()} == {"1": "roads_a", "3": "health_a"}
    assert (rows["1"].percent, rows["3"].percent) == (Decimal(30), Decimal(100))
    assert rows["1"].invested_this_year == Decimal("1.5")


def test_what_is_reached_goes_to_the_quarters_milestone(world: World, period: Period) -> None:
    content = workbook(
        [
            ["序号", "项目名称", "完成情况", "", "推进情况"],
            ["", "", "一季度", "二季度", ""],
            [1, "打通甲乙大道断头路", "完成26%", "", "有序推进"],
        ]
    )
    target = Target(period=period, unit=world.units["roads_a"])
    one = begun(world, "filler", content, target=target)
    actions.apply_import(world.act("filler", "填报"), one)
    part = MilestoneReport.objects.get()
    assert (part.milestone.quarter, part.text) == ("2022Q1", "完成26%")


def test_an_unknown_word_is_named_and_the_rest_is_taken(world: World, period: Period) -> None:
    content = workbook([HEAD, [1, "打通甲乙大道断头路", "非常好", "路基", "约三成", "", ""]])
    one = begun(world, "filler", content, target=Target(period=period, unit=world.units["roads_a"]))
    assert {problem["code"] for problem in one.preview["problems"]} == {"unknown_word", "not_a_percentage"}
    actions.apply_import(world.act("filler", "填报"), one)
    assert Report.objects.get().progress == "路基"


def test_doubtful_values_are_told_at_their_cells_as_the_form_tells_them(
    world: World, period: Period, browse: Callable[[str], Client]
) -> None:
    rows = [
        [1, "打通甲乙大道断头路", "有序推进", "路基完成", "850%", 1250, ""],
        [3, "异地就医直接结算", "已完成", "全部接入", "60%", "", ""],
    ]
    head = [one.replace("万元", "亿元") for one in HEAD]
    target = Target(period=period)
    one = begun(world, "joint_office", workbook([head, *rows]), target=target)
    cells = [cell for row in one.preview["rows"] for cell in row["cells"]]
    told = {words for cell in cells for words, _ in cell.get("d", ())}
    assert {cell["c"] for cell in cells if "d" in cell} == {"word", "percent", "invested_this_year"}
    assert one.preview["counts"]["rows_check"] == 2
    page = browse("joint_office").get(f"/sheets/imports/{one.pk}/?state=check").content.decode()
    assert "2 行中有值请核对" in page
    assert all(words in page for words in told)
    actions.apply_import(world.act("joint_office", "代填"), one)
    ledgers = Ledger.objects.select_related("unit", "period")
    found = [finding for ledger in ledgers for finding in findings(ledger, rows_of(ledger))]
    assert told == {one.sentence.zh for one in found if one.code != "empty_row"}


def test_whoever_makes_the_city_pass_over_reads_it_before(
    world: World, period: Period, browse: Callable[[str], Client]
) -> None:
    content = edited(_template(world, period), _filled)
    for who, skips in (("filler", False), ("city_office", False), ("joint_office", True)):
        one = begun(world, who, content)
        page = browse(who).get(f"/sheets/imports/{one.pk}/").content.decode()
        assert ("不再经市级审核：甲市交通局" in page) == skips
        form = browse(who).get(f"/progress/2022-03/units/{world.units['roads_a'].pk}/").content.decode()
        assert ("不再经市级审核" in form) == skips
    actions.apply_import(world.act("filler", "先由单位填报"), begun(world, "filler", content))
    more = begun(world, "joint_office", edited(content, lambda sheet: _put(sheet, "下步打算", "补充")))
    assert "不再经市级审核" not in browse("joint_office").get(f"/sheets/imports/{more.pk}/").content.decode()


def _put(sheet, header: str, words: str) -> None:
    cell_of(sheet, header, row_of(sheet, "打通甲乙大道断头路")).value = words


def test_after_the_freeze_nothing_is_taken(world: World, period: Period) -> None:
    from tongcheng.office.progress.actions import freeze

    content = edited(_template(world, period), _filled)
    freeze(world.act("joint_office", "数据冻结"), period, dt.datetime(2022, 4, 20, tzinfo=dt.UTC))
    one = begun(
        world,
        "filler",
        content,
        target=Target("ledger", None, Period.objects.get(pk=period.pk), world.units["roads_a"]),
    )
    assert [row["state"] for row in one.preview["rows"]] == ["refused"]
