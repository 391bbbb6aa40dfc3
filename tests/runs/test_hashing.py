"""The same inputs give the same hash, any change another one."""

from __future__ import annotations

import shapely

from tests.tiny import tiny_region
from tongcheng.results import Results, empty_results
from tongcheng.runs.cache import StageCache
from tongcheng.runs.hashing import region_hashes, table_hash
from tongcheng.sectors.found import Found


def test_hash_follows_content() -> None:
    region = tiny_region()
    before = region_hashes(region)
    assert before == region_hashes(region.copy())
    zones = region["zones"].copy()
    zones.loc[0, "lon"] += 1e-12
    assert table_hash(zones) != before["zones"]
    counties = region["counties"].copy()
    counties.loc[0, "geometry"] = shapely.box(104.0, 30.0, 104.3, 30.1000001)
    assert table_hash(counties) != before["counties"]


def test_a_kept_stage_is_read_back(tmp_path) -> None:  # type: ignore[no-untyped-def]
    calls = []

    def compute():  # type: ignore[no-untyped-def]
        calls.append(1)
        region = tiny_region()
        return Found(Results(empty_results()), {"residents": region["residents"], "cities": region["cities"]})

    cache = StageCache(tmp_path / "stages")
    first, read_first = cache.found("key", compute)
    second, read_second = cache.found("key", compute)
    assert (read_first, read_second, len(calls)) == (False, True, 1)
    for name, table in first.tables.items():
        assert table.equals(second.tables[name])
        assert type(table) is type(second.tables[name])
