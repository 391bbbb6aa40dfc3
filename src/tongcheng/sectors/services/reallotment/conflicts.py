"""Where a promise cannot be kept: which conditions exclude each other, in words, and how far the pace would lead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.methods.mip import Conflict, solve_mip
from tongcheng.sectors.services.reallotment.plan import Reallotment
from tongcheng.sectors.services.reallotment.programme import Programme
from tongcheng.sectors.services.reallotment.solve import parts_for_share

_NAMED = 4
_LIMIT_S = 30.0

#: Conditions that are told once however many years or counties they hold for; the rest only link quantities.
_SAID = {
    "line": Text("{place} {year} 年须达到 {amount} 个单位", "{place} must have {amount} units by {year}"),
    "floor": Text("{place} 不得低于现有规模的底线", "{place} may not fall below its floor"),
    "hold": Text("{place} 不得被调到需要量以下", "{place} may not be brought below its need"),
    "give_year": Text("{place} 每年调出有上限", "{place} may give only so much a year"),
    "give_by": Text("{place} 累计调出有上限", "{place} may give only so much in all"),
    "take_year": Text("{place} 每年接收有上限", "{place} may take in only so much a year"),
    "take_by": Text("{place} 累计接收有上限", "{place} may take in only so much in all"),
    "slack": Text("{place} 已核定未使用的规模有限", "{place} has only so much authorised and not in use"),
    "build_year": Text("全圈每年新建有上限", "only so much may be built in the circle a year"),
    "build_by": Text("全圈累计新建有上限", "only so much may be built in the circle in all"),
    "total": Text("全圈总规模不得超过总需要量", "the circle may not have more than all need"),
    "move_begins": Text("市内调剂尚未开始", "moves within cities have not begun"),
    "cross_begins": Text("跨市调剂尚未开始", "moves between cities have not begun"),
    "build_begins": Text("新建尚未投用", "nothing that is built has opened yet"),
    "budget": Text("{year} 年新建资金不足", "money for building in {year}"),
    "pool_city": Text("市内有多少调出才有多少调入", "within a city what is moved in must be moved out"),
    "pool_circle": Text("跨市有多少调出才有多少调入", "between cities what is moved in must be moved out"),
}


def reachable(programme: Programme) -> float:
    """Give the greatest share of its need that every county can have in the years of the promise.

    Returns
    -------
    float
        The share, in whole units; 0 where even that is not possible.
    """
    open_line = replace(programme, line=np.full(len(programme.years), np.nan))
    columns, rows = parts_for_share(open_line, promised=~np.isnan(programme.line))
    answer = solve_mip(columns, rows, maximise=True, explain=False, gap=1e-4, time_limit_s=_LIMIT_S)
    return float(answer.objective) if answer.found else 0.0


def refuse(plans: Sequence[Reallotment], line: float | None) -> None:
    """Raise if any plan keeps no promise.

    Raises
    ------
    InputError
        One problem per kind: whose line conflicts with what, and how far the pace would lead.
    """
    problems = Problems("options")
    for plan in plans:
        if plan.path.found:
            continue
        kind, programme = plan.stock.supply.kind, plan.programme
        most = np.floor(1000 * reachable(programme) + 1e-6) / 10
        who = whose(plan, plan.path.conflicts)
        problems.add(
            "line_nobody_meets", column=f"line[{kind.kind}]",
            expected=Text(f"{kind.name.zh}：各县都能做到的要求", f"{kind.name.en}: a promise that every county can keep"),
            found=Text("；".join(text.zh for text in who), "; ".join(text.en for text in who)).zh,
            remedy=Text(
                f"现有步调最多使各县都达到 {most:g}%（要求 {100 * (line or 0):g}%）：降低要求、推迟年份，或提高 take、give、build",
                f"at this pace every county can have {most:g} % at most ({100 * (line or 0):g} % asked): lower the line, give it more years, "
                "or raise take, give or build",
            ),
        )  # fmt: skip
    problems.raise_if_any()


def whose(plan: Reallotment, conflicts: Sequence[Conflict]) -> list[Text]:
    """Say which conditions exclude each other: each group once, with the counties and years that it names."""
    told: list[Text] = []
    for group in dict.fromkeys(one.rows for one in conflicts):
        if group not in _SAID:
            continue
        ids = [one.id for one in conflicts if one.rows == group]
        places = list(dict.fromkeys(_place(plan, one) for one in ids))
        years = sorted({_year(one) for one in ids} - {""})
        values: dict[str, Any] = {
            "place": "、".join(places[:_NAMED]) + (f"等 {len(places)} 县" if len(places) > _NAMED else ""),
            "year": "、".join(years),
            "amount": _amount(plan, ids) if group == "line" else "",
        }
        told.append(_SAID[group].fill(**values))
    return told or [Text("条件互相矛盾", "conditions exclude each other")]


def _place(plan: Reallotment, one: Any) -> str:
    county = one[0] if isinstance(one, tuple) else one
    if county in plan.stock.counties:
        return plan.stock.names[plan.stock.counties.index(county)]
    return ""


def _year(one: Any) -> str:
    return str(one[1]) if isinstance(one, tuple) else str(one) if isinstance(one, int | np.integer) else ""


def _amount(plan: Reallotment, ids: Sequence[Any]) -> str:
    lines = []
    for county, year in ids:
        at = plan.programme.years.index(year)
        lines.append(plan.programme.need[plan.stock.counties.index(county)] * plan.programme.line[at])
    return "、".join(f"{np.ceil(value):.0f}" for value in lines)
