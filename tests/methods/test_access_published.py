"""The published answers of the R package accessibility (Ipea) and of Soukhov et al. (2023), to the digits given."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array

from tongcheng.methods import inequality
from tongcheng.methods.access import available, balanced, cumulative, gravity, nearest, two_step
from tongcheng.methods.decays import exponential, step

_FOLDER = Path(__file__).parent / "data" / "belo_horizonte"
_ANSWERS = json.loads((_FOLDER / "answers.json").read_text(encoding="utf-8"))
_FIVE = _ANSWERS["ids5"]
_LAND = pd.read_csv(_FOLDER / "land_use.csv").set_index("id")
_TIMES = pd.read_csv(_FOLDER / "travel_times.csv")


@pytest.fixture(params=["dense", "sparse"])
def form(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def _times(form: str, rows: list[str], columns: list[str]) -> Any:
    from_id, to_id = pd.Index(rows).get_indexer(_TIMES["from_id"]), pd.Index(columns).get_indexer(_TIMES["to_id"])
    kept = (from_id >= 0) & (to_id >= 0)
    if form == "sparse":
        coordinates = (from_id[kept], to_id[kept])
        return csr_array((_TIMES["travel_time"].to_numpy()[kept], coordinates), shape=(len(rows), len(columns)))
    minutes = np.full((len(rows), len(columns)), np.nan, dtype="float32")
    minutes[from_id[kept], to_id[kept]] = _TIMES["travel_time"].to_numpy()[kept]
    return minutes


def _square(form: str) -> Any:
    return _times(form, _FIVE, _FIVE)


def _amount(name: str, ids: list[str] | None = None) -> np.ndarray:
    return _LAND[name].reindex(_LAND.index if ids is None else ids).to_numpy(dtype=float)


def _listed(name: str) -> list[float]:
    """Give the answers that are held by hexagon in the order of the five."""
    return [_ANSWERS[name][one] for one in _FIVE]


def _jobs_within_half_an_hour(ids: list[str]) -> np.ndarray:
    return cumulative(_times("sparse", ids, list(_LAND.index)), _amount("jobs"), threshold=30)


def test_cumulative_jobs(form: str) -> None:
    found = cumulative(_square(form), _amount("jobs", _FIVE), threshold=30)
    assert found.tolist() == _ANSWERS["cumulative_jobs_cutoff30_square5"]


def test_cumulative_from_the_side_of_facilities(form: str) -> None:
    found = cumulative(_square(form), demand=_amount("population", _FIVE), threshold=45, active="facilities")
    assert found.tolist() == _ANSWERS["passive_population_cutoff45_square5"]


def test_cumulative_over_all_hexagons(form: str) -> None:
    for one, answer in _ANSWERS["cumulative_jobs_cutoff30_fullrows"].items():
        assert cumulative(_times(form, [one], list(_LAND.index)), _amount("jobs"), threshold=30)[0] == answer


def test_nearest_school(form: str) -> None:
    found = nearest(_square(form), _amount("schools", _FIVE))
    assert found.round(4).tolist() == _listed("cost_to_closest_school_square5")


@pytest.mark.parametrize("rate", [0.5, 0.6])
def test_gravity(form: str, rate: float) -> None:
    for one, answer in _ANSWERS[f"gravity_jobs_exponential_{rate}_fullrows"].items():
        found = gravity(_times(form, [one], list(_LAND.index)), _amount("jobs"), decay=exponential(rate))
        assert found[0] == pytest.approx(answer, abs=0.005)


def test_two_step_catchment(form: str) -> None:
    amounts = _amount("jobs", _FIVE), _amount("population", _FIVE)
    found = two_step(_square(form), *amounts, decay=step(45))
    assert found.round(4).tolist() == _listed("2sfca_jobs_per_person_binary45_square5")
    constant = two_step(_square(form), *amounts, decay=lambda minutes: np.ones(minutes.shape))
    assert constant.round(4).tolist() == [_ANSWERS["2sfca_constant_weight_square5"]] * 5


def test_balanced_catchment(form: str) -> None:
    found = balanced(_square(form), _amount("jobs", _FIVE), _amount("population", _FIVE), decay=step(45))
    assert found.round(4).tolist() == _listed("bfca_jobs_per_person_binary45_square5")


def test_spatial_availability() -> None:
    paper = _ANSWERS["spatial_availability_paper"]
    cost, jobs, people = (np.array(paper[name], dtype=float) for name in ("cost", "jobs", "population"))
    found = available(cost, jobs, people, decay=exponential(0.1))
    assert found.round().tolist() == paper["answer"]


def test_gini_and_palma() -> None:
    jobs, people = _jobs_within_half_an_hour(_FIVE), _amount("population", _FIVE)
    assert round(inequality.gini(jobs, people), 4) == _ANSWERS["gini_jobs_cutoff30_rows_ids5"]
    income = _LAND[["income_per_capita", "population"]].dropna().to_numpy(dtype=float).T
    low, high = inequality.quantiles(income[0], [0.4, 0.9], income[1])
    ratio = inequality.palma(jobs, people, _amount("income_per_capita", _FIVE), marks=(float(low), float(high)))
    assert round(ratio, 4) == _ANSWERS["palma_jobs_cutoff30_rows_ids5"]


def test_concentration() -> None:
    jobs, people = _jobs_within_half_an_hour(_FIVE), _amount("population", _FIVE)
    income, bounds = _amount("income_per_capita", _FIVE), (float(jobs.min()), float(jobs.max()))
    plain = inequality.concentration(jobs, income, people)
    assert round(plain, 4) == _ANSWERS["concentration_index_standard_rows_ids5"]
    corrected = inequality.concentration_erreygers(jobs, income, people, bounds=bounds)
    assert round(corrected, 4) == _ANSWERS["concentration_index_corrected_rows_ids5"]


def test_shortfall() -> None:
    found = inequality.shortfall(_jobs_within_half_an_hour(_FIVE), 100_000, _amount("population", _FIVE))
    assert found.round(4).tolist() == _ANSWERS["fgt_line100000_rows_ids5"]


def test_theil_between_and_within() -> None:
    ids = _ANSWERS["theil_ids5b"]
    jobs, people = _jobs_within_half_an_hour(ids), _amount("population", ids)
    decile = _amount("income_decile", ids).astype(int)
    found = inequality.theil_parts(jobs, [decile], people)
    total, between, within = _ANSWERS["theil_total_between_within_by_income_decile"]
    assert (round(found.total, 4), round(found.parts[0], 4), round(found.parts[1], 4)) == (total, between, within)
    assert inequality.theil(jobs, people) == found.total
    groups = inequality.theil_groups(jobs, decile, people)
    # By decile as the package's own test has it (test-theil_t.R): deciles 1, 3, 6 and 10.
    assert groups.between[[1, 3, 6, 10]].round(4).tolist() == [0.0243, -0.0579, -0.0042, 0.0894]
    assert groups.within[[1, 3, 6, 10]].round(4).tolist() == [0, 0, 0, 0.0337]
