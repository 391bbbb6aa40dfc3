"""The editable table of speeds by road class, with defaults for China and for the world."""

from __future__ import annotations

import difflib
import math
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

import pandas as pd

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.region.columns import FIRST_ROW
from tongcheng.region.files import read_raw
from tongcheng.region.osm.values import FASTEST_KMH

#: Columns of the table. ``technical_class`` is that of a road without a route number (motorways: of any).
COLUMNS = ("country", "class", "speed_kmh", "lanes", "technical_class", "source")

_TECHNICAL = (
    "expressway", "class_1", "class_2", "class_3", "class_4", "substandard",
    "urban_expressway", "urban_arterial", "urban_secondary", "urban_branch",
)  # fmt: skip
_WORLD = "world"
_COUNTRY_CODES = {"cn": "china"}
_TABLE = "speeds.csv"


@dataclass(frozen=True)
class SpeedRow:
    """What the table says about one class."""

    speed_kmh: float
    lanes: float
    technical_class: str | None


@dataclass(frozen=True)
class Speeds:
    """The rows that hold in one country: its own, else those of the world.

    Parameters
    ----------
    country
        ``china`` or ``world`` (or any other that the table names).
    rows
        Row by country and class.
    """

    country: str
    rows: dict[tuple[str, str], SpeedRow]

    def of(self, highway: str) -> SpeedRow:
        """Give the row of a class (the value of ``highway=*``, ``ferry`` or ``other``)."""
        for key in ((self.country, highway), (_WORLD, highway), (self.country, "other")):
            if key in self.rows:
                return self.rows[key]
        return self.rows[_WORLD, "other"]

    def implied(self, code: tuple[str, str] | None) -> float:
        """Give the limit behind a code such as ``CN:urban``; NaN if the table does not know it."""
        if code is None:
            return math.nan
        if code[1].isdigit():
            return float(code[1])
        country = _COUNTRY_CODES.get(code[0], code[0])
        keys = [(country, code[1])] + ([(_WORLD, code[1])] if code[1] == "urban" else [])
        return next((self.rows[key].speed_kmh for key in keys if key in self.rows), math.nan)


def read_speeds(path: str | Path | None = None) -> pd.DataFrame:
    """Read the shipped table of speeds, or an edited copy of it.

    Parameters
    ----------
    path
        CSV with the columns of ``COLUMNS``; the shipped table by default.

    Returns
    -------
    pandas.DataFrame
        As the file: text and numbers, one row per country and class.

    Raises
    ------
    InputError
        With every unknown column, speed out of range and repeated class, by row.

    Examples
    --------
    >>> speeds = read_speeds().set_index(["country", "class"])
    >>> float(speeds.loc[("china", "motorway"), "speed_kmh"])
    100.0
    """
    if path is None:
        with as_file(files("tongcheng.region") / "tables" / _TABLE) as shipped:
            return check_speeds(read_raw(shipped), _TABLE)
    place = Path(path)
    if not place.is_file():
        problems = Problems(place.name)
        problems.add(
            "no_file",
            expected=Text("速度表（CSV）", "a table of speeds (CSV)"),
            found=str(place),
            remedy=Text("检查路径", "check the path"),
        )
        problems.raise_if_any()
    return check_speeds(read_raw(place), place.name)


def speeds_for(country: str, table: pd.DataFrame | None = None) -> Speeds:
    """Lay a table of one's own over the shipped one and choose a country.

    Parameters
    ----------
    country
        ``china`` or ``world``, or a country of the given table.
    table
        Rows that replace shipped ones; without a ``country`` column they hold for ``country``.

    Raises
    ------
    InputError
        If the table is broken or nobody knows the country.
    """
    rows = _rows(read_speeds())
    if table is not None:
        own = table if "country" in table else table.assign(country=country)
        rows.update(_rows(check_speeds(own, _TABLE)))
    known = sorted({key[0] for key in rows})
    if country not in known:
        problems = Problems(_TABLE)
        problems.add(
            "unknown_country",
            column="country",
            expected=Text("、".join(known), ", ".join(known)),
            found=country,
            remedy=Text("在速度表中增加该国各类道路的行", "add rows of that country to the table of speeds"),
        )
        problems.raise_if_any()
    return Speeds(country, rows)


def _rows(table: pd.DataFrame) -> dict[tuple[str, str], SpeedRow]:
    columns = (table[name].tolist() for name in ("country", "class", "speed_kmh", "lanes", "technical_class"))
    return {
        (str(country), str(highway)): SpeedRow(float(speed), float(lanes), None if pd.isna(technical) else technical)
        for country, highway, speed, lanes, technical in zip(*columns, strict=True)
    }


def check_speeds(table: pd.DataFrame, file: str) -> pd.DataFrame:
    """Complete a table of speeds and name everything that is wrong with it; the input is not changed."""
    problems = Problems(file)
    for column in [name for name in table.columns if name not in COLUMNS]:
        near = difflib.get_close_matches(str(column), COLUMNS, n=1)
        remedy = Text(f"改名为 {near[0]}", f"rename it to {near[0]}") if near else Text("删去该列", "drop the column")
        expected = Text("、".join(COLUMNS), ", ".join(COLUMNS))
        problems.add("unknown_column", column=str(column), expected=expected, found=column, remedy=remedy)
    for column in [name for name in ("country", "class", "speed_kmh") if name not in table.columns]:
        problems.add(
            "missing_column",
            column=column,
            expected=Text(f"列 {column}", f"a column {column}"),
            found="—",
            remedy=Text("补上此列", "add the column"),
        )
    problems.raise_if_any()
    full = table.reindex(columns=list(COLUMNS)).reset_index(drop=True)
    _check_numbers(full, problems)
    _check_words(full, problems)
    problems.raise_if_any()
    full["lanes"] = pd.to_numeric(full["lanes"]).astype("float64")
    full["speed_kmh"] = pd.to_numeric(full["speed_kmh"]).astype("float64")
    return full


def _check_numbers(table: pd.DataFrame, problems: Problems) -> None:
    speed = pd.to_numeric(table["speed_kmh"], errors="coerce")
    lanes = pd.to_numeric(table["lanes"], errors="coerce")
    bad = {
        "speed_kmh": (speed.isna() | (speed <= 0) | (speed > FASTEST_KMH), Text("大于 0、不超过 200", "0 to 200")),
        "lanes": (table["lanes"].notna() & (lanes.isna() | (lanes <= 0)), Text("大于 0 或空", "above 0, or empty")),
    }
    for column, (rows, expected) in bad.items():
        for row in table.index[rows]:
            problems.add(
                "bad_value",
                row=int(row) + FIRST_ROW,
                column=column,
                expected=expected,
                found=table.loc[row, column],
                remedy=Text("改正数值", "correct the number"),
            )


def _check_words(table: pd.DataFrame, problems: Problems) -> None:
    technical = table["technical_class"]
    for row in table.index[technical.notna() & ~technical.isin(_TECHNICAL)]:
        problems.add(
            "bad_value",
            row=int(row) + FIRST_ROW,
            column="technical_class",
            expected=Text("、".join(_TECHNICAL), ", ".join(_TECHNICAL)),
            found=technical[row],
            remedy=Text("改正或留空", "correct it or leave it empty"),
        )
    for row in table.index[table.duplicated(["country", "class"]) | table["class"].isna()]:
        problems.add(
            "class_twice",
            row=int(row) + FIRST_ROW,
            column="class",
            expected=Text("每个国家每类一行", "one row per country and class"),
            found=f"{table.loc[row, 'country']} {table.loc[row, 'class']}",
            remedy=Text("只保留一行", "keep one row"),
        )
