"""Airports in the report: what they have, who gets there in time, who belongs to which."""

from __future__ import annotations

from typing import Any

import pandas as pd
import shapely

from tongcheng.language import NOTHING, Text, same
from tongcheng.render.blocks import Block, Column, Layer, Table, Value
from tongcheng.render.numbers import compact
from tongcheng.runs.pipeline import Run
from tongcheng.runs.report.caveats import caveats
from tongcheng.runs.report.nets.common import (
    MINUTES,
    PERCENT,
    POINT_COLOR,
    SUBJECT,
    both_levels,
    bound_note,
    dated,
    figures,
    put,
    share_of,
    whole,
    zone_map,
)
from tongcheng.runs.report.words import basis_note, join, name_of, place_names

_WAYS = (
    ("drive", "airport_minutes", "airport_within", Text("驾车", "by car")),
    ("transit", "airport_transit_minutes", "airport_transit_within", Text("公共交通", "by public transport")),
)
_LIMITS = (60.0, 90.0)
_CUTOFF = 180.0


def sentence(run: Run) -> Text:
    """Say in one sentence what the first net offers."""
    number = figures(run, "airport_runways", "facility")
    if number.empty:
        return NOTHING
    names = _airport_names(run)
    parts = [(name_of(names, code), compact(value)) for code, value in number["value"].items()]
    total = compact(number["value"].sum())
    text = Text(
        f"空港：{len(number)} 座机场 {total} 条跑道（{'，'.join(f'{name.zh} {count} 条' for name, count in parts)}）",
        f"Air: {len(number)} airport{'s' if len(number) > 1 else ''}, {total} runways ({', '.join(f'{name.en} {count}' for name, count in parts)})",
    )
    for _, _, share, way in _WAYS:
        row = whole(run, share, threshold=_LIMITS[1])
        if row is not None:
            within = share_of(row)
            text = Text(
                f"{text.zh}，{way.zh} 90 分钟内可到机场的居民{within.zh}",
                f"{text.en}; {within.en} of residents reach one within 90 minutes {way.en}",
            )
    return Text(text.zh + "。", text.en + ".")


def blocks(run: Run) -> list[Block]:
    """Give the tables and the map of airports, as far as they are open."""
    return [*_airports(run), *_access(run), *_map(run)]


def _airport_names(run: Run) -> dict[str, Text]:
    facilities = run.region["facilities"]
    own = facilities[facilities["kind"] == "airport"]
    return {str(code): same(str(name)) for code, name in zip(own["facility"], own["name"], strict=True)}


def _airports(run: Run) -> list[Block]:
    facilities = run.region["facilities"]
    own = facilities[facilities["kind"] == "airport"]
    keys = (
        ("runways", "airport_runways", Text("跑道", "runways"), Text("条", "number"), 0),
        ("longest", "airport_longest_runway", Text("最长跑道", "longest runway"), Text("米", "m"), 0),
        ("passengers", "airport_passengers", Text("旅客吞吐量", "passengers"), Text("人次/年", "per year"), 0),
        ("cargo", "airport_cargo", Text("货邮吞吐量", "cargo"), Text("吨/年", "t/year"), 0),
        ("residents", "airport_catchment", Text("以此为最近机场的居民", "residents nearest to it"), Text("人", "persons"), 0),
        ("share", "airport_cargo_share", Text("货运腹地份额", "share of the cargo catchment"), PERCENT, 1),
    )  # fmt: skip
    found = {key: figures(run, name, "facility") for key, name, *_ in keys}
    shown = [entry for entry in keys if len(found[entry[0]])]
    if not shown:
        return []
    names = place_names(run.region)
    rows: list[dict[str, Value]] = []
    for airport in own.to_dict("records"):
        row: dict[str, Value] = {"airport": str(airport["name"]), "city": name_of(names, airport["city"])}
        for key, *_ in shown:
            put(row, key, found[key], str(airport["facility"]))
        for key in ("passengers", "cargo"):
            if airport["facility"] in found[key].index:
                row[f"{key}_as_of"] = dated(found[key]["year"][airport["facility"]])
        rows.append(row)
    columns = [Column("airport", Text("机场", "airport")), Column("city", Text("所在市", "city"))]
    for key, _, label, unit, decimals in shown:
        columns.append(Column(key, label, unit, decimals, f"{key}_low", f"{key}_high"))
        if key in {"passengers", "cargo"}:
            columns.append(Column(f"{key}_as_of", Text("截至", "as of")))
    every = pd.concat([found[key] for key, *_ in shown])
    note = join([basis_note(every["basis"]), _weights(found["share"]), caveats(run.region, run.region["runways"])])
    return [Table(Text("机场与跑道", "Airports and runways"), columns, rows, note, sheet=Text("机场", "airports"))]


