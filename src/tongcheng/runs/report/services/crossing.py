"""Who serves whom across the line if borders open, and where residents then have less."""

from __future__ import annotations

from typing import Final

import numpy as np

from tongcheng.language import Text
from tongcheng.render.blocks import Block, Column, Table, Value
from tongcheng.runs.pipeline import Run
from tongcheng.runs.report.services.common import STATES, main_kinds, short, unit_of
from tongcheng.runs.report.words import STATES as STATE_NAMES
from tongcheng.runs.report.words import name_of, place_names
from tongcheng.sectors.services.kinds import ServiceKind

_MOST_ROWS: Final = 20


def city_flows(run: Run, found: list[ServiceKind]) -> list[Block]:
    """Give what residents of one city use in another, today and together."""
    table = run.tables.get("service_flows")
    if table is None:
        return []
    names = place_names(run.region)
    rows: list[dict[str, Value]] = []
    for kind in main_kinds(found):
        part = table[
            (table["kind"] == kind.kind) & (table["level"] == "city") & (table["origin"] != table["destination"])
        ]
        pairs = part.pivot_table(
            index=["origin", "destination"], columns="borders", values=["capacity", "share"], sort=False
        )
        for pair in pairs.index:
            origin, destination, row = str(pair[0]), str(pair[1]), pairs.loc[pair]
            rows.append(
                {
                    "kind": short(kind),
                    "origin": name_of(names, origin),
                    "destination": name_of(names, destination),
                    **{state: float(row.get(("capacity", state), np.nan)) for state in STATES[1:]},
                    "share": float(row.get(("share", "together"), np.nan)),
                    "unit": unit_of(kind),
                }
            )
    columns = [
        Column("kind", Text("类别", "kind")),
        Column("origin", Text("居民所在市", "residents of")),
        Column("destination", Text("使用的机构所在市", "use facilities of")),
        *(Column(state, STATE_NAMES[state], decimals=1) for state in STATES[1:]),
        Column("unit", Text("单位", "unit")),
        Column("share", Text("同城后占机构所在市规模", "together, share of that city"), Text("%", "%"), 1),
    ]
    note = Text(
        "按可得规模推算的分享量，不是实际就诊、就读人数；有实际跨市就医、入学数据（flows 表 medical、study）后应以实际数据校核。",
        "A possible sharing-out, not patients or pupils counted; check it against the table flows (medical, study) once there.",
    )
    return [Table(Text("谁服务谁：市与市之间", "Who serves whom: between cities"), columns, rows, note,
                  sheet=Text("谁服务谁", "flows"))]  # fmt: skip


def county_flows(run: Run, found: list[ServiceKind]) -> list[Block]:
    """Give the pairs of counties across the line that share most."""
    table = run.tables.get("service_flows")
    if table is None:
        return []
    names = place_names(run.region)
    shown = {kind.kind: kind for kind in main_kinds(found)}
    part = table[(table["level"] == "county") & (table["borders"] == "together") & table["kind"].isin(list(shown))]
    part = part.sort_values(["share", "origin"], ascending=[False, True]).head(_MOST_ROWS)
    rows: list[dict[str, Value]] = [
        {
            "kind": short(shown[row["kind"]]),
            "origin": name_of(names, row["origin"]),
            "destination": name_of(names, row["destination"]),
            "capacity": float(row["capacity"]),
            "unit": unit_of(shown[row["kind"]]),
            "share": float(row["share"]),
        }
        for row in part.to_dict("records")
    ]
    columns = [
        Column("kind", Text("类别", "kind")),
        Column("origin", Text("居民所在县区", "residents of")),
        Column("destination", Text("机构所在县区（外市）", "facilities of (another city)")),
        Column("capacity", Text("同城后使用", "used if together"), decimals=1),
        Column("unit", Text("单位", "unit")),
        Column("share", Text("占该县区规模", "share of what stands there"), Text("%", "%"), 1),
    ]
    note = Text(
        f"按占比列前 {len(rows)} 对，全部见 service_flows 表。",
        f"The first {len(rows)} pairs by share; all are in service_flows.",
    )
    return [Table(Text("跨市使用最多的县区", "Counties most used across the line"), columns, rows, note,
                  sheet=Text("谁服务谁-县区", "flows county"))] if rows else []  # fmt: skip


def losers(run: Run, found: list[ServiceKind]) -> list[Block]:
    """Give the counties where most residents have less if borders open."""
    table = run.tables.get("service_losers")
    if table is None:
        return []
    names = place_names(run.region)
    shown = {kind.kind: kind for kind in main_kinds(found)}
    part = table[table["kind"].isin(list(shown))].sort_values(["residents_losing", "county"], ascending=[False, True])
    rows: list[dict[str, Value]] = [
        {
            "kind": short(shown[row["kind"]]),
            "city": name_of(names, row["city"]),
            "county": name_of(names, row["county"]),
            "losing": float(row["residents_losing"]),
            "share": 100 * float(row["residents_losing"] / row["residents"]),
            "loss": float(row["loss_pct"]),
            "change": float(row["change_pct"]),
        }
        for row in part.head(_MOST_ROWS).to_dict("records")
    ]
    percent = Text("%", "%")
    columns = [
        Column("kind", Text("类别", "kind")),
        Column("city", Text("市", "city")),
        Column("county", Text("区（市）县", "county")),
        Column("losing", Text("可得下降的人口", "residents with less"), Text("人", "persons"), 0),
        Column("share", Text("占该县区对象人口", "share of the county"), percent, 1),
        Column("loss", Text("这些人平均下降", "their mean loss"), percent, 1),
        Column("change", Text("全县区平均变化", "change of the county"), percent, 1),
    ]
    note = Text(
        f"拥挤使部分网格在开放后可得规模下降；按人数列前 {len(rows)} 条，全部见 service_losers 表。方向随算法变化，见上表“三种算法”。",
        f"Crowding lowers access in some zones when borders open; the first {len(rows)} by residents, all are in service_losers. "
        "The direction may depend on the rule, see above.",
    )
    return [Table(Text("开放后可得规模下降的县区", "Where residents have less if borders open"), columns, rows, note,
                  sheet=Text("下降的县区", "losers"))] if rows else []  # fmt: skip
