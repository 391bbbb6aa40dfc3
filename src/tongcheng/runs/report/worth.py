"""Border roads: one map and one table, in the order of what they are worth for their money."""

from __future__ import annotations

from collections.abc import Mapping

import shapely

from tongcheng.language import NOTHING, Text, same
from tongcheng.region.outlines import city_outlines
from tongcheng.render import colors
from tongcheng.render.blocks import Block, Column, Layer, Map, Section, Table, Value
from tongcheng.render.numbers import compact, number
from tongcheng.runs.pipeline import Run
from tongcheng.runs.report.roads_ranked import KINDS, TRIPS, Ranking, Road, bounds, ranking
from tongcheng.runs.report.words import basis_note, join, name_of, place_names, unit

#: Roads whose place in the order stands on the map.
_NUMBERED = 20

_HOURS = Text("人·小时/日", "person-hours/day")

RANGE = Text(
    "括号内为区间：新路速度取本圈同类道路的第 10 至 90 百分位，开放程度、人口取各自的上下限；不含出行量的误差。",
    "Ranges: speed of the new road from the 10th to the 90th percentile of its class in the circle, openness and residents between their bounds; not the error of the trips. ",
)
COSTS = Text(
    "投资：已列项目为公布值（各次公布的最小、最大值为区间）；候选按本圈已公布的每公里造价推算。",
    "Cost: published for projects (smallest and largest version as the range); for candidates from the published cost per km of this circle. ",
)


def section(run: Run) -> Section | None:
    """Give the section, or None while no border road has been valued."""
    ranked = ranking(run)
    if ranked is None:
        return None
    blocks: list[Block] = [_map(run, ranked), _table(run, ranked)]
    left_out = _left_out(run)
    if left_out is not None:
        blocks.append(left_out)
    title = Text("交界道路：先打通哪一条", "Border roads: which one first")
    return Section("border-roads", title, _sentence(run, ranked), blocks)


def _sentence(run: Run, ranked: Ranking) -> Text:
    first = ranked.roads[0]
    candidates = sum(not road.project for road in ranked.roads)
    per = Text("每亿元", "per 100 m yuan") if ranked.per_cost else Text("每公里", "per km")
    rate = number(ranked.rate(first).value, decimals=0)
    what = TRIPS[ranked.trips][0]
    return Text(
        f"可比的交界道路 {len(ranked.roads)} 条（已列项目 {len(ranked.roads) - candidates} 条、候选 {candidates} 条），"
        f"按{per.zh}每日节省的{what.zh}时间排序，首位是{first.name.zh}（{first.border.zh}）："
        f"{per.zh}每日节省 {rate} 人·小时，受益 {number(first.people.value)} 人"
        f"{_sides(run, first).zh}。",
        f"{len(ranked.roads)} border roads compared ({len(ranked.roads) - candidates} projects, {candidates} candidates), "
        f"in order of {what.en} saved {per.en}. First is {first.name.en} ({first.border.en}): "
        f"{rate} person-hours a day {per.en}, {number(first.people.value)} people gain{_sides(run, first).en}.",
    )


def _sides(run: Run, road: Road) -> Text:
    if not all(road.sides):
        return NOTHING
    names = place_names(run.region)
    a, b = (name_of(names, city) for city in road.sides)
    one, two = (number(people) for people in road.people_by[:2])
    return Text(f"，其中{a.zh} {one} 人、{b.zh} {two} 人", f", {one} of them in {a.en} and {two} in {b.en}")


