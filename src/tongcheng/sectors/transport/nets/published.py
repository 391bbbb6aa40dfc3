"""Published values of one attribute, the latest of each subject, in one unit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.region.columns import FIRST_ROW
from tongcheng.region.periods import is_period, period_end
from tongcheng.region.region import Region
from tongcheng.results import Indicator
from tongcheng.sectors.transport.nets.rows import Papers, joined, rows

#: Units as offices print them, and what one of them is in the unit of the results.
PAIRS: Final = {"对/日": 1.0, "对": 1.0, "对/天": 1.0, "pair/day": 1.0}
MINUTES: Final = {"min": 1.0, "分钟": 1.0}
LINES: Final = {"条": 1.0, "line": 1.0}
TRIPS_A_DAY: Final = {
    "万人次/日": 1e4, "万人次/天": 1e4, "人次/日": 1.0, "人次/天": 1.0, "person-trip/day": 1.0,
}  # fmt: skip
TRIPS_A_YEAR: Final = {
    "亿人次/年": 1e8, "亿人次": 1e8, "万人次/年": 1e4, "万人次": 1e4, "人次/年": 1.0, "人次": 1.0,
    "10000_passengers_per_year": 1e4, "person-trip/year": 1.0,
}  # fmt: skip
TONNES_A_YEAR: Final = {
    "万吨/年": 1e4, "万吨": 1e4, "吨/年": 1.0, "吨": 1.0, "t": 1.0, "t/year": 1.0,
}  # fmt: skip

COLUMNS: Final = ("subject", "level", "place", "value", "low", "high", "as_of", "basis", "source", "qualifier")


def published(region: Region, attribute: str, units: Mapping[str, float]) -> pd.DataFrame:
    """Give the latest published value of an attribute for each subject that belongs to the circle.

    Two figures of one subject and period stay one: the one that was published last. A planned value is no value of
    today and is left out; so is a subject that the circle does not have, such as another circle.

    Parameters
    ----------
    region
        The circle.
    attribute
        As in ``figures``.
    units
        What one of each known unit is in the unit wanted.

    Returns
    -------
    pandas.DataFrame
        Columns ``subject level place value low high as_of basis source qualifier``; ``place`` is as in the results
        (``A|B`` for a pair of cities, in the order of ``cities``).

    Raises
    ------
    InputError
        Naming every row whose unit is not known.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> found = published(open_region("chengdu"), "train_pairs", PAIRS)
    >>> dict(zip(found["place"], found["value"]))
    {'510100|510600': 52.0, '510100|511400': 37.0}
    """
    figures = region["figures"]
    chosen = (figures["attribute"] == attribute) & figures["value"].notna() & (figures["qualifier"] != "planned")
    numbered = figures.assign(row=np.arange(len(figures)) + FIRST_ROW)[chosen]
    places = [
        _place(region, str(subject), table)
        for subject, table in zip(numbered["subject"], numbered["subject_table"], strict=True)
    ]
    level, place = ([one[at] for one in places] for at in (0, 1))
    own = numbered.assign(level=level, place=place)
    own = own[own["level"] != ""]
    _check_units(region, own, units)
    factor = own["unit"].map(dict(units)).astype("float64")
    own = own.assign(**{name: own[name].astype("float64") * factor for name in ("value", "low", "high")})
    own = own.assign(end=own["as_of"].map(_end), said=own["published"].map(_end))
    own = own.sort_values(["end", "said", "row"], kind="stable").drop_duplicates(["level", "place"], keep="last")
    return own.sort_values("row", kind="stable")[list(COLUMNS)].reset_index(drop=True)


def published_rows(
    region: Region, indicator: Indicator, attribute: str, units: Mapping[str, float], *, group: str = "all"
) -> pd.DataFrame:
    """Give published values as rows of the results table, each with its own date, basis and range."""
    found = published(region, attribute, units)
    return joined(
        rows(
            indicator, Papers(str(row["as_of"]), str(row["basis"])), str(row["level"]), [str(row["place"])],
            [row["value"]], group=group, low=row["low"], high=row["high"], method=f"published, {row['source']}",
        )
        for row in found.to_dict("records")
    )  # fmt: skip


def _place(region: Region, subject: str, table: object) -> tuple[str, str]:
    """Give level and place of a subject; empty where the circle has no such place."""
    cities = list(region["cities"]["city"])
    if subject in {"region", region.name}:
        return "region", region.name
    pair = subject.replace("|", "-").split("-")
    if len(pair) == 2 and set(pair) <= set(cities):
        return "border", "|".join(sorted(pair, key=cities.index))
    for name, key, level in (
        ("cities", "city", "city"), ("counties", "county", "county"), ("facilities", "facility", "facility"),
        ("lines", "line", "facility"), ("projects", "project", "project"),
    ):  # fmt: skip
        if (pd.isna(table) or not table or table == name) and (region[name][key] == subject).any():  # type: ignore[call-overload]
            return level, subject
    return "", ""


def _check_units(region: Region, own: pd.DataFrame, units: Mapping[str, float]) -> None:
    problems = Problems(region.file_name("figures"))
    known = "、".join(units)
    for row in own[~own["unit"].isin(list(units))].to_dict("records"):
        problems.add(
            "unknown_unit",
            row=int(row["row"]),
            column="unit",
            expected=Text(f"{row['attribute']} 的单位：{known}", f"a unit of {row['attribute']}: {known}"),
            found=row["unit"],
            remedy=Text("改用所列单位", "use one of these units"),
        )
    problems.raise_if_any()


def _end(text: object) -> dt.date:
    return period_end(str(text)) if isinstance(text, str) and is_period(text) else dt.date.min
