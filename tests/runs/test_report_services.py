"""The sections on services: what they say of the demo, of a real circle with little data, and of one with none."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from tests.tiny import tiny_region
from tongcheng import open_region
from tongcheng.region import Region
from tongcheng.render.blocks import Map, Section, Table, Words
from tongcheng.runs.pipeline import Run
from tongcheng.runs.report.services import SECTIONS
from tongcheng.sectors import services
from tongcheng.sectors.services import reallotment, siting
from tongcheng.travel.circle import CircleTravel


def sections(region: Region) -> dict[str, Section]:
    found = services.measure_services(region, CircleTravel(region))
    gaps = services.gaps(region, found.results)
    run = Run("r", region, {}, {}, [], found.results.frame, gaps, found.results.locked, dict(found.tables))
    made = [part for module in SECTIONS if (part := module.section(run)) is not None]
    return {part.key: part for part in made}


@pytest.fixture(scope="module")
def demo() -> dict[str, Section]:
    return sections(open_region("demo"))


def test_every_section_speaks_of_the_demo_in_both_languages(demo):
    assert list(demo) == ["services_supply", "services_reached", "services_shared", "services_equity", "services_rank",
                          "services_counted", "services_offered"]  # fmt: skip
    for part in demo.values():
        assert part.sentence.zh.endswith("。")
        for text in (part.title, part.sentence):
            assert not re.search("nan|None", text.zh + text.en)
            assert not re.search("[\u4e00-\u9fff]", text.en)
        for block in part.blocks:
            lines = block.lines if isinstance(block, Words) else [block.title, block.note]
            assert all(bool(line.zh) == bool(line.en) for line in lines)


def test_tables_hold_every_column_and_no_unknown_in_place_of_a_number(demo):
    tables = [block for part in demo.values() for block in part.blocks if isinstance(block, Table)]
    assert len({table.sheet.zh for table in tables if table.sheet}) == len([one for one in tables if one.sheet])
    for table in tables:
        assert table.rows, table.title.zh
        for row in table.rows:
            assert {column.key for column in table.columns} <= set(row), table.title.zh


def test_maps_of_a_fictional_circle_are_marked(demo):
    maps = [block for part in demo.values() for block in part.blocks if isinstance(block, Map)]
    assert len(maps) >= 6
    assert all(one.synthetic for one in maps)


def test_the_rank_test_says_how_much_more_and_for_what_nothing_is_found(demo):
    sentence = demo["services_rank"].sentence
    assert re.search("区比县：医院多 \\d+%（\\d+—\\d+%）", sentence.zh)
    found, missed = sentence.zh.split("（括号内为 95% 区间）。")
    for name in ("医院", "高中", "养老机构", "政务服务大厅", "公共就业和人才服务中心"):
        assert name in found
    for name in ("幼儿园", "小学", "社会保障经办大厅"):
        assert name in missed


def test_unverified_norms_are_marked_wherever_they_judge(demo):
    norms = next(
        block for block in demo["services_supply"].blocks if isinstance(block, Table) and block.title.zh == "配置标准"
    )
    hospital = next(row for row in norms.rows if row["kind"].zh == "医院")
    assert "待核" in hospital["source"]
    below = next(
        block for block in demo["services_equity"].blocks if isinstance(block, Table) and "低于标准" in block.title.zh
    )
    assert all("待核" in row["norm"] for row in below.rows if row["kind"].zh == "医院")


def test_a_real_circle_tells_its_fever_clinics_and_nothing_that_is_locked():
    made = sections(open_region("chengdu"))
    assert set(made) == {"services_counted"}
    assert "197 家，每十万常住人口 0.94 家" in made["services_counted"].sentence.zh
    assert "德阳市、眉山市、资阳市的名单未取得" in made["services_counted"].sentence.zh


def test_hospitals_without_beds_are_reached_and_not_shared():
    made = sections(open_region("nky"))
    assert set(made) == {"services_reached", "services_offered"}
    assert "现状与同城没有差别" in made["services_reached"].sentence.zh


def test_a_circle_without_facilities_has_no_section():
    region = tiny_region()
    assert sections(region.with_tables({"facilities": region["facilities"].iloc[:0]})) == {}


@pytest.fixture(scope="module")
def planned() -> dict[str, Section]:
    """Give the sections on what to move and build, of the demo."""
    region = open_region("demo")
    travel = CircleTravel(region)
    found = [reallotment.measure_reallotment(region, travel), siting.measure_siting(region, travel)]
    frame = pd.concat([one.results.frame for one in found], ignore_index=True)
    tables = {name: table for one in found for name, table in one.tables.items()}
    run = Run("r", region, {}, {}, [], frame, services.gaps(region, found[0].results), (), tables)
    made = [part for module in SECTIONS if (part := module.section(run)) is not None]
    return {part.key: part for part in made}


def test_plans_and_sites_speak_both_languages_and_leave_no_cell_out(planned):
    assert list(planned) == ["services_reallotment", "services_siting"]
    for part in planned.values():
        assert not re.search("nan|None", part.sentence.zh + part.sentence.en)
        assert not re.search("[\u4e00-\u9fff]", part.sentence.en)
        for table in (block for block in part.blocks if isinstance(block, Table)):
            assert table.rows
            for row in table.rows:
                assert {column.key for column in table.columns} <= set(row), table.title.zh


def test_who_gives_is_named_with_its_year_its_reason_and_where_it_goes(planned):
    table = next(
        block for block in planned["services_reallotment"].blocks
        if isinstance(block, Table) and block.title.zh.startswith("谁调出")
    )  # fmt: skip
    order = list(dict.fromkeys(row["kind"].zh for row in table.rows))
    assert order[0] == "医院（床位）"
    for row in table.rows:
        assert 2021 <= row["from"] <= 2025
        assert row["part"] <= 10.0 + 1e-9  # the floor is nine tenths of today
        assert row["after"] >= 100.0 - 1e-6  # nobody is brought below the need
        assert row["to"].zh


def test_the_sentence_on_sites_says_how_many_fewer(planned):
    part = planned["services_siting"]
    row = next(block for block in part.blocks if isinstance(block, Table)).rows[0]
    assert row["apart"] >= row["today"] >= row["together"]
    assert row["spared"] == row["today"] - row["together"] > 0
    told = f"{row['kind'].zh}（{row['minutes']:g} 分钟）互不开放须新增 {row['apart']} 处、现状 {row['today']} 处、同城 {row['together']} 处"
    assert told in part.sentence.zh
    assert f"少建{row['kind'].zh} {row['spared']} 处" in part.sentence.zh
