"""A plan as plain rows for the page: projects with reasons, cities, budgets, the calendar."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from tongcheng.language import Text, same
from tongcheng.office.figures.models import Run
from tongcheng.office.workbench.plans.asked import Wishes
from tongcheng.office.workbench.plans.computing import Solved, budgets_of, options_of
from tongcheng.office.workbench.reading import circle_of, names_of

#: How a project stands in a plan.
DECISIONS: dict[str, Text] = {
    "in": Text("入选", "in the plan"),
    "out": Text("未入选", "not in the plan"),
    "open": Text("待数据", "waits for data"),
}


@dataclass(frozen=True)
class Line:
    """One project of a plan."""

    project: str
    order: int | None
    name: str
    decision: str
    stage: Text
    cities: Text
    cost: float | None
    rank: int | None
    score: float | None
    when: str
    why: Text
    remedy: Text
    committed: bool
    wish: str


@dataclass(frozen=True)
class CityLine:
    """What a plan means for one city, 亿元; None where it was not appraised."""

    name: Text
    cost: float | None
    benefit: float | None
    net: float | None
    share: float | None
    appraised: int
    new: int


@dataclass(frozen=True)
class Amount:
    """One budget: its field in the form, what the circle gives, what is asked, and what becomes of it."""

    name: str
    label: Text
    given: float
    asked: float
    most: float
    spent: float | None
    left: float | None


def known(value: Any) -> Any:
    """Give a value, or ``None`` for a missing number."""
    return None if value is None or value != value else value


def stage_words() -> dict[str, Text]:
    """Name the stages."""
    from tongcheng.plan.phases import stages

    return {stage.stage: stage.label for stage in stages()}


def lines_of(run: Run, solved: Solved) -> list[Line]:
    """Give the projects of a plan in its order; those that are over are left out."""
    if solved.plan is None:
        return []
    names, stages = names_of(run), stage_words()
    rows = solved.plan.projects
    return [_line(row, names, stages, solved.wishes) for row in rows[rows["decision"] != "done"].to_dict("records")]


def _line(row: dict[Hashable, Any], names: Mapping[str, Text], stages: Mapping[str, Text], wishes: Wishes) -> Line:
    project = str(row["project"])
    cities = [names.get(one, same(one)) for one in str(row["cities"]).split(";") if one]
    order, rank = known(row["order"]), known(row["rank"])
    return Line(
        project=project,
        order=None if order is None else int(order),
        name=str(row["name"]),
        decision=str(row["decision"]),
        stage=stages.get(str(row["stage"]), Text("", "")) if row["decision"] == "in" else Text("", ""),
        cities=Text("、".join(one.zh for one in cities), ", ".join(one.en for one in cities)),
        cost=known(row["cost"]),
        rank=None if rank is None else int(rank),
        score=known(row["score"]),
        when=f"{row['start']}–{row['finish']}" if row["start"] and row["decision"] == "in" else "",
        why=Text(str(row["why_zh"]), str(row["why_en"])),
        remedy=Text(str(row["remedy_zh"]), str(row["remedy_en"])),
        committed=bool(row["committed"]),
        wish="must" if project in wishes.must else "never" if project in wishes.never else "",
    )


def cities_of(run: Run, solved: Solved) -> list[CityLine]:
    """Give each city's money and gain."""
    if solved.plan is None:
        return []
    names = names_of(run)
    return [
        CityLine(
            names.get(str(row["city"]), same(str(row["city"]))),
            known(row["cost"]),
            known(row["benefit_pv"]) if row["appraised"] else None,
            known(row["net"]) if row["appraised"] else None,
            known(row["cost_share"]),
            int(row["appraised"]),
            int(row["new_projects"]),
        )
        for row in solved.plan.cities.to_dict("records")
    ]


def amounts_of(run: Run, solved: Solved) -> list[tuple[Text, list[Amount]]]:
    """Give the budgets by stage, with their fields and what the plan leaves of them."""
    names, found = names_of(run), []
    ends = {}
    if solved.plan is not None:
        rows = solved.plan.budgets
        ends = {(row["stage"], row["city"]): row for row in rows.to_dict("records")}
    given = budgets_of(run)
    for stage, words in stage_words().items():
        amounts = []
        for (own, city), value in given.items():
            if own != stage:
                continue
            end = ends.get((stage, city), {})
            label = names.get(city, same(city)) if city else Text("共同资金", "joint money")
            asked = solved.wishes.budgets.get((stage, city), round(value, 2))
            most = round(max(3 * value, asked, 1.0), 0)
            amounts.append(
                Amount(
                    f"m-{stage}-{city or 'joint'}", label, value, asked, most,
                    known(end.get("spent")), known(end.get("left")),
                )
            )  # fmt: skip
        if amounts:
            found.append((words, amounts))
    return found


def calendar_of(run: Run, solved: Solved) -> list[str]:
    """Draw the plan's calendar as SVG, in the reader's language."""
    from tongcheng.office.core.wording import language
    from tongcheng.render.gantt import gantt_svg
    from tongcheng.runs.report.plan.gantt import of_plan

    if solved.plan is None:
        return []
    day = options_of(run, solved.wishes).day(circle_of(run))
    charts = of_plan(solved.plan.gantt, day, synthetic=run.synthetic)
    return [gantt_svg(one, language=language(), key=f"plan{number}") for number, one in enumerate(charts)]
