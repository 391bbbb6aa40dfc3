"""How far the circle reaches: commuting beside the plan's core scope and the hour, county by county."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tongcheng.language import Text, same
from tongcheng.monitor.delineate import within_hour
from tongcheng.render.blocks import Block, Column, Layer, Map, Section, Table, Value, Words
from tongcheng.render.numbers import compact, period, persons
from tongcheng.runs.pipeline import Run
from tongcheng.runs.report.access import city_layer
from tongcheng.runs.report.words import Record, basis_note, join, name_of, place_names

_PERCENT = same("%")
_THRESHOLD = 15
_AREA_COLOR = "#1b6ca8"
_SCOPE_COLOR = "#b04a2f"
_CENTRE_LIMITS = (10.0, 25.0, 50.0, 75.0)
_SHARE_LIMITS = (5.0, 10.0, 15.0, 25.0)

_ROLES = {
    "core": Text("核心区", "core"),
    "commuting": Text("通勤区", "commuting zone"),
    "enclave": Text("被围合，纳入", "enclave, taken in"),
    "exclave": Text("不连片，不纳入", "exclave, left out"),
    "none": Text("未达门槛", "below the threshold"),
}
_VERDICTS = {
    "both": Text("两者都在", "in both"),
    "scope_only": Text("只在核心范围内", "core scope only"),
    "area_only": Text("只在都市区内", "functional area only"),
    "neither": Text("都不在", "in neither"),
}
_MODES = {"drive": Text("驾车", "by car"), "transit": Text("公共交通", "by public transport"), "": Text("", "")}


def section(run: Run) -> Section | None:
    """Give the section, or None where nobody knows who lives where."""
    table = run.tables.get("delineation")
    if table is None or table.empty:
        return None
    known = bool(table["share"].notna().any())
    blocks: list[Block] = [_map(run, table, known=known)]
    if known:
        blocks.append(_threshold_table(run))
    blocks.append(_county_table(run, table, known=known))
    if not known:
        blocks.append(_request(run))
    sentence = _sentence(run, table) if known else _without_flows(run, table)
    return Section("delineation", Text("都市区识别", "How far the circle reaches"), sentence, blocks)


def _sentence(run: Run, table: pd.DataFrame) -> Text:
    inside = table[table[f"within_{_THRESHOLD}"]]
    lead = _lead_name(run)
    cities = inside["city"].nunique()
    zh = f"按 {_THRESHOLD}% 通勤门槛，以{lead.zh}为核心的功能性都市区含 {len(inside)} 个区（市）县、涉及 {cities} 个市，常住人口 {persons(inside['residents'].sum(), large=True).zh}"
    en = f"At {_THRESHOLD} % of commuters the functional urban area around {lead.en} holds {len(inside)} counties in {cities} {'city' if cities == 1 else 'cities'} with {persons(inside['residents'].sum(), large=True).en}"
    scope = table["verdict"].value_counts()
    if table["verdict"].ne("").any():
        both, only, beyond = (int(scope.get(name, 0)) for name in ("both", "scope_only", "area_only"))
        zh += f"；核心范围 {both + only} 个区（市）县中 {both} 个在内、{only} 个不在"
        en += f"; of the {both + only} counties of the core scope {both} lie in it and {only} do not"
        if beyond:
            zh += f"，另有 {beyond} 个区（市）县在核心范围以外"
            en += f"; {beyond} lie beyond the scope"
    return Text(zh + "。", en + ".")


def _without_flows(run: Run, table: pd.DataFrame) -> Text:
    core = table[table["core"]]
    zh = "缺分区县通勤流量，不能按通勤门槛划定都市区"
    en = "Without commuters between counties no functional urban area can be drawn"
    outer = run.tables.get("outer_commuting")
    if outer is not None and len(outer):
        row = outer.iloc[0]
        total, unit = compact(float(row["published"]) / 1e4), str(row["unit"])
        share, high = compact(float(row["share"]), decimals=2), compact(float(row["high"]), decimals=2)
        stamp = period(str(row["as_of"]))
        people = compact(row["residents"] / 1e4, decimals=0)
        if float(row["high"]) > float(row["share"]):
            zh += f"。已公布{stamp.zh}跨城通勤 {total} 万{unit}（含往返），折合约 {compact(row['commuters'] / 1e4)} 万人，仅为外围各市常住人口 {people} 万人的 {share}%（每人次都算不同的人也只有 {high}%），远低于 {_THRESHOLD}% 的门槛：即使有都市区，也只能在区县、乡镇一级"
            en += f". {total} × 10,000 cross-city trips a day (both ways) are published for {stamp.en}, about {compact(row['commuters'] / 1e4)} × 10,000 persons: {share} % of the {people} × 10,000 residents of the cities around ({high} % if every trip were another person), far below {_THRESHOLD} %. Any functional boundary can only lie at county or town level"
        else:
            zh += f"。已公布{stamp.zh}跨城通勤 {total} 万{unit}，为外围各市常住人口 {people} 万人的 {share}%"
            en += f". {total} × 10,000 cross-city commuters are published for {stamp.en}: {share} % of the {people} × 10,000 residents of the cities around"
    if len(core):
        zh += f"。按人口密度，{len(core)} 个区县半数以上居民住在城市中心"
        en += f". By density, {len(core)} counties have half of their residents in an urban centre"
    return Text(zh + "。", en + ".")


def _lead_name(run: Run) -> Text:
    areas = run.tables["functional_areas_found"]
    lead = areas[areas["leading"] & (areas["threshold"] == _THRESHOLD)].iloc[0]
    return name_of(place_names(run.region), lead["area"])


def _map(run: Run, table: pd.DataFrame, *, known: bool) -> Map:
    drawn = table[table["geometry"].notna()]
    column, limits = ("share", _SHARE_LIMITS) if known else ("urban_share", _CENTRE_LIMITS)
    label = (
        Text("到核心区通勤占比", "commuters to the core")
        if known
        else Text("城市中心人口占比", "residents in an urban centre")
    )
    layers = [
        Layer(label, list(drawn["geometry"]), "fill", values=list(drawn[column]), unit=_PERCENT, limits=limits),
    ]
    if known:
        areas = run.tables["functional_areas_found"]
        shape = areas.loc[areas["leading"] & (areas["threshold"] == _THRESHOLD), "geometry"]
        layers.append(
            Layer(
                Text(f"都市区（{_THRESHOLD}%）", f"functional area ({_THRESHOLD} %)"),
                list(shape),
                "outline",
                color=_AREA_COLOR,
                width=2.5,
            )
        )
    scope = drawn[drawn["in_core_scope"].fillna(value=False).astype(bool)]
    if len(scope):
        layers.append(
            Layer(
                Text("核心范围", "core scope"),
                [scope["geometry"].union_all()],
                "outline",
                color=_SCOPE_COLOR,
                width=1.6,
            )
        )
    title = (
        Text("通勤范围与核心范围", "Commuting and the core scope")
        if known
        else Text("城市中心与核心范围", "Urban centres and the core scope")
    )
    note = basis_note(_bases(run, "core_commuting_share" if known else "urban_centre_share"))
    return Map(title, [city_layer(run.region), *layers], note, synthetic=run.region.fictional)


def _bases(run: Run, indicator: str) -> pd.Series:
    return run.results.loc[run.results["indicator"] == indicator, "basis"]


def _threshold_table(run: Run) -> Table:
    names = place_names(run.region)
    areas = run.tables["functional_areas_found"].drop(columns="geometry")
    rows: dict[str, dict[str, Value]] = {
        str(area): {"area": name_of(names, area)} for area in dict.fromkeys(areas["area"])
    }
    for row in areas.to_dict("records"):
        here = f"{row['threshold']:g}"
        rows[str(row["area"])] |= {f"n{here}": row["counties"], f"r{here}": row["residents"] / 1e4}
    columns = [Column("area", Text("核心（人口最多的区县）", "core (its largest county)"))]
    for threshold in sorted(areas["threshold"].unique()):
        here = f"{threshold:g}"
        columns += [
            Column(f"n{here}", Text(f"{here}% 区县", f"{here} %: counties"), Text("个", "number"), 0),
            Column(f"r{here}", Text(f"{here}% 人口", f"{here} %: residents"), Text("万人", "× 10,000"), 1),
        ]
    note = Text(
        "欧盟—经合组织功能性都市区（2019）：核心区为半数以上居民住在城市中心的区县；在业居民到核心区工作的比例达到门槛且连片的区县纳入，"
        "围合的纳入、不连片的剔除；一市核心到另一核心达到门槛的合并为多中心。",
        "EU-OECD functional urban areas (2019): cores are counties with half of their residents in an urban centre; "
        "contiguous counties join that send the threshold of their employed residents to the core; enclaves in, exclaves "
        "out; cores of which one sends the threshold to the other are one.",
    )
    papers = basis_note(
        _bases(run, "fua_residents"),
        years=run.results.loc[run.results["indicator"] == "core_commuting_share", "year"],
    )
    return Table(
        Text("不同通勤门槛下的都市区", "Functional areas by threshold"), columns, list(rows.values()), join([note, papers]),
        sheet=Text("都市区", "functional areas"),
    )  # fmt: skip


def _county_table(run: Run, table: pd.DataFrame, *, known: bool) -> Table:
    names = place_names(run.region)
    hour = bool(table["hour_share"].notna().any())
    mode = _MODES.get(str(table["hour_mode"].iloc[0]), same(""))
    scope = table["in_core_scope"].notna().any()
    ranged = (table["urban_low"] != table["urban_high"]).any()
    columns = [Column("county", Text("区（市）县", "county")), Column("city", Text("所属市", "city"))]
    if scope:
        columns.append(Column("scope", Text("核心范围", "core scope")))
    if known:
        columns.append(Column("share", Text("到核心区通勤", "commute to the core"), _PERCENT, 1))
        columns.append(Column("role", Text("通勤归属", "by commuting")))
    if known and scope:
        columns.append(Column("verdict", Text("都市区对核心范围", "area beside scope")))
    if hour:
        columns.append(Column("hour", Text(f"一小时圈（{mode.zh}）", f"within the hour ({mode.en})")))
    if hour and scope:
        columns.append(Column("hour_verdict", Text("一小时圈对核心范围", "hour beside scope")))
    ends = ("low", "high") if ranged else ("", "")
    columns.append(Column("urban", Text("城市中心人口", "in an urban centre"), _PERCENT, 1, *ends))
    columns.append(Column("residents", Text("常住人口", "residents"), Text("万人", "× 10,000"), 1))
    rows = [_county_row(row, names, hour=hour) for row in table.drop(columns="geometry").to_dict("records")]
    note = Text(
        "城市中心：连片、每平方公里 1,500 人以上、合计 5 万人以上的网格；网格大于 1 平方公里时偏粗。"
        + ("区间为全部网格同取人口下限或上限时的占比。" if ranged else "")
        + ("一小时圈按半数居民计。" if hour else ""),
        "Urban centre: contiguous zones of 1,500 residents per km² or more, 50,000 together; coarse where zones exceed 1 km². "
        + ("The range has the residents of all zones at their low or high end. " if ranged else "")
        + ("A county is within the hour if half of its residents are." if hour else ""),
    )
    bases = pd.concat([_bases(run, "urban_centre_share"), _bases(run, "core_commuting_share")])
    years = run.results.loc[run.results["indicator"].isin(["urban_centre_share", "core_commuting_share"]), "year"]
    return Table(
        Text("分区县对照", "County by county"), columns, rows, join([note, basis_note(bases, years=years)]),
        sheet=Text("都市区分区县", "functional area county"),
    )  # fmt: skip


def _county_row(row: Record, names: dict[str, Text], *, hour: bool) -> dict[str, Value]:
    role = _ROLES.get(str(row["role"]))
    if role is not None and row["role"] in {"core", "commuting", "enclave"}:
        area = name_of(names, row["area"])
        role = Text(f"{area.zh}{role.zh}", f"{role.en} of {area.en}")
    return {
        "county": name_of(names, row["county"]),
        "city": name_of(names, row["city"]),
        "scope": None if pd.isna(row["in_core_scope"]) else _yes(bool(row["in_core_scope"])),
        "share": row["share"],
        "role": role,
        "hour": _hour(row["hour_share"]) if hour else None,
        "urban": row["urban_share"],
        "low": row["urban_low"],
        "high": row["urban_high"],
        "residents": row["residents"] / 1e4,
        "verdict": _VERDICTS.get(str(row["verdict"])),
        "hour_verdict": _hour_verdict(row),
    }


def _hour_verdict(row: Record) -> Text | None:
    if pd.isna(row["hour_share"]) or pd.isna(row["in_core_scope"]):
        return None
    words = {
        (True, True): _VERDICTS["both"],
        (True, False): _VERDICTS["scope_only"],
        (False, True): Text("只在一小时圈内", "the hour only"),
        (False, False): _VERDICTS["neither"],
    }
    return words[bool(row["in_core_scope"]), bool(within_hour(row["hour_share"]))]


def _yes(value: bool) -> Text:
    return Text("是", "yes") if value else Text("否", "no")


def _hour(share: Any) -> Text | None:
    if pd.isna(share):
        return None
    word, number = _yes(bool(within_hour(share))), compact(float(share), decimals=0)
    return Text(f"{word.zh}（{number}%）", f"{word.en} ({number}%)")


def _request(run: Run) -> Words:
    """Say what opens the delineation, in the words of the data request."""
    del run
    return Words(
        [
            Text(
                "开通所需：流量表（flows）中目的为通勤（commuting）、层级为县（county）的行，含县内通勤，单位为人；"
                "只有人次的按往返折半，并标为推算。",
                "What opens it: rows of table flows with purpose commuting and level county, also within counties, in "
                "persons; trips are halved and marked as modelled.",
            )
        ]
    )
