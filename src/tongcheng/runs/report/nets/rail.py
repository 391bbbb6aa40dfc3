"""Rail and border buses in the report: trains between cities, urban rail across, stations within reach, flows."""

from __future__ import annotations

from itertools import combinations
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
    clock,
    dated,
    figures,
    share_of,
    whole,
    zone_map,
)
from tongcheng.runs.report.words import basis_note, border_name, join, name_of, place_names, unit

_PAIRS = Text("对/日", "pairs/day")
_PUBLISHED = ("transit_riders", "border_bus_riders", "intercity_bus_lines")
_FLOW_UNITS = {"person-trip/day": Text("人次/日", "person-trips/day"), "line": Text("条", "lines")}
_MOST_CITIES = 8
_MOST_BORDERS = 30
_RAILWAY_KINDS = ("high_speed_rail", "rail")


def sentence(run: Run) -> Text:
    """Say in one sentence what the second net offers."""
    parts = [text for text in (_trains_sentence(run), _stations_sentence(run)) if text != NOTHING]
    if not parts:
        return NOTHING
    return Text(
        "轨道：" + "；".join(part.zh for part in parts) + "。", "Rail: " + "; ".join(part.en for part in parts) + "."
    )


def blocks(run: Run) -> list[Block]:
    """Give the tables and the map of rail, as far as they are open."""
    return [*_pairs(run), *_crossing(run), *_reach(run), *_buses(run), *_flows(run), *_map(run)]


def _trains_sentence(run: Run) -> Text:
    names = place_names(run.region)
    for indicator, said in (
        ("train_pairs", Text("按时刻表", "by the timetable")),
        ("train_pairs_published", Text("公布", "published")),
    ):
        rows = figures(run, indicator, "border")
        if rows.empty:
            continue
        pairs = [(border_name(names, str(place)), compact(value)) for place, value in rows["value"].items()]
        date = dated(max(rows["year"]))
        return Text(
            "，".join(f"{pair.zh}每日 {count} 对列车" for pair, count in pairs) + f"（{said.zh}，{date.zh}）",
            ", ".join(f"{pair.en} {count} pairs of trains a day" for pair, count in pairs)
            + f" ({said.en}, {date.en})",
        )
    return NOTHING


def _stations_sentence(run: Run) -> Text:
    row = whole(run, "station_walk", group="all")
    if row is None:
        return NOTHING
    share = share_of(row)
    return Text(
        f"步行 15 分钟内有铁路或城市轨道车站的居民{share.zh}",
        f"{share.en} of residents have a station within 15 minutes on foot",
    )


def _pairs(run: Run) -> list[Block]:
    if len(run.region["cities"]) > _MOST_CITIES:
        return []
    table = run.tables.get("net_train_pairs")
    seen = {} if table is None else {f"{row['city_a']}|{row['city_b']}": row for row in table.to_dict("records")}
    published = figures(run, "train_pairs_published", "border")
    if not seen and published.empty:
        return []
    places = [f"{a}|{b}" for a, b in combinations(run.region["cities"]["city"], 2)]
    made = {place: _pair_row(run, place, seen.get(place)) for place in places}
    rows = [row for row in made.values() if len(row) > 1]
    columns = [
        Column("pair", Text("城市对", "cities")),
        Column("published", Text("公布对数", "published"), _PAIRS, 0),
        Column("interval", Text("公布间隔", "published gap"), MINUTES, 0),
        Column("as_of", Text("截至", "as of")),
        Column("counted", Text("时刻表对数", "in the timetable"), _PAIRS, 1),
        Column("headway", Text("平均间隔", "mean gap"), MINUTES, 0),
        Column("fastest", Text("最快", "fastest"), MINUTES, 0),
        Column("typical", Text("常见", "typical"), MINUTES, 0),
        Column("stations", Text("所计车站", "between")),
        Column("ab", Text("去程首末班", "first and last there")),
        Column("ba", Text("返程首末班", "first and last back")),
        Column("seen", Text("所见车次", "trains seen")),
    ]
    shown = [column for column in columns if any(row.get(column.key) is not None for row in rows)]
    used = run.results[run.results["indicator"].str.startswith("train_") & (run.results["level"] == "border")]
    names = place_names(run.region)
    without = _without([border_name(names, place) for place, row in made.items() if len(row) == 1])
    note = join([_pairs_note(table), without, basis_note(used["basis"])])
    title = Text("各市之间的列车", "Trains between the cities")
    return [Table(title, shown, rows, note, sheet=Text("城际列车", "trains"))]


