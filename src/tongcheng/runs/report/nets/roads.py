"""Motorways and expressways in the report: crossings, interchanges, detours, today and with the works under way."""

from __future__ import annotations

from typing import Any

import shapely

from tongcheng.language import Text, same
from tongcheng.render.blocks import Block, Column, Layer, Table, Value
from tongcheng.render.numbers import compact, number
from tongcheng.runs.pipeline import Run
from tongcheng.runs.report.nets.common import (
    HIGH_COLOR,
    MINUTES,
    PERCENT,
    POINT_COLOR,
    SUBJECT,
    both_levels,
    figures,
    put,
    share_of,
    whole,
    zone_map,
)
from tongcheng.runs.report.words import basis_note, border_name, join, name_of, place_names, unit
from tongcheng.sectors.transport.nets.interchanges import high_links
from tongcheng.sectors.transport.nets.under_way import UNDER_WAY, road_projects_under_way

_MOST_PAIRS = 12
_MOST_BORDERS = 30
_AFTER = Text("在建完成后", "works done")
_LOCKED = Text("高快速路：待道路数据。", "Motorways and expressways: locked without road data.")


def sentence(run: Run) -> Text:
    """Say in one sentence what the third net offers."""
    minutes = whole(run, "interchange_minutes")
    if minutes is None:
        return _LOCKED
    within = whole(run, "interchange_within", threshold=15.0)
    crossings = figures(run, "expressway_crossings", "border")
    lead = compact(minutes["value"], decimals=1)
    share = share_of(within) if within is not None else same("—")
    text = Text(
        f"高快速路：居民平均 {lead} 分钟到最近出入口，15 分钟内可到的{share.zh}",
        f"Motorways and expressways: {lead} minutes to the nearest interchange on average, {share.en} of residents within 15",
    )
    if len(crossings):
        none = int((crossings["value"] == 0).sum())
        count = compact(crossings["value"].sum())
        text = Text(
            f"{text.zh}；跨界 {count} 条，{len(crossings)} 处交界中 {none} 处没有",
            f"{text.en}; {count} cross the borders, {none} of {len(crossings)} borders have none",
        )
    return Text(text.zh + "。", text.en + ".")


def blocks(run: Run) -> list[Block]:
    """Give the tables and the map of motorways and expressways, as far as they are open."""
    return [*_borders(run), *_counties(run), *_pairs(run), *_map(run)]


def _borders(run: Run) -> list[Block]:
    found = {
        (key, scenario): figures(run, indicator, "border", scenario=scenario)
        for key, indicator in (("count", "expressway_crossings"), ("density", "expressway_crossings_per_10km"))
        for scenario in ("base", UNDER_WAY)
    }
    detour = figures(run, "seat_detour", "border")
    base = found["count", "base"].sort_values("value", ascending=False, kind="stable").head(_MOST_BORDERS)
    if base.empty:
        return []
    names = place_names(run.region)
    rows: list[dict[str, Value]] = []
    for place in base.index:
        row: dict[str, Value] = {"border": border_name(names, str(place))}
        for (key, scenario), frame in found.items():
            put(row, f"{key}_{scenario}", frame, str(place))
        put(row, "detour", detour, str(place))
        rows.append(row)
    columns = [
        Column("border", Text("交界", "border")),
        Column("count_base", Text("跨界高快速路", "across"), unit("road"), 0),
        Column(f"count_{UNDER_WAY}", _AFTER, unit("road"), 0),
        Column("density_base", Text("每 10 公里", "per 10 km"), unit("road/10 km"), 2),
        Column(f"density_{UNDER_WAY}", _AFTER, unit("road/10 km"), 2),
        Column("detour", Text("县城间绕行系数", "detour between county seats"), decimals=2),
    ]
    shown = _shown(columns, rows, {f"count_{UNDER_WAY}": "count_base", f"density_{UNDER_WAY}": "density_base"})
    listed = Text(
        f"共 {len(found['count', 'base'])} 处交界，列出 {len(rows)} 处。", f"{len(rows)} borders are listed."
    )
    note = join([_definition(run), listed, basis_note(base["basis"], years=base["year"])])
    title = Text("跨界高快速路", "Motorways and expressways across the borders")
    return [Table(title, shown, rows, note, sheet=Text("跨界高快速路", "expressways"))]


def _definition(run: Run) -> Text:
    projects = road_projects_under_way(run.region)
    names = place_names(run.region)
    what = Text(
        "高快速路为高速公路、城市快速路（按公路技术等级；未注明的按 motorway、trunk），双幅计一条，匝道另计。",
        "Motorways and expressways by technical class, else class motorway or trunk; carriageways count once, ramps by "
        "themselves.",
    )
    if not projects:
        return what
    named = [name_of(names, project) for project in projects]
    return join(
        [
            what,
            Text(
                "在建项目：" + "、".join(name.zh for name in named) + "；未列“在建完成后”的指标，完成后不变。",
                "Works under way: "
                + ", ".join(name.en for name in named)
                + "; what has no column for them stays as it is.",
            ),
        ]
    )


def _shown(columns: list[Column], rows: list[dict[str, Value]], after: dict[str, str]) -> list[Column]:
    """Leave out columns without a value, and those of the works under way that differ nowhere from today."""

    def differs(column: Column) -> bool:
        pairs = [(row.get(column.key), row.get(after[column.key])) for row in rows]
        shown = [
            [number(float(str(one)), decimals=column.decimals or 0) for one in pair if one is not None]
            for pair in pairs
        ]
        return any(len(set(pair)) > 1 for pair in shown)

    known = [column for column in columns if any(row.get(column.key) is not None for row in rows)]
    return [column for column in known if column.key not in after or differs(column)]


