"""The command ``plan``: a plan from a stored run, without measuring again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import pandas as pd
import typer

from tongcheng.cli.shared import JsonOption, print_json, progress_bar, say
from tongcheng.errors import InputError, Problem
from tongcheng.language import SYNTHETIC_MARK, Text, preferred_language, same

if TYPE_CHECKING:
    from tongcheng.plan.options import PlanOptions
    from tongcheng.region import Region

app = typer.Typer()

_CRITERIA = {"短板": "shortfall", "市场": "market_pull", "市场驱动力": "market_pull", "获得感": "felt_gain"}


@app.command()
def plan(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="tongcheng run 的结果文件夹 folder of a run")],
    out: Annotated[Path, typer.Option("--out", help="输出文件夹 folder of the plan")],
    budget: Annotated[
        list[str] | None,
        typer.Option(
            "--budget",
            help="预算：CSV 文件、全部乘的倍数，或 阶段:市=亿元（市留空为共同资金） a CSV file, a factor, or stage:city=amount",
        ),
    ] = None,
    weights: Annotated[
        str | None, typer.Option("--weights", help="准则权重 weights, e.g. 短板=2,市场=1,获得感=1")
    ] = None,
    objective: Annotated[str, typer.Option("--objective", help="目标 score 得分 | net 净效益")] = "score",
    must: Annotated[list[str] | None, typer.Option("--must", help="必选项目 projects that have to be in")] = None,
    never: Annotated[list[str] | None, typer.Option("--never", help="不选项目 projects that may not be in")] = None,
    floor: Annotated[
        str | None, typer.Option("--floor", help="各市净效益底线（亿元） least net gain: 0, or 市=0.5,市=0")
    ] = None,
    share: Annotated[
        str | None, typer.Option("--share", help="市或功能的最低投资占比 least share of money, e.g. 眉山=0.2")
    ] = None,
    today: Annotated[str | None, typer.Option("--today", help="方案日期 day of the plan, 2022-06-30")] = None,
    year: Annotated[int | None, typer.Option("--year", help="任务清单年份 year of the task list")] = None,
    time_limit: Annotated[
        float | None, typer.Option("--time-limit", min=0.01, help="求解时限（秒） seconds for the choice")
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="不核实未入选原因、不试算预算 without verified reasons and margins")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """从已有测度编制项目方案 Plan again from a stored run, without measuring."""
    from tongcheng.runs import read_run
    from tongcheng.runs.plan_folder import plan_of_run, refuse_other_folders, write_plan

    refuse_other_folders(out.resolve())
    with progress_bar(quiet=as_json) as progress:
        reading = Text("读取测度结果", "reading the run")
        progress(reading, 0.0)
        stored = read_run(run)
        region = stored.region
        progress(reading, 1.0)
        options = replace(
            options_of(region, budget or [], weights, objective, must or [], never or [], floor, share, today),
            year=year,
            time_limit_s=time_limit,
            reasons=not quick,
        )
        made = plan_of_run(stored, options, progress=progress)
        writing = Text("写出方案", "writing the plan")
        progress(writing, 0.0)
        folder = write_plan(stored, made, out, language=preferred_language())
        progress(writing, 1.0)
    known = made.facts.set_index("key")["value"].to_dict()
    counts = made.projects["decision"].value_counts().to_dict()
    if as_json:
        print_json({"folder": str(folder), "facts": known, "projects": counts})
        return
    if region.fictional:
        say(SYNTHETIC_MARK)
    from tongcheng.runs.plan_folder import as_run
    from tongcheng.runs.report.plan.choice import headline

    say(headline(as_run(stored, made)))
    say(_proof(known))
    report, workbook = folder / "report.html", folder / "plan.xlsx"
    say(Text(f"报告：{report}\n清单：{workbook}", f"Report: {report}\nLists: {workbook}"))


def _proof(known: Mapping[Any, Any]) -> Text:
    if known["status"] == "optimal":
        return Text("已证明没有更好的方案。", "Proven: there is no better plan.")
    gap = 100 * float(known["gap"])
    return Text(f"现有方案距上界 {gap:.2g}%。", f"The plan is within {gap:.2g} % of what is possible.")


def options_of(
    region: Region,
    budget: Iterable[str],
    weights: str | None,
    objective: str,
    must: Iterable[str],
    never: Iterable[str],
    floor: str | None,
    share: str | None,
    today: str | None,
) -> PlanOptions:
    """Read the options of the command; every one that cannot be read is named.

    Raises
    ------
    InputError
        Naming the option, what was expected and what was found.
    """
    from tongcheng.plan.options import OBJECTIVES, PlanOptions

    if objective not in OBJECTIVES:
        raise _refused("--objective", same(" | ".join(OBJECTIVES)), objective)
    table, factor = _budgets(region, list(budget))
    functions = set(region["projects"]["function"].dropna())
    shares = _pairs("--share", share)
    return PlanOptions(
        objective=objective,
        weights=None
        if weights is None
        else {_CRITERIA.get(key, key): v for key, v in _pairs("--weights", weights).items()},
        budgets=table,
        budget_factor=factor,
        must=[_project(region, name) for name in _names(must)],
        never=[_project(region, name) for name in _names(never)],
        floor=_floor(region, floor),
        city_share={_city(region, key): value for key, value in shares.items() if key not in functions},
        function_share={key: value for key, value in shares.items() if key in functions},
        today=_day(today),
    )


def _refused(option: str, expected: Text, found: str) -> InputError:
    remedy = Text("改正选项", "correct the option")
    return InputError([Problem("bad_option", option, expected, found, remedy)])


def _pairs(option: str, text: str | None) -> dict[str, float]:
    """Read ``name=number,name=number``."""
    found = {}
    for part in (text or "").replace("，", ",").split(","):
        if not part.strip():
            continue
        name, _, number = part.partition("=")
        try:
            found[name.strip()] = float(number)
        except ValueError:
            raise _refused(option, Text("名称=数值，以逗号分隔", "name=number, with commas"), part) from None
    return found


def _names(given: Iterable[str]) -> list[str]:
    return [name.strip() for text in given for name in text.replace("，", ",").split(",") if name.strip()]


def _project(region: Region, name: str) -> str:
    """Take a project by its id, or by its name where only one has it."""
    rows = region["projects"]
    if name in set(rows["project"]):
        return name
    own = rows.loc[rows["name"] == name, "project"]
    return str(own.iloc[0]) if len(own) == 1 else name


def _city(region: Region, name: str) -> str:
    rows = region["cities"]
    own = rows.loc[(rows["name"] == name) | (rows["name"] == f"{name}市"), "city"]
    return str(own.iloc[0]) if len(own) == 1 else name


def _floor(region: Region, text: str | None) -> float | dict[str, float] | None:
    if text is None:
        return None
    try:
        return float(text)
    except ValueError:
        return {_city(region, name): value for name, value in _pairs("--floor", text).items()}


def _day(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise _refused("--today", Text("日期，如 2022-06-30", "a day, like 2022-06-30"), str(text)) from None


def _budgets(region: Region, given: list[str]) -> tuple[pd.DataFrame | None, float]:
    """Read budgets: a file, a factor on all, and single amounts that take the place of those of a stage and city."""
    table: pd.DataFrame | None = None
    factor = 1.0
    for text in given:
        if "=" in text:
            table = _with_amount(region, region["budgets"] if table is None else table, text)
        elif Path(text).is_file():
            table = _file(Path(text))
        else:
            try:
                factor *= float(text)
            except ValueError:
                expected = Text("CSV 文件、倍数或 阶段:市=亿元", "a CSV file, a factor, or stage:city=amount")
                raise _refused("--budget", expected, text) from None
    if factor < 0:
        raise _refused("--budget", Text("不小于 0 的倍数", "a factor of 0 or more"), str(factor))
    return table, factor


def _file(path: Path) -> pd.DataFrame:
    from tongcheng.errors import Problems
    from tongcheng.region.files import read_table
    from tongcheng.region.schemas import schemas

    problems = Problems(path.name)
    table = read_table(path, schemas()["budgets"], problems)
    problems.raise_if_any()
    return table


def _with_amount(region: Region, table: pd.DataFrame, text: str) -> pd.DataFrame:
    from tongcheng.plan.phases import stages

    where, _, amount = text.partition("=")
    stage, _, city = where.partition(":")
    names = {stage.label.zh: stage.stage for stage in stages()} | {stage.stage: stage.stage for stage in stages()}
    expected = Text("阶段:市=亿元，如 成长期:甲市=12", "stage:city=amount, like growing:510100=12")
    try:
        value = float(amount)
    except ValueError:
        raise _refused("--budget", expected, text) from None
    if stage.strip() not in names:
        raise _refused("--budget", expected, text)
    place = _city(region, city.strip()) if city.strip() else None
    here = (table["stage"] == names[stage.strip()]) & (
        table["city"].isna() if place is None else table["city"] == place
    )
    years = table["price_year"].dropna()
    row = {
        "budget": f"option-{where}", "stage": names[stage.strip()], "city": place, "money_source": "all",
        "value": value, "price_year": int(years.mode().iloc[0]) if len(years) else None,
        "basis": "synthetic" if region.fictional else "official", "source": "option",
    }  # fmt: skip
    return pd.concat([table[~here], pd.DataFrame([row])], ignore_index=True)