def _without(pairs: list[Text]) -> Text:
    if not pairs:
        return NOTHING
    return Text(
        "、".join(pair.zh for pair in pairs) + "未见公布，时刻表中也没有直达列车。",
        ", ".join(pair.en for pair in pairs) + ": nothing published, and no direct train in the timetable.",
    )


def _pair_row(run: Run, place: str, seen: Any) -> dict[str, Value]:
    names = place_names(run.region)
    row: dict[str, Value] = {"pair": border_name(names, place)}
    for key, indicator in (("published", "train_pairs_published"), ("interval", "train_interval_published")):
        found = figures(run, indicator, "border", group="all")
        if place in found.index:
            row[key], row["as_of"] = float(found["value"][place]), dated(found["year"][place])
    shortest = figures(run, "train_interval_published", "border", group="shortest")
    if place in shortest.index:
        gap, date = compact(shortest["value"][place]), dated(shortest["year"][place])
        row["interval"] = Text(f"最短 {gap}", f"shortest {gap}")
        row["as_of"] = date
    if seen is None:
        return row
    station = run.region["stations"].drop_duplicates("station").set_index("station")["name"]
    ends = [str(station.get(seen[key], seen[key])) for key in ("station_a", "station_b")]
    row.update(fastest=float(seen["fastest_min"]), typical=float(seen["typical_min"]), stations="—".join(ends))
    for way in ("ab", "ba"):
        first, last = clock(seen[f"first_{way}"]), clock(seen[f"last_{way}"])
        row[way] = None if first is None or last is None else f"{first.zh}—{last.zh}"
    if seen["whole"]:
        row.update(counted=(seen["runs_ab"] + seen["runs_ba"]) / 2, headway=float(seen["headway_min"]))
    else:
        row["seen"] = f"{seen['runs_ab']}+{seen['runs_ba']}"
    return row


def _pairs_note(table: pd.DataFrame | None) -> Text:
    if table is None or table.empty:
        return Text("没有时刻表，时间与首末班待数据。", "Without a timetable times, first and last are locked.")
    date = dated(table["date"].iloc[0])
    if bool(table["whole"].all()):
        return Text(
            f"时刻表（{date.zh}）含全部现状铁路线路。", f"The timetable of {date.en} holds every open railway line."
        )
    return Text(
        f"对数、间隔为公布值；时间、首末班取自 {date.zh}的不完整时刻表，只作历史参考：其中没有的列车当日照样可能开行，故不计对数和"
        "间隔，当日首班不会更晚、末班不会更早、最快不会更慢。现行时刻表由铁路部门提供后导入（lines 填 mode=rail）即可更新。",
        f"Pairs and gaps are as published; times, first and last come from an incomplete timetable of {date.en} and are "
        "history: trains that it lacks may have run, so that neither pairs nor gaps are counted, and on that day the first "
        "was no later, the last no earlier, the fastest no slower. A present timetable of the railway replaces it (lines "
        "with mode=rail).",
    )


