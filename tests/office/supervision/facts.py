"""Facts and rules as hypothesis draws them, and rules written by hand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from hypothesis import strategies as st

from tongcheng.office.supervision.lights import (
    Facts,
    MilestoneFact,
    PeriodFact,
    PreviousLight,
    ReportFact,
    RuleDefinition,
    cycles_back,
    read_rule,
)
from tongcheng.office.supervision.presets import presets

TODAY = dt.date(2022, 5, 10)
RULES = {one.code: read_rule(one.definition, one.code) for one in presets()}

days = st.dates(dt.date(2021, 1, 1), dt.date(2022, 12, 31))
numbers = st.decimals(0, 200, places=2)
milestones = st.builds(
    MilestoneFact,
    text=st.sampled_from(["主体完工", "完成50%"]),
    kind=st.sampled_from(["percent", "gate", "text"]),
    target=st.none() | numbers,
    due=st.none() | days,
    original_due=st.none() | days,
    reached=st.none() | days,
)
reports = st.builds(
    ReportFact,
    as_of=days,
    word=st.sampled_from(["", "not_started", "orderly", "done", "late"]),
    percent=st.none() | numbers,
    invested_this_year=st.none() | numbers,
    explained=st.booleans(),
)
periods = st.builds(PeriodFact, last_day=days, due=st.none() | days, reported=st.none() | days)
rules = st.sampled_from(list(RULES.values()))


def previous(rule: RuleDefinition, on: dt.date) -> st.SearchStrategy[tuple[PreviousLight, ...]]:
    cycles = cycles_back(rule.every, on, 3)
    one = st.builds(
        PreviousLight,
        aspect=st.sampled_from(["pace", "start"]),
        cycle=st.sampled_from(cycles),
        colour=st.sampled_from(["", "green", "yellow", "red"]),
    )
    return st.lists(one, max_size=4).map(tuple)


facts = st.builds(
    Facts,
    kind=st.sampled_from(["project", "matter"]),
    state=st.sampled_from(["active", "paused", "done"]),
    due=st.none() | days,
    original_due=st.none() | days,
    start_due=st.none() | days,
    started=st.none() | days,
    year_plan=st.none() | numbers,
    confidence=st.sampled_from(["", "on_time", "at_risk", "late"]),
    report=st.none() | reports,
    milestones=st.lists(milestones, max_size=4).map(tuple),
    periods=st.lists(periods, max_size=4).map(tuple),
)


def percent(target: int, due: dt.date, **more: object) -> MilestoneFact:
    return MilestoneFact(f"完成{target}%", "percent", Decimal(target), due, due, **more)  # type: ignore[arg-type]
