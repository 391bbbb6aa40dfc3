"""What the sections of the plan share."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd

from tongcheng.language import NOTHING, Text
from tongcheng.plan.phases import stages
from tongcheng.render.numbers import period
from tongcheng.runs.pipeline import Run
from tongcheng.runs.report.words import name_of

STAGES: dict[str, Text] = {stage.stage: stage.label for stage in stages()}


def records(frame: pd.DataFrame) -> list[dict[Hashable, Any]]:
    """Give the rows of a frame."""
    return list(frame.to_dict("records"))


def facts(run: Run) -> dict[str, str]:
    """Give what is known of the plan as a whole; empty in a run without one."""
    table = run.tables.get("plan_facts")
    return {} if table is None else dict(zip(table["key"], table["value"], strict=True))


def fact(known: dict[str, str], name: str) -> Text:
    """Give a fact that stands in both languages."""
    return Text(known.get(f"{name}_zh", ""), known.get(f"{name}_en", ""))


def cities_words(names: dict[str, Text], cities: str) -> Text:
    """Name the cities of a list."""
    parts = [name_of(names, city) for city in cities.split(";") if city]
    return Text("、".join(part.zh for part in parts), ", ".join(part.en for part in parts))


def stage_words(stage: str) -> Text:
    """Name a stage."""
    return STAGES.get(stage, NOTHING)


def dates_words(start: str, finish: str) -> Text:
    """Write a span of quarters."""
    if not start or not finish:
        return Text("时间未定", "dates not set")
    one, two = period(start), period(finish)
    return Text(f"{one.zh}—{two.zh}", f"{one.en} – {two.en}")


def money_note(known: dict[str, str]) -> Text:
    """Say in which prices money stands."""
    year = known.get("base_year", "")
    return Text(f"金额为 {year} 年价，不含社会资本。", f"Money in prices of {year}, private money not included.")
