"""Our circle beside others (对标): only where unit and definition agree, and otherwise why not.

A figure of another circle is a temptation: 9.6 万人次 and 37.5 万人 look like two numbers of one kind. Each pair is tested
rule by rule, and what fails is said in words and never shown as a ratio.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from typing import Any, Final, Literal

import pandas as pd

from tongcheng.language import Text
from tongcheng.monitor.readings import price_of
from tongcheng.monitor.units import measure_of, quantity_name
from tongcheng.monitor.whose import CIRCLE, is_own, own_subjects
from tongcheng.region.periods import parse_period, period_end
from tongcheng.region.region import Region
from tongcheng.results import weakest_basis

Row = Mapping[Hashable, Any]

#: Attributes that people set beside each other, rightly or not.
FAMILIES: Final[tuple[tuple[str, ...], ...]] = (
    (
        "cross_city_commuting_trips",
        "cross_city_commuters",
        "cross_city_commuting_share",
        "commuters_in",
        "commuters_out",
        "daily_trips",
    ),
    ("gdp_per_resident", "gdp_per_capita"),
)

#: Figures of one comparison are at most so many years apart.
YEARS_APART: Final = 1

_MONTH_DAYS, _YEAR_DAYS = 31, 365

#: What a comparison may rest on: values, published ranks, or published classes.
Compared = Literal["value", "rank", "class", ""]

#: Columns of the table, also of an empty one.
COLUMNS: Final = [
    "indicator", "label", "label_en", "subject", "name", "value", "value_text", "unit", "rank", "rank_of", "as_of", "scope",
    "peer", "peer_name", "peer_indicator", "peer_value", "peer_value_text", "peer_unit", "peer_rank", "peer_as_of",
    "peer_scope", "compared", "ratio", "reason_zh", "reason_en", "basis", "source", "peer_source",
]  # fmt: skip

_SPACES = re.compile(r"[\s，,；;、（）()/·]+")


def peers_table(region: Region) -> pd.DataFrame:
    """Set the circle and its cities beside every place outside for which something of the kind is published.

    A pair of values is compared if both measure the same quantity in the same period basis, are no plans, are at most
    ``YEARS_APART`` apart and have one definition: the same source, or the same words for their scope. Ranks and
    classes are compared only within one list of one source.

    Returns
    -------
    pandas.DataFrame
        One row per newest figure of a place outside and the figure of ours nearest to it in time: ``indicator label`` and both figures;
        ``compared`` (``value``, ``rank``, ``class``, or empty if refused), ``ratio`` (ours over theirs, only for
        values) and ``reason_zh reason_en``: why it is refused, or what it may be used for.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> table = peers_table(open_region("chengdu"))
    >>> row = table[(table["indicator"] == "cross_city_commuting_trips") & (table["peer"] == "广州-佛山")].iloc[0]
    >>> row["compared"], "人次" in row["reason_zh"]
    ('', True)
    """
    figures, known = region["figures"], own_subjects(region)
    own = figures["subject"].map(lambda subject: is_own(str(subject), known)).astype(bool)
    ours, theirs = _by_thing(figures[own]), _newest(figures[~own])
    labels = region["indicators"].drop_duplicates("indicator").set_index("indicator")[["name", "name_en"]]
    circle = {attribute for subject, attribute in ours if subject == CIRCLE[0]}
    rows = [
        _pair(_nearest(series, other), other, labels)
        for (_, attribute), series in ours.items()
        for other in theirs
        if other["attribute"] in family(attribute) and _asked(series[0], other, circle)
    ]
    frame = pd.DataFrame(rows, columns=COLUMNS)
    frame = frame.assign(refused=frame["compared"].eq("")).sort_values(
        ["refused", "indicator", "subject", "peer", "peer_indicator", "peer_as_of"], kind="stable", ignore_index=True
    )
    return _typed(frame.drop(columns="refused"))


def family(attribute: str) -> tuple[str, ...]:
    """Give the attributes that an attribute is set beside, itself among them.

    Examples
    --------
    >>> "cross_city_commuters" in family("cross_city_commuting_trips"), family("gdp")
    (True, ('gdp',))
    """
    return next((names for names in FAMILIES if attribute in names), (attribute,))


def _by_thing(figures: pd.DataFrame) -> dict[tuple[str, str], list[Row]]:
    """Give the figures of each subject and attribute, oldest first."""
    rows = figures[figures["value"].notna() | figures["rank"].notna() | figures["value_text"].notna()]
    ordered = rows.assign(day=rows["as_of"].map(period_end)).sort_values(["subject", "attribute", "day", "figure"])
    return {
        (str(subject), str(attribute)): list(part.to_dict("records"))
        for (subject, attribute), part in ordered.groupby(["subject", "attribute"], sort=True)
    }


def _newest(figures: pd.DataFrame) -> list[Row]:
    """Give the newest figure of each subject and attribute, of a whole year where there is one."""
    return [
        max(series, key=lambda row: (not _part_of_year(row), period_end(str(row["as_of"]))))
        for series in _by_thing(figures).values()
    ]


def _nearest(series: list[Row], other: Row) -> Row:
    """Give the figure of ours whose period is of the kind of theirs and nearest to it; the newest of several."""
    kind, day = _part_of_year(other), period_end(str(other["as_of"]))

    def apart(row: Row) -> tuple[bool, int]:
        return _part_of_year(row) != kind, abs((period_end(str(row["as_of"])) - day).days)

    return min(reversed(series), key=apart)


def _part_of_year(row: Row) -> str:
    """Name the part of a year that a period is, from its first to its last month; empty for years, months and days."""
    first, last = parse_period(str(row["as_of"]))
    days = (last - first).days + 1
    return f"{first.month}-{last.month}" if _MONTH_DAYS < days < _YEAR_DAYS else ""


def _asked(mine: Row, other: Row, circle: set[str]) -> bool:
    """Tell whether anybody compares the two: circles with circles, and cities of ours where the circle has no figure."""
    if mine["subject"] == CIRCLE[0]:
        return True
    if mine["subject_table"] != "cities":
        return False
    return mine["attribute"] not in circle or _place_kind(other) in {None, _place_kind(mine)}


def _pair(mine: Row, other: Row, labels: pd.DataFrame) -> dict[str, Any]:
    name = str(mine["attribute"])
    known = labels.loc[name] if name in labels.index else pd.Series({"name": name, "name_en": name})
    compared, reason = compare(mine, other)
    ratio = float("nan")
    if compared == "value":
        top, bottom = (float(row["value"]) * measure_of(row["unit"]).factor for row in (mine, other))
        ratio = top / bottom if bottom else float("nan")
    return {
        "indicator": name,
        "label": known["name"],
        "label_en": known["name_en"],
        **_side(mine, ""),
        **_side(other, "peer_"),
        "peer": other["subject"],
        "peer_indicator": other["attribute"],
        "compared": compared,
        "ratio": ratio,
        "reason_zh": reason.zh,
        "reason_en": reason.en,
        "basis": weakest_basis([str(mine["basis"]), str(other["basis"])]),
    }


def _side(row: Row, prefix: str) -> dict[str, Any]:
    named: Any = row["subject_name"] if pd.notna(row["subject_name"]) else row["subject"]
    names = ("value", "value_text", "unit", "rank", "rank_of", "as_of", "scope", "source")
    found = {f"{prefix}{name}": row[name] for name in names if f"{prefix}{name}" in COLUMNS}
    return {**found, f"{prefix}name": named, **({} if prefix else {"subject": row["subject"]})}


def compare(mine: Row, other: Row) -> tuple[Compared, Text]:
    """Tell on what two figures may be compared, or every reason why not.

    Parameters
    ----------
    mine, other
        Rows of the table ``figures``.

    Returns
    -------
    compared, reason
        ``value``, ``rank``, ``class`` or empty; and the words for people.
    """
    same_list = mine["source"] == other["source"] and mine["as_of"] == other["as_of"]
    same_thing = mine["attribute"] == other["attribute"]
    if pd.notna(mine["value"]) and pd.notna(other["value"]):
        refusals = _refusals(mine, other)
        if not refusals:
            return "value", Text("单位、口径、时期一致", "unit, definition and period agree")
        return "", _joined(refusals)
    if same_thing and same_list and pd.notna(mine["rank"]) and pd.notna(other["rank"]):
        return "rank", Text(
            "同一榜单，只比位次；对方未公布得分", "one list: ranks only, the other score is not published"
        )
    if same_thing and same_list and pd.isna(mine["value"]) and pd.notna(mine["value_text"]):
        return "class", Text("同一来源的分类，只比类别", "classes of one source: the class only")
    return "", Text("一方未公布数值", "one of the two has no published value")


def _refusals(mine: Row, other: Row) -> list[Text]:
    found: list[Text] = []
    one, two = measure_of(mine["unit"]), measure_of(other["unit"])
    if (one.quantity, one.unit) != (two.quantity, two.unit):
        found.append(_unit_words(str(mine["unit"]), str(other["unit"]), quantity_name(one), quantity_name(two)))
    if "planned" in {mine["qualifier"], other["qualifier"]}:
        found.append(Text("一方是目标值，不是已发生值", "one of the two is a goal, not a value"))
    if one.quantity.startswith("money"):
        prices = {price_of(row, money=True) for row in (mine, other)}
        if len(prices) > 1:
            found.append(Text("现价与不变价不可比", "nominal and constant prices do not compare"))
    if not _one_definition(mine, other):
        found.append(
            Text(
                f"口径不同：“{_scope(mine)}”与“{_scope(other)}”",
                f"definitions differ: “{_scope(mine)}” and “{_scope(other)}”",
            )
        )
    parts = [_part_of_year(row) for row in (mine, other)]
    if parts[0] != parts[1]:
        found.append(
            Text(
                f"时段不同：{mine['as_of']} 与 {other['as_of']}，一为全年或时点，一为年内累计",
                f"periods differ: {mine['as_of']} and {other['as_of']}, a part of a year and a whole one",
            )
        )
    years = [period_end(str(row["as_of"])).year for row in (mine, other)]
    if abs(years[0] - years[1]) > YEARS_APART:
        found.append(Text(f"年份相差 {abs(years[0] - years[1])} 年", f"{abs(years[0] - years[1])} years apart"))
    here, there = _place_kind(mine), _place_kind(other)
    if here is not None and there is not None and here != there:
        found.append(Text(f"对象不同：{here.zh}与{there.zh}", f"different places: {here.en} and {there.en}"))
    return found


def _unit_words(one: str, two: str, first: Text, second: Text) -> Text:
    """Say why two units do not go together; 人次 and 人 are named by what they count."""
    trips = {"人次" in one, "人次" in two} == {True, False} and "人" in one and "人" in two
    more = Text("，人次不是人数", "; trips are not persons") if trips else Text("", "")
    return Text(
        f"单位不同：{one}（{first.zh}）与 {two}（{second.zh}）{more.zh}",
        f"units differ: {one} ({first.en}) and {two} ({second.en}){more.en}",
    )


def _one_definition(mine: Row, other: Row) -> bool:
    """Tell whether two figures mean the same: one attribute, and one source or one wording."""
    if mine["attribute"] != other["attribute"]:
        return False
    return bool(mine["source"] == other["source"] or (_plain(mine) and _plain(mine) == _plain(other)))


def _plain(row: Row) -> str:
    words: str = "" if pd.isna(row["scope"]) else str(row["scope"])
    name: str = "" if pd.isna(row["subject_name"]) else str(row["subject_name"])
    return _SPACES.sub("", words.replace(name, "")) if name else _SPACES.sub("", words)


def _scope(row: Row) -> str:
    return str(row["attribute"]) if pd.isna(row["scope"]) else str(row["scope"])


def _place_kind(row: Row) -> Text | None:
    """Tell what kind of place a figure is of, as far as its id and name say."""
    subject, name = str(row["subject"]), str(row["subject_name"])
    if subject == CIRCLE[0] or name.endswith(("都市圈", "经济圈", "城市群")):
        return Text("都市圈", "a metropolitan circle")
    if name.endswith("流域"):
        return Text("流域", "a river basin")
    if re.match(r"^\d+城$", name):
        return Text("多个城市合计", "many cities together")
    return Text("单个城市", "a single city") if row["subject_table"] == "cities" else None


def _joined(parts: list[Text]) -> Text:
    return Text("；".join(part.zh for part in parts), "; ".join(part.en for part in parts))


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    numbers = dict.fromkeys(("value", "peer_value", "ratio", "rank", "rank_of", "peer_rank"), "float64")
    words = {name: "str" for name in frame.columns if name not in numbers}
    return frame.assign(**{name: frame[name].astype("Float64").astype("float64") for name in numbers}).astype(words)
