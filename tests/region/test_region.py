"""Saving and opening a circle is the identity, in every format; what is wrong with a folder is named at once."""

from __future__ import annotations

import datetime as dt
import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tiny import tiny_region
from tongcheng.errors import InputError, Problems
from tongcheng.language import Text
from tongcheng.region import Region, open_region
from tongcheng.region.columns import type_table
from tongcheng.region.schemas import Attribute, TableSchema, schemas

#: Tables that together hold every kind of attribute: ids, lists, dates, periods, JSON, numbers, all geometries.
DRAWN = ("counties", "functional_areas", "areas", "projects", "project_edits", "cases", "figures", "road_links",
         "road_nodes", "zones", "residents", "sources", "list_totals", "facilities")  # fmt: skip

# Cells are words of people: no control characters, and no blanks at the ends (readers strip them).
WORDS = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=12).map(
    str.strip
).filter(bool) | st.sampled_from(
    ["成都市", "NA", "nan", "null", "None", "0012", "1e5", "TRUE", '"', "a,b", "=SUM(A1)", "𠮷", "é", "-"]
)
DEGREES = st.tuples(st.floats(-180, 180), st.floats(-90, 90))
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)


def polygons() -> st.SearchStrategy[shapely.Geometry]:
    box = st.builds(lambda x, y, w, h: shapely.box(x, y, x + w, y + h), st.floats(-100, 100), st.floats(-80, 70),
                    st.floats(0.001, 5), st.floats(0.001, 5))  # fmt: skip
    hole = box.map(lambda b: b.difference(b.centroid.buffer(0.0001, quad_segs=2)))
    return box | hole | st.lists(box, min_size=2, max_size=3).map(shapely.MultiPolygon)


def geometries(kind: str | None) -> st.SearchStrategy[shapely.Geometry]:
    line = st.lists(DEGREES, min_size=2, max_size=5, unique=True).map(shapely.LineString)
    lines = line | st.lists(line, min_size=2, max_size=3).map(shapely.MultiLineString)
    by_kind = {"line": lines, "polygon": polygons(), "point": DEGREES.map(shapely.Point)}
    return by_kind.get(kind or "any", st.one_of(*by_kind.values()))


def numbers(attribute: Attribute) -> st.SearchStrategy[float]:
    if attribute.kind == "int":
        low = int(attribute.low) if attribute.low is not None else -(2**53)
        return st.integers(low, int(attribute.high) if attribute.high is not None else 2**53)
    low_open, high_open = attribute.low_open, attribute.high_open and attribute.high is not None
    limits = {"exclude_min": low_open, "exclude_max": high_open, "allow_nan": False, "allow_infinity": False}
    return st.floats(attribute.low, attribute.high, **limits)


def cells(attribute: Attribute) -> st.SearchStrategy[object]:
    years = st.integers(1900, 2100)
    by_kind: dict[str, st.SearchStrategy[object]] = {
        "bool": st.booleans(),
        "date": st.dates(dt.date(1700, 1, 1), dt.date(2262, 1, 1)).map(pd.Timestamp),
        "period": st.one_of(years.map(str), st.builds("{}Q{}".format, years, st.integers(1, 4)),
                            st.builds("{}-{:02d}".format, years, st.integers(1, 12)), st.just("2024-01/2024-08")),
        "json": st.dictionaries(WORDS, NUMBERS | WORDS | st.none(), max_size=3).map(
            lambda value: json.dumps(value, ensure_ascii=False)),
        "list": st.lists(WORDS.filter(lambda word: ";" not in word and "；" not in word), min_size=1, max_size=3).map(";".join),
        "geometry": geometries(attribute.geometry),
    }  # fmt: skip
    if attribute.kind in {"int", "float"}:
        return numbers(attribute)
    if attribute.kind == "enum":
        return st.sampled_from(attribute.values)
    return by_kind.get(attribute.kind, WORDS)


@st.composite
def tables(draw: st.DrawFn, schema: TableSchema) -> pd.DataFrame:
    """Rows of a table; optional attributes are missing now and then, whole columns too."""
    absent = draw(st.sets(st.sampled_from([item.name for item in schema.attributes if not item.mandatory] or [""])))
    row = {
        item.name: cells(item) if item.mandatory else st.none() | cells(item)
        for item in schema.attributes
        if item.name not in absent
    }
    rows = draw(st.lists(st.fixed_dictionaries(row), min_size=1, max_size=4))
    problems = Problems(schema.name)
    table = type_table(pd.DataFrame(rows), schema, problems)
    assert not problems.found, problems.found[0].say("en")
    return table


@st.composite
def regions(draw: st.DrawFn) -> Region:
    names = draw(st.lists(st.sampled_from(DRAWN), min_size=1, max_size=4, unique=True))
    made = {name: draw(tables(schemas()[name])) for name in names}
    title = Text(draw(WORDS), draw(WORDS))
    meta = draw(st.dictionaries(st.sampled_from(["description", "licenses", "keywords"]), WORDS | st.lists(WORDS)))
    return Region("drawn", title, draw(st.booleans()), made, meta=meta)


def assert_same(one: Region, other: Region) -> None:
    assert (one.name, one.title, one.fictional, one.meta) == (other.name, other.title, other.fictional, other.meta)
    assert list(one) == list(other)
    for name in one:
        left, right = one[name], other[name]
        assert type(left) is type(right)
        if isinstance(left, gpd.GeoDataFrame):
            assert left.crs == right.crs
            assert (shapely.to_wkb(left.geometry.to_numpy()) == shapely.to_wkb(right.geometry.to_numpy())).all()
        pd.testing.assert_frame_equal(pd.DataFrame(left), pd.DataFrame(right), check_exact=True)


