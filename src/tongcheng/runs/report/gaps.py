"""Gaps: what the border takes from each county today, in the order of what closing them is worth."""

from __future__ import annotations

from tongcheng.language import Text
from tongcheng.render.blocks import Column, Section, Table
from tongcheng.render.numbers import compact
from tongcheng.runs.catalogue import indicator
from tongcheng.runs.pipeline import Run
from tongcheng.runs.report.words import Record, basis_note, name_of, place_names, unit

#: Gaps in these units are told here: people, jobs and beds within reach. The others stand with their own measures.
_COUNTED = ("person", "job", "bed")

#: Worth is told in 亿 (100 million) of what is reached, times residents.
_WORTH_UNIT, _WORTH_IN = Text("亿", "100 m"), 1e8


def section(run: Run) -> Section | None:
    """Give the section, or None without gaps."""
    reached = run.gaps[run.gaps["unit"].isin(_COUNTED)]
    if reached.empty:
        return None
    names = place_names(run.region)
    tables = [
        _table(name, list(rows.to_dict("records")), names) for name, rows in reached.groupby("indicator", sort=False)
    ]
    first = reached.iloc[0]
    item, place = indicator(first["indicator"]), name_of(names, first["place"])
    sentence = Text(
        f"共 {len(run.gaps)} 条差距，可转入问题清单；{item.label.zh}方面，消除差距收益最大的是{place.zh}："
        f"居民平均可达少 {compact(first['shortfall'], decimals=0)} {unit(item.unit).zh}，涉及 {compact(first['residents'], decimals=0)} 人。",
        f"{len(run.gaps)} gaps are offered to the problem list; for {item.label.en}, closing that of {place.en} is worth "
        f"most: {compact(first['shortfall'], decimals=0)} {unit(item.unit).en} fewer within reach, "
        f"{compact(first['residents'], decimals=0)} residents.",
    )
    return Section("gaps", Text("差距（问题清单候选）", "Gaps (for the problem list)"), sentence, tables)


def _table(name: object, rows: list[Record], names: dict[str, Text]) -> Table:
    item = indicator(str(name))
    columns = [
        Column("rank", Text("序号", "no."), decimals=0),
        Column("place", Text("区（市）县", "county")),
        Column("today", Text("现状平均可达", "within reach today"), unit(item.unit), 0),
        Column("reference", Text("同城平均可达", "within reach together"), unit(item.unit), 0),
        Column("shortfall", Text("差距", "shortfall"), unit(item.unit), 0),
        Column("residents", Text("涉及人口", "residents"), unit("person"), 0),
        Column("worth", Text("收益（差距×人口）", "worth (shortfall × residents)"), _WORTH_UNIT, 2),
    ]
    cells = [
        {
            **{key: row[key] for key in ("today", "reference", "shortfall", "residents")},
            "worth": row["worth"] / _WORTH_IN,
            "rank": number,
            "place": name_of(names, row["place"]),
        }
        for number, row in enumerate(rows, start=1)
    ]
    note = basis_note([str(row["basis"]) for row in rows], years=[str(row["year"]) for row in rows])
    method = Text(
        "差距＝同城状态与现状之差（一小时，自由流驾车）；按差距×人口排序。",
        "Shortfall: together minus today (one hour, free flow); in order of shortfall × residents. ",
    )
    return Table(
        Text(f"{item.label.zh}的差距", f"Gaps in {item.label.en}"),
        columns,
        cells,
        Text(method.zh + note.zh, method.en + note.en),
        sheet=Text(f"差距-{item.label.zh}", f"gaps {item.indicator}"),
    )
