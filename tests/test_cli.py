"""The commands as a person calls them: exit codes, words, nothing half-written."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest

from tests.tiny import tiny_region
from tongcheng import cli
from tongcheng.errors import Problem
from tongcheng.language import SYNTHETIC_MARK, Text
from tongcheng.region import open_region


def call(monkeypatch: pytest.MonkeyPatch, *words: object, language: str = "en") -> int:
    """Call the command line; give its exit code."""
    monkeypatch.setenv("TONGCHENG_LANG", language)
    monkeypatch.setattr("sys.argv", ["tongcheng", *map(str, words)])
    try:
        cli.main()
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TONGCHENG_HOME", str(tmp_path / "home"))
    return tiny_region().save(tmp_path / "tiny")


def test_run_writes_a_report_and_marks_fiction(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(monkeypatch, "run", folder, "--out", tmp_path / "out") == 0
    printed = capsys.readouterr().out
    assert SYNTHETIC_MARK.en in printed
    assert str(tmp_path / "out" / "report.html") in printed.replace("\n", "")
    assert (tmp_path / "home" / "cache" / "stages").is_dir()


def test_run_as_json(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(monkeypatch, "run", folder, "--out", tmp_path / "out", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["run"] == json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))["run"]


def test_bad_input_names_every_problem_and_writes_nothing(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    residents = folder / "residents.csv"
    lines = residents.read_text(encoding="utf-8").splitlines()
    lines[1], lines[3] = lines[1].replace("1000.0", "-3"), lines[3].replace("3000.0", "viele")
    residents.write_text("\n".join(lines), encoding="utf-8")
    (folder / "jobs.csv").write_bytes(b"")
    assert call(monkeypatch, "run", folder, "--out", tmp_path / "out") == cli.EXIT_BAD_INPUT
    said = " ".join(capsys.readouterr().err.split())
    assert "residents.csv, row 2, column value: expected a number ≥ 0, found -3" in said
    assert "residents.csv, row 4, column value: expected a number ≥ 0, found viele" in said
    assert "jobs.csv" in said
    assert not (tmp_path / "out").exists()


def test_an_interrupt_says_so_and_leaves_nothing(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("tongcheng.runs.parts.transport.measure_borders", interrupt)
    assert call(monkeypatch, "run", folder, "--out", tmp_path / "out") == cli.EXIT_INTERRUPTED
    assert "nothing was written" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_check_fails_on_errors_only(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(monkeypatch, "check", folder) == 0
    cities = folder / "cities.geojson"
    cities.write_text(cities.read_text(encoding="utf-8").replace('"city":"B"', '"city":"A"'), encoding="utf-8")
    assert call(monkeypatch, "check", folder, "--json") == cli.EXIT_BAD_INPUT
    printed = capsys.readouterr().out
    assert '"severity": "error"' in printed


def test_new_from_a_sample_then_a_road_file_opens_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TONGCHENG_HOME", str(tmp_path / "home"))
    circle = tmp_path / "mycircle"
    assert call(monkeypatch, "new", circle, "--from", "chengdu", language="zh") == 0
    assert "数据需求清单" in capsys.readouterr().out
    assert (tmp_path / "mycircle-数据需求清单.xlsx").is_file()
    assert open_region(circle).describe().loc["counties", "rows"] == 35
    assert call(monkeypatch, "new", circle) == cli.EXIT_BAD_INPUT


def test_an_empty_circle_runs_and_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TONGCHENG_HOME", str(tmp_path / "home"))
    assert call(monkeypatch, "new", tmp_path / "empty", "--title", "空白都市圈") == 0
    assert call(monkeypatch, "run", tmp_path / "empty", "--out", tmp_path / "out", "--json") == 0
    printed = capsys.readouterr().out
    said = json.loads(printed[printed.index("{") :])
    assert said["figures"] == 0
    assert "jobs_reached" in said["locked"]
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "数据需求清单" in page


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("empty.osm.pbf", b"", "0"),
        ("half.osm.pbf", b"\x00\x00\x00\x0d\x0a\x09OSMHeader\x18\x7c", "half.osm.pbf"),
        ("missing.osm.pbf", None, "missing.osm.pbf"),
    ],
)
def test_bad_road_files_change_nothing(
    name: str,
    content: bytes | None,
    word: str,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    if content is not None:
        (tmp_path / name).write_bytes(content)
    assert call(monkeypatch, "import", "osm", tmp_path / name, "--into", folder) == cli.EXIT_BAD_INPUT
    assert word in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before


def test_a_timetable_without_stop_times_is_refused_by_name(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with zipfile.ZipFile(tmp_path / "feed.zip", "w") as archive:
        archive.writestr("stops.txt", "stop_id,stop_lat,stop_lon\na,30,104\n")
    assert call(monkeypatch, "import", "gtfs", tmp_path / "feed.zip", "--into", folder) == cli.EXIT_BAD_INPUT
    assert "stop_times.txt" in capsys.readouterr().err


def test_a_table_is_imported_and_previewed(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copyfile(folder / "jobs.csv", tmp_path / "岗位.csv")
    text = (tmp_path / "岗位.csv").read_text(encoding="utf-8").replace("6000.0", "6001")
    (tmp_path / "岗位.csv").write_text(text, encoding="utf-8")
    assert call(monkeypatch, "import", "table", "jobs", tmp_path / "岗位.csv", "--into", folder, "--dry-run") == 0
    assert "1 changed" in capsys.readouterr().out
    assert open_region(folder)["jobs"]["value"].max() == 6000
    assert call(monkeypatch, "import", "table", "jobs", tmp_path / "岗位.csv", "--into", folder) == 0
    assert open_region(folder)["jobs"]["value"].max() == 6001


def test_problems_read_as_sentences_in_both_languages() -> None:
    problem = Problem("x", "a.csv", Text("数字", "a number"), "x", Text("改正", "correct it"), row=3, column="v")
    assert problem.say("zh") == "a.csv 第 3 行 v 列：应为数字，实为 x。处理：改正"
    assert problem.say("en") == "a.csv, row 3, column v: expected a number, found x. Remedy: correct it"


def test_times_are_written_and_taken_up_again(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "times"
    assert call(monkeypatch, "times", folder, "--out", out) == 0
    assert "About" in capsys.readouterr().out
    part = next(out.glob("part-*.parquet"))
    before = (part.stat().st_mtime_ns, part.read_bytes())
    assert call(monkeypatch, "times", folder, "--out", out) == 0
    assert (part.stat().st_mtime_ns, part.read_bytes()) == before
    assert call(monkeypatch, "times", folder, "--mode", "walk", "--out", out) == cli.EXIT_BAD_INPUT


def _candidate(folder: Path, line: list[list[float]]) -> Path:
    feature = {
        "type": "Feature",
        "properties": {"link": "north", "speed_kmh": 60.0, "length_m": 10_000.0},
        "geometry": {"type": "LineString", "coordinates": line},
    }
    path = folder / "candidates.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    return path


def test_the_worth_of_a_link_by_hand(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The northern road z09–z10 (10 min) where the way round takes 34 min: within 30 minutes z09 gains z10 (10'),
    # z11 (20') and z12 (30'), z08 gains z10 (20') and z11 (30'), z07 gains z10 (30'); z03 and z04 gain nothing new
    # but z03 – z11 by way of z09 (12 + 10 + 10 = 32) stays too far. The same holds from east to west.
    path = _candidate(tmp_path, [[104.25, 30.15], [104.35, 30.15]])
    out = tmp_path / "links.csv"
    assert call(monkeypatch, "links", folder, path, "--measure", "jobs30", "--out", out) == 0
    jobs = {number: 500 * (13 - number) for number in range(1, 13)}
    west = 9_000 * (jobs[10] + jobs[11] + jobs[12]) + 8_000 * (jobs[10] + jobs[11]) + 7_000 * jobs[10]
    east = 10_000 * (jobs[9] + jobs[8] + jobs[7]) + 11_000 * (jobs[9] + jobs[8]) + 12_000 * jobs[9]
    header, row = out.read_text(encoding="utf-8").splitlines()
    assert header == "link,A,B,total"
    assert [float(value) for value in row.split(",")[1:]] == [west, east, west + east]


def test_a_candidate_far_from_any_road_and_a_measure_without_data_are_refused(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    far = _candidate(tmp_path, [[104.25, 30.30], [104.35, 30.15]])
    assert call(monkeypatch, "links", folder, far) == cli.EXIT_BAD_INPUT
    assert "candidates.geojson, row 2" in capsys.readouterr().err
    (folder / "jobs.csv").unlink()
    assert call(monkeypatch, "links", folder, far) == cli.EXIT_BAD_INPUT
    assert "jobs.csv" in capsys.readouterr().err