def _crossing(run: Run) -> list[Block]:
    table = run.tables.get("net_crossing_lines")
    if table is None or table.empty:
        return []
    names = place_names(run.region)
    rows: list[dict[str, Value]] = [
        {
            "line": str(line["name"]),
            "border": border_name(names, str(line["border"])),
            "ends": f"{line['start']}—{line['end']}",
            "stations": int(line["stations"]),
            **{key: line[key] for key in ("minutes", "minutes_low", "minutes_high", "headway", "headway_low",
                                          "headway_high")},
            "first": clock(line["first"]),
            "last": clock(line["last"]),
            "grounds": _line_grounds(line),
        }
        for line in table.to_dict("records")
    ]  # fmt: skip
    columns = [
        Column("line", Text("线路", "line")),
        Column("border", Text("交界", "border")),
        Column("ends", Text("起讫", "ends")),
        Column("stations", Text("车站", "stations"), Text("个", "number"), 0),
        Column("minutes", Text("全程", "end to end"), MINUTES, 0, "minutes_low", "minutes_high"),
        Column("headway", Text("间隔", "headway"), MINUTES, 0, "headway_low", "headway_high"),
        Column("first", Text("首班", "first")),
        Column("last", Text("末班", "last")),
        Column("grounds", Text("依据", "grounds")),
    ]
    lines = run.region["lines"]
    note = join([basis_note(table["basis"]), caveats(run.region, lines[lines["line"].isin(table["line"])])])
    title = Text("跨市城市轨道", "Urban rail across the borders")
    return [Table(title, columns, rows, note, sheet=Text("跨市轨道", "urban rail"))]


def _line_grounds(line: Any) -> Text:
    if line["stated"] == "timetable":
        date = dated(line["year"])
        return Text(f"时刻表 {date.zh}", f"timetable of {date.en}")
    stated = set(str(line["stated"]).split(";")) if line["stated"] else set()
    labels = {
        "minutes": Text("全程时间", "running time"),
        "headway": Text("间隔", "headway"),
        "hours": Text("首末班", "first and last"),
    }
    guessed = [label for key, label in labels.items() if key not in stated]
    return Text(
        "、".join(label.zh for label in guessed) + "为推算（速度、停站损失、间隔、运营时段为假定）",
        ", ".join(label.en for label in guessed) + " modelled from assumed speed, stops, headway and hours",
    )


def _reach(run: Run) -> list[Block]:
    keys: list[tuple[str, str, dict[str, Any]]] = []
    columns = [Column("place", SUBJECT)]
    groups = (("all", Text("任一车站", "any station")), ("railway", Text("铁路", "railway")),
              ("urban_rail", Text("城市轨道", "urban rail")))  # fmt: skip
    modes = (
        ("station_walk", Text("步行 15 分钟", "15 min on foot")),
        ("station_drive", Text("驾车 30 分钟", "30 min by car")),
    )
    for indicator, way in modes:
        for group, label in groups:
            if figures(run, indicator, "region", group=group).empty:
                continue
            key = f"{indicator}_{group}"
            keys.append((key, indicator, {"group": group}))
            head = Text(f"{way.zh}：{label.zh}", f"{way.en}: {label.en}")
            columns.append(Column(key, head, PERCENT, 1, f"{key}_low", f"{key}_high"))
    if not keys:
        return []
    rows, total = both_levels(run, keys)
    frame = run.results[run.results["indicator"].isin(["station_walk", "station_drive"])]
    explained = Text(
        "步行按每个网格落在车站服务范围内的面积占比计，网格内人口视为均匀，居民聚集在站边时实际更高；范围为绕行系数 1.2 至 1.5。"
        "驾车为自由流，按网格中心计。",
        "On foot: the share of each zone's area within reach, people evenly spread in it, so that the truth is higher where "
        "they live close to stations; the range is that of ways 1.2 to 1.5 times the straight line. By car: in free "
        "flow, from the middle of the zone.",
    )
    date = dated(min(frame["year"]))
    lacks = Text(
        f"部分车站名录只到 {date.zh}，此后开通的车站未收录",
        f"Some stations are a list of {date.en}; later ones are missing",
    )
    bound = bound_note(run, ["station_walk", "station_drive"], lacks)
    note = join([explained, bound, basis_note(frame["basis"]), caveats(run.region, run.region["stations"])])
    title = Text("车站可达的居民，分县区", "Residents with a station within reach, by county")
    return [Table(title, columns, rows, note, total=total, sheet=Text("车站可达", "stations"))]


