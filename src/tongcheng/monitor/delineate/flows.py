"""The matrix of commuters between counties, from the table of flows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.region.periods import period_end
from tongcheng.region.region import Region
from tongcheng.results import weakest_basis

Floats = NDArray[np.float64]

#: A commuter goes and returns.
TRIPS_PER_COMMUTER = 2.0

_UNITS = {"persons": 1.0, "person_trips_per_day": 1.0 / TRIPS_PER_COMMUTER}
_ALL_MODES = "all"


@dataclass(frozen=True)
class Commuters:
    """Employed residents by where they live and work.

    Parameters
    ----------
    workers
        Shape ``(counties, counties)``, persons; the diagonal works at home.
    employed
        Shape ``(counties,)``: all of them, also those who work outside the circle.
    period, basis
        Of the table; trips turned into persons are modelled at best.
    from_trips
        Whether the table holds trips, of which two are taken for one person.
    """

    workers: Floats
    employed: Floats
    period: str
    basis: str
    from_trips: bool


def commuters(region: Region) -> Commuters | None:
    """Read the newest commuting flows between counties; zones are added up to their counties.

    Returns
    -------
    Commuters or None
        None without flows of commuters between counties or zones.

    Raises
    ------
    InputError
        If one period holds persons and trips, or a unit that is neither.
    """
    flows = region["flows"]
    rows = flows[(flows["purpose"] == "commuting") & flows["level"].isin(["county", "zone"])]
    if rows.empty:
        return None
    level = "county" if (rows["level"] == "county").any() else "zone"
    rows = rows[rows["level"] == level]
    newest = max(rows["period"].unique(), key=period_end)
    rows = rows[rows["period"] == newest]
    # Where all modes are given, single modes are parts of them.
    rows = rows[rows["mode"] == _ALL_MODES] if (rows["mode"] == _ALL_MODES).any() else rows
    _refuse_units(region, flows, rows)
    unit = str(rows["unit"].iloc[0])
    places = {"county": None, "zone": region["zones"].set_index("zone")["county"]}[level]
    ends = [rows[name] if places is None else rows[name].map(places) for name in ("origin", "destination")]
    index = pd.Index(region["counties"]["county"])
    home, work = (index.get_indexer(pd.Index(end)) for end in ends)
    value = rows["value"].to_numpy(dtype=np.float64) * _UNITS[unit]
    count = len(index)
    here = home >= 0
    both = here & (work >= 0)
    workers = np.zeros((count, count))
    np.add.at(workers, (home[both], work[both]), value[both])
    employed = np.bincount(home[here], weights=value[here], minlength=count).astype(np.float64)
    trips = unit != "persons"
    bases = [str(basis) for basis in rows["basis"].unique()]
    return Commuters(workers, employed, str(newest), weakest_basis([*bases, "modelled"] if trips else bases), trips)


def _refuse_units(region: Region, flows: pd.DataFrame, rows: pd.DataFrame) -> None:
    units = sorted(str(unit) for unit in rows["unit"].unique())
    if len(units) == 1 and units[0] in _UNITS:
        return
    problems = Problems(region.file_name("flows"))
    usual = rows["unit"].value_counts().index[0]
    odd = rows[~rows["unit"].isin(_UNITS) | (rows["unit"] != usual)]
    for label, row in odd.iterrows():
        problems.add(
            "different_unit",
            row=int(np.flatnonzero(flows.index == label)[0]) + 2,
            column="unit",
            expected=Text(f"同一时期只用一种单位（{usual}；人次不是人）", f"one unit for a period ({usual}); trips are not persons"),
            found=f"{row['origin']} → {row['destination']}: {row['unit']}",
            remedy=Text("统一为人，或统一为人次", "give all as persons, or all as trips"),
        )  # fmt: skip
    problems.raise_if_any()
