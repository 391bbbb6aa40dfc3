"""Invented names: cities by the heavenly stems 甲 乙 丙 丁, counties and roads by plain words."""

from __future__ import annotations

import numpy as np

from tongcheng.region.synth.plane import Bools, Ints
from tongcheng.region.synth.standards import MOTORWAY, PRIMARY, SECONDARY, TERTIARY, TRUNK

STEMS = (
    ("甲", "Jia"), ("乙", "Yi"), ("丙", "Bing"), ("丁", "Ding"), ("戊", "Wu"), ("己", "Ji"), ("庚", "Geng"), ("辛", "Xin"),
)  # fmt: skip
_DISTRICTS = (("中", "zhong"), ("东", "dong"), ("西", "xi"), ("南", "nan"), ("北", "bei"), ("新", "xin"))
_COUNTIES = (
    ("安", "an"),
    ("宁", "ning"),
    ("和", "he"),
    ("平", "ping"),
    ("丰", "feng"),
    ("泰", "tai"),
    ("康", "kang"),
)

#: Colours of cities on maps, told apart by colour-blind readers too (Okabe and Ito 2008).
CITY_COLORS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#a6761d", "#666666")

_FIRST = "安宁和平兴丰泰康祥瑞文昌明德新华长青金玉云清永福嘉盛富春同顺"
_SECOND = "民江山源阳林泉川湖桥园城田溪港庆合达通远光辉业"  # 23 and 30 have no common factor: no pair comes twice

_NUMERALS = "一二三四五六七八九十"

#: Numbers of routes that are not in use: G9xx, S9xxx, X9xxx and Y9xxx.
_ROUTES = {TRUNK: ("G9", 2), PRIMARY: ("S9", 3), SECONDARY: ("X9", 3), TERTIARY: ("Y9", 4)}


def city_code(city: int) -> str:
    """Give the code of a city; no province has the number 99."""
    return f"99{city + 1:02d}00"


def county_code(city: int, number: int) -> str:
    """Give the code of the ``number``-th county of a city."""
    return f"99{city + 1:02d}{number + 1:02d}"


def city_name(city: int) -> tuple[str, str]:
    """Give the name of a city in Chinese and English."""
    zh, en = STEMS[city]
    return f"{zh}市", f"City {'ABCDEFGH'[city]} ({en})"


def county_names(city: int, ranks: list[str]) -> list[tuple[str, str]]:
    """Name the counties of a city by rank: 甲中区, 甲安市, 甲宁县."""
    zh, en = STEMS[city]
    districts, counties = iter(_DISTRICTS), iter(_COUNTIES)
    endings = {"district": ("区", "District"), "county_city": ("市", "City"), "county": ("县", "County")}
    names = []
    for rank in ranks:
        own_zh, own_en = next(districts if rank == "district" else counties)
        names.append((f"{zh}{own_zh}{endings[rank][0]}", f"{en}{own_en} {endings[rank][1]}"))
    return names


def road_names(kinds: Ints, ramp: Bools, ends: Ints, seats: list[str]) -> tuple[list[str | None], list[str | None]]:
    """Name roads and number routes.

    Parameters
    ----------
    kinds, ramp
        Class of each road; whether it is a ramp.
    ends
        Seats (trunk roads) or cities (motorways) that each road joins, -1 for none, shape (roads, 2).
    seats
        Short name of each county.

    Returns
    -------
    list of str or None
        Names.
    list of str or None
        Route numbers.
    """
    names: list[str | None] = [None] * len(kinds)
    routes: list[str | None] = [None] * len(kinds)
    counted = dict.fromkeys(range(8), 0)
    for road in np.flatnonzero((kinds >= 0) & (kinds <= TERTIARY)):
        kind, (a, b) = int(kinds[road]), ends[road]
        if ramp[road]:
            continue
        number = counted[kind]
        counted[kind] += 1
        if kind == MOTORWAY:
            joined = f"{STEMS[a][0]}{STEMS[b][0]}" if a != b else f"{STEMS[a][0]}市绕城"
            names[road], routes[road] = f"{joined}高速公路", f"G99{number + 1:02d}"
            continue
        prefix, digits = _ROUTES[kind]
        routes[road] = f"{prefix}{number:0{digits}d}"
        if kind == TRUNK:
            names[road] = f"{seats[a]}{seats[b]}大道" if a >= 0 and b >= 0 else f"{seats[max(a, b)]}出城大道"
        else:
            names[road] = _plain_name(number, kind)
    return names, routes


def _plain_name(number: int, kind: int) -> str:
    """Give a name from two lists of words; within a class names come twice only after 690 roads."""
    first = _FIRST[(7 * number + 11 * kind) % len(_FIRST)]
    second = _SECOND[(5 * number + 3 * kind) % len(_SECOND)]
    repeat = number // (len(_FIRST) * len(_SECOND))
    ending = {PRIMARY: "大道", SECONDARY: "路", TERTIARY: "乡道"}[kind]
    part = f"{_NUMERALS[repeat] if repeat < len(_NUMERALS) else repeat + 1}段" if repeat else ""
    return f"{first}{second}{ending}{part}"