def _buses(run: Run) -> list[Block]:
    found = figures(run, "bus_across", "border").sort_values("value", ascending=False, kind="stable")
    if found.empty:
        return []
    names = place_names(run.region)
    rows: list[dict[str, Value]] = [
        {"border": border_name(names, str(place)), "lines": float(value)}
        for place, value in found["value"].head(_MOST_BORDERS).items()
    ]
    columns = [
        Column("border", Text("交界", "border")),
        Column("lines", Text("毗邻公交线路", "bus lines"), unit("line"), 0),
    ]
    counted = Text(
        f"相邻停站分属两市的公交线路；共 {len(found)} 处交界有毗邻公交，列出 {len(rows)} 处。",
        f"Bus lines with two stops in a row in different cities; {len(found)} borders have some, {len(rows)} are listed.",
    )
    note = join([counted, basis_note(found["basis"], years=found["year"])])
    return [
        Table(
            Text("毗邻公交", "Buses across the borders"), columns, rows, note, sheet=Text("毗邻公交", "border buses")
        )
    ]


def _flows(run: Run) -> list[Block]:
    frame = run.results[run.results["indicator"].isin(_PUBLISHED)]
    if frame.empty:
        return []
    names = place_names(run.region)
    lines = run.region["lines"].drop_duplicates("line").set_index("line")["name"]
    named = {**names, **{str(line): same(str(name)) for line, name in lines.items()}}
    rows: list[dict[str, Value]] = [
        {
            "what": _label(str(row["indicator"])),
            "subject": border_name(names, str(row["place"])) if "|" in str(row["place"]) else name_of(named, row["place"]),
            "value": float(row["value"]),
            "unit": _FLOW_UNITS.get(str(row["unit"]), unit(row["unit"])),
            "as_of": dated(row["year"]),
        }
        for row in frame.to_dict("records")
    ]  # fmt: skip
    columns = [
        Column("what", Text("指标", "figure")),
        Column("subject", Text("对象", "of")),
        Column("value", Text("数值", "value"), decimals=0),
        Column("unit", Text("单位", "unit")),
        Column("as_of", Text("截至", "as of")),
    ]
    title = Text("公布的客流与毗邻公交", "Published riders and border buses")
    return [Table(title, columns, rows, basis_note(frame["basis"]), sheet=Text("公布客流", "riders"))]


def _label(indicator: str) -> Text:
    return {
        "transit_riders": Text("日均客流", "riders a day"),
        "border_bus_riders": Text("毗邻公交日均客流", "riders of border buses a day"),
        "intercity_bus_lines": Text("城际公交线路", "intercity bus lines"),
    }[indicator]


def _map(run: Run) -> list[Block]:
    rows = figures(run, "station_walk", "zone", group="all")
    if rows.empty:
        return []
    stations = run.region["stations"]
    hubs = stations[stations["kind"].isin(_RAILWAY_KINDS)]
    lines = run.region["lines"]
    drawn = lines[lines["geometry"].notna() & lines["mode"].isin(["rail", "suburban_rail", "metro", "tram"])]
    above = [
        Layer(Text("轨道线路", "rail lines"), list(drawn["geometry"]), "line", color="#3b6ea5", width=1.0),
        Layer(
            Text("铁路车站", "railway stations"),
            [shapely.Point(lon, lat) for lon, lat in zip(hubs["lon"], hubs["lat"], strict=True)],
            "point",
            color=POINT_COLOR,
            radius=2.2,
        ),
    ]
    title = Text("步行 15 分钟内有轨道车站的居民占比", "Share of residents with a station within 15 minutes on foot")
    return [zone_map(run, title, rows[rows["value"] > 0], PERCENT, above, Text("斜线为 0。", "Hatched: none."))]
