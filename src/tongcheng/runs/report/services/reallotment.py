"""Re-allotment as a city reads it: who loses a bed, from when and why, who gets it, what is built instead of moved."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from tongcheng.language import NOTHING, Text
from tongcheng.render.blocks import Block, Chart, Column, Section, Series, Table, Value, Words
from tongcheng.render.numbers import compact
from tongcheng.runs.pipeline import Run
from tongcheng.runs.report.services.common import in_units, kinds, listed, main_kinds, short, unit_of
from tongcheng.runs.report.services.reallotment_tables import built, givers, takers
from tongcheng.runs.report.words import Record, basis_note, join
from tongcheng.sectors.services.kinds import ServiceKind

#: Rows of the table of kinds, by kind.
Rows = Mapping[str, Record]

_TABLE, _KINDS = "service_reallotment", "service_reallotment_kinds"

#: Less than two units, or than a twentieth of today's lack, is not told in the sentence.
_LEAST_UNITS, _NOTICED = 2.0, 0.05

#: By what a lack falls; those in _ALWAYS are told even where they are 0.
_WAYS = {
    "listed": Text("清单项目带来", "from projects on the list"),
    "filled": Text("用足核定", "authorised and put to use"),
    "moved": Text("县际调剂", "moved"),
    "built": Text("新建", "built"),
}
_ALWAYS = ("moved", "built")

_JUDGED = {"place": Text("设在本县", "in the county"), "residents": Text("居民可得", "what residents can use")}


def section(run: Run) -> Section | None:
    """Give the section, or None while nothing can be planned."""
    summary = run.tables.get(_KINDS)
    if summary is None or summary.empty:
        return None
    found = kinds(run, summary["kind"])
    rows = {str(row["kind"]): row for row in summary.to_dict("records")}
    blocks: list[Block] = [_rules(run), _needs(run, found, rows), _plan(run, found, rows), *_chart(run, found)]
    blocks += [*givers(run, found), *takers(run, found), *built(run, found), *_sharing(found, rows)]
    title = Text("公共服务再配置：调什么、加什么、按什么步调", "Re-allotment: what moves, what grows, at what pace")
    return Section("services_reallotment", title, _sentence(found, rows), blocks)


def _sentence(found: list[ServiceKind], rows: Rows) -> Text:
    told = []
    for kind in main_kinds(found):
        row, unit, name = rows[kind.kind], unit_of(kind), short(kind)
        before, after = (compact(float(row[key]), decimals=0) for key in ("lack_today", "lack_after"))
        done = _done(row)
        if row["lack_today"] < 0.5:
            told.append(Text(f"{name.zh}没有缺口", f"{name.en}: no lack"))
            continue
        told.append(
            Text(f"{name.zh}缺口由 {before} 减至 {after} {unit.zh}（{done.zh}）",
                 f"{name.en}: lack falls from {before} to {after} {unit.en} ({done.en})")
        )  # fmt: skip
    last = max(int(row["last_year"]) for row in rows.values())
    lead = Text(
        f"到 {last} 年，在守住各县底线的前提下，{'；'.join(text.zh for text in told)}。",
        f"By {last}, with every county above its floor: {'; '.join(text.en for text in told)}.",
    )
    return join([lead, _spared(found, rows)])


def _done(row: Record) -> Text:
    """Say by what a lack falls, so that the sentence leaves out nothing; moving and building even where they are 0."""
    parts = [
        Text(f"{label.zh} {compact(size, decimals=0)}", f"{compact(size, decimals=0)} {label.en}")
        for key, label in _WAYS.items()
        if (size := float(row[key])) >= 0.5 or key in _ALWAYS
    ]
    return Text("、".join(part.zh for part in parts), ", ".join(part.en for part in parts))


def _spared(found: list[ServiceKind], rows: Rows) -> Text:
    """Say what open borders alone make unnecessary, and where they make more necessary."""
    less: list[Text] = []
    more: list[Text] = []
    for kind in found:
        spared, today = (float(rows[kind.kind][key]) for key in ("spared", "lack_open"))
        if not abs(spared) >= max(_LEAST_UNITS, _NOTICED * today):
            continue
        name, unit = short(kind), unit_of(kind)
        size = compact(abs(spared), decimals=0)
        (less if spared > 0 else more).append(Text(f"{name.zh} {size} {unit.zh}", f"{name.en} {size} {unit.en}"))
    parts = []
    if less:
        words = listed(less)
        parts.append(
            Text(
                f"一处不建，仅由现状互通到同城，可少补{words.zh}。",
                f"With nothing built, opening the borders alone makes unnecessary: {words.en}.",
            )
        )
    if more:
        words = listed(more)
        parts.append(
            Text(
                f"但因外市居民前来分享，须多补{words.zh}。",
                f"Where others come to share, more is needed: {words.en}.",
            )
        )
    return join(parts) if parts else NOTHING


def _rules(run: Run) -> Words:
    rules = run.tables["service_reallotment_rules"]
    lead = Text(
        "以下步调和底线都是可修改的假定，改动后须重新测算：",
        "All of the following are assumptions that an office may change:",
    )
    return Words([lead, *(Text(row["zh"], row["en"]) for row in rules.to_dict("records"))], points=True)


def _needs(run: Run, found: list[ServiceKind], rows: Rows) -> Table:
    """Tell what is needed and lacking today."""
    made: list[dict[str, Value]] = [
        {
            "kind": in_units(kind),
            "judged": _JUDGED[str(rows[kind.kind]["judged"])],
            "line": Text("标准", "norm") if rows[kind.kind]["norm"] else Text("人均摊", "even share"),
            **_numbers(rows[kind.kind], ("capacity", "need", "need_low", "need_high", "lack_today")),
        }
        for kind in found
    ]
    columns = [
        Column("kind", Text("类别（单位）", "kind (unit)")),
        Column("line", Text("需要量按", "need from")),
        Column("judged", Text("缺口按", "lack judged by")),
        Column("capacity", Text("现有", "today"), decimals=0),
        Column("need", Text("需要", "need"), decimals=0, low="need_low", high="need_high"),
        Column("lack_today", Text("现有缺口", "lack today"), decimals=0),
    ]
    note = Text(
        "缺口只计不足的县，县与县不相抵，因此全圈总量够用时仍可能有缺口。区间为分龄人口推算上下限。",
        "Lack counts the counties that fall short and sets no surplus against it, so that there may be lack though the circle has "
        "enough in all. Ranges are those of modelled ages.",
    )
    bases = run.results.loc[run.results["indicator"] == "service_lack", "basis"].unique()
    return Table(
        Text("需要多少、现有多少、缺多少", "Needed, there, lacking"), columns, made,
        join([note, basis_note([str(one) for one in bases])]), sheet=Text("需要与缺口", "need and lack"),
    )  # fmt: skip


def _plan(run: Run, found: list[ServiceKind], rows: Rows) -> Table:
    """Tell what is done about it."""
    keys = ("lack_today", "listed", "filled", "moved", "moved_low", "moved_high", "moved_across", "built", "built_low",
            "built_high", "lack_after", "cost", "cost_low", "cost_high")  # fmt: skip
    made: list[dict[str, Value]] = [
        {"kind": in_units(kind), **_numbers(rows[kind.kind], keys), "proven": _proven(rows[kind.kind])}
        for kind in found
    ]
    columns = [
        Column("kind", Text("类别（单位）", "kind (unit)")),
        Column("lack_today", Text("现有缺口", "lack today"), decimals=0),
        Column("listed", Text("清单项目", "on the list"), decimals=0),
        Column("filled", Text("用足核定", "put to use"), decimals=0),
        Column("moved", Text("县际调剂", "moved"), decimals=0, low="moved_low", high="moved_high"),
        Column("moved_across", Text("其中跨市", "across"), decimals=0),
        Column("built", Text("新建", "built"), decimals=0, low="built_low", high="built_high"),
        Column("lack_after", Text("期末缺口", "lack at the end"), decimals=0),
        Column("cost", Text("新建投资", "cost"), Text("亿元", "100 m yuan"), 2, "cost_low", "cost_high"),
        Column("proven", Text("求解", "answer")),
    ]
    note = Text(
        "清单项目为规划期内完工的已列项目；新建投资只按本圈已公布的同类项目单价推算，没有的不推算。区间为分龄人口推算上下限下的规划。",
        "On the list: what projects bring that finish within the plan. Cost follows only from published projects of the same kind in this "
        "circle. Ranges are the plans for the ends of modelled ages.",
    )
    bases = run.results.loc[run.results["indicator"] == "service_lack_after", "basis"].unique()
    return Table(
        Text("怎么补：清单项目、用足核定、调剂、新建", "What is done: on the list, put to use, moved, built"), columns, made,
        join([note, basis_note([str(one) for one in bases])]), sheet=Text("再配置", "re-allotment"),
    )  # fmt: skip


def _numbers(row: Record, keys: tuple[str, ...]) -> dict[str, Value]:
    return {key: float(row[key]) for key in keys}


def _proven(row: Record) -> Text:
    share = f"{100 * float(row['gap']):.2g}"
    return Text("最优", "optimal") if row["proven"] else Text(f"差距 {share}%", f"gap {share} %")


def _chart(run: Run, found: list[ServiceKind]) -> list[Block]:
    """Draw lack as a share of need, year by year, for the kinds that lack anything."""
    table = run.tables[_TABLE]
    circle = table[table["level"] == "region"]
    years = sorted(int(year) for year in circle["year"].unique())
    lines = []
    for kind in main_kinds(found):
        own = circle[circle["kind"] == kind.kind].sort_values("year")
        need = float(own["need"].iloc[0])
        if need <= 0 or float(own["lack_today"].iloc[0]) < 1:
            continue
        values = [float(own["lack_today"].iloc[0]), *own["lack_after"].astype("float64")]
        lines.append(Series(short(kind), [100 * value / need for value in values]))
    if not lines:
        return []
    note = Text(
        "各县缺口之和占全圈需要量的比重；第一点为现状。",
        "Lack of all counties as a share of what the circle needs; the first point is today.",
    )
    return [
        Chart(
            Text("缺口逐年变化", "Lack year by year"), "line",
            [Text("现状", "today"), *(Text(str(year), str(year)) for year in years)], lines, Text("%", "%"), note,
            synthetic=run.region.fictional,
        )
    ]  # fmt: skip


def _sharing(found: list[ServiceKind], rows: Rows) -> list[Block]:
    made: list[dict[str, Value]] = [
        {
            "kind": in_units(kind),
            **_numbers(rows[kind.kind], ("lack_apart", "lack_open", "lack_together", "spared")),
        }
        for kind in found
        if pd.notna(rows[kind.kind]["lack_together"])
    ]
    if not made:
        return []
    columns = [
        Column("kind", Text("类别（单位）", "kind (unit)")),
        Column("lack_apart", Text("互不开放", "apart"), decimals=0),
        Column("lack_open", Text("现状", "today"), decimals=0),
        Column("lack_together", Text("同城", "together"), decimals=0),
        Column("spared", Text("互通后可少补", "made unnecessary"), decimals=0),
    ]
    note = Text(
        "按居民可得的规模（三步法）计算的各县缺口之和，机构和规模都不变；负数表示外市居民前来分享后要多补。"
        "这是可得口径，与上表按设在地的缺口不能直接相减。学区、招生、医保规则只体现在开放度里。",
        "Lack over counties by what residents can use (three steps), with nothing built or moved; negative where others come to share. "
        "It does not subtract from lack by place in the table above. School districts and insurance are only in the openness.",
    )
    return [
        Table(Text("互通可以少补多少", "What sharing makes unnecessary"), columns, made, note, sheet=Text("互通少补", "spared"))
    ]  # fmt: skip
