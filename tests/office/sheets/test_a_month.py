"""A month run through by the pages.

Notice, workbooks back from eleven units, three late, one wrong, who is missing, accepted, lights, bulletin.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from openpyxl.worksheet.worksheet import Worksheet

from tests.office.world import World
from tongcheng.office.audit.chain import verify
from tongcheng.office.core.acting import _named as acting_as
from tongcheng.office.lists.models import Item, ItemUnit
from tongcheng.office.people.models import Appointment, Person, Unit
from tongcheng.office.progress.models import Ledger, Period, Report
from tongcheng.office.sheets.models import Import
from tongcheng.office.supervision.models import RuleVersion, Signal
from tongcheng.office.supervision.ticking import tick

LATE = ("乙市教育局", "乙市财政局", "乙市民政局")
WRONG = "乙市交通运输局"
NAMES = ("教育局", "财政局", "民政局", "科技局")
PERIOD = "2022-03"
Browse = Callable[[str], Client]


@pytest.fixture
def eleven(world: World) -> list[str]:
    """Eleven units that report: three of the small office, and four more of each city."""
    with acting_as("test.setup"):
        for letter, city in world.cities.items():
            for number, name in enumerate(NAMES):
                made = Unit.objects.create(
                    code=f"{letter}{number}", name=f"{letter}市{name}", kind="city_body", city=city, order=20 + number
                )
                item = Item.objects.create(
                    list=world.list, code=f"{letter}{number}", order=20, kind="matter", title=f"{letter}市{name}牵头事项",
                    reporting_unit=made, state="active", visibility="parties", synthetic=True,
                )  # fmt: skip
                ItemUnit.objects.create(item=item, unit=made, role="lead")
        Item.objects.filter(code="4").update(state="cancelled")
        _second_person(world)
    return list(Unit.objects.filter(reported_items__state="active").values_list("name", flat=True).distinct())


def _second_person(world: World) -> None:
    """A second person in the joint office and in the office of 乙市: nobody verifies what he entered."""
    for name, unit, role in (("joint_office_2", "office", "joint_office"), ("city_b_2", "office_b", "city_office")):
        person = Person.objects.create_user(username=name, password="long-enough-1", name=f"{name}同志")
        world.people[name] = person
        Appointment.objects.create(person=person, unit=world.units[unit], role=role, start=dt.date(2020, 1, 1))


def _opened(client: Client, world: World) -> None:
    sent = {"year": "2022", "kind": "month:3", "lists": [world.list.pk], "unit_days": 3, "city_days": 5}
    assert client.post("/progress/open/", sent).headers["Location"] == f"/progress/{PERIOD}/"


def _link(client: Client, page: str, ending: str) -> str:
    """Give the address of a link that stands on a page."""
    found = re.search(rf'href="([^"]*{re.escape(ending)})"', client.get(page).content.decode())
    assert found is not None, ending
    return found[1]


def _templates(client: Client) -> dict[str, bytes]:
    """Take notice and templates in one archive."""
    answer = client.get(_link(client, f"/progress/{PERIOD}/notice/", "notice.zip"))
    packed = zipfile.ZipFile(io.BytesIO(b"".join(answer) if answer.streaming else answer.content))
    names = packed.namelist()
    assert any(name.startswith("关于报送2022年3月") and name.endswith(".docx") for name in names)
    return {
        found[1]: packed.read(name) for name in names if (found := re.search(r"/([^/_]+)_2022年3月\.xlsx$", name))
    }


def _filled(content: bytes, *, wrong: bool = False) -> bytes:
    """Fill a template as people do: full-width digits, a percent sign, words of their own, amounts with a unit."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book["填报表"]
    heads = {str(cell.value): cell.column for row in sheet.iter_rows(max_row=6) for cell in row if cell.value}
    for row in range(5, sheet.max_row + 1):
        if len(str(sheet.cell(row, heads["_uid"]).value or "")) == 36:
            _fill_row(sheet, row, heads, wrong=wrong)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill_row(sheet: Worksheet, row: int, heads: dict[str, int], *, wrong: bool) -> None:
    values: dict[str, Any] = {
        "推进情况": "还可以" if wrong else "正常推进",
        "形象进度": " 已进场，\n正在施工 ",
        "完成比例（%）": "八成" if wrong else "２５％",
        "下步打算": "抢抓工期",
        "1—3月完成投资": "待统计" if wrong else "1250万元",
    }
    for name, value in values.items():
        if name in heads:
            sheet.cell(row, heads[name]).value = value


