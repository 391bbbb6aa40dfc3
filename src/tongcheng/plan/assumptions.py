"""What is assumed where effects become money: rates, years, shares and earnings, each with its source and its range.

A row marked 待核 (to be checked) stands for an agreement or a habit whose text was not seen; everything printed with it
says so. Whoever disagrees hands in another table: :func:`assumptions_table` gives one to change.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

import numpy as np
import pandas as pd

from tongcheng.errors import Problems
from tongcheng.language import Text

#: Kinds of projects that are appraised over different years; ``""`` holds for all.
KINDS = ("road", "rail", "service", "building", "park", "ecology", "platform")

CHECKED, UNCHECKED = "已核", "待核"

_BY_KIND = ("appraisal_years", "residual_share", "operating_share")
_FOR_ALL = (
    "discount_rate", "commuting_time_share", "annual_earnings", "working_days", "working_hours", "build_years",
    "benefit_growth", "notice_min", "distribution_weight",
)  # fmt: skip
_FIRST_ROW = 2
_FILE = "assumptions.csv"
_HOUR = 60.0


@dataclass(frozen=True)
class Assumed:
    """One assumption.

    Parameters
    ----------
    value, low, high
        The middle and its range.
    unit, source
        Papers.
    checked
        Whether the source was seen.
    """

    value: float
    low: float
    high: float
    unit: str
    source: str
    checked: bool


@dataclass(frozen=True, eq=False)
class Assumptions:
    """A checked table of assumptions.

    Parameters
    ----------
    table
        As :func:`assumptions_table`.
    """

    table: pd.DataFrame

    def get(self, name: str, kind: str = "", year: int | None = None) -> Assumed:
        """Give one assumption: that of the kind, or the one for all; that of the year, or the nearest year before it.

        Raises
        ------
        KeyError
            If there is none.

        Examples
        --------
        >>> read_assumptions().get("discount_rate", "ecology").value
        0.06
        """
        rows = self._rows.get((name, kind)) or self._rows.get((name, ""))
        if not rows:
            raise KeyError(f"nothing is assumed of {name} for {kind or 'all'}")
        if year is None:
            return rows[0][1]
        before = [one for dated, one in rows if dated <= year]
        return before[-1] if before else rows[0][1]

    @cached_property
    def _rows(self) -> dict[tuple[str, str], list[tuple[float, Assumed]]]:
        """By name and kind, in the order of years; rows without a year come first."""
        found: dict[tuple[str, str], list[tuple[float, Assumed]]] = {}
        for row in self.table.to_dict("records"):
            kind = "" if pd.isna(row["kind"]) else str(row["kind"])
            year = -np.inf if pd.isna(row["year"]) else float(row["year"])
            one = Assumed(
                float(row["value"]), float(row["low"]), float(row["high"]), str(row["unit"]), str(row["source"]),
                str(row["checked"]) == CHECKED,
            )  # fmt: skip
            found.setdefault((str(row["assumption"]), kind), []).append((year, one))
        return {key: sorted(rows, key=lambda pair: pair[0]) for key, rows in found.items()}

    def years_of(self, name: str) -> tuple[int, ...]:
        """Give the years for which an assumption has a value of its own."""
        years = self.table.loc[self.table["assumption"] == name, "year"].dropna()
        return tuple(sorted(int(year) for year in years))

    def value_of_time(self, year: int) -> Assumed:
        """Give the value of an hour of commuting, in yuan of a year.

        It is the same for the people of every city: earnings of the country, not of the city, so that an hour of a
        poorer city is not worth less.

        Examples
        --------
        >>> hour = read_assumptions().value_of_time(2022)
        >>> round(hour.value, 1), round(hour.low, 1), round(hour.high, 1)
        (16.3, 9.8, 34.2)
        """
        share, hours = self.get("commuting_time_share"), self.get("working_hours")
        earned = self.get("annual_earnings", year=year)
        return Assumed(
            share.value * earned.value / hours.value,
            share.low * earned.low / hours.high,
            share.high * earned.high / hours.low,
            "元/小时",
            f"{earned.source}；{share.source}",
            share.checked and earned.checked and hours.checked,
        )

    def yuan_per_daily_minute(self, year: int) -> Assumed:
        """Give what a person-minute saved on every working day is worth in a year, in yuan.

        Examples
        --------
        >>> round(read_assumptions().yuan_per_daily_minute(2022).value, 1)
        68.0
        """
        hour, days = self.value_of_time(year), self.get("working_days")
        return Assumed(
            hour.value * days.value / _HOUR, hour.low * days.low / _HOUR, hour.high * days.high / _HOUR,
            "元/年", hour.source, hour.checked and days.checked,
        )  # fmt: skip


@cache
def _shipped() -> pd.DataFrame:
    with files("tongcheng.plan").joinpath(_FILE).open(encoding="utf-8") as stream:
        return pd.read_csv(stream, dtype={"date": "str", "url": "str"})


def assumptions_table() -> pd.DataFrame:
    """Give the table of assumptions, to read, to change and to hand to the appraisal.

    Returns
    -------
    pandas.DataFrame
        ``assumption, kind, year, value, low, high, unit, definition_zh, definition_en, source, url, date, checked``;
        ``checked`` is 已核 where the source was seen, else 待核.

    Examples
    --------
    >>> bool(assumptions_table().set_index("assumption").loc["working_days", "value"] == 250)
    True
    """
    return _shipped().copy()


def read_assumptions(table: pd.DataFrame | None = None) -> Assumptions:
    """Check a table of assumptions, the shipped one by default.

    Raises
    ------
    InputError
        Naming every row whose value is missing or outside its range, or that cannot be, and every row that is missing.
    """
    given = _shipped() if table is None else table
    problems = Problems(_FILE)
    for row, entry in enumerate(given.to_dict("records"), start=_FIRST_ROW):
        numbers = np.array([entry["low"], entry["value"], entry["high"]], dtype=np.float64)
        if not np.isfinite(numbers).all() or (np.diff(numbers) < 0).any() or numbers[0] < 0:
            problems.add(
                "bad_range",
                row=row,
                column="low, value, high",
                expected=Text("不为负，low ≤ value ≤ high", "0 or more, low ≤ value ≤ high"),
                found=f"{entry['assumption']} {numbers.tolist()}",
                remedy=Text("改正取值", "correct the values"),
            )
        elif entry["assumption"] in {"appraisal_years", "build_years", "working_hours"} and numbers[0] <= 0:
            problems.add(
                "bad_value",
                row=row,
                column="low",
                expected=Text("大于 0", "above 0"),
                found=f"{entry['assumption']} {numbers[0]:g}",
                remedy=Text("改正取值", "correct the value"),
            )
    known = set(zip(given["assumption"], given["kind"].fillna(""), strict=True))
    wanted = [(name, kind) for name in _BY_KIND for kind in KINDS] + [(name, "") for name in _FOR_ALL]
    for name, kind in wanted:
        if (name, kind) not in known and (name, "") not in known:
            problems.add(
                "missing_assumption",
                column="assumption",
                expected=Text(f"{name}（{kind or '通用'}）", f"{name} ({kind or 'all'})"),
                found="—",
                remedy=Text("补上此行", "add the row"),
            )
    problems.raise_if_any()
    return Assumptions(given)
