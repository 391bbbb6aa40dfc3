"""Why is this road first? One page about one border road, for somebody who decides."""

from __future__ import annotations

import pandas as pd

from tongcheng.errors import Problems
from tongcheng.language import NOTHING, Text, same
from tongcheng.region.lookup import nearest_id
from tongcheng.render.blocks import Block, Report, Section, Words
from tongcheng.render.html import write_html
from tongcheng.render.numbers import compact, number, period, ranged
from tongcheng.results import BASIS_LABELS, weakest_basis
from tongcheng.runs.report.roads_ranked import CLASSES, KINDS, TRIPS, AnyRun, Ranking, Road, Span, ranking
from tongcheng.runs.report.why_map import road_map
from tongcheng.runs.report.why_tables import beside_table, figures_of, newly_reached, sides_table
from tongcheng.runs.report.words import name_of, place_names
from tongcheng.sectors.transport.worth.indicators import GROUPS

#: Hours from which on decimals say nothing.
_LARGE = 100.0

#: What nobody can know from the data at hand, whichever the road.
_ALWAYS_UNKNOWN = (
    Text("拥堵、新增出行和货运未计入；行车时间为自由流。", "Congestion, new trips and freight are not in it; times are free-flow."),
    Text("用地、地质、环评和两市意愿未计入。", "Land, ground, environment and the will of both cities are not in it."),
)  # fmt: skip


#: The page is one sheet: the map a little smaller, the heading and the marks that the sheet's head repeats left out.
_ONE_SHEET = """
@page { margin: 16mm 14mm 14mm; }
@media print {
  .layout section h2, header .as-of, body > .mark { display: none; }
  .top { padding-top: 0; padding-bottom: 0; }
  h1 { font-size: 17pt; margin: 0 0 4pt; }
  .conclusion { font-size: 11.5pt; margin: 0; line-height: 1.5; }
  section { margin-top: 6pt; }
  .sentence { font-size: 10.5pt; margin: 4pt 0; }
  .picture { margin: 4pt 0 6pt; }
  .canvas svg { max-height: 64mm; }
  html[data-language="en"] .canvas svg { max-height: 50mm; }
  html[data-language="en"] table { font-size: 8pt; }
  .table, .words { margin: 4pt 0; }
  th, td { padding: 1.5pt 5pt; }
  li { margin: 0; font-size: 8.5pt; line-height: 1.4; }
  .words, ul { margin: 3pt 0; }
  .colophon { margin: 2pt 0 0; padding: 2pt 0 0; font-size: 8pt; }
  .colophon dl { display: flex; gap: 6pt; margin: 0; }
  .colophon dd { margin: 0 10pt 0 0; }
}
"""


def why_html(run: AnyRun, road: str) -> str:
    """Write the page about one road as a file that prints on one sheet of A4; arguments as for :func:`why_report`."""
    return write_html(why_report(run, road)).replace("</style>", f"{_ONE_SHEET}</style>", 1)


def why_report(run: AnyRun, road: str) -> Report:
    """Say on one page why a border road stands where it stands.

    Parameters
    ----------
    run
        A run in memory, or one read by :func:`tongcheng.runs.folder.read_run`.
    road
        Candidate or project.

    Returns
    -------
    tongcheng.render.blocks.Report
        The answer in one sentence; a little map; what each side gains; the next three roads and what would have to
        change for them to pass it; evidence, and what is not known. It fits a sheet of A4.

    Raises
    ------
    InputError
        If the road is not in the ranking of the run, with the reason where one is known.
    """
    ranked = ranking(run)
    own = _asked(run, ranked, road)
    assert ranked is not None
    place = ranked.place(own.id)
    names = place_names(run.region)
    blocks: list[Block] = [
        road_map(run, own),
        sides_table(run, own, names),
        beside_table(ranked, place),
        Words(_grounds(run, ranked, own), points=True),
    ]
    title = Text("它排在哪里，两市各得什么", "Where it stands, and what each city gains")
    return Report(
        title=_title(own, place),
        conclusion=_answer(ranked, own, place, names),
        as_of=_as_of(run),
        sections=[Section("why", title, _place_words(ranked, own, place), blocks)],
        synthetic=run.region.fictional,
        colophon=[(Text("数据性质", "Basis"), _basis(run, own)), (Text("编号", "Id"), same(own.id))],
    )


