"""Minutes to the nearest and coverage in minutes, by border state: what residents reach if nobody else came."""

from __future__ import annotations

from tongcheng.language import Text
from tongcheng.render.blocks import Block, Column, Section, Table, Value
from tongcheng.runs.pipeline import Run
from tongcheng.runs.report.services.common import (
    STATES,
    kinds,
    main_kinds,
    one,
    papers,
    short,
    shown_threshold,
    size,
    wide,
    zone_map,
)
from tongcheng.runs.report.words import STATES as STATE_NAMES
from tongcheng.runs.report.words import basis_note, join, name_of, place_names
from tongcheng.sectors.services.kinds import ServiceKind

_NEAR, _SHARE = "service_nearest_min", "service_minutes_share"
_MINUTES = Text("分钟", "min")
#: Smaller differences are not told.
_SAME = 0.05

_NOTE = Text(
    "自由流驾车时间，不计拥堵、候车和停车；最近用时超过 60 分钟的按 60 分钟计。各类的时限取现状全圈覆盖率最接近 80% 的一档，"
    "人人覆盖的时限没有区分度；全部时限见 results.parquet。部分开放的交界按开放比例折算。",
    "Driving times in free flow, without congestion, waiting or parking; longer ones count as 60 minutes. For each kind the "
    "minutes are those at which about 80 % of the circle are covered today, since where all are covered nothing is told; "
    "all are in results.parquet. A border that is open in part counts in part. ",
)


def section(run: Run) -> Section | None:
    """Give the section, or None while no kind has coordinates, roads and borders."""
    rows = run.results[run.results["indicator"] == _NEAR]
    if rows.empty:
        return None
    found = kinds(run, rows["group"])
    blocks: list[Block] = [_circle(run, found)]
    for kind in main_kinds(found):
        blocks += [_map(run, kind), _counties(run, kind)]
    title = Text(
        "公共服务可达：最近用时与时间覆盖", "Reaching services: minutes to the nearest, share within minutes"
    )
    return Section("services_reached", title, _sentence(run, found), blocks)


def _sentence(run: Run, found: list[ServiceKind]) -> Text:
    kind = main_kinds(found)[0]
    threshold = shown_threshold(run, kind.kind)
    table = wide(run, _SHARE, kind.kind, "region", threshold=threshold).iloc[0]
    near = {state: one(run, _NEAR, kind.kind, state) for state in STATES}
    name = short(kind)
    lead = Text(
        f"{name.zh}：居民到最近可用机构平均 {near['today']:.1f} 分钟，{threshold:g} 分钟覆盖率 {table['today']:.1f}%；"
        f"交界互不开放时为 {near['apart']:.1f} 分钟、{table['apart']:.1f}%，",
        f"{name.en.capitalize()}: {near['today']:.1f} minutes to the nearest on average and {table['today']:.1f} % within "
        f"{threshold:g} minutes today; {near['apart']:.1f} and {table['apart']:.1f} % with closed borders,",
    )
    if abs(near["together"] - near["today"]) < _SAME and abs(table["together"] - table["today"]) < _SAME:
        return join([lead, Text("现状与同城没有差别。", "and no different if the cities are as one.")])
    return join(
        [
            lead,
            Text(
                f"同城后为 {near['together']:.1f} 分钟、{table['together']:.1f}%。",
                f"and {near['together']:.1f} and {table['together']:.1f} % if the cities are as one.",
            ),
        ]
    )


def _circle(run: Run, found: list[ServiceKind]) -> Table:
    names = place_names(run.region)
    rows: list[dict[str, Value]] = []
    levels = ("region", "city") if len(run.region["cities"]) <= 10 else ("region",)
    for kind in found:
        threshold = shown_threshold(run, kind.kind)
        for level in levels:
            near = wide(run, _NEAR, kind.kind, level)
            share = wide(run, _SHARE, kind.kind, level, threshold=threshold)
            rows += [
                {
                    "kind": short(kind),
                    "place": name_of(names, place),
                    "within": threshold,
                    **{f"near_{state}": float(near.loc[place, state]) for state in STATES},
                    **{f"share_{state}": float(share.loc[place, state]) for state in STATES},
                }
                for place in near.index
            ]
    columns = [
        Column("kind", Text("类别", "kind")),
        Column("place", Text("地区", "place")),
        *(_column("near", "最近用时：", "nearest: ", state, _MINUTES) for state in STATES),
        Column("within", Text("时限", "within"), _MINUTES, 0),
        *(_column("share", "覆盖率：", "covered: ", state, Text("%", "%")) for state in STATES),
    ]
    note = basis_note(papers(run, [_NEAR])[0], years=papers(run, [_NEAR])[1])
    return Table(
        Text("最近用时与覆盖率", "Minutes to the nearest, share within minutes"), columns, rows, join([_NOTE, note]),
        sheet=Text("可达", "reached"),
    )  # fmt: skip


def _column(key: str, zh: str, en: str, state: str, unit: Text) -> Column:
    return Column(f"{key}_{state}", Text(zh + STATE_NAMES[state].zh, en + STATE_NAMES[state].en), unit, 1)


def _counties(run: Run, kind: ServiceKind) -> Table:
    names = place_names(run.region)
    near = wide(run, _NEAR, kind.kind, "county")
    threshold = shown_threshold(run, kind.kind)
    share = wide(run, _SHARE, kind.kind, "county", threshold=threshold)
    rows: list[dict[str, Value]] = [
        {
            "place": name_of(names, place),
            **{f"near_{state}": float(near.loc[place, state]) for state in STATES},
            **{f"share_{state}": float(share.loc[place, state]) for state in STATES},
        }
        for place in near.index
    ]
    name = short(kind)
    columns = [
        Column("place", Text("区（市）县", "county")),
        *(_column("near", "最近用时：", "nearest: ", state, _MINUTES) for state in STATES),
        *(_column("share", "覆盖率：", "covered: ", state, Text("%", "%")) for state in STATES),
    ]
    title = Text(f"{name.zh}：最近用时与 {threshold:g} 分钟覆盖率，分县区",
                 f"{name.en}: minutes to the nearest, share within {threshold:g} minutes, by county")  # fmt: skip
    return Table(title, columns, rows, sheet=Text(f"可达-{name.zh}", f"reached {kind.kind}"))


def _map(run: Run, kind: ServiceKind) -> Block:
    values = wide(run, _NEAR, kind.kind, "zone")["today"]
    name = short(kind)
    longest = size(float(values.max()))
    return zone_map(
        run,
        Text(f"到最近可用{name.zh}的驾车时间，现状", f"Minutes by car to the nearest {name.en} today"),
        values,
        _MINUTES,
        "sequential",
        Text(f"最长 {longest} 分钟（60 分钟封顶）。", f"Longest: {longest} minutes (60 at most)."),
    )
