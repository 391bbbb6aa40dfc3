"""What opening alone would change: who gets more and less, who serves whom across the line, and how firm that is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from tongcheng.language import Text
from tongcheng.render.blocks import Block, Column, Section, Table, Value, Words
from tongcheng.render.numbers import compact
from tongcheng.runs.pipeline import Run
from tongcheng.runs.report.services.common import (
    STATES,
    decimals,
    fixed,
    kinds,
    listed,
    main_kinds,
    one,
    papers,
    people_of,
    per_unit,
    short,
    unit_of,
    wide,
    zone_map,
)
from tongcheng.runs.report.services.crossing import city_flows, county_flows, losers
from tongcheng.runs.report.words import STATES as STATE_NAMES
from tongcheng.runs.report.words import basis_note, join, name_of, place_names
from tongcheng.sectors.services.kinds import ServiceKind

ACCESS = "service_access"
_OTHERS = ("service_two_step", "service_balanced")
#: A change below this share of today is told as none, and one below the second has no direction.
_NOTICED = 0.01
_FLAT = 0.001

_MEANING = Words(
    [
        Text(
            "只开放、不新建：三种状态的道路、机构和规模完全相同，变的只是谁可以用。总规模守恒，因此一地增加必有另一地减少。",
            "Opening only, nothing built: roads, facilities and capacity are the same in all three states, only who may use "
            "them differs. Capacity is conserved, so that what one place gains another loses.",
        ),
        Text(
            "居民先近后远地选择机构（三步移动搜索法），是推算的潜在分配，不是就诊、入学的实际人数；学区、医保、户籍等规则只体现在开放比例里。",
            "Residents choose the nearer first (three-step catchments): a possible sharing-out, not patients or pupils counted; "
            "school districts, insurance and registration are only in the openness.",
        ),
        Text(
            "两步法把居民在每一处可达机构都计为需求，大城市会被重复计算；平衡法每人只算一次。表中“三种算法”列写明三者方向是否一致：每人只算一次的两种算法（三步法、平衡法）不一致的，不作结论；只有两步法相反的，列出供核对。",
            "Two steps count residents at every facility in reach, so that a large city counts many times; the balanced rule "
            "counts everybody once. The tables say where the three agree on the direction: where the two that count everybody once "
            "do not, nothing is concluded; where only the two steps differ, that is told for people to check.",
        ),
    ],
    points=True,
)


def section(run: Run) -> Section | None:
    """Give the section, or None while no kind can be shared."""
    rows = run.results[run.results["indicator"] == ACCESS]
    if rows.empty:
        return None
    found = kinds(run, rows["group"])
    blocks: list[Block] = [_MEANING, _cities(run, found)]
    for kind in main_kinds(found):
        blocks += [_map(run, kind), _counties(run, kind)]
    blocks += [*city_flows(run, found), *county_flows(run, found), *losers(run, found)]
    title = Text("开放交界的红利：谁得、谁失、谁服务谁", "What open borders alone would change")
    return Section("services_shared", title, _sentence(run, found), blocks)


def _sentence(run: Run, found: list[ServiceKind]) -> Text:
    kind = main_kinds(found)[0]
    names, name, unit = place_names(run.region), short(kind), per_unit(kind)
    table = wide(run, ACCESS, kind.kind, "city")
    verdicts = _verdicts(run, kind, "city")
    few = decimals(table["today"].tolist())
    told = []
    for place in verdicts.index:
        today, together = (float(table[state][place]) for state in ("today", "together"))
        word = "持平于" if abs(together - today) < _NOTICED * today else "增至" if together > today else "降至"
        told.append(
            Text(f"{name_of(names, place).zh}由 {fixed(today, few)} {word} {fixed(together, few)}",
                 f"{name_of(names, place).en} from {fixed(today, few)} to {fixed(together, few)}")
        )  # fmt: skip
    total = one(run, "service_available", kind.kind, "together")
    lose = one(run, "service_losers", kind.kind, "together")
    lead = Text(
        f"机构和规模都不变（{compact(total, decimals=0)} {unit_of(kind).zh}），仅由现状开放到同城，每千人可得{name.zh}规模（{unit.zh}）"
        f"{'，'.join(text.zh for text in told)}；可得规模下降的居民 {compact(lose / 1e4, decimals=1)} 万人。",
        f"With the same facilities ({compact(total, decimals=0)} {unit_of(kind).en}), opening the borders alone changes accessible "
        f"{name.en} capacity ({unit.en}): {', '.join(text.en for text in told)}; {compact(lose, decimals=0)} residents have less.",
    )
    return join([lead, _doubts(verdicts, names)])


def _doubts(verdicts: pd.Series[Any], names: dict[str, Text]) -> Text:
    """Say for which places other rules see another direction."""
    parts = []
    turned = listed(name_of(names, place) for place in verdicts.index[verdicts == "two"])
    if turned.zh:
        parts.append(
            Text(
                f"每人只算一次的两种算法方向一致；通行的两步法会重复计算大城市的需求，{turned.zh}的方向相反，宜以实际跨市使用数据校核。",
                f"Both rules that count everybody once agree; the usual two steps, which count a large city many times, see the "
                f"opposite for {turned.en}: check against actual use across the line.",
            )
        )
    unclear = listed(name_of(names, place) for place in verdicts.index[verdicts == "none"])
    if unclear.zh:
        parts.append(
            Text(
                f"{unclear.zh}的方向随算法变化，不作结论。",
                f"The direction depends on the rule for {unclear.en}: no conclusion.",
            )
        )
    return join(parts)


#: How far the rules agree on a place: all three; both that count everybody once; neither.
_VERDICTS = {
    "all": Text("一致", "agree"),
    "two": Text("两步法相反", "two steps differ"),
    "none": Text("不一致", "disagree"),
}


def _verdicts(run: Run, kind: ServiceKind, level: str) -> pd.Series[Any]:
    """Tell for each place whether the rules agree that opening gives more, or less: a key of ``_VERDICTS``."""
    signs = []
    for indicator in (ACCESS, *_OTHERS):
        table = wide(run, indicator, kind.kind, level)
        change = (table["together"] - table["today"]) / table["today"]
        clear = change.where(change.abs() >= _FLAT, 0.0)
        signs.append(pd.Series(np.sign(clear.to_numpy(dtype="float64")), index=[str(place) for place in clear.index]))
    three, two, even = signs
    once = (three * even.reindex(three.index)) >= 0
    also = once & ((three * two.reindex(three.index)) >= 0) & ((even * two).reindex(three.index) >= 0)
    return pd.Series(np.where(also, "all", np.where(once, "two", "none")), index=three.index)


def _cities(run: Run, found: list[ServiceKind]) -> Table:
    names = place_names(run.region)
    rows: list[dict[str, Value]] = []
    for kind in found:
        verdicts = _verdicts(run, kind, "city")
        few = decimals(wide(run, ACCESS, kind.kind, "city")["today"].tolist())
        table = wide(run, ACCESS, kind.kind, "city")
        two, even = (wide(run, other, kind.kind, "city") for other in _OTHERS)
        for place in (str(name) for name in table.index):
            row = _row(table, place)
            rows.append(
                {
                    "kind": short(kind),
                    "unit": per_unit(kind),
                    "place": name_of(names, place),
                    **{state: fixed(row[state], few) for state in STATES},
                    "change": _change(row),
                    "two": _change(_row(two, place)),
                    "even": _change(_row(even, place)),
                    "firm": _VERDICTS[verdicts[place]],
                }
            )
    percent = Text("%", "%")
    columns = [
        Column("kind", Text("类别", "kind")),
        Column("unit", Text("单位", "unit")),
        Column("place", Text("地区", "place")),
        *(Column(state, STATE_NAMES[state]) for state in STATES),
        Column("change", Text("同城比现状", "together over today"), percent, 1),
        Column("two", Text("同上，两步法", "two steps"), percent, 1),
        Column("even", Text("同上，平衡法", "balanced"), percent, 1),
        Column("firm", Text("三种算法", "the three rules")),
    ]
    bases, years = papers(run, [ACCESS])
    note = Text(
        "全圈合计在三种状态下不变，不列。共享时限：社区级 15 分钟、县级 30 分钟、市级 60 分钟（假定，可在 service_kinds.minutes 修改）；全圈八成以上的人和机构互相"
        "可达时自动缩短，实际时限见 results.parquet 的 threshold。权重按时间高斯递减，标准差为时限的三分之一。",
        "The circle as a whole is the same in all states and left out. Shared within 15 minutes (neighbourhood), 30 (county) or 60 (city): an assumption, to be changed in "
        "service_kinds.minutes; shorter where over 80 % of people and facilities reach each other, as stated by threshold in "
        "results.parquet. Weights fall as a Gaussian with a third of that as its standard deviation. ",
    )
    return Table(
        Text("每千人可得规模，分市", "Accessible capacity per 1,000 by city"), columns, rows,
        join([note, basis_note(bases, years=years)]), sheet=Text("可得规模分市", "access city"),
    )  # fmt: skip


def _row(table: pd.DataFrame, place: str) -> dict[str, float]:
    return {state: float(table[state][place]) for state in STATES}


def _change(row: dict[str, float]) -> float:
    return 100 * (row["together"] / row["today"] - 1) if row["today"] else float("nan")


def _counties(run: Run, kind: ServiceKind) -> Table:
    names, name = place_names(run.region), short(kind)
    table = wide(run, ACCESS, kind.kind, "county")
    lost = wide(run, "service_losers", kind.kind, "county")["together"]
    verdicts = _verdicts(run, kind, "county")
    home = run.region["counties"].set_index("county")["city"]
    few = decimals(table["today"].tolist())
    rows: list[dict[str, Value]] = [
        {
            "city": name_of(names, home[place]),
            "place": name_of(names, place),
            **row,
            "gained": row["today"] - row["apart"],
            "table": row["together"] - row["today"],
            "change": _change(row),
            "lost": float(lost.get(place, 0.0)),
            "firm": _VERDICTS[verdicts[place]],
        }
        for place, row in ((str(name), _row(table, str(name))) for name in table.index)
    ]
    unit = per_unit(kind)
    columns = [
        Column("city", Text("市", "city")),
        Column("place", Text("区（市）县", "county")),
        *(Column(state, STATE_NAMES[state], unit, few) for state in STATES),
        Column("gained", Text("已得", "gained so far"), unit, few),
        Column("table", Text("待释放", "on the table"), unit, few),
        Column("change", Text("同城比现状", "together over today"), Text("%", "%"), 1),
        Column("lost", Text("可得下降的人口", "residents with less"), Text("人", "persons"), 0),
        Column("firm", Text("三种算法", "the three rules")),
    ]
    people = people_of(kind)
    note = Text(
        f"按{people.zh}平均。已得＝现状－互不开放；待释放＝同城－现状，负数为开放后被分享。",
        f"Means over {people.en}. Gained: today − apart; on the table: together − today, negative where others come to share.",
    )
    title = Text(f"{name.zh}：每千人可得规模，分县区", f"{name.en}: accessible capacity per 1,000 by county")
    return Table(title, columns, rows, note, sheet=Text(f"可得-{name.zh}", f"access {kind.kind}"))


def _map(run: Run, kind: ServiceKind) -> Block:
    table = wide(run, ACCESS, kind.kind, "zone")
    name = short(kind)
    title = Text(
        f"{name.zh}：同城后每千人可得规模的增减", f"{name.en}: change of accessible capacity if the cities are as one"
    )
    note = Text(
        "蓝为增加，橙为减少；全圈合计不变。",
        "Blue is more, orange less; the total is the same.",
    )
    return zone_map(run, title, table["together"] - table["today"], per_unit(kind), "diverging", note)