def _asked(run: AnyRun, ranked: Ranking | None, road: str) -> Road:
    """Find the road; a candidate that a project covers is that project."""
    known = {item.id: item for item in ranked.roads} if ranked is not None else {}
    table = run.tables.get("worth")
    rows = table[table["candidate"] == road] if table is not None and len(table) else pd.DataFrame()
    if road not in known and len(rows) and str(rows["project"].iloc[0] or "") in known:
        return known[str(rows["project"].iloc[0])]
    if road in known:
        return known[road]
    reason = NOTHING
    if len(rows):
        reason = Text(str(rows["reason_zh"].iloc[0]), str(rows["reason_en"].iloc[0]))
    near = nearest_id(road, list(known))
    problems = Problems("run")
    problems.add(
        "no_such_road",
        expected=Text("排序中的候选或项目编号", "a candidate or project of the ranking"),
        found=f"{road}（{reason.zh}）" if reason.zh else road,
        remedy=Text(f"是否为 {near}？编号见报告“交界道路”一节", f"did you mean {near}? ids stand in the section on border roads")
        if near
        else Text("编号见报告“交界道路”一节；该节为空时先开通路网、人口和交界数据", "ids stand in the section on border roads; where it is missing, roads, residents and borders must be opened first"),
    )  # fmt: skip
    problems.raise_if_any()
    raise AssertionError


def _title(road: Road, place: int) -> Text:
    if place == 0:
        return Text(f"为什么先修{road.name.zh}", f"Why {road.name.en} first")
    return Text(f"{road.name.zh}为什么排第 {place + 1}", f"Why {road.name.en} comes {_ordinal(place + 1)}")


def _ordinal(place: int) -> str:
    endings = {1: "st", 2: "nd", 3: "rd"}
    tail = "th" if place % 100 in {11, 12, 13} else endings.get(place % 10, "th")
    return f"{place}{tail}"


def _answer(ranked: Ranking, road: Road, place: int, names: dict[str, Text]) -> Text:
    """Give the sentence for whoever reads one sentence."""
    per = Text("每亿元投资", "per 100 m yuan") if ranked.per_cost else Text("每公里", "per km")
    lead = (
        Text(f"因为{per.zh}节省的时间最多", f"Because it saves most time {per.en}")
        if place == 0
        else Text(f"按{per.zh}节省的时间排第 {place + 1}", f"It is {_ordinal(place + 1)} by time saved {per.en}")
    )
    cost = NOTHING
    if road.cost is not None:
        sums = ranged(road.cost.value, road.cost.low, road.cost.high, decimals=2)
        kind = Text("公布投资", "published cost") if road.published else Text("推算投资", "estimated cost")
        cost = Text(f"{kind.zh} {sums.zh}亿元，", f"{kind.en} {sums.en} (100 m yuan); ")
    saved = _rounded(road.saved)
    what = TRIPS[ranked.trips][0]
    sides = _side_words(road, names)
    return Text(
        f"{lead.zh}：{cost.zh}每日节省{what.zh} {saved.zh}小时，{number(road.people.value)} 人受益{sides.zh}。",
        f"{lead.en}: {cost.en}saves {saved.en} person-hours of {what.en} a day for {number(road.people.value)} people{sides.en}.",
    )


def _rounded(span: Span) -> Text:
    """Write a number with its range, finer where it is small."""
    return ranged(span.value, span.low, span.high, decimals=0 if span.value >= _LARGE else 1)


def _side_words(road: Road, names: dict[str, Text]) -> Text:
    if not all(road.sides):
        return NOTHING
    a, b = (name_of(names, city) for city in road.sides)
    one, two = (number(people) for people in road.people_by[:2])
    return Text(f"（{a.zh} {one} 人、{b.zh} {two} 人）", f" ({one} in {a.en}, {two} in {b.en})")


