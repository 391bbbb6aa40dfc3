"""Kinds and norms as data, fever clinics where a list is known, and published figures of sharing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.tiny import tiny_region
from tongcheng import open_region
from tongcheng.region.age_groups import count_group, recipe_for
from tongcheng.region.schemas import schemas
from tongcheng.region.service_kinds import UNVERIFIED, default_kinds
from tongcheng.region.synth.service_kinds import KINDS
from tongcheng.sectors.services import measure_services
from tongcheng.sectors.services.declared import SERVICE_INDICATORS
from tongcheng.travel.circle import CircleTravel


def test_default_kinds_are_rows_of_the_schema_with_a_word_on_their_source():
    kinds = default_kinds()
    schema = schemas()["service_kinds"]
    assert set(kinds) == {attribute.name for attribute in schema.attributes} - {"basis", "source"}
    assert kinds["kind"].is_unique
    assert kinds["norm_source"].notna().all()
    stated = kinds[kinds["norm"].notna() | kinds["radius_m"].notna()]
    assert stated["norm_source"].str.contains(r"\d{4}|法》").all()
    assert {kind.kind for kind in KINDS} == set(kinds["kind"])


def test_no_unverified_norm_is_in_a_real_sample():
    for name in ("chengdu", "nky"):
        kinds = open_region(name)["service_kinds"]
        assert not kinds["norm_source"].fillna("").str.contains(UNVERIFIED).any()


def test_indicators_have_names_of_their_own_and_both_languages():
    names = [item.indicator for item in SERVICE_INDICATORS]
    assert len(set(names)) == len(names)
    assert all(item.label.zh and item.label.en and item.definition.zh for item in SERVICE_INDICATORS)


def test_ages_are_tiled_shared_or_refused():
    assert recipe_for("0-17", ["0-14", "15-17", "15-59"]).groups == ("0-14", "15-17")
    assert recipe_for("65+", ["60+"]) is None
    assert recipe_for("15-64", ["15-59", "60-64", "60+"]).groups == ("15-59", "60-64")
    assert recipe_for("children", ["0-14"]) is None
    assert recipe_for("12-14", ["0-14", "10-14"]).groups == ("10-14",)  # the narrowest that holds it
    counted = count_group(tiny_region(), "6-11")
    assert counted.counts.value.sum() == pytest.approx(0.4 * 0.2 * 78_000)
    assert counted.basis == "synthetic"
    assert count_group(tiny_region(fictional=False), "6-11").basis == "modelled"
    assert count_group(tiny_region(fictional=False), "60+").basis == "observed"


@pytest.fixture(scope="module")
def chengdu():
    region = open_region("chengdu")
    return region, measure_services(region, CircleTravel(region))


def test_fever_clinics_of_chengdu_by_county(chengdu):
    region, found = chengdu
    rows = found.results.frame
    assert set(rows["indicator"]) == {"fever_clinics_per_100k"}
    by_place = rows.set_index("place")
    # 24 of 197 stood in Qingyang, which had 955,954 residents in the census of 2020.
    assert by_place.loc["510105", "value"] == pytest.approx(24 / 9.55954)
    assert by_place.loc["510100", "value"] == pytest.approx(197 / 209.37757)
    # Five name the High-tech Zone, which overlaps Wuhou (22): between 22 and 27 of them.
    wuhou = by_place.loc["510107"]
    assert (wuhou["low"], wuhou["high"]) == pytest.approx((22 / 18.55186, 27 / 18.55186))
    assert set(rows["basis"]) == {"official"}
    assert set(rows["level"]) == {"city", "county"}
    assert not set(by_place.index) & {"510600", "511400", "512000", "chengdu"}
    counties = region["counties"].set_index("county")["city"]
    assert all(counties.get(place, "510100") == "510100" for place in by_place.index)


def test_the_other_three_cities_are_asked_for_their_lists(chengdu):
    _, found = chengdu
    asked = {need.where for item in found.results.locked for need, _ in item.missing}
    for city in ("510600", "511400", "512000"):
        assert (("kind", "fever_clinic"), ("city", city)) in asked
    locked = {item.indicator.indicator for item in found.results.locked}
    assert {"service_per_1000", "service_access", "service_rank_effect", "housing_fund_cross_city"} <= locked


def test_published_figures_keep_their_unit_and_newest_date():
    region = tiny_region()
    new = [
        {"figure": f"f{year}", "subject": subject, "attribute": "cross_city_service_cases", "value": value,
         "unit": "万件", "as_of": str(year), "basis": "synthetic", "source": "tiny"}
        for subject, year, value in (("region", 2022, 3.0), ("region", 2023, 4.5), ("A", 2022, 2.0), ("Z", 2023, 9.0))
    ]  # fmt: skip
    figures = pd.concat([region["figures"], pd.DataFrame(new)], ignore_index=True)
    found = measure_services(region.with_tables({"figures": figures}), CircleTravel(region)).results.frame
    rows = found[found["indicator"] == "cross_city_service_cases"].set_index("place")
    assert rows["value"].to_dict() == {"tiny": 4.5, "A": 2.0}
    assert rows.loc["tiny", ["unit", "year"]].tolist() == ["万件", "2023"]


def test_nky_reaches_its_hospitals_without_beds():
    region = open_region("nky")
    found = measure_services(region, CircleTravel(region)).results.frame
    rows = found[(found["level"] == "region") & (found["indicator"] == "service_minutes_share")]
    within = rows[rows["borders"] == "together"].set_index("threshold")["value"]
    assert within.is_monotonic_increasing
    assert within[10.0] < 60 < 95 < within[30.0]  # at 60 minutes the circle says nothing
    apart = rows[rows["borders"] == "apart"].set_index("threshold")["value"]
    assert apart[60.0] < 50  # most municipalities have no hospital of their own
    assert np.isfinite(rows["value"]).all()
    assert not found["indicator"].isin(["service_access", "service_per_1000"]).any()
