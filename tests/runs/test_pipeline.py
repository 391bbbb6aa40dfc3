"""The main job from region to folder: bytes, locks, marks, interruption."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from tests.tiny import tiny_region
from tongcheng.errors import InputError
from tongcheng.language import SYNTHETIC_MARK, Text
from tongcheng.region import open_region
from tongcheng.region.unlock import split
from tongcheng.results import KEYS
from tongcheng.runs import measure_circle, read_run, write_run
from tongcheng.runs.cache import StageCache
from tongcheng.runs.catalogue import INDICATORS
from tongcheng.runs.parts import PARTS


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_run(measure_circle(tiny_region()), tmp_path_factory.mktemp("runs") / "tiny")


def test_the_folder_holds_what_the_contract_names(written: Path) -> None:
    names = {path.relative_to(written).as_posix() for path in written.rglob("*") if path.is_file()}
    assert names >= {
        "run.json", "log.json", "results.parquet", "gaps.parquet", "report.html", "lists.xlsx",
        "layers/zones.geojson", "layers/cities.geojson", "layers/counties.geojson",
    }  # fmt: skip


def test_same_inputs_same_bytes(written: Path, tmp_path: Path) -> None:
    again = write_run(measure_circle(tiny_region()), tmp_path / "again")
    for name in ("results.parquet", "gaps.parquet", "run.json", "report.html", "lists.xlsx", "layers/zones.geojson"):
        assert (written / name).read_bytes() == (again / name).read_bytes(), name


def test_a_stored_run_holds_the_small_tables_of_its_circle(written: Path) -> None:
    region, stored = tiny_region(), read_run(written)
    pd.testing.assert_frame_equal(stored.region["projects"], region["projects"])
    assert stored.region.title == region.title
    assert "road_links" not in stored.region


def test_another_input_another_run(written: Path) -> None:
    region = tiny_region()
    other = measure_circle(region.with_tables({"jobs": region["jobs"].assign(value=1.0)}))
    assert other.run_id != json.loads((written / "run.json").read_text(encoding="utf-8"))["run"]


def test_sums_add_up_at_every_level(written: Path) -> None:
    results = pd.read_parquet(written / "results.parquet")
    checked: set[str] = set()
    for item in (item for item in INDICATORS if item.aggregate == "sum"):
        rows = results[results["indicator"] == item.indicator]
        rows = rows[~rows["group"].str.endswith("core")]
        keys = [key for key in KEYS if key not in {"level", "place"}]
        totals = rows.groupby([*keys, "level"], dropna=False)["value"].sum().unstack()
        checked |= {item.indicator} if len(totals) else set()
        for level in {"zone", "county", "city", "region"} & set(totals.columns):
            pd.testing.assert_series_equal(totals[level], totals["region"], check_names=False)
    assert checked >= {"beds", "residents", "circle_residents_drive"}


def test_unchanged_stages_are_not_computed_twice(tmp_path: Path) -> None:
    cache = StageCache(tmp_path)
    first = measure_circle(tiny_region(), cache=cache)
    second = measure_circle(tiny_region(), cache=cache)
    assert [entry["read_back"] for entry in first.log].count(True) == 0
    assert [entry["read_back"] for entry in second.log].count(True) == len(PARTS)
    pd.testing.assert_frame_equal(first.results, second.results)
    pd.testing.assert_frame_equal(first.gaps, second.gaps)


def test_a_changed_file_is_noticed(written: Path, tmp_path: Path) -> None:
    copy = write_run(measure_circle(tiny_region()), tmp_path / "copy")
    assert read_run(copy).papers["region"] == "tiny"
    (copy / "gaps.parquet").write_bytes((copy / "results.parquet").read_bytes())
    with pytest.raises(InputError, match=r"gaps\.parquet"):
        read_run(copy)


def test_only_a_run_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "note.txt").write_text("keep", encoding="utf-8")
    with pytest.raises(InputError, match="letters"):
        write_run(measure_circle(tiny_region()), tmp_path / "letters")
    assert (tmp_path / "letters" / "note.txt").read_text(encoding="utf-8") == "keep"


def test_an_interrupted_write_leaves_the_old_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = measure_circle(tiny_region())
    folder = write_run(run, tmp_path / "run")
    before = (folder / "run.json").read_bytes()

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("tongcheng.runs.folder.write_workbook", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_run(run, folder)
    assert (folder / "run.json").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_bad_data_stop_the_run_before_anything_is_written(tmp_path: Path) -> None:
    region = tiny_region()
    links = region["road_links"]
    broken = region.with_tables({"road_links": links.assign(to_node=links["to_node"].replace("n12", "nowhere"))})
    with pytest.raises(InputError, match="nowhere"):
        write_run(measure_circle(broken), tmp_path / "run")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("table", ["road_links", "residents", "jobs", "borders"])
def test_a_real_circle_shows_no_number_gap_or_map_of_a_locked_result(table: str, tmp_path: Path) -> None:
    region = tiny_region(fictional=False)
    del region.tables[table]
    run = measure_circle(region)
    locked = {item.indicator.indicator for item in split(region, INDICATORS)[1]}
    assert "jobs_reached" in locked
    assert locked <= {item.indicator.indicator for item in run.locked}
    assert not locked & set(run.results["indicator"])
    assert not locked & set(run.gaps["indicator"])
    folder = write_run(run, tmp_path / "run")
    properties = [
        name
        for path in folder.glob("layers/*.geojson")
        for feature in json.loads(path.read_text(encoding="utf-8"))["features"]
        for name in feature["properties"]
    ]
    assert properties
    assert not [name for name in properties if name.startswith(tuple(locked))]
    assert SYNTHETIC_MARK.zh not in (folder / "report.html").read_text(encoding="utf-8")


def test_no_synthetic_figure_in_any_real_sample() -> None:
    for name in ("chengdu", "nky"):
        region = open_region(name)
        assert not region.fictional
        for table in region:
            assert "synthetic" not in set(region[table].get("basis", pd.Series(dtype="str"))), (name, table)


def test_synthetic_rows_in_a_real_circle_lock_what_rests_on_them_and_are_named() -> None:
    region = tiny_region(fictional=False)
    mixed = region.with_tables({"jobs": region["jobs"].assign(basis="synthetic")})
    run = measure_circle(mixed)
    assert "jobs_reached" not in set(run.results["indicator"]) | set(run.gaps["indicator"])
    assert "synthetic" not in set(run.results["basis"])
    assert any("jobs" in problem.file for finding in run.findings for problem in finding.problems)


def test_progress_names_every_stage_and_ends() -> None:
    told: list[tuple[str, float]] = []
    measure_circle(tiny_region(), progress=lambda stage, share: told.append((stage.en, share)))
    ended = {name for name, share in told if share == 1.0}
    assert {name for name, _ in told} == ended
    assert all(0 <= share <= 1 for _, share in told)


def test_titles_are_bilingual(written: Path) -> None:
    page = (written / "report.html").read_text(encoding="utf-8")
    title = Text("袖珍都市圈", "Tiny circle")
    assert title.zh in page
    assert title.en in page
