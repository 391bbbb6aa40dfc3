"""What somebody can ask of a plan: weights, money, promises, floors, dates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import pandas as pd

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.plan.portfolio.choose import GAP
from tongcheng.region.lookup import nearest_id
from tongcheng.region.periods import parse_period
from tongcheng.region.region import Region

_MONTH_DAYS = 31
_HALF_YEAR = 6

Objective = Literal["score", "net"]

OBJECTIVES: dict[Objective, Text] = {
    "score": Text("入选项目得分之和最大（短板、市场、获得感按权重）", "the greatest sum of scores (shortfall, market pull, felt gain by weight)"),
    "net": Text("净效益现值之和最大（仅计可折成货币的效益）", "the greatest net present value (only benefits in money)"),
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class PlanOptions:
    """Options of a plan.

    Parameters
    ----------
    objective
        ``score`` or ``net``, see ``OBJECTIVES``.
    weights
        Of the three criteria; equal by default.
    budgets
        Rows as in the table ``budgets``; those of the circle by default.
    budget_factor
        All budgets times this.
    must, never
        Projects that have to be in, and those that may not; a project under construction goes on unless it is ruled
        out here.
    floor
        Least net gain of each city from new projects, 亿元 of present value: one number for all, or by city; None sets
        none.
    city_share, function_share
        Least part of all money for cities and functions, 0 to 1.
    today
        Day of the plan; by default the newest day or month of a figure about a project that is not a forecast, because
        that is what the states of projects describe.
    year
        Year of the task list; that of ``today`` by default, or the next from July on.
    time_limit_s, gap
        Of the choice. With a limit the same input may give another plan on another machine.
    others
        How many other plans are listed.
    reasons
        Whether each reason is verified by forcing the project in, and each budget tried with one percent more.
    """

    objective: Objective = "score"
    weights: Mapping[str, float] | None = None
    budgets: pd.DataFrame | None = None
    budget_factor: float = 1.0
    must: Sequence[str] = ()
    never: Sequence[str] = ()
    floor: float | Mapping[str, float] | None = None
    city_share: Mapping[str, float] = field(default_factory=dict)
    function_share: Mapping[str, float] = field(default_factory=dict)
    today: date | None = None
    year: int | None = None
    time_limit_s: float | None = None
    gap: float = GAP
    others: int = 3
    reasons: bool = True

    def day(self, region: Region) -> date:
        """Give the day of the plan.

        Examples
        --------
        >>> from tongcheng import open_region
        >>> PlanOptions(today=date(2022, 6, 30)).day(open_region("demo"))
        datetime.date(2022, 6, 30)
        """
        if self.today is not None:
            return self.today
        figures = region["figures"]
        known = figures[figures["value"].notna() & (figures["qualifier"].fillna("exact") != "planned")]
        own = known[known["subject"].isin(region["projects"]["project"])]
        periods = [parse_period(text) for text in (own if len(own) else known)["as_of"].dropna()]
        short = [last for first, last in periods if (last - first).days <= _MONTH_DAYS]
        return max(short or [last for _, last in periods], default=date(2020, 12, 31))

    def list_year(self, region: Region) -> int:
        """Give the year of the task list."""
        if self.year is not None:
            return self.year
        day = self.day(region)
        return day.year + (day.month > _HALF_YEAR)

    def floors(self, cities: Sequence[str]) -> dict[str, float]:
        """Give the least net gain by city."""
        if self.floor is None:
            return {}
        if isinstance(self.floor, Mapping):
            return {city: float(self.floor[city]) for city in self.floor}
        return dict.fromkeys(cities, float(self.floor))

    def refuse_unknown(self, entries: pd.DataFrame, left_out: pd.DataFrame) -> None:
        """Refuse promises about projects that are not there, are over, or cannot be compared.

        Raises
        ------
        InputError
            Naming each.
        """
        problems = Problems("options")
        reasons = left_out.set_index("project")["reason_zh"].to_dict()
        status = entries.set_index("project")["status"].to_dict()
        for column, ids in (("must", self.must), ("never", self.never)):
            for one in ids:
                if one not in status:
                    near = nearest_id(one, [str(name) for name in status])
                    problems.add(
                        "unknown_project", column=column, expected=Text("projects 表中的项目", "a project of the circle"),
                        found=one, remedy=Text(f"是否为 {near}？", f"did you mean {near}?") if near
                        else Text("核对编号", "check the id"),
                    )  # fmt: skip
                elif status[one] in ("completed", "cancelled") or (column == "must" and one in reasons):
                    problems.add(
                        "not_in_question", column=column, expected=Text("可比选的项目", "a project that can be compared"),
                        found=f"{one}：{reasons.get(one, status[one])}",
                        remedy=Text("先补数据，或从选项中删去", "fill its data, or take it out of the options"),
                    )  # fmt: skip
        problems.raise_if_any()
