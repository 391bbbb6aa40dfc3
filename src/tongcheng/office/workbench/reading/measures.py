"""What a run measured at one level of places: the choices of a page, and the values of one of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from tongcheng.language import Text, same
from tongcheng.office.figures.models import Run
from tongcheng.office.figures.store import indicator_label
from tongcheng.office.workbench.reading.runs import circle_of, folder_of, results_of

if TYPE_CHECKING:
    import pandas as pd

#: The circle as it is; other scenarios: :func:`tongcheng.office.workbench.reading.scenarios_of`.
BASE = "base"
#: The border states in their order, with their words.
BORDERS: dict[str, Text] = {
    "apart": Text("互不开放", "apart"),
    "today": Text("现状", "today"),
    "together": Text("同城", "together"),
}
#: Differences between two states: what is taken away from what.
DIFFERENCES: dict[str, tuple[str, str, Text]] = {
    "together-today": ("together", "today", Text("同城 − 现状", "together − today")),
    "today-apart": ("today", "apart", Text("现状 − 互不开放", "today − apart")),
}
_FIGURE = ["place", "borders", "value", "low", "high", "year", "basis", "figure_id"]
_KEYS = ["sector", "indicator", "group", "mode", "threshold", "percentile", "unit"]


@dataclass(frozen=True)
class Measure:
    """One thing that was measured at a level: an indicator with its group, mode, threshold and percentile.

    ``key`` is short, stable and safe in an address; ``borders`` are the states it was measured in (empty: it has
    none).
    """

    key: str
    sector: str
    indicator: str
    group: str
    mode: str
    threshold: float | None
    percentile: float | None
    unit: str
    label: Text
    unit_label: Text
    better: Literal["more", "less", "none"]
    borders: tuple[str, ...]


def measures_of(run: Run, level: str, scenario: str = BASE) -> list[Measure]:
    """Give everything that a run measured at ``zone``, ``county``, ``city``, ``border`` …, by sector and label."""
    return [measure for measure, _ in _measures(str(folder_of(run)), level, run.pk, scenario).values()]


@lru_cache(maxsize=48)
def _measures(folder: str, level: str, pk: int, scenario: str) -> dict[str, tuple[Measure, pd.DataFrame]]:  # noqa: ARG001 - folder tells offices apart
    """Give the measures of a level by key, each with its figures."""
    run = Run.objects.get(pk=pk)
    kinds = _kinds(run)
    found = []
    for keys, part in _rows(run, level, scenario).groupby(_KEYS, dropna=False, observed=True):
        borders = {str(one) for one in part["borders"].unique()}
        found.append((_measure(dict(zip(_KEYS, keys, strict=True)), borders, kinds), part[_FIGURE]))
    return {one.key: (one, part) for one, part in sorted(found, key=lambda pair: _order(pair[0]))}


def _order(measure: Measure) -> tuple[str, str, float, str]:
    return measure.sector, measure.indicator + measure.group, measure.threshold or 0, measure.key


def _rows(run: Run, level: str, scenario: str) -> pd.DataFrame:
    results = results_of(run)
    return results[(results["level"] == level) & (results["scenario"] == scenario)]


def _measure(keys: dict[str, Any], borders: Iterable[str], kinds: dict[str, Text]) -> Measure:
    from tongcheng.runs.catalogue import indicator
    from tongcheng.runs.report.words import unit

    name, group = str(keys["indicator"]), str(keys["group"])
    threshold, percentile = _float(keys["threshold"]), _float(keys["percentile"])
    label = indicator_label(name)
    if group not in ("", "all"):
        label = _with(label, kinds.get(group, same(group)))
    if keys["mode"] == "transit":
        label = _with(label, Text("公交轨道", "public transport"))
    if threshold is not None:
        label = _with(label, Text(f"{threshold:g}分钟", f"{threshold:g} min"))
    if percentile is not None:
        label = _with(label, Text(f"第{percentile:g}百分位", f"percentile {percentile:g}"))
    parts = [name, group if group != "all" else "", str(keys["mode"] or ""), _word(threshold), _word(percentile, "p")]
    try:
        better = indicator(name).better
    except KeyError:
        better = "none"
    return Measure(
        key="~".join(parts).rstrip("~"),
        sector=str(keys["sector"]),
        indicator=name,
        group=group,
        mode=str(keys["mode"] or ""),
        threshold=threshold,
        percentile=percentile,
        unit=str(keys["unit"]),
        label=label,
        unit_label=unit(keys["unit"]),
        better=better,
        borders=tuple(state for state in BORDERS if state in borders),
    )


def _with(label: Text, more: Text) -> Text:
    return Text(f"{label.zh}·{more.zh}", f"{label.en}, {more.en}")


def _word(value: float | None, before: str = "") -> str:
    return "" if value is None else f"{before}{value:g}"


def _float(value: Any) -> float | None:
    return None if value is None or value != value else float(value)


@lru_cache(maxsize=4)
def _kinds_in(folder: str, pk: int) -> dict[str, Text]:  # noqa: ARG001 - folder tells offices apart
    rows = circle_of(Run.objects.get(pk=pk))["service_kinds"].to_dict("records")
    return {
        str(row["kind"]): Text(
            str(row["name"]), str(row["name_en"] if isinstance(row["name_en"], str) else row["name"])
        )
        for row in rows
    }


def _kinds(run: Run) -> dict[str, Text]:
    return _kinds_in(str(folder_of(run)), run.pk)


def measure_of(run: Run, level: str, key: str, scenario: str = BASE) -> Measure | None:
    """Give the measure of a key, or ``None`` if the run has none such at this level."""
    found = _measures(str(folder_of(run)), level, run.pk, scenario).get(key)
    return found[0] if found else None


def states_of(measure: Measure) -> list[tuple[str, Text]]:
    """Give the states and differences in which a measure can be shown: empty if it knows no borders."""
    states = [(state, BORDERS[state]) for state in measure.borders]
    return states + [
        (name, words)
        for name, (more, less, words) in DIFFERENCES.items()
        if more in measure.borders and less in measure.borders
    ]


def values_of(run: Run, level: str, measure: Measure, state: str = "", scenario: str = BASE) -> pd.DataFrame:
    """Give the figures of a measure in one border state, indexed by place.

    Columns ``value``, ``low``, ``high``, ``year``, ``basis``, ``figure_id``; for one of :data:`DIFFERENCES` as state
    see :func:`differences_of`, which this calls.
    """
    if state in DIFFERENCES:
        return differences_of(run, level, measure, state)
    _, rows = _measures(str(folder_of(run)), level, run.pk, scenario)[measure.key]
    if measure.borders:
        rows = rows[rows["borders"] == (state or _usual(measure))]
    frame = rows.set_index("place")[_FIGURE[2:]]
    return frame[~frame.index.duplicated()]


def _usual(measure: Measure) -> str:
    return "today" if "today" in measure.borders else measure.borders[0]


def differences_of(run: Run, level: str, measure: Measure, difference: str) -> pd.DataFrame:
    """Give one state minus another, indexed by place: ``value``, ``year``, ``basis``, ``figure_id`` of both, joined.

    The ranges of two states hang together, so a difference carries none.
    """
    more, less, _ = DIFFERENCES[difference]
    first, second = values_of(run, level, measure, more), values_of(run, level, measure, less)
    both = first.join(second.add_suffix("_less"), how="inner")
    both["value"] = both["value"] - both["value_less"]
    both["figure_id"] = both["figure_id"].str.cat(both["figure_id_less"], sep="−")
    both["low"] = both["high"] = float("nan")
    return both[["value", "low", "high", "year", "basis", "figure_id"]]


def values_at(run: Run, level: str, place: str) -> list[tuple[Measure, dict[str, float]]]:
    """Give every measure of one place with its value by border state (``""`` where it knows none)."""
    found = []
    for measure, part in _measures(str(folder_of(run)), level, run.pk, BASE).values():
        own = part[part["place"] == place]
        pairs = zip(own["borders"], own["value"], strict=True)
        known = {str(state): float(value) for state, value in pairs if value == value}
        if known:
            found.append((measure, known))
    return found
