"""The outlines that a map colours, in a fixed order, as frames for pictures and as packed GeoJSON for the browser."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tongcheng.language import Text
from tongcheng.office.figures.models import Run
from tongcheng.office.workbench.maps.packing import packed
from tongcheng.office.workbench.reading import circle_of, layer_path, names_of, results_of
from tongcheng.office.workbench.reading.runs import folder_of

if TYPE_CHECKING:
    import geopandas as gpd

_LAYERS = {"zone": "zones", "county": "counties", "city": "cities"}
#: Degrees: about 10 m, far below a pixel of a circle on a screen.
_DETAIL = 1e-4


def outlines_of(run: Run, level: str) -> gpd.GeoSeries:
    """Give the outlines of a level indexed by place; empty if the run has none."""
    return _outlines(str(folder_of(run)), level, run.pk)


@lru_cache(maxsize=8)
def _outlines(folder: str, level: str, pk: int) -> gpd.GeoSeries:  # noqa: ARG001 - folder tells offices apart
    import geopandas as gpd
    import pyogrio

    run = Run.objects.get(pk=pk)
    if level == "city":
        from tongcheng.region.outlines import city_outlines

        return city_outlines(circle_of(run))
    if level == "county":
        rows = circle_of(run)["counties"]
        found = gpd.GeoSeries(rows["geometry"].to_numpy(), index=rows["county"].astype(str), crs="EPSG:4326")
        return gpd.GeoSeries(found[found.notna()])
    if (cells := _h3_cells(run)) is not None:
        return cells
    path = layer_path(run, _LAYERS[level])
    if path is None:
        return gpd.GeoSeries([], index=[], crs="EPSG:4326")
    frame = pyogrio.read_dataframe(path, columns=["place"])
    return gpd.GeoSeries(frame.geometry.to_numpy(), index=frame["place"].astype(str), crs="EPSG:4326")


def _h3_cells(run: Run) -> gpd.GeoSeries | None:
    """Give the outlines of zones that are H3 cells, which need no file."""
    import geopandas as gpd
    import h3
    import shapely

    results = results_of(run)
    places = sorted(results.loc[results["level"] == "zone", "place"].unique())
    if not places or not all(h3.is_valid_cell(str(place)) for place in places):
        return None
    shapes = [shapely.Polygon([(lon, lat) for lat, lon in h3.cell_to_boundary(place)]) for place in places]
    return gpd.GeoSeries(shapes, index=places, crs="EPSG:4326")


def place_name(run: Run, level: str, place: str) -> tuple[str, str]:
    """Give a place's name in both languages; a zone is named by its county and its code."""
    if level != "zone":
        name = names_of(run).get(place)
        return (place, place) if name is None else (name.zh, name.en)
    county = names_of(run).get(_counties_of_zones(str(folder_of(run)), run.pk).get(place, ""))
    return (f"{county.zh}·{place}", f"{county.en}, {place}") if county else (f"网格 {place}", f"zone {place}")


@lru_cache(maxsize=4)
def _counties_of_zones(folder: str, pk: int) -> dict[str, str]:  # noqa: ARG001 - folder tells offices apart
    """Give the county in which the middle of each zone lies."""
    import shapely

    run = Run.objects.get(pk=pk)
    counties, zones = outlines_of(run, "county"), outlines_of(run, "zone")
    if not len(counties):
        return {}
    middles = shapely.point_on_surface(zones.to_numpy())
    which, hit = shapely.STRtree(counties.to_numpy()).query(middles, predicate="within")
    return dict(zip(zones.index[which].astype(str), counties.index[hit].astype(str), strict=True))


def place_words(run: Run, level: str, place: str) -> Text:
    """Give a place's name."""
    return Text(*place_name(run, level, place))


def packed_outlines(run: Run, level: str) -> Path:
    """Give the packed file of a level's outlines: features in order, the id of each is its place in the order."""

    def make() -> dict[str, Any]:
        import shapely

        shapes = outlines_of(run, level)
        fine = shapely.set_precision(
            shapely.simplify(shapes.to_numpy(), _DETAIL if level != "zone" else 0), 1e-5, mode="pointwise"
        )
        features = []
        for number, (place, text) in enumerate(zip(shapes.index, shapely.to_geojson(fine), strict=True)):
            said = (
                {"p": place}
                if level == "zone"
                else dict(zip("pze", (place, *place_name(run, level, place)), strict=True))
            )
            features.append({"type": "Feature", "id": number, "properties": said, "geometry": json.loads(text)})
        return {"type": "FeatureCollection", "features": features}

    return packed(run.run_id, f"outlines-{level}", make)