def _table(run: Run, ranked: Ranking) -> Table:
    columns = [
        Column("rank", Text("序号", "no."), decimals=0),
        Column("name", Text("道路", "road")),
        Column("border", Text("交界（前市—后市）", "border (first – second)")),
        Column("kind", Text("类型", "kind")),
        Column("state", Text("状态", "state")),
        Column("length", Text("里程", "length"), unit("km"), 2),
        Column("cost", Text("投资", "cost"), unit("亿元"), 2, "cost_low", "cost_high"),
        Column("saved", Text("每日节省时间", "time saved a day"), _HOURS, 1, "saved_low", "saved_high"),
        Column("saved_a", Text("其中前市", "first city"), _HOURS, 1),
        Column("saved_b", Text("其中后市", "second city"), _HOURS, 1),
        Column("people", Text("受益人口", "people who gain"), unit("person"), 0, "people_low", "people_high"),
        Column("people_a", Text("其中前市", "first city"), unit("person"), 0),
        Column("people_b", Text("其中后市", "second city"), unit("person"), 0),
        Column("rate", Text("每亿元节省", "saved per 100 m yuan") if ranked.per_cost else Text("每公里节省", "saved per km"), _HOURS, 1),
        Column("id", Text("编号", "id")),
        Column("together", Text("同城后每日节省", "saved a day as one city"), _HOURS, 1),
    ]  # fmt: skip
    if all(road.together != road.together for road in ranked.roads):  # known trips are those of today
        columns.pop()
    rows = [_row(ranked, road, number) for number, road in enumerate(ranked.roads, 1)]
    bases = {str(road.row["basis"]) for road in ranked.roads} | {"modelled"}
    if run.region.fictional:
        bases = {"synthetic"}
    note = join([TRIPS[ranked.trips][1], RANGE, COSTS, basis_note(bases)])
    return Table(Text("交界道路一览", "Border roads"), columns, rows, note, sheet=Text("交界道路", "border roads"))


def _row(ranked: Ranking, road: Road, place: int) -> Mapping[str, Value]:
    cost = road.cost
    pair = bool(road.row["border"])  # a project about several borders has no two sides
    return {
        "rank": place,
        "id": road.id,
        "name": road.name,
        "border": road.border,
        "kind": KINDS[road.kind],
        "state": road.state,
        "length": road.length_km,
        "cost": None if cost is None else cost.value,
        **bounds("cost", cost),
        "saved": road.saved.value,
        "saved_low": road.saved.low,
        "saved_high": road.saved.high,
        "saved_a": road.saved_by[0] if pair else None,
        "saved_b": road.saved_by[1] if pair else None,
        "people": road.people.value,
        "people_low": road.people.low,
        "people_high": road.people.high,
        "people_a": road.people_by[0] if pair else None,
        "people_b": road.people_by[1] if pair else None,
        "rate": ranked.rate(road).value,
        "together": road.together,
    }


def _map(run: Run, ranked: Ranking) -> Map:
    names = place_names(run.region)
    outlines = city_outlines(run.region)
    layers = [
        Layer(
            Text("市界（示意）", "city outlines (schematic)"),
            list(outlines),
            "outline",
            labels=[name_of(names, city) for city in outlines.index],
        )
    ]
    for kind, color in (("dead_end", colors.SERIES[1]), ("bottleneck", colors.SERIES[0])):
        own = [
            (place, road)
            for place, road in enumerate(ranked.roads, 1)
            if road.kind == kind and road.shape is not None
        ]
        if own:
            layers.append(
                Layer(
                    KINDS[kind],
                    [shapely.point_on_surface(road.shape) for _, road in own if road.shape is not None],
                    "point",
                    labels=[same(str(place)) if place <= _NUMBERED else NOTHING for place, road in own],
                    color=color,
                    radius=5.0,
                )
            )
    title = Text("交界道路的位置（数字为下表序号）", "Where the border roads lie (numbers as in the table)")
    return Map(title, layers, synthetic=run.region.fictional)


def _left_out(run: Run) -> Table | None:
    """Name the candidates that have no worth, with the reason; nothing is dropped in silence."""
    table = run.tables.get("worth")
    if table is None or table.empty:
        return None
    rest = table[table["time_saved"].isna()]
    if rest.empty:
        return None
    rows: list[Mapping[str, Value]] = [
        {
            "candidate": str(row["candidate"]),
            "name": str(row["name"] or ""),
            "kind": KINDS[str(row["kind"])],
            "reason": Text(str(row["reason_zh"]), str(row["reason_en"])),
        }
        for row in rest.to_dict("records")
    ]
    columns = [
        Column("candidate", Text("候选编号", "candidate")),
        Column("name", Text("道路", "road")),
        Column("kind", Text("类型", "kind")),
        Column("reason", Text("未计算的原因", "why it has no worth")),
    ]
    title = Text(f"未计算的候选（{compact(len(rows), decimals=0)} 条）", f"Candidates without worth ({len(rows)})")
    return Table(title, columns, rows, sheet=Text("未计算候选", "candidates left out"))
