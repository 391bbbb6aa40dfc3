"""What an index is made of: places, indicators, their values and weights, read from the tables of a circle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.monitor.index.aggregate import LEAST_COVERAGE
from tongcheng.monitor.index.definitions import RATIOS, Ratio, cycle_in, refuse_cycle, value_of
from tongcheng.monitor.index.normalise import MinMax
from tongcheng.monitor.readings import Reading, readings
from tongcheng.monitor.units import measure_of, quantity_name
from tongcheng.monitor.whose import CIRCLE, is_own, own_subjects
from tongcheng.region.region import Region
from tongcheng.results import weakest_basis

Floats = NDArray[np.float64]

#: The two parts of the index, in the words of ``indicators.dimension``: between places, and against one's own plan.
LEVEL: Final = "发展水平"
PROGRESS: Final = "建设进程"

#: What an index gives cannot be one of the indicators it is made of.
_RESULTS = ("index_level", "index_rank", "index_progress", "target_progress")

Kind = Literal["city", "circle"]

#: Fewest places that can be ranked.
_FEWEST = 2


@dataclass(frozen=True)
class Sheet:
    """Places by indicators, in one year and in all.

    Parameters
    ----------
    kind
        Member cities, or circles.
    places, names
        Ids and names.
    indicators
        ``indicator name unit direction weight``, weights as given.
    year
        The newest year of which enough is known.
    panel
        Values by year, each of shape ``(places, indicators)``, in the common unit of each indicator.
    basis
        Weakest basis of all values.
    """

    kind: Kind
    places: tuple[str, ...]
    names: tuple[str, ...]
    indicators: pd.DataFrame
    year: int
    panel: Mapping[int, Floats]
    basis: str

    @property
    def values(self) -> Floats:
        """Values of the year."""
        return self.panel[self.year]

    @property
    def directions(self) -> list[str]:
        """Direction of each indicator."""
        return list(self.indicators["direction"])

    @property
    def weights(self) -> Floats:
        """Weights, of whatever sum."""
        return self.indicators["weight"].to_numpy(dtype=np.float64)

    def goalposts(self, *, floor: float = 0.0) -> MinMax:
        """Give goalposts at the least and the greatest value of all places and years, so that years compare."""
        every = np.concatenate(list(self.panel.values()))
        low, high = (_end(every, sign) for sign in (1.0, -1.0))
        return MinMax(tuple(low), tuple(high), floor)


def _end(values: Floats, sign: float) -> Floats:
    least = np.where(np.isfinite(values), sign * values, np.inf).min(axis=0)
    return np.where(np.isfinite(least), sign * least, np.nan)


def check_indicators(region: Region, dimension: str) -> pd.DataFrame:
    """Give the weighted indicators of one part of the index.

    Raises
    ------
    InputError
        Naming every indicator with a weight and no direction, one that the index itself gives, weights that sum to
        zero, and definitions that run in a circle.
    """
    table = region["indicators"]
    rows = table[(table["dimension"] == dimension) & table["weight"].notna()]
    problems = Problems(region.file_name("indicators"))
    for position, row in zip(_positions(table, rows), rows.to_dict("records"), strict=True):
        if row["weight"] > 0 and row["direction"] not in {"more", "less"}:
            problems.add(
                "no_direction",
                row=position,
                column="direction",
                expected=Text("more（越高越好）或 less（越低越好）", "more or less"),
                found=f"{row['indicator']}: {row['direction']}",
                remedy=Text("填写优劣方向，或去掉权重", "say which way is better, or take the weight away"),
            )
        if row["indicator"] in _RESULTS:
            problems.add(
                "circular_definition",
                row=position,
                column="indicator",
                expected=Text("不由指数本身算出的指标", "an indicator that the index does not give itself"),
                found=row["indicator"],
                remedy=Text("从指数中去掉该指标", "take it out of the index"),
            )
    if len(rows) and rows["weight"].sum() <= 0:
        problems.add(
            "zero_weights",
            column="weight",
            expected=Text(f"“{dimension}”各指标权重之和大于 0", f"weights of {dimension} with a sum above 0"),
            found=f"{rows['weight'].sum():g} ({', '.join(rows['indicator'])})",
            remedy=Text("至少给一项指标正的权重", "give at least one indicator a weight"),
        )
    problems.raise_if_any()
    _refuse_dimension_cycles(table)
    used = rows[rows["weight"] > 0]
    return pd.DataFrame(used[["indicator", "name", "name_en", "unit", "direction", "weight"]]).reset_index(drop=True)


def _positions(table: pd.DataFrame, rows: pd.DataFrame) -> list[int]:
    """Give rows as a spreadsheet counts them."""
    return [int(place) + 2 for place in np.flatnonzero(table.index.isin(rows.index))]


def _refuse_dimension_cycles(table: pd.DataFrame) -> None:
    """Refuse indicators that stand under each other; one that stands under its own name is a root."""
    parents: dict[str, tuple[str, ...]] = {}
    for name, dimension in zip(table["name"], table["dimension"], strict=True):
        above = str(dimension).split("/")[-1] if pd.notna(dimension) else ""
        if above and above != name:
            parents[str(name)] = (*parents.get(str(name), ()), above)
    chain = cycle_in(parents)
    if chain:
        refuse_cycle("indicators", chain)


def check_units(region: Region, indicators: pd.DataFrame, places: Sequence[str]) -> None:
    """Refuse figures of one indicator that are not in its unit.

    Raises
    ------
    InputError
        Naming each such row of ``figures``: persons and trips, or totals and shares, never become one column.
    """
    figures = region["figures"]
    problems = Problems(region.file_name("figures"))
    for row in indicators.to_dict("records"):
        wanted = measure_of(row["unit"])
        mine = figures[
            (figures["attribute"] == row["indicator"]) & figures["subject"].isin(places) & figures["value"].notna()
        ]
        for position, unit, figure in zip(_positions(figures, mine), mine["unit"], mine["figure"], strict=True):
            measure = measure_of(unit)
            if (measure.quantity, measure.unit) != (wanted.quantity, wanted.unit):
                problems.add(
                    "different_unit",
                    row=position,
                    column="unit",
                    expected=Text(
                        f"{row['name']}的单位 {row['unit']}（{quantity_name(wanted).zh}）",
                        f"{row['unit']}, the unit of {row['indicator']} ({quantity_name(wanted).en})",
                    ),
                    found=f"{figure}: {unit}",
                    remedy=Text(
                        "换算单位；不是同一事物的另立指标", "convert it; another quantity is another indicator"
                    ),
                )
    problems.raise_if_any()


def level_sheet(region: Region, kind: Kind, *, ratios: Mapping[str, Ratio] = RATIOS) -> Sheet | None:
    """Read the level part of the index for member cities, or for circles beside each other.

    Parameters
    ----------
    region
        The circle.
    kind
        ``city``: its member cities. ``circle``: itself and every place outside of which the same figures are published.
    ratios
        Indicators that are made of others.

    Returns
    -------
    Sheet or None
        None if fewer than two places have two thirds of the weight in any year. Between circles only figures of our
        own definition count.

    Raises
    ------
    InputError
        See :func:`check_indicators`, :func:`check_units` and :func:`tongcheng.monitor.index.definitions.value_of`.
    """
    indicators = check_indicators(region, LEVEL)
    names = _places(region, kind, indicators)
    check_units(region, indicators, list(names))
    found = {place: _series(region, place, indicators, ratios) for place in names}
    if kind == "circle":
        found = {place: _of_our_definition(series, found[CIRCLE[0]]) for place, series in found.items()}
    years = sorted({year for series in found.values() for readings in series.values() for year in readings})
    panel = {year: _values(found, indicators, ratios, year) for year in years}
    weights = indicators["weight"].to_numpy(dtype=np.float64)
    enough = [year for year in years if (_coverage(panel[year], weights) >= LEAST_COVERAGE - 1e-12).sum() >= _FEWEST]
    if not enough:
        return None
    bases = {
        reading.basis
        for series in found.values()
        for by_year in series.values()
        for year, reading in by_year.items()
        if year in enough
    }
    return Sheet(
        kind, tuple(names), tuple(names.values()), indicators, enough[-1], {year: panel[year] for year in enough},
        weakest_basis(bases),
    )  # fmt: skip


def _coverage(values: Floats, weights: Floats) -> Floats:
    return np.asarray((np.isfinite(values) * weights).sum(axis=1) / weights.sum())


def _places(region: Region, kind: Kind, indicators: pd.DataFrame) -> dict[str, str]:
    if kind == "city":
        return dict(zip(region["cities"]["city"].astype(str), region["cities"]["name"].astype(str), strict=True))
    figures, known = region["figures"], own_subjects(region)
    rows = figures[figures["attribute"].isin(indicators["indicator"]) & figures["value"].notna()]
    outside = [str(subject) for subject in rows["subject"].unique() if not is_own(str(subject), known)]
    return {CIRCLE[0]: region.title.zh, **{subject: subject for subject in sorted(outside)}}


Series = Mapping[str, Mapping[int, Reading]]


def _series(region: Region, place: str, indicators: pd.DataFrame, ratios: Mapping[str, Ratio]) -> Series:
    """Give the readings of a place by indicator and year, also of what ratios are made of."""
    figures = region["figures"]
    units = dict(zip(indicators["indicator"], indicators["unit"], strict=True))
    parts = {name for key, ratio in ratios.items() if key in units for name in (ratio.above, ratio.below)}
    known = region["indicators"].set_index("indicator")["unit"]
    wanted = units | {name: known.get(name) for name in sorted(parts) if name not in units}
    return {
        str(name): {reading.day.year: reading for reading in readings(figures, place, str(name), unit, price="none")}
        for name, unit in wanted.items()
    }


def _of_our_definition(series: Series, ours: Series) -> Series:
    """Leave out what another circle publishes under another definition than ours: it is not known, not different.

    One definition means one source, or the same words for the scope.
    """
    return {
        name: {
            year: reading
            for year, reading in by_year.items()
            if not ours.get(name)
            or any(reading.source == own.source or reading.scope == own.scope for own in ours[name].values())
        }
        for name, by_year in series.items()
    }


def _values(found: Mapping[str, Series], indicators: pd.DataFrame, ratios: Mapping[str, Ratio], year: int) -> Floats:
    table = np.full((len(found), len(indicators)), np.nan)
    for row, series in enumerate(found.values()):

        def published(name: str, series: Series = series) -> float | None:
            reading = series.get(name, {}).get(year)
            return None if reading is None else reading.value

        for column, name in enumerate(indicators["indicator"]):
            value = value_of(str(name), published, ratios)
            table[row, column] = np.nan if value is None else value
    return table
