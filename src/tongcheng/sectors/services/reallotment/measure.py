"""The plans of all kinds that a circle's data open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.region.age_groups import known_groups
from tongcheng.region.columns import FIRST_ROW
from tongcheng.region.lookup import nearest_id
from tongcheng.region.region import Region
from tongcheng.region.unlock import split
from tongcheng.results import Locked, Need, Results, make_results
from tongcheng.sectors.found import Found
from tongcheng.sectors.needs import BORDERS, NODES, ROADS
from tongcheng.sectors.services.gates import Supply, supply_of
from tongcheng.sectors.services.kinds import ServiceKind, kinds_of
from tongcheng.sectors.services.reallotment.conflicts import refuse
from tongcheng.sectors.services.reallotment.figures import figures
from tongcheng.sectors.services.reallotment.growth import growth
from tongcheng.sectors.services.reallotment.indicators import NEED, REALLOTMENT_INDICATORS
from tongcheng.sectors.services.reallotment.moves import moves
from tongcheng.sectors.services.reallotment.options import Options, unknown_kind
from tongcheng.sectors.services.reallotment.plan import Reallotment, first_year, plan_kind
from tongcheng.sectors.services.reallotment.stock import stock_of
from tongcheng.sectors.services.reallotment.tables import by_kind, shared_lack, yearly
from tongcheng.sectors.services.states import ground_of
from tongcheng.sectors.services.unit_costs import UnitCost, cost_columns, published_unit_costs, unit_cost
from tongcheng.travel.circle import CircleTravel

Tables = Mapping[str, pd.DataFrame]


def measure_reallotment(
    region: Region, travel: CircleTravel, tables: Tables | None = None, *, options: Options | None = None
) -> Found:
    """Plan what moves or grows, year by year, until every county has what its residents need.

    Parameters
    ----------
    region
        The circle.
    travel
        Its travel; times are made only for kinds whose access is open.
    tables
        Of the parts before; the load of facilities in ``service_facilities`` is read where it is there.
    options
        Pace and order; every default is an assumption and stands in the table ``service_reallotment_rules``.

    Returns
    -------
    Found
        Figures by county, city and circle, and the tables ``service_reallotment`` (by place and year),
        ``service_reallotment_kinds`` (by kind, with bound and cost), ``service_moves`` (from whom to whom),
        ``service_growth`` (which facilities), ``service_lack_states`` (what sharing makes unnecessary),
        ``service_listed`` (projects that count) and ``service_reallotment_rules``.

    Raises
    ------
    InputError
        If an option cannot be, a kind is unknown, or a promise can be kept by nobody; with whose conditions conflict.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> circle = open_region("chengdu")
    >>> found = measure_reallotment(circle, CircleTravel(circle))
    >>> len(found.results.frame), dict(found.tables)
    (0, {})
    """
    options = options or Options()
    unlocked, locked = split(region, REALLOTMENT_INDICATORS)
    if NEED.indicator not in unlocked:
        options.check()
        return Found(Results(make_results([]), locked))
    plans, missing = reallot(region, travel, options)
    frames = [figures(region.name, plan) for plan in plans]
    rows = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()
    kept = rows[rows["indicator"].isin(list(unlocked))] if len(rows) else rows
    return Found(Results(make_results(kept), (*locked, *missing)), _tables(region, plans, tables or {}, options))


def reallot(region: Region, travel: CircleTravel, options: Options) -> tuple[list[Reallotment], tuple[Locked, ...]]:
    """Plan every kind, or those that the options name.

    Returns
    -------
    list of Reallotment and tuple of Locked
        The plans, and what the other kinds lack.

    Raises
    ------
    InputError
        As :func:`measure_reallotment`.
    """
    options.check()
    kinds = _wanted(region, options)
    costs = published_unit_costs(region)
    plans, missing = [], []
    for kind in kinds:
        supply = supply_of(region, kind, NEED)
        opened, lacks = _opened(supply, options)
        if lacks:
            missing += lacks
            continue
        ground = ground_of(region, travel, supply, [], {}) if opened else None
        stock = stock_of(region, supply, ground, options.judged_by(kind))
        known = unit_cost(costs, kind.kind)
        price = options.unit_cost.get(kind.kind, None if known is None else known.value)
        plans.append(plan_kind(region, stock, options, unit_cost=price))
    refuse(plans, options.line)
    return plans, tuple(missing)


def _wanted(region: Region, options: Options) -> list[ServiceKind]:
    kinds = list(kinds_of(region))
    if options.kinds is None:
        return kinds
    problems = Problems("options")
    by_name = {kind.kind: kind for kind in kinds}
    for name in options.kinds:
        if name not in by_name:
            unknown_kind(name, list(by_name), nearest_id(name, by_name), problems)
    chosen = [by_name[name] for name in options.kinds if name in by_name]
    for kind in chosen:
        if supply_of(region, kind, NEED).people is None:
            _name_unknown_ages(region, kind, problems)
    problems.raise_if_any()
    return chosen


def _name_unknown_ages(region: Region, kind: ServiceKind, problems: Problems) -> None:
    known = ("all", *known_groups(region["residents"]))
    rows = region["service_kinds"]
    at = np.flatnonzero((rows["kind"] == kind.kind).to_numpy())
    problems.add(
        "unknown_age_group", file=region.file_name("service_kinds"), row=int(at[0]) + FIRST_ROW, column="norm_group",
        expected=Text(f"residents 表已有的人群：{'、'.join(known)}", f"a group of residents: {', '.join(known)}"),
        found=kind.group, remedy=Text("补该年龄组的人口，或改用已有人群", "add residents of that group, or use one that is there"),
    )  # fmt: skip


def _opened(supply: Supply, options: Options) -> tuple[bool, list[Locked]]:
    """Tell whether access is open too, and what is missing for the plan of a kind."""
    kind = supply.kind
    if supply.capacity is None or supply.people is None or supply.unlisted or not supply.year:
        return False, list(supply.locked)
    if not (supply.facilities["capacity"] > 0).any():
        return False, list(supply.locked)
    opened = supply.access is not None
    if not opened and options.judged_by(kind) == "residents":
        needs = (ROADS, NODES, BORDERS, Need("facilities", ("lon", "lat"), (("kind", kind.kind),)))
        label = Text(
            f"{kind.name.zh}：再配置（按居民可得）", f"{kind.name.en}: re-allotment by what residents can use"
        )
        return False, [
            Locked(replace(NEED, needs=needs, label=label), tuple((need, "missing") for need in needs[:1]))
        ]
    return opened, []


def _tables(
    region: Region, plans: Sequence[Reallotment], before: Tables, options: Options
) -> dict[str, pd.DataFrame]:
    found = list(plans)
    if not found:
        return {}
    costs = published_unit_costs(region)
    kinds = by_kind(found)
    money = [cost_columns(_priced(options, costs, row["kind"]), row["built"]) for row in kinds.to_dict("records")]
    made = {
        "service_reallotment": yearly(region.name, found),
        "service_reallotment_kinds": pd.concat([kinds, pd.DataFrame(money)], axis=1),
        "service_moves": moves(region, found),
        "service_growth": growth(found, _crowding(before)),
        "service_lack_states": shared_lack(found),
        "service_listed": pd.DataFrame([row for plan in found for row in plan.projects]),
        "service_reallotment_rules": options.rules(min(first_year(plan.stock, options) for plan in found)),
    }
    return {name: table for name, table in made.items() if len(table)}


def _priced(options: Options, costs: pd.DataFrame, kind: str) -> UnitCost | None:
    """Give the cost of a unit: the one that is given, else what the circle published."""
    given = options.unit_cost.get(kind)
    if given is None:
        return unit_cost(costs, kind)
    return UnitCost(
        given, given, given, (), "", "modelled", Text("按给定的单位造价", "from the cost of a unit that was given")
    )


def _crowding(tables: Tables) -> dict[str, pd.Series[float]]:
    rows = tables.get("service_facilities")
    if rows is None or "load_today" not in rows:
        return {}
    return {str(kind): own.set_index("facility")["load_today"] for kind, own in rows.groupby("kind", sort=True)}
