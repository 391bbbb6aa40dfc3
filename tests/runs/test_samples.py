"""The three samples through the main job: what must hold, what must be marked, what must stay locked."""

from __future__ import annotations

import json
import re
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from tongcheng.language import SCHEMATIC_MARK, SYNTHETIC_MARK
from tongcheng.region import open_region
from tongcheng.region.unlock import split
from tongcheng.runs import Run, measure_circle, write_run
from tongcheng.runs.catalogue import INDICATORS
from tongcheng.sectors import transport

_SVG = re.compile(r"<svg\b.*?</svg>", re.DOTALL)


def _written(name: str, factory: pytest.TempPathFactory) -> tuple[Run, Path]:
    run = measure_circle(open_region(name))
    return run, write_run(run, factory.mktemp("samples") / name)


@pytest.fixture(scope="module")
def chengdu(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Path]:
    return _written("chengdu", tmp_path_factory)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Path]:
    return _written("demo", tmp_path_factory)


@pytest.fixture(scope="module")
def nky(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Path]:
    return _written("nky", tmp_path_factory)


def _pictures(folder: Path) -> list[str]:
    page = (folder / "report.html").read_text(encoding="utf-8")
    return [svg for svg in _SVG.findall(page) if "<title" in svg]


def test_every_page_sheet_and_picture_of_demo_is_marked(demo: tuple[Run, Path]) -> None:
    _, folder = demo
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert SYNTHETIC_MARK.zh in page[: page.index("<h1")] or SYNTHETIC_MARK.zh in page[: page.index("<main")]
    pictures = _pictures(folder)
    assert len(pictures) >= 6
    assert all(SYNTHETIC_MARK.zh in picture and SYNTHETIC_MARK.en in picture for picture in pictures)
    book = openpyxl.load_workbook(folder / "lists.xlsx")
    for sheet in book.worksheets:
        first_rows = " ".join(str(cell.value) for row in sheet.iter_rows(max_row=3) for cell in row)
        assert SYNTHETIC_MARK.zh in first_rows, sheet.title
    for layer in folder.glob("layers/*.geojson"):
        content = json.loads(layer.read_text(encoding="utf-8"))
        assert SYNTHETIC_MARK.zh in content["note"]
        assert all(feature["properties"]["mark"] == SYNTHETIC_MARK.zh for feature in content["features"])


def test_every_map_says_that_it_is_schematic(chengdu: tuple[Run, Path], demo: tuple[Run, Path]) -> None:
    for _, folder in (chengdu, demo):
        layers = [json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("layers/*.geojson")]
        assert layers
        assert all(SCHEMATIC_MARK.zh in layer["note"] for layer in layers)
        assert SCHEMATIC_MARK.zh in (folder / "report.html").read_text(encoding="utf-8")


def test_demo_opens_every_result(demo: tuple[Run, Path]) -> None:
    run, _ = demo
    assert run.locked == ()
    assert not [finding for finding in run.findings if finding.severity == "error"]
    assert set(run.results["basis"]) == {"synthetic"}
    assert len(run.gaps)


def test_nothing_synthetic_in_a_real_circle(chengdu: tuple[Run, Path], nky: tuple[Run, Path]) -> None:
    for run, folder in (chengdu, nky):
        assert "synthetic" not in set(run.results["basis"]) | set(run.gaps["basis"])
        page = (folder / "report.html").read_text(encoding="utf-8")
        assert SYNTHETIC_MARK.zh not in page
        assert SYNTHETIC_MARK.en not in page


def test_chengdu_locks_what_needs_roads_jobs_and_beds(chengdu: tuple[Run, Path]) -> None:
    run, folder = chengdu
    locked: dict[str, set[str]] = {}
    for item in run.locked:  # a result may be locked for one kind and open for another
        locked.setdefault(item.indicator.indicator, set()).update(need.table for need, _ in item.missing)
    assert locked["jobs_reached"] >= {"road_links", "road_nodes", "jobs", "borders"}
    assert locked["beds_reached"] >= {"road_links", "facilities"}
    wholly = {item.indicator.indicator for item in split(run.region, INDICATORS)[1]}
    assert not wholly & set(run.results["indicator"])
    sheets = openpyxl.load_workbook(folder / "lists.xlsx").sheetnames
    assert "数据需求清单" in sheets


def test_the_sums_of_chengdu(chengdu: tuple[Run, Path]) -> None:
    results = chengdu[0].results
    rows = results[(results["indicator"] == "residents") & (results["level"] == "region")].set_index("group")["value"]
    assert rows["census 2020"] == 29_657_768
    assert rows["census 2020 core"] == 27_613_219


def test_nky_opens_what_its_data_allow(nky: tuple[Run, Path]) -> None:
    run, _ = nky
    locked = {item.indicator.indicator for item in run.locked}
    assert {"jobs_reached", "beds_reached", "beds"} <= locked
    assert "residents_reached" in set(run.results["indicator"])
    rows = run.results[(run.results["level"] == "zone") & (run.results["threshold"] == 60.0)]
    rows = rows[rows["indicator"] == "residents_reached"]
    wide = rows.pivot(index=["indicator", "place"], columns="borders", values="value").dropna()
    pd.testing.assert_series_equal(wide["today"], wide["together"], check_names=False)
    assert (wide["apart"] <= wide["today"]).all()
    assert wide["together"].max() <= 227_919


def test_apart_today_together_for_every_zone_of_demo(demo: tuple[Run, Path]) -> None:
    results = demo[0].results
    uncongested = {item.indicator for item in transport.INDICATORS} | {"beds_reached"}
    rows = results[(results["level"] == "zone") & results["indicator"].isin(uncongested)]
    wide = rows.pivot(index=["indicator", "place", "threshold"], columns="borders", values="value").dropna()
    assert len(wide) > 1000
    assert (wide["apart"] <= wide["today"] + 1e-6).all()
    assert (wide["today"] <= wide["together"] + 1e-6).all()
