"""Travel in one circle: networks and times that are made when first asked for and then shared."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import pandas as pd

from tongcheng.region import Region
from tongcheng.travel.driving import DriveNetwork, drive_network
from tongcheng.travel.times import Times, drive_times
from tongcheng.travel.transit import Timetable, region_timetable

Progress = Callable[[str, float], None]

#: Times between zones end here.
CUTOFF_MIN = 60.0


class CircleTravel:
    """The roads and timetables of a circle, and the times that several parts of a run ask for.

    Nothing is made before it is asked for, and nothing twice: the network is the slow part.

    Parameters
    ----------
    region
        The circle; not changed.
    progress
        Called with the name of the step and the part of it that is done.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> CircleTravel(open_region("chengdu")).timetable is None
    False
    """

    def __init__(self, region: Region, *, progress: Progress | None = None) -> None:
        self.region = region
        self.progress = progress
        self._made: dict[str, Times] = {}

    @cached_property
    def network(self) -> DriveNetwork:
        """Roads with a hierarchy.

        Raises
        ------
        InputError
            If the road tables cannot be used.
        """
        return drive_network(self.region, progress=self.progress)

    @cached_property
    def timetable(self) -> Timetable | None:
        """One day of public transport, or None in a circle without any."""
        if not len(self.region["line_stops"]) and not self.region.feeds:
            return None
        return region_timetable(self.region)

    @property
    def zones(self) -> Times:
        """Driving times between all zones, up to ``CUTOFF_MIN``."""
        return self._times("zones", None)

    def to(self, name: str, frame: pd.DataFrame) -> Times:
        """Give driving times from all zones to places, made once for each name.

        Parameters
        ----------
        name
            Of the places; the same name means the same frame.
        frame
            Ids in the first column, ``lon`` and ``lat``.
        """
        return self._times(f"to {name}", frame)

    @property
    def notes(self) -> pd.DataFrame:
        """Places of the times made so far that are off the network or far from it, with the reason."""
        columns = {"place": "str", "role": "str", "reason": "str", "component": "Int64", "distance_km": "float64"}
        frames = [times.notes for times in self._made.values() if len(times.notes)]
        if not frames:
            return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in columns.items()})
        return pd.concat(frames, ignore_index=True).drop_duplicates(["place", "role"], ignore_index=True)

    def _times(self, key: str, frame: pd.DataFrame | None) -> Times:
        if key not in self._made:
            self._made[key] = drive_times(
                self.region, to=frame, cutoff_min=CUTOFF_MIN, network=self.network, progress=self.progress
            )
        return self._made[key]
