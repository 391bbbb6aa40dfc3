"""The sections of this room in the report: what they lead with, what stays apart, and what is never said."""

from __future__ import annotations

import pytest

from tongcheng import open_region
from tongcheng.language import SYNTHETIC_MARK
from tongcheng.monitor import measure_monitor
from tongcheng.render.blocks import Report, Section, Table
from tongcheng.render.html import write_html
from tongcheng.results import empty_results
from tongcheng.runs.pipeline import Run
from tongcheng.runs.report import delineation, index, peers, targets
from tongcheng.travel.circle import CircleTravel

PARTS = (targets, index, peers, delineation)


def run_of(name: str) -> Run:
    region = open_region(name)
    found = measure_monitor(region, CircleTravel(region), {})
    return Run("x", region, {}, {}, [], found.results.frame, empty_results(), found.results.locked, found.tables)


@pytest.fixture(scope="module")
def chengdu() -> dict[str, Section]:
    return sections(run_of("chengdu"))


@pytest.fixture(scope="module")
def demo() -> dict[str, Section]:
    return sections(run_of("demo"))


def sections(run: Run) -> dict[str, Section]:
    made = [part.section(run) for part in PARTS]
    return {section.key: section for section in made if section is not None}


def tables(section: Section) -> list[Table]:
    return [block for block in section.blocks if isinstance(block, Table)]


def page(sections: dict[str, Section], *, synthetic: bool) -> str:
    first = next(iter(sections.values()))
    return write_html(Report(first.title, first.sentence, first.title, list(sections.values()), synthetic=synthetic))


def test_chengdu_leads_with_what_it_needs(chengdu: dict[str, Section]) -> None:
    sentence = chengdu["targets"].sentence
    assert "所需增速 10.9%/年（现价）" in sentence.zh
    assert "10.9%/year (nominal)" in sentence.en


def test_no_target_is_called_missed(chengdu: dict[str, Section], demo: dict[str, Section]) -> None:
    for made, synthetic in ((chengdu, False), (demo, True)):
        text = page(made, synthetic=synthetic)
        assert not [word for word in ("未完成", "未达标", "没有完成", "not met", "missed", "failed") if word in text]


def test_targets_of_others_stand_in_a_table_of_their_own(chengdu: dict[str, Section]) -> None:
    ours, others = tables(chengdu["targets"])
    assert not [row for row in ours.rows if "广佛" in str(row["plan"]) or "长三角" in str(row["plan"])]
    assert len(others.rows) == 8
    assert "pace" not in {column.key for column in others.columns}


def test_chengdu_publishes_ranks_and_recomputes_nothing(chengdu: dict[str, Section]) -> None:
    section = chengdu["index"]
    assert "76.4 分，12 个中第 5" in section.sentence.zh
    assert "不能复算" in section.sentence.zh
    (published,) = tables(section)
    assert [row["value"] for row in published.rows if row["value"] == row["value"]] == [76.4]


def test_chengdu_says_how_far_below_the_threshold_it_is(chengdu: dict[str, Section]) -> None:
    sentence = chengdu["delineation"].sentence
    for words in ("9.6 万人次/日", "4.8 万人", "872 万人", "0.55%", "15%"):
        assert words in sentence.zh
    assert "share" not in {column.key for column in tables(chengdu["delineation"])[0].columns}


def test_chengdu_says_why_commuters_do_not_compare(chengdu: dict[str, Section]) -> None:
    made, refused = tables(chengdu["peers"])
    assert {str(row["on"].zh) for row in made.rows if row["on"]} == {"位次", "类别"}  # type: ignore[union-attr]
    reasons = [str(row["reason"].zh) for row in refused.rows]  # type: ignore[union-attr]
    assert any("人次不是人数" in reason for reason in reasons)
    assert "ratio" not in {column.key for column in refused.columns}


def test_demo_is_complete_and_marked(demo: dict[str, Section]) -> None:
    assert {"targets", "index", "delineation"} <= set(demo)
    assert "建设进程" in demo["index"].sentence.zh
    assert "15% 通勤门槛" in demo["delineation"].sentence.zh
    assert page(demo, synthetic=True).count(SYNTHETIC_MARK.zh) > 3


def test_contributions_in_the_report_add_up(demo: dict[str, Section]) -> None:
    level, parts = tables(demo["index"])[:2]
    for row, place in zip(
        level.rows, [column.key[1:] for column in parts.columns if column.key[0] == "c"], strict=True
    ):
        added = sum(float(entry[f"c{place}"]) for entry in parts.rows if entry[f"c{place}"] == entry[f"c{place}"])  # type: ignore[arg-type]
        assert added == pytest.approx(row["score"])
