"""Two-step catchments of 45,000 zones and 10,000 facilities, beside PySAL's: ``python -m benchmarks.access``.

Places are drawn around four centres; the pairs within 30 minutes are about 24.5 million. What is timed: from minutes of
pairs to supply per resident of every zone, one thread, with everything that is checked on the way; and the same with
stepped weights (E2SFCA), with a Gaussian, with border states, with flows, and the other rules.

Pairs are drawn once and kept in a temporary folder.

Peer: *access* (PySAL, BSD-3) is given the same pairs in the form that it takes, a frame of origin, destination and cost,
already made, in int32 and float32, with which it is nearly twice as fast as with what pandas reads from a file.
``two_stage_fca`` is timed and its values must be ours. Its weights, the Gaussian and the rings are its own
``access.weights``, Python functions that it calls per pair; for the rings some of the zones are timed and the whole is
taken in proportion, which ``work`` says. Second peer: the same sums written by hand with scipy.sparse, nothing checked,
weights of 1 given.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.harness import Measured, Row, compare, main, measure, missing, version_of

#: Zones, facilities, width of the square in km; zones whose pairs are timed with the peer's stepped weights.
FULL = (45_000, 10_000, 245.0, 1_500)
QUICK = (6_000, 1_500, 245.0, 600)

_CUT_MIN, _SD_MIN, _KM_PER_MIN = 30.0, 12.0, 1.0
_BLOCK = 500
_RINGS = {10: 1.0, 20: 0.68, 30: 0.22}
_SAMPLE = 7
_CITIES = 4


def prepared(size: tuple[Any, ...]) -> str:
    """Give the folder of the pairs; draw them if it is not there."""
    folder = Path(tempfile.gettempdir()) / "tongcheng-benchmarks" / f"access-{size[0]}-{size[1]}"
    if not (folder / "pairs.npz").is_file():
        measure(_prepare, str(folder), size)
    return str(folder)


def _prepare(folder: str, size: tuple[Any, ...]) -> Callable[[], int]:
    from tongcheng.methods.access import join_blocks

    zones, facilities, width, _ = size
    rng = np.random.default_rng(4)
    centres = width * np.array([[0.3, 0.3], [0.7, 0.35], [0.4, 0.75], [0.8, 0.8]])

    def places(count: int) -> tuple[np.ndarray, np.ndarray]:
        city = rng.integers(0, _CITIES, count)
        near = centres[city] + rng.normal(0, width / 9, (count, 2))
        far = rng.uniform(0, width, (count, 2))
        return np.where(rng.random(count)[:, None] < 0.6, near, far).astype("float32"), city

    (home, home_city), (place, place_city) = places(zones), places(facilities)

    def block(start: int) -> np.ndarray:
        part = home[start : start + _BLOCK]
        return np.hypot(*(part[:, None] - place[None]).transpose(2, 0, 1)) / np.float32(_KM_PER_MIN)

    def make() -> int:
        times = join_blocks((block(start) for start in range(0, zones, _BLOCK)), cutoff_min=_CUT_MIN)
        Path(folder).mkdir(parents=True, exist_ok=True)
        np.savez(
            Path(folder) / "pairs.npz",
            minutes=times.data, indices=times.indices, starts=times.indptr, home_city=home_city, place_city=place_city,
            supply=rng.integers(5, 900, facilities).astype(float), demand=rng.integers(100, 9_000, zones).astype(float),
        )  # fmt: skip
        return int(times.nnz)

    return make


def drawn(folder: str) -> dict[str, Any]:
    """Give the times of pairs, supply and demand, and the cities of both."""
    from scipy.sparse import csr_array

    with np.load(Path(folder) / "pairs.npz") as held:
        data = dict(held)
    parts = (data.pop("minutes"), data.pop("indices"), data.pop("starts"))
    return {**data, "times": csr_array(parts, shape=(len(data["demand"]), len(data["supply"])))}


def digest(values: np.ndarray) -> list[float]:
    """Give number, sum and some values, small enough to cross the process border."""
    picked = values[:: max(1, len(values) // _SAMPLE)]
    return [float(len(values)), float(values.sum()), *map(float, picked)]


def ours_for(
    folder: str, rule: str, decay: str, borders: bool = False, flows: bool = False, first: int | None = None
) -> Callable[[], list[float]]:
    """Give access of every zone, or of the first as if they were all."""
    from tongcheng.methods import decays
    from tongcheng.methods.access import Borders, catchments

    data = drawn(folder)
    times = data["times"] if first is None else data["times"][:first]
    demand = data["demand"][:first]
    openness = np.full((_CITIES, _CITIES), 0.5) + 0.5 * np.eye(_CITIES)
    state = Borders.between(data["home_city"], data["place_city"], openness, 8.0 * (1 - np.eye(_CITIES)))
    made = {
        "step": decays.step(_CUT_MIN),
        "steps": decays.steps(list(_RINGS), list(_RINGS.values())),
        "gaussian": decays.gaussian(_SD_MIN, cutoff_min=_CUT_MIN),
    }[decay]

    def find() -> list[float]:
        found = catchments(times, data["supply"], demand, decay=made, borders=state if borders else None, rule=rule)
        return digest(np.asarray(found.served().sum(axis=1)) / demand if flows else found.access)

    return find


def bare_for(folder: str) -> Callable[[], list[float]]:
    """Do the sums alone: weights of 1, nothing checked."""
    from scipy.sparse import csr_array

    data = drawn(folder)
    times = data["times"]
    weights = csr_array((np.ones(times.nnz), times.indices, times.indptr), shape=times.shape)
    return lambda: digest(weights @ (data["supply"] / (weights.T @ data["demand"])))


def peer_for(folder: str, decay: str, first: int | None = None) -> Callable[[], list[float]]:
    """Give access of every zone with PySAL's access, or of the first as if they were all."""
    import pandas as pd
    from access.fca import two_stage_fca

    from access import weights

    data = drawn(folder)
    times = data["times"] if first is None else data["times"][:first]
    zones, facilities = times.shape
    origin = np.repeat(np.arange(zones, dtype=np.int32), np.diff(times.indptr))
    cost = pd.DataFrame({"origin": origin, "dest": times.indices, "cost": times.data})
    people = pd.DataFrame({"demand": data["demand"][:zones], "geoid": np.arange(zones, dtype=np.int32)})
    beds = pd.DataFrame(
        {"supply": data["supply"]}, index=pd.Index(np.arange(facilities, dtype=np.int32), name="dest")
    )
    weight = {"step": None, "steps": weights.step_fn(_RINGS), "gaussian": weights.gaussian(_SD_MIN)}[decay]

    def find() -> list[float]:
        found = two_stage_fca(people, beds, cost, max_cost=_CUT_MIN, weight_fn=weight)
        return digest(found.reindex(np.arange(zones), fill_value=0.0).to_numpy())

    return find


