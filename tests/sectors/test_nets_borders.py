"""The date and the basis of border facts are those of the rows they rest on."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.tiny import BORDER_KM, tiny_region
from tongcheng.region import Region, open_region
from tongcheng.region.border_lines import border_lines
from tongcheng.sectors import transport
from tongcheng.sectors.transport.dates import newest_date


def facts(region: Region) -> pd.DataFrame:
    return transport.measure_borders(region, border_lines(region)).frame.set_index("indicator")


def with_sources(**published: str | None) -> Region:
    """Give the tiny circle with one source for each table, some of them dated."""
    region = tiny_region(fictional=False)
    sources = pd.DataFrame(
        [{"source": name, "title": name, "licence": "x", "published": date} for name, date in published.items()]
    )
    tables = {name: region[name].assign(source=name) for name in published}
    return region.with_tables({**tables, "sources": sources})


def test_every_border_fact_has_the_date_of_its_own_rows() -> None:
    region = with_sources(
        cities="2025-12", counties="2024", road_links="2023-06", road_nodes="2026", lines="2024-12-29",
        line_stops="2021", stations="2016-03-10",
    )  # fmt: skip
    year = facts(region)["year"]
    assert year["border_length"] == "2025-12"
    assert year["road_crossings"] == year["crossings_per_10km"] == "2023-06"
    assert year["rail_across"] == "2024-12-29"


def test_without_any_date_it_is_unknown_and_never_that_of_the_residents() -> None:
    assert set(facts(tiny_region())["year"]) == {""}


def test_own_dates_go_before_those_of_sources() -> None:
    region = with_sources(facilities="2020")
    assert newest_date(region, region["facilities"].assign(as_of="2019-05")) == "2019-05"
    assert newest_date(region, region["facilities"].assign(as_of=None)) == "2020"
    assert newest_date(region) == ""


def test_a_length_measured_on_outlines_is_never_official() -> None:
    region = tiny_region(fictional=False)
    official = region.with_tables({name: region[name].assign(basis="official") for name in ("cities", "counties")})
    basis = facts(official)["basis"]
    assert basis["border_length"] == basis["crossings_per_10km"] == "modelled"
    assert basis["road_crossings"] == "official"
    assert facts(official)["value"]["border_length"] == pytest.approx(BORDER_KM, rel=1e-4)


def test_chengdu_rail_is_of_2024_and_lengths_are_modelled() -> None:
    found = facts(open_region("chengdu"))
    assert set(found["year"][["rail_across"]]) == {"2024-12-29"}
    assert set(found["basis"][["border_length"]]) == {"modelled"}
