"""What services offer to the problem list: below the norm, not covered, dividend on the table."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from tongcheng.region.age_groups import count_group
from tongcheng.region.region import Region
from tongcheng.results import Results
from tongcheng.sectors.gaps import GAP_COLUMNS, empty_gaps, gap_key
from tongcheng.sectors.services.declared import ACCESS, BALANCED, MINUTES_SHARE, NORM_SHARE, PER_1000
from tongcheng.sectors.services.kinds import PER, SECTOR, ServiceKind, kinds_of

#: Less is no problem for a list: of the norm, of those it is for who are not covered, and of what they have today.
NOTICED_NORM: Final = 0.05
NOTICED_COVER: Final = 5.0
NOTICED_DIVIDEND: Final = 0.05
#: Less than one bed, place or window is nothing to put on a list.
LEAST_UNITS: Final = 1.0

#: Minutes by car in which coverage is compared where a kind states none (an assumption, not a norm).
COVER_WITHIN: Final = {"neighbourhood": 10.0, "county": 20.0, "city": 30.0, "region": 60.0}


def service_gaps(region: Region, results: Results) -> pd.DataFrame:
    """Give one row per county and kind that is below its norm, short of coverage, or would gain from open borders.

    Coverage is short of everybody where the kind states its minutes, else of the mean of the circle.

    ``worth`` is what closing the gap gives all: capacity that is missing, residents that are not covered, or capacity
    that open borders would let them have. Only figures that were measured make rows.

    Returns
    -------
    pandas.DataFrame
        Columns ``GAP_COLUMNS``.
    """
    mine = results.frame[results.frame["sector"] == SECTOR]
    frame, whole = mine[mine["level"] == "county"], mine[mine["level"] == "region"]
    rows: list[dict[str, Any]] = []
    for kind in kinds_of(region):
        people = _people(region, kind)
        if people is None:
            continue
        own, circle = (part[part["group"] == kind.kind] for part in (frame, whole))
        rows += _below_norm(own, kind, people) + _uncovered(own, kind, people, circle) + _dividend(own, kind, people)
    if not rows:
        return empty_gaps()
    table = pd.DataFrame(rows)
    table["gap_key"] = [
        gap_key(row["sector"], row["indicator"], row["place"], row["borders"], row["group"]) for row in rows
    ]
    return table.sort_values(["indicator", "worth", "gap_key"], ascending=[True, False, True])[
        GAP_COLUMNS
    ].reset_index(drop=True)


def _people(region: Region, kind: ServiceKind) -> pd.Series[float] | None:
    if not (region["residents"]["group"] == "all").any():
        return None
    counted = count_group(region, kind.group)
    if counted is None:
        return None
    return pd.Series(counted.counts.value).groupby(region["zones"]["county"].to_numpy()).sum()


def _row(row: Mapping[Hashable, Any], kind: ServiceKind, **values: Any) -> dict[str, Any]:
    return {
        **{key: row[key] for key in ("sector", "indicator", "level", "place", "borders", "group", "unit", "year", "basis")},
        "threshold": row["threshold"],
        "today": row["value"],
        "figure_today": row["figure_id"],
        "figure_reference": "",
        "group": kind.kind,
        **values,
    }  # fmt: skip


def _below_norm(frame: pd.DataFrame, kind: ServiceKind, people: pd.Series[float]) -> list[dict[str, Any]]:
    if kind.norm is None:
        return []
    rows = frame[frame["indicator"] == PER_1000.indicator]
    measured = set(frame.loc[frame["indicator"] == NORM_SHARE.indicator, "place"])
    made = []
    for row in rows.to_dict("records"):
        lack, count = kind.norm - row["value"], float(people.get(row["place"], np.nan))
        # Where ages are modelled, the county must be below the norm at the better end too.
        best = row["value"] if pd.isna(row["high"]) else row["high"]
        firm = kind.norm - best > NOTICED_NORM * kind.norm and lack * count / PER >= LEAST_UNITS
        if row["place"] in measured and firm:
            made.append(
                _row(row, kind, reference=kind.norm, shortfall=lack, residents=count, worth=lack * count / PER)
            )
    return made


def cover_minutes(kind: ServiceKind) -> float:
    """Give the minutes by car in which coverage is compared: the kind's own, or those of its level (an assumption)."""
    return kind.minutes if kind.minutes is not None else COVER_WITHIN.get(kind.level, 20.0)


def _uncovered(
    frame: pd.DataFrame, kind: ServiceKind, people: pd.Series[float], circle: pd.DataFrame
) -> list[dict[str, Any]]:
    """Compare coverage with all residents where the kind states minutes, else with the mean of the circle."""

    def rows_of(part: pd.DataFrame) -> pd.DataFrame:
        rows = part[(part["indicator"] == MINUTES_SHARE.indicator) & (part["borders"] == "today")]
        return rows[rows["threshold"] == cover_minutes(kind)]

    whole = rows_of(circle)
    if whole.empty:
        return []
    line = 100.0 if kind.minutes is not None else float(whole["value"].iloc[0])
    cited = "" if kind.minutes is not None else str(whole["figure_id"].iloc[0])
    made = []
    for row in rows_of(frame).to_dict("records"):
        lack, count = line - row["value"], float(people.get(row["place"], np.nan))
        if lack > NOTICED_COVER:
            made.append(
                _row(row, kind, reference=line, shortfall=lack, residents=count, worth=lack * count / 100,
                     figure_reference=cited)
            )  # fmt: skip
    return made


def _dividend(frame: pd.DataFrame, kind: ServiceKind, people: pd.Series[float]) -> list[dict[str, Any]]:
    """Offer what open borders give, where the other rule that counts everybody once sees a gain as well."""
    rows = frame[frame["indicator"] == ACCESS.indicator]
    today = rows[rows["borders"] == "today"]
    together = rows[rows["borders"] == "together"].set_index("place")
    even = frame[frame["indicator"] == BALANCED.indicator].pivot_table(
        index="place", columns="borders", values="value"
    )
    made = []
    for row in today.to_dict("records"):
        place = row["place"]
        if place not in together.index or place not in even.index:
            continue
        gain = float(together["value"][place]) - row["value"]
        count = float(people.get(place, np.nan))
        firm = float(even["together"][place]) > float(even["today"][place])
        if firm and gain > NOTICED_DIVIDEND * row["value"] and gain * count / PER >= LEAST_UNITS:
            made.append(
                _row(row, kind, borders="together-today", reference=row["value"] + gain, shortfall=gain,
                     residents=count, worth=gain * count / PER, figure_reference=together["figure_id"][place])
            )  # fmt: skip
    return made
