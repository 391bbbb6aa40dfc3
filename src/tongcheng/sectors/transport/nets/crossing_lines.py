"""Lines of urban rail and buses that cross a border, and what the rail lines offer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from tongcheng.region.border_facts import URBAN_RAIL_MODES
from tongcheng.region.region import Region
from tongcheng.results import weakest_basis
from tongcheng.sectors.transport.dates import newest_date
from tongcheng.travel.transit import Timetable, assumptions_table, line_service
from tongcheng.travel.transit.assumptions import Case
from tongcheng.travel.transit.from_lines import LinePlan, line_plans

_BUS_MODES = ("bus", "brt")
_COLUMNS = (
    "border", "line", "name", "mode", "stations", "start", "end", "minutes", "minutes_low", "minutes_high", "headway",
    "headway_low", "headway_high", "first", "last", "runs", "stated", "year", "basis",
)  # fmt: skip


def lines_across(region: Region) -> pd.DataFrame:
    """Give the open lines with two stops in a row in different cities.

    Returns
    -------
    pandas.DataFrame
        ``line border mode``, once per line and border; a border is ``A|B`` in the order of ``cities``.
    """
    stops = region["line_stops"].sort_values(["line", "seq"], kind="stable")
    lines = region["lines"].drop_duplicates("line").set_index("line")
    open_lines = lines.index[lines["state"].fillna("open") == "open"]
    city = region["stations"].drop_duplicates("station").set_index("station")["city"]
    order = pd.Series(np.arange(len(region["cities"])), index=region["cities"]["city"])
    rank = stops["station"].map(city).map(order)
    after = rank.groupby(stops["line"]).shift(-1)
    crosses = rank.notna() & after.notna() & (rank != after) & stops["line"].isin(open_lines)
    ends = np.sort(np.column_stack([rank[crosses], after[crosses]]).astype(np.intp), axis=1)
    names = order.index.to_numpy(dtype=object)
    frame = pd.DataFrame(
        {
            "line": stops.loc[crosses, "line"].to_numpy(),
            "border": pd.Series([f"{names[a]}|{names[b]}" for a, b in ends], dtype="str"),
        }
    )
    return frame.assign(mode=frame["line"].map(lines["mode"])).drop_duplicates(ignore_index=True)


def bus_lines_across(region: Region) -> pd.Series[float]:
    """Count bus lines by border; borders without any are absent."""
    across = lines_across(region)
    return across[across["mode"].isin(_BUS_MODES)].groupby("border").size().astype("float64")


def urban_rail_across(region: Region, timetable: Timetable | None) -> pd.DataFrame:
    """Say what the urban rail lines across the borders offer.

    From the timetable where it is one of a day; else modelled from the stations of the line, with the range of the
    assumptions (:func:`tongcheng.travel.transit.assumptions_table`). What ``lines`` and ``line_stops`` state
    themselves is taken as it is.

    Parameters
    ----------
    region
        The circle.
    timetable
        Of the circle; None without any.

    Returns
    -------
    pandas.DataFrame
        One row per line and border: ``border line name mode stations start end``; ``minutes`` from end to end and
        ``headway``, each with ``_low`` and ``_high`` where modelled; ``first last`` (minutes after midnight), ``runs``
        (in the busier direction, NaN where modelled), ``stated`` (which of ``headway`` and ``minutes`` the tables
        state), ``year basis``.
    """
    across = lines_across(region)
    across = across[across["mode"].isin(URBAN_RAIL_MODES)]
    if across.empty:
        return pd.DataFrame(columns=list(_COLUMNS))
    dated = timetable is not None and bool(timetable.date)
    offers = _timed(timetable) if dated and timetable is not None else _modelled(region)
    lines = region["lines"].drop_duplicates("line").set_index("line")
    rows = [
        {**row, "name": str(lines["name"][row["line"]]), **offers[row["line"]]}
        for row in across.to_dict("records")
        if row["line"] in offers
    ]
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def _timed(timetable: Timetable) -> dict[str, dict[str, Any]]:
    """Give what each line offers on a day: its commonest course, first and last of all courses."""
    service = line_service(timetable)
    offers = {}
    for line, courses in service.groupby("line", sort=True):
        common = courses.sort_values(["runs", "start"], ascending=[False, True], kind="stable").iloc[0]
        offers[str(line)] = {
            "stations": int(common["stops"]),
            "start": _station_name(timetable, common["start"]),
            "end": _station_name(timetable, common["end"]),
            "minutes": float(common["ride_min"]),
            "headway": float(common["headway_min"]),
            "first": float(courses["first_min"].min()),
            "last": float(courses["last_min"].max()),
            "runs": float(common["runs"]),
            "stated": "timetable",
            "year": timetable.date,
            "basis": timetable.basis,
        }
    return offers


def _modelled(region: Region) -> dict[str, dict[str, Any]]:
    """Give what each line offers by its model: the middle, and the ends of the assumptions."""
    table = assumptions_table()
    cases: tuple[Case, ...] = ("central", "quick", "slow")
    plans = {case: {plan.line: plan for plan in line_plans(region, case=case, assumptions=table)} for case in cases}
    names = region["stations"].drop_duplicates("station").set_index("station")["name"]
    lines = region["lines"].drop_duplicates("line").set_index("line")
    return {
        line: {
            **_plan_offer(plan, {case: plans[case][line] for case in cases}),
            "stated": _stated(region, lines, line),
            "stations": len(plan.stations),
            "start": str(names[plan.stations[0]]),
            "end": str(names[plan.stations[-1]]),
            "year": newest_date(region, region["lines"][region["lines"]["line"] == line]),
            "basis": weakest_basis(["modelled", str(lines["basis"][line])]),
        }
        for line, plan in plans["central"].items()
    }


def _plan_offer(plan: LinePlan, by_case: Mapping[Case, LinePlan]) -> dict[str, float]:
    minutes = {case: float(one.minutes[-1]) for case, one in by_case.items()}
    headway = {case: one.headway_min for case, one in by_case.items()}
    return {
        "minutes": minutes["central"],
        "minutes_low": minutes["quick"],
        "minutes_high": minutes["slow"],
        "headway": headway["central"],
        "headway_low": headway["quick"],
        "headway_high": headway["slow"],
        "first": plan.first_min,
        "last": plan.last_min,
        "runs": np.nan,
    }


def _stated(region: Region, lines: pd.DataFrame, line: str) -> str:
    known = ["headway"] if pd.notna(lines["headway_min"][line]) else []
    stops = region["line_stops"]
    timed = stops.loc[stops["line"] == line, "minutes"].notna().all() or pd.notna(lines["speed_kmh"][line])
    return ";".join([*known, "minutes"] if timed else known)


def _station_name(timetable: Timetable, station: str) -> str:
    stops = timetable.stops
    found = stops.loc[(stops["station"] == station) | (stops["stop"] == station), "name"]
    return str(found.iloc[0]) if len(found) else str(station)
