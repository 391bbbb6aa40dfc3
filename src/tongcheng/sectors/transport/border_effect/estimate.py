"""The estimate itself: per border, segment, county, city and for the circle, in minutes and in people out of reach."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tongcheng.methods.matching import cluster_weights, interval, match, straighten
from tongcheng.sectors.transport.border_effect.ground import Ground, Settings
from tongcheng.sectors.transport.border_effect.pairs import SLOPE_PAIRS, Pairs, across, inside, join, longest_within
from tongcheng.sectors.transport.border_effect.placebo import Question, line_chances
from tongcheng.sectors.transport.border_effect.segments import Line
from tongcheng.sectors.transport.border_effect.tally import Across, Amounts, Tally, Targets

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MINUTES = "minutes"

#: A pair whose line passes the border farther off than this share of its length crosses elsewhere, through a third city.
_ELSEWHERE = 0.25

#: Why a pair across has no estimate; words in :data:`tongcheng.sectors.transport.border_effect.measure.REASONS`.
UNMATCHED = ("no_counterpart", "unreachable", "elsewhere", "no_common_border")


@dataclass(frozen=True, eq=False)
class Estimate:
    """What was found.

    Parameters
    ----------
    targets
        Places, in the order of the rows of the arrays.
    means
        By outcome (``minutes`` and the names counted): mean per target (rows), estimate and draws (columns).
    pairs, matched
        By outcome: pairs across that count for the target, and those with counterparts.
    unmatched
        ``border, reason, pairs, share`` of the trips up to ``trip_km``, and of those within the hour.
    spread
        By outcome: what a stretch of any line on paper shows by chance (root mean square; NaN if nobody can tell).
    """

    targets: Targets
    means: dict[str, Floats]
    pairs: dict[str, Ints]
    matched: dict[str, Ints]
    unmatched: pd.DataFrame
    spread: dict[str, float]

    def figures(self, outcome: str) -> tuple[Floats, Floats, Floats]:
        """Give value, low and high of an outcome, one entry per target."""
        means = self.means[outcome]
        low, high = interval(means[:, 1:])
        return means[:, 0], np.fmin(low, means[:, 0]) + 0 * low, np.fmax(high, means[:, 0]) + 0 * high


def estimate(ground: Ground, segments: gpd.GeoDataFrame, circle: str, settings: Settings) -> Estimate:
    """Compare trips across every border with trips inside the two cities.

    Parameters
    ----------
    ground
        Zones and minutes.
    segments
        From :func:`tongcheng.sectors.transport.border_effect.segments.border_segments`.
    circle
        Id of the circle as a place.
    settings
        Choices.
    """
    targets = Targets.of(circle, ground, segments)
    weights = cluster_weights(int(ground.cluster.max()) + 1, settings.draws, seed=settings.seed)
    reach_km = max(longest_within(ground, settings.within_min), settings.trip_km)
    tallies = {name: Tally.empty(len(targets.place), len(segments), weights) for name in (MINUTES, *ground.counted)}
    unmatched: list[dict[str, object]] = []
    own: dict[int, Pairs] = {}
    for border, part in segments.groupby("border", sort=False):
        a, b = (ground.cities.index(str(part[name].iloc[0])) for name in ("city_a", "city_b"))
        for city in (a, b):
            if city not in own:
                own[city] = inside(ground, city, most_km=reach_km, within_min=settings.within_min)
        case = _Case(ground, settings, targets, gpd.GeoDataFrame(part), (own[a], own[b]), weights)
        unmatched += case.run(
            str(border), across(ground, a, b, most_km=reach_km, within_min=settings.within_min), tallies
        )
    unmatched += _without_border(ground, segments, settings)
    chances = line_chances(
        ground, {city: _questions(ground, pairs, settings) for city, pairs in own.items()}, weights, settings
    )
    means = {name: tally.means(settings, chances[name]) for name, tally in tallies.items()}
    for name in ground.counted:
        means[name] = means[name] * _per_resident(ground, targets, tallies[name])[:, None]
    return Estimate(
        targets=targets,
        means=means,
        pairs={name: tally.pairs for name, tally in tallies.items()},
        matched={name: tally.matched for name, tally in tallies.items()},
        unmatched=pd.DataFrame(unmatched, columns=["border", "outcome", "reason", "pairs", "share"]),
        spread={name: float(np.sqrt(np.mean(found**2))) if len(found) else np.nan for name, found in chances.items()},
    )


def _questions(ground: Ground, pairs: Pairs, settings: Settings) -> tuple[Question, ...]:
    """Ask of the pairs inside a city what is asked of those across."""
    short = pairs.take((pairs.km <= settings.trip_km) & np.isfinite(pairs.minutes))
    residents = ground.counted["residents"]
    reach = {
        name: residents[pairs.first] * amount[pairs.second] + residents[pairs.second] * amount[pairs.first]
        for name, amount in ground.counted.items()
    }
    return (
        Question(short, short.minutes, {MINUTES: residents[short.first] + residents[short.second]}),
        Question(pairs, -pairs.within, reach),
    )


@dataclass(frozen=True, eq=False)
class _Case:
    """One border."""

    ground: Ground
    settings: Settings
    targets: Targets
    segments: gpd.GeoDataFrame
    own: tuple[Pairs, Pairs]
    weights: Floats

    def run(self, border: str, every: Pairs, tallies: dict[str, Tally]) -> Iterator[dict[str, object]]:
        """Add the sums of this border, and tell which pairs found no match."""
        line = Line.of(self.segments, self.ground.plane)
        segment, off = line.crossed(self.ground.xy, every.first, every.second)
        here = off <= np.maximum(_ELSEWHERE * every.km, 1.0)
        short = every.km <= self.settings.trip_km
        timed = np.isfinite(every.minutes)
        near = line.distance_km(self.ground.xy) <= self.settings.trip_km
        found = self._minutes(every.take(here & short & timed), segment[here & short & timed], near, tallies[MINUTES])
        lost = {
            "elsewhere": int((short & ~here).sum()),
            "unreachable": int((short & here & ~timed).sum()),
            "no_counterpart": int((~found).sum()),
        }
        yield from _rows(border, MINUTES, lost, int(short.sum()))
        found = self._reach(every.take(here), segment[here], tallies)
        lost = {"elsewhere": int((~here).sum()), "no_counterpart": int((~found).sum())}
        yield from _rows(border, "reach", lost, len(every))

    def _minutes(
        self, treated: Pairs, segment: NDArray[np.intp], near: NDArray[np.bool_], tally: Tally
    ) -> NDArray[np.bool_]:
        controls = [
            part.take(
                (part.km <= self.settings.trip_km)
                & near[part.first] & near[part.second] & np.isfinite(part.minutes)
            )
            for part in self.own
        ]  # fmt: skip
        residents = self.ground.counted["residents"]
        amounts = residents[treated.first], residents[treated.second]
        return self._match(treated, controls, segment, "minutes", [(tally, amounts)])

    def _reach(self, treated: Pairs, segment: NDArray[np.intp], tallies: dict[str, Tally]) -> NDArray[np.bool_]:
        here, there = (self.ground.counted["residents"][end] for end in (treated.first, treated.second))
        todo = [
            (tallies[name], (here * amount[treated.second], there * amount[treated.first]))
            for name, amount in self.ground.counted.items()
        ]
        return self._match(treated, list(self.own), segment, "within", todo)

    def _match(
        self,
        treated: Pairs,
        controls: list[Pairs],
        segment: NDArray[np.intp],
        outcome: str,
        todo: list[tuple[Tally, Amounts]],
    ) -> NDArray[np.bool_]:
        pairs = join([treated, *controls])
        arm = np.repeat(np.arange(len(controls) + 1), [len(treated), *(len(part) for part in controls)])
        stratum, ground = pairs.strata(), self.ground
        density = ground.density[pairs.first] + ground.density[pairs.second]
        # A loss is what fewer pairs are within the hour; minutes are what more a trip takes.
        value = pairs.minutes if outcome == "minutes" else -pairs.within
        straight = straighten(
            value, np.column_stack([pairs.km, density]), stratum, pairs.slope_class, arm > 0, least=SLOPE_PAIRS
        )
        ends = np.column_stack([ground.cluster[pairs.first], ground.cluster[pairs.second]])
        across, targets = self._across(treated, segment), len(self.targets.place)
        shares = across.shares([amounts for _, amounts in todo], targets)
        made = match(straight, arm, stratum, ends, shares, self.weights, least=self.settings.least)
        found = made.found[: len(treated)]
        for number, (tally, amounts) in enumerate(todo):
            own = slice(number * targets, (number + 1) * targets)
            tally.add((made.numerator[own], made.denominator[own]), across, found, amounts)
        return found

    def _across(self, treated: Pairs, segment: NDArray[np.intp]) -> Across:
        number, ground = self.targets.number, self.ground
        border = number["border", str(self.segments["border"].iloc[0])]
        stretch = np.array([number["segment", name] for name in self.segments["segment"]], dtype=np.int64)
        county = np.array([number["county", name] for name in ground.counties], dtype=np.int64)
        city = np.array([number["city", name] for name in ground.cities], dtype=np.int64)
        ends = (treated.first, treated.second)
        whole = np.full(len(treated), number["region", self.targets.place[0]])
        return Across(
            common=(whole, np.full(len(treated), border), stretch[segment]),
            own=tuple((city[ground.city[end]], county[ground.county[end]]) for end in ends),  # type: ignore[arg-type]
            clusters=(ground.cluster[ends[0]], ground.cluster[ends[1]]),
            segment=stretch[segment] - self.targets.first_segment,
        )


def _rows(border: str, outcome: str, lost: dict[str, int], total: int) -> Iterator[dict[str, object]]:
    for reason, pairs in lost.items():
        yield {"border": border, "outcome": outcome, "reason": reason, "pairs": pairs, "share": pairs / max(total, 1)}


def _without_border(ground: Ground, segments: gpd.GeoDataFrame, settings: Settings) -> Iterator[dict[str, object]]:
    """Name cities that do not touch though people of one live within a trip of the other."""
    touching = set(zip(segments["city_a"], segments["city_b"], strict=True))
    touching |= {(b, a) for a, b in touching}
    for a in range(len(ground.cities)):
        for b in range(a + 1, len(ground.cities)):
            pair = (ground.cities[a], ground.cities[b])
            if pair in touching:
                continue
            near = across(ground, a, b, most_km=settings.trip_km, within_min=settings.within_min)
            if len(near):
                yield from _rows("|".join(pair), MINUTES, {"no_common_border": len(near)}, len(near))


def _per_resident(ground: Ground, targets: Targets, tally: Tally) -> Floats:
    """Turn the mean loss of a pair into the loss of an average resident: times all pairs, over the residents."""
    residents = ground.counted["residents"]
    everyone = float(residents.sum())
    by_city = dict(zip(ground.cities, _sums(ground.city, residents, len(ground.cities)), strict=True))
    by_county = dict(zip(ground.counties, _sums(ground.county, residents, len(ground.counties)), strict=True))
    people = []
    for level, place in zip(targets.level, targets.place, strict=True):
        if level == "region":
            people.append(everyone)
        elif level == "county":
            people.append(by_county[place])
        elif level == "city":
            people.append(by_city[place])
        else:
            people.append(sum(by_city[city] for city in place.partition("#")[0].split("|")))
    total = np.array(people)
    return np.asarray(np.divide(tally.denominator[:, 0], total, out=np.full(len(total), np.nan), where=total > 0))


def _sums(place: Ints, values: Floats, count: int) -> Floats:
    return np.asarray(np.bincount(place[place >= 0], values[place >= 0], count), dtype=np.float64)
