"""From the tags of a way to what the schema says of a road, or of a barrier.

Meaning of the tags: the OpenStreetMap wiki (Key:highway, Key:maxspeed, Key:oneway, Key:access, Key:lanes). For
China: its tagging guideline, by which numbered roads take their class from the letter of the number and roads
without a number are urban.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from tongcheng.region.osm.speeds import Speeds
from tongcheng.region.osm.values import FASTEST_KMH, NAN, count, metres, minutes, speed_code, speed_kmh

#: Tags that decide what a road is; ways alike in all of them share one :class:`Road`. Most ways have none but the
#: common ones: asking for the rare ones only where there is any makes reading a fifth faster.
COMMON_KEYS = (
    "highway", "oneway", "maxspeed", "lanes", "width", "surface", "bridge", "tunnel", "junction", "access",
)  # fmt: skip
RARE_KEYS = (
    "construction:highway", "proposed:highway", "construction", "proposed", "route", "area",
    "oneway:motor_vehicle", "oneway:motorcar", "vehicle", "motor_vehicle", "motorcar",
    "maxspeed:forward", "maxspeed:backward", "maxspeed:type", "source:maxspeed",
    "lanes:forward", "lanes:backward", "lanes:both_ways", "duration",
)  # fmt: skip

#: Drivable values of ``highway`` and the class of the schema.
CLASSES = {
    "motorway": "motorway", "motorway_link": "motorway", "trunk": "trunk", "trunk_link": "trunk",
    "primary": "primary", "primary_link": "primary", "secondary": "secondary", "secondary_link": "secondary",
    "tertiary": "tertiary", "tertiary_link": "tertiary", "unclassified": "unclassified",
    "residential": "residential", "living_street": "residential", "service": "service", "track": "track",
    "road": "other",
}  # fmt: skip

_SURFACES = {
    "asphalt": "asphalt", "chipseal": "asphalt",
    "concrete": "concrete", "concrete:plates": "concrete", "concrete:lanes": "concrete", "cement": "concrete",
    "paved": "paved", "paving_stones": "paved", "sett": "paved", "cobblestone": "paved", "bricks": "paved",
    "unhewn_cobblestone": "paved", "stone": "paved",
    "gravel": "gravel", "fine_gravel": "gravel", "compacted": "gravel", "pebblestone": "gravel",
    "unpaved": "unpaved", "ground": "unpaved", "dirt": "unpaved", "earth": "unpaved", "grass": "unpaved",
    "sand": "unpaved", "mud": "unpaved", "clay": "unpaved", "rock": "unpaved",
}  # fmt: skip
_ACCESS_KEYS = ("motorcar", "motor_vehicle", "vehicle", "access")
_PRIVATE = {
    "no", "private", "agricultural", "forestry", "emergency", "military", "official", "permit", "employees",
    "residents", "psv", "bus",
}  # fmt: skip
_DESTINATION = {"destination", "delivery", "customers"}
_ONE_WAY = {"yes": 1, "true": 1, "1": 1, "-1": -1, "reverse": -1, "no": 0, "false": 0, "0": 0}
_ONE_WAY |= {"reversible": 0, "alternating": 0}

_RAILWAYS = {"rail", "light_rail", "narrow_gauge", "subway", "preserved"}
_RIVERS = {"river", "canal"}
_WATERS = {"river", "canal", "lake", "reservoir", "oxbow", "lagoon"}

_NUMBER = re.compile(r"^\s*([GSXYCZ])[A-Z]?\d+")
_ADMIN_CLASS = {
    "G": "national", "S": "provincial", "X": "county", "Y": "township", "C": "village", "Z": "special",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Road:
    """What the tags of a way say, in the words of the schema; NaN or None where they say nothing.

    Parameters
    ----------
    highway
        Class within the table of speeds (``motorway_link`` …).
    road_class
        Class of the schema.
    direction
        1 one-way as drawn, -1 one-way against it, 0 both ways.
    speed_kmh, tagged_speed
        Speed, and whether a tag gave it (else the table).
    lanes, assumed_lanes
        Lanes as tagged, and those that the table would assume.
    duration_min
        Time that a ferry takes.
    """

    highway: str
    road_class: str
    direction: int
    speed_kmh: float
    tagged_speed: bool
    lanes: float
    assumed_lanes: float
    width_m: float
    surface: str | None
    bridge: bool
    tunnel: bool
    access: str
    state: str
    technical_class: str | None
    duration_min: float


def road_of(tags: Mapping[str, str | None], speeds: Speeds) -> Road | None:
    """Read the tags of a way; None if cars can never drive there (footways, areas, passenger ferries)."""
    found = _class_and_state(tags)
    if found is None or tags.get("area") == "yes":
        return None
    highway, state = found
    row = speeds.of(highway)
    tagged = _tagged_speed(tags, speeds)
    direction = _direction(tags, highway)
    return Road(
        highway=highway,
        road_class=CLASSES.get(highway, "ferry" if highway == "ferry" else "other"),
        direction=direction,
        speed_kmh=row.speed_kmh if math.isnan(tagged) else tagged,
        tagged_speed=not math.isnan(tagged),
        lanes=_lanes(tags),
        assumed_lanes=math.ceil(row.lanes / 2) if direction and not math.isnan(row.lanes) else row.lanes,
        width_m=metres(tags.get("width")),
        surface=_surface(tags.get("surface")),
        bridge=tags.get("bridge") not in {None, "no"},
        tunnel=tags.get("tunnel") not in {None, "no", "building_passage"},
        access=_access(tags),
        state=state,
        technical_class=row.technical_class if speeds.country == "china" else None,
        duration_min=minutes(tags.get("duration")) if highway == "ferry" else NAN,
    )


def _class_and_state(tags: Mapping[str, str | None]) -> tuple[str, str] | None:
    highway = tags.get("highway")
    if highway in CLASSES:
        return highway, "open"
    for state in ("construction", "proposed"):
        planned = tags.get(state) if highway == state else tags.get(f"{state}:highway")
        if highway == state and planned in {None, "yes", "road"}:
            return "other", state
        if planned in CLASSES:
            return planned, state
    if highway is None and tags.get("route") == "ferry" and _access(tags) != "private":
        return "ferry", "open"
    return None


def _direction(tags: Mapping[str, str | None], highway: str) -> int:
    for key in ("oneway:motorcar", "oneway:motor_vehicle", "oneway"):
        if (value := tags.get(key)) in _ONE_WAY:
            return _ONE_WAY[value]
    implied = highway == "motorway" or tags.get("junction") in {"roundabout", "circular"}
    return 1 if implied else 0


def _tagged_speed(tags: Mapping[str, str | None], speeds: Speeds) -> float:
    found = speed_kmh(tags.get("maxspeed"))
    if math.isnan(found):
        ways = [speed_kmh(tags.get(f"maxspeed:{way}")) for way in ("forward", "backward")]
        found = min((speed for speed in ways if not math.isnan(speed)), default=NAN)
    for key in ("maxspeed", "maxspeed:type", "source:maxspeed"):
        if math.isnan(found):
            found = speeds.implied(speed_code(tags.get(key)))
    return found


def _lanes(tags: Mapping[str, str | None]) -> float:
    lanes = count(tags.get("lanes"))
    if not math.isnan(lanes):
        return lanes
    parts = [count(tags.get(f"lanes:{way}")) for way in ("forward", "backward", "both_ways")]
    known = [part for part in parts if not math.isnan(part)]
    return sum(known) if known and not all(math.isnan(part) for part in parts[:2]) else NAN


def _surface(value: str | None) -> str | None:
    return None if value is None else _SURFACES.get(value, "other")


def _access(tags: Mapping[str, str | None]) -> str:
    value = next((tags[key] for key in _ACCESS_KEYS if tags.get(key)), None)
    if value in _PRIVATE:
        return "private"
    return "destination" if value in _DESTINATION else "public"


def ferry_speed(length_m: float, duration_min: float) -> float:
    """Give the speed of a ferry from its length and duration, within the schema's range; NaN if unknown.

    Examples
    --------
    >>> ferry_speed(3000, 15)
    12.0
    """
    if not duration_min > 0 or not length_m > 0:
        return NAN
    return min(length_m / 1000 / (duration_min / 60), FASTEST_KMH)


def admin_class(ref: str | None) -> str | None:
    """Read the administrative class from the number of a road in China.

    Examples
    --------
    >>> admin_class("G5013"), admin_class("S106;X012"), admin_class("绕城")
    ('national', 'provincial', None)
    """
    match = _NUMBER.match(ref or "")
    return _ADMIN_CLASS[match[1]] if match else None


def barrier_kind(tags: Mapping[str, str]) -> str | None:
    """Name the kind of barrier that a way is, or None; what runs in a tunnel parts nothing."""
    if tags.get("tunnel", "no") != "no":
        return None
    if tags.get("railway") in _RAILWAYS:
        return "railway"
    if tags.get("waterway") in _RIVERS:
        return "river"
    if tags.get("natural") == "cliff":
        return "cliff"
    outline = tags.get("waterway") == "riverbank" or (tags.get("natural") == "water" and tags.get("water") in _WATERS)
    return "water" if outline else None
