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
    "1": Text("系数", "coefficient"),
    "min after midnight": Text("分钟（自零时起）", "min after midnight"),
    "place": Text("个学位", "places"),
    "window": Text("个窗口", "windows"),
    "general_practitioner": Text("名全科医生", "general practitioners"),
    "facility": Text("处", "facilities"),
    "station": Text("个", "stations"),
    "section": Text("个", "sections"),
    "tonne": Text("吨", "t"),
    "人": Text("人", "persons"),
    "万人": Text("万人", "10,000 persons"),
    "人次": Text("人次", "person-times"),
    "万人次": Text("万人次", "10,000 person-times"),
    "万元": Text("万元", "10,000 yuan"),
    "元": Text("元", "yuan"),
    "件": Text("件", "cases"),
    "笔": Text("笔", "transactions"),
    "条": Text("条", "items"),
    "对": Text("对", "pairs"),
    "个": Text("个", "count"),
    "项": Text("项", "items"),
    "家": Text("家", "facilities"),
    "公里": Text("公里", "km"),
    "分钟": Text("分钟", "min"),
}

#: What a rate is of: ``bed/1000`` is beds per thousand residents, ``条/年`` items in a year.
_PER: dict[str, Text] = {
    "1000": Text("千人", "1,000 people"),
    "10000": Text("万人", "10,000 people"),
    "100000": Text("10万人", "100,000 people"),
    "1000000": Text("百万人", "million people"),
    "year": Text("年", "year"),
    "年": Text("年", "year"),
    "day": Text("日", "day"),
    "日": Text("日", "day"),
    "bed": Text("床位", "bed"),
    "place": Text("学位", "place"),
    "window": Text("窗口", "window"),
    "general_practitioner": Text("全科医生", "general practitioner"),
}

STATES: dict[str, Text] = {
    "apart": Text("互不开放", "apart"),
    "today": Text("现状", "today"),
    "together": Text("同城", "together"),
}


def unit(name: Any) -> Text:
    """Give the label of a unit, a rate by its two parts; one that has none is shown as it is.

    Examples
    --------
    >>> unit("bed/1000"), unit("person/bed").zh
    (Text(zh='张/千人', en='beds per 1,000 people'), '人/床位')
    """
    known = UNITS.get(str(name))
    if known is not None:
        return known
    of, slash, per = str(name).rpartition("/")
    if slash and of in UNITS and per in _PER:
        one, other = UNITS[of], _PER[per]
        counted = one.zh[:1] if one.zh.startswith(("个", "名")) else one.zh  # 个学位、名全科医生: the measure word
        return Text(f"{counted}/{other.zh}", f"{one.en} per {other.en}")
    return same("" if pd.isna(name) else str(name))


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
