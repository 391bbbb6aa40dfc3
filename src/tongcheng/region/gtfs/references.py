"""Whether the files of a feed fit together: keys that stand once, references that lead somewhere."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.region.gtfs.times import name_rows

_KEYS = {
    "stops": ("stop_id",),
    "routes": ("route_id",),
    "trips": ("trip_id",),
    "calendar": ("service_id",),
    "stop_times": ("trip_id", "stop_sequence"),
}
#: File and column that refer to the column of the same meaning elsewhere.
_REFERENCES = (
    ("trips", "route_id", "routes", "route_id"),
    ("stop_times", "trip_id", "trips", "trip_id"),
    ("stop_times", "stop_id", "stops", "stop_id"),
    ("frequencies", "trip_id", "trips", "trip_id"),
    ("transfers", "from_stop_id", "stops", "stop_id"),
    ("transfers", "to_stop_id", "stops", "stop_id"),
    ("stops", "parent_station", "stops", "stop_id"),
    ("trips", "shape_id", "shapes", "shape_id"),
)


def check_references(frames: dict[str, pd.DataFrame], problems: Problems) -> None:
    """Note missing and repeated keys and every reference that leads nowhere, by file and row."""
    for file, keys in _KEYS.items():
        _check_keys(file, frames[file], keys, problems)
    for file, column, target, key in _REFERENCES:
        if column in frames[file]:
            _check_reference(file, frames[file][column], target, frames[target][key].dropna().unique(), problems)
    both = pd.concat([frames["calendar"]["service_id"], frames["calendar_dates"]["service_id"]])
    services = both.dropna().unique()
    _check_reference("trips", frames["trips"]["service_id"], "calendar", services, problems)
    for file in ("stops", "routes", "trips", "stop_times"):
        if frames[file].empty:
            problems.add(
                "no_rows",
                file=f"{file}.txt",
                expected=Text("至少一行", "at least one row"),
                found="0",
                remedy=Text("向运营单位索取完整的时刻表数据", "ask the operator for the whole feed"),
            )


def _check_keys(file: str, frame: pd.DataFrame, keys: tuple[str, ...], problems: Problems) -> None:
    for key in keys:
        name_rows(
            np.flatnonzero(frame[key].isna().to_numpy()),
            frame[key],
            problems,
            code="missing_value",
            file=f"{file}.txt",
            expected=Text(f"每行都有 {key}", f"a {key} in every row"),
            remedy=Text("补上编号", "fill it in"),
        )
    name_rows(
        np.flatnonzero(frame.duplicated(list(keys)).to_numpy() & frame[list(keys)].notna().all(axis=1).to_numpy()),
        frame[keys[0]],
        problems,
        code="key_twice",
        file=f"{file}.txt",
        expected=Text(f"{'、'.join(keys)} 不重复", f"each {' and '.join(keys)} once"),
        remedy=Text("删去重复的行", "delete the repeated row"),
    )


def _check_reference(file: str, column: pd.Series[str], target: str, keys: Any, problems: Problems) -> None:
    name_rows(
        np.flatnonzero((column.notna() & ~column.isin(keys)).to_numpy()),
        column,
        problems,
        code="broken_reference",
        file=f"{file}.txt",
        expected=Text(f"{target}.txt 中已有的编号", f"an id that stands in {target}.txt"),
        remedy=Text(f"改正编号，或在 {target}.txt 中补上", f"correct the id, or add it to {target}.txt"),
    )
