"""A tiny circle with a project whose money can be worked out by hand."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tests.tiny import tiny_region
from tongcheng.region import Region
from tongcheng.results import make_results

#: Person-minutes saved a day, by place.
SAVED = {"tiny": (6000.0, 5000.0, 8000.0), "A": (4500.0, 4000.0, 6000.0), "B": (1500.0, 1000.0, 2000.0)}


def figure(
    attribute: str, value: float, unit: str = "亿元", *, subject: str = "p1", as_of: str = "2022"
) -> dict[str, Any]:
    """Make a row of ``figures``."""
    return {
        "figure": f"{subject}.{attribute}.{as_of}", "subject": subject, "attribute": attribute, "value": value,
        "unit": unit, "as_of": as_of, "basis": "synthetic", "source": "tiny",
    }  # fmt: skip


def effect(indicator: str, place: str, value: float, project: str = "p1", **more: Any) -> dict[str, Any]:
    """Make a row of effects of a project under the borders of today."""
    level = "region" if place == "tiny" else "city" if len(place) == 1 else "county"
    unit = "person-minute/day" if indicator.startswith("time_saved") else "person"
    return {
        "sector": "transport", "indicator": indicator, "level": level, "place": place, "borders": "today",
        "scenario": project, "mode": "drive", "value": value, "unit": unit, "year": "2020", "basis": "modelled", **more,
    }  # fmt: skip


def saved(project: str = "p1", times: float = 1.0, indicator: str = "time_saved") -> list[dict[str, Any]]:
    """Make the time that a project saves."""
    return [
        effect(indicator, place, times * value, project, low=times * low, high=times * high)
        for place, (value, low, high) in SAVED.items()
    ]


def circle(*figures: dict[str, Any], fictional: bool = True, **changes: Any) -> Region:
    """Make the tiny circle with figures, and with its project changed."""
    region = tiny_region(fictional=fictional)
    rows = pd.DataFrame(list(figures)).assign(basis="synthetic" if fictional else "official")
    project = region["projects"].assign(**{"start": "2022-01", "finish": "2023-12", "name": "北部连接路", **changes})
    figures_table = pd.concat([region["figures"], rows], ignore_index=True)
    return region.with_tables({"figures": figures_table, "projects": project})


def with_projects(region: Region, *projects: dict[str, Any]) -> Region:
    """Add projects to a circle."""
    first = region["projects"].iloc[0].to_dict()
    rows = pd.concat([region["projects"], pd.DataFrame([{**first, **one} for one in projects])], ignore_index=True)
    return region.with_tables({"projects": rows})


def effects(*rows: dict[str, Any]) -> pd.DataFrame:
    """Make the table of effects."""
    return make_results(list(rows))
