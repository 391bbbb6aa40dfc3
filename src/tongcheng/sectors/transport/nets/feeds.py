"""The timetables that say something about trains: which of them is whole, and which belongs to another place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.region.gtfs import Feed, read_gtfs
from tongcheng.region.region import Region
from tongcheng.results import Basis, weakest_basis
from tongcheng.travel.transit import Timetable, feed_timetable

#: A feed none of whose stops lies within this distance of a zone is of another place.
ELSEWHERE_KM = 10.0

_KM_PER_DEGREE = 111.2


@dataclass(frozen=True)
class TrainTimetable:
    """A day on which trains run.

    Parameters
    ----------
    name
        Name of the feed.
    timetable
        Its busiest day.
    whole
        Whether it holds every open railway line of the circle. Trains that are missing from one that is not whole
        may run all the same, so that nothing is counted in it.
    """

    name: str
    timetable: Timetable
    whole: bool


def read_feeds(region: Region) -> dict[str, Feed]:
    """Read the feeds of a circle.

    Raises
    ------
    InputError
        Naming every feed of another place.
    """
    feeds = {name: read_gtfs(path) for name, path in region.feeds.items()}
    problems = Problems("gtfs")
    for name, feed in feeds.items():
        _check_place(region, name, feed, problems)
    problems.raise_if_any()
    return feeds


def train_timetable(region: Region, feeds: dict[str, Feed]) -> TrainTimetable | None:
    """Choose the timetable that tells of trains: a whole one if there is any, else the newest with trains in it."""
    lines = region["lines"]
    rail = set(lines.loc[(lines["mode"] == "rail") & (lines["state"].fillna("open") == "open"), "line"])
    found = []
    for name, feed in sorted(feeds.items()):
        timetable = feed_timetable(feed, basis=_basis(region, feed))
        if (timetable.runs["mode"] == "rail").any():
            whole = bool(rail) and rail <= set(feed.routes["route_id"])
            found.append(TrainTimetable(name, timetable, whole))
    return max(found, key=lambda one: (one.whole, one.timetable.date), default=None)


def _basis(region: Region, feed: Feed) -> Basis:
    if region.fictional:
        return "synthetic"
    stations = region["stations"]
    own = stations.loc[stations["station"].isin(feed.stops["stop_id"]), "basis"].dropna().unique()
    return weakest_basis(own) if len(own) else "observed"


def _check_place(region: Region, name: str, feed: Feed, problems: Problems) -> None:
    zones = region["zones"]
    here = _placed(zones["lon"], zones["lat"])
    stops = _placed(feed.stops["stop_lon"], feed.stops["stop_lat"])
    if len(here) == 0 or len(stops) == 0:
        return
    scale = _KM_PER_DEGREE * np.array([np.cos(np.radians(here[:, 1].mean())), 1.0])
    km = float(np.min(cKDTree(here * scale).query(stops * scale)[0]))
    if km <= ELSEWHERE_KM:
        return
    (west, south), (east, north) = here.min(axis=0).tolist(), here.max(axis=0).tolist()
    problems.add(
        "feed_elsewhere",
        file=f"gtfs/{name}.zip",
        column="stop_lon, stop_lat",
        expected=Text(
            f"本都市圈（东经 {west:.2f}–{east:.2f}、北纬 {south:.2f}–{north:.2f}）内的站点",
            f"stops in this circle ({west:.2f} to {east:.2f} E, {south:.2f} to {north:.2f} N)",
        ),
        found=f"{stops[:, 0].min():.2f}–{stops[:, 0].max():.2f}, {stops[:, 1].min():.2f}–{stops[:, 1].max():.2f} "
        f"({km:,.0f} km)",
        remedy=Text(
            "换用本都市圈的时刻表；或检查经纬度是否颠倒、坐标系是否为 WGS84",
            "use a timetable of this circle, or check for swapped coordinates and another datum",
        ),
    )


def _placed(lon: pd.Series[float], lat: pd.Series[float]) -> NDArray[np.float64]:
    places = np.column_stack([column.to_numpy(dtype="float64", na_value=np.nan) for column in (lon, lat)])
    return np.asarray(places[np.isfinite(places).all(axis=1)])
