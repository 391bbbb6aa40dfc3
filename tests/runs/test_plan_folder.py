"""Plans from a stored run: the folder, its report and workbook, and the command."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

from tests.plan.planned import planned_region
from tongcheng.cli.plan import app, options_of
from tongcheng.errors import InputError
from tongcheng.language import SYNTHETIC_MARK
from tongcheng.plan.options import PlanOptions
from tongcheng.region import open_region
from tongcheng.runs import measure_circle, read_run, write_run
from tongcheng.runs.folder import StoredRun
from tongcheng.runs.plan_folder import plan_of_run, write_plan


@pytest.fixture(scope="module")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_run(measure_circle(planned_region()), tmp_path_factory.mktemp("runs") / "run")


@pytest.fixture(scope="module")
def run(run_folder: Path) -> StoredRun:
    return read_run(run_folder)


@pytest.fixture(scope="module")
def written(run: StoredRun, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_plan(run, plan_of_run(run, PlanOptions()), tmp_path_factory.mktemp("plans") / "plan")


def test_the_folder_holds_plan_report_and_workbook(written: Path) -> None:
    projects = pd.read_parquet(written / "plan.parquet").set_index("project")
    assert projects.loc["road", "decision"] == "in"
    page = (written / "report.html").read_text(encoding="utf-8")
    for words in (
        "新列项目先做哪 3 项",
        "六种规则",
        "未列入的项目及原因",
        "建议稿",
        SYNTHETIC_MARK.zh,
        "as in the plan",
    ):
        assert words in page
    assert page.count('class="today"') == 1
    book = CalamineWorkbook.from_path(str(written / "plan.xlsx"))
    sheet = book.get_sheet_by_name("2023年任务清单").to_python()
    heads = next(row for row in sheet if row[0] == "大类")
    assert heads[:9] == ["大类", "序号", "任务内容", "一季度", "二季度", "三季度", "四季度", "牵头单位", "配合单位"]
    assert any(row[2] == "开工建设road" for row in sheet)
    papers = json.loads((written / "plan.json").read_text(encoding="utf-8"))
    assert papers["facts"]["status"] == "optimal"
    assert papers["files"]["plan.parquet"]


def test_same_run_same_bytes(run: StoredRun, written: Path, tmp_path: Path) -> None:
    again = write_plan(run, plan_of_run(run, PlanOptions()), tmp_path / "again")
    for name in ("plan.parquet", "report.html", "plan.xlsx", "plan.json"):
        assert (written / name).read_bytes() == (again / name).read_bytes(), name


def test_only_a_plan_is_replaced(run: StoredRun, run_folder: Path) -> None:
    with pytest.raises(InputError, match="run"):
        write_plan(run, plan_of_run(run, PlanOptions(reasons=False)), run_folder)
    assert read_run(run_folder).papers["run"] == run.papers["run"]


def test_a_circle_without_budgets_says_what_opens_the_plan(run: StoredRun) -> None:
    nothing = run.region["budgets"].iloc[:0]
    with pytest.raises(InputError, match="budgets") as caught:
        plan_of_run(run, PlanOptions(budgets=nothing))
    assert caught.value.problems[0].code == "locked_circle"


def test_the_command(run_folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    asked = ["--budget", "成长期:乙市=9", "--weights", "短板=1,市场=2", "--must", "school", "--time-limit", "20"]
    result = CliRunner().invoke(app, [str(run_folder), "--out", str(out), "--quick", "--json", *asked])
    assert result.exit_code == 0, result.output
    assert json.loads(result.output)["projects"]["in"] == 4
    rows = pd.read_parquet(out / "plan.parquet").set_index("project")
    assert rows.loc["school", "stage"] == "growing"  # with nine it need not wait


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--budget", "plenty"], "plenty"),
        (["--budget", "soon:甲市=3"], "soon"),
        (["--weights", "短板"], "短板"),
        (["--weights", "短板=0,市场=0,获得感=0"], "0"),
        (["--today", "tomorrow"], "tomorrow"),
        (["--objective", "beauty"], "beauty"),
        (["--must", "road,park"], "road"),
    ],
)  # fmt: skip
def test_options_that_cannot_be_read_stop_the_command(
    arguments: list[str], words: str, run_folder: Path, tmp_path: Path
) -> None:
    result = CliRunner().invoke(app, [str(run_folder), "--out", str(tmp_path / "out"), "--json", *arguments])
    assert isinstance(result.exception, InputError)
    assert words in str(result.exception)
    assert not (tmp_path / "out").exists()


def test_what_is_no_run_is_refused(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, [str(tmp_path), "--out", str(tmp_path / "out"), "--json"])
    assert isinstance(result.exception, InputError)
    assert not (tmp_path / "out").exists()


def test_names_and_files_are_read(tmp_path: Path) -> None:
    region = open_region("demo")
    file = tmp_path / "money.csv"
    region["budgets"].head(4).to_csv(file, index=False)
    options = options_of(
        region,
        [str(file), "1.5", "提升期:=4"],
        "获得感=1",
        "net",
        ["甲丁合作产业园,P02"],
        [],
        "甲市=0.5",
        "乙=0.1",
        "2022-06-30",
    )
    assert options.must == ["P24", "P02"]
    assert options.weights == {"felt_gain": 1.0}
    assert options.floor == {"990100": 0.5}
    assert options.city_share == {"990200": 0.1}
    assert options.budget_factor == 1.5
    assert options.budgets is not None
    assert len(options.budgets) == 5
    assert options.budgets["city"].isna().sum() == 1