def _weights(shares: pd.DataFrame) -> Text:
    """Say what the cargo model weighs."""
    if shares.empty:
        return NOTHING
    by_jobs = (shares["group"] == "cargo_jobs").all()
    what = Text("制造业与交通运输仓储邮政业岗位", "jobs in manufacturing, transport and storage") if by_jobs else Text(
        "常住人口（缺分行业岗位）", "residents (jobs by industry are not known)")  # fmt: skip
    return Text(
        f"货运腹地按{what.zh}加权，时间衰减指数 2，范围为 1 至 3。",
        f"The cargo catchment weighs {what.en}; power of time 2, range 1 to 3.",
    )


def _access(run: Run) -> list[Block]:
    keys: list[tuple[str, str, dict[str, Any]]] = []
    columns = [Column("place", SUBJECT)]
    bases: list[str] = []
    for way, mean, share, label in _WAYS:
        frame = run.results[run.results["indicator"].isin([mean, share])]
        if frame.empty:
            continue
        bases += list(frame["basis"])
        keys.append((way, mean, {}))
        columns.append(
            Column(way, Text(f"{label.zh}平均", f"mean {label.en}"), MINUTES, 0, f"{way}_low", f"{way}_high")
        )
        for limit in (*_LIMITS, _CUTOFF):
            key = f"{way}_{limit:g}"
            keys.append((key, share, {"threshold": limit}))
            head = Text(f"{label.zh} {limit:g} 分钟内", f"within {limit:g} min {label.en}")
            columns.append(Column(key, head, PERCENT, 1, f"{key}_low", f"{key}_high"))
    if not keys:
        return []
    rows, total = both_levels(run, keys)
    explained = Text(
        "平均时间只计 180 分钟内可到达的居民，其占比见“180 分钟内”列；驾车为自由流；公共交通为早 7 至 9 点出发的中位时间，"
        "含步行和候车，从网格中心步行到车站不超过 20 分钟，到航站楼车站为止。",
        "Means count residents who get there within 180 minutes; the last column says how many do. By car in free flow; by "
        "public transport the median of departures from 7 to 9, walks and waits included, at most 20 minutes from the "
        "middle of the zone to a stop, as far as the station of the terminal.",
    )
    lacks = Text(
        "时刻表由已收录的线路推算，未收录的公交、铁路不计",
        "The timetable is modelled from the lines that are known; other buses and trains are not counted",
    )
    note = join([explained, bound_note(run, [share for _, _, share, _ in _WAYS], lacks), basis_note(bases)])
    title = Text("到最近机场的时间，分县区", "Time to the nearest airport by county")
    return [Table(title, columns, rows, note, total=total, sheet=Text("到机场时间", "airport access"))]


def _map(run: Run) -> list[Block]:
    facilities = run.region["facilities"]
    own = facilities[(facilities["kind"] == "airport") & facilities["lon"].notna() & facilities["lat"].notna()]
    points = Layer(
        Text("机场", "airports"),
        [shapely.Point(lon, lat) for lon, lat in zip(own["lon"], own["lat"], strict=True)],
        "point",
        labels=[same(str(name)) for name in own["name"]],
        color=POINT_COLOR,
        radius=4.0,
    )
    for _, mean, _, label in _WAYS:
        rows = figures(run, mean, "zone")
        if rows.empty:
            continue
        title = Text(f"{label.zh}到最近机场的时间", f"Time to the nearest airport {label.en}")
        note = Text("斜线为 180 分钟内不可到达的网格。", "Hatched: no way within 180 minutes.")
        return [zone_map(run, title, rows, MINUTES, [points], note)]
    return []
