"""Commuting between and inside the cities, what it was calibrated to, and what it must not be used for."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tongcheng.language import Text
from tongcheng.render.blocks import Block, Column, Section, Table, Value, Words
from tongcheng.render.numbers import compact, number, period, persons, ranged, span
from tongcheng.runs.pipeline import Run
from tongcheng.runs.report.words import basis_note, border_name, join, name_of, place_names, unit

#: Pairs of counties that the table shows; the whole matrix is in the run.
_SHOWN = 30

ONLY_COMMUTING = Text(
    "只代表工作日通勤。就医、购物、公务、旅游等出行的距离和数量都不同，不得用本表推算全部出行、客流或票款。",
    "Commuting on working days only. Trips to hospitals, shops, meetings or sights differ in length and number: these figures "
    "must not be used for all trips, for ridership or for revenue.",
)


def section(run: Run) -> Section | None:
    """Give the section, or None without any calibration."""
    rests_on = run.tables.get("trips_calibration")
    if rests_on is None or rests_on.empty:
        return None
    frame = run.results
    blocks: list[Block] = []
    trips, total = (
        frame[frame["indicator"] == "commuting_trips"],
        frame[frame["indicator"] == "commuting_trips_by_total"],
    )
    if len(trips):
        blocks += [_pairs(run, trips), _counties(run)]
    if len(total):
        blocks.append(_by_total(run, total))
    points = [ONLY_COMMUTING, *(_rests(row) for row in rests_on.to_dict("records"))]
    blocks.append(Words(points, points=True))
    sentence = _sentence(frame, trips) if len(trips) else _total_sentence(run, total)
    return Section("trips", Text("通勤出行", "Commuting"), sentence, blocks)


def _one(frame: pd.DataFrame, indicator: str, level: str, group: str) -> pd.Series[Any]:
    rows = frame[(frame["indicator"] == indicator) & (frame["level"] == level) & (frame["group"] == group)]
    return rows.iloc[0]


def _sentence(frame: pd.DataFrame, trips: pd.DataFrame) -> Text:
    every = _one(trips, "commuting_trips", "region", "all")
    across = _one(trips, "commuting_trips", "region", "across")
    share = _one(frame, "commuting_crossing_share", "region", "all")
    minutes = {group: _one(frame, "commuting_minutes", "region", group)["value"] for group in ("inside", "across")}
    wide = span(across["low"] / 1e4, across["high"] / 1e4, decimals=1)
    wide_en = span(across["low"], across["high"], decimals=0)
    return Text(
        f"工作日通勤约 {compact(every['value'] / 1e4, decimals=1)} 万人次，其中跨市 {number(across['value'] / 1e4, decimals=1)} 万人次"
        f"（{wide.zh} 万），占 {number(share['value'], decimals=1)}%；自由流驾车单程平均市内 {number(minutes['inside'])} 分钟、"
        f"跨市 {number(minutes['across'])} 分钟。只代表通勤。",
        f"About {number(every['value'])} commuting trips a working day, {number(across['value'])} of them ({wide_en.en}) between "
        f"cities: {number(share['value'], decimals=1)} %; by car in free flow {number(minutes['inside'])} minutes one way inside a "
        f"city, {number(minutes['across'])} across. Commuting only.",
    )


def _pairs(run: Run, trips: pd.DataFrame) -> Table:
    names = place_names(run.region)
    minutes = run.results[run.results["indicator"] == "commuting_minutes"]
    keyed = minutes.set_index(["level", "place", "group"])["value"]
    rows = []
    for level, group in (("city", "inside"), ("border", "across")):
        chosen = trips[(trips["level"] == level) & (trips["group"] == group)]
        for row in chosen.sort_values("value", ascending=False, kind="stable").to_dict("records"):
            place = str(row["place"])
            label = border_name(names, place) if level == "border" else _inside(name_of(names, place))
            rows.append(_cells(row, label, keyed.get((level, place, group))))
    whole = _one(trips, "commuting_trips", "region", "all")
    place = str(whole["place"])
    total = {
        **_cells(whole.to_dict(), Text("合计", "total"), keyed.get(("region", place, "all"))),
        "low": None,
        "high": None,
    }
    note = join([_DEFINED, basis_note(trips["basis"], years=trips["year"])])
    return Table(
        Text("通勤人次，市内与各对城市", "Commuting trips inside the cities and between them"),
        [Column("pair", Text("范围", "between")), *_COLUMNS],
        rows,
        note,
        total=total,
        sheet=Text("通勤出行", "commuting"),
    )


_DEFINED = Text(
    "一名通勤者每日往返计 2 人次；跨市为双向合计。区间含标定参数的误差和单对流量偏离模型的程度。",
    "A commuter makes 2 trips a day, there and back; between cities both directions. Ranges hold the error of the calibration and "
    "how far single flows lie from the model. ",
)
_COLUMNS = (
    Column("trips", Text("通勤", "commuting"), unit("person-trip/day"), 0, "low", "high"),
    Column("minutes", Text("平均单程", "mean one way"), unit("min"), 1),
)


def _inside(city: Text) -> Text:
    return Text(f"{city.zh}市内" if not city.zh.endswith("市") else f"{city.zh}内", f"inside {city.en}")


def _cells(row: dict[Any, Any], label: Text, minutes: Any) -> dict[str, Value]:
    return {"pair": label, "trips": row["value"], "low": row["low"], "high": row["high"], "minutes": minutes}


def _counties(run: Run) -> Table:
    names = place_names(run.region)
    table = run.tables["trips"]
    across = table[table["home_city"] != table["work_city"]]
    rows = [
        {
            "home": name_of(names, row["home"]),
            "work": name_of(names, row["work"]),
            "trips": row["trips"],
            "low": row["trips_low"],
            "high": row["trips_high"],
            "observed": row["observed"],
            "minutes": row["minutes"],
        }
        for row in across.sort_values("trips", ascending=False, kind="stable").head(_SHOWN).to_dict("records")
    ]
    columns = [
        Column("home", Text("居住地", "home")),
        Column("work", Text("工作地", "work")),
        _COLUMNS[0],
        Column("observed", Text("标定数据", "observed"), unit("person-trip/day"), 0),
        _COLUMNS[1],
    ]
    note = Text(
        f"跨市的前 {len(rows)} 对（由居住地到工作地再返回）；全部 {len(table)} 对见运行结果的 trips 表。标定数据按每人每日 2 人次换算。",
        f"The {len(rows)} largest pairs between cities, from home to work and back; all {len(table)} pairs are in the table trips. "
        "Observed commuters count 2 trips a day.",
    )
    return Table(
        Text("跨市通勤最多的县区", "Counties with most commuting between cities"), columns, rows, note,
        sheet=Text("跨市通勤县区", "commuting counties"),
    )  # fmt: skip


def _by_total(run: Run, total: pd.DataFrame) -> Table:
    names = place_names(run.region)
    chosen = total[total["level"] == "border"].sort_values("value", ascending=False, kind="stable")
    rows = [
        {"pair": border_name(names, str(row["place"])), "trips": row["value"], "low": row["low"], "high": row["high"]}
        for row in chosen.to_dict("records")
    ]
    whole = total[total["level"] == "region"].iloc[0]
    note = join(
        [
            Text(
                "只有一个公布总量，无法检验；各市就业者按本市岗位数计。区间只是两种衰减形式和数值末位取舍之间的差，实际误差更大。",
                "One published total cannot be checked; every city has as many commuters as jobs. Ranges lie between two forms of "
                "decay and the rounding of the figure; the true error is larger. ",
            ),
            basis_note(total["basis"], years=total["year"]),
        ]
    )
    return Table(
        Text("按公布总量推算的跨市通勤", "Commuting between cities by the published total"),
        [Column("pair", Text("城市对", "between")), _COLUMNS[0]],
        rows,
        note,
        total={"pair": Text("合计", "total"), "trips": whole["value"], "low": whole["low"], "high": whole["high"]},
        sheet=Text("跨市通勤推算", "commuting by total"),
    )


def _total_sentence(run: Run, total: pd.DataFrame) -> Text:
    names = place_names(run.region)
    whole = total[total["level"] == "region"].iloc[0]
    pairs = total[total["level"] == "border"].sort_values("value", ascending=False)
    first = pairs.iloc[0]
    largest = border_name(names, str(first["place"]))
    inside = ranged(first["value"] / 1e4, first["low"] / 1e4, first["high"] / 1e4, decimals=1)
    return Text(
        f"公布的跨市通勤每日 {compact(whole['value'] / 1e4, decimals=1)} 万人次（含往返），按人口、岗位和时间推算，{largest.zh}最多，"
        f"约 {inside.zh} 万人次。只代表通勤。",
        f"Of the {number(whole['value'])} published commuting trips a day between cities, most by residents, jobs and times are "
        f"between {largest.en}: about {number(first['value'])}. Commuting only.",
    )


def _rests(row: dict[Any, Any]) -> Text:
    when = period(str(row["period"]))
    decay = _decay(row)
    if row["source"] != "flows":
        return Text(
            f"标定到公布值 {row['source']}（{when.zh}）：只定出{decay.zh}，交界影响并入其中，不能分开。",
            f"Calibrated to the published figure {row['source']} ({when.en}): it only sets the {decay.en}, which stands for the border too.",
        )
    level = {
        "county": Text("分县区", "by county"),
        "city": Text("分市", "by city"),
        "zone": Text("分网格", "by zone"),
    }.get(str(row["level"]), Text("分地区", "by place"))
    commuters = persons(row["commuters"], large=True)
    factor, low, high = (
        number(100 * row[name]) for name in ("border_factor", "border_factor_low", "border_factor_high")
    )
    common = number(100 * row["common_share"], decimals=0)
    return Text(
        f"标定到{when.zh}{level.zh}通勤流（{commuters.zh}）：{decay.zh}；同样时间下，跨市通勤为市内的 {factor}%（{low}%—{high}%）；"
        f"模型与数据相同的通勤占 {common}%。",
        f"Calibrated to commuting {level.en} of {when.en} ({commuters.en}): {decay.en}; at the same time trips across are "
        f"{factor} % ({low}–{high} %) of those inside a city; model and data share {common} % of commuters.",
    )


def _decay(row: dict[Any, Any]) -> Text:
    if row["kind"] == "exponential":
        half = number(0.693147 / row["rate"], decimals=1)
        return Text(f"时间每增加 {half} 分钟通勤减半", f"commuting halves with every {half} minutes")
    power = number(row["exponent"], decimals=2)
    return Text(f"通勤随时间的 {power} 次方递减", f"commuting falls with the power {power} of the time")
