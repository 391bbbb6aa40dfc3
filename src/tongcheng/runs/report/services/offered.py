"""What services offer to the problem list, kind by kind."""

from __future__ import annotations

from typing import Final

import pandas as pd

from tongcheng.language import Text
from tongcheng.render.blocks import Block, Column, Section, Table, Value
from tongcheng.runs.pipeline import Run
from tongcheng.runs.report.services.common import kinds, per_unit, short, size, unit_of
from tongcheng.runs.report.words import basis_note, join, name_of, place_names
from tongcheng.sectors.services.kinds import ServiceKind

_MOST: Final = 30
_PERCENT = Text("%", "%")

_KINDS: Final = {
    "service_per_1000": (
        Text("低于配置标准", "Below the norm"),
        Text(
            "每千人规模低于标准 5% 以上；缺口为补到标准所需规模。",
            "Over 5 % below the norm; missing: capacity to reach it.",
        ),
    ),
    "service_minutes_share": (
        Text("时间覆盖不足", "Short of coverage"),
        Text(
            "类别表规定了时限的与全部覆盖比，没有规定的与全圈平均比，低 5 个百分点以上；缺口为未覆盖的人数。",
            "Over 5 points below all residents where the kind states its minutes, else below the circle; missing: residents.",
        ),
    ),
    "service_access": (
        Text("开放交界即可改善", "Better with open borders alone"),
        Text(
            "同城后可得规模比现状多 5% 以上，不需新建；缺口为可多得的规模。",
            "Over 5 % more if together, nothing built.",
        ),
    ),
}


def section(run: Run) -> Section | None:
    """Give the section, or None without any row."""
    rows = run.gaps[run.gaps["indicator"].isin(list(_KINDS))] if len(run.gaps) else run.gaps
    if rows.empty:
        return None
    found = {kind.kind: kind for kind in kinds(run, rows["group"])}
    blocks: list[Block] = [_table(run, name, part, found) for name, part in rows.groupby("indicator", sort=False)]
    count = rows.groupby("indicator").size()
    told = [
        (f"{_KINDS[str(name)][0].zh} {number} 条", f"{number} {_KINDS[str(name)][0].en.lower()}")
        for name, number in count.items()
    ]
    sentence = Text(
        f"公共服务方面可转入问题清单的候选 {len(rows)} 条：{'、'.join(zh for zh, _ in told)}。",
        f"Candidates for the problem list in services: {len(rows)} ({', '.join(en for _, en in told)}).",
    )
    return Section(
        "services_offered",
        Text("公共服务差距（问题清单候选）", "Gaps in services (for the problem list)"),
        sentence,
        blocks,
    )


def _table(run: Run, name: object, part: pd.DataFrame, found: dict[str, ServiceKind]) -> Table:
    names = place_names(run.region)
    title, meaning = _KINDS[str(name)]
    people = str(name) == "service_minutes_share"
    cells: list[dict[str, Value]] = []
    ordered = part.assign(weight=part["shortfall"] / part["reference"]).sort_values(
        ["weight", "gap_key"], ascending=[False, True]
    )
    for number, row in enumerate(ordered.head(_MOST).to_dict("records"), start=1):
        kind = found[row["group"]]
        cells.append(
            {
                "rank": number,
                "kind": short(kind),
                "place": name_of(names, row["place"]),
                "today": size(row["today"]),
                "reference": size(row["reference"]),
                "unit": _PERCENT if people else per_unit(kind),
                "lack": 100 * row["shortfall"] / row["reference"],
                "worth": size(row["worth"]),
                "worth_unit": Text("人", "persons") if people else unit_of(kind),
            }
        )
    columns = [
        Column("rank", Text("序号", "no."), decimals=0),
        Column("kind", Text("类别", "kind")),
        Column("place", Text("区（市）县", "county")),
        Column("today", Text("现状", "today")),
        Column("reference", Text("参照", "reference")),
        Column("unit", Text("单位", "unit")),
        Column("lack", Text("差距", "shortfall"), _PERCENT, 1),
        Column("worth", Text("缺口", "missing")),
        Column("worth_unit", Text("单位", "unit")),
    ]
    more = Text(f"按差距列前 {len(cells)} 条，共 {len(part)} 条，全部见 gaps.parquet。",
                f"The first {len(cells)} of {len(part)} by shortfall; all are in gaps.parquet.")  # fmt: skip
    bases = basis_note(part["basis"].astype(str), years=part["year"].astype(str))
    return Table(title, columns, cells, join([meaning, more, bases]), sheet=Text(f"差距-{title.zh}", f"gaps {name}"))
