"""The results table: defaults, stable ids, no figure twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongcheng.results import COLUMNS, KEYS, Results, combine, make_results, weakest_basis

_ROW = {
    "sector": "transport",
    "indicator": "jobs_reached",
    "level": "zone",
    "place": "z01",
    "borders": "today",
    "threshold": 60.0,
    "value": 1.0,
    "unit": "job",
    "year": "2020",
    "basis": "official",
}


def test_columns_are_those_of_the_contract_and_defaults_are_filled() -> None:
    table = make_results([_ROW])
    assert list(table.columns) == COLUMNS
    assert table.loc[0, ["scenario", "group", "mode"]].tolist() == ["base", "all", ""]


@given(st.sampled_from(["value", "year", "basis", "unit", "method"]), st.sampled_from(KEYS))
def test_the_id_depends_on_the_key_and_on_nothing_else(paper: str, key: str) -> None:
    changed = {"value": 2.0, "year": "2021", "basis": "modelled", "unit": "x", "method": "y"}[paper]
    base = make_results([_ROW])["figure_id"][0]
    assert make_results([{**_ROW, paper: changed}])["figure_id"][0] == base
    other = 45.0 if key in {"threshold", "percentile"} else "other"
    assert make_results([{**_ROW, key: other}])["figure_id"][0] != base


def test_the_same_figure_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        make_results([_ROW, {**_ROW, "value": 2.0}])
    with pytest.raises(ValueError, match="two sectors"):
        combine([Results(make_results([_ROW])), Results(make_results([_ROW]))])


def test_the_order_of_rows_does_not_matter() -> None:
    rows = [{**_ROW, "place": place} for place in ("z03", "z01", "z02")]
    assert make_results(rows).equals(make_results(rows[::-1]))


def test_weakest_basis() -> None:
    assert weakest_basis(["observed", "official"]) == "official"
    assert weakest_basis(["synthetic", "observed"]) == "synthetic"
