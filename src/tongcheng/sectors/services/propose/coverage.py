"""New sites where people live too far from any, and borders whose opening costs least and gives most."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from tongcheng.language import Text
from tongcheng.region.borders import today
from tongcheng.region.edits import AddFacility, OpenBorder, edits_from_table
from tongcheng.region.region import Region
from tongcheng.sectors.services.declared import ACCESS
from tongcheng.sectors.services.kinds import SECTOR
from tongcheng.sectors.services.propose.capacity import Note
from tongcheng.sectors.services.propose.draft import Draft, Names
from tongcheng.sectors.services.unit_costs import BORDER

Tables = Mapping[str, pd.DataFrame]
#: A site for fewer people is not put on a list.
LEAST_SERVED = 1_000.0

_OVER = ("completed", "cancelled")


def from_sites(names: Names, tables: Tables, built: list[Draft]) -> tuple[list[Draft], list[Note]]:
    """Make projects of the first sites of each kind, unless the plan builds one of that kind in the county anyway.

    Parameters
    ----------
    names
        Of the circle.
    tables
        ``service_sites``.
    built
        What the plan proposes.
    """
    sites = tables.get("service_sites", pd.DataFrame())
    sites = sites[sites["model"] == "mclp"] if len(sites) else sites
    there = {
        (edit.kind, edit.county): draft.project
        for draft in built
        for edit in draft.edits
        if isinstance(edit, AddFacility)
    }
    made: list[Draft] = []
    notes: list[Note] = []
    for row in sites.to_dict("records"):
        kind, zone, county = str(row["kind"]), str(row["site"]), str(row["county"])
        project, short, place = f"prop-site-{kind}-{zone}", names.short(kind), names.place(county)
        if (kind, county) in there:
            notes.append(
                (project, there[kind, county], "本县该类已建议新建", "the plan builds one of the kind in the county")
            )
            continue
        if row["newly"] < LEAST_SERVED:
            notes.append((project, "", "新覆盖人口不足 1000 人", "fewer than 1,000 people are newly covered"))
            continue
        size = _small(names.region, kind)
        if size is None:
            notes.append((project, "", "规模未知，无法生成", "capacities are not known"))
            continue
        facility = f"site-{kind}-{zone}"
        name = Text(
            f"{place.zh}{short.zh}新增点位（新覆盖 {row['newly']:,.0f} 人）",
            f"{place.en}: new site of {short.en} ({row['newly']:,.0f} people newly covered)",
        )
        edit = AddFacility(
            facility,
            kind,
            f"{place.zh}{short.zh}新增点位",
            str(row["city"]),
            county,
            float(row["lon"]),
            float(row["lat"]),
            size,
        )
        note = f"覆盖缺口，不是总量缺口：{row['minutes']:g} 分钟内无机构的居民；规模按本圈该类机构的下四分位数，可由本县现有机构设分支"
        made.append(Draft(project, name, "project", names.field(kind), (str(row["city"]),), (county,), (edit,), note, None, size,
                          names.kinds[kind].unit, names.cost(kind)))  # fmt: skip
    return made, notes


def _small(region: Region, kind: str) -> float | None:
    rows = region["facilities"]
    own = rows.loc[(rows["kind"] == kind) & (rows["capacity"] > 0), "capacity"]
    return float(round(own.quantile(0.25))) or 1.0 if len(own) else None


def from_borders(
    names: Names, tables: Tables, gaps: pd.DataFrame, *, openness: float = 1.0
) -> tuple[list[Draft], list[Note]]:
    """Make a matter of each border across which more would flow as one city, where a county has a gap for it.

    Parameters
    ----------
    names
        Of the circle.
    tables
        ``service_flows``.
    gaps
        Rows of the problem list; those of access with ``together-today`` say where opening gives anything.
    openness
        To which the border opens; crossing takes the minutes of today.
    """
    flows = tables.get("service_flows", pd.DataFrame())
    own = gaps[(gaps["indicator"] == ACCESS.indicator) & (gaps["borders"] == "together-today")] if len(gaps) else gaps
    if flows.empty or own.empty:
        return [], []
    region = names.region
    state, home = today(region, SECTOR), region["counties"].drop_duplicates("county").set_index("county")["city"]
    gaining = {(str(kind), str(home.get(place))) for kind, place in zip(own["group"], own["place"], strict=True)}
    known = _known(region)
    made: list[Draft] = []
    notes: list[Note] = []
    for (one, other), kinds in _more(flows, gaining).items():
        share = float(state.openness[state.cities.index(one), state.cities.index(other)])
        late = float(state.penalty_min[state.cities.index(one), state.cities.index(other)])
        project = f"prop-open-{one}-{other}"
        if (one, other) in known:
            notes.append(
                (
                    project,
                    known[one, other],
                    "已有项目扩大该交界的服务开放",
                    "a project opens this border for services already",
                )
            )
            continue
        if share >= openness:
            continue
        places = [names.place(city) for city in (one, other)]
        words = "、".join(names.short(kind).zh for kind in kinds)
        note = f"同城后两市之间互相使用增加的服务：{words}；开放度由 {share:g} 提高到 {openness:g}，跨界耗时不变；不新建机构，有得有失，见红利表"
        edit = OpenBorder(one, other, SECTOR, openness, late)
        name = Text(
            f"{places[0].zh}—{places[1].zh}公共服务互通",
            f"{places[0].en} – {places[1].en}: public services open to each other",
        )
        made.append(
            Draft(
                project,
                name,
                "reform",
                "公共服务互通",
                (one, other),
                (),
                (edit,),
                note,
                None,
                1.0,
                "border",
                names.cost(BORDER),
            )
        )
    return made, notes


def _more(flows: pd.DataFrame, gaining: set[tuple[str, str]]) -> dict[tuple[str, str], list[str]]:
    """Give the pairs of cities between which more flows as one city to residents of a county that has a gap."""
    city = flows[(flows["level"] == "city") & (flows["origin"] != flows["destination"])]
    wide = city.pivot_table(
        index=["kind", "origin", "destination"], columns="borders", values="capacity", aggfunc="sum"
    )
    wide = wide.reindex(columns=["today", "together"]).fillna(0.0)
    found: dict[tuple[str, str], list[str]] = {}
    for kind, origin, destination in wide.index[(wide["together"] - wide["today"]) >= 1.0]:
        if (str(kind), str(origin)) in gaining:
            pair = (min(str(origin), str(destination)), max(str(origin), str(destination)))
            kinds = found.setdefault(pair, [])
            if str(kind) not in kinds:
                kinds.append(str(kind))
    return dict(sorted(found.items()))


def _known(region: Region) -> dict[tuple[str, str], str]:
    """Give the pairs of cities that a project on the list opens for services."""
    table = region["projects"].drop_duplicates("project").set_index("project")
    wanted = [name for name in dict.fromkeys(region["project_edits"]["project"])
              if name in table.index and str(table.loc[name, "status"]) not in _OVER]  # fmt: skip
    found = {}
    for project, scenario in edits_from_table(region, wanted).items():
        for edit in scenario:
            if isinstance(edit, OpenBorder) and edit.sector == SECTOR:
                found[min(edit.city_a, edit.city_b), max(edit.city_a, edit.city_b)] = str(project)
    return found