def _place_words(ranked: Ranking, road: Road, place: int) -> Text:
    rate = ranked.rate(road)
    value = _rounded(rate)
    kind, state = KINDS[road.kind], road.state
    road_class = CLASSES.get(str(road.row["class"]), same(str(road.row["class"])))
    about = Text(
        f"{road.border.zh}交界{kind.zh}，{road_class.zh}，{compact(road.length_km)} 公里，{state.zh}",
        f"{kind.en.capitalize()} between {road.border.en}, {road_class.en}, {compact(road.length_km)} km, {state.en}",
    )
    first = ranked.roads[0].name
    ahead = Text(f"首位是{first.zh}。", f" {first.en} comes first.") if place else NOTHING
    return Text(
        f"{about.zh}。在 {len(ranked.roads)} 条可比的交界道路中排第 {place + 1}：{ranked.unit.zh} {value.zh}小时。{ahead.zh}",
        f"{about.en}. {_ordinal(place + 1)} of {len(ranked.roads)} border roads compared: {value.en} person-hours a day {ranked.unit.en}.{ahead.en}",
    )


def _grounds(run: AnyRun, ranked: Ranking, road: Road) -> list[Text]:
    """Give evidence, what the range covers, and what is not known."""
    lines = []
    evidence = _evidence(run, road)
    if evidence.zh:
        lines.append(Text(f"依据：{evidence.zh}", f"Evidence: {evidence.en}"))
    nobody = _nobody_new(run, road)
    if nobody.zh:
        lines.append(nobody)
    lines.append(
        Text(
            "区间：新路速度（本圈同类道路第 10—90 百分位）、开放程度和人口的上下限、各次公布的造价；不含出行量误差。",
            "Range: speed of the new road (10th to 90th percentile of its class here), openness and residents, published costs; not the error of the trips.",
        )
    )
    unknown = [TRIPS[ranked.trips][1]]
    if road.cost is not None and not road.published:
        unknown.append(
            Text(
                "没有工程估算：投资由本圈公布的每公里造价推算。",
                "No engineer's estimate: the cost follows from published costs per km here.",
            )
        )
    if not road.project and road.row.get("verdict") != "confirmed":
        unknown.append(Text("尚未现场核定。", "Nobody has looked at it on the ground."))
    unknown += _ALWAYS_UNKNOWN
    lines.append(
        Text(
            "尚不知道：" + "".join(item.zh for item in unknown), "Not known: " + " ".join(item.en for item in unknown)
        )
    )
    return lines


def _nobody_new(run: AnyRun, road: Road) -> Text:
    """Say so where nobody comes within reach of anything by the road."""
    if newly_reached(run, road) is not None or figures_of(run, road, "newly_within").empty:
        return NOTHING
    told = [
        label for group, label in GROUPS.items() if (figures_of(run, road, "newly_within")["group"] == group).any()
    ]
    return Text(
        f"没有居民因此新进入{'、'.join(label.zh for label in told)}的 30、45、60 分钟圈。",
        f"Nobody comes newly within 30, 45 or 60 minutes of the nearest {', '.join(label.en for label in told)}.",
    )


def _evidence(run: AnyRun, road: Road) -> Text:
    """Give the evidence of a candidate, or of the candidates that a project covers."""
    if not road.project:
        return Text(_words(road.row.get("evidence_zh")), _words(road.row.get("evidence_en")))
    table = run.tables.get("worth")
    if table is None or table.empty or "evidence_zh" not in table:
        return NOTHING
    rows = table[table["project"] == road.id]
    if rows.empty:
        return NOTHING
    more = Text(f"（共 {len(rows)} 处，列首处）", f" (the first of {len(rows)})") if len(rows) > 1 else NOTHING
    first = rows.iloc[0]
    return Text(_words(first["evidence_zh"]) + more.zh, _words(first["evidence_en"]) + more.en)


def _words(value: object) -> str:
    return value if isinstance(value, str) else ""


def _basis(run: AnyRun, road: Road) -> Text:
    if run.region.fictional:
        return BASIS_LABELS["synthetic"]
    return BASIS_LABELS[weakest_basis(["modelled", str(road.row["basis"])])]


def _as_of(run: AnyRun) -> Text:
    years = sorted(set(run.results.loc[run.results["scenario"] != "base", "year"]) - {""})
    return period(years[-1]) if years else same("—")
