"""What the checks found, and which places are not on the road network."""

from __future__ import annotations

import pandas as pd

from tongcheng.language import NOTHING, Text, same
from tongcheng.render.blocks import Block, Column, Section, Table, Value
from tongcheng.runs.pipeline import Run
from tongcheng.runs.report.words import name_of, place_names
from tongcheng.travel.snapping import REASONS

_MOST = 200


def section(run: Run) -> Section:
    """Give the section; it says so if there is nothing to mend."""
    blocks: list[Block] = []
    if run.findings:
        blocks.append(_findings(run))
    if len(run.tables["travel_notes"]):
        blocks.append(_notes(run))
    if len(run.region["sources"]):
        blocks.append(_sources(run))
    count = sum(finding.count for finding in run.findings)
    sentence = (
        Text(f"检查提示 {len(run.findings)} 类、{count} 处，均不影响计算，宜逐项核对。",
             f"The checks mention {len(run.findings)} kinds, {count} places; none stops the run, each is worth a look.")
        if run.findings
        else Text("检查未发现问题。", "The checks found nothing.")
    )  # fmt: skip
    return Section("quality", Text("数据质量", "Data quality"), sentence, blocks)


def _findings(run: Run) -> Table:
    rows = [
        {
            "title": finding.title,
            "file": problem.file,
            "row": problem.row,
            "expected": problem.expected,
            "found": problem.found,
            "remedy": problem.remedy,
        }
        for finding in run.findings
        for problem in finding.problems
    ][:_MOST]
    columns = [
        Column("title", Text("检查", "check")),
        Column("file", Text("文件", "file")),
        Column("row", Text("行", "row"), decimals=0),
        Column("expected", Text("应为", "expected")),
        Column("found", Text("实为", "found")),
        Column("remedy", Text("处理", "remedy")),
    ]
    return Table(
        Text("检查提示", "Warnings of the checks"), columns, rows, _counts(run), sheet=Text("检查提示", "checks")
    )


def _counts(run: Run) -> Text:
    """Say how many places each check found where the table lists only some of them."""
    more = [item for item in run.findings if item.count > len(item.problems)]
    if not more:
        return NOTHING
    zh = "；".join(f"“{item.title.zh}”共 {item.count} 处，列出 {len(item.problems)} 处" for item in more)
    en = "; ".join(f"“{item.title.en}”: {item.count} in all, {len(item.problems)} listed" for item in more)
    return Text(f"{zh}。全部见 tongcheng check --json。", f"{en}. All of them: tongcheng check --json.")


def _notes(run: Run) -> Table:
    names = place_names(run.region)
    zones = run.region["zones"].set_index("zone")["county"]
    rows = [
        {
            "place": str(row["place"]),
            "county": name_of(names, zones.get(row["place"], "")),
            "reason": REASONS.get(row["reason"], same(row["reason"])),
            "distance_km": row["distance_km"],
        }
        for row in run.tables["travel_notes"].head(_MOST).to_dict("records")
    ]
    columns = [
        Column("place", Text("网格或设施", "zone or facility")),
        Column("county", Text("区（市）县", "county")),
        Column("reason", Text("原因", "reason")),
        Column("distance_km", Text("到道路", "to the road"), Text("公里", "km"), 2),
    ]
    shown = min(len(run.tables["travel_notes"]), _MOST)
    note = Text(
        f"共 {len(run.tables['travel_notes'])} 处，列出 {shown} 处。",
        f"{len(run.tables['travel_notes'])} in all, {shown} listed.",
    )
    return Table(Text("未接入或远离路网的地点", "Places off the road network"), columns, rows, note)


def _sources(run: Run) -> Table:
    rows: list[dict[str, Value]] = [
        {str(key): same("" if pd.isna(value) else str(value)) for key, value in row.items()}
        for row in run.region["sources"].astype("object").to_dict("records")
    ]
    columns = [
        Column("source", Text("编号", "id")),
        Column("title", Text("来源", "source")),
        Column("publisher", Text("发布单位", "publisher")),
        Column("published", Text("发布日期", "published")),
        Column("url", Text("网址", "address")),
        Column("licence", Text("许可", "licence")),
        Column("note", Text("说明", "note")),
    ]
    shown = [column for column in columns if any(row.get(column.key) not in (None, NOTHING) for row in rows)]
    return Table(Text("数据来源", "Sources"), shown, rows, sheet=Text("数据来源", "sources"))