def _counties(run: Run) -> list[Block]:
    after: dict[str, Any] = {"scenario": UNDER_WAY}
    keys: list[tuple[str, str, dict[str, Any]]] = [
        ("number", "interchanges", {}),
        ("minutes", "interchange_minutes", {}),
        ("minutes_after", "interchange_minutes", after),
        ("within_15", "interchange_within", {"threshold": 15.0}),
        ("within_30", "interchange_within", {"threshold": 30.0}),
        ("within_30_after", "interchange_within", {"threshold": 30.0, **after}),
        ("detour", "seat_detour", {"group": "all"}),
        ("detour_cross", "seat_detour", {"group": "cross"}),
    ]
    rows, total = both_levels(run, keys)
    if not rows:
        return []
    columns = [
        Column("place", SUBJECT),
        Column("number", Text("出入口", "interchanges"), Text("处", "number"), 0),
        Column("minutes", Text("到出入口平均", "mean to an interchange"), MINUTES, 1),
        Column("minutes_after", _AFTER, MINUTES, 1),
        Column("within_15", Text("15 分钟内", "within 15 min"), PERCENT, 1),
        Column("within_30", Text("30 分钟内", "within 30 min"), PERCENT, 1),
        Column("within_30_after", _AFTER, PERCENT, 1),
        Column("detour", Text("绕行系数：全部", "detour, all"), decimals=2),
        Column("detour_cross", Text("绕行系数：跨市", "detour, across"), decimals=2),
    ]
    shown = _shown(columns, rows, {"minutes_after": "minutes", "within_30_after": "within_30"})
    frame = run.results[run.results["indicator"].isin(["interchange_minutes", "interchange_within", "seat_detour"])]
    note = join([_definition(run), basis_note(frame["basis"], years=frame["year"])])
    title = Text("高快速路出入口可达，分县区", "Interchanges within reach by county")
    return [Table(title, shown, rows, note, total=total, sheet=Text("高快速路可达", "interchanges"))]


def _pairs(run: Run) -> list[Block]:
    table = run.tables.get("net_seat_pairs")
    if table is None or table.empty:
        return []
    base = table[table["scenario"] == "base"]
    across = base[(base["city_a"] != base["city_b"]) & (base["straight_km"] >= 5.0) & base["detour"].notna()]
    worst = across.sort_values("detour", ascending=False, kind="stable").head(_MOST_PAIRS)
    after = table[table["scenario"] == UNDER_WAY].set_index(["county_a", "county_b"])["detour"]
    names = place_names(run.region)
    rows: list[dict[str, Value]] = [
        {
            "pair": _pair_name(names, row["county_a"], row["county_b"]),
            "straight": row["straight_km"],
            "road": row["road_km"],
            "detour": row["detour"],
            "after": after.get((row["county_a"], row["county_b"])),
            "minutes": row["minutes"],
        }
        for row in worst.to_dict("records")
    ]
    lost = base[base["reason"] != ""]
    columns = [
        Column("pair", Text("县城", "county seats")),
        Column("straight", Text("直线", "straight"), unit("km"), 1),
        Column("road", Text("最短路网里程", "shortest way"), unit("km"), 1),
        Column("detour", Text("绕行系数", "detour"), decimals=2),
        Column("after", _AFTER, decimals=2),
        Column("minutes", Text("自由流驾车", "by car"), MINUTES, 0),
    ]
    shown = _shown(columns, rows, {"after": "detour"})
    note = Text(
        f"列出绕行最多的 {len(rows)} 对跨市县城；县城位置取 county_seat 设施，没有时取人口最多的网格；"
        f"{len(lost)} 对因不在路网上或不连通没有数。",
        f"The {len(rows)} pairs of different cities with the longest detours; seats are facilities of kind county_seat, else "
        f"the zone with most residents; {len(lost)} pairs have no number, for want of a road or a way.",
    )
    title = Text("绕行最多的跨市县城", "County seats with the longest detours")
    return [Table(title, shown, rows, note, sheet=Text("县城绕行", "detours"))]


def _pair_name(names: dict[str, Text], first: object, second: object) -> Text:
    one, two = name_of(names, first), name_of(names, second)
    return Text(f"{one.zh}—{two.zh}", f"{one.en} – {two.en}")


def _map(run: Run) -> list[Block]:
    rows = figures(run, "interchange_minutes", "zone")
    points = run.tables.get("net_interchanges")
    if rows.empty or points is None:
        return []
    base = points[(points["scenario"] == "base") & (points["node"] == points["interchange"])]
    above = [
        Layer(Text("高快速路", "motorways and expressways"), _lines(run), "line", color=HIGH_COLOR, width=1.4),
        Layer(Text("出入口", "interchanges"), list(base["geometry"]), "point", color=POINT_COLOR, radius=1.6),
    ]
    title = Text("到最近高快速路出入口的时间", "Time to the nearest interchange")
    note = Text("斜线为 60 分钟内不可到达的网格。", "Hatched: no way within an hour.")
    return [zone_map(run, title, rows, MINUTES, above, note)]


def _lines(run: Run) -> list[shapely.Geometry]:
    """Give the shapes of open motorways and expressways; straight between their nodes where none is drawn."""
    links = run.region["road_links"]
    high = links[high_links(links) & (links["state"].fillna("open") == "open")]
    nodes = run.region["road_nodes"].drop_duplicates("node").set_index("node")
    ends = (nodes.loc[high[name], ["lon", "lat"]].to_numpy(dtype="float64") for name in ("from_node", "to_node"))
    return [
        shapely.LineString([start, end]) if shape is None else shape
        for start, end, shape in zip(*ends, high["geometry"], strict=True)
    ]
