"""Conditions of a plan in words, as they are read out when a plan cannot be made or a project is not in it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tongcheng.language import Text
from tongcheng.plan.portfolio.problem import PortfolioProblem

#: A condition: name of its group of rows, and its id there.
Condition = tuple[str, Any]


def condition_words(problem: PortfolioProblem, condition: Condition) -> Text | None:
    """Say one condition, or None for one that is only how the programme is written."""
    rows, key = condition
    if rows in ("money", "pool", "joint"):
        return money_words(problem, key)
    if rows in ("after", "requires", "excludes", "together"):
        return _relation(problem, key[0] if rows == "after" else key)
    if rows in ("must", "never", "early", "late"):
        name = problem.name(key)
        return {
            "must": Text(f"“{name.zh}”必须入选", f"“{name.en}” has to be in"),
            "never": Text(f"“{name.zh}”不得入选", f"“{name.en}” may not be in"),
            "early": _window(problem, key, first=True),
            "late": _window(problem, key, first=False),
        }[rows]
    return _share(problem, rows, key)


def _share(problem: PortfolioProblem, rows: str, key: Any) -> Text | None:
    name = problem.name(str(key))
    if rows == "floor":
        least = problem.floor[key]
        return Text(f"{name.zh}净收益不低于 {least:g} 亿元", f"{name.en} gains at least {least:g} (100 m yuan) net")
    if rows in ("city_share", "function_share"):
        part = 100 * (problem.city_share if rows == "city_share" else problem.function_share)[key]
        return Text(f"{name.zh}至少占总投资的 {part:g}%", f"{name.en} gets at least {part:g} % of all money")
    if rows.startswith("alternative"):
        return Text("与已列方案不同", "different from the plans above")
    return None


def money_words(problem: PortfolioProblem, key: tuple[int, int | None, int | None]) -> Text:
    """Name one amount of money: stage, city, kind and how much it is."""
    stage, city, kind = key
    when = problem.name(problem.stages[stage])
    if city is None:
        assert problem.joint is not None
        amount = problem.joint[stage]
        return Text(
            f"{when.zh}共同资金 {amount:.2f} 亿元", f"joint money, {when.en} stage: {amount:.2f} (100 m yuan)"
        )
    who = problem.name(problem.cities[city])
    if kind is None:
        amount = problem.budget[stage, city].sum()
        return Text(
            f"{who.zh}{when.zh}资金合计 {amount:.2f} 亿元",
            f"all money of {who.en}, {when.en} stage: {amount:.2f} (100 m yuan)",
        )
    what, amount = problem.name(problem.money[kind]), problem.budget[stage, city, kind]
    return Text(
        f"{who.zh}{when.zh}{what.zh} {amount:.2f} 亿元",
        f"{what.en} of {who.en}, {when.en} stage: {amount:.2f} (100 m yuan)",
    )


def _relation(problem: PortfolioProblem, number: int) -> Text:
    item = problem.relations[number]
    one, other = problem.name(item.project), problem.name(item.other)
    return {
        "after": Text(f"“{one.zh}”须在“{other.zh}”完工之后", f"“{one.en}” comes after “{other.en}” is finished"),
        "requires": Text(f"“{one.zh}”须与“{other.zh}”同在", f"“{one.en}” needs “{other.en}”"),
        "excludes": Text(f"“{one.zh}”与“{other.zh}”只能选一", f"not both “{one.en}” and “{other.en}”"),
        "together": Text(f"“{one.zh}”与“{other.zh}”同进退", f"“{one.en}” and “{other.en}”: both or none"),
    }[item.kind]


def _window(problem: PortfolioProblem, key: str, *, first: bool) -> Text:
    name = problem.name(key)
    place = list(problem.projects).index(key)
    stages = problem.windows()[place].nonzero()[0]
    if not len(stages):
        return Text(f"“{name.zh}”在各阶段都来不及完成", f"“{name.en}” cannot be finished in any stage")
    when = problem.name(problem.stages[int(stages[0] if first else stages[-1])])
    if first:
        return Text(
            f"“{name.zh}”最早在{when.zh}完成", f"“{name.en}” is finished in the {when.en} stage at the earliest"
        )
    return Text(f"“{name.zh}”最迟在{when.zh}完成", f"“{name.en}” is finished in the {when.en} stage at the latest")


def conflict_words(problem: PortfolioProblem, conditions: Iterable[Condition]) -> list[Text]:
    """Say conditions that exclude each other, each once."""
    conditions = list(conditions)
    promised = [key for rows, key in conditions if rows == "must"]
    said: list[Text] = []
    if len(promised) > 1:
        names = names_words(problem, promised)
        said.append(Text(f"{names.zh}必须同时入选", f"all of {names.en} have to be in"))
        conditions = [condition for condition in conditions if condition[0] != "must"]
    for condition in conditions:
        words = condition_words(problem, condition)
        if words is not None and words not in said:
            said.append(words)
    return said


def and_words(parts: Iterable[Text]) -> Text:
    """Put sentences side by side."""
    parts = list(parts)
    return Text("；".join(part.zh for part in parts), "; ".join(part.en for part in parts))


def names_words(problem: PortfolioProblem, projects: Iterable[str]) -> Text:
    """List projects by name."""
    names = [problem.name(project) for project in projects]
    return Text("、".join(f"“{name.zh}”" for name in names), ", ".join(f"“{name.en}”" for name in names))
