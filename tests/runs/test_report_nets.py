"""The section of the three nets, and the notes under tables that rest on sources with caveats."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sectors.nets_circle import nets_region, with_trains
from tests.tiny import tiny_region
from tongcheng.language import Text
from tongcheng.region import Region, open_region
from tongcheng.region.border_lines import border_lines
from tongcheng.render.blocks import Map, Section, Table
from tongcheng.results import Results, combine, make_results
from tongcheng.runs.pipeline import Run
from tongcheng.runs.report import borders, nets, scope
from tongcheng.runs.report.caveats import caveats
from tongcheng.sectors import transport
from tongcheng.sectors.transport.nets import measure_nets
from tongcheng.travel.circle import CircleTravel


def run_of(region: Region) -> Run:
    found = measure_nets(region, CircleTravel(region))
    facts = transport.measure_borders(region, border_lines(region))
    results = combine([found.results, facts])
    gaps = make_results([])
    return Run("x", region, {}, {}, [], results.frame, gaps, results.locked, found.tables)


def section_of(run: Run) -> Section:
    section = nets.section(run)
    assert section is not None
    return section


def table(section: Section, title: str) -> Table:
    (found,) = [block for block in section.blocks if isinstance(block, Table) and block.title.zh == title]
    return found


@pytest.fixture(scope="module")
def chengdu() -> Run:
    return run_of(open_region("chengdu"))


def test_chengdu_says_what_is_published_and_what_is_history(chengdu: Run) -> None:
    section = section_of(chengdu)
    assert "成都市—德阳市每日 52 对列车" in section.sentence.zh
    assert "高快速路：待道路数据" in section.sentence.zh
    trains = table(section, "各市之间的列车")
    assert [row["published"] for row in trains.rows[:2]] == [52, 37]
    assert not {"counted", "headway"} & {column.key for column in trains.columns}
    assert "不完整时刻表" in trains.note.zh
    # The table of what is missing does not pass for a table of noughts.
    assert "德阳市—资阳市" in trains.note.zh


def test_chengdu_leaves_places_blank_that_nothing_known_serves(chengdu: Run) -> None:
    section = section_of(chengdu)
    places = {
        row["place"].zh for row in table(section, "到最近机场的时间，分县区").rows if isinstance(row["place"], Text)
    }
    assert "武侯区" in places
    assert "都江堰市" not in places  # its railway is not among the lines
    stations = table(section, "车站可达的居民，分县区")
    by_name = {row["place"].zh: row for row in stations.rows if isinstance(row["place"], Text)}
    assert "station_walk_railway" not in by_name["大邑县"]  # its station opened after the list of 2016
    assert "下限" in stations.note.zh
    assert "不低于" in section.sentence.zh


def test_caveats_of_the_sources_stand_under_what_rests_on_them(chengdu: Run) -> None:
    warned = "13、30 号线未收录"
    made = borders.section(chengdu), scope.section(chengdu), section_of(chengdu)
    notes = [
        [block.note.zh for block in section.blocks if isinstance(block, Table) and warned in block.note.zh]
        for section in made
        if section is not None
    ]
    assert [len(found) for found in notes] == [1, 1, 2]
    assert caveats(chengdu.region) == Text("", "")


def test_borders_say_of_when_each_fact_is_and_take_no_figures_of_other_parts(chengdu: Run) -> None:
    section = borders.section(chengdu)
    assert section is not None
    (facts,) = section.blocks
    assert isinstance(facts, Table)
    assert "交界长度 2025年12月" in facts.note.zh
    assert "跨界城市轨道线路 2024年12月29日" in facts.note.zh
    assert len(facts.rows) == 5  # Deyang and Meishan have trains and no border


def test_undated_borders_say_so() -> None:
    region = tiny_region()
    facts = transport.measure_borders(region, border_lines(region))
    section = borders.section(Run("x", region, {}, {}, [], facts.frame, facts.frame, (), {}))
    assert section is not None
    assert "交界长度 日期未注明" in section.blocks[0].note.zh  # type: ignore[union-attr]


def test_a_circle_with_everything_has_tables_and_a_map_of_each_net(tmp_path: Path) -> None:
    section = section_of(run_of(with_trains(nets_region(fictional=True), tmp_path, whole=True)))
    titles = {block.title.zh for block in section.blocks if isinstance(block, Table)}
    assert {"机场与跑道", "各市之间的列车", "跨市城市轨道", "跨界高快速路", "绕行最多的跨市县城"} <= titles
    maps = [block for block in section.blocks if isinstance(block, Map)]
    assert len(maps) == 3
    assert all(picture.synthetic for picture in maps)
    trains = table(section, "各市之间的列车").rows[0]
    assert (trains["counted"], trains["fastest"], trains["ab"]) == (2, 22, "07:12—18:00")
    assert section.sentence.en.startswith("Air: 2 airports, 2 runways")


def test_nothing_open_is_no_section() -> None:
    region = tiny_region(fictional=False)
    assert (
        nets.section(Run("x", region, {}, {}, [], Results(make_results([])).frame, make_results([]), (), {})) is None
    )
