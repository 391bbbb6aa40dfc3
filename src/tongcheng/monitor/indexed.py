"""The index of a circle in the form of every other result."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from tongcheng.monitor.index.level import IndexTables, level_tables
from tongcheng.monitor.index.own_progress import progress_sheet, progress_tables
from tongcheng.monitor.index.published import published_index
from tongcheng.monitor.index.sheet import Kind, level_sheet
from tongcheng.monitor.indicators import (
    INDEX_INDICATORS,
    INDEX_LEVEL,
    INDEX_PROGRESS,
    INDEX_RANK,
    TARGET_PROGRESS,
)
from tongcheng.monitor.whose import CIRCLE
from tongcheng.region.region import Region
from tongcheng.region.unlock import split
from tongcheng.results import Indicator, Locked, Need, Results, make_results
from tongcheng.sectors.found import Found

_KINDS: tuple[Kind, ...] = ("circle", "city")


def measure_index(region: Region, pace: pd.DataFrame) -> Found:
    """Compute the index as far as data allow, and list what others publish.

    Parameters
    ----------
    region
        The circle.
    pace
        Its targets, see :func:`tongcheng.monitor.targets.pace_table`.

    Returns
    -------
    Found
        Figures ``index_level``, ``index_rank`` (by place), ``index_progress`` and ``target_progress``; tables
        ``index``, ``index_contributions``, ``index_left_out`` and ``index_choices`` (see
        :class:`tongcheng.monitor.index.level.IndexTables`), ``index_progress`` (the targets behind the progress
        index, see :func:`tongcheng.monitor.index.own_progress.progress_sheet`) and ``published_index``.
    """
    unlocked, locked = split(region, INDEX_INDICATORS)
    parts: list[IndexTables] = []
    tables: dict[str, pd.DataFrame] = {}
    rows: list[pd.DataFrame] = []
    if INDEX_LEVEL.indicator in unlocked:
        sheets = [level_sheet(region, kind) for kind in _KINDS]
        parts += [level_tables(sheet) for sheet in sheets if sheet is not None]
        rows += [_level_rows(region, part.scores) for part in parts]
    if INDEX_PROGRESS.indicator in unlocked:
        sheet = progress_sheet(region, pace)
        made = progress_tables(region, sheet)
        if made is not None:
            parts.append(made)
            rows.append(_progress_rows(region, made.scores))
            tables["index_progress"] = _plain(sheet)
    if TARGET_PROGRESS.indicator in unlocked:
        rows.append(_target_rows(pace))
        if rows[-1].empty:
            locked = (*locked, _lock_targets(pace))
    tables |= _tables(parts)
    published = published_index(region)
    if len(published):
        tables["published_index"] = published
    known = [part for part in rows if len(part)]
    frame = pd.concat(known, ignore_index=True) if known else pd.DataFrame()
    return Found(Results(make_results(frame), locked), tables)


def _tables(parts: Iterable[IndexTables]) -> dict[str, pd.DataFrame]:
    parts = list(parts)
    found = {}
    for name, frames in {
        "index": [part.scores for part in parts],
        "index_contributions": [part.contributions for part in parts],
        "index_left_out": [part.left_out for part in parts],
        "index_choices": [part.explained for part in parts],
    }.items():
        some = [frame for frame in frames if len(frame)]
        if some:
            found[name] = pd.concat(some, ignore_index=True)
    return found


def _lock_targets(pace: pd.DataFrame) -> Locked:
    """Name the figures without which no target of the circle has any progress: later than its baseline, one series."""
    ours = pace[pace["own"] & pace["goal"].notna() & pace["subject"].eq(CIRCLE[0])] if len(pace) else pace
    missing = [
        Need("figures", ("value",), (("subject", CIRCLE[0]), ("attribute", str(attribute))))
        for attribute in (ours["indicator"].unique() if len(ours) else ())
    ]
    return Locked(TARGET_PROGRESS, tuple((need, "incomplete") for need in missing or [Need("targets")]))


def _plain(sheet: pd.DataFrame) -> pd.DataFrame:
    """Give texts as two columns and the goal year as a number that a file can hold."""
    words = {f"reason_{language}": [text.say(language) for text in sheet["reason"]] for language in ("zh", "en")}
    return sheet.drop(columns="reason").assign(**words, goal_year=sheet["goal_year"].astype("Int64"))


def _level_rows(region: Region, scores: pd.DataFrame) -> pd.DataFrame:
    newest = scores[(scores["year"] == scores["year"].max()) & scores["score"].notna()]
    linear = newest[newest["how"] == "linear"]
    score = _rows(region, INDEX_LEVEL, newest, newest["score"], newest["score_low"], newest["score_high"])
    rank = _rows(region, INDEX_RANK, linear, linear["rank"], linear["rank_low"], linear["rank_high"])
    return pd.concat([score, rank], ignore_index=True)


def _progress_rows(region: Region, scores: pd.DataFrame) -> pd.DataFrame:
    return _rows(region, INDEX_PROGRESS, scores, scores["score"], scores["score_low"], scores["score_high"])


def _rows(
    region: Region, item: Indicator, frame: pd.DataFrame, value: pd.Series, low: pd.Series, high: pd.Series
) -> pd.DataFrame:
    city = frame["kind"].eq("city")
    return pd.DataFrame(
        {
            "sector": item.sector,
            "indicator": item.indicator,
            "level": city.map({True: "city", False: "region"}),
            "place": frame["place"].where(frame["place"] != CIRCLE[0], region.name),
            "group": frame["how"],
            "value": value,
            "low": low,
            "high": high,
            "unit": item.unit,
            "year": frame["year"].astype("str"),
            "basis": frame["basis"],
            "method": item.method,
        }
    )


def _target_rows(pace: pd.DataFrame) -> pd.DataFrame:
    rows = pace[pace["progress"].notna() & pace["own"]] if len(pace) else pace
    if rows.empty:
        return rows
    return pd.DataFrame(
        {
            "sector": TARGET_PROGRESS.sector,
            "indicator": TARGET_PROGRESS.indicator,
            "level": "region",
            "place": rows["subject"],
            "group": rows["target"],
            "value": rows["progress"],
            "unit": TARGET_PROGRESS.unit,
            "year": rows["latest_as_of"].str[:4],
            "basis": rows["basis"].astype("str"),
        }
    )
