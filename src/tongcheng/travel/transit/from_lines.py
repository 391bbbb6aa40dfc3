"""A modelled timetable from lines and stations, where nobody published one: always marked so, always with a range."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.region.columns import FIRST_ROW
from tongcheng.region.gtfs.times import clock_minutes
from tongcheng.results import weakest_basis
from tongcheng.travel.ids import positions
from tongcheng.travel.transit.assumptions import (
    Case,
    assumed,
    assumptions_table,
    change_minutes,
    check_assumptions,
)
from tongcheng.travel.transit.nearby import on_sphere
from tongcheng.travel.transit.timetable import Timetable, make_timetable
from tongcheng.travel.transit.trips import SECONDS_PER_MINUTE, Trips, joined
from tongcheng.travel.transit.walking import Walking

if TYPE_CHECKING:
    from tongcheng.region import Region

_FEWEST_STOPS = 2


@dataclass(frozen=True)
class LinePlan:
    """One line as it is modelled: stations, minutes from the first, and when it leaves both ends.

    Parameters
    ----------
    line, name, mode
        As in ``lines``.
    stations
        Ids in their order; a loop ends where it begins.
    minutes
        Shape ``(stations,)``, minutes from the first, stops included.
    headway_min
        Between departures.
    first_min, last_min
        First and last departure from both ends, minutes after midnight.
    """

    line: str
    name: str
    mode: str
    stations: tuple[str, ...]
    minutes: NDArray[np.float64]
    headway_min: float
    first_min: float
    last_min: float


def timetable_from_lines(
    region: Region,
    *,
    case: Case = "central",
    assumptions: pd.DataFrame | None = None,
    span: tuple[str, str] | None = None,
    extra: Sequence[LinePlan] = (),
    phase: int = 0,
    walking: Walking | None = None,
) -> Timetable:
    """Model a day's timetable from the tables ``lines``, ``line_stops`` and ``stations``.

    What the tables state is used: ``minutes`` of stops, else ``speed_kmh`` of the line, and its ``headway_min``.
    What they do not state is assumed by mode from a table with grounds and ranges. Every open line runs both ways at
    even headways; a line that ends where it begins is a loop, and one rides over its seam.

    Parameters
    ----------
    region
        The circle.
    case
        ``central``, or the ``quick`` or ``slow`` end of the assumptions. Times under ``quick`` and ``slow`` are the
        range of a modelled figure; it covers speeds, headways and changes where they are assumed, not where they
        are stated.
    assumptions
        As :func:`assumptions_table`, the default.
    span
        First and last departure from the ends, e.g. ``("06:30", "22:30")``, in place of the assumed hours.
    extra
        Further lines, e.g. from :func:`train_plans`.
    phase
        Lines leave their ends at moments within the first headway that follow from their ids and this number;
        another number gives another timetable of the same frequency.
    walking
        How people walk; by default with the assumed minutes for a change at one station.

    Returns
    -------
    Timetable
        Its basis is ``modelled``, or ``synthetic`` if the lines are.

    Raises
    ------
    InputError
        If there is no open line with two stops, or an unknown or unplaced station, naming every row; or the
        assumptions make no sense.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> timetable = timetable_from_lines(open_region("chengdu"))
    >>> timetable.basis, timetable.runs["line"].nunique()
    ('modelled', 17)
    """
    table = assumptions_table() if assumptions is None else assumptions
    check_assumptions(table)
    plans = [*line_plans(region, case=case, assumptions=table), *extra]
    if span is not None:
        plans = [replace(plan, first_min=clock_minutes(span[0]), last_min=clock_minutes(span[1])) for plan in plans]
    stations = region["stations"].set_index("station", drop=False)
    parts = [plan_trips(plan, stations, phase) for plan in plans]
    lines = region["lines"]
    used = lines.loc[lines["line"].isin([plan.line for plan in plans]), "basis"].dropna().unique()
    return make_timetable(
        joined(parts).served(),
        date="",
        basis=weakest_basis(["modelled", *used]),
        walking=walking or Walking(same_stop_min=change_minutes(table, case)),
        notes=(
            Text(
                "模拟时刻表：按线路、车站和假定的速度、间隔推算",
                "modelled timetable, from lines, stations and assumed speeds and headways",
            ),
        ),
    )


def line_plans(region: Region, *, case: Case, assumptions: pd.DataFrame) -> list[LinePlan]:
    """Give the open lines of a circle as they are modelled.

    Raises
    ------
    InputError
        As :func:`timetable_from_lines`.
    """
    lines = region["lines"]
    lines = lines[lines["state"].fillna("open") == "open"]
    stops = region["line_stops"].sort_values(["line", "seq"], kind="stable")
    _check_stops(region, stops[stops["line"].isin(lines["line"])])
    places = region["stations"].set_index("station")[["lon", "lat"]]
    groups = dict(list(stops.groupby("line", sort=False)))
    plans = [
        _plan(line, groups[line["line"]], places, case, assumptions)
        for line in lines.to_dict("records")
        if line["line"] in groups and len(groups[line["line"]]) >= _FEWEST_STOPS
    ]
    if not plans:
        problems = Problems(region.file_name("line_stops"))
        problems.add(
            "no_lines",
            expected=Text("至少一条运营线路及其停站", "at least one open line with its stops"),
            found=f"lines: {len(lines)}, line_stops: {len(stops)}",
            remedy=Text("填报线路和停站，或导入 GTFS", "fill in lines and their stops, or import GTFS"),
        )
        problems.raise_if_any()
    return plans


def hop_minutes(km: NDArray[np.float64], assumptions: dict[str, float]) -> NDArray[np.float64]:
    """Give the minutes from stop to stop over straight distances, braking, standing and starting included."""
    run = km * assumptions["winding"] / assumptions["run_kmh"] * 60
    return np.asarray(run + assumptions["stop_loss_s"] / SECONDS_PER_MINUTE)


def straight_km(places: pd.DataFrame) -> NDArray[np.float64]:
    """Give the straight distances between places in a row, shape ``(n - 1,)``."""
    points = on_sphere(places["lon"].to_numpy(dtype="float64"), places["lat"].to_numpy(dtype="float64"))
    return np.asarray(np.sqrt((np.diff(points, axis=0) ** 2).sum(axis=1)))


def _plan(
    line: Mapping[Hashable, Any], stops: pd.DataFrame, places: pd.DataFrame, case: Case, table: pd.DataFrame
) -> LinePlan:
    stations = tuple(stops["station"])
    km = straight_km(places.loc[list(stations)])
    mode = str(line["mode"])
    rules = assumed(table, mode, float(km.mean()), case)
    hops = hop_minutes(km, rules)
    speed, headway = (_number(line.get(name)) for name in ("speed_kmh", "headway_min"))
    if np.isfinite(speed):
        hops = km * rules["winding"] / speed * 60
    stated = np.diff(stops["minutes"].to_numpy(dtype="float64", na_value=np.nan))
    hops = np.where(np.isfinite(stated) & (stated >= 0), stated, hops)
    return LinePlan(
        str(line["line"]), str(line["name"]), mode, stations, np.append(0.0, np.cumsum(hops)),
        headway if np.isfinite(headway) else rules["headway_min"], rules["first_min"], rules["last_min"],
    )  # fmt: skip


def plan_trips(plan: LinePlan, stations: pd.DataFrame, phase: int) -> Trips:
    """Give the runs of a line both ways.

    Parameters
    ----------
    plan
        The line.
    stations
        Table ``stations`` by id.
    phase
        See :func:`timetable_from_lines`.
    """
    return joined([_one_way(plan, stations, phase, backward) for backward in (False, True)])


def _one_way(plan: LinePlan, stations: pd.DataFrame, phase: int, backward: bool) -> Trips:
    ids, minutes = list(plan.stations), plan.minutes
    if backward:
        ids, minutes = ids[::-1], minutes[-1] - minutes[::-1]
    board = np.ones(len(ids), dtype=bool)
    if ids[0] == ids[-1]:  # who boards on the first round may stay on over the seam, nobody boards on the second
        ids, minutes = ids + ids[1:], np.append(minutes, minutes[-1] + minutes[1:])
        board = np.arange(len(ids)) < len(plan.stations)
    seconds = np.rint(minutes * SECONDS_PER_MINUTE).astype(np.int64)
    offset = _fraction(f"{plan.line}|{int(backward)}|{phase}") * plan.headway_min
    leaves = np.arange(plan.first_min + offset, plan.last_min + 1e-9, plan.headway_min)
    if len(leaves) == 0:
        leaves = np.array([plan.first_min])
    starts = np.rint(leaves * SECONDS_PER_MINUTE).astype(np.int64)
    times = (starts[:, None] + seconds[None, :]).astype(np.int32).ravel()
    chosen = stations.loc[list(dict.fromkeys(ids))]
    names = pd.Index(chosen["station"])
    runs = len(starts)
    return Trips(
        pd.DataFrame(
            {
                "stop": chosen["station"].to_numpy(),
                "name": chosen["name"].to_numpy(),
                "station": chosen["station"].to_numpy(),
                "lon": chosen["lon"].to_numpy(dtype="float64"),
                "lat": chosen["lat"].to_numpy(dtype="float64"),
            }
        ),
        pd.DataFrame(
            {
                "trip": [f"{plan.line}-{'b' if backward else 'a'}{number:04d}" for number in range(runs)],
                "line": plan.line,
                "name": plan.name,
                "mode": plan.mode,
                "headsign": str(stations.loc[ids[-1], "name"]),
            }
        ),
        np.arange(runs + 1, dtype=np.int64) * len(ids),
        np.tile(names.get_indexer(pd.Index(ids)).astype(np.int32), runs),
        times,
        times.copy(),
        np.tile(board, runs),
        np.ones(len(ids) * runs, dtype=bool),
    )


def _fraction(text: str) -> float:
    """Give a number of 0 to 1 that follows from a text, the same on every computer."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=6).digest(), "big") / 2**48


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) and not pd.isna(value) else float("nan")


def _check_stops(region: Region, stops: pd.DataFrame) -> None:
    problems = Problems(region.file_name("line_stops"))
    stations = region["stations"]
    place = positions(pd.Index(stations["station"]), stops["station"])
    known = np.append(
        np.isfinite(stations[["lon", "lat"]].to_numpy(dtype="float64", na_value=np.nan)).all(axis=1), False
    )
    for row in np.flatnonzero(~known[place]):
        problems.add(
            "unknown_station" if place[row] < 0 else "no_position",
            row=int(stops.index.to_numpy()[row]) + FIRST_ROW,
            column="station",
            expected=Text("stations 表中有经纬度的车站", "a station of the table stations with a position"),
            found=stops["station"].iloc[row],
            remedy=Text("改正车站编号，或补上车站及其经纬度", "correct the id, or add the station and its position"),
        )
    problems.raise_if_any()
