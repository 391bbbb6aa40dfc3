"""Projects by identity, and every dated value of them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from chengdu.figures import Figures
from chengdu.raw import FIRST_ROW, Row, domain, guide
from chengdu.sources import Sources
from chengdu.words import city_codes, items, last_period, number, period

_KINDS = {"项目": "project", "平台": "platform"}
_ALL_CITIES = "四市"


def projects(sources: Sources) -> pd.DataFrame:
    """Give one row per project: the first wording of its name, the union of its lists and units."""
    states = {row["project"]: row for row in guide("project_states")}
    groups: dict[str, list[Row]] = {}
    for row in domain("projects"):
        groups.setdefault(row["project_id"], []).append(row)
    rows = [_project(project, group, states[project], sources) for project, group in groups.items()]
    return pd.DataFrame(rows).assign(basis="official")


def _project(project: str, group: list[Row], state: Row, sources: Sources) -> dict[str, str | None]:
    first = group[0]
    named = next((row["cities"] for row in group if row["cities"]), _ALL_CITIES)
    reported = [row for row in group if row["status_reported"]]
    last = reported[-1] if reported else None
    said = f"最近公布的状态：{last['status_reported']}（{last['status_date']}）" if last else "未见公布状态"
    notes = [state["note"], said, *dict.fromkeys(row["note"] for row in group if row["note"])]
    sources_of_group = [
        sources.page(row["source"], row["source_date"] or row["status_date"], about=first["name"]) for row in group
    ]
    return {
        "project": project,
        "name": first["name"],
        "kind": _KINDS[first["record_kind"]],
        "field": first["domain"],
        "sector": state["sector"] or None,
        "cities": ";".join(city_codes(named)),
        "counties": _union(group, "counties_or_places"),
        "lists": _union(group, "list_or_batch"),
        "lead_units": _union(group, "responsible_units"),
        "status": state["status"] or None,
        "start": next((when for row in group if (when := last_period(row["start"]))), None),
        "finish": next((when for row in reversed(group) if (when := last_period(row["open_or_finish"]))), None),
        "note": "；".join(note for note in notes if note),
        "source": sources_of_group[0],
    }


def _union(group: list[Row], column: str) -> str | None:
    found = dict.fromkeys(item for row in group for item in items(row[column]).split(";") if item)
    return ";".join(found) or None


def add_project_values(figures: Figures, sources: Sources) -> None:
    """Note length, investment, state, start and finish of every raw row with its own date and source."""
    for row in domain("projects"):
        about = (row["project_id"], "projects")
        papers: dict[str, Any] = {
            "as_of": period(row["status_date"]) or period(row["source_date"]),
            "source": sources.page(row["source"], row["source_date"], about=row["name"]),
            "published": period(row["source_date"]),
            "subject_name": row["name"],
            "note": row["note"] or None,
        }
        for column, attribute in (("length_km", "length"), ("investment_100m_cny", "investment")):
            if row[column]:
                figures.add(about, attribute, value=number(row[column]), value_text=row[column], **papers)
        words = (("status_reported", "status"), ("start", "start"), ("open_or_finish", "finish"))
        for column, attribute in words:
            if row[column]:
                planned = "planned" if "计划" in row[column] else "exact"
                figures.add(about, attribute, value_text=row[column], qualifier=planned, **papers)


def project_subjects() -> dict[int, tuple[str, str]]:
    """Give the subject of every row of the raw projects, by spreadsheet row."""
    return {number_: (row["project_id"], "projects") for number_, row in enumerate(domain("projects"), FIRST_ROW)}


def add_costs_paid(figures: Figures) -> None:
    """Note what each city bears of S3: capital and debt are Chengdu's, land inside Ziyang is Ziyang's."""
    parts = {row["attribute"]: row for row in figures.rows if row["subject"] == "S3"}
    for city, names in (("chengdu", ("capital", "debt")), ("ziyang", ("land_cost",))):
        first = parts[names[0]]
        figures.add(
            ("S3", "projects"),
            f"cost_paid_by_{city}",
            as_of=first["as_of"],
            source=first["source"],
            value=round(sum(parts[name]["value"] for name in names), 2),
            qualifier="derived",
            published=first.get("published"),
            note="；".join(str(parts[name]["value_text"]) for name in names),
        )
