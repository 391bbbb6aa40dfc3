"""Changes of the lines of a circle: a new line, another frequency, a line that goes on over a border.

They give a new circle and leave the old one as it was; :func:`timetable_from_lines` then models its timetable.
"""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.region.edits import AddLine, ChangeService, Scenario, apply
from tongcheng.region.lookup import nearest_id
from tongcheng.travel.transit.assumptions import assumed, assumptions_table
from tongcheng.travel.transit.from_lines import hop_minutes, straight_km

if TYPE_CHECKING:
    from tongcheng.region import Region


def add_line(
    region: Region,
    line: str,
    stations: Sequence[str],
    *,
    name: str,
    mode: str,
    headway_min: float | None = None,
    minutes: Sequence[float] | None = None,
) -> Region:
    """Give the circle with a new line over stations that exist.

    Parameters
    ----------
    region
        The circle; it never changes.
    line
        New id.
    stations
        Ids in their order, two or more.
    name, mode
        As in the table ``lines``.
    headway_min
        Between departures; assumed by mode if absent.
    minutes
        From the first stop, one per station; left open if absent, so that a timetable assumes them with a range.

    Raises
    ------
    InputError
        With everything that is wrong: an id in use, unknown stations, too few stops, minutes that fall.
    """
    ids = list(stations)
    times = list(minutes) if minutes is not None else [0.0] * len(ids)
    if len(times) != len(ids):
        raise ValueError(f"{len(ids)} stations and {len(times)} minutes")
    edit = AddLine(line, name, mode, tuple(zip(ids, times, strict=True)), headway_min)
    after = apply(region, Scenario(name, (edit,)))
    if minutes is None:
        table = after["line_stops"]
        unknown = table.assign(minutes=table["minutes"].mask(table["line"] == line))
        after = after.with_tables({"line_stops": unknown})
    return after


def change_frequency(region: Region, line: str, headway_min: float) -> Region:
    """Give the circle in which a line leaves its ends every so many minutes.

    Raises
    ------
    InputError
        If there is no such line, or the headway makes no sense.
    """
    return apply(region, Scenario(line, (ChangeService(line, headway_min=headway_min),)))


def extend_line(
    region: Region,
    line: str,
    stations: Sequence[str],
    *,
    at: Literal["start", "end"] = "end",
    hops_min: Sequence[float] | None = None,
) -> Region:
    """Give the circle in which a line goes on to further stations, also over a border.

    Parameters
    ----------
    region
        The circle; it never changes.
    line
        Id of the line. Its headway holds for the longer line.
    stations
        Ids of stations that exist, outward from the end of the line.
    at
        Which end.
    hops_min
        Minutes from stop to stop, outward, one per new station. If absent they are left open where those of the line
        are, so that a timetable assumes them with a range; else the central assumption is written down.

    Returns
    -------
    Region
        The line and all its stops cite a source ``scenario:…`` that hashes the change.

    Raises
    ------
    InputError
        With everything that is wrong: an unknown line, unknown stations, none at all, a station twice in a row.
    """
    ids = list(stations)
    old = region["line_stops"]
    rows = old[old["line"] == line].sort_values("seq", kind="stable")
    _check_extension(region, line, ids, rows, at)
    if hops_min is not None and len(hops_min) != len(ids):
        raise ValueError(f"{len(ids)} stations and {len(hops_min)} hops")
    lines = region["lines"]
    mode = str(lines.loc[lines["line"] == line, "mode"].iloc[0])
    route = [*ids[::-1], *rows["station"]] if at == "start" else [*rows["station"], *ids]
    hops = _assumed_hops(_places(region, route), mode)
    stated = np.diff(rows["minutes"].to_numpy(dtype="float64", na_value=np.nan))
    inner = slice(len(ids), len(hops)) if at == "start" else slice(0, len(stated))
    hops[inner] = np.where(np.isfinite(stated), stated, hops[inner])
    if hops_min is not None:
        outer = slice(0, len(ids)) if at == "start" else slice(len(stated), len(hops))
        hops[outer] = list(hops_min)[::-1] if at == "start" else list(hops_min)
    papers = _papers(region, {"line": line, "stations": ids, "at": at, "hops_min": list(hops_min or [])})
    total = np.round(np.append(0.0, np.cumsum(hops)), 2)
    if hops_min is None and not np.isfinite(stated).any():
        total[:] = np.nan
    longer = pd.DataFrame({"line": line, "seq": range(len(route)), "station": route, "minutes": total, **papers})
    tables = {
        "line_stops": pd.concat([old[old["line"] != line], longer], ignore_index=True),
        "lines": lines.assign(
            **{key: lines[key].mask(lines["line"] == line, value) for key, value in papers.items()}
        ),
        "sources": _with_source(region, papers["source"], f"情景 scenario: {line} → {ids[-1]}"),
    }
    return region.with_tables(tables)


def _assumed_hops(places: pd.DataFrame, mode: str) -> NDArray[np.float64]:
    km = straight_km(places)
    return hop_minutes(km, assumed(assumptions_table(), mode, float(km.mean()), "central"))


def _places(region: Region, ids: Sequence[str]) -> pd.DataFrame:
    return region["stations"].set_index("station").loc[list(ids), ["lon", "lat"]]


def _papers(region: Region, content: dict[str, object]) -> dict[str, str]:
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    digest = hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
    return {"basis": "synthetic" if region.fictional else "modelled", "source": f"scenario:{digest}"}


def _with_source(region: Region, source: str, title: str) -> pd.DataFrame:
    sources = region["sources"]
    if (sources["source"] == source).any():
        return sources
    row = pd.DataFrame([{"source": source, "title": title, "licence": "scenario"}])
    return pd.concat([sources, row.reindex(columns=sources.columns)], ignore_index=True)


def _check_extension(
    region: Region, line: str, ids: list[str], rows: pd.DataFrame, at: Literal["start", "end"]
) -> None:
    problems = Problems("extend_line")
    if len(rows) == 0:
        _name_unknown(problems, "line", line, region["line_stops"]["line"].unique())
    known = set(region["stations"]["station"])
    for station in ids:
        if station not in known:
            _name_unknown(problems, "station", station, known)
    if not ids:
        problems.add(
            "no_stations",
            column="stations",
            expected=Text("至少一个新车站", "at least one further station"),
            found="0",
            remedy=Text("写明延伸到的车站", "name the stations it goes on to"),
        )
    end = [] if len(rows) == 0 else [rows["station"].iloc[0 if at == "start" else -1]]
    outward = [*end, *ids]
    for before, after in itertools.pairwise(outward):
        if before == after:
            problems.add(
                "station_twice",
                column="stations",
                expected=Text("相邻两站不同", "two different stations in a row"),
                found=after,
                remedy=Text("删去重复的车站", "drop the repeated station"),
            )
    problems.raise_if_any()


def _name_unknown(problems: Problems, column: str, found: str, known: Iterable[str]) -> None:
    near = nearest_id(found, known)
    problems.add(
        f"unknown_{column}",
        column=column,
        expected=Text("表中已有的编号", "an id that stands in the table"),
        found=found,
        remedy=Text(f"是否为 {near}？", f"did you mean {near}?")
        if near
        else Text("改正编号，或先补上该行", "correct the id, or add the row first"),
    )
