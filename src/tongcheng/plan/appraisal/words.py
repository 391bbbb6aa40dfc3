"""Why a project has no money figure, and what is odd about one, in words with the row and the remedy."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tongcheng.language import NOTHING, Text
from tongcheng.plan.appraisal.prices import INDEX, INDEX_UNIT
from tongcheng.region.region import Region
from tongcheng.region.schemas import schemas
from tongcheng.region.unlock import split
from tongcheng.sectors.transport.trips.indicators import COMMUTING_TRIPS
from tongcheng.sectors.transport.worth.indicators import TIME_SAVED, TIME_SAVED_POTENTIAL

DONE = Text("已建成，已计入现状，不再评估", "completed and part of today's network: not appraised again")
CANCELLED = Text("已取消", "cancelled")
NO_COST = Text("未公布投资", "no investment was published")
NO_EDITS = Text(
    "没有登记对路网、线路或设施的改动，无法测算影响", "no edit is entered, so that no effect can be measured"
)
OTHER_SECTOR = Text("登记的改动尚无本板块的影响测算", "the effects of its edits are not measured in its sector yet")
UNCALIBRATED = Text(
    "只有未标定的节省时间势能，缺通勤流，不折成货币",
    "only an uncalibrated potential of time saved: without commuting flows it is not put in money",
)
NO_TRIPS = Text(
    "测出可达变化，但公共交通出行量未知，节省时间不折成货币",
    "what is reached was measured, but trips by public transport are not known, so that no time is put in money",
)
NO_PRICE = Text("测出影响，但均无公认价格", "effects were measured, none with an accepted price")
NO_DATES = Text("缺开工、完工时间，无法分年", "neither start nor finish is known, so that years cannot be told")

#: What opens each.
REMEDY: dict[Text, Text] = {
    NO_COST: Text("在 figures 表补填 investment（亿元）和时间", "enter investment (亿元) with its date in figures"),
    NO_EDITS: Text("在 project_edits 表登记改动", "enter its edits in project_edits"),
    OTHER_SECTOR: Text("待相应板块测算影响", "its sector has to measure the effects"),
    UNCALIBRATED: Text(
        "在 flows 表补填通勤流（purpose=commuting）后重新测算", "enter commuting in flows and measure again"
    ),
    NO_TRIPS: Text("补填公共交通出行量后重新测算", "enter trips by public transport and measure again"),
    NO_DATES: Text("在 projects 表补填开工、完工时间", "enter start and finish in projects"),
}
LOCKED_REMEDY = Text("补齐所列表后重新运行", "fill the tables named and run again")


def locked_by(region: Region, effects: pd.DataFrame) -> Text:
    """Say which tables would open the time saved by projects; nothing if they are there or it was measured.

    A circle kept with a run has no tables by zone and road: there the effects tell that they were known.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> locked_by(open_region("demo"), pd.DataFrame({"indicator": []})).zh
    ''
    """
    if effects["indicator"].isin([TIME_SAVED.indicator, TIME_SAVED_POTENTIAL.indicator]).any():
        return NOTHING
    _, locked = split(region, (TIME_SAVED, COMMUTING_TRIPS))
    tables = sorted({need.table for item in locked for need, _ in item.missing}, key=list(schemas()).index)
    if not tables:
        return NOTHING
    labels = [schemas()[name].label for name in tables]
    return Text(
        "待数据：" + "、".join(f"{label.zh}（{name}）" for label, name in zip(labels, tables, strict=True)),
        "locked, opened by " + ", ".join(f"{label.en} ({name})" for label, name in zip(labels, tables, strict=True)),
    )


def why_not(row: Any, has_cost: bool, edits: set[str], seen: set[tuple[str, str]], locked: Text) -> Text:
    """Say why a project has no benefit in money; nothing if it has one or would have.

    Parameters
    ----------
    row
        Of the table of projects.
    has_cost
        Whether a cost was published.
    edits
        Types of its edits.
    seen
        Indicators and modes of its effects.
    locked
        From :func:`locked_by`.
    """
    if row["status"] in {"completed", "cancelled"}:
        return DONE if row["status"] == "completed" else CANCELLED
    if not has_cost:
        return NO_COST
    if not seen:
        return locked if locked.zh else OTHER_SECTOR if edits else NO_EDITS
    names = {name for name, _ in seen}
    if "time_saved_potential" in names:
        return UNCALIBRATED
    return NO_TRIPS if {mode for _, mode in seen} == {"transit"} else NO_PRICE


def not_brought(year: int, base: int) -> Text:
    """Say that a cost stays in the prices of its own year."""
    return Text(
        f"按 {year} 年价，未折算到 {base} 年：缺建筑价格指数",
        f"in prices of {year}, not brought to {base}: no index of building prices",
    )


def brought(year: int, base: int, factor: float) -> Text:
    """Say that a cost was brought to another year."""
    return Text(
        f"{year} 年价乘 {factor:.3f} 折算到 {base} 年", f"prices of {year} times {factor:.3f} give those of {base}"
    )


def index_remedy(year: int, base: int) -> Text:
    """Say which figures bring prices of one year to another."""
    first, last = min(year, base) + 1, max(year, base)
    years = f"{first}—{last}" if first < last else f"{first}"
    return Text(
        f"在 figures 表补填 {INDEX}（对象 region，单位 {INDEX_UNIT}）{years} 年",
        f"enter {INDEX} (subject region, unit {INDEX_UNIT}) of {years} in figures",
    )


def note(
    region: Region, project: str, name: str, what: Text, *, table: str, row: int, column: str, remedy: Text
) -> dict[str, Any]:
    """Make a row of the notes."""
    return {
        "project": project, "name": name, "file": region.file_name(table), "row": row,
        "column": column, "what_zh": what.zh, "what_en": what.en, "remedy_zh": remedy.zh, "remedy_en": remedy.en,
    }  # fmt: skip


def edits_of(region: Region) -> dict[str, set[str]]:
    """Give the types of edits of every project."""
    table: pd.DataFrame = region["project_edits"]
    return {str(project): set(edits) for project, edits in table.groupby("project")["edit"]}
