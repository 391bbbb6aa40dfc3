"""What any line on paper would seem to cost.

All trips over one stretch of a line share the same few roads, so that even a line that is no border shows a difference
by chance, and redrawing zones does not tell how much. Therefore straight lines are drawn through the cities themselves
(placebo lines; Abadie, Diamond and Hainmueller 2010 speak of placebos in space), each is measured like a border, and
the spread of what their stretches show beyond the bootstrap is added to every interval.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tongcheng.methods.matching import Shares, match, straighten
from tongcheng.sectors.transport.border_effect.ground import Ground, Settings
from tongcheng.sectors.transport.border_effect.pairs import SLOPE_PAIRS, Pairs
from tongcheng.sectors.transport.border_effect.segments import SEGMENT_KM

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: Directions of the lines, and the shares of a city's zones that lie on one side of them.
_DIRECTIONS = np.pi * np.arange(4) / 4
_SIDES = (0.35, 0.65)

#: Cities with fewer zones are too small to draw a line through; of the others the largest are taken.
_LEAST_ZONES, _MOST_CITIES = 50, 6

#: Draws that tell the bootstrap's own spread, and stretches without which nothing can be said.
_DRAWS, _LEAST_STRETCHES = 30, 10


@dataclass(frozen=True, eq=False)
class Question:
    """One outcome of pairs inside a city, and what the pairs weigh for the residents of both ends, by name."""

    pairs: Pairs
    value: Floats
    amounts: Mapping[str, Floats]


def line_chances(
    ground: Ground, questions: Mapping[int, tuple[Question, ...]], weights: Floats, settings: Settings
) -> dict[str, Floats]:
    """Give what stretches of placebo lines show beyond what the bootstrap tells.

    Parameters
    ----------
    ground
        Zones.
    questions
        By number of the city.
    weights
        From :func:`tongcheng.methods.matching.cluster_weights`.
    settings
        Choices.

    Returns
    -------
    dict
        By name of the amounts: one number per stretch, from which chance is drawn with either sign; empty where the
        cities are too small to tell.
    """
    zones = {city: int((ground.city == city).sum()) for city in questions}
    large = sorted((city for city in questions if zones[city] >= _LEAST_ZONES), key=lambda city: (-zones[city], city))
    shown: dict[str, list[Floats]] = {
        name: [] for asked in questions.values() for one in asked for name in one.amounts
    }
    for city in large[:_MOST_CITIES]:
        for question in questions[city]:
            lines = _lines(ground, city, question.pairs)
            for name, found in _measure(ground, question, lines, weights[:, : _DRAWS + 1], settings):
                shown[name].append(found)
    return {name: _beyond(np.concatenate(found)) if found else np.empty(0) for name, found in shown.items()}


def _beyond(shown: Floats) -> Floats:
    """Shrink differences such that their spread is what the bootstrap leaves unexplained.

    ``shown`` has one row per stretch: difference, and its variance by the bootstrap.
    """
    if len(shown) < _LEAST_STRETCHES:
        return np.empty(0)
    spread = float(np.mean(shown[:, 0] ** 2))
    share = 1 - float(np.mean(shown[:, 1])) / spread if spread > 0 else 0.0
    # In order of size, so that it does not matter which city comes first.
    return np.sort(np.abs(shown[:, 0]) * np.sqrt(max(share, 0.0)))


def _lines(ground: Ground, city: int, pairs: Pairs) -> Iterator[tuple[NDArray[np.bool_], Ints]]:
    """Draw lines; give the pairs that each parts, and the stretch at which each pair crosses."""
    own = ground.xy[ground.city == city]
    for direction in _DIRECTIONS:
        along, over = (
            np.array([np.cos(direction), np.sin(direction)]),
            np.array([-np.sin(direction), np.cos(direction)]),
        )
        for share in _SIDES:
            height = ground.xy @ over - np.quantile(own @ over, share)
            one, two = height[pairs.first], height[pairs.second]
            parted = (one >= 0) != (two >= 0)
            part = np.divide(one, one - two, out=np.zeros(len(one)), where=parted)
            place = ground.xy @ along
            where = place[pairs.first] + part * (place[pairs.second] - place[pairs.first])
            number = np.floor(where / SEGMENT_KM).astype(np.int64)
            yield parted, number - int(number.min(initial=0))


def _measure(
    ground: Ground,
    question: Question,
    lines: Iterator[tuple[NDArray[np.bool_], Ints]],
    weights: Floats,
    settings: Settings,
) -> Iterator[tuple[str, Floats]]:
    """Give the difference of each stretch and the bootstrap's variance of it, shape (stretches, 2)."""
    pairs, stratum = question.pairs, question.pairs.strata()
    covariates = np.column_stack([pairs.km, ground.density[pairs.first] + ground.density[pairs.second]])
    ends = np.column_stack([ground.cluster[pairs.first], ground.cluster[pairs.second]])
    for parted, stretch in lines:
        arm, count = (~parted).astype(np.int64), int(stretch.max(initial=0)) + 1
        straight = straighten(question.value, covariates, stratum, pairs.slope_class, ~parted, least=SLOPE_PAIRS)
        shares = _shares(question, np.flatnonzero(parted), stretch, count)
        made = match(straight, arm, stratum, ends, shares, weights, least=settings.least)
        for number, (name, amount) in enumerate(question.amounts.items()):
            good = made.found & (amount > 0)
            seen = np.zeros((count, len(weights)), dtype=bool)
            for side in (0, 1):
                seen[stretch[good], ends[good, side]] = True
            enough = np.bincount(stretch[good], minlength=count) >= settings.fewest_pairs
            enough &= seen.sum(axis=1) >= settings.fewest_clusters
            mean = made.mean[number * count : (number + 1) * count][enough]
            yield name, np.column_stack([mean[:, 0], mean[:, 1:].var(axis=1)])


def _shares(question: Question, crossing: NDArray[np.intp], stretch: Ints, count: int) -> Shares:
    """Let every pair that is parted count for its stretch, once for each of the amounts."""
    amounts = list(question.amounts.values())
    return Shares(
        target=np.concatenate([stretch[crossing] + number * count for number in range(len(amounts))]),
        pair=np.tile(crossing, len(amounts)).astype(np.int64),
        weight=np.concatenate([amount[crossing] for amount in amounts]),
        targets=count * len(amounts),
    )
