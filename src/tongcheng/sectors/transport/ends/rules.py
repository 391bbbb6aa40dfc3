"""What counts as near, straight ahead, far round and worse: every threshold of the search with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

#: From the best class to the lowest; ``other`` is unknown.
CLASSES: Final = (
    "motorway", "trunk", "primary", "secondary", "tertiary", "unclassified", "residential", "service", "track",
    "ferry", "other",
)  # fmt: skip
RANK: Final = {name: number for number, name in enumerate(CLASSES)}

MOTORWAY, TERTIARY, UNCLASSIFIED, RESIDENTIAL = (
    RANK[name] for name in ("motorway", "tertiary", "unclassified", "residential")
)

#: Roads that people drive through on; the rest serves parcels and fields, or is water.
THROUGH: Final = (*range(RANK["service"]), RANK["other"])

#: What carries no through traffic and is no public road.
PARCEL: Final = (RANK["service"], RANK["track"])

#: Technical classes of highways and of streets, each from the best to the lowest.
TECHNICAL: Final = {
    "expressway": 0.0, "class_1": 1.0, "class_2": 2.0, "class_3": 3.0, "class_4": 4.0, "substandard": 5.0,
    "urban_expressway": 0.0, "urban_arterial": 1.0, "urban_secondary": 2.0, "urban_branch": 3.0,
}  # fmt: skip

#: The quality of surfaces: a fall is from one number to a lower one, so that concrete for asphalt is none.
SURFACE_QUALITY: Final = {
    "asphalt": 2.0, "concrete": 2.0, "paved": 2.0, "gravel": 1.0, "unpaved": 0.0,
}  # fmt: skip


@dataclass(frozen=True)
class Rules:
    """Thresholds of the search for dead ends and bottlenecks.

    Parameters
    ----------
    near_m
        A road end this near to a border is looked at and stands in the table.
    gap_m
        A counterpart lies at most this far beyond the end.
    street_gap_m
        The same between two residential streets that face each other: a longer link between estates is a new road,
        not a missing piece.
    alone_m
        The same for a residential street that no other end faces: built as a cul-de-sac unless the road beyond is
        this near, straight ahead, and ``street_ratio`` holds.
    street_ratio
        ``detour_ratio`` of residential streets without a common name: estates are kept apart on purpose, and only
        a long way round speaks against it.
    street_deg
        ``ahead_deg`` and ``straight_deg`` of residential streets.
    ahead_deg
        A counterpart that is itself an end lies within this angle of the direction in which the road stops, and
        the other way round.
    straight_deg
        The same for a road that is met somewhere else than at an end of it; nothing else speaks for such a link.
    aside_m
        A counterpart lies at most this far to the side of where the road points: the longer the missing piece, the
        straighter it must be.
    detour_ratio, saved_m
        The way round today is at least so many times as long as the missing piece, and longer by so much:
        below that nobody needs the link.
    merge_m
        Proposals whose missing pieces come this near to each other are one proposal.
    falls_m
        A road falls at most this far from the border, measured straight.
    run_m
        It keeps its full size for at least this long before and stays worse for at least this long after: turn
        lanes and bridges are no fall.
    motorway_run_m
        ``run_m`` of motorways, and of the lanes of other roads at an interchange, where turning lanes come and go.
    follow_m
        A road is followed this far from the border to either side.
    other_way_m
        Another road over the same border that is no worse, this near, takes the traffic: the fall harms nobody.
    round_share
        The traffic drives round a worse stretch if that takes at most this share of the time on it.
    width_share, lanes_share
        A carriageway is narrower if it has at most this share of the width, or of the lanes, before.
    same_width, speed_share
        A fall of class is felt if the technical class, the lanes or (below ``same_width``) the width fall with it,
        or where the lanes are not known the speed, to at most ``speed_share``; otherwise it is a matter of words.
    """

    near_m: float = 500.0
    gap_m: float = 1_500.0
    street_gap_m: float = 500.0
    alone_m: float = 160.0
    street_ratio: float = 8.0
    street_deg: float = 40.0
    ahead_deg: float = 45.0
    straight_deg: float = 30.0
    aside_m: float = 175.0
    detour_ratio: float = 2.5
    saved_m: float = 500.0
    merge_m: float = 150.0
    falls_m: float = 1_500.0
    run_m: float = 250.0
    motorway_run_m: float = 1_000.0
    follow_m: float = 6_000.0
    other_way_m: float = 300.0
    round_share: float = 0.95
    width_share: float = 0.85
    lanes_share: float = 0.67
    same_width: float = 0.95
    speed_share: float = 0.9