@pytest.mark.parametrize("suffix", [None, ".csv", ".geojson", ".parquet"])
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(region=regions())
def test_save_and_open_is_the_identity(tmp_path_factory, suffix, region):
    folder = tmp_path_factory.mktemp("region")
    region.save(folder / "r", suffix=suffix)
    assert_same(open_region(folder / "r"), region)


@pytest.mark.parametrize("suffix", [None, ".csv", ".geojson", ".parquet"])
def test_the_tiny_circle_comes_back_and_bytes_are_the_same_each_time(tmp_path, tiny, suffix):
    first, second = tiny.save(tmp_path / "a", suffix=suffix), open_region(tmp_path / "a").save(
        tmp_path / "b", suffix=suffix)  # fmt: skip
    assert_same(open_region(first), tiny)
    names = sorted(path.name for path in first.iterdir())
    assert names == sorted(path.name for path in second.iterdir())
    for name in names:
        assert (first / name).read_bytes() == (second / name).read_bytes()


def test_feeds_travel_with_the_circle(tmp_path, tiny):
    feed = tmp_path / "metro.zip"
    feed.write_bytes(b"some bytes")
    tiny.feeds["metro"] = feed
    tiny.save(tmp_path / "r")
    again = open_region(tmp_path / "r")
    assert again.feeds["metro"].read_bytes() == b"some bytes"
    again.save(tmp_path / "r")  # onto itself
    assert open_region(tmp_path / "r").feeds["metro"].read_bytes() == b"some bytes"


def test_a_copy_is_independent_and_with_tables_leaves_the_circle_alone(tiny):
    copy = tiny.copy()
    copy.tables["zones"].loc[0, "city"] = "B"
    copy.meta["note"] = "x"
    del copy.tables["jobs"]
    assert_same(tiny, tiny_region())
    other = tiny.with_tables({"budgets": tiny["budgets"].assign(value=9.0)})
    assert (tiny["budgets"]["value"].iloc[0], other["budgets"]["value"].iloc[0]) == (5, 9)
    assert other["zones"] is tiny["zones"]


def test_saving_fails_as_a_whole(tmp_path, tiny):
    tiny.save(tmp_path / "r")
    broken = tiny.copy()
    broken.tables["lines"] = broken["lines"].assign(mode=[shapely.Point(0, 0)])  # no format can hold this
    with pytest.raises(Exception):  # noqa: B017, PT011
        broken.save(tmp_path / "r", suffix=".parquet")
    assert_same(open_region(tmp_path / "r"), tiny)
    assert [path.name for path in tmp_path.iterdir()] == ["r"]


def test_everything_wrong_with_a_folder_is_named_at_once(tmp_path, tiny):
    folder = tiny.save(tmp_path / "r")
    (folder / "zoness.csv").write_text("zone\n")
    (folder / "jobs.parquet").write_bytes(b"PAR1 not really")
    (folder / "budgets.csv").write_text("")
    (folder / "areas.geojson").write_text('{"type": "Feature')
    (folder / "lines.csv").write_text(
        "line,name,mode,colour,headway_min\nM1,地铁,monorail,#fff,-3\nM2,,metro,,soon\n"
    )
    (folder / "cases.csv").write_bytes("city,date\n成都,2020\n".encode("gb18030"))
    with pytest.raises(InputError) as caught:
        open_region(folder)
    found = {(problem.file, problem.row, problem.column) for problem in caught.value.problems}
    assert {
        ("zoness.csv", None, None),
        ("jobs.parquet", None, None),  # beside jobs.csv
        ("budgets.csv", None, None),
        ("areas.geojson", None, None),
        ("cases.csv", None, None),
        ("lines.csv", None, "colour"),
        ("lines.csv", 2, "mode"),
        ("lines.csv", 2, "headway_min"),
        ("lines.csv", 3, "headway_min"),
        ("lines.csv", 3, "name"),
        ("lines.csv", None, "basis"),
        ("lines.csv", None, "source"),
    } <= found
    for problem in caught.value.problems:
        assert problem.remedy.zh
        assert problem.say("en").startswith(problem.file)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.one_of(st.none(), NUMBERS), min_size=1, max_size=5))
def test_numbers_as_text_and_as_numbers_are_read_alike(values):
    schema = schemas()["figures"]
    frame = pd.DataFrame({"figure": [str(k) for k in range(len(values))], "subject": "region", "attribute": "a",
                          "as_of": "2020", "basis": "official", "source": "s"})  # fmt: skip
    as_numbers = type_table(frame.assign(value=pd.Series(values, dtype="float64")), schema, Problems("x"))
    as_text = type_table(frame.assign(value=[None if v is None else repr(v) for v in values]), schema, Problems("x"))
    pd.testing.assert_frame_equal(as_numbers, as_text, check_exact=True)


def test_typed_columns_with_gaps_take_their_defaults(tiny):
    """Rows joined from two tables have missing flags; they are defaults, not errors."""
    links = tiny["road_links"]
    gaps = links.assign(bridge=pd.array([None] * len(links), dtype="boolean"), direction=None)
    again = tiny.with_tables({"road_links": gaps})["road_links"]
    assert not again["bridge"].any()
    assert set(again["direction"]) == {"both"}
    borders = tiny.with_tables({"borders": tiny["borders"].assign(penalty_min=np.nan)})["borders"]
    assert borders["penalty_min"].tolist() == [0, 0]


def test_unknown_tables_are_refused_with_the_nearest_name(tiny):
    with pytest.raises(KeyError, match="did you mean 'zones'"):
        tiny["zone"]
    assert "areas" not in tiny
    assert set(tiny["areas"].columns) == set(schemas()["areas"].names)
