"""Census, areas and published indicators as figures; the definitions of all attributes as indicators."""

from __future__ import annotations

import pandas as pd
import pyproj

from chengdu.figures import Figures
from chengdu.places import county_codes
from chengdu.raw import FIRST_ROW, Row, data, domain, guide, shapes
from chengdu.sources import Sources
from chengdu.words import CITIES, REGION, number, numbers, parts, period, subject

_CENSUSES = {"pop_2000": "2000-11-01", "pop_2010": "2010-11-01", "pop_2020": "2020-11-01"}
_LAST = "2020-11-01"
_AREA_YEAR_UNKNOWN = "原表未注明面积年份，按区划年份 2020 记"
_JOINT_PLACES = {"北京/上海/重庆"}
_UNITS = {"km2": "km²", "µg/m3": "µg/m³"}

#: Areas by another count that notes of counties.csv mention: name of the note's count, and who gives it.
_OTHER_AREAS = {
    "罗江区": (448, "较早名录", "dossier"),
    "广汉市": (551, "较早名录", "dossier"),
    "仁寿县": (2499, "普查地图口径", "source_pop"),
    "洪雅县": (1941, "普查地图口径", "source_pop"),
    "丹棱县": (340, "普查地图口径", "source_pop"),
}


def add_census(figures: Figures, sources: Sources) -> None:
    """Note the censuses by county, the city totals of 2020, and the sums that the plan speaks of."""
    codes = county_codes()
    for row in domain("counties"):
        source = sources.page(row["source_pop"], about="人口普查分县常住人口")
        for column, day in _CENSUSES.items():
            if row[column]:
                about = (codes[row["county"]], "counties")
                figures.add(
                    about, "resident_population", as_of=day, source=source, value=float(row[column]),
                    value_text=row[column], subject_name=row["county"], note=row["note"] or None,
                )  # fmt: skip
    frame = pd.DataFrame(domain("counties"))
    frame["people"] = frame["pop_2020"].astype("int64")
    for city, rows in frame.groupby("city", sort=False):
        source = sources.page(rows["source_pop"].iloc[0])
        about = (CITIES[str(city).removesuffix("市")], "cities")
        _total(figures, about, int(rows["people"].sum()), source, "exact", str(city))
    core = frame.loc[frame["in_core_scope"] == "yes", "people"]
    scope = sources.named("scope_2021")
    _total(figures, ("core_scope", ""), int(core.sum()), scope, "derived", "核心范围 30 个区（市）县合计")
    _total(figures, (REGION, ""), int(frame["people"].sum()), scope, "derived", "四市 35 个区（市）县合计")
    _add_towns(figures, sources)
    figures.add(
        ("deyang_development_zone", "functional_areas"), "resident_population", as_of=_LAST, value=238197,
        source=sources.named("census_deyang"), subject_name="德阳经济技术开发区", note="含在旌阳区内，不与县相加",
    )  # fmt: skip


def _total(figures: Figures, about: tuple[str, str], people: int, source: str, qualifier: str, name: str) -> None:
    figures.add(
        about, "resident_population", as_of=_LAST, source=source, value=people, qualifier=qualifier,
        subject_name=name,
    )  # fmt: skip


def _add_towns(figures: Figures, sources: Sources) -> None:
    county = county_codes()["洪雅县"]
    towns = {
        row["town_name"]: row["town_code"]
        for row in data("townships/townships_4cities.csv")
        if row["area_code"] == county
    }
    for row in data("census/hongya_towns_2020.csv"):
        figures.add(
            (towns[row["town"]], "townships"), "resident_population", as_of=_LAST, value=float(row["pop_2020"]),
            source=sources.named("census_hongya"), subject_name=row["town"],
        )  # fmt: skip


def add_areas(figures: Figures, sources: Sources) -> None:
    """Note the published area of every county, other published counts of it, and the area of its outline."""
    codes = county_codes()
    geod = pyproj.Geod(ellps="WGS84")
    outlines = shapes("boundaries/district_tianditu_wgs84.geojson").set_index("name")["geometry"]
    for row in domain("counties"):
        about, name = (codes[row["county"]], "counties"), row["county"]
        of_2019 = "2019" in row["source_area"]
        figures.add(
            about, "area", as_of="2019" if of_2019 else "2020", value=float(row["area_km2"]), subject_name=name,
            value_text=row["area_km2"], source=sources.page(row["source_area"], about="分县面积"),
            note=None if of_2019 else _AREA_YEAR_UNKNOWN,
        )  # fmt: skip
        if name in _OTHER_AREAS:
            value, scope, given_by = _OTHER_AREAS[name]
            if value not in numbers(row["note"]):
                raise ValueError(f"the note of {name} does not say {value}: {row['note']!r}")
            source = sources.named("dossier") if given_by == "dossier" else sources.page(row[given_by])
            figures.add(
                about, "area", as_of="2020", value=value, scope=scope, source=source, subject_name=name,
                note=_AREA_YEAR_UNKNOWN,
            )  # fmt: skip
        square = abs(geod.geometry_area_perimeter(outlines[name])[0]) / 1e6
        figures.add(
            about, "area", as_of="2025-12", value=round(square, 2), qualifier="derived", subject_name=name,
            scope="示意轮廓的测地面积", source=sources.named("geodesic_area"),
        )  # fmt: skip


