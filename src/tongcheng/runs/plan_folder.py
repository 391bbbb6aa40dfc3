"""A plan made from a stored run, and its folder: ``plan.parquet``, report and workbook, written at once or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from tongcheng import __version__
from tongcheng.errors import InputError, Problem, Problems
from tongcheng.language import Language, Text, same
from tongcheng.plan.make import Plan, make_plan
from tongcheng.plan.options import PlanOptions
from tongcheng.region.files import replace_folder
from tongcheng.render.blocks import Report
from tongcheng.render.excel import write_workbook
from tongcheng.render.html import write_html
from tongcheng.runs.folder import StoredRun, write_frame, write_table
from tongcheng.runs.hashing import code_version, file_hash, key_of, table_hash
from tongcheng.runs.pipeline import Run
from tongcheng.runs.report import appraisal, plan, priorities, shares
from tongcheng.runs.report.plan import choice

_PLAN_FILE = "plan.json"
_TABLES = "tables"


def plan_of_run(
    stored: StoredRun, options: PlanOptions, *, progress: Callable[[Text, float], None] | None = None
) -> Plan:
    """Make a plan from what a run has measured; nothing is measured again.

    Parameters
    ----------
    stored
        From :func:`tongcheng.runs.read_run`.
    options
        What is asked of the plan.
    progress
        Called with what is being done and the share of it.

    Raises
    ------
    InputError
        If the circle's data open no plan, naming what would; or as :func:`tongcheng.plan.make.make_plan`.
    """
    region = stored.region
    effects = stored.results[stored.results["scenario"].isin(region["projects"]["project"])]
    made = make_plan(region, stored.results, stored.gaps, effects, options, progress=progress)
    if made.locked:
        known = made.facts.set_index("key")["value"]
        raise InputError([_locked(stored, Text(str(known["locked_zh"]), str(known["locked_en"])), made)])
    return made


def _locked(stored: StoredRun, what: Text, made: Plan) -> Problem:
    left = made.projects[made.projects["decision"] == "open"]
    tables = sorted({need["table"] for item in stored.papers["locked"] for need in item["missing"]})
    more = "、".join(tables)
    return Problem(
        "locked_circle",
        str(stored.folder),
        Text("可比选的项目和预算", "projects that can be compared, and budgets"),
        f"{what.zh}（{len(left)}）",
        Text(
            "补齐所缺各表后重新运行 tongcheng run" + (f"；测度所缺：{more}" if more else ""),
            "fill what is missing and run tongcheng run again"
            + (f"; the measures lack {', '.join(tables)}" if more else ""),
        ),
    )


def as_run(stored: StoredRun, made: Plan) -> Run:
    """Give the stored run with the plan's tables beside its own, as the sections of a report read it."""
    return Run(
        run_id=str(stored.papers["run"]),
        region=stored.region,
        inputs=dict(stored.papers["inputs"]),
        options=dict(stored.papers["options"]),
        findings=(),
        results=stored.results,
        gaps=stored.gaps,
        locked=(),
        tables={**stored.tables, **made.grounds, **made.tables()},
    )


def plan_report(stored: StoredRun, made: Plan) -> Report:
    """Put the plan and what it rests on into one report."""
    run = as_run(stored, made)
    parts = [*plan.SECTIONS, priorities, appraisal, shares]
    sections = [section for part in parts if (section := part.section(run)) is not None]
    known = made.facts.set_index("key")["value"]
    title = run.region.title
    day = date.fromisoformat(str(known["today"]))
    return Report(
        title=Text(f"{title.zh}：项目方案", f"{title.en}: the plan"),
        conclusion=choice.headline(run),
        as_of=Text(f"{day.year}年{day.month}月{day.day}日", day.isoformat()),
        sections=sections,
        synthetic=run.region.fictional,
        colophon=[
            (Text("软件版本", "Software"), same(f"Tongcheng {__version__}")),
            (Text("所据测度", "Made from run"), same(str(stored.papers["run"]))),
            (Text("选项", "Options"), _options(known)),
        ],
    )


def _options(known: pd.Series[Any]) -> Text:
    weights = known.get("weights", "")
    factor = float(known["budget_factor"])
    zh = [str(known["goal_zh"]), f"权重 {weights}" if weights else "三项准则等权"]
    en = [str(known["goal_en"]), f"weights {weights}" if weights else "equal weights"]
    if factor != 1:
        zh.append(f"预算×{factor:g}")
        en.append(f"budgets × {factor:g}")
    return Text("；".join(zh), "; ".join(en))


def write_plan(stored: StoredRun, made: Plan, folder: str | Path, *, language: Language = "zh") -> Path:
    """Write a plan folder: ``plan.parquet``, ``tables/*.parquet``, ``report.html``, ``plan.xlsx`` and ``plan.json``.

    The same run and options give the same bytes, unless the choice was stopped by a time limit.

    Parameters
    ----------
    stored, made
        The run and the plan made from it.
    folder
        Folder to make; an older plan there is replaced, anything else is not touched.
    language
        Language of the workbook; the report holds both.

    Raises
    ------
    InputError
        If the folder holds something that is not a plan.
    """
    target = Path(folder).resolve()
    refuse_other_folders(target)
    replace_folder(target, lambda fresh: _fill(stored, made, fresh, language))
    return target


def refuse_other_folders(target: Path) -> None:
    """Refuse a folder that holds something that is not a plan.

    Raises
    ------
    InputError
        Naming the folder.
    """
    if not target.exists() or (target / _PLAN_FILE).is_file() or (target.is_dir() and not any(target.iterdir())):
        return
    problems = Problems(str(target))
    problems.add(
        "folder_in_use",
        expected=Text("新的或已有方案的文件夹", "a new folder, or one that holds a plan"),
        found=target.name,
        remedy=Text("换一个输出文件夹", "name another folder"),
    )
    problems.raise_if_any()


def _fill(stored: StoredRun, made: Plan, folder: Path, language: Language) -> None:
    write_frame(made.projects, folder / "plan.parquet")
    (folder / _TABLES).mkdir()
    for name, table in {**made.grounds, **made.tables()}.items():
        if name != "plan":
            write_table(table, folder / _TABLES / f"{name}.parquet")
    report = plan_report(stored, made)
    (folder / "report.html").write_text(write_html(report), encoding="utf-8")
    write_workbook(folder / "plan.xlsx", report, language=language)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    papers = {
        "plan": key_of(code_version(), {name: table_hash(table) for name, table in made.tables().items()}),
        "run": stored.papers["run"],
        "region": stored.papers["region"],
        "fictional": stored.papers["fictional"],
        "software": __version__,
        "code": code_version(),
        "facts": dict(zip(made.facts["key"], made.facts["value"], strict=True)),
        "files": {path.relative_to(folder).as_posix(): file_hash(path) for path in files},
    }
    (folder / _PLAN_FILE).write_text(json.dumps(papers, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