def _sent(client: Client, files: dict[str, bytes]) -> list[Import]:
    last = Import.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    client.post("/sheets/upload/", {"workbook": [SimpleUploadedFile(f"{u}报.xlsx", c) for u, c in files.items()]})
    return list(Import.objects.filter(pk__gt=last).order_by("pk"))


def _applied(client: Client, one: Import) -> None:
    answer = client.post(f"/sheets/imports/{one.pk}/apply/", {"reason": "3月报送", "revision": one.revision})
    assert answer.status_code == 302, answer.content.decode()[:500]


def _scanned(client: Client, unit: str) -> None:
    ledger = Ledger.objects.get(unit__name=unit)
    scan = SimpleUploadedFile(f"{unit}签章.pdf", f"%PDF-1.7 {unit} {ledger.revision}".encode())
    sent = {"file": scan, "signed_by": "某局长", "revision": ledger.revision}
    answer = client.post(f"/progress/ledgers/{ledger.pk}/scan/", sent)
    assert answer.status_code == 302, answer.content.decode()[:500]


def _accepted(client: Client) -> int:
    ledgers = re.findall(r'name="ledger" value="(\d+:\d+)"', client.get("/progress/review/").content.decode())
    if ledgers:
        assert client.post("/progress/review/", {"ledger": ledgers}).status_code == 302
    return len(ledgers)


def test_a_month(world: World, browse: Browse, eleven: list[str]) -> None:
    office, second = browse("joint_office"), browse("joint_office_2")
    assert len(eleven) == 11
    _opened(office, world)
    _under_a_rule(office, world)
    templates = _templates(office)
    by_unit = {unit.name: templates[str(unit)] for unit in Unit.objects.filter(name__in=eleven)}
    assert set(by_unit) == set(eleven)
    _first_eight(office, by_unit)
    _who_is_missing(office)
    _late_ones_are_lit(office)
    _the_wrong_one_again(office, by_unit[WRONG])
    _three_late(browse("city_office_b"), by_unit)
    _verified(browse, office, second)
    _rows_behind_are_lit()
    _papers(office)


def _first_eight(office: Client, by_unit: dict[str, bytes]) -> None:
    """Eight workbooks come back, entered by the joint office for units that never log in; one of them is wrong."""
    first = {unit: _filled(data, wrong=unit == WRONG) for unit, data in by_unit.items() if unit not in LATE}
    imports = _sent(office, first)
    assert len(imports) == 8
    for one in imports:
        assert (one.kind, one.period.code) == ("ledger", PERIOD)
        page = office.get(f"/sheets/imports/{one.pk}/").content.decode()
        assert "以下列不导入" not in page
        assert "不再经市级审核" in page
        assert ("读不懂或不能导入的单元格" in page) == (one.unit.name == WRONG)
        _applied(office, one)
    wrong = next(one for one in imports if one.unit.name == WRONG)
    _answered(office, wrong)
    for unit in first:
        if unit != WRONG:
            _scanned(office, unit)
    report = Report.objects.get(item__code="1")
    assert (report.word, report.percent, report.invested_this_year) == ("orderly", 25, report.invested_this_year)
    assert str(report.invested_this_year.normalize()) == "0.125"


def _answered(office: Client, wrong: Import) -> None:
    """The wrong workbook goes back with what was expected, found and is to be done; what was right is kept."""
    answer = office.get(f"/sheets/imports/{wrong.pk}/answer.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer) if answer.streaming else answer.content))
    said = " ".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value)
    for words in ("还可以", "八成", "待统计", "处理结果"):
        assert words in said
    report = Report.objects.get(ledger__unit__name=WRONG)
    assert (report.word, report.percent, report.invested_this_year) == ("", None, None)
    assert report.next_step == "抢抓工期"


def _who_is_missing(office: Client) -> None:
    page = office.get(f"/progress/{PERIOD}/unreported/").content.decode()
    text = re.search(r'id="paste">(.*?)</pre>', page, re.DOTALL)
    assert text is not None
    assert "应报11家，已报7家，未报4家" in text[1]
    for unit in LATE:
        assert unit in text[1]
    assert "乙市交通局，1条" in text[1]
    assert "填报中未签报" in text[1]


