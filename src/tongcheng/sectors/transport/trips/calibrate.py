"""Bring the model to what an office knows: a table of commuting flows, or one published total."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tongcheng.errors import InputError, Problem, Problems
from tongcheng.language import Text
from tongcheng.methods.gravity import Deterrence, Fit, Kind, calibrate, common_share, fit_poisson, slopes_of
from tongcheng.sectors.transport.trips.model import Margins, Model, Zones, coarser, spread
from tongcheng.sectors.transport.trips.observed import PERSONS, PURPOSE, TRIPS_PER_COMMUTER, Observed, Total

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

KINDS: tuple[Kind, ...] = ("exponential", "power")

#: Where the search begins: decay per minute or exponent, and trips across over what the times alone would give.
_FIRST: dict[Kind, float] = {"exponential": 0.1, "power": 2.0}
_FIRST_BORDER = 0.5

_NORMAL_95 = 1.96

#: Zones of the first, rough search.
_FEW = 400


@dataclass(frozen=True)
class Calibration:
    """How people commute in this circle, and on what that rests. It says nothing of trips with another purpose.

    Parameters
    ----------
    deterrence
        How commuting falls with the minutes.
    border_factor
        Commuters across a border between cities over those that the minutes alone would give; 1 where it is unknown.
    border_low, border_high
        Its 95 % interval.
    commuters
        Persons.
    level, homes, works
        Level of the observed margins (``county``, ``city``, ``zone``), and persons by home and by work in the order of
        the places of that level; for ``region`` they follow residents and jobs.
    source
        ``flows`` or the id of the figure.
    period, basis
        Of the data.
    common
        Common part of observed and modelled commuters, 0 to 1; NaN for one total.
    purpose
        Always commuting.
    """

    deterrence: Deterrence
    border_factor: float
    border_low: float
    border_high: float
    commuters: float
    level: str
    homes: tuple[float, ...]
    works: tuple[float, ...]
    source: str
    period: str
    basis: str
    common: float
    purpose: str = PURPOSE

    def refuse(self, purpose: str) -> None:
        """Refuse any purpose but commuting.

        Raises
        ------
        InputError
            Saying what the calibration is worth, and what would be needed.
        """
        if purpose == self.purpose:
            return
        raise InputError(
            [
                Problem(
                    "wrong_purpose",
                    self.source,
                    Text(
                        "只用于通勤：标定数据是通勤流，就医、购物、公务等出行的距离和数量都不同",
                        "commuting only: it was calibrated to commuting; trips to hospitals, shops or meetings differ in "
                        "length and number",
                    ),
                    purpose,
                    Text(
                        "提供该目的的流量（flows 表）后另行标定，或改为 commuting",
                        "supply flows of that purpose (table flows) and calibrate to them, or ask for commuting",
                    ),
                )
            ]
        )


@dataclass(frozen=True, eq=False)
class Fitted:
    """A calibration with the model behind it, and its uncertainty.

    Parameters
    ----------
    kind
        Of the decay.
    parameters, covariance
        Logarithms of decay and border factor, and their covariance.
    dispersion
        How much wilder single flows are than Poisson; NaN where nothing tells.
    """

    calibration: Calibration
    model: Model
    kind: Kind
    parameters: Floats
    covariance: Floats
    dispersion: float

    def at(self, parameters: Floats, place: Ints, count: int) -> Floats:
        """Give commuters and their minutes between places for some parameters, shape ``(2, count, count)``."""
        return self.model.flows_and_minutes(*_read(self.kind, parameters), place, count)

    def slopes(self, place: Ints, count: int) -> Floats:
        """Give their change with each parameter, shape ``(p, 2, count, count)``."""
        flat = slopes_of(lambda p: self.at(p, place, count).ravel(), self.parameters)
        return flat.T.reshape(-1, 2, count, count)


def fit_flows(zones: Zones, observed: Observed, kinds: tuple[Kind, ...] = KINDS) -> Fitted:
    """Calibrate decay and border factor to observed flows; of several kinds of decay the likeliest is taken.

    Margins are those observed, shared out to zones by residents of working age and by jobs; trips a day only give the
    number of commuters, whose margins follow residents and jobs.
    """
    if observed.level == "zone" and len(observed.places) != len(zones.homes):
        raise ValueError(
            "flows between zones calibrate only a circle whose zones are all taken; add them up to counties"
        )
    few = zones if observed.level == "zone" else coarser(zones, _FEW)
    rough: dict[Kind, Fit] = {}
    for kind in kinds:
        rough[kind] = _Task.of(few, observed, kind).fit(np.log([_FIRST[kind], _FIRST_BORDER]))
    best = min(kinds, key=lambda kind: (rough[kind].deviance, kinds.index(kind)))
    task = _Task.of(zones, observed, best)
    fit = task.fit(rough[best].parameters) if few is not zones else rough[best]
    deterrence, border = _read(best, fit.parameters)
    error = _NORMAL_95 * float(np.sqrt(fit.covariance[1, 1]))
    calibration = Calibration(
        deterrence=deterrence,
        border_factor=border,
        border_low=border * float(np.exp(-error)),
        border_high=border * float(np.exp(error)),
        commuters=float(task.model.margins.homes.sum()),
        level=observed.level if observed.unit == PERSONS else "region",
        homes=_totals(observed, 1),
        works=_totals(observed, 0),
        source="flows",
        period=observed.period,
        basis=observed.basis,
        common=common_share(task.target, task.expected(fit.parameters)),
    )
    return Fitted(calibration, task.model, best, fit.parameters, fit.covariance, fit.dispersion)


def _read(kind: Kind, parameters: Floats) -> tuple[Deterrence, float]:
    decay, border = np.exp(np.clip(parameters, -20.0, 5.0))
    return Deterrence.of(kind, float(decay)), float(border)


@dataclass(frozen=True, eq=False)
class _Task:
    """Observed flows, and the model that is to give them."""

    model: Model
    kind: Kind
    observed: Observed
    place: Ints
    target: Floats

    @classmethod
    def of(cls, zones: Zones, observed: Observed, kind: Kind) -> _Task:
        every = np.arange(len(zones.homes), dtype=np.int64)
        place = {"county": zones.county, "city": zones.city, "zone": every}[observed.level]
        target = _vector(np.nan_to_num(observed.flows), observed)
        return cls(Model(zones, _margins(zones, observed, place)), kind, observed, place, target)

    def expected(self, parameters: Floats) -> Floats:
        flows = self.model.flows(*_read(self.kind, parameters), self.place, len(self.observed.places))
        return _vector(flows if self.observed.unit == PERSONS else flows + flows.T, self.observed)

    def fit(self, first: Floats) -> Fit:
        return fit_poisson(self.expected, self.target, first, tolerance=1e-3)


def _margins(zones: Zones, observed: Observed, place: Ints) -> Margins:
    if observed.unit != PERSONS:
        return everyone(zones, float(np.nansum(observed.flows)) / TRIPS_PER_COMMUTER)
    ones = np.ones(len(place))
    homes, works = np.array(_totals(observed, 1)), np.array(_totals(observed, 0))
    return Margins(spread(homes, place, zones.homes, ones), spread(works, place, zones.jobs, ones))


def _totals(observed: Observed, axis: int) -> tuple[float, ...]:
    """Give observed commuters by home (axis 1) or work (axis 0); nothing where only trips are known."""
    return tuple(np.nansum(observed.flows, axis=axis).tolist()) if observed.unit == PERSONS else ()


def everyone(zones: Zones, commuters: float) -> Margins:
    """Let so many people commute, from homes by residents of working age to works by jobs."""
    return Margins(zones.homes * (commuters / zones.homes.sum()), zones.jobs * (commuters / zones.jobs.sum()))


def jobs_of_own_city(zones: Zones) -> Margins:
    """Let every city have as many commuters as jobs."""
    jobs = np.bincount(zones.city, zones.jobs, len(zones.cities)).astype(np.float64)
    return Margins(spread(jobs, zones.city, zones.homes, np.ones(len(zones.city))), zones.jobs.astype(np.float64))


def _vector(flows: Floats, observed: Observed) -> Floats:
    """Give the known flows one after the other; of trips both directions are one, for people go and come back."""
    known = np.isfinite(observed.flows)
    if observed.unit == PERSONS:
        return np.asarray(flows[known])
    both = known & known.T & np.triu(np.ones_like(known))
    return np.asarray(((flows + flows.T) / 2)[both])


@dataclass(frozen=True, eq=False)
class _Across:
    """Trips between cities a day as a function of the decay alone."""

    model: Model
    kind: Kind

    def __call__(self, parameter: float) -> float:
        zones = self.model.zones
        flows = self.model.flows(Deterrence.of(self.kind, parameter), 1.0, zones.city, len(zones.cities))
        return TRIPS_PER_COMMUTER * float(flows.sum() - np.trace(flows))


def fit_total(zones: Zones, total: Total, kinds: tuple[Kind, ...] = KINDS) -> list[Fitted]:
    """Calibrate one decay to a published total of commuting trips between cities, once for each kind of decay.

    Everyone with a job in the circle commutes, and every city has as many commuters as jobs: the few that cross are far
    fewer than what is uncertain in either number. The border factor is unknown and taken as 1, so that the decay stands
    for both. One number leaves no degree of freedom: the range is that of the kinds and of the figure's rounding.

    Raises
    ------
    InputError
        If the total is more than people, jobs and times can give.
    """
    found = []
    for kind in kinds:
        rough, fine = (_Across(Model(some, jobs_of_own_city(some)), kind) for some in (coarser(zones, _FEW), zones))
        near = _FIRST[kind]
        try:
            near = calibrate(rough, total.trips, first=near, tolerance=1e-4).parameter
            for wanted in dict.fromkeys((total.trips, total.low, total.high)):
                near = calibrate(fine, wanted, first=near, tolerance=1e-5).parameter
                found.append(_by_total(fine.model, total, kind, near))
        except ValueError as error:
            raise _too_many(total, error) from error
    return found


def _by_total(model: Model, total: Total, kind: Kind, parameter: float) -> Fitted:
    calibration = Calibration(
        deterrence=Deterrence.of(kind, parameter),
        border_factor=1.0,
        border_low=float("nan"),
        border_high=float("nan"),
        commuters=float(model.margins.homes.sum()),
        level="city",
        homes=_by_city(model.zones, model.margins.homes),
        works=_by_city(model.zones, model.margins.works),
        source=total.figure,
        period=total.as_of,
        basis=total.basis,
        common=float("nan"),
    )
    return Fitted(calibration, model, kind, np.log([parameter, 1.0]), np.zeros((2, 2)), float("nan"))


def _by_city(zones: Zones, values: Floats) -> tuple[float, ...]:
    return tuple(np.bincount(zones.city, values, len(zones.cities)).tolist())


def _too_many(total: Total, error: ValueError) -> InputError:
    problems = Problems("figures.csv")
    problems.add(
        "impossible_total",
        column=total.figure,
        expected=Text("人口、岗位和道路时间所能给出的跨市通勤", "commuting that residents, jobs and times can give"),
        found=f"{total.trips:g} ({error})",
        remedy=Text("核对数值的单位与口径，或核对岗位表", "check unit and scope of the figure, or the table of jobs"),
    )
    return InputError(problems.found)