def pairs_of(folder: str, first: int) -> Callable[[], int]:
    """Count the pairs of the first zones."""
    times = drawn(folder)["times"]
    return lambda: int(times.indptr[first])


def rows(quick: bool) -> list[Row]:
    """Measure the rules and the peer."""
    size = QUICK if quick else FULL
    zones, facilities, _, few = size
    folder = prepared(size)
    pairs, timed = (measure(pairs_of, folder, first).value for first in (zones, few))
    work = f"2SFCA, {zones:,} zones × {facilities:,} facilities, {pairs / 1e6:.1f} M pairs"
    ours = measure(ours_for, folder, "two_step", "step", False, False, repeats=5)
    ours = {decay: measure(ours_for, folder, "two_step", decay, repeats=5) for decay in ("step", "gaussian", "steps")}
    bare = measure(bare_for, folder, repeats=5)
    _same(ours["step"], bare, "scipy.sparse by hand")
    one, bell, rings = f"{work}, 1 within 30 min", f"{work}, Gaussian", f"{work}, three rings"
    found = [compare(one, ours["step"], pairs, peer="scipy.sparse, sums only", theirs=bare)]
    peer = version_of("access")
    if peer is None:
        missing("access")
        found += [compare(bell, ours["gaussian"], pairs), compare(rings, ours["steps"], pairs)]
    else:
        for said, decay in ((one, "step"), (bell, "gaussian")):
            theirs = measure(peer_for, folder, decay)
            _same(ours[decay], theirs, peer)
            found.append(compare(said, ours[decay], pairs, peer=peer, theirs=theirs))
        some = measure(peer_for, folder, "steps", few)
        _same(measure(ours_for, folder, "two_step", "steps", False, False, few), some, peer)
        all_of_it = Measured(some.seconds * pairs / timed, some.peak_mb, None)
        said = f"{rings} (peer: {timed / 1e6:.2f} M pairs timed)"
        found.append(compare(said, ours["steps"], pairs, peer=peer, theirs=all_of_it))
    for said, arguments in {
        "Gaussian, openness and crossing time by pair of cities": ("two_step", "gaussian", True, False),
        "1 within 30 min, with flows": ("two_step", "step", False, True),
        "three-step, Gaussian": ("three_step", "gaussian", False, False),
        "balanced, Gaussian": ("balanced", "gaussian", False, False),
    }.items():
        found.append(compare(f"{work}, {said}", measure(ours_for, folder, *arguments, repeats=3), pairs))
    return found


def _same(ours: Measured, theirs: Measured, name: str) -> None:
    """Refuse a speed of something else."""
    if not np.allclose(ours.value, theirs.value, rtol=1e-6, atol=1e-12):
        raise RuntimeError(f"{name} gives other values: {theirs.value} and {ours.value}")


if __name__ == "__main__":
    main(__doc__, rows)
