"""What the values of single OpenStreetMap tags mean; an unreadable value is NaN, never a guess."""

from __future__ import annotations

import math
import re
from functools import cache

NAN = math.nan

_KMH = {"": 1.0, "km/h": 1.0, "kmh": 1.0, "kph": 1.0, "mph": 1.609344, "knots": 1.852}
_SPEED = re.compile(r"^(\d+(?:\.\d+)?)\s*(km/h|kmh|kph|mph|knots)?$")
_CODE = re.compile(r"^([a-z]{2})(?:-[a-z]+)?:(?:zone:?)?([a-z_]+|\d+)$")
_METRES = re.compile(r"^(\d+(?:\.\d+)?)\s*(m|metres|meters)?$")
_FEET = re.compile(r"^(\d+(?:\.\d+)?)\s*(?:'|ft|feet)\s*(?:(\d+(?:\.\d+)?)\s*(?:\"|in)?)?$")
_CLOCK = re.compile(r"^(\d+):(\d{2})(?::(\d{2}))?$")
_ISO = re.compile(r"^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$", re.IGNORECASE)

#: Walking pace where a sign allows no more (Germany's courts: 4–7 km/h).
WALKING_KMH = 6.0

#: The schema's range of ``speed_kmh``.
FASTEST_KMH = 200.0


@cache
def speed_kmh(text: str | None) -> float:
    """Read ``maxspeed``: km/h, mph, knots or walk; the lowest of several; NaN for ``none``, signals and codes.

    Examples
    --------
    >>> speed_kmh("60"), round(speed_kmh("30 mph"), 1), speed_kmh("80;60"), speed_kmh("walk")
    (60.0, 48.3, 60.0, 6.0)
    >>> speed_kmh("CN:urban")
    nan
    """
    speeds = [_one_speed(part.strip().lower()) for part in (text or "").split(";")]
    known = [speed for speed in speeds if not math.isnan(speed)]
    return min(known) if known else NAN


def _one_speed(text: str) -> float:
    if text == "walk":
        return WALKING_KMH
    match = _SPEED.match(text)
    if not match:
        return NAN
    speed = float(match[1]) * _KMH[match[2] or ""]
    return speed if 0 < speed <= FASTEST_KMH else NAN


@cache
def speed_code(text: str | None) -> tuple[str, str] | None:
    """Read an implied limit such as ``CN:urban`` as country and zone, or None.

    Examples
    --------
    >>> speed_code("CN:urban"), speed_code("DE:zone30"), speed_code("50")
    (('cn', 'urban'), ('de', '30'), None)
    """
    match = _CODE.match((text or "").strip().lower())
    return (match[1], match[2].removeprefix("zone") or match[2]) if match else None


@cache
def metres(text: str | None) -> float:
    r"""Read a width in metres or feet.

    Examples
    --------
    >>> metres("3,5 m"), round(metres("12'6\""), 2), metres("narrow")
    (3.5, 3.81, nan)
    """
    words = (text or "").strip().lower().replace(",", ".")
    if match := _METRES.match(words):
        return float(match[1])
    if match := _FEET.match(words):
        return float(match[1]) * 0.3048 + float(match[2] or 0) * 0.0254
    return NAN


@cache
def count(text: str | None) -> float:
    """Read a number of lanes; the lowest of several.

    Examples
    --------
    >>> count("4"), count("3; 2"), count("many")
    (4.0, 2.0, nan)
    """
    parts = [part.strip() for part in (text or "").split(";")]
    known = [float(part) for part in parts if re.fullmatch(r"\d+(\.\d+)?", part)]
    return min(known) if known else NAN


@cache
def minutes(text: str | None) -> float:
    """Read a ferry's ``duration``: ``hh:mm``, ``hh:mm:ss``, ISO 8601 or plain minutes.

    Examples
    --------
    >>> minutes("1:30"), minutes("PT20M"), minutes("15")
    (90.0, 20.0, 15.0)
    """
    words = (text or "").strip()
    if match := _CLOCK.match(words):
        return int(match[1]) * 60 + int(match[2]) + int(match[3] or 0) / 60
    if (match := _ISO.match(words)) and any(match.groups()):
        return int(match[1] or 0) * 60 + int(match[2] or 0) + int(match[3] or 0) / 60
    return float(words) if re.fullmatch(r"\d+(\.\d+)?", words) else NAN
