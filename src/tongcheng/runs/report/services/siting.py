"""Siting: how many new sites reach everybody, how many fewer open borders need, and where the first ones stand."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import pandas as pd

from tongcheng.language import Text, same
from tongcheng.render.blocks import Block, Column, Layer, Map, Section, Table, Value, Words
from tongcheng.render.numbers import compact
from tongcheng.runs.pipeline import Run
from tongcheng.runs.report.access import city_layer
from tongcheng.runs.report.services.common import STATES, kinds, listed, main_kinds, people_of, short
from tongcheng.runs.report.words import STATES as STATE_NAMES
from tongcheng.runs.report.words import Record, basis_note, join, name_of, place_names
from tongcheng.sectors.services.kinds import ServiceKind
from tongcheng.sectors.services.siting.reasons import REASONS

#: Answers for everybody, by kind and border state.
Cover = Mapping[tuple[str, str], Record]

_SITES = Text("处", "sites")

_MEANING = Words(
    [
        Text(
            "全覆盖：保留现有机构，使每个网格在规定驾车时间内都有一处可用机构，最少再设几处；都求到最优。最后几处往往只为很少的人，"
            "因此另列先建哪几处新覆盖的人最多。",
            "Reaching everybody: the fewest new sites so that every zone has a usable one within the minutes, existing ones kept; exact. The "
            "last sites serve few, so that the first few which bring most people in are told too.",
        ),
        Text(
            "只问够不够近，不问够不够用（规模见再配置）；自由流驾车，网格按代表点计，候选点为网格代表点，实际用地、学区须另行核定。",
            "It asks whether a facility is near, not whether it is enough; driving in free flow, zones as points, which are also the "
            "candidates. Land and school districts are for people to check.",
        ),
        Text(
            "现状：开放度不低于 0.5 的交界视为开放，并计跨界耗时；对外市开放的机构按其开放对象计。时间未由 service_kinds 给出的按层级假定"
            "（社区级 10 分钟、县级 20 分钟、市级 30 分钟）。",
            "Today: a border counts as open from an openness of 0.5, with its minutes; facilities that are open to a city count for it. "
            "Minutes that service_kinds does not state follow from the level (10, 20, 30).",
        ),
    ],
    points=True,
)


def section(run: Run) -> Section | None:
    """Give the section, or None while no kind can be sited."""
    table = run.tables.get("service_siting")
    if table is None or table.empty:
        return None
    found = kinds(run, table["kind"])
    cover = {
        (str(row["kind"]), str(row["borders"])): row for row in table[table["model"] == "lscp"].to_dict("records")
    }
    blocks: list[Block] = [_MEANING, _kinds(run, found, cover, table), *_first(run, found), *_left_out(run, found)]
    for kind in main_kinds(found):
        blocks += _map(run, kind)
    title = Text("选址：还要建几处，互通后少建几处", "Siting: how many more, and how many fewer with open borders")
    return Section("services_siting", title, _sentence(found, cover), blocks)


def _sentence(found: list[ServiceKind], cover: Cover) -> Text:
    told = []
    for kind in main_kinds(found):
        apart, now, together = (int(cover[kind.kind, state]["new"]) for state in STATES)
        name, minutes = short(kind), f"{cover[kind.kind, 'today']['minutes']:g}"
        told.append(
            Text(f"{name.zh}（{minutes} 分钟）互不开放须新增 {apart} 处、现状 {now} 处、同城 {together} 处",
                 f"{name.en} ({minutes} minutes) {apart} if apart, {now} today, {together} together")
        )  # fmt: skip
    lead = Text(
        f"要使所有居民在规定时间内都有一处机构：{'；'.join(text.zh for text in told)}。",
        f"New sites so that everybody has a facility within the minutes: {'; '.join(text.en for text in told)}.",
    )
    spared = {
        kind.kind: int(cover[kind.kind, "today"]["new"] - cover[kind.kind, "together"]["new"]) for kind in found
    }
    best = [kind for kind in found if spared[kind.kind] > 0]
    if not best:
        return join([lead, Text("若互通，不少建。", "Opening the borders makes none unnecessary.")])
    words = listed(
        Text(f"{short(kind).zh} {spared[kind.kind]} 处", f"{short(kind).en} {spared[kind.kind]}") for kind in best
    )
    return join(
        [
            lead,
            Text(
                f"若由现状互通到同城，少建{words.zh}。", f"Opening the borders further makes unnecessary: {words.en}."
            ),
        ]
    )


def _kinds(run: Run, found: list[ServiceKind], cover: Cover, table: pd.DataFrame) -> Table:
    rows: list[dict[str, Value]] = []
    first = table[table["model"] == "mclp"].to_dict("records")
    for kind in found:
        now = cover[kind.kind, "today"]
        few = next((row for row in first if row["kind"] == kind.kind), None)
        rows.append(
            {
                "kind": short(kind),
                "people": people_of(kind),
                "minutes": float(now["minutes"]),
                "existing": int(now["existing"]),
                "uncovered": float(now["uncovered"]),
                "share": 100 * float(now["uncovered"]) / float(now["people"]),
                **{state: int(cover[kind.kind, state]["new"]) for state in STATES},
                "spared": int(now["new"] - cover[kind.kind, "together"]["new"]),
                "few": 0 if few is None else int(few["new"]),
                "newly": 0.0 if few is None else float(few["newly"]),
                "proven": Text("最优", "optimal")
                if all(cover[kind.kind, state]["proven"] for state in STATES)
                else Text("有差距", "with a gap"),
            }
        )
    columns = [
        Column("kind", Text("类别", "kind")),
        Column("people", Text("对象人口", "for")),
        Column("minutes", Text("时间", "within"), Text("分钟", "min"), 0),
        Column("existing", Text("现有机构", "existing"), _SITES, 0),
        Column("uncovered", Text("现状未覆盖", "not covered today"), Text("人", "persons"), 0),
        Column("share", Text("占对象人口", "of them"), Text("%", "%"), 1),
        *(Column(state, Text(f"{STATE_NAMES[state].zh}须新增", f"new, {STATE_NAMES[state].en}"), _SITES, 0) for state in STATES),
        Column("spared", Text("若互通，少建", "made unnecessary"), _SITES, 0),
        Column("few", Text("先建", "the first"), _SITES, 0),
        Column("newly", Text("新覆盖", "bring in"), Text("人", "persons"), 0),
        Column("proven", Text("求解", "answer")),
    ]  # fmt: skip
    bases = run.results.loc[run.results["indicator"] == "service_sites_needed", "basis"].unique()
    note = Text(
        "“先建”为同城状态下新覆盖人口最多的点位；少建＝现状－同城。",
        "The first: those that bring most people in as one city; made unnecessary: today less together.",
    )
    return Table(
        Text("各类服务须新增的点位", "New sites by kind"), columns, rows, join([note, basis_note([str(one) for one in bases])]),
        sheet=Text("选址分类别", "siting kinds"),
    )  # fmt: skip


def _first(run: Run, found: list[ServiceKind]) -> list[Block]:
    sites = run.tables.get("service_sites")
    own = sites[sites["model"] == "mclp"] if sites is not None else None
    if own is None or own.empty:
        return []
    names, shown = place_names(run.region), {kind.kind: kind for kind in found}
    rows: list[dict[str, Value]] = [
        {
            "kind": short(shown[row["kind"]]),
            "order": int(row["order"]),
            "city": name_of(names, row["city"]),
            "place": name_of(names, row["county"]),
            "site": same(str(row["site"])),
            "point": same(f"{row['lon']:.4f}, {row['lat']:.4f}"),
            "newly": float(row["newly"]),
            "mean": float(row["mean_min"]),
        }
        for row in own.to_dict("records")
    ]
    columns = [
        Column("kind", Text("类别", "kind")),
        Column("order", Text("先后", "order"), decimals=0),
        Column("city", Text("市", "city")),
        Column("place", Text("区（市）县", "county")),
        Column("site", Text("网格", "zone")),
        Column("point", Text("经度，纬度", "lon, lat")),
        Column("newly", Text("新覆盖", "newly covered"), Text("人", "persons"), 0),
        Column("mean", Text("使用者平均用时", "mean of its users"), Text("分钟", "min"), 1),
    ]
    note = Text(
        "先易后难：按每处新覆盖的人口排序；新覆盖按最近机构归属，不重复计。",
        "In the order of the people each brings in, counted once at the nearest.",
    )
    return [
        Table(Text("先建哪几处", "Which sites first"), columns, rows, note, sheet=Text("先建点位", "first sites"))
    ]


def _left_out(run: Run, found: list[ServiceKind]) -> list[Block]:
    table = run.tables.get("service_sites_left_out")
    if table is None or table.empty:
        return []
    names, shown = place_names(run.region), {kind.kind: kind for kind in found}
    sums = table.groupby(["kind", "borders", "county", "reason"], sort=False).agg(
        zones=("zone", "size"), people=("people", "sum"), near=("nearest_min", "min"), far=("nearest_min", "max")
    )  # fmt: skip
    rows: list[dict[str, Value]] = [
        {
            "kind": short(shown[row["kind"]]),
            "state": STATE_NAMES[row["borders"]],
            "place": name_of(names, row["county"]),
            "zones": int(row["zones"]),
            "people": float(row["people"]),
            "near": float(row["near"]),
            "far": float(row["far"]),
            "why": REASONS[row["reason"]],
        }
        for row in sums.reset_index().to_dict("records")
    ]
    columns = [
        Column("kind", Text("类别", "kind")),
        Column("state", Text("交界状态", "borders")),
        Column("place", Text("区（市）县", "county")),
        Column("zones", Text("网格", "zones"), decimals=0),
        Column("people", Text("人口", "people"), Text("人", "persons"), 0),
        Column("near", Text("最近点位用时，最短", "nearest site, from"), Text("分钟", "min"), 0),
        Column("far", Text("最长", "to"), Text("分钟", "min"), 0),
        Column("why", Text("原因", "why")),
    ]
    note = Text(
        "这些居民在上表的点位数之外，须补道路、放宽时间或另设候选点。",
        "They are not among those whom the sites above reach.",
    )
    return [
        Table(
            Text("任何候选点都够不着的居民", "Whom no candidate reaches"),
            columns,
            rows,
            note,
            sheet=Text("够不着", "out of reach"),
        )
    ]


def _map(run: Run, kind: ServiceKind) -> list[Block]:
    """Draw existing facilities, the sites that reach everybody as one city, and the first of them."""
    sites, points = run.tables.get("service_sites"), run.tables.get("service_facilities")
    if sites is None or not isinstance(sites, gpd.GeoDataFrame):
        return []
    own = sites[(sites["kind"] == kind.kind) & (sites["borders"] == "together")]
    every, first = own[own["model"] == "lscp"], own[own["model"] == "mclp"]
    if every.empty:
        return []
    layers = [city_layer(run.region)]
    if isinstance(points, gpd.GeoDataFrame):
        there = points[points["kind"] == kind.kind]
        layers.append(Layer(Text("现有机构", "existing"), list(there.geometry), "point", color="#9aa3ab", radius=2.0))
    count = compact(float(len(every)), decimals=0)
    layers.append(
        Layer(
            Text(f"同城全覆盖须新增（{count} 处）", f"needed as one city ({count})"),
            list(every.geometry),
            "point",
            color="#1b6ca8",
            radius=3.0,
        )
    )
    layers.append(Layer(Text("先建", "the first"), list(first.geometry), "point", color="#c8553d", radius=5.0))
    name = short(kind)
    title = Text(f"{name.zh}：现有机构与新增点位", f"{name.en}: existing and new sites")
    return [
        Map(
            title,
            layers,
            Text("点位为网格代表点，供比选。", "Points of zones, to choose among."),
            synthetic=run.region.fictional,
        )
    ]
