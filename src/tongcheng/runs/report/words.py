"""Names and units as people read them, shared by the sections."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import Any

import pandas as pd

from tongcheng.language import Text, same
from tongcheng.region import Region
from tongcheng.render.numbers import period
from tongcheng.results import BASIS_LABELS

#: A row of a frame as plain values.
Record = Mapping[Hashable, Any]

UNITS: dict[str, Text] = {
    "person": Text("人", "persons"),
    "job": Text("个", "jobs"),
    "bed": Text("张", "beds"),
    "%": same("%"),
    "%/year": Text("%/年", "%/year"),
    "%/年": Text("%/年", "%/year"),
    "百分点/年": Text("百分点/年", "points/year"),
    "亿元": Text("亿元", "100 m yuan"),
    "km": Text("公里", "km"),
    "km²": Text("平方公里", "km²"),
    "road": Text("条", "roads"),
    "line": Text("条", "lines"),
    "m": Text("米", "m"),
    "min": Text("分钟", "min"),
    "runway": Text("条", "runways"),
    "interchange": Text("处", "interchanges"),
    "pair/day": Text("对/日", "pairs/day"),
    "person-minute/day": Text("人·分钟/日", "person-minutes/day"),
    "point": Text("分", "points"),
    "rank": Text("位", "rank"),
    "end": Text("处", "ends"),
    "person-trip/day": Text("人次/日", "trips/day"),
    "person-trip/year": Text("人次/年", "trips/year"),
    "t/year": Text("吨/年", "t/year"),
    "ratio": Text("倍", "times"),
    "road/10 km": Text("条/10 公里", "roads/10 km"),
    "rows": Text("条", "rows"),
}

STATES: dict[str, Text] = {
    "apart": Text("互不开放", "apart"),
    "today": Text("现状", "today"),
    "together": Text("同城", "together"),
}


def unit(name: Any) -> Text:
    """Give the label of a unit; one that has none is shown as it is."""
    return UNITS.get(str(name), same("" if pd.isna(name) else str(name)))


def place_names(region: Region) -> dict[str, Text]:
    """Give the names of cities, counties, functional areas, projects and the circle by id."""
    names: dict[str, Text] = {region.name: region.title, "region": region.title}
    for table, key in (
        ("projects", "project"),
        ("functional_areas", "functional_area"),
        ("counties", "county"),
        ("cities", "city"),
    ):
        rows = region[table]
        english = rows["name_en"] if "name_en" in rows else pd.Series([None] * len(rows))
        for place, name, name_en in zip(rows[key], rows["name"], english, strict=True):
            names[place] = Text(str(name), str(name if pd.isna(name_en) else name_en))
    return names


def name_of(names: dict[str, Text], place: object) -> Text:
    """Give a place's name, or its id where it has none."""
    return names.get(str(place), same(str(place)))


def border_name(names: dict[str, Text], pair: str) -> Text:
    """Name a border by its two cities."""
    first, _, second = pair.partition("|")
    one, two = name_of(names, first), name_of(names, second)
    return Text(f"{one.zh}—{two.zh}", f"{one.en} – {two.en}")


def basis_note(bases: Iterable[str], *, years: Iterable[str] = ()) -> Text:
    """Write the 注 under a table: on what its figures rest and of which year they are."""
    labels = [BASIS_LABELS[basis] for basis in sorted(set(bases))]
    stamps = [period(text) for text in sorted({text for text in years if text})]
    zh, en = (
        "数据性质：" + "、".join(label.zh for label in labels),
        "Basis: " + ", ".join(label.en for label in labels),
    )
    if stamps:
        zh += "；年份：" + "、".join(stamp.zh for stamp in stamps)
        en += "; year: " + ", ".join(stamp.en for stamp in stamps)
    return Text(zh + "。", en + ".")


def join(parts: Iterable[Text]) -> Text:
    """Put sentences together."""
    parts = list(parts)
    return Text("".join(part.zh for part in parts), " ".join(part.en for part in parts if part.en))
