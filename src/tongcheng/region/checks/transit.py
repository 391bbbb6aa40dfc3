"""Checks of lines, their stops, and timetables."""

from __future__ import annotations

import numpy as np

from tongcheng.errors import InputError
from tongcheng.language import Text
from tongcheng.region.checks.circle import Circle
from tongcheng.region.checks.model import Offenders, check


@check("warning", Text("线路停站顺序有缺号", "The stops of a line have gaps"))
def line_stop_gaps(circle: Circle, offenders: Offenders) -> None:
    """Find stops whose number does not follow the one before, and lines with fewer than two stops."""
    stops = circle["line_stops"].assign(row=np.arange(len(circle["line_stops"])))
    ordered = stops.dropna(subset=["line", "seq"]).sort_values(["line", "seq"], kind="stable")
    step = ordered.groupby("line")["seq"].diff()
    before = (ordered["seq"] - step).astype("Int64")
    gaps = ordered.assign(before=before)[(step > 1).fillna(value=False)].set_index("row")
    offenders.rows(
        "line_stops",
        gaps.index.to_numpy(dtype=np.intp),
        expected=lambda row: Text(
            f"接在 {gaps['before'][row]} 之后的序号", f"the number after {gaps['before'][row]}"
        ),
        found="seq",
        remedy=Text("补上缺少的车站，或重排序号", "add the missing station, or number the stops again"),
    )
    count = circle["lines"]["line"].map(ordered.groupby("line").size()).fillna(0)
    offenders.rows(
        "lines",
        (count == 1).to_numpy(),
        expected=Text("至少两站", "at least two stops"),
        found="line",
        remedy=Text("补上停站", "add the stops"),
    )


@check("error", Text("线路时间倒退", "The minutes of a line fall"))
def line_minutes_fall(circle: Circle, offenders: Offenders) -> None:
    """Find stops that a line reaches earlier than the stop before."""
    stops = circle["line_stops"].assign(row=np.arange(len(circle["line_stops"])))
    ordered = stops.dropna(subset=["line", "seq", "minutes"]).sort_values(["line", "seq"], kind="stable")
    fall = ordered.groupby("line")["minutes"].diff()
    bad = ordered.assign(before=ordered["minutes"] - fall)[fall < 0].set_index("row")
    offenders.rows(
        "line_stops",
        bad.index.to_numpy(dtype=np.intp),
        expected=lambda row: Text(f"不小于 {bad['before'][row]:g} 分钟", f"at least {bad['before'][row]:g} minutes"),
        found="minutes",
        remedy=Text("改正时间或停站顺序", "correct the minutes or the order of the stops"),
    )


@check("error", Text("时刻表无法读取或没有班次", "A timetable cannot be read, or has no service"))
def feeds(circle: Circle, offenders: Offenders) -> None:
    """Find GTFS feeds that cannot be read, and feeds in which nothing runs on any day."""
    from tongcheng.region.gtfs import read_gtfs

    for name, path in circle.region.feeds.items():
        try:
            runs = bool((read_gtfs(path).trips_per_day() > 0).any())
        except InputError as error:
            for problem in error.problems:
                offenders.add(
                    "line_stops",
                    problem.row - 2 if problem.row is not None else None,
                    file=f"{name}.zip/{problem.file}",
                    column=problem.column,
                    expected=problem.expected,
                    found=problem.found,
                    remedy=problem.remedy,
                )
            continue
        if not runs:
            offenders.add(
                "line_stops",
                None,
                file=f"{name}.zip",
                column="calendar",
                expected=Text("至少一天有班次", "trips on at least one day"),
                found="0",
                remedy=Text("向运营单位索取有效期内的时刻表", "ask the operator for a timetable that is in force"),
            )


CHECKS = (line_stop_gaps, line_minutes_fall, feeds)
