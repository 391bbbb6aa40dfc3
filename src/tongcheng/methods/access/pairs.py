"""Pairs of zones and places: times in, weights out, with what a border does to each pair."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NoReturn, TypeAlias, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array, issparse, sparray

from tongcheng.methods.checks import ArrayError, Checks, Fault
from tongcheng.methods.decays import Decay

Floats = NDArray[np.float64]

#: Minutes, shape (zones, places): dense with NaN where there is no way, or sparse with the pairs that have one.
Times: TypeAlias = NDArray[Any] | sparray

#: What they and weights are inside.
Sparse: TypeAlias = "csr_array[Any, tuple[int, int]]"

#: Pairs that are weighed at once: few enough to stay in the processor's cache.
_PAIRS = 1 << 18


@dataclass(frozen=True, eq=False)
class Borders:
    """What borders do to each pair, without a matrix of pairs.

    Parameters
    ----------
    city
        Index of each zone's city, shape (zones,).
    openness
        Share of each place that residents of each city may use, shape (cities, places), 0 to 1.
    penalty_min
        Minutes that residents of each city lose by crossing to each place, shape (cities, places).

    Examples
    --------
    >>> borders = Borders.between([0, 1], [0, 0, 1], [[1, 0.5], [0.5, 1]], [[0, 10], [10, 0]])
    >>> borders.openness
    array([[1. , 1. , 0.5],
           [0.5, 0.5, 1. ]])
    """

    city: NDArray[np.intp]
    openness: Floats
    penalty_min: Floats

    @classmethod
    def between(
        cls,
        zone_city: ArrayLike,
        place_city: ArrayLike,
        openness: ArrayLike,
        penalty_min: ArrayLike | None = None,
        *,
        opened: ArrayLike | None = None,
    ) -> Borders:
        """Make it from the matrices of a border state.

        Parameters
        ----------
        zone_city, place_city
            Index of the city of each zone and place.
        openness, penalty_min
            Shape (cities, cities), residents' city first.
        opened
            Shape (places, cities), True where residents of a city may use a place fully whatever the border says.

        Raises
        ------
        ArrayError
            If shapes do not fit, an index does not exist or a value is out of range.
        """
        checks = Checks()
        share = checks.array("openness", openness, "share", shape=(None, None))
        cities = share.shape[0]
        late = np.zeros_like(share) if penalty_min is None else np.asarray(penalty_min, dtype=np.float64)
        late = checks.array("penalty_min", late, "not negative", shape=share.shape)
        origin = checks.indices("zone_city", zone_city, length=np.size(zone_city), below=cities)
        place = checks.indices("place_city", place_city, length=np.size(place_city), below=cities)
        checks.raise_if_any()
        share, late = share[:, place], late[:, place]
        if opened is not None:
            wide = np.asarray(opened, dtype=bool)
            if wide.shape != (len(place), cities):
                checks.add("opened", "shape", str(wide.shape), extra=f"({len(place)}, {cities})")
                checks.raise_if_any()
            share = np.where(wide.T, 1.0, share)
        return cls(origin, share, late)

    def rows(self, rows: slice) -> Borders:
        """Give the borders of a block of zones."""
        return Borders(self.city[rows], self.openness, self.penalty_min)

    def check(self, shape: tuple[int, ...]) -> None:
        """Refuse borders that do not fit to times.

        Raises
        ------
        ArrayError
            Naming what does not fit.
        """
        checks = Checks()
        share = checks.array("borders.openness", self.openness, "share", shape=(None, shape[1]))
        checks.array("borders.penalty_min", self.penalty_min, "not negative", shape=(share.shape[0], shape[1]))
        checks.indices("borders.city", self.city, length=shape[0], below=share.shape[0])
        checks.raise_if_any()


def join_blocks(blocks: Iterable[NDArray[Any]], *, cutoff_min: float | None = None) -> Sparse:
    """Join dense blocks of minutes into one sparse matrix that holds the pairs with a way.

    Parameters
    ----------
    blocks
        Minutes of shape (zones of the block, places), NaN where there is no way.
    cutoff_min
        Longer times are left out; all are kept by default.

    Returns
    -------
    scipy.sparse.csr_array
        float32, 8 bytes per pair; 0 minutes are stored.

    Examples
    --------
    >>> times = join_blocks([np.array([[0.0, np.nan]]), np.array([[7.0, 12.0]])], cutoff_min=10)
    >>> times.nnz, times.shape
    (2, (2, 2))
    """
    data, indices, counts, places = [], [], [], 0
    for block in blocks:
        held = np.isfinite(block) if cutoff_min is None else block <= float(cutoff_min)
        counts.append(held.sum(axis=1))
        indices.append(np.nonzero(held)[1].astype(np.int32))
        data.append(block[held].astype(np.float32))
        places = block.shape[1]
    if not counts:
        return sparse(np.empty((0, 0), dtype=np.float32))
    starts = np.append(0, np.cumsum(np.concatenate(counts)))
    # Both kinds of index take the wider form of the two: 4 bytes serve for 2,147 million pairs.
    starts = starts.astype(np.int32 if starts[-1] <= np.iinfo(np.int32).max else np.int64)
    joined = (np.concatenate(data), np.concatenate(indices), starts)
    return csr_array(joined, shape=(len(starts) - 1, places))


def sparse(matrix: Any) -> Sparse:
    """Give any matrix as csr, with the values that are stored or not 0."""
    return cast("Sparse", csr_array(matrix))


def shape_of(times: Times) -> tuple[int, int]:
    """Give the number of zones and places.

    Raises
    ------
    ArrayError
        If times are not a matrix.
    """
    matrix = cast("Any", times)
    shape: tuple[int, ...] = matrix.shape if hasattr(matrix, "shape") else np.shape(matrix)
    if len(shape) != 2:
        raise ArrayError([Fault("times", (), "shape", "an array of shape (zones, places)", str(shape))])
    return shape[0], shape[1]


def weigh(times: Times, decay: Decay, borders: Borders | None = None) -> Any:
    """Give the weight of every pair: the decay of its minutes, with crossing, times the share that is open.

    Parameters
    ----------
    times
        Shape (zones, places).
    decay
        See :mod:`tongcheng.methods.decays`.
    borders
        None where everything is open.

    Returns
    -------
    numpy.ndarray or scipy.sparse.csr_array
        As dense or sparse as the times are, float64, 0 where there is no way.

    Raises
    ------
    ArrayError
        If minutes are negative, a pair is stored twice, a weight is negative or unknown, or borders do not fit.
    """
    matrix = checked(times, borders)
    if isinstance(matrix, np.ndarray):
        late = matrix if borders is None else _later(matrix, borders.penalty_min[borders.city])
        weights = _decayed(late, decay)
        return weights if borders is None else weights * borders.openness[borders.city]
    weights = np.empty(matrix.nnz)
    for part, late, share in _parts(matrix, borders):
        weights[part] = _decayed(late, decay)
        if share is not None:
            weights[part] *= share
    return csr_array((weights, matrix.indices, matrix.indptr), shape=matrix.shape)


def usable_minutes(times: Times, borders: Borders | None = None) -> Any:
    """Give the minutes of every pair with crossing, NaN where a pair is closed; as dense or sparse as they came."""
    matrix = checked(times, borders)
    if borders is None:
        return matrix
    if isinstance(matrix, np.ndarray):
        late = _later(matrix, borders.penalty_min[borders.city])
        return np.where(borders.openness[borders.city] > 0, late, np.nan)
    minutes = np.empty(matrix.nnz, dtype=np.result_type(matrix.dtype, np.float32))
    for part, late, share in _parts(matrix, borders):
        minutes[part] = np.where(share > 0, late, np.nan) if share is not None else late
    return csr_array((minutes, matrix.indices, matrix.indptr), shape=matrix.shape)


def checked(times: Times, borders: Borders | None) -> Any:
    """Give times as a dense array or as csr, after checking them and that the borders fit."""
    shape = shape_of(times)
    if borders is not None:
        borders.check(shape)
    if not issparse(times):
        dense = np.asarray(times)
        if (dense < 0).any():
            rows, columns = np.nonzero(dense < 0)
            _refuse_negative(rows, columns, dense[rows, columns])
        return dense
    matrix = sparse(times)
    if not matrix.has_canonical_format:
        matrix = _sorted(matrix)
    if (matrix.data < 0).any():
        bad = np.flatnonzero(matrix.data < 0)
        rows = np.searchsorted(matrix.indptr, bad, side="right") - 1
        _refuse_negative(rows, matrix.indices[bad], matrix.data[bad])
    return matrix


def _parts(times: Sparse, borders: Borders | None) -> Iterator[tuple[slice, NDArray[Any], Any]]:
    """Go through stored pairs in slices: minutes with crossing, and the share that is open."""
    starts = times.indptr
    first = 0
    while first < times.shape[0]:
        last = max(first + 1, int(np.searchsorted(starts, starts[first] + _PAIRS, side="right")) - 1)
        part = slice(int(starts[first]), int(starts[last]))
        late, share = times.data[part], None
        if borders is not None:
            city = np.repeat(borders.city[first:last], np.diff(starts[first : last + 1]))
            pair = city * times.shape[1] + times.indices[part]
            late = _later(late, borders.penalty_min.ravel()[pair])
            share = borders.openness.ravel()[pair]
        yield part, late, share
        first = last


def _later(minutes: NDArray[Any], extra: Floats) -> NDArray[Any]:
    """Add minutes in the precision that they have, so that 0 more leaves them as they are."""
    later: NDArray[Any] = minutes + extra.astype(minutes.dtype if minutes.dtype.kind == "f" else np.float64)
    return later


def _decayed(minutes: NDArray[Any], decay: Decay) -> Floats:
    weights = np.asarray(decay(minutes), dtype=np.float64)
    if weights.shape != minutes.shape:
        raise ArrayError([Fault("decay", (), "shape", f"a function to shape {minutes.shape}", str(weights.shape))])
    known = np.isfinite(minutes)
    if not known.all():
        weights = np.where(known, weights, 0.0)
    if weights.size and not weights.min() >= 0:
        found = minutes[~(weights >= 0)][0]
        raise ArrayError(
            [Fault("decay", (), "not negative", "a function to 0 or more", f"otherwise at {found:g} minutes")]
        )
    return weights


def _refuse_negative(rows: NDArray[Any], columns: NDArray[Any], values: NDArray[Any]) -> NoReturn:
    raise ArrayError(
        [
            Fault("times", (int(i), int(j)), "not negative", "0 minutes or more", f"{value:g}")
            for i, j, value in zip(rows, columns, values, strict=True)
        ]
    )


def _sorted(matrix: Sparse) -> Sparse:
    """Sort pairs within rows, and refuse a pair that is stored twice: its weight would count double."""
    ordered = matrix.sorted_indices()
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(ordered.indptr))
    twice = np.flatnonzero((np.diff(ordered.indices) == 0) & (np.diff(rows) == 0))
    if len(twice):
        raise ArrayError(
            [
                Fault("times", (int(rows[k]), int(ordered.indices[k])), "once", "stored once", "twice")
                for k in twice
            ]
        )  # fmt: skip
    return ordered
