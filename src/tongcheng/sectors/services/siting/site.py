"""Where one kind of service should stand: the five models of siting, existing sites kept, borders open or closed."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, get_args

import numpy as np
import pandas as pd

from tongcheng.errors import InputError, Problem, Problems
from tongcheng.language import Text, same
from tongcheng.methods.mip import Progress
from tongcheng.methods.siting import (
    Siting,
    Unreachable,
    capacitated_p_median,
    max_cover,
    p_centre,
    p_median,
    set_cover,
)
from tongcheng.region.borders import BorderState, parse_state
from tongcheng.region.region import Region
from tongcheng.region.unlock import assess
from tongcheng.results import Locked
from tongcheng.sectors.services.kinds import SECTOR
from tongcheng.sectors.services.offered import cover_minutes
from tongcheng.sectors.services.siting.answer import SitedKind, answer_of
from tongcheng.sectors.services.siting.indicators import SITES_NEEDED
from tongcheng.sectors.services.siting.pairs import OPEN_FROM, Floats, Pairs, Roads, pairs_of
from tongcheng.sectors.services.siting.places import Places, check_ids, find_kind, places_of
from tongcheng.sectors.services.siting.reasons import unreached
from tongcheng.travel.circle import CircleTravel

Model = Literal["p_median", "p_centre", "lscp", "mclp", "capacitated_p_median"]

#: Models that ask who is within minutes; the others ask how far everybody has to go.
COVERING: Final = ("lscp", "mclp")

MODEL_LABELS: Final[dict[str, Text]] = {
    "p_median": Text("平均用时最短（p-中位）", "least mean minutes (p-median)"),
    "p_centre": Text("最远者用时最短（p-中心）", "least greatest minutes (p-centre)"),
    "lscp": Text("全覆盖点位最少（LSCP）", "fewest sites that reach everybody (LSCP)"),
    "mclp": Text("新覆盖人口最多（MCLP）", "most people within reach (MCLP)"),
    "capacitated_p_median": Text("有规模限制的平均用时最短", "least mean minutes with capacities"),
}


@dataclass(frozen=True)
class Question:
    """What is asked: the arguments of :func:`site_kind` that do not need the circle."""

    model: str
    new: int | None
    minutes: float
    forbidden: tuple[str, ...]
    gap: float
    time_limit_s: float | None
    seed: int
    progress: Callable[[Progress], bool | None] | None


def site_kind(
    region: Region,
    travel: CircleTravel,
    kind: str,
    *,
    model: Model = "lscp",
    new: int | None = None,
    sites: pd.DataFrame | None = None,
    demand: pd.DataFrame | None = None,
    borders: str | BorderState = "together",
    minutes: float | None = None,
    keep: bool = True,
    forbidden: Collection[str] = (),
    leave_out: bool = False,
    open_from: float = OPEN_FROM,
    gap: float = 0.0,
    time_limit_s: float | None = None,
    seed: int = 0,
    progress: Callable[[Progress], bool | None] | None = None,
) -> SitedKind:
    """Say where new facilities of a kind should stand.

    Parameters
    ----------
    region, travel
        The circle and its travel; times are made in blocks of zones.
    kind
        Kind of service.
    model
        ``lscp`` fewest new sites so that everybody has one within ``minutes``; ``mclp`` ``new`` sites that bring most
        people within them; ``p_median`` and ``p_centre`` ``new`` sites with the least mean or greatest minutes;
        ``capacitated_p_median`` the same as the first with capacities in the unit of the kind, where everybody needs
        the norm, or one unit where there is none.
    new
        Number of new sites; not for ``lscp``.
    sites
        Candidates ``site lon lat [name city county capacity]``; the zones by default (thinned in a large circle).
    demand
        ``zone value``; by default the residents that the kind is for.
    borders
        ``apart``, ``together``, ``among:A+B`` or ``today``, where a border counts as open from ``open_from`` and
        crossing takes its minutes; or a border state.
    minutes
        Of the covering models; by default those of the kind, else of its level (an assumption).
    keep
        Whether existing facilities stay.
    forbidden
        Ids of sites that may not be opened.
    leave_out
        Leave out whoever no site can serve and name them in the answer, instead of an error.
    open_from
        See ``borders``.
    gap, time_limit_s, seed, progress
        As in :mod:`tongcheng.methods.siting`; without a time limit the same input gives the same answer.

    Returns
    -------
    SitedKind
        Sites with their ids in the order in which they serve most, zones, counties, and the answer with its bound.

    Raises
    ------
    InputError
        If the data do not open it, a row cannot be used, an argument cannot be, or somebody cannot be reached: which
        county, how many people, how far the nearest site is and on which side of the border, and the remedy.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> circle = open_region("demo")
    >>> travel = CircleTravel(circle)
    >>> alone, together = (
    ...     site_kind(circle, travel, "hospital", borders=state).new_sites for state in ("apart", "together"))
    >>> len(alone) >= len(together)
    True
    """
    _refuse_locked(region)
    found = find_kind(region, kind)
    asked = _question(model, new, cover_minutes(found) if minutes is None else minutes, forbidden)
    asked = replace(asked, gap=gap, time_limit_s=time_limit_s, seed=seed, progress=progress)
    places = places_of(
        region, found, sites=sites, demand=demand, keep=keep, with_capacity=model == "capacitated_p_median"
    )
    state = borders if isinstance(borders, BorderState) else parse_state(borders, region, SECTOR)
    roads = Roads.of(region, travel, places)
    return solve(region, places, roads, state, asked, leave_out=leave_out, open_from=open_from)


def solve(
    region: Region,
    places: Places,
    roads: Roads,
    state: BorderState,
    asked: Question,
    *,
    leave_out: bool = False,
    open_from: float = OPEN_FROM,
) -> SitedKind:
    """Answer one question; times are at hand already.

    Raises
    ------
    InputError
        As :func:`site_kind`.
    """
    covering = asked.model in COVERING
    pairs = pairs_of(
        region, places, roads, state, cutoff_min=asked.minutes if covering else None, open_from=open_from
    )
    limit = asked.minutes if asked.model == "lscp" else np.inf
    far = (
        (places.people > 0) & ~(pairs.usable <= limit)
        if asked.model != "mclp"
        else np.zeros(len(places.people), bool)
    )
    left_out = unreached(region, places, pairs, far, state, limit, lost=roads.lost())
    if far.any() and not leave_out:
        raise InputError(left_out.problems)
    weight = np.where(far, 0.0, places.people)
    if not (weight > 0).any():
        problems = Problems("demand")
        problems.add("nobody_to_serve", expected=Text("至少一个能被服务的网格", "at least one zone that can be served"), found="0",
                     remedy=Text("补候选点、道路或人口", "add sites, roads or people"))  # fmt: skip
        problems.raise_if_any()
    try:
        siting = _run(places, pairs, weight, asked)
    except Unreachable as error:
        raise InputError(_too_few(asked, error)) from error
    return answer_of(region, places, pairs, siting, asked.model, state, asked.minutes, weight, left_out)


def _run(places: Places, pairs: Pairs, weight: Floats, asked: Question) -> Siting:
    stands = places.existing
    shared: dict[str, Any] = {
        "kept": np.arange(stands),
        "forbidden": check_ids(asked.forbidden, places.sites["site"], "forbidden"),
        "demand_ids": None,
        "site_ids": places.sites["site"].to_numpy(),
        "gap": asked.gap,
        "time_limit_s": asked.time_limit_s,
        "seed": asked.seed,
        "progress": asked.progress,
    }
    if asked.model == "lscp":
        return set_cover(pairs.minutes, weight, reach=asked.minutes, **shared)
    count = stands + int(asked.new or 0)
    if asked.model == "mclp":
        return max_cover(pairs.minutes, weight, count, reach=asked.minutes, **shared)
    if asked.model == "p_median":
        return p_median(pairs.minutes, weight, count, **shared)
    if asked.model == "p_centre":
        return p_centre(pairs.minutes, weight, count, **shared)
    kind = places.kind
    units = weight * (1.0 if kind.norm is None else kind.norm / 1000.0)
    capacity = places.sites["capacity"].to_numpy(dtype="float64")
    return capacitated_p_median(pairs.minutes, units, capacity, count, **shared)


def _refuse_locked(region: Region) -> None:
    verdict = assess(region, SITES_NEEDED)
    if not isinstance(verdict, Locked):
        return
    problems = Problems("siting")
    for need, lack in verdict.missing:
        problems.add(
            f"locked_{lack}", file=region.file_name(need.table), expected=Text(f"完整的 {need.table} 表", f"the table {need.table}, complete"),
            found=lack, remedy=Text("按数据需求清单索取后再选址", "ask for it by the data request list, then site"),
        )  # fmt: skip
    problems.raise_if_any()


def _question(model: str, new: int | None, minutes: float, forbidden: Collection[str]) -> Question:
    problems = Problems("siting")
    if model not in get_args(Model):
        problems.add("unknown_model", column="model", expected=same(" | ".join(get_args(Model))), found=model,
                     remedy=Text("改用上述模型之一", "use one of these"))  # fmt: skip
    if model != "lscp" and (new is None or new < 0):
        problems.add("no_number", column="new", expected=Text("新增点位数，不小于 0", "number of new sites, 0 or more"), found=new,
                     remedy=Text("给出 new，如 new=3", "give new, e.g. new=3"))  # fmt: skip
    if not minutes > 0:
        problems.add("bad_minutes", column="minutes", expected=Text("大于 0 的分钟数", "minutes above 0"), found=minutes,
                     remedy=Text("改正分钟数", "correct the minutes"))  # fmt: skip
    problems.raise_if_any()
    return Question(model, new, float(minutes), tuple(forbidden), 0.0, None, 0, None)


def _too_few(asked: Question, error: Unreachable) -> list[Problem]:
    problems = Problems("siting")
    remedy = str(error).rpartition(". ")[2] if ". " in str(error) else str(error)
    problems.add(
        "too_few_sites", column="new", found=f"new={asked.new}",
        expected=Text(f"能服务所有人的点位数（{len(error.demands)} 个网格够不着）", f"sites enough for everybody ({len(error.demands)} zones are left out)"),
        remedy=Text(f"增加点位、扩大规模或开放交界（{remedy}）", f"open more sites, give them more capacity, or open the border ({remedy})"),
    )  # fmt: skip
    return problems.found
