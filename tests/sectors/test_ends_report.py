"""The section of the report about border roads, from a run in miniature."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd

from tests.sectors.test_ends_by_hand import circle, line, search, with_people
from tongcheng.language import same
from tongcheng.region import Region
from tongcheng.region.border_lines import border_lines
from tongcheng.render.blocks import Report, Section, Table
from tongcheng.render.html import write_html
from tongcheng.results import make_results
from tongcheng.runs.report import candidates
from tongcheng.sectors.transport.ends import measure_candidates
from tongcheng.travel.circle import CircleTravel


def run_of(region: Region, rows: list[dict[str, Any]] | None = None) -> Any:
    found = measure_candidates(region, CircleTravel(region))
    tables = {**found.tables, "border_lines": border_lines(region)}
    return SimpleNamespace(region=region, results=make_results(rows or []), tables=tables)


def section_of(run: Any) -> Section:
    made = candidates.section(run)
    assert made is not None
    return made


def tables_of(section: Section) -> dict[str, Table]:
    return {block.title.en: block for block in section.blocks if isinstance(block, Table)}


def page_of(section: Section) -> str:
    return write_html(Report(same("x"), section.sentence, same("2024"), [section], synthetic=True))


def test_classes_that_are_not_given_are_said_to_be_so() -> None:
    links = {"w-a": {"technical_class": "class_3", "admin_class": "township"}, "e-b": {"class": "secondary"}}
    given = tables_of(section_of(run_of(with_people(links=links))))["Dead-end and bottleneck candidates"].rows[0]
    assert given["classes"].zh == "三级公路／乡道"  # of the lower road of the two
    row = tables_of(section_of(run_of(with_people())))["Dead-end and bottleneck candidates"].rows[0]
    assert row["classes"].zh == "未给出／未给出"


def test_gains_are_joined_when_they_have_been_measured() -> None:
    region = with_people()
    name = search(region).iloc[0]["candidate"]
    plain = tables_of(section_of(run_of(region)))["Dead-end and bottleneck candidates"]
    assert "time_saved" not in {column.key for column in plain.columns}
    row = {"sector": "transport", "indicator": "time_saved", "level": "region", "place": "hand", "borders": "today",
           "scenario": name, "value": 120.0, "low": 90.0, "high": 150.0, "unit": "person-minute/day", "year": "2020",
           "basis": "synthetic"}  # fmt: skip
    joined = tables_of(section_of(run_of(region, [row])))["Dead-end and bottleneck candidates"]
    assert (joined.rows[0]["time_saved"], joined.rows[0]["time_saved_low"]) == (120.0, 90.0)


def test_blocked_ends_verdicts_and_doubts_are_shown() -> None:
    name = search(circle()).iloc[0]["candidate"]
    said = [{"subject": name, "decided": "2024-01-01", "verdict": "rejected", "reason": "规划取消"}]
    run = run_of(with_people(verdicts=said))
    section = section_of(run)
    shown = tables_of(section)["Dead-end and bottleneck candidates"].rows[0]["verdict"]
    assert isinstance(shown, tuple)
    assert shown.zh == "不属实：规划取消"
    assert "断头路候选 0 条" in section.sentence.zh
    wall = {"barrier": "x", "kind": "river", "name": "府河", "geometry": line((50, -500), (50, 500))}
    blocked = section_of(run_of(with_people(barriers=[wall])))
    assert any("behind a barrier" in title for title in tables_of(blocked))
    assert "府河" in page_of(blocked)
    assert "没有阻隔数据" in page_of(section)


def test_no_search_no_section() -> None:
    assert candidates.section(SimpleNamespace(region=circle(), results=pd.DataFrame(), tables={})) is None  # type: ignore[arg-type]
