"""From the words of a cell to places, periods and numbers; a cell that says nothing gives nothing."""

from __future__ import annotations

import re

REGION = "region"

CITIES = {"成都": "510100", "德阳": "510600", "眉山": "511400", "资阳": "512000"}

#: Territories whose rows are about this circle as a whole.
_WHOLE = {"成都都市圈", "四市全域", "四市", "region"}

_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_SPAN = re.compile(r"^(\d{4})(?:->| -> |-)(\d{4})")
_MONTHS = re.compile(r"^(\d{4})-(\d{2})\.\.(\d{2})")
_QUARTER = re.compile(r"^(\d{4})-?([QH]\d)")
_DATE = re.compile(r"^\d{4}(?:-(?:0[1-9]|1[0-2])(?:-\d{2})?)?(?!\d)")


def numbers(text: str) -> list[float]:
    """Give all numbers of a text in order.

    >>> numbers("项目74(启动60); 12,241.3亿")
    [74.0, 60.0, 12241.3]
    """
    return [float(item.replace(",", "")) for item in _NUMBER.findall(text)]


def number(text: str) -> float | None:
    """Give the one number of a text, or None if there is none or more than one."""
    found = numbers(text)
    return found[0] if len(found) == 1 else None


def period(text: str) -> str | None:
    """Give the period at the start of a text in the form of the tables, or None.

    >>> [period(item) for item in ("2021-Q1", "2024-01..08", "2009-2018", "2020-07-27 (mirror)", "定性")]
    ['2021Q1', '2024-01/2024-08', '2009/2018', '2020-07-27', None]
    """
    text = text.strip()
    if match := _SPAN.match(text):
        return f"{match[1]}/{match[2]}"
    if match := _MONTHS.match(text):
        return f"{match[1]}-{match[2]}/{match[1]}-{match[3]}"
    if match := _QUARTER.match(text):
        return match[1] + match[2]
    match = _DATE.match(text)
    return match[0] if match else None


def last_period(text: str) -> str | None:
    """Give the last period named in a text, as in ``2026-12-31(计划);后报2027``."""
    found = [part for part in re.split(r"[;；(（]|后报", text) if period(part)]
    return period(found[-1]) if found else None


def subject(place: str) -> tuple[str, str]:
    """Give the subject of a figure about a place and the table that holds it.

    >>> subject("成都-德阳"), subject("德阳"), subject("伦敦")
    (('510100-510600', ''), ('510600', 'cities'), ('伦敦', ''))
    """
    name = place.split("(", maxsplit=1)[0].strip()
    if name in _WHOLE:
        return REGION, ""
    if name in CITIES:
        return CITIES[name], "cities"
    ends = name.split("-")
    if len(ends) > 1 and all(end in CITIES for end in ends):
        return "-".join(CITIES[end] for end in ends), ""
    return place, ""


def city_codes(text: str) -> list[str]:
    """Give the codes of all member cities that a text names, in its order; 四市 means all of them."""
    if "四市" in text:
        return list(CITIES.values())
    places = [(text.index(name), code) for name, code in CITIES.items() if name in text]
    return [code for _, code in sorted(places)]


def parts(text: str) -> list[str]:
    """Split a composite cell such as ``81 / 35``, ``1423.74; 4.82`` or ``1786 -> 2401``."""
    return [part.strip() for part in re.split(r"\s+/\s+|\s*;\s*|\s*->\s*", text) if part.strip()]


def items(text: str) -> str:
    """Give a list cell with the separator of the tables and without blanks."""
    return ";".join(part.strip() for part in text.replace("；", ";").split(";") if part.strip())
