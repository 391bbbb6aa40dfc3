"""Coordinate systems in use in China, and the way from each of them to WGS84 and back.

Inside a region everything is WGS84. Files come in GCJ-02 (map providers; a public, deliberate shift of 100–700 m),
BD-09 (one provider's shift on top of it) and CGCS2000 (EPSG:4490 and its Gauss-Krüger projections), which is what
surveying departments hand out.

The shifts are in :mod:`tongcheng.region.shifts`; CGCS2000 goes through PROJ. Xi'an 1980 and Beijing 1954 are
refused: their parameters to WGS84 are not public, and a guess is wrong by up to 100 m.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal, TypeVar

import geopandas as gpd
import numpy as np
import shapely

from tongcheng.errors import InputError, Problem
from tongcheng.language import Text
from tongcheng.region.shifts import bd09_to_wgs84, gcj02_to_wgs84, wgs84_to_bd09, wgs84_to_gcj02

if TYPE_CHECKING:
    from numpy.typing import ArrayLike
    from pyproj import CRS, Transformer

    from tongcheng.region.shifts import Floats, Shift

__all__ = [
    "BD09", "CGCS2000", "GCJ02", "WGS84", "Datum", "bd09_to_wgs84", "cgcs2000_projected", "cgcs2000_zone",
    "datum_of_crs", "from_wgs84", "gcj02_to_wgs84", "median_offset_m", "shapes_from_wgs84", "shapes_to_wgs84",
    "to_wgs84", "wgs84_to_bd09", "wgs84_to_gcj02",
]  # fmt: skip

Shapes = TypeVar("Shapes", gpd.GeoSeries, gpd.GeoDataFrame)

# CGCS2000 3-degree zones: EPSG:4534 is the one with central meridian 75°E, EPSG:4513 the same with the number of
# the zone (25) before its eastings; 6-degree zones with their number (13 …) begin at EPSG:4491.
_FIRST_MERIDIAN, _LAST_MERIDIAN = 75, 135
_ZONES = {range(25, 46): 4513 - 25, range(13, 24): 4491 - 13}


@dataclass(frozen=True)
class Datum:
    """A coordinate system that a file may be in.

    Parameters
    ----------
    name
        Name for people and for ``sources.datum``.
    kind
        ``gcj02`` and ``bd09`` are shifted; ``crs`` is anything that PROJ knows.
    crs
        EPSG code or PROJ text when ``kind`` is ``crs``.

    Examples
    --------
    >>> Datum.parse("2000国家大地坐标系 3度带 中央经线105").crs
    'EPSG:4544'
    """

    name: str
    kind: Literal["crs", "gcj02", "bd09"] = "crs"
    crs: str = ""

    @property
    def projected(self) -> bool:
        """Whether coordinates are metres, not degrees."""
        return self.kind == "crs" and not _crs(self.crs).is_geographic

    @classmethod
    def parse(cls, text: str, *, file: str = "datum") -> Datum:
        """Understand the name of a coordinate system.

        Parameters
        ----------
        text
            ``WGS84``, ``GCJ-02`` (火星坐标系), ``BD-09``, ``CGCS2000`` (国家2000), ``EPSG:4527``, or CGCS2000 with
            a central meridian or zone: ``CGCS2000 / 3-degree Gauss-Kruger CM 105E``, ``国家2000 3度带 35带``.
        file
            File in which it stands, for the message.

        Raises
        ------
        InputError
            If it is unknown, or Xi'an 1980 or Beijing 1954.
        """
        plain = re.sub(r"[\s_\-/()]", "", unicodedata.normalize("NFKC", text)).upper()
        if match := re.fullmatch(r"(?:EPSG:?)?(\d{4,5})", plain):
            return datum_of_crs(f"EPSG:{match[1]}", file=file)
        if re.search(r"GCJ|火星|高德|腾讯|AMAP", plain):
            return GCJ02
        if re.search(r"BD0?9|百度", plain):
            return BD09
        if plain in {"WGS84", "WGS1984", "GPS"}:
            return WGS84
        if re.search(r"西安|XIAN|北京54|BEIJING|1954|1980|BJ54|XA80", plain):
            raise InputError([_not_public(text, file)])
        if "CGCS" in plain or "2000" in plain:
            return _parse_cgcs2000(text, plain, file)
        raise InputError([_unknown(text, file)])


WGS84 = Datum("WGS84", "crs", "EPSG:4326")
GCJ02 = Datum("GCJ-02", "gcj02")
BD09 = Datum("BD-09", "bd09")
CGCS2000 = Datum("CGCS2000", "crs", "EPSG:4490")


def cgcs2000_projected(central_meridian: float) -> Datum:
    """Give the CGCS2000 Gauss-Krüger projection with a central meridian and no zone number in its eastings.

    Parameters
    ----------
    central_meridian
        Degrees east. A standard one (75, 78 … 135) gets its EPSG code; a local one (e.g. 104) a PROJ text.

    Examples
    --------
    >>> cgcs2000_projected(105).crs
    'EPSG:4544'
    """
    steps = (central_meridian - _FIRST_MERIDIAN) / 3
    if steps == int(steps) and _FIRST_MERIDIAN <= central_meridian <= _LAST_MERIDIAN:
        epsg = f"EPSG:{4534 + int(steps)}"
        return Datum(f"CGCS2000 ({epsg})", "crs", epsg)
    text = f"+proj=tmerc +lat_0=0 +lon_0={central_meridian:g} +k=1 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m +no_defs"
    return Datum(f"CGCS2000 CM {central_meridian:g}E", "crs", text)


def cgcs2000_zone(number: int) -> Datum:
    """Give the CGCS2000 Gauss-Krüger zone whose eastings begin with its number (e.g. 35 500 000 m).

    Parameters
    ----------
    number
        25 to 45 are 3-degree zones, 13 to 23 are 6-degree zones; the two never overlap.

    Raises
    ------
    ValueError
        If China has no such zone.

    Examples
    --------
    >>> cgcs2000_zone(35).crs, cgcs2000_zone(18).crs
    ('EPSG:4523', 'EPSG:4496')
    """
    for numbers, offset in _ZONES.items():
        if number in numbers:
            return Datum(f"CGCS2000 (EPSG:{number + offset})", "crs", f"EPSG:{number + offset}")
    raise ValueError(f"CGCS2000 has no zone {number}; 3-degree zones are 25 to 45, 6-degree zones 13 to 23")


def datum_of_crs(crs: object, *, file: str = "datum") -> Datum:
    """Give the datum of a coordinate system that a file itself states (``.prj``, GeoPackage, GeoParquet).

    Parameters
    ----------
    crs
        Anything that :meth:`pyproj.CRS.from_user_input` takes.
    file
        File that states it, for the message.

    Raises
    ------
    InputError
        If PROJ does not know it, or it rests on Xi'an 1980 or Beijing 1954.
    """
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        known = CRS.from_user_input(crs)
    except CRSError as error:
        raise InputError([_unknown(str(crs), file)]) from error
    if known.datum is not None and re.search(r"xian|beijing", known.datum.name, re.IGNORECASE):
        raise InputError([_not_public(known.name, file)])
    if known.is_geographic and known.datum is not None:  # whatever the order of its axes
        if known.datum.name.startswith("World Geodetic System 1984"):
            return WGS84
        if known.datum.name.startswith("China 2000"):
            return CGCS2000
    epsg = known.to_epsg()
    return Datum(known.name, "crs", f"EPSG:{epsg}" if epsg else known.to_wkt())


def to_wgs84(x: ArrayLike, y: ArrayLike, datum: Datum) -> tuple[Floats, Floats]:
    """Give WGS84 coordinates of points in another datum.

    Parameters
    ----------
    x, y
        Longitude and latitude in degrees, or easting and northing in metres; any shape. (Surveyors call the
        northing X: it belongs into ``y`` here.)
    datum
        What they are in.

    Returns
    -------
    tuple of numpy.ndarray
        Longitude and latitude, degrees; NaN where the point lies outside what the projection can hold.

    Examples
    --------
    >>> lon, lat = to_wgs84([500000.0], [3394000.0], Datum.parse("EPSG:4544"))
    >>> round(float(lon[0]), 6), round(float(lat[0]), 2)
    (105.0, 30.67)
    """
    if datum.kind == "gcj02":
        return gcj02_to_wgs84(x, y)
    if datum.kind == "bd09":
        return bd09_to_wgs84(x, y)
    return _project(_transformer(datum.crs, "EPSG:4326"), x, y)


def from_wgs84(lon: ArrayLike, lat: ArrayLike, datum: Datum) -> tuple[Floats, Floats]:
    """Give the coordinates in another datum of WGS84 points; the inverse of :func:`to_wgs84`."""
    if datum.kind == "gcj02":
        return wgs84_to_gcj02(lon, lat)
    if datum.kind == "bd09":
        return wgs84_to_bd09(lon, lat)
    return _project(_transformer("EPSG:4326", datum.crs), lon, lat)


def shapes_to_wgs84(shapes: Shapes, datum: Datum) -> Shapes:
    """Give a GeoSeries or GeoDataFrame in WGS84; what it said of its own CRS is not asked.

    Parameters
    ----------
    shapes
        Geometries whose coordinates are in ``datum``; heights are dropped.
    datum
        What they are in.
    """
    return _moved(shapes, lambda x, y: to_wgs84(x, y, datum), "EPSG:4326")


def shapes_from_wgs84(shapes: Shapes, datum: Datum) -> Shapes:
    """Give a WGS84 GeoSeries or GeoDataFrame in another datum; a shifted datum carries no CRS."""
    return _moved(shapes, lambda x, y: from_wgs84(x, y, datum), datum.crs or None)


def median_offset_m(lon: ArrayLike, lat: ArrayLike, ref_lon: ArrayLike, ref_lat: ArrayLike) -> float:
    """Give the median distance between points and the points that they should be.

    Parameters
    ----------
    lon, lat, ref_lon, ref_lat
        Degrees, WGS84, same length.

    Returns
    -------
    float
        Metres on the ellipsoid; NaN without a complete pair.

    Examples
    --------
    >>> round(median_offset_m([104.086848], [30.717629], [104.084312], [30.720003]))
    358
    """
    from pyproj import Geod

    parts = (np.atleast_1d(np.asarray(part, dtype="float64")) for part in (lon, lat, ref_lon, ref_lat))
    points = np.broadcast_arrays(*parts)
    complete = np.all([np.isfinite(part) for part in points], axis=0)
    if not complete.any():
        return float("nan")
    x, y, ref_x, ref_y = (part[complete] for part in points)
    _, _, metres = Geod(ellps="WGS84").inv(x, y, ref_x, ref_y)
    return float(np.median(metres))


def _project(transformer: Transformer, x: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
    flat_x, flat_y = (part.astype("float64") for part in np.broadcast_arrays(x, y))
    new_x, new_y = transformer.transform(flat_x, flat_y)
    good = np.isfinite(new_x) & np.isfinite(new_y)
    return np.where(good, new_x, np.nan), np.where(good, new_y, np.nan)


def _moved(shapes: Shapes, move: Shift, crs: str | None) -> Shapes:
    def moved(xy: Floats) -> Floats:
        return np.column_stack(move(xy[:, 0], xy[:, 1]))

    geometry = shapes.geometry.to_numpy()
    series = gpd.GeoSeries(shapely.transform(geometry, moved), index=shapes.index, crs=crs)
    if isinstance(shapes, gpd.GeoDataFrame):
        plain = shapes.drop(columns=shapes.geometry.name)
        return gpd.GeoDataFrame(plain, geometry=series, crs=crs)
    return series


@cache
def _crs(text: str) -> CRS:
    from pyproj import CRS

    return CRS.from_user_input(text)


@cache
def _transformer(source: str, target: str) -> Transformer:
    from pyproj import Transformer

    return Transformer.from_crs(_crs(source), _crs(target), always_xy=True)


def _parse_cgcs2000(text: str, plain: str, file: str) -> Datum:
    if match := re.search(r"(?:CM|经线|MERIDIAN)[:=为]?(\d{2,3}(?:\.\d+)?)", plain):
        return cgcs2000_projected(float(match[1]))
    if match := re.search(r"(?:ZONE|带号)[:=为]?(\d{2})(?!\d)|(?<!\d)(\d{2})号?带", plain):
        try:
            return cgcs2000_zone(int(match[1] or match[2]))
        except ValueError as error:
            raise InputError([_unknown(text, file)]) from error
    if re.fullmatch(r"(中国|国家)?(CGCS|大地|国家|国家大地)?2000(国家)?(大地)?(坐标系)?(经纬度)?", plain):
        return CGCS2000
    raise InputError([_unknown(text, file)])


def _unknown(text: str, file: str) -> Problem:
    return Problem(
        "unknown_datum",
        file,
        Text("WGS84、GCJ-02、BD-09、CGCS2000 或 EPSG 代号", "WGS84, GCJ-02, BD-09, CGCS2000 or an EPSG code"),
        text,
        Text(
            "向数据提供方问明坐标系；投影坐标写明分带和中央经线，如 CGCS2000 3度带 中央经线105（EPSG:4544）",
            "ask the provider; for metres name the zone width and central meridian, "
            "e.g. CGCS2000 / 3-degree Gauss-Kruger CM 105E (EPSG:4544)",
        ),
        column="datum",
    )


def _not_public(text: str, file: str) -> Problem:
    return Problem(
        "datum_not_public",
        file,
        Text("WGS84、GCJ-02、BD-09 或 CGCS2000", "WGS84, GCJ-02, BD-09 or CGCS2000"),
        text,
        Text(
            "转换参数不公开，无法可靠换算：请测绘主管部门提供 CGCS2000 成果",
            "its parameters are not public, no conversion is reliable: ask the surveying department for CGCS2000",
        ),
        column="datum",
    )
