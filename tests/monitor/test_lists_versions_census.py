"""Lists that disagree, figures with versions, censuses: by hand, and on the real circle."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.tiny import tiny_region
from tongcheng import open_region
from tongcheng.monitor import measure
from tongcheng.monitor.census import census_rows, census_table
from tongcheng.monitor.lists import reconcile_lists
from tongcheng.monitor.versions import version_history, version_table
from tongcheng.region import Region


@pytest.fixture(scope="module")
def chengdu() -> Region:
    return open_region("chengdu")


def test_the_real_list_of_2022(chengdu: Region) -> None:
    table = reconcile_lists(chengdu)
    by_city = table[(table["dimension"] == "city") & (table["compared"] == 246)]
    assert by_city[["total", "difference"]].to_numpy().tolist() == [[194, 52]]
    assert "每个市" in by_city.iloc[0]["reason"].zh
    other = table[(table["compared"] == 48) | (table["total"] == 48)]
    assert sorted(other[["compared", "total"]].iloc[0]) == [47, 48]
    assert set(table[table["dimension"] == "sector"]["difference"]) == {0}
    assert set(table[table["dimension"] == "class"]["difference"]) == {0}


def test_the_versions_of_two_railways(chengdu: Region) -> None:
    table = version_table(chengdu).set_index(["subject", "attribute"])
    cost = table.loc[("S5", "investment")]
    assert (cost["smallest"], cost["largest"]) == (127, 226)
    assert cost["spread"] == pytest.approx(78, abs=0.5)
    lengths = version_history(chengdu, "S5", "length")["value"].tolist()
    assert lengths == [50.4, 56, 59]
    assert table.loc[("S11", "investment"), ["smallest", "largest"]].tolist() == [254, 307.94]


def test_the_census_of_the_real_circle(chengdu: Region) -> None:
    rows = census_rows(chengdu)
    region = rows[(rows["indicator"] == "residents") & (rows["level"] == "region")].set_index("group")["value"]
    assert region["census 2020"] == 29_657_768
    assert region["census 2020 core"] == 27_613_219
    counties = rows[(rows["level"] == "county") & (rows["group"] == "census 2020")]
    assert len(counties) == 35
    cities = rows[(rows["level"] == "city") & (rows["group"] == "census 2020")]
    assert cities["value"].sum() == counties["value"].sum() == 29_657_768


def test_no_sum_over_a_census_that_some_counties_lack(chengdu: Region) -> None:
    rows = census_rows(chengdu)
    assert rows[(rows["level"] == "region") & (rows["group"] == "census 2000")].empty


def _with_census(region: Region, values: dict[str, dict[str, float]]) -> Region:
    rows = [
        {"figure": f"{county}-{day}", "subject": county, "subject_table": "counties", "value": value, "as_of": day,
         "attribute": "resident_population", "unit": "人", "basis": "synthetic", "source": "tiny"}
        for day, counts in values.items() for county, value in counts.items()
    ]  # fmt: skip
    return region.with_tables({"figures": pd.DataFrame(rows)})


def test_change_is_not_computed_across_a_change_of_boundary() -> None:
    region = tiny_region()
    counts = {
        "2010-11-01": {"A1": 100.0, "A2": 200.0, "B1": 300.0},
        "2020-11-01": {"A1": 110.0, "A2": 190.0, "B1": 300.0, "B2": 5.0},
    }
    counties = region["counties"]
    moved = pd.to_datetime(pd.Series([None, "2016-05-03", None, None]))
    circle = _with_census(region.with_tables({"counties": counties.assign(changed_on=moved)}), counts)
    table = census_table(circle).set_index("county")
    assert table.loc["A1", "change_2010_2020"] == pytest.approx(10)
    assert pd.isna(table.loc["A2", "change_2010_2020"])
    assert table["broken_2010_2020"].tolist() == [False, True, False, False]
    assert pd.isna(table.loc["B2", "change_2010_2020"])


def test_a_circle_without_figures_has_its_zones_and_says_what_is_locked() -> None:
    results = measure(tiny_region().with_tables({"figures": pd.DataFrame(), "targets": pd.DataFrame()}))
    assert set(results.frame["indicator"]) == {"residents_by_zone"}
    assert {item.indicator.indicator for item in results.locked} >= {"residents", "required_pace", "list_difference"}
