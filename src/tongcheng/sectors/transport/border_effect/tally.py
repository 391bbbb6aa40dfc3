"""Sums over borders: which pairs count for which places, and what a place's pairs come to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from tongcheng.methods.matching import Shares
from tongcheng.sectors.transport.border_effect.ground import Ground, Settings

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: Each draw of zones meets so many draws of what a line on paper would show: those cost nothing and have long tails.
CHANCES_PER_DRAW = 5

#: What the pairs weigh for the residents of their first and of their second end.
Amounts = tuple[Floats, Floats]


@dataclass(frozen=True)
class Targets:
    """Places that get a figure: the circle, cities, counties, borders and segments, numbered in this order."""

    level: tuple[str, ...]
    place: tuple[str, ...]
    number: dict[tuple[str, str], int]

    @property
    def first_segment(self) -> int:
        """Number of the first segment; the others follow."""
        return self.level.index("segment")

    @classmethod
    def of(cls, circle: str, ground: Ground, segments: gpd.GeoDataFrame) -> Targets:
        """List them."""
        rows = [("region", circle)]
        rows += [("city", city) for city in ground.cities]
        rows += [("county", county) for county in ground.counties]
        rows += [("border", border) for border in dict.fromkeys(segments["border"])]
        rows += [("segment", segment) for segment in segments["segment"]]
        level, place = zip(*rows, strict=True)
        return cls(level, place, {row: number for number, row in enumerate(rows)})


@dataclass(frozen=True, eq=False)
class Across:
    """Pairs across one border and the targets they count for.

    ``common`` are those of the pair (circle, border, segment), ``own`` those of its ends (city, county).
    """

    common: tuple[Ints, ...]
    own: tuple[tuple[Ints, ...], tuple[Ints, ...]]
    clusters: tuple[Ints, Ints]
    segment: Ints

    def counted(self, heavy: tuple[NDArray[np.bool_], NDArray[np.bool_]]) -> Iterator[tuple[Ints, NDArray[np.bool_]]]:
        """Give targets, and the pairs that count for them: those with people at the end in question."""
        for places in self.common:
            yield places, heavy[0] | heavy[1]
        for ends, some in zip(self.own, heavy, strict=True):
            for places in ends:
                yield places, some

    def shares(self, amounts: Sequence[Amounts], targets: int) -> Shares:
        """Let every pair count once for each of its ends; targets of the second amounts come after all of the first."""
        target, pair, weight = [], [], []
        for number, both in enumerate(amounts):
            for ends, amount in zip(self.own, both, strict=True):
                heavy = np.flatnonzero(amount > 0)
                for places in (*self.common, *ends):
                    target.append(places[heavy] + number * targets)
                    pair.append(heavy)
                    weight.append(amount[heavy])
        return Shares(np.concatenate(target), np.concatenate(pair), np.concatenate(weight), len(amounts) * targets)


@dataclass(frozen=True, eq=False)
class Tally:
    """Sums of one outcome over borders.

    ``seen`` tells the clusters of zones behind each target, ``stretch`` the weight of each segment in it.
    """

    numerator: Floats
    denominator: Floats
    pairs: Ints
    matched: Ints
    seen: NDArray[np.bool_]
    stretch: Floats

    @classmethod
    def empty(cls, targets: int, segments: int, weights: Floats) -> Tally:
        """Begin with nothing."""
        clusters, columns = weights.shape
        return cls(
            np.zeros((targets, columns)),
            np.zeros((targets, columns)),
            np.zeros(targets, np.int64),
            np.zeros(targets, np.int64),
            np.zeros((targets, clusters), dtype=bool),
            np.zeros((targets, segments)),
        )

    def add(self, sums: tuple[Floats, Floats], across: Across, found: NDArray[np.bool_], amounts: Amounts) -> None:
        """Add the sums of one border and count its pairs."""
        self.numerator[:] += sums[0]
        self.denominator[:] += sums[1]
        heavy = (amounts[0] > 0, amounts[1] > 0)
        for places, counts in across.counted(heavy):
            self.pairs[:] += np.bincount(places[counts], minlength=len(self.pairs))
            good = counts & found
            self.matched[:] += np.bincount(places[good], minlength=len(self.pairs))
            for cluster in across.clusters:
                self.seen[places[good], cluster[good]] = True
        for ends, amount in zip(across.own, amounts, strict=True):
            for places in (*across.common, *ends):
                key = places[found] * self.stretch.shape[1] + across.segment[found]
                self.stretch[:] += np.bincount(key, amount[found], self.stretch.size).reshape(self.stretch.shape)

    def means(self, settings: Settings, chances: Floats) -> Floats:
        """Give means, NaN for places with too few pairs or clusters to tell.

        Every draw also draws what each segment would show by chance if it were a line on paper; without any such line
        there is no interval.
        """
        enough = (self.matched >= settings.fewest_pairs) & (self.seen.sum(axis=1) >= settings.fewest_clusters)
        known = enough & (self.denominator[:, 0] > 0)
        plain = np.full(self.numerator.shape, np.nan)
        plain[known] = self.numerator[known] / self.denominator[known]
        means = np.column_stack([plain[:, :1], np.tile(plain[:, 1:], CHANCES_PER_DRAW)])
        if not len(chances):
            means[known, 1:] = np.nan
            return means
        random = np.random.default_rng([settings.seed, 1])
        shape = (self.stretch.shape[1], means.shape[1] - 1)
        chance = random.choice(chances, shape) * random.choice([-1.0, 1.0], shape)
        share = self.stretch[known] / self.denominator[known][:, [0]]
        means[known, 1:] += share @ chance
        return means