def _under_a_rule(office: Client, world: World) -> None:
    """The list follows a published rule: a milestone passed or a report missing is yellow, twice in a row red."""
    assert office.post("/supervision/rules/presets/LIGHT-2Y/").status_code == 302
    chosen = {"list": world.list.pk, "version": RuleVersion.objects.get().pk}
    assert office.post("/supervision/rules/follow/", chosen).status_code == 302


def _lit(day: dt.date, aspect: str) -> dict[str, str]:
    """Give the colours that the clock proposes on a day, by reporting unit."""
    tick(timezone.make_aware(dt.datetime.combine(day, dt.time(7))))
    shown = Signal.objects.filter(aspect=aspect, step="proposed")
    return dict(shown.values_list("item__reporting_unit__name", "colour"))


def _late_ones_are_lit(office: Client) -> None:
    """On 20 April three units are late and one mends its workbook: their rows are yellow, nobody else's."""
    lit = _lit(dt.date(2022, 4, 20), "reporting")
    assert {unit for unit, colour in lit.items() if colour == "yellow"} == {*LATE, WRONG}
    assert len(lit) == 11
    page = office.get("/supervision/?aspect=reporting&colour=yellow").content.decode()
    assert all(f"{unit}牵头事项" in page for unit in LATE)
    assert "甲市教育局牵头事项" not in page


def _rows_behind_are_lit() -> None:
    """All has come: the lights are green; what is not reached by the end of June is yellow, in August red."""
    assert set(_lit(dt.date(2022, 4, 30), "reporting").values()) == {"green"}
    with_milestones = {"甲市交通运输局", WRONG, "甲市卫生健康委员会"}
    for month, colour in ((4, "green"), (7, "yellow"), (8, "red")):
        assert _lit(dt.date(2022, month, 30), "pace") == dict.fromkeys(with_milestones, colour)
    late = Signal.objects.get(item__code="1", aspect="pace").light
    assert late.why_zh == "“完成50%”应于2022年6月30日前完成，已超61天，亮黄灯；已连续2期亮黄灯，升为红灯。"


def _the_wrong_one_again(office: Client, template: bytes) -> None:
    """The unit mends its workbook, the office imports it again: only what differs is written."""
    (again,) = _sent(office, {WRONG: _filled(template)})
    assert {cell["c"] for row in again.preview["rows"] for cell in row["cells"]} == {
        "word", "percent", "invested_this_year",
    }  # fmt: skip
    _applied(office, again)
    _scanned(office, WRONG)


def _three_late(city: Client, by_unit: dict[str, bytes]) -> None:
    """The office of the city enters for its three late units."""
    for one in _sent(city, {unit: _filled(by_unit[unit]) for unit in LATE}):
        assert "不再经市级审核" not in city.get(f"/sheets/imports/{one.pk}/").content.decode()
        _applied(city, one)
    for unit in LATE:
        _scanned(city, unit)
    assert Ledger.objects.filter(entered_for=True).count() == 11


def _verified(browse: Browse, office: Client, second: Client) -> None:
    """Nobody accepts what he entered: the other person of the joint office and of the city do; one is returned."""
    returned = Ledger.objects.get(unit__name="甲市交通运输局")
    back = second.post(
        f"/progress/ledgers/{returned.pk}/return/", {"reason": "缺下步打算时间", "revision": returned.revision}
    )
    assert back.status_code == 302
    assert "缺下步打算时间" in office.get(f"/progress/ledgers/{returned.pk}/").content.decode()
    _scanned(office, "甲市交通运输局")
    assert _accepted(browse("city_office")) == 0  # what the joint office entered goes straight to it
    assert _accepted(browse("city_office_b")) == 0  # it entered them itself
    assert _accepted(office) == 0
    assert _accepted(second) == 8
    assert _accepted(browse("city_b_2")) == 3
    assert _accepted(second) == 3
    assert set(Ledger.objects.values_list("state", flat=True)) == {"accepted"}


def _papers(office: Client) -> None:
    page = office.get(f"/progress/{PERIOD}/").content.decode()
    assert "应报 11 家，已报 11 家" in page
    assert office.get(_link(office, f"/progress/{PERIOD}/", "summary.xlsx")).status_code == 200
    period = Period.objects.get(code=PERIOD)
    made = office.post("/papers/new/", {"kind": "bulletin", "period": period.pk})
    assert made.status_code == 302
    assert "11" in office.get(made.headers["Location"]).content.decode()
    assert verify() is None
