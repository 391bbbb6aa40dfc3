"""Stages, dates and what waits for what, by hand and as properties."""

from __future__ import annotations

import itertools
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongcheng.plan.phases import (
    Dated,
    Span,
    can_follow,
    place,
    quarter_name,
    quarter_of,
    schedule,
    span_of,
    spread_over_stages,
    stage_of,
    stages,
)

TODAY = date(2022, 6, 30)


def dated(name: str, start: str, finish: str, stage: int, *, started: bool = False) -> Dated:
    return Dated(name, name, span_of(start, finish), stage, started)


def test_stages_follow_each_other_without_a_hole() -> None:
    found = stages()
    assert [stage.stage for stage in found] == ["starting", "growing", "advancing"]
    assert all(one.last + 1 == two.first for one, two in itertools.pairwise(found))
    assert (found[0].first_year, found[-1].last_year) == (2020, 2035)


def test_a_chain_by_hand() -> None:
    """b waits for a, c for b: b was to start too early and is pushed on, c keeps its date and has slack."""
    rows = schedule(
        [
            dated("a", "2023-01", "2023-12", 1),
            dated("b", "2023-07", "2024-06", 1),
            dated("c", "2026-01", "2026-12", 2),
        ],
        [("b", "a"), ("c", "b")],
        today=TODAY,
    ).set_index("project")
    assert rows["start"].tolist() == ["2023Q1", "2024Q1", "2026Q1"]
    assert rows["finish"].tolist() == ["2023Q4", "2024Q4", "2026Q4"]
    # a may end as late as b may start: b must end by 2025Q4, so start by 2025Q1, so a ends by 2024Q4.
    assert rows["slack"].tolist() == [4.0, 4.0, 36.0]
    assert "a" in rows.loc["b", "flags_en"]
    assert rows.loc["b", "original_start"] == "2023Q3"
    assert rows.loc["c", "flags_en"] == ""


def test_late_moved_overlong_and_undated_projects_are_flagged() -> None:
    rows = schedule(
        [
            dated("late", "2020-01", "2022-03", 0, started=True),
            dated("moved", "2024-01", "2025-06", 2),
            dated("long", "2023-01", "2025-12", 1),
            dated("behind", "2023-01", "2023-12", 1),
            Dated("undated", "undated", None, 1, False),
        ],
        [("behind", "long")],
        today=TODAY,
    ).set_index("project")
    assert rows.loc["late", ["start", "finish"]].tolist() == ["2020Q1", "2022Q3"]
    assert "passed" in rows.loc["late", "flags_en"]
    assert rows.loc["moved", ["start", "finish"]].tolist() == ["2026Q1", "2027Q2"]
    assert "advancing" in rows.loc["moved", "flags_en"]
    assert "does not fit" in rows.loc["behind", "flags_en"]
    assert rows.loc["behind", "slack"] == -4
    assert rows.loc["behind", "critical"]
    assert rows.loc["undated", "start"] == ""
    assert "not published" in rows.loc["undated", "flags_en"]


spans = st.builds(lambda start, length: Span(start, start + length), st.integers(8080, 8110), st.integers(0, 15))


@given(spans, st.sampled_from(stages()), st.integers(8080, 8130))
def test_a_project_is_moved_only_to_reach_its_stage(span: Span, stage, not_before: int) -> None:
    moved = place(span, stage, not_before=not_before)
    assert moved.quarters == span.quarters
    assert moved.start >= max(span.start, not_before)
    assert moved.finish >= stage.first
    early = max(span.start, not_before)
    if moved.start > early:
        assert early + span.quarters - 1 < stage.first
        assert moved.start == stage.first or moved.finish == stage.last


@given(spans, st.integers(0, 2))
def test_cost_is_spread_once(span: Span, stage: int) -> None:
    parts = spread_over_stages(span, stage)
    inside = max(0, span.finish - max(span.start, stages()[0].first) + 1) / span.quarters
    assert sum(parts) == pytest.approx(inside)
    assert sum(spread_over_stages(None, stage)) == 1


@given(st.lists(spans, min_size=2, max_size=6), st.data())
@settings(max_examples=60, deadline=None)
def test_nobody_starts_before_what_he_waits_for_is_finished(several: list[Span], data: st.DataObject) -> None:
    names = [f"p{number}" for number in range(len(several))]
    projects = [
        Dated(name, name, span, max(stage_of(span.finish), 0), False)
        for name, span in zip(names, several, strict=True)
    ]
    waits = [
        (late, early) for number, late in enumerate(names) for early in names[:number] if data.draw(st.booleans())
    ]
    rows = schedule(projects, waits, today=TODAY).set_index("project")
    quarter = {name: (span_of(row["start"], row["finish"])) for name, row in rows.iterrows()}
    now = quarter_of(TODAY)
    for late, early in waits:
        assert quarter[late].start > quarter[early].finish
    for name, row in rows.iterrows():
        span = quarter[name]
        assert span.start > now
        held = [quarter[early].finish + 1 for late, early in waits if late == name]
        least = max(
            [
                now + 1,
                place(several[names.index(name)], stages()[projects[names.index(name)].stage], not_before=0).start,
                *held,
            ]
        )
        assert span.start == least, "as early as it may"
        assert row["critical"] == (row["slack"] <= 0)


def test_a_circle_is_refused() -> None:
    two = [dated("a", "2023", "2023", 1), dated("b", "2024", "2024", 1)]
    with pytest.raises(ValueError, match="wait for each other"):
        schedule(two, [("a", "b"), ("b", "a")], today=TODAY)


def test_two_long_projects_do_not_follow_in_a_short_stage() -> None:
    long, short = span_of("2023-01", "2024-12"), span_of("2023-01", "2023-12")
    assert [can_follow(long, short, stage, not_before=quarter_of(TODAY)) for stage in stages()] == [False, True, True]
    assert quarter_name(8092) == "2023Q1"
