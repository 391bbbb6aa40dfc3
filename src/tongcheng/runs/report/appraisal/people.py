"""Effects that are not in money: people newly within reach with their cost, and the rest as measured."""

from __future__ import annotations

import pandas as pd

from tongcheng.language import NOTHING, Text, same
from tongcheng.render.blocks import Column, Table, Value
from tongcheng.render.numbers import compact
from tongcheng.runs.pipeline import Run
from tongcheng.runs.report.appraisal.cells import GROUPS, MODES, records
from tongcheng.runs.report.words import basis_note, join, name_of, unit

_KEYS = ["project", "group", "mode", "threshold"]


def reached(run: Run, projects: pd.DataFrame, names: dict[str, Text]) -> Table:
    """Give the people newly within each time, and what one of them costs a year."""
    reach = run.tables["appraisal_reach"]
    own = reach[reach["level"] == "region"].sort_values(["cost_per_person", *_KEYS])
    where = reach[reach["level"] == "city"]
    rows: list[dict[str, Value]] = [
        {
            "name": name_of(names, row["project"]), "group": GROUPS.get(row["group"], same(row["group"])),
            "mode": MODES.get(row["mode"], same(row["mode"])), "threshold": row["threshold"],
            "persons": row["persons"], "low": row["low"], "high": row["high"], "yuan": row["cost_per_person"],
            "cities": _homes(where[(where[_KEYS] == [row[key] for key in _KEYS]).all(axis=1)], names),
        }
        for row in records(own)
    ]  # fmt: skip
    columns = [
        Column("name", Text("项目", "project")),
        Column("group", Text("到最近的", "to the nearest")),
        Column("mode", Text("方式", "mode")),
        Column("threshold", Text("时间", "within"), unit("min"), 0),
        Column("persons", Text("新进入的居民", "people newly within"), unit("person"), 0, "low", "high"),
        Column(
            "yuan", Text("每人年化成本", "yearly cost per person"), Text("元/人·年", "yuan per person and year"), 0
        ),
        Column("cities", Text("居住地", "where they live")),
    ]
    measured = projects.loc[projects["annual_cost"].notna(), "project"]
    none = [name_of(names, project) for project in measured if project not in set(own["project"])]
    said_none = Text(
        "测算后无人新进入 30、45、60 分钟的项目：" + "、".join(text.zh for text in none) + "。",
        "Measured, and nobody newly within 30, 45 or 60 minutes: " + ", ".join(text.en for text in none) + ".",
    )
    note = Text(
        "年化成本为投资按运营年限摊还加运营成本；同一人可计入多类设施，不得相加。",
        "Yearly cost: the investment as an annuity, and operation. One person may count for several kinds of facility: do not add up.",
    )
    return Table(
        Text("每新进入一人的成本", "Cost per person newly within reach"), columns, rows,
        join([note, said_none if none else NOTHING]), sheet=Text("每人成本", "cost per person"),
    )  # fmt: skip


def _homes(parts: pd.DataFrame, names: dict[str, Text]) -> Text:
    said = [
        (name_of(names, city), float(count)) for city, count in zip(parts["place"], parts["persons"], strict=True)
    ]
    return Text(
        "、".join(f"{city.zh} {compact(count, decimals=0)} 人" for city, count in said),
        ", ".join(f"{city.en} {compact(count, decimals=0)}" for city, count in said),
    )


#: Effects that the table shows, one column each; the frame in the run holds all of them, and all thresholds.
_SHOWN = {
    "beneficiaries": (Text("受益人口", "people who gain"), unit("person"), 0),
    "jobs_reached_gain": (Text("可达岗位增加（人均）", "jobs reached, gain per resident"), unit("job"), 1),
    "residents_reached_gain": (
        Text("可达人口增加（人均）", "residents reached, gain per resident"),
        unit("person"),
        1,
    ),
    "time_saved_potential": (Text("节省时间势能", "time saved, uncalibrated"), Text("人分钟/日", "minutes/day"), 0),
}
_THRESHOLD = 60.0


def unpriced(run: Run, names: dict[str, Text]) -> Table | None:
    """Give the main effects without a price, one row per project."""
    frame = run.tables["appraisal_unpriced"]
    own = frame[frame["indicator"].isin(_SHOWN) & (frame["threshold"].isna() | (frame["threshold"] == _THRESHOLD))]
    if own.empty:
        return None
    rows: list[dict[str, Value]] = []
    for (project, mode), part in own.groupby(["project", "mode"], sort=True):
        row: dict[str, Value] = {"name": name_of(names, project), "mode": MODES.get(str(mode), same(str(mode)))}
        for one in records(part):
            name = str(one["indicator"])
            row |= {name: one["value"], f"{name}_low": one["low"], f"{name}_high": one["high"]}
        rows.append(row)
    there = [name for name in _SHOWN if (own["indicator"] == name).any()]
    columns = [
        Column("name", Text("项目", "project")),
        Column("mode", Text("方式", "mode")),
        *(Column(name, label, units, decimals, f"{name}_low", f"{name}_high") for name in there
          for label, units, decimals in [_SHOWN[name]]),
    ]  # fmt: skip
    said = Text(
        "没有公认价格，保留实物量；可达为一小时内。受益指出行缩短，多少不论。",
        "They have no accepted price and stay as they are; reach is within the hour. People gain whose trips get shorter, however little. ",
    )
    return Table(
        Text("不折成货币的影响", "Effects that are not in money"), columns, rows, join([said, basis_note(own["basis"])]),
        sheet=Text("实物影响", "effects"),
    )  # fmt: skip
