"""What pace a plan's targets need from here. A target is never called "not met": it has a required pace."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from tongcheng.language import NOTHING, Text
from tongcheng.monitor.economic_census import REVISED, revised_between, series_of
from tongcheng.monitor.growth import growth_pace
from tongcheng.monitor.progress import Progress, progress_of, reached
from tongcheng.monitor.readings import Reading, readings
from tongcheng.monitor.units import measure_of
from tongcheng.monitor.whose import own_targets
from tongcheng.region.periods import is_period, period_end
from tongcheng.region.region import Region

#: Amounts whose pace is a growth rate; anything else is counted (lines, projects, kilometres).
_GROWING = ("money", "money per head", "persons")

_DAYS_PER_YEAR = 365.25

Row = Mapping[Hashable, Any]


def required_pace(first: float, target: float, years: float) -> float:
    """Give the average yearly growth in per cent from a value to a target.

    Parameters
    ----------
    first, target
        Values in the same unit and price basis, both positive.
    years
        Years between them, more than zero.

    Examples
    --------
    >>> round(required_pace(29756.8, 33000.0, 1), 1)
    10.9
    """
    if first <= 0 or target <= 0 or years <= 0:
        raise ValueError("a growth rate needs two positive values and a later target year")
    return float(100 * ((target / first) ** (1 / years) - 1))


def pace_table(region: Region) -> pd.DataFrame:
    """Give one row per target: the latest published value, the years left, the pace it needs, or why there is none.

    Returns
    -------
    pandas.DataFrame
        ``target plan territory name subject indicator`` and ``own`` (set for us, or by another circle's plan);
        ``state``: ``paced reached past words no_year growth no_figure``;
        ``goal goal_text unit goal_year price``; ``latest latest_as_of basis``; ``years`` from the latest value to the
        end of the goal year; ``pace pace_unit``: per cent a year for amounts, percentage points for rates, a number a
        year for things counted; ``baseline baseline_as_of progress elapsed`` (both %, see
        :func:`tongcheng.monitor.progress.progress_of`) with ``progress_reason``; and ``reason`` (a Text), which says
        why there is no pace, or what must be read with it.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> table = pace_table(open_region("chengdu")).set_index("target")
    >>> round(float(table.loc["PLAN-1", "pace"]), 1), bool(table.loc["GF-1", "own"])
    (10.9, False)
    """
    context = _Context(region["figures"], _directions(region), _changes(region))
    own = own_targets(region)
    rows = [
        _pace_row(target, context) | {"own": bool(ours)}
        for target, ours in zip(region["targets"].to_dict("records"), own, strict=True)
    ]
    return pd.DataFrame(rows)


@dataclass(frozen=True)
class _Context:
    figures: pd.DataFrame
    directions: Mapping[str, str]
    changes: Mapping[str, list[pd.Timestamp]]


def _directions(region: Region) -> dict[str, str]:
    table = region["indicators"]
    return dict(zip(table["indicator"].astype(str), table["direction"].astype(str), strict=True))


def _changes(region: Region) -> dict[str, list[pd.Timestamp]]:
    """Give the days on which the territory of each county and city changed."""
    counties = region["counties"]
    found: dict[str, list[pd.Timestamp]] = {}
    for row in counties[counties["changed_on"].notna()].to_dict("records"):
        for place in (row["county"], row["city"]):
            found.setdefault(str(place), []).append(pd.Timestamp(row["changed_on"]))
    return found


def _pace_row(target: Row, context: _Context) -> dict[Hashable, Any]:
    row = _blank(target)
    untestable = _untestable(target)
    if untestable is not None:
        return row | untestable
    if target["kind"] == "growth":
        return row | {"state": "growth"} | growth_pace(target, context.figures)
    series = readings(
        context.figures, str(target["subject"]), str(target["indicator"]), target["unit"], price=target["price"]
    )
    if not series:
        return row | {"reason": Text("没有同口径的已公布数值", "no published value of the same definition")}
    latest = series[-1]
    row.update(latest=latest.value, latest_as_of=latest.as_of, basis=latest.basis)
    row.update(_pace(target, series, context))
    falls = _falls(target, context)
    changes = context.changes.get(str(target["subject"]), [])
    return row | _shown(progress_of(target, series, _goal(target), falls=falls, changes=changes))


def _blank(target: Row) -> dict[Hashable, Any]:
    return {
        "target": target["target"],
        "plan": target["plan"],
        "territory": target["territory"],
        "name": target["name"],
        "subject": target["subject"],
        "indicator": target["indicator"],
        "goal": target["value"],
        "goal_text": target["value_text"],
        "unit": target["unit"],
        "goal_year": target["year"],
        "price": target["price"],
        "published": target["published"],
        "latest": float("nan"),
        "latest_as_of": "",
        "basis": target["basis"],
        "years": float("nan"),
        "pace": float("nan"),
        "pace_unit": "",
        **_shown(Progress()),
        "state": "no_figure",
        "reason": NOTHING,
    }


def _shown(progress: Progress) -> dict[Hashable, Any]:
    return {
        "baseline": progress.baseline,
        "baseline_as_of": progress.baseline_as_of,
        "progress": progress.share,
        "elapsed": progress.elapsed,
        "progress_reason": progress.reason,
    }


def _untestable(target: Row) -> dict[Hashable, Any] | None:
    if target["kind"] == "qualitative" or pd.isna(target["value"]):
        words = Text("原文为定性表述，无法检验", "worded without a number: not testable")
        return {"state": "words", "reason": words}
    if pd.isna(target["year"]):
        return {"state": "no_year", "reason": Text("原文没有目标年", "no target year is given")}
    return None


def _goal(target: Row) -> float:
    return float(target["value"]) * measure_of(target["unit"]).factor


def _pace(target: Row, series: list[Reading], context: _Context) -> dict[Hashable, Any]:
    measure, goal, latest = measure_of(target["unit"]), _goal(target), series[-1]
    end = period_end(str(int(target["year"])))
    years = round((end - latest.day).days / _DAYS_PER_YEAR, 1)
    shown: dict[Hashable, Any] = {"goal": goal, "unit": measure.unit}
    if years <= 0:
        return {**shown, "state": "past", "reason": _past(int(target["year"]), series)}
    remarks = _remarks(target, latest)
    if reached(str(target["operator"]), latest.value, goal, falls=_falls(target, context)):
        words = Text("最近公布值已达到目标值", "the latest published value already reaches the goal")
        return {**shown, "state": "reached", "years": years, "reason": _joined([words, *remarks])}
    pace, pace_unit = _pace_of(latest.value, goal, years, measure.quantity, measure.unit)
    found: dict[Hashable, Any] = {
        "state": "paced",
        "years": years,
        "pace": pace,
        "pace_unit": pace_unit,
        "reason": _joined(remarks),
    }
    return {**shown, **found}


def _remarks(target: Row, latest: Reading) -> list[Text]:
    """Say what must be read with a pace: prices, census revisions, hedged and derived values."""
    found = []
    if measure_of(target["unit"]).quantity.startswith("money"):
        if target["price"] == "constant":
            found.append(Text("不变价", "constant prices"))
        else:
            found.append(Text("现价，未扣除价格变化", "nominal, prices not removed"))
    set_on = target["published"]
    if target["indicator"] in REVISED and isinstance(set_on, str) and is_period(set_on):
        before, after = series_of(set_on, set_on), series_of(latest.as_of, latest.published)
        if before != after:
            census = revised_between(before, after)
            found.append(
                Text(
                    f"目标定于{census.zh}修订之前，最近公布值在修订之后",
                    f"set before, measured after the revision by {census.en}",
                )
            )
    if latest.qualifier == "derived":
        found.append(Text("最近值由各市数值推算", "latest value derived from the cities'"))
    if latest.qualifier in {"about", "more_than", "less_than"}:
        found.append(Text("最近公布值为约数", "the latest published value is rounded"))
    return found


def _joined(parts: list[Text]) -> Text:
    return Text("；".join(part.zh for part in parts), "; ".join(part.en for part in parts))


def _pace_of(first: float, goal: float, years: float, quantity: str, unit: str) -> tuple[float, str]:
    """Rates move in points, amounts grow in per cent, and things that are counted come one by one."""
    if quantity == "share":
        return (goal - first) / years, "百分点/年"
    if quantity in _GROWING and first > 0 and goal > 0:
        return required_pace(first, goal, years), "%/年"
    return (goal - first) / years, f"{unit}/年"


def _past(year: int, series: list[Reading]) -> Text:
    """Say what was published for a goal year that has passed."""
    of_year = [reading for reading in series if reading.day == period_end(str(year))]
    if not of_year:
        return Text(f"目标年已过，缺 {year} 年全年公布值", f"the goal year has passed; no whole-year value of {year}")
    value, unit = of_year[-1].value, of_year[-1].unit
    return Text(
        f"目标年已过，{year} 年公布值 {value:,g} {unit}", f"the goal year has passed; {year} was {value:,g} {unit}"
    )


def _falls(target: Row, context: _Context) -> bool:
    """Tell whether less is better: by the relation that the plan writes, else by the indicator."""
    operator = str(target["operator"])
    if operator in {"<", "<="}:
        return True
    return operator not in {">", ">="} and context.directions.get(str(target["indicator"])) == "less"


def pace_frame(table: pd.DataFrame) -> pd.DataFrame:
    """Give the table of :func:`pace_table` with plain columns, for files: each Text becomes ``…_zh`` and ``…_en``."""
    frame = table.copy()
    for name in ("reason", "progress_reason"):
        for language in ("zh", "en"):
            frame[f"{name}_{language}"] = [text.say(language) for text in frame[name]]
    frame = frame.drop(columns=["reason", "progress_reason"])
    return frame.assign(goal_year=frame["goal_year"].astype("Int64"))
