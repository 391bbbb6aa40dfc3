"""The same catchments as PySAL's access (BSD-3), on places drawn at random."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tongcheng.methods.access import gravity, join_blocks, three_step, two_step
from tongcheng.methods.decays import step, steps

fca = pytest.importorskip("access.fca", reason="access is not installed (extra bench)")
weights = pytest.importorskip("access.weights")

ZONES, PLACES = 60, 25


def _drawn() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw minutes, supply and demand; every zone and every place has somebody within reach."""
    rng = np.random.default_rng(3)
    home, place = rng.uniform(0, 60, (ZONES, 2)), rng.uniform(0, 60, (PLACES, 2))
    minutes = np.hypot(*(home[:, None] - place).transpose(2, 0, 1))
    minutes[minutes > 45] = np.nan
    return minutes, rng.integers(5, 300, PLACES).astype(float), rng.integers(100, 9000, ZONES).astype(float)


def _frames() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    minutes, supply, demand = _drawn()
    origin, dest = np.nonzero(~np.isnan(minutes))
    cost = pd.DataFrame({"origin": origin, "dest": dest, "cost": minutes[origin, dest]})
    return (
        pd.DataFrame({"demand": demand, "geoid": range(ZONES)}),
        pd.DataFrame({"supply": supply}, index=pd.Index(range(PLACES), name="dest")),
        cost,
    )


_RINGS = {10: 1.0, 20: 0.68, 30: 0.22}


def test_two_step_with_and_without_rings() -> None:
    minutes, supply, demand = _drawn()
    people, beds, cost = _frames()
    theirs = fca.two_stage_fca(people, beds, cost, max_cost=30)
    ours = two_step(join_blocks([minutes]), supply, demand, decay=step(30))
    assert np.allclose(ours, theirs.reindex(range(ZONES), fill_value=0.0))
    theirs = fca.two_stage_fca(people, beds, cost, max_cost=30, weight_fn=weights.step_fn(_RINGS))
    ours = two_step(minutes, supply, demand, decay=steps(list(_RINGS), list(_RINGS.values())))
    assert np.allclose(ours, theirs.reindex(range(ZONES), fill_value=0.0))


@pytest.mark.filterwarnings("ignore:The inplace keyword")  # in the peer
def test_three_step() -> None:
    minutes, supply, demand = _drawn()
    people, beds, cost = _frames()
    theirs = fca.three_stage_fca(people, beds, cost, max_cost=30, weight_fn=weights.step_fn(_RINGS))
    ours = three_step(minutes, supply, demand, decay=steps(list(_RINGS), list(_RINGS.values())))
    assert np.allclose(ours, theirs.reindex(range(ZONES), fill_value=0.0))


def test_gravity() -> None:
    minutes, supply, _ = _drawn()
    _, beds, cost = _frames()
    theirs = fca.weighted_catchment(
        beds.reset_index(names="place"), cost, 30, cost_source="dest", cost_dest="origin", loc_index="place",
        loc_value="supply", weight_fn=weights.step_fn(_RINGS),
    )  # fmt: skip
    ours = gravity(minutes, supply, decay=steps(list(_RINGS), list(_RINGS.values())))
    assert np.allclose(ours, theirs.reindex(range(ZONES), fill_value=0.0))
