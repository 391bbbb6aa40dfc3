"""What new lines and other services change for people on foot and by public transport.

The lines of before and after make their timetables in the same way (:mod:`tongcheng.travel.transit.from_lines`), so
that the difference is the project and not the change from a published timetable to a modelled one. Nobody knows the
trips by public transport between zones, so that no time saved is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from tongcheng.region.edits import Scenario, apply
from tongcheng.region.gtfs import read_gtfs
from tongcheng.region.region import Region
from tongcheng.sectors.transport.worth.demand import NoTrips
from tongcheng.sectors.transport.worth.network import Ms
from tongcheng.sectors.transport.worth.projects import LINE_EDITS
from tongcheng.sectors.transport.worth.scene import Scene
from tongcheng.sectors.transport.worth.sums import Gains, Sums
from tongcheng.sectors.transport.worth.tally import Tally
from tongcheng.travel.encoding import MS_PER_MINUTE
from tongcheng.travel.transit import timetable_from_lines, train_plans, transit_times
from tongcheng.travel.transit.assumptions import Case
from tongcheng.travel.transit.of_region import covers_lines

#: The time that half of the departures of the morning hour do not exceed.
PERCENTILE = 50.0
DEPARTURES = ("07:00", "08:00")

#: Expected, low and high: the ends of what is assumed about speeds, headways and changes.
_CASES: tuple[Case, ...] = ("central", "slow", "quick")
_ROWS = 256


@dataclass(frozen=True)
class LineGains:
    """What projects with edits of lines bring.

    Parameters
    ----------
    tally
        Knows the columns.
    found
        Gains by project.
    """

    tally: Tally
    found: tuple[Gains, ...]


def line_gains(region: Region, scene: Scene, scenarios: Mapping[str, Scenario], cutoff_min: float) -> LineGains:
    """Value the edits of lines in some projects.

    Parameters
    ----------
    region, scene
        The circle.
    scenarios
        Edits by project; only those of lines count here.
    cutoff_min
        Longer times do not count.
    """
    tally = Tally(scene, NoTrips(), round(cutoff_min * MS_PER_MINUTE))
    own = {
        project: Scenario(scenario.name, tuple(edit for edit in scenario if isinstance(edit, LINE_EDITS)))
        for project, scenario in scenarios.items()
    }
    own = {project: scenario for project, scenario in own.items() if len(scenario)}
    if not own:
        return LineGains(tally, ())
    before = _times(region, scene, cutoff_min)
    return LineGains(tally, tuple(_gains(region, tally, before, own, cutoff_min)))


def _gains(
    region: Region, tally: Tally, before: list[tuple[Ms, ...]], own: Mapping[str, Scenario], cutoff_min: float
) -> Iterator[Gains]:
    count = len(tally.scene.city)
    for project, scenario in own.items():
        after = _times(apply(region, scenario), tally.scene, cutoff_min)
        total = Sums(project, tally.scene, len(tally.columns))
        for start in range(0, count, _ROWS):
            rows = slice(start, min(start + _ROWS, count))
            old, new = ([tuple(times[rows] for times in case) for case in side] for side in (before, after))
            trips = np.zeros((2, rows.stop - rows.start, 0), dtype=np.float32)
            total.add(np.arange(rows.start, rows.stop), tally.difference(rows, old, new, trips))
        yield total.gains()


def _times(region: Region, scene: Scene, cutoff_min: float) -> list[tuple[Ms, ...]]:
    """Give ms from all zones to the zones and each kind of facility, for each end of the assumptions."""
    feeds = [read_gtfs(path) for path in region.feeds.values()]
    covered = any(covers_lines(scene.region, feed) for feed in feeds)
    result = []
    for case in _CASES:
        extra = [] if covered else [plan for feed in feeds for plan in train_plans(region, feed, case=case)]
        once = {plan.line: plan for plan in extra}
        timetable = timetable_from_lines(region, case=case, extra=list(once.values()))
        found = []
        for frame in (None, *(target.frame for target in scene.targets)):
            times = transit_times(
                region, timetable, to=frame, departures=DEPARTURES, percentiles=(PERCENTILE,), cutoff_min=cutoff_min
            ).at(PERCENTILE)
            ms = np.empty(times.shape, dtype=np.uint32)
            for rows in times.slices():
                times.source.fill(rows, ms[rows])
            found.append(ms)
        result.append(tuple(found))
    return result
