"""Two saved plans, row by row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tongcheng.language import Text, same
from tongcheng.office.workbench.plans.models import PlanDraft
from tongcheng.office.workbench.plans.showing import DECISIONS, stage_words
from tongcheng.office.workbench.reading import names_of


@dataclass(frozen=True)
class Pair:
    """One project in both plans; ``differs`` where it stands otherwise."""

    name: str
    first: Text
    second: Text
    orders: tuple[int | None, int | None]
    differs: bool


@dataclass(frozen=True)
class CityPair:
    """What a city pays and gains in both, 亿元."""

    name: Text
    cost: tuple[float | None, float | None]
    net: tuple[float | None, float | None]


def pairs_of(first: PlanDraft, second: PlanDraft) -> list[Pair]:
    """Give every project of either plan: those that differ first."""
    one, two = ({row["project"]: row for row in plan.result["projects"]} for plan in (first, second))
    found = [_pair(one.get(project), two.get(project)) for project in dict.fromkeys([*one, *two])]
    return sorted(found, key=lambda pair: not pair.differs)


def _pair(one: dict[str, Any] | None, two: dict[str, Any] | None) -> Pair:
    row = one or two
    assert row is not None
    words = _words(one), _words(two)
    orders = _order(one), _order(two)
    return Pair(str(row["name"]), *words, orders, words[0] != words[1])


def _order(row: dict[str, Any] | None) -> int | None:
    return int(row["order"]) if row and row["order"] is not None else None


def _words(row: dict[str, Any] | None) -> Text:
    """Say how a project stands: in which stage, or that it is not in the plan."""
    if row is None:
        return Text("—", "—")
    if row["decision"] != "in":
        return DECISIONS.get(row["decision"], same(row["decision"]))
    stage, when = (
        stage_words().get(row["stage"], Text("", "")),
        f" {row['start']}–{row['finish']}" if row["start"] else "",
    )
    return Text(f"{DECISIONS['in'].zh} {stage.zh}{when}", f"{DECISIONS['in'].en}, {stage.en}{when}")


def city_pairs_of(first: PlanDraft, second: PlanDraft) -> list[CityPair]:
    """Give each city's money and gain in both."""
    names = {**names_of(second.run), **names_of(first.run)}
    one, two = ({row["city"]: row for row in plan.result["cities"]} for plan in (first, second))
    return [
        CityPair(
            names.get(city, same(city)),
            (one.get(city, {}).get("cost"), two.get(city, {}).get("cost")),
            (one.get(city, {}).get("net"), two.get(city, {}).get("net")),
        )
        for city in dict.fromkeys([*one, *two])
    ]
