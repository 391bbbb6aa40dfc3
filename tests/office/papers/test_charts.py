"""The schedule by quarter as a picture in papers: Word, PDF, and the page."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
from collections.abc import Callable

import pytest
from django.test import Client
from docx import Document

from tests.office.papers.conftest import report
from tests.office.world import World
from tongcheng.language import Text
from tongcheng.office.core.acting import _named as acting_as
from tongcheng.office.papers import actions, gantt
from tongcheng.office.papers.actions import About
from tongcheng.office.papers.building import files_of, paper_of
from tongcheng.office.papers.gantt import Plan, chart_of
from tongcheng.office.progress.models import Period
from tongcheng.render.papers import Picture

ON = dt.date(2022, 6, 30)


def plans(count: int) -> list[Plan]:
    return [
        Plan(str(n), f"{n} 甲乙大道", f"第{n // 5}组", (dt.date(2022, 3, 1), dt.date(2023, 1 + n % 12, 1)))
        for n in range(count)
    ]


def test_a_long_chart_is_cut_into_pages_with_one_axis() -> None:
    chart = chart_of(Text("进度", "schedule"), plans(60), ON, synthetic=True, day="截至")
    assert chart is not None
    made = gantt.pictures(chart)
    assert len(made) == 3
    assert sum(one.count('class="now"') for one in made) == 60
    axes = {tuple(re.findall(r">(20\d\d)<", one)) for one in made}
    assert axes == {("2022", "2023")}
    for number, one in enumerate(made, 1):
        assert f"第{number}页，共3页" in one
        assert "单位：季度；截至2022年6月30日，共60项" in one
        assert "示意数据" in one
        height = float(re.findall(r'viewBox="0 0 680 ([\d.]+)"', one)[0])
        assert height * 156 / 680 < (182 if number == 1 else 222), "higher than the page"
    assert [("注：" in one) for one in made] == [False, False, True]


def test_a_chart_is_kept_as_json_and_read_back() -> None:
    moved = Plan("a", "路", "组", (dt.date(2023, 1, 1),), (dt.date(2022, 9, 1),), 2021, moved=True)
    chart = chart_of(Text("进度", "schedule"), [moved, Plan("b", "未定", "组", ())], ON, synthetic=False)
    assert chart is not None
    assert gantt.from_record(json.loads(json.dumps(gantt.as_record(chart)))) == chart
    assert "另有1项没有时限" in chart.note.zh
    assert chart_of(Text("", ""), [Plan("b", "未定", "组", ())], ON, synthetic=False) is None


@pytest.mark.parametrize(("kind", "rows"), [("bulletin", 4), ("special_report", 1), ("year", 4)])
def test_papers_carry_the_schedule(world: World, period: Period, kind: str, rows: int) -> None:
    draft = actions.draft_paper(world.act("joint_office"), None, kind, About(period))
    sections = list(draft.sections.all())
    (section,) = (one for one in sections if one.chart)
    assert len(section.chart["bars"]) == rows
    paper = paper_of(draft, sections)
    blocks = [*paper.blocks, *(block for one in paper.attachments for block in one.blocks)]
    (picture,) = (block for block in blocks if isinstance(block, Picture))
    assert "截至2022年6月30日" in picture.about
    files = files_of(paper)
    word = Document(io.BytesIO(files.docx))
    assert len(word.inline_shapes) == 1
    assert files_of(paper) == files, "the same paper, the same bytes"
    if kind == "special_report":
        assert files.pages <= 2


def test_a_special_report_goes_without_the_chart_rather_than_onto_a_third_page(world: World, period: Period) -> None:
    with acting_as("test.setup"):
        world.items["1"].title = "很长的名称" * 14
        world.items["1"].save()
    long = {"problem": "用地指标没有落实" * 8, "to_coordinate": "协调用地指标跨市调剂事宜" * 6, "decides": "省厅"}
    report(world, period, "office", "4", long)
    report(world, period, "roads_b", "2", long)
    draft = actions.draft_paper(world.act("joint_office"), None, "special_report", About(period))
    sections = list(draft.sections.all())
    assert files_of(paper_of(draft, sections)).pages <= 2
    assert not any(one.chart for one in sections)


def test_the_page_shows_the_chart(world: World, period: Period, browse: Callable[[str], Client]) -> None:
    draft = actions.draft_paper(world.act("joint_office"), None, "bulletin", About(period))
    page = browse("joint_office").get(f"/papers/{draft.pk}/").content.decode()
    assert page.count("<svg") == 1
    assert "重点工作进度安排图" in page
