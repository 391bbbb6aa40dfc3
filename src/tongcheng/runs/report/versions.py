"""Published figures in their versions."""

from __future__ import annotations

import pandas as pd

from tongcheng.language import Text, same
from tongcheng.monitor.versions import version_history, version_table
from tongcheng.region import Region
from tongcheng.render.blocks import Column, Section, Table
from tongcheng.render.numbers import compact, period
from tongcheng.runs.pipeline import Run
from tongcheng.runs.report.words import basis_note, unit

_COST = "investment"
_HOW = {
    "exact": Text("确数", "exact"),
    "about": Text("约数", "about"),
    "more_than": Text("多于", "more than"),
    "less_than": Text("少于", "less than"),
    "planned": Text("计划", "planned"),
    "derived": Text("推算", "derived"),
}


def section(run: Run) -> Section | None:
    """Give the section, or None if no figure has more than one version."""
    table = version_table(run.region)
    if table.empty:
        return None
    named = _attributes(run.region)
    rows = [
        {
            "name": f"{row['name']}",
            "attribute": named.get(row["attribute"], same(row["attribute"])),
            "unit": unit(row["unit"]),
            "versions": int(row["versions"]),
            "first": row["first"],
            "first_as_of": period(row["first_as_of"]),
            "last": row["last"],
            "last_as_of": period(row["last_as_of"]),
            "smallest": row["smallest"],
            "largest": row["largest"],
            "spread": row["spread"],
        }
        for row in table.to_dict("records")
    ]
    columns = [
        Column("name", Text("项目", "project")),
        Column("attribute", Text("属性", "attribute")),
        Column("unit", Text("单位", "unit")),
        Column("versions", Text("版本数", "versions"), decimals=0),
        Column("first", Text("最早公布", "first"), decimals=2),
        Column("first_as_of", Text("时间", "as of")),
        Column("last", Text("最近公布", "latest"), decimals=2),
        Column("last_as_of", Text("时间", "as of")),
        Column("smallest", Text("最小", "smallest"), decimals=2),
        Column("largest", Text("最大", "largest"), decimals=2),
        Column("spread", Text("版本差", "spread"), unit("%"), 1),
    ]
    note = basis_note(table["basis"])
    method = Text(
        "版本差＝历次公布的最大值与最小值之比减一；口径可能不同，原文见来源。",
        "Spread: largest over smallest published value minus one; scopes may differ, see the sources. ",
    )
    block = Table(
        Text("历次公布的数值", "Published versions"), columns, rows, Text(method.zh + note.zh, method.en + note.en),
        sheet=Text("版本差", "versions"),
    )  # fmt: skip
    return Section(
        "versions",
        Text("数值的版本", "Versions of figures"),
        _sentence(table, named),
        [block, *_costs(run.region, table)],
    )


def _costs(region: Region, table: pd.DataFrame) -> list[Table]:
    """Give every published cost of the projects that have several, by date with its paper."""
    titles = region["sources"].set_index("source")["title"]
    several = table[table["attribute"] == _COST]
    rows = [
        {
            "name": f"{project['name']}", "value": one["value"], "unit": unit(one["unit"]),
            "qualifier": _HOW.get(one["qualifier"], same("")), "as_of": period(one["as_of"]),
            "source": same(str(titles.get(one["source"], one["source"]))),
        }
        for project in several.to_dict("records")
        for one in version_history(region, project["subject"], _COST).to_dict("records")
        if pd.notna(one["value"])
    ]  # fmt: skip
    columns = [
        Column("name", Text("项目", "project")),
        Column("value", Text("公布投资", "published cost"), decimals=2),
        Column("unit", Text("单位", "unit")),
        Column("qualifier", Text("口径", "how exact")),
        Column("as_of", Text("时间", "as of")),
        Column("source", Text("来源", "source")),
    ]
    title = Text("投资的历次公布", "Published costs, one by one")
    note = basis_note(several["basis"])
    return [Table(title, columns, rows, note, sheet=Text("投资版本", "cost versions"))] if rows else []


def _attributes(region: Region) -> dict[str, Text]:
    """Give the names of attributes, which are indicators of the circle."""
    rows = region["indicators"]
    return {
        key: Text(str(name), str(key if pd.isna(name_en) else name_en))
        for key, name, name_en in zip(rows["indicator"], rows["name"], rows["name_en"], strict=True)
    }


def _sentence(table: pd.DataFrame, named: dict[str, Text]) -> Text:
    widest = table.iloc[0]
    attribute, label = named.get(widest["attribute"], same(widest["attribute"])), unit(widest["unit"])
    low, high = compact(widest["smallest"]), compact(widest["largest"])
    return Text(
        f"{len(table)} 项数值有多个公布版本，差距最大的是{widest['name']}的{attribute.zh}："
        f"{low}—{high} {label.zh}，相差 {compact(widest['spread'], decimals=0)}%。",
        f"{len(table)} figures were published in several versions; widest: {attribute.en} of {widest['name']}, "
        f"{low}–{high} {label.en}, {compact(widest['spread'], decimals=0)} % apart.",
    )
