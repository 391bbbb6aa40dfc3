"""Trains between the cities of a circle from published counts of pairs a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from tongcheng.region.gtfs.times import clock_minutes
from tongcheng.travel.transit.assumptions import Case, assumed, assumptions_table
from tongcheng.travel.transit.from_lines import LinePlan

if TYPE_CHECKING:
    from tongcheng.region import Region
    from tongcheng.region.gtfs import Feed

_QUANTILE: dict[Case, float] = {"central": 0.5, "quick": 0.0, "slow": 1.0}


class _Rides(NamedTuple):
    """The two stations of two cities between which most trains of a feed run, and the minutes of each train."""

    start: str
    end: str
    minutes: pd.Series[float]


def train_plans(
    region: Region,
    feed: Feed,
    *,
    case: Case = "central",
    assumptions: pd.DataFrame | None = None,
    first: str | None = None,
) -> list[LinePlan]:
    """Model the trains between pairs of cities whose number a day is published.

    The number is the latest ``train_pairs`` in ``figures`` with a subject of two cities, such as ``510100-510600``,
    the interval the latest ``train_interval``; without one the trains are spread over the assumed hours. They run
    between the two stations that most trains of the feed join, in the median of their minutes (``quick``: the
    shortest, ``slow``: the longest), without other stops. A pair that no train of the feed joins is left out.

    Parameters
    ----------
    region
        The circle, with ``figures`` and ``stations``.
    feed
        A railway timetable, also an old or incomplete one, with the ids of ``stations``.
    case, assumptions
        See :func:`tongcheng.travel.transit.from_lines.timetable_from_lines`.
    first
        First departure, e.g. ``"06:20"``, in place of the assumed one.

    Returns
    -------
    list of LinePlan
        One per pair of cities, for ``timetable_from_lines(…, extra=…)``; the ids are ``trains:510100-510600``.
    """
    figures = region["figures"]
    rules = assumed(assumptions_table() if assumptions is None else assumptions, "rail", 0.0, case)
    begin = rules["first_min"] if first is None else clock_minutes(first)
    plans = []
    for subject, pairs in _latest(figures, "train_pairs").items():
        cities = subject.split("-")
        if len(cities) != 2 or not set(cities) <= set(region["cities"]["city"]):
            continue
        rides = _rides(region["stations"], feed, cities[0], cities[1])
        if rides is None or pairs < 1:
            continue
        count = round(pairs)
        interval = _latest(figures, "train_interval").get(subject, (rules["last_min"] - begin) / max(1, count - 1))
        names = region["cities"].set_index("city")["name"]
        plans.append(
            LinePlan(
                f"trains:{subject}",
                f"{names[cities[0]]}—{names[cities[1]]}动车",
                "rail",
                (rides.start, rides.end),
                np.array([0.0, float(rides.minutes.quantile(_QUANTILE[case]))]),
                interval,
                begin,
                begin + interval * count - 1e-6,
            )
        )
    return plans


def _latest(figures: pd.DataFrame, attribute: str) -> dict[str, float]:
    rows = figures[(figures["attribute"] == attribute) & figures["value"].notna()]
    rows = rows.sort_values("as_of", kind="stable").drop_duplicates("subject", keep="last")
    return {str(subject): float(value) for subject, value in zip(rows["subject"], rows["value"], strict=True)}


def _rides(stations: pd.DataFrame, feed: Feed, start: str, end: str) -> _Rides | None:
    """Find direct rides from one city to the other in a feed, whatever their day."""
    city = stations.set_index("station")["city"]
    calls = feed.stop_times[["trip_id", "stop_id", "stop_sequence", "arrival_min", "departure_min"]]
    calls = calls.assign(city=calls["stop_id"].map(city))
    pairs = calls[calls["city"] == start].merge(calls[calls["city"] == end], on="trip_id", suffixes=("_on", "_off"))
    pairs = pairs[pairs["stop_sequence_on"] < pairs["stop_sequence_off"]]
    if len(pairs) == 0:
        return None
    minutes = pairs["arrival_min_off"] - pairs["departure_min_on"]
    counts = pairs.groupby(["stop_id_on", "stop_id_off"]).size()
    chosen: Any = counts.sort_index().idxmax()
    here = (pairs["stop_id_on"] == chosen[0]) & (pairs["stop_id_off"] == chosen[1])
    return _Rides(str(chosen[0]), str(chosen[1]), minutes[here])
