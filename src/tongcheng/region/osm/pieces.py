"""Ways split where roads meet: pieces, lengths, lines, and the ends that an extract has cut.

A way is split at its ends, at nodes that roads share, where the file lacks a node, and a ring in its middle. Everything is done on whole
arrays: position ``p`` is the ``p``-th node of all ways one after another, segment ``p`` runs from ``p`` to ``p + 1``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from tongcheng.region.osm.passes import Ids, Numbers, Strings
from tongcheng.region.plane import ELLIPSOID, Plane

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Pieces:
    """Pieces of ways in the order of the file.

    Parameters
    ----------
    owner
        Which way of the strings each piece belongs to.
    number
        1, 2, 3 … along its way.
    first, last
        Positions of its first and last node.
    length_m
        Geodesic length on the WGS84 ellipsoid (Karney 2013, within nanometres).
    line
        Line of each piece; None where it has no length.
    missing_before, missing_after
        The way goes on there, but the file lacks the node.
    """

    owner: Ids
    number: Ids
    first: Ids
    last: Ids
    length_m: Numbers
    line: NDArray[np.object_]
    missing_before: Flags
    missing_after: Flags


def tidy(strings: Strings) -> Strings:
    """Drop nodes that stand twice in a row."""
    if not len(strings.ref):
        return strings
    owner = np.repeat(np.arange(len(strings.way)), np.diff(strings.start))
    keep = np.append(True, (strings.ref[1:] != strings.ref[:-1]) | (owner[1:] != owner[:-1]))
    if keep.all():
        return strings
    lengths = np.bincount(owner[keep], minlength=len(strings.way))
    start = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    return Strings(strings.way, start, strings.ref[keep], strings.lon[keep], strings.lat[keep])


def split(strings: Strings, *, at_junctions: bool = True) -> Pieces:
    """Split ways into pieces.

    Parameters
    ----------
    strings
        Nodes of the ways, tidied.
    at_junctions
        Split also at nodes that occur more than once.
    """
    owner = np.repeat(np.arange(len(strings.way)), np.diff(strings.start))
    known = np.isfinite(strings.lon)
    segment = (owner[:-1] == owner[1:]) & known[:-1] & known[1:] if len(owner) else np.zeros(0, dtype=bool)
    before = np.concatenate([[False], segment[:-1]]) if len(segment) else segment
    begins = segment & ~before
    if at_junctions and len(segment):
        begins |= segment & _shared(strings.ref)[:-1]
    first, last = _runs(segment, begins)
    if at_junctions:
        rings = (strings.ref[first] == strings.ref[last]) & (last - first > 1)
        begins[(first[rings] + last[rings]) // 2] = True
        first, last = _runs(segment, begins)
    owners = owner[first]
    return Pieces(
        owner=owners,
        number=_number_within(owners),
        first=first,
        last=last,
        length_m=_lengths(strings, first, last),
        line=_lines(strings, first, last),
        missing_before=_missing(owner, known, first, -1),
        missing_after=_missing(owner, known, last, 1),
    )


def _shared(ref: Ids) -> Flags:
    _, inverse, uses = np.unique(ref, return_inverse=True, return_counts=True)
    shared: Flags = uses[inverse] > 1
    return shared


def _number_within(owners: Ids) -> Ids:
    """Count 1, 2, 3 … anew wherever the owner changes."""
    if not len(owners):
        return owners
    order = np.arange(len(owners))
    fresh = np.append(True, owners[1:] != owners[:-1])
    numbers: Ids = order - np.maximum.accumulate(np.where(fresh, order, 0)) + 1
    return numbers


def _runs(segment: Flags, begins: Flags) -> tuple[Ids, Ids]:
    """Give the first and last position of every run of segments; a run ends before a gap and where one begins."""
    at = np.flatnonzero(segment)
    starts = begins[at]
    first = at[starts]
    last = at[np.append(starts[1:], True)] + 1 if len(at) else first
    return first, last


def _lengths(strings: Strings, first: Ids, last: Ids) -> Numbers:
    counts = last - first
    piece = np.repeat(np.arange(len(first)), counts)
    at = np.arange(counts.sum()) + np.repeat(first - np.cumsum(counts) + counts, counts)
    lon, lat = strings.lon, strings.lat
    _, _, metres = ELLIPSOID.inv(lon[at], lat[at], lon[at + 1], lat[at + 1])
    return np.bincount(piece, weights=metres, minlength=len(first)).astype(np.float64)


def _lines(strings: Strings, first: Ids, last: Ids) -> NDArray[np.object_]:
    counts = last - first + 1
    offsets = np.repeat(first - np.concatenate([[0], np.cumsum(counts)[:-1]]), counts) if len(first) else first
    positions = offsets + np.arange(counts.sum())
    coordinates = np.column_stack([strings.lon[positions], strings.lat[positions]])
    lines: Any = shapely.linestrings(coordinates, indices=np.repeat(np.arange(len(first)), counts))
    lines[shapely.length(lines) == 0] = None  # a line of one point is not valid
    return np.asarray(lines, dtype=object)


def _missing(owner: Ids, known: Flags, positions: Ids, step: int) -> Flags:
    beside = positions + step
    inside = (beside >= 0) & (beside < len(owner))
    beside = np.where(inside, beside, positions)
    missing: Flags = inside & (owner[beside] == owner[positions]) & ~known[beside]
    return missing


def near_clip(lon: Numbers, lat: Numbers, clip: shapely.Geometry, *, tolerance_m: float) -> Flags:
    """Tell which points lie outside a clip polygon or within a tolerance of its edge.

    Distances are measured on an equal-area plane around the clip's middle, right within 0.1 % up to 280 km from it.
    """
    plane = Plane.around(shapely.bounds(clip))
    core = shapely.buffer(plane.flatten([clip])[0], -tolerance_m)
    shapely.prepare(core)
    outside: Flags = ~shapely.contains_xy(core, *plane.flat(lon, lat))
    return outside


def near_box(lon: Numbers, lat: Numbers, box: tuple[float, float, float, float], *, tolerance_m: float) -> Flags:
    """Tell which points lie outside a box of degrees or within a tolerance of its sides."""
    west, south, east, north = box
    degree = 111_320.0
    across = np.minimum(lon - west, east - lon) * degree * np.cos(np.radians(lat))
    along = np.minimum(lat - south, north - lat) * degree
    near: Flags = np.minimum(across, along) < tolerance_m
    return near
