"""The one-hour circle: who is within 30, 45, 60 and 90 minutes, on a map, and county by county beside the scope."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from tongcheng.language import Text, same
from tongcheng.render.blocks import Block, Column, Layer, Map, Section, Table, Value, Words
from tongcheng.render.numbers import compact
from tongcheng.runs.pipeline import Run
from tongcheng.runs.report.access import city_layer
from tongcheng.runs.report.words import Record, basis_note, join, name_of, place_names
from tongcheng.sectors.transport.one_hour import MAJORITY, SPACING_KM, UNREACHED_REASONS, DoorToDoor

HOUR = 60.0
_MODES = {"drive": Text("驾车", "by car"), "transit": Text("公共交通", "by public transport")}
_HOW = {
    "drive": Text("含两端接入与停车，自由流，不含拥堵。", "With access and parking; free flow, without congestion."),
    "transit": Text("50% 百分位，含步行、候车、乘车与换乘。", "50th percentile, with walk, wait, ride and changes."),
}
_LINES = {
    "rail": Text("铁路", "railway"),
    "suburban_rail": Text("市域铁路", "suburban railway"),
    "metro": Text("地铁", "metro"),
    "tram": Text("有轨电车", "tram"),
    "brt": Text("快速公交", "bus rapid transit"),
    "bus": Text("公交", "bus"),
}
_COLORS = {30.0: "#2f6f73", 45.0: "#5f9ea0", 60.0: "#9cc8c4", 90.0: "#dcebe7"}
_SCOPE_COLOR, _ORIGIN_COLOR = "#b04a2f", "#222222"
_VERDICTS = {
    "both": Text("范围内、圈内", "in the scope and the hour"),
    "scope_only": Text("范围内、圈外", "in the scope, beyond the hour"),
    "hour_only": Text("范围外、圈内", "beyond the scope, in the hour"),
    "neither": Text("范围外、圈外", "in neither"),
}
_PERCENT = same("%")
_MINUTES = Text("分钟", "min")
_PEOPLE = Text("万人", "10,000 persons")
_TEN_THOUSAND = 10_000.0
_NAMED = 8


def section(run: Run) -> Section | None:
    """Give the section, or None while both modes are locked."""
    if "one_hour" not in run.tables or run.tables["one_hour"].empty:
        return None
    circles, counties = run.tables["one_hour"], run.tables["one_hour_counties"]
    modes = [mode for mode in _MODES if (circles["mode"] == mode).any()]
    blocks: list[Block] = [Words([*_rules(run), *(_assumptions(run, mode) for mode in modes)], points=True)]
    blocks.append(_circle_table(run, circles))
    for mode in modes:
        blocks.append(_map(run, mode))
        blocks.append(_county_table(run, counties[counties["mode"] == mode], mode))
    blocks.append(_unreached_table(run))
    title = Text("一小时通勤圈", "The one-hour circle")
    return Section("one_hour", title, join(_sentence(run, mode) for mode in modes), blocks)


def _main(frame: pd.DataFrame, mode: str) -> pd.DataFrame:
    """Give the rows of the main origin at 60 minutes and the lower percentile."""
    rows = frame[(frame["mode"] == mode) & (frame["threshold"] == HOUR)]
    rows = rows[rows["origin"] == rows["origin"].iloc[0]]
    usual: pd.DataFrame = rows[rows["percentile"].isna() | (rows["percentile"] == rows["percentile"].min())]
    return usual


def _sentence(run: Run, mode: str) -> Text:
    origin = _origin(run, str(_main(run.tables["one_hour"], mode)["origin"].iloc[0]))
    share = _figure(run, f"circle_share_{mode}", mode, origin["origin"])
    people = _figure(run, f"circle_residents_{mode}", mode, origin["origin"])
    low, high = (compact(share[end], decimals=1) for end in ("low", "high"))
    ends = Text("", "") if pd.isna(share["low"]) else Text(f"（{low}—{high}%）", f" ({low} to {high} %)")
    first, last = DoorToDoor().departures
    how = Text(
        "自由流驾车（含两端接入与停车）" if mode == "drive" else f"乘公共交通（{first}—{last} 出发的中位时间，含步行、候车、换乘）",
        "by car in free flow (with access and parking)" if mode == "drive"
        else f"by public transport (median of departures from {first} to {last}, with walk, wait and changes)",
    )  # fmt: skip
    lead = Text(
        f"从{origin['name_zh']}出发，{how.zh}门到门一小时可到达 {compact(people['value'] / _TEN_THOUSAND, decimals=1)} 万"
        f"常住人口，占{run.region.title.zh}的 {compact(share['value'], decimals=1)}%{ends.zh}",
        f"Within one hour door to door of {origin['name_en']} {how.en} live {compact(people['value'], decimals=0)} "
        f"residents, {compact(share['value'], decimals=1)} % of the circle{ends.en}",
    )
    scope = _scope_words(run, mode)
    return Text(lead.zh + scope.zh + "。", lead.en + scope.en + ".")


def _scope_words(run: Run, mode: str) -> Text:
    rows = _main(run.tables["one_hour_counties"], mode)
    if not rows["verdict"].ne("").any():
        return Text("", "")
    counted = rows["verdict"].value_counts()
    inside, outside, beyond = (int(counted.get(name, 0)) for name in ("both", "scope_only", "hour_only"))
    zh = f"；核心范围 {inside + outside} 个区（市）县中 {inside} 个过半居民在圈内，{outside} 个在圈外"
    en = f"; of the {inside + outside} counties of the core scope {inside} are within the hour for most residents, {outside} are not"
    if beyond:
        zh += f"；范围外另有 {beyond} 个在圈内"
        en += f"; {beyond} beyond the scope are"
    return Text(zh, en)


def _figure(run: Run, name: str, mode: str, origin: str) -> pd.Series[float]:
    frame = run.results
    rows = frame[
        (frame["indicator"] == name) & (frame["level"] == "region") & (frame["threshold"] == HOUR)
        & (frame["mode"] == mode) & (frame["group"] == origin)
    ]  # fmt: skip
    return rows.sort_values("percentile").iloc[0]


def _origin(run: Run, origin: str) -> dict[str, str]:
    rows = run.tables["one_hour_origins"]
    return {str(key): value for key, value in rows[rows["origin"] == origin].iloc[0].items()}


def _origin_name(run: Run, origin: str) -> Text:
    row = _origin(run, origin)
    return Text(row["name_zh"], row["name_en"])


def _rules(run: Run) -> list[Text]:
    return [
        Text(f"起点“{row['name_zh']}”：{row['rule_zh']}。", f"Origin “{row['name_en']}”: {row['rule_en']}.")
        for row in run.tables["one_hour_origins"].to_dict("records")
    ]


def _assumptions(run: Run, mode: str) -> Text:
    assumed = DoorToDoor()
    area = float(run.region["zones"]["area_km2"].median())
    fine = (
        ""
        if np.isnan(area)
        else f"网格面积中位数 {compact(area, decimals=2)} 平方公里，较大网格按 {SPACING_KM:g} 公里间距取点，居民按点均分。"
    )
    fine_en = (
        ""
        if np.isnan(area)
        else f" Zones have {compact(area, decimals=2)} km² (median); larger ones are sampled every {SPACING_KM:g} km, "
        "their residents spread evenly."
    )
    if mode == "drive":
        quick, middle, slow = (assumed.park_min[case] for case in ("quick", "central", "slow"))
        return Text(
            f"驾车：接入道路按直线距离的 {assumed.detour:g} 倍、{assumed.access_kmh:g} 公里/小时；两端取车、停车、步行共假定 "
            f"{middle:g} 分钟（{quick:g}—{slow:g} 分钟为区间）；自由流，不含拥堵，故为上限。{fine}",
            f"By car: ways to the road are {assumed.detour:g} times the straight line at {assumed.access_kmh:g} km/h; "
            f"walking and parking at both ends take {middle:g} minutes ({quick:g} to {slow:g} make the range), an "
            f"assumption; free flow without congestion, hence an upper limit.{fine_en}",
        )
    first, last = assumed.departures
    return Text(
        f"公共交通：{first}—{last} 每分钟出发一次，50% 百分位为中位时间，85% 为稳妥时间；步行 4.5 公里/小时，到站、离站各"
        f"不超过 20 分钟，全程步行更快者步行；至多乘 {assumed.rides} 次；不含骑行和驾车接驳。"
        f"{_services(run).zh}{_unserved(run).zh}{fine}",
        f"Public transport: one departure a minute from {first} to {last}; the 50th percentile is the usual time, the "
        f"85th a safe one; walking at 4.5 km/h, at most 20 minutes to and from stops, or all the way if faster; at "
        f"most {assumed.rides} rides; nobody cycles or drives to a station. "
        f"{_services(run).en} {_unserved(run).en}{fine_en}",
    )


def _services(run: Run) -> Text:
    """Say what runs in the timetable: a circle of metro alone is not one of buses."""
    rows = run.tables["one_hour_services"].sort_values("lines", ascending=False).to_dict("records")
    parts = [(_LINES.get(row["mode"], same(str(row["mode"]))), int(row["lines"])) for row in rows]
    return Text(
        f"时刻表所含线路：{'、'.join(f'{name.zh} {count} 条' for name, count in parts)}。",
        f"Lines in the timetable: {', '.join(f'{name.en} {count}' for name, count in parts)}.",
    )


def _unserved(run: Run) -> Text:
    """Say at which stations no run calls, so that a circle is not taken for more than the timetable holds."""
    rows = run.tables.get("one_hour_unserved")
    if rows is None or rows.empty:
        return Text("", "")
    names = list(rows["name"].head(_NAMED))
    return Text(
        f"有 {len(rows)} 个车站在时刻表中无车停靠（{'、'.join(names)}{'等' if len(rows) > _NAMED else ''}），其列车未计入，故为下限。",
        f"No run of the timetable calls at {len(rows)} stations ({', '.join(names)}{' …' if len(rows) > _NAMED else ''}); "
        "their trains are not in it, hence a lower limit.",
    )


def _circle_table(run: Run, circles: pd.DataFrame) -> Table:
    rows: list[dict[str, Value]] = []
    for row in circles.drop(columns="geometry").to_dict("records"):
        ends = _ends(run, row)
        rows.append(
            {
                "origin": _origin_name(run, row["origin"]),
                "mode": _MODES[row["mode"]],
                "threshold": row["threshold"],
                "percentile": None if pd.isna(row["percentile"]) else row["percentile"],
                "share": row["share"],
                "low": ends[0],
                "high": ends[1],
                "residents": row["residents"] / _TEN_THOUSAND,
                "area": row["area_km2"],
            }
        )
    columns = [
        Column("origin", Text("起点", "origin")),
        Column("mode", Text("方式", "mode")),
        Column("threshold", Text("时间", "within"), _MINUTES, 0),
        Column("percentile", Text("百分位", "percentile"), _PERCENT, 0),
        Column("share", Text("居民占比", "residents"), _PERCENT, 1, "low", "high"),
        Column("residents", Text("常住人口", "residents"), _PEOPLE, 1),
        Column("area", Text("面积", "area"), Text("平方公里", "km²"), 0),
    ]
    figures = run.results[run.results["indicator"].str.startswith("circle_share_")]
    note = basis_note(figures["basis"], years=figures["year"])
    return Table(
        Text("通勤圈大小", "Size of the circles"), columns, rows, note, sheet=Text("通勤圈", "one-hour circles")
    )  # fmt: skip


def _ends(run: Run, row: Record) -> tuple[Value, Value]:
    name = f"{'job_' if row['origin'] == 'jobs' else ''}circle_share_{row['mode']}"
    frame = run.results
    found = frame[
        (frame["indicator"] == name) & (frame["level"] == "region") & (frame["group"] == row["origin"])
        & (frame["threshold"] == row["threshold"])
        & ((frame["percentile"] == row["percentile"]) | (frame["percentile"].isna() & pd.isna(row["percentile"])))
    ]  # fmt: skip
    return _range(found["low"].iloc[0], found["high"].iloc[0]) if len(found) else (None, None)


def _range(low: float, high: float) -> tuple[Value, Value]:
    """Leave out the ends of a range that has no width."""
    return (None, None) if pd.isna(low) or low == high else (float(low), float(high))


def _map(run: Run, mode: str) -> Map:
    circles = run.tables["one_hour"]
    origin = str(_main(circles, mode)["origin"].iloc[0])
    rows = circles[(circles["mode"] == mode) & (circles["origin"] == origin)]
    rows = rows[rows["percentile"].isna() | (rows["percentile"] == rows["percentile"].min())]
    rows = rows.sort_values("threshold", ascending=False)
    layers = [
        Layer(
            Text(f"{row['threshold']:g} 分钟内", f"within {row['threshold']:g} min"),
            [row["geometry"]],
            "fill",
            color=_COLORS.get(row["threshold"], "#cccccc"),
        )
        for _, row in rows.iterrows()
        if not row["geometry"].is_empty
    ]
    counties = run.region["counties"]
    scope = counties[counties["in_core_scope"].fillna(value=False).astype(bool) & counties["geometry"].notna()]
    if len(scope):
        shape = gpd.GeoSeries(scope["geometry"], crs="EPSG:4326").union_all()
        layers.append(Layer(Text("核心范围", "core scope"), [shape], "outline", color=_SCOPE_COLOR, width=2.0))
    place = _origin(run, origin)
    point = shapely.Point(float(place["lon"]), float(place["lat"]))
    layers.append(Layer(Text("起点", "origin"), [point], "point", color=_ORIGIN_COLOR, radius=4.0))
    name = Text(place["name_zh"], place["name_en"])
    title = Text(
        f"从{name.zh}出发，{_MODES[mode].zh}门到门", f"From {name.en}, door to door {_MODES[mode].en}"
    )  # fmt: skip
    how = _HOW[mode]
    papers = basis_note(rows["basis"])
    note = join([how, papers])
    return Map(title, [city_layer(run.region), *layers], note, synthetic=run.region.fictional)


def _county_table(run: Run, counties: pd.DataFrame, mode: str) -> Table:
    hour = counties[counties["threshold"] == HOUR]
    origins = list(dict.fromkeys(hour["origin"]))
    main = _main(hour, mode)
    names = place_names(run.region)
    late = hour[(hour["origin"] == origins[0]) & (hour["percentile"] == hour["percentile"].max())]
    late_share = late.set_index("county")["share"]
    lower = hour[hour["percentile"].isna() | (hour["percentile"] == hour["percentile"].min())]
    others = {name: lower[lower["origin"] == name].set_index("county")["share"] for name in origins[1:]}
    rows: list[dict[str, Value]] = []
    for row in main.to_dict("records"):
        county = row["county"]
        entry: dict[str, Value] = {
            "county": name_of(names, county),
            "city": name_of(names, row["city"]),
            **{key: row[key] for key in ("share", "fastest_min", "median_min", "joined_share")},
            **dict(zip(("share_low", "share_high"), _range(row["share_low"], row["share_high"]), strict=True)),
            "late": late_share.get(county),
            "verdict": _verdict(str(row["verdict"]), firm=bool(row["firm"])),
        }
        rows.append(entry | {f"share_{name}": share.get(county) for name, share in others.items()})
    joined = (
        Text("临近道路的居民", "residents near a road")
        if mode == "drive"
        else Text("步行可到站的居民", "residents near a stop")
    )
    columns = [
        Column("county", Text("区（市）县", "county")),
        Column("city", Text("所属市", "city")),
        Column("share", Text("圈内居民", "within 60 min"), _PERCENT, 1, "share_low", "share_high"),
        *([] if late_share.empty else [Column("late", Text("85% 百分位", "85th percentile"), _PERCENT, 1)]),
        *(
            Column(f"share_{name}", Text(f"自{_origin_name(run, name).zh}", f"from {_origin_name(run, name).en}"), _PERCENT, 1)
            for name in others
        ),
        Column("fastest_min", Text("最快到达", "fastest"), _MINUTES, 0),
        Column("median_min", Text("半数居民", "half of residents"), _MINUTES, 0),
        Column("joined_share", joined, _PERCENT, 1),
        *([Column("verdict", Text("与核心范围比较", "beside the core scope"))] if main["verdict"].ne("").any() else []),
    ]  # fmt: skip
    note = Text(
        f"圈内居民占比不低于 {MAJORITY:.0%} 计为圈内，区间跨越该线的注“待定”；“半数居民”为一半居民可到达所需时间，"
        "“—”为最长时限内不足一半或无居民。",
        f"A county is within the hour if {MAJORITY:.0%} of its residents or more are; “open” where the range holds that "
        "limit. Half of residents: the time in which half of them are reached; — if fewer are, or nobody lives there. ",
    )
    papers = basis_note(run.results.loc[run.results["indicator"] == f"circle_share_{mode}", "basis"])
    title = Text(
        f"一小时{_MODES[mode].zh}通勤圈与核心范围，分区县",
        f"The hour {_MODES[mode].en} beside the core scope, by county",
    )
    sheet = Text(f"通勤圈分区县{_MODES[mode].zh}", f"one hour county {mode}")
    return Table(title, columns, rows, join([note, papers]), sheet=sheet)


def _verdict(word: str, *, firm: bool) -> Value:
    if not word:
        return None
    label = _VERDICTS[word]
    return label if firm else Text(f"{label.zh}（待定）", f"{label.en} (open)")


def _unreached_table(run: Run) -> Table:
    table = run.tables["one_hour_unreached"]
    grouped = table.groupby(["mode", "origin", "reason"], sort=False)
    rows: list[dict[str, Value]] = [
        {
            "mode": _MODES[str(mode)],
            "origin": _origin_name(run, str(origin)),
            "reason": UNREACHED_REASONS[str(reason)],
            "zones": len(part),
            "residents": part["residents"].sum() / _TEN_THOUSAND,
            "far": part["distance_km"].max(),
        }
        for (mode, origin, reason), part in grouped
    ]
    columns = [
        Column("mode", Text("方式", "mode")),
        Column("origin", Text("起点", "origin")),
        Column("reason", Text("原因", "reason")),
        Column("zones", Text("网格", "zones"), Text("个", "number"), 0),
        Column("residents", Text("常住人口", "residents"), _PEOPLE, 1),
        Column("far", Text("距道路或车站最远", "farthest from a road or stop"), Text("公里", "km"), 1),
    ]
    note = Text(
        "逐个网格的原因、所在路网和距离见表 one_hour_unreached。",
        "Table one_hour_unreached names every zone with its reason, part of the network and distance.",
    )
    title = Text("最长时限内不可到达的网格", "Zones beyond the longest time")
    return Table(title, columns, rows, note, sheet=Text("通勤圈外网格", "zones beyond"))