def add_indicator_values(figures: Figures, sources: Sources) -> None:
    """Note every value and rank of the published indicators; composite cells become one figure each."""
    readings = {(row["indicator_id"], row["indicator"]): row for row in guide("indicator_values")}
    for row in domain("indicators"):
        if not row["value"] and not row["rank"]:
            continue
        reading = readings[row["indicator_id"], row["indicator"]]
        places = row["place"].split("/") if row["place"] in _JOINT_PLACES else [row["place"]]
        for place in places:
            _add_value(figures, sources, row, reading, place)


def _add_value(figures: Figures, sources: Sources, row: Row, reading: Row, place: str) -> None:
    attributes = reading["attributes"].split(";")
    values = parts(row["value"]) or [""]
    dates: list[str | None] = [reading["as_of"] or period(row["period"]) or period(row["source_date"])]
    if "->" in row["value"]:
        dates, attributes = [*str(dates[0]).split("/")], attributes * len(values)
    if not len(attributes) == len(values):
        raise ValueError(
            f"{row['indicator_id']} {row['indicator']}: {row['value']!r} has not {len(attributes)} values"
        )
    units, qualifiers = parts(row["unit"]) or [""], (reading["qualifiers"] or "exact").split(";")
    in_words = row["rank"] if row["rank"] and number(row["rank"]) is None else None
    count = number(row["of"])
    source = sources.page(row["source"], row["source_date"], about=row["indicator"])
    for index, (attribute, text) in enumerate(zip(attributes, values, strict=True)):
        qualifier = "about" if "约" in text else qualifiers[index % len(qualifiers)]
        unit = units[index % len(units)]
        figures.add(
            subject(place), attribute, as_of=dates[index % len(dates)], source=source, value=_value(text),
            value_text=in_words or row["value"], qualifier=qualifier, unit=_UNITS.get(unit, unit),
            published=period(row["source_date"]), subject_name=place,
            scope=row["indicator"] + (f"（在{row['of']}中的位次）" if row["of"] and count is None else ""),
            rank=None if in_words else number(row["rank"]), rank_of=count if row["rank"] and not in_words else None,
            note="；".join(item for item in (row["note"], reading["note"]) if item),
        )  # fmt: skip


def _value(text: str) -> float | None:
    """Give the number of a cell that is one; ``第一梯队`` and the like are words."""
    return number(text) if text.lstrip("约><").replace(".", "", 1).isdigit() else None


def indicators(used: set[str], sources: Sources) -> pd.DataFrame:
    """Give one row per attribute: as its indicator system defines it, else as our dictionary does."""
    names = {row["attribute"]: row for row in guide("attributes")}
    readings = {(row["indicator_id"], row["indicator"]): row for row in guide("indicator_values")}
    found: dict[str, dict[str, str | None]] = {}
    for row in domain("indicators"):
        attributes = readings[row["indicator_id"], row["indicator"]]["attributes"].split(";")
        for attribute in attributes:
            known = found.setdefault(attribute, _definition(row, attribute, names[attribute], sources))
            known["definition"] = known["definition"] or row["definition_or_formula"] or None
    dictionary = sources.named("dictionary")
    for attribute, name in names.items():
        if attribute not in found and attribute in used:
            found[attribute] = {
                "indicator": attribute, "system": "本项目数据字典", "name": name["name"], "name_en": name["name_en"],
                "unit": name["unit"] or None, "direction": name["direction"], "source": dictionary,
            }  # fmt: skip
    return pd.DataFrame(list(found.values())).assign(basis="official")


def _definition(row: Row, attribute: str, name: Row, sources: Sources) -> dict[str, str | None]:
    return {
        "indicator": attribute,
        "system": row["system"],
        "level": row["level"] or None,
        "dimension": row["dimension"] or None,
        "name": name["name"],
        "name_en": name["name_en"],
        "definition": row["definition_or_formula"] or None,
        "unit": name["unit"] or None,
        "direction": name["direction"],
        "note": f"原表编号 {row['indicator_id']}",
        "source": sources.page(row["source"], row["source_date"], about=row["indicator"]),
    }


def indicator_subjects() -> dict[int, tuple[str, str]]:
    """Give the subject of every row of the raw indicators, by spreadsheet row."""
    return {number_: subject(row["place"]) for number_, row in enumerate(domain("indicators"), FIRST_ROW)}
