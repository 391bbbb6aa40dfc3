"""Importing outlines and points: formats, datums, broken shapes, and coordinates that are not what they are called."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from tests.region.books import book, mapping
from tests.tiny import tiny_region
from tongcheng.errors import InputError
from tongcheng.region import Region
from tongcheng.region.datum import GCJ02, Datum, median_offset_m, shapes_from_wgs84, wgs84_to_gcj02
from tongcheng.region.importing import apply_import, import_table, preview

OUTLINES = {name: shapely.box(*edges) for name, edges in {
    "A1": (104.0, 30.0, 104.3, 30.1), "A2": (104.0, 30.1, 104.3, 30.2),
    "B1": (104.3, 30.0, 104.6, 30.1), "B2": (104.3, 30.1, 104.6, 30.2),
}.items()}  # fmt: skip
# An approved file draws the same counties a little differently: 20 m here and there.
APPROVED = {name: shapely.affinity.translate(shape, 0.0002, 0.0) for name, shape in OUTLINES.items()}


@pytest.fixture
def real() -> Region:
    return tiny_region(fictional=False)


def frame(shapes: dict[str, Any] = APPROVED) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"县代码": list(shapes), "面积": 1.0}, geometry=list(shapes.values()), crs="EPSG:4326")


def written(folder: Path, kind: str, content: gpd.GeoDataFrame) -> Path:
    path = folder / f"outlines.{kind}"
    if kind == "zip":
        (folder / "parts").mkdir()
        content.to_file(folder / "parts" / "区县.shp", encoding="gb18030")
        (folder / "parts" / "区县.cpg").unlink()  # as surveying departments send it
        with zipfile.ZipFile(path, "w") as archive:
            for part in (folder / "parts").iterdir():
                archive.write(part, f"成果/{part.name}")
    elif kind == "parquet":
        content.to_parquet(path)
    else:
        content.to_file(path)
    return path


@pytest.mark.parametrize(
    ("kind", "crs"),
    [("geojson", "EPSG:4326")]  # GeoJSON is WGS84 (RFC 7946)
    + [
        (kind, crs)
        for kind in ("shp", "zip", "gpkg", "parquet")
        for crs in ("EPSG:4326", "EPSG:4490", "EPSG:4544", "EPSG:4523")
    ],
)
def test_an_office_loads_its_approved_outlines(tmp_path: Path, real: Region, kind: str, crs: str) -> None:
    content = shapes_from_wgs84(frame(), Datum.parse(crs)).assign(说明="核定成果")
    imported = import_table("counties", written(tmp_path, kind, content), mapping=mapping(), region=real)
    counties = apply_import(real, imported)["counties"].set_index("county")
    for name, shape in APPROVED.items():
        assert shapely.hausdorff_distance(counties.geometry[name], shape) < 1e-7  # a centimetre
    assert list(counties["name"]) == list(real["counties"]["name"])
    assert set(counties["source"]) == {"yearbook"}
    assert counties.crs == "EPSG:4326"
    assert preview(real, imported).changed == 4


def test_words_of_a_mapping_stand_above_the_file(tmp_path: Path, real: Region) -> None:
    content = shapes_from_wgs84(frame(), GCJ02).set_crs("EPSG:4326")
    path = written(tmp_path, "gpkg", content)
    imported = import_table("counties", path, mapping=mapping(datum=GCJ02), region=real)
    assert shapely.hausdorff_distance(imported.frame.geometry.iloc[0], APPROVED["A1"]) < 1e-7
    assert any("GCJ-02" in note.zh for note in imported.notes)


def test_outlines_in_gcj02_called_wgs84_are_found_out(tmp_path: Path, real: Region) -> None:
    path = written(tmp_path, "geojson", shapes_from_wgs84(frame(), GCJ02).set_crs("EPSG:4326"))
    with pytest.raises(InputError) as caught:
        import_table("counties", path, mapping=mapping(), region=real)
    assert [problem.code for problem in caught.value.problems] == ["datum_suspected"]
    assert 'datum = "GCJ-02"' in caught.value.problems[0].remedy.zh
    import_table("counties", path, mapping=mapping(datum_checked=True), region=real)


def points_book(path: Path, lon: Any, lat: Any, **columns: list[Any]) -> Path:
    names = {"facility": "设施编号", "kind": "类别", "name": "名称", "city": "所在市", "county": "所在县区"}
    rows = zip(*columns.values(), lon, lat, strict=True)
    return book(
        path, [[names[name] for name in columns] + ["经度", "纬度"], *[list(map(_plain, row)) for row in rows]]
    )


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, np.floating) else value


def test_stops_in_gcj02_are_found_out_by_their_names(tmp_path: Path, real: Region) -> None:
    stations = real["stations"]
    lon, lat = wgs84_to_gcj02(stations["lon"], stations["lat"])
    columns = {
        "facility": list("abcd"),
        "kind": ["hospital"] * 4,
        "name": list(stations["name"]),
        "city": list("AABB"),
    }
    with pytest.raises(InputError) as caught:
        import_table(
            "facilities", points_book(tmp_path / "a.xlsx", lon, lat, **columns), mapping=mapping(), region=real
        )
    assert [problem.code for problem in caught.value.problems] == ["datum_suspected"]
    right = points_book(tmp_path / "b.xlsx", stations["lon"], stations["lat"], **columns)
    import_table("facilities", right, mapping=mapping(), region=real)
    moved = import_table("facilities", tmp_path / "a.xlsx", mapping=mapping(datum=GCJ02), region=real).frame
    assert median_offset_m(moved["lon"], moved["lat"], stations["lon"], stations["lat"]) < 0.01


def test_points_in_gcj02_are_found_out_by_their_county(tmp_path: Path, real: Region) -> None:
    seeded = np.random.default_rng(7)
    lon, lat = seeded.uniform(104.0, 104.3, 3000), seeded.uniform(30.0, 30.1, 3000)
    shifted = wgs84_to_gcj02(lon, lat)
    count = len(lon)
    columns = {"facility": [f"f{n}" for n in range(count)], "kind": ["hospital"] * count,
               "name": [f"院{n}" for n in range(count)], "city": ["A"] * count, "county": ["A1"] * count}  # fmt: skip
    with pytest.raises(InputError, match="GCJ-02"):
        import_table(
            "facilities", points_book(tmp_path / "a.xlsx", *shifted, **columns), mapping=mapping(), region=real
        )
    import_table("facilities", points_book(tmp_path / "b.xlsx", lon, lat, **columns), mapping=mapping(), region=real)


def test_a_header_may_name_the_datum(tmp_path: Path, real: Region) -> None:
    file = book(
        tmp_path / "a.xlsx",
        [
            ["车站编号", "名称", "类别", "经度（GCJ-02）", "纬度（GCJ-02）"],
            ["x", "韦家碾", "地铁站", 104.086848, 30.717629],
        ],
    )
    row = import_table("stations", file, mapping=mapping(), region=real).frame.iloc[0]
    assert median_offset_m(row["lon"], row["lat"], 104.084312, 30.720003) < 0.2


def test_projected_points_and_swapped_columns(tmp_path: Path, real: Region) -> None:
    header = ["车站编号", "名称", "类别", "东坐标", "北坐标"]
    zone = Datum.parse("EPSG:4523")
    file = book(tmp_path / "a.xlsx", [header, ["x", "甲站", "铁路站", 35_500_000.0, 3_394_000.0]])
    row = import_table("stations", file, mapping=mapping(datum=zone), region=real).frame.iloc[0]
    assert row["lon"] == pytest.approx(105)
    for bad, datum in (([3_394_000.0, 35_500_000.0], zone), ([30.6, 104.1], None)):
        file = book(tmp_path / "b.xlsx", [header, ["x", "甲站", "铁路站", *bad]])
        with pytest.raises(InputError) as caught:
            import_table("stations", file, mapping=mapping(datum=datum), region=real)
        assert "swapped_coordinates" in {problem.code for problem in caught.value.problems}


BOWTIE = {"type": "Polygon", "coordinates": [[[104, 30], [104.2, 30.2], [104.2, 30], [104, 30.2], [104, 30]]]}
OPEN = {"type": "Polygon", "coordinates": [[[104, 30], [104.2, 30.2]]]}
LINE = {"type": "LineString", "coordinates": [[104, 30], [104.2, 30.2]]}


def geojson(path: Path, *geometries: Any) -> Path:
    features = [
        {"type": "Feature", "properties": {"county": code}, "geometry": shape}
        for code, shape in zip(("A1", "A2", "B1"), geometries, strict=False)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("shape", "code"), [(BOWTIE, "broken_geometry"), (OPEN, "broken_geometry"), (LINE, "wrong_geometry")]
)
def test_broken_shapes(tmp_path: Path, real: Region, shape: Any, code: str) -> None:
    good = shapely.geometry.mapping(APPROVED["A1"])
    with pytest.raises(InputError) as caught:
        import_table("counties", geojson(tmp_path / "a.geojson", good, shape), mapping=mapping(), region=real)
    assert [(problem.code, problem.row) for problem in caught.value.problems] == [(code, 3)]


def test_broken_outlines_may_be_mended_on_request(tmp_path: Path, real: Region) -> None:
    file = geojson(tmp_path / "a.geojson", BOWTIE)
    imported = import_table("counties", file, mapping=mapping(repair=True, datum_checked=True), region=real)
    assert imported.frame.geometry.iloc[0].is_valid
    assert any("修复" in note.zh for note in imported.notes)


def test_incomplete_files_of_shapes(tmp_path: Path, real: Region) -> None:
    for lacking in (".dbf", ".shx"):
        written(tmp_path, "shp", frame())
        (tmp_path / f"outlines{lacking}").unlink()
        with pytest.raises(InputError, match=lacking):
            import_table("counties", tmp_path / "outlines.shp", mapping=mapping(), region=real)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("readme.txt", "x")
    with pytest.raises(InputError, match="shp"):
        import_table("counties", tmp_path / "a.zip", mapping=mapping(), region=real)
    (tmp_path / "a.gpkg").write_bytes(b"not a database")
    with pytest.raises(InputError):
        import_table("counties", tmp_path / "a.gpkg", mapping=mapping(), region=real)


def test_the_layer_is_named_where_there_are_several(tmp_path: Path, real: Region) -> None:
    path = tmp_path / "a.gpkg"
    frame().to_file(path, layer="县")
    frame({"A1": OUTLINES["A1"]}).to_file(path, layer="其他", mode="a")
    with pytest.raises(InputError, match="其他"):
        import_table("counties", path, mapping=mapping(), region=real)
    assert len(import_table("counties", path, mapping=mapping(sheet="县"), region=real).frame) == 4
