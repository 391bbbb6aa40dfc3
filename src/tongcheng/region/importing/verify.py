"""What is wrong with an imported table beyond single cells: headers, datum, sources, synthetic rows, figures."""

from __future__ import annotations

import difflib
from typing import Any

import numpy as np
import pandas as pd

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.region.datum import WGS84
from tongcheng.region.importing.complete import datum_for
from tongcheng.region.importing.fit import name_suspicion, suspect_datum
from tongcheng.region.importing.headers import Layout, parse_header, plain_name
from tongcheng.region.importing.mapping import TableMapping
from tongcheng.region.importing.merge import differing
from tongcheng.region.importing.raw import RawTable
from tongcheng.region.importing.sheets import Sheet, address
from tongcheng.region.region import Region

_MOST_ROWS_NAMED = 20


def name_two_columns(sheet: Sheet, layout: Layout, problems: Problems) -> None:
    """Note attributes that two columns claim."""
    for attribute, columns in layout.twice.items():
        problems.add(
            "two_columns",
            file=sheet.file,
            column=attribute,
            expected=Text("一列", "one column"),
            found="、".join(f"{address(layout.first_row - 1, c)} {layout.headers[c].text}" for c in columns),
            remedy=Text(
                "改成不同的表头，或在映射文件 [columns] 写明用哪一列",
                "give them different headers, or say under [columns] in the mapping file which one it is",
            ),
        )


def name_wide_rows(sheet: Sheet, layout: Layout, problems: Problems) -> None:
    """Note rows of a text file with more cells than the header, as unquoted thousands separators make them."""
    width = len(layout.headers)
    wide = [row for row in range(layout.first_row, len(sheet.rows)) if any(sheet.rows[row][width:])]
    for row in wide[:_MOST_ROWS_NAMED]:
        problems.add(
            "wide_row",
            file=sheet.file,
            row=row + 1,
            expected=Text(f"{width} 个单元格", f"{width} cells"),
            found=len(sheet.rows[row]),
            remedy=Text("含逗号的内容加引号，或另存为 .xlsx", "quote what holds commas, or save it as .xlsx"),
        )


def name_unmatched(raw: RawTable, mapping: TableMapping, problems: Problems) -> None:
    """Note headers that a mapping file names and the file does not have."""
    headers = raw.all_headers
    for ours, theirs in mapping.columns.items():
        if ours in raw.headers and plain_name(theirs) in {
            plain_name(raw.headers[ours]),
            *parse_header(raw.headers[ours]).names,
        }:
            continue
        near = difflib.get_close_matches(theirs, headers, n=1, cutoff=0.4)
        problems.add(
            "wrong_column",
            column=ours,
            expected=Text("文件中的表头：" + "、".join(headers), "one of the headers " + ", ".join(headers)),
            found=theirs,
            remedy=Text(
                f"改正映射文件 [columns] 的 {ours}" + (f"，是否为“{near[0]}”？" if near else ""),
                f"correct {ours} under [columns] in the mapping file"
                + (f"; did you mean {near[0]!r}?" if near else ""),
            ),
        )


def name_suspected_datum(
    frame: pd.DataFrame, raw: RawTable, table: str, context: tuple[TableMapping, Region], problems: Problems
) -> None:
    """Note coordinates that are called WGS84 and fit the circle much better in another datum."""
    mapping, region = context
    if datum_for(raw, mapping) != WGS84 or mapping.datum_checked:
        return
    suspicion = suspect_datum(table, frame, region)
    if suspicion is not None:
        attribute = "lon" if "lon" in raw.headers else "geometry"
        name_suspicion(suspicion, raw.file, raw.column(attribute), problems)


def name_unknown_sources(
    frame: pd.DataFrame, sources: pd.DataFrame, region: Region, raw: RawTable, problems: Problems
) -> None:
    """Note sources that neither the circle nor the mapping file describes."""
    known = {*region["sources"]["source"], *sources["source"]}
    unknown = [word for word in frame["source"].dropna().unique() if word not in known] if "source" in frame else []
    for word in unknown[:_MOST_ROWS_NAMED]:
        position = int(np.flatnonzero((frame["source"] == word).to_numpy())[0])
        in_file = "source" in raw.headers
        problems.add(
            "unknown_source",
            row=raw.row(position) if in_file else None,
            column=raw.column("source", position) if in_file else "source",
            expected=Text("来源表 sources 中的编号", "an id of the table sources"),
            found=word,
            remedy=Text(
                "先导入来源，或在映射文件写 [source]（id、title、licence）",
                "import the source first, or write [source] (id, title, licence) in the mapping file",
            ),
        )


def name_synthetic(frame: pd.DataFrame, region: Region, raw: RawTable, problems: Problems) -> None:
    """Note synthetic rows for a real circle."""
    if region.fictional or "basis" not in frame:
        return
    for position in np.flatnonzero((frame["basis"] == "synthetic").to_numpy())[:_MOST_ROWS_NAMED]:
        problems.add(
            "synthetic_in_real",
            row=raw.row(int(position)),
            column=raw.column("basis", int(position)),
            expected=Text("实测、公开发布或推算", "observed, official or modelled"),
            found="示意数据 synthetic",
            remedy=Text("真实都市圈不收示意数据：删去此行", "a real circle takes no synthetic rows: leave it out"),
        )


def name_overwritten(frame: pd.DataFrame, old: pd.DataFrame, known: Any, raw: RawTable, problems: Problems) -> None:
    """Note figures that would be overwritten: a figure is a dated observation."""
    for position in np.flatnonzero(differing(frame, old, known))[:_MOST_ROWS_NAMED]:
        problems.add(
            "figure_overwritten",
            row=raw.row(int(position)),
            column=raw.column("figure", int(position)),
            expected=Text("新的数值编号", "a new id"),
            found=frame["figure"].iloc[position],
            remedy=Text(
                "已公布的数值不覆盖：不同时期或来源的数值另起编号",
                "a published value is never overwritten: give another date or source its own id",
            ),
        )


def name_no_rows(problems: Problems) -> None:
    """Note a table with a header and nothing under it."""
    problems.add(
        "no_rows",
        expected=Text("至少一行数据", "at least one row"),
        found="0",
        remedy=Text("填写数据后再导入", "fill in the table first"),
    )
