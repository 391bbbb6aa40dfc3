"""What a border costs travellers in minutes and in people and jobs out of reach."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from tongcheng.language import NOTHING, Text
from tongcheng.render.blocks import Block, Column, Layer, Map, Section, Table, Value, Words
from tongcheng.render.numbers import number, percent, ranged
from tongcheng.runs.pipeline import Run
from tongcheng.runs.report.access import city_layer
from tongcheng.runs.report.words import basis_note, border_name, join, name_of, place_names, unit

#: How many places a sentence names.
_NAMED = 3

HOW = (
    Text(
        "比较的是直线距离 20 公里以内的驾车出行（自由流，不含拥堵、收费和等候）：每一次跨界出行，与两市内部直线距离、两端人口密度、"
        "跨越的河流铁路陡崖都相同的出行相比。",
        "Compared are trips by car up to 20 km in a straight line (free flow, without congestion, tolls or waiting): each "
        "trip across with trips inside the two cities of the same distance, the same density at both ends and the same "
        "rivers, railways and cliffs in between.",
    ),
    Text(
        "区间为 95%：由成片网格的再抽样和在各市内部任意画线的对照得出。区间含 0，说明与纸上随便画一条线没有差别；为负，说明跨界反而更快。",
        "Intervals are 95 %: from redrawing clusters of zones and from lines drawn at will inside the cities. An interval "
        "that holds 0 means no difference from any line on paper; below 0, that crossing is even faster.",
    ),
    Text(
        "少可达的人口和岗位：假如跨界与条件相同的市内出行一样快，一小时内平均每位居民可多到达多少；计入一小时内的远近各种出行，没有可比出行的网格对不计。",
        "Out of reach: how many more an average resident would reach within an hour if crossing were as fast as a like "
        "trip inside a city; trips of every length within the hour, without the pairs that have no like trip.",
    ),
)


def section(run: Run) -> Section | None:
    """Give the section, or None while the border effect is locked."""
    table = run.tables.get("border_effect")
    if table is None or table.empty:
        return None
    blocks: list[Block] = [_borders(run, table), *_map(run), _counties(run, table), Words(HOW, points=True)]
    unmatched = run.tables.get("border_effect_unmatched")
    if unmatched is not None and len(unmatched):
        blocks.append(_unmatched(run, unmatched))
    return Section("border-effect", Text("交界效应", "What the border costs"), _sentence(run, table), blocks)


def _sentence(run: Run, table: pd.DataFrame) -> Text:
    names = place_names(run.region)
    borders = table[(table["level"] == "border") & table["minutes_low"].notna()]
    if borders.empty:
        return Text(
            "可比的跨界出行太少，不能判断交界是否使出行变慢。",
            "Too few comparable trips across to tell what the border costs.",
        )
    slow = borders[borders["minutes_low"] > 0].sort_values("minutes", ascending=False)
    rest = len(borders) - len(slow)
    if slow.empty:
        return Text(
            f"{len(borders)} 处交界的跨界出行与条件相同的市内出行没有可以确认的差别。",
            f"At none of {len(borders)} borders a trip across takes longer, as far as can be told, than a like trip inside.",
        )
    words = [_named(names, row) for row in slow.head(_NAMED).to_dict("records")]
    others = (
        Text(f"；其余 {rest} 处区间含 0 或为负，不能确认", f"; at the other {rest} nothing can be told")
        if rest
        else NOTHING
    )
    return Text(
        f"{len(borders)} 处交界中 {len(slow)} 处的跨界出行确实更慢，比条件相同的市内出行平均多用：" + "；".join(word.zh for word in words)
        + others.zh + "。",
        f"At {len(slow)} of {len(borders)} borders trips across are slower than like trips inside a city, on average by "
        + "; ".join(word.en for word in words) + others.en + ".",
    )  # fmt: skip


def _named(names: dict[str, Text], row: dict[str, object] | dict[object, object]) -> Text:
    record = {str(key): value for key, value in row.items()}
    border = border_name(names, str(record["place"]))
    minutes = ranged(*(float(str(record[key])) for key in ("minutes", "minutes_low", "minutes_high")), decimals=1)
    return Text(f"{border.zh} {minutes.zh}分钟", f"{minutes.en} min at {border.en}")


def _columns(table: pd.DataFrame) -> list[Column]:
    columns = [Column("minutes", Text("多用时间", "extra time"), unit("min"), 1, "minutes_low", "minutes_high")]
    for name, label, measured in (
        ("residents_lost", Text("少可达常住人口", "residents out of reach"), "person"),
        ("jobs_lost", Text("少可达就业岗位", "jobs out of reach"), "job"),
    ):
        if name in table:
            columns.append(Column(name, label, unit(measured), 0, f"{name}_low", f"{name}_high"))
    return columns


def _rows(table: pd.DataFrame, names: Iterable[Text]) -> list[dict[str, Value]]:
    rows: list[dict[str, Value]] = []
    for name, record in zip(names, table.to_dict("records"), strict=True):
        row: dict[str, Value] = {str(key): value for key, value in record.items()}
        row["name"] = name
        row["compared"] = record["trips_matched"] / record["trips_pairs"] * 100 if record["trips_pairs"] else None
        row["verdict"] = _verdict(
            record["minutes_low"], record["minutes_high"], Text(record["reason_zh"], record["reason_en"])
        )
        rows.append(row)
    return rows


def _verdict(low: float, high: float, reason: Text) -> Text:
    if pd.isna(low):
        return reason if reason.zh else Text("本圈太小，算不出区间", "too small a circle for an interval")
    if low > 0:
        return Text("跨界更慢", "slower across")
    return Text("跨界更快", "faster across") if high < 0 else Text("不能确认", "cannot be told")


_COMPARED = Column("compared", Text("找到可比出行的占比", "share with like trips"), unit("%"), 0)
_VERDICT = Column("verdict", Text("判断", "reading"))


def _borders(run: Run, table: pd.DataFrame) -> Table:
    names = place_names(run.region)
    rows = table[table["level"] == "border"].sort_values(
        "minutes", ascending=False, na_position="last", kind="stable"
    )
    whole = _rows(table[table["level"] == "region"], [Text("全圈", "whole circle")])
    columns = [Column("name", Text("交界", "border")), *_columns(table), _COMPARED, _VERDICT]
    return Table(
        Text("分交界的交界效应", "Border effect by border"),
        columns,
        _rows(rows, [border_name(names, place) for place in rows["place"]]),
        join(
            [
                _note(run, table),
                Text("少可达按两市居民平均。", "Out of reach: averaged over the residents of both cities. "),
            ]
        ),
        total=whole[0] if whole else None,
        sheet=Text("交界效应", "border effect"),
    )


def _counties(run: Run, table: pd.DataFrame) -> Table:
    names = place_names(run.region)
    rows = table[table["level"].isin(["city", "county"])]
    rows = rows.sort_values("minutes", ascending=False, na_position="last", kind="stable")
    city = dict(zip(run.region["counties"]["county"], run.region["counties"]["city"], strict=True))
    cells = _rows(
        rows[rows["level"] == "county"],
        [name_of(names, place) for place in rows.loc[rows["level"] == "county", "place"]],
    )
    for cell in cells:
        cell["city"] = name_of(names, city.get(str(cell["place"]), ""))
    columns = [
        Column("city", Text("市", "city")), Column("name", Text("区（市）县", "county")), *_columns(table), _COMPARED, _VERDICT,
    ]  # fmt: skip
    return Table(
        Text("分县区的交界效应", "Border effect by county"),
        columns,
        cells,
        join([_note(run, table), Text("按该县区居民的跨界出行计。", "Trips across of the county's own residents. ")]),
        sheet=Text("交界效应分县区", "border effect county"),
    )


def _note(run: Run, table: pd.DataFrame) -> Text:
    note = basis_note(table["basis"], years=table["year"])
    if "barriers" in run.region:
        return note
    return join(
        [
            note,
            Text(
                "无阻隔表，未按河流铁路陡崖匹配。",
                "Without a table of barriers: rivers and railways are not matched. ",
            ),
        ]
    )


def _map(run: Run) -> list[Map]:
    segments = run.tables.get("border_segments")
    if segments is None or segments["minutes"].isna().all():
        return []
    title = Text("交界各段：跨界出行多用的时间", "Extra minutes of a trip across, by stretch of border")
    low, high = segments["minutes_low"], segments["minutes_high"]
    sure = (low > 0) | (high < 0)
    told = Layer(
        name=title,
        shapes=list(segments.loc[sure, "geometry"]),
        kind="line",
        values=segments.loc[sure, "minutes"].tolist(),
        unit=unit("min"),
        scheme="diverging",
        limits=(5.0,),
    )
    rest = Layer(
        name=Text("不能确认（区间含 0，或可比出行太少）", "cannot be told (interval holds 0, or too few like trips)"),
        shapes=list(segments.loc[~sure, "geometry"]),
        kind="line",
        color="#8a8a8a",
        width=1.5,
    )
    length = number(segments["length_km"].mean(), decimals=1)
    note = Text(
        f"共 {len(segments)} 段，每段约 {length} 公里；确认更慢 {int((low > 0).sum())} 段，确认更快 {int((high < 0).sum())} 段。",
        f"{len(segments)} stretches of about {length} km; {int((low > 0).sum())} surely slower, {int((high < 0).sum())} surely "
        "faster across.",
    )
    layers = [city_layer(run.region), *(layer for layer in (rest, told) if layer.shapes)]
    return [Map(title, layers, note, synthetic=run.region.fictional)]


def _unmatched(run: Run, table: pd.DataFrame) -> Table:
    names = place_names(run.region)
    what = {
        "minutes": Text("20 公里以内的出行", "trips up to 20 km"),
        "reach": Text("一小时可达", "within an hour"),
    }
    rows: list[dict[str, Value]] = [
        {
            "border": border_name(names, str(row["border"])),
            "what": what[str(row["outcome"])],
            "reason": Text(str(row["reason_zh"]), str(row["reason_en"])),
            "pairs": int(row["pairs"]),
            "share": percent(row["share"]),
        }
        for row in table.to_dict("records")
    ]
    off = int(table["zones_off_road"].iloc[0])
    note = Text(
        "按网格对计；这些网格对不计入上面的平均数" + (f"。另有 {off} 个网格不通道路" if off else "") + "。",
        "Counted in pairs of zones; they are not part of the means above"
        + (f". {off} zones are on no road" if off else "")
        + ".",
    )
    return Table(
        Text("没有可比出行的网格对", "Pairs of zones without a like trip"),
        [
            Column("border", Text("交界", "border")),
            Column("what", Text("用于", "for")),
            Column("reason", Text("原因", "reason")),
            Column("pairs", Text("网格对", "pairs"), decimals=0),
            Column("share", Text("占比", "share")),
        ],
        rows,
        note,
        sheet=Text("交界效应未比较", "border effect unmatched"),
    )
