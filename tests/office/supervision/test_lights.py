"""Lights are a function of rule, day and facts; the published rules of real places judge as published."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.office.supervision.facts import RULES, TODAY, days, facts, percent, previous, rules
from tongcheng.office.supervision.lights import (
    MEASURES,
    Facts,
    PeriodFact,
    PreviousLight,
    ReportFact,
    RuleDefinition,
    cycle_of,
    cycles_back,
    light,
    lights,
    worst,
)

YC, SY, JD, TWO = (RULES[code] for code in ("LIGHT-YC", "LIGHT-SY", "LIGHT-JD", "LIGHT-2Y"))


def _report(**values: object) -> ReportFact:
    return ReportFact(dt.date(2022, 3, 31), "orderly", **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("done", "colour"),
    [(75, "green"), (80, "green"), (66, "green"), (65, "yellow"), (45, "yellow"), (44, "red")],
)
def test_yinchuan_by_points_behind(done: int, colour: str) -> None:
    steps = (percent(50, dt.date(2022, 2, 28)), percent(75, dt.date(2022, 3, 31)), percent(100, dt.date(2022, 6, 30)))
    lit = light(YC, "pace", TODAY, Facts(milestones=steps, report=_report(percent=Decimal(done))))
    assert lit is not None
    assert lit.colour == colour
    assert "按计划应完成75%" in lit.why.zh


@pytest.mark.parametrize(("month", "colour"), [(5, "green"), (4, "yellow"), (3, "yellow"), (2, "red")])
def test_yinchuan_by_months_of_a_missed_start(month: int, colour: str) -> None:
    missed = Facts(kind="project", start_due=dt.date(2022, month, 1))
    lit = light(YC, "start", TODAY, missed)
    assert lit is not None
    assert (lit.colour, lit.word) == (colour, "not_started")
    begun = light(YC, "start", TODAY, replace(missed, started=TODAY))
    assert begun is not None
    assert (begun.colour, begun.word) == ("green", "")
    assert light(YC, "start", TODAY, replace(missed, kind="matter")) is None


@pytest.mark.parametrize(
    ("due", "colour"),
    [("2022-05-10", "green"), ("2022-04-11", "green"), ("2022-04-10", "yellow"), ("2022-02-11", "yellow"), ("2022-02-10", "red")],
)  # fmt: skip
def test_yinchuan_by_months_without_a_report(due: str, colour: str) -> None:
    owed = Facts(periods=(PeriodFact(dt.date(2022, 1, 31), dt.date.fromisoformat(due)),))
    lit = light(YC, "reporting", TODAY, owed)
    assert lit is not None
    assert lit.colour == colour


@pytest.mark.parametrize(
    ("invested", "colour"), [("2.47", "green"), ("2.4", "yellow"), ("1.24", "yellow"), ("1.2", "red")]
)
def test_sanya_by_money_in_step_with_the_year(invested: str, colour: str) -> None:
    money = Facts(kind="project", year_plan=Decimal(10), report=_report(invested_this_year=Decimal(invested)))
    lit = light(SY, "money", TODAY, money)
    assert lit is not None
    assert lit.colour == colour
    assert "序时计划2.47亿元" in lit.why.zh


def test_sanya_by_targets_missed_in_a_row() -> None:
    steps = [percent(10 * month, dt.date(2022, month, 28)) for month in (2, 3, 4)]
    for reached, colour in (((1, 1, 1), "green"), ((1, 1, 0), "yellow"), ((1, 0, 0), "red"), ((0, 0, 1), "green")):
        rows = tuple(replace(one, reached=one.due if got else None) for one, got in zip(steps, reached, strict=True))
        lit = light(SY, "pace", TODAY, Facts(kind="matter", milestones=rows))
        assert lit is not None
        assert lit.colour == colour


def test_jiangdong_forecast_reason_and_two_in_a_row() -> None:
    late = Facts(milestones=(percent(50, dt.date(2022, 5, 1)),))
    assert light(JD, "pace", TODAY, late).colour == "yellow"  # type: ignore[union-attr]
    assert light(JD, "pace", TODAY, Facts(due=dt.date(2022, 6, 1), confidence="at_risk")).colour == "yellow"  # type: ignore[union-attr]
    silent = replace(late, report=ReportFact(dt.date(2022, 5, 1), "late"))
    assert light(JD, "pace", TODAY, silent).colour == "red"  # type: ignore[union-attr]
    (before,) = cycles_back(JD.every, TODAY, 1)
    again = light(JD, "pace", TODAY, replace(late, previous=(PreviousLight("pace", before, "yellow"),)))
    assert again is not None
    assert again.colour == "red"
    assert again.why.zh.endswith("已连续2期亮黄灯，升为红灯。")


def test_a_run_is_broken_by_a_cycle_without_yellow() -> None:
    late = Facts(milestones=(percent(50, dt.date(2022, 5, 1)),))
    march = (PreviousLight("pace", dt.date(2022, 3, 1), "yellow"),)
    april = (PreviousLight("pace", dt.date(2022, 4, 1), "green"), *march)
    for earlier in (march, april):
        assert light(TWO, "pace", TODAY, replace(late, previous=earlier)).colour == "yellow"  # type: ignore[union-attr]


def test_no_data_and_a_pause_show_a_word_and_no_colour() -> None:
    assert lights(TWO, TODAY, Facts()) == {}  # nothing to measure by
    steps = (percent(50, dt.date(2022, 3, 31)),)
    for rule, given_facts, word in (
        (YC, Facts(milestones=steps), "unknown"),
        (TWO, Facts(state="paused", due=dt.date(2022, 1, 1)), "paused"),
    ):
        (lit,) = lights(rule, TODAY, given_facts).values()
        assert (lit.colour, lit.word) == ("", word)
    soon = light(TWO, "pace", TODAY, Facts(milestones=(percent(50, dt.date(2022, 5, 15)),)))
    assert soon is not None
    assert (soon.colour, soon.word) == ("green", "due_soon")


@settings(max_examples=150, deadline=None)
@given(rules, days, st.data())
def test_a_light_depends_on_nothing_but_its_inputs(rule: RuleDefinition, on: dt.date, data: st.DataObject) -> None:
    given_facts = replace(data.draw(facts), previous=data.draw(previous(rule, on)))
    for aspect, lit in lights(rule, on, given_facts).items():
        kept = json.loads(json.dumps(lit.inputs))
        assert light(rule, aspect, on, Facts.from_record(kept)) == lit
        assert light(rule, aspect, on, given_facts) == lit
        assert lit.why.zh.endswith("。")
        assert len(lit.why.zh) <= 400
        assert len(lit.why.en) <= 600


@settings(max_examples=100, deadline=None)
@given(facts)
def test_facts_are_kept_without_loss(given_facts: Facts) -> None:
    kept = json.loads(json.dumps(given_facts.as_record()))
    assert Facts.from_record(kept) == given_facts


@settings(max_examples=100, deadline=None)
@given(rules, days, facts, st.integers(0, 60))
def test_lateness_never_makes_a_light_milder(
    rule: RuleDefinition, on: dt.date, given_facts: Facts, more: int
) -> None:
    """The later a milestone that is not reached, the worse or the same the light, runs aside."""
    for aspect, wanted in rule.aspects.items():
        if wanted.measure not in ("days_late", "months_start_late", "months_unreported"):
            continue
        now, later = (light(rule, aspect, day, given_facts) for day in (on, on + dt.timedelta(more)))
        if now and later and now.colour and later.colour:
            assert worst([now.colour, later.colour]) == later.colour


@given(days, st.sampled_from(["month", "quarter", "week", 3, 10]))
def test_cycles_follow_each_other(on: dt.date, every: str | int) -> None:
    first = cycle_of(every, on)
    assert first <= on
    assert cycle_of(every, first) == first
    (before,) = cycles_back(every, on, 1)
    assert cycle_of(every, first - dt.timedelta(1)) == before < first


def test_every_measure_says_why_it_cannot_measure() -> None:
    for name, measure in MEASURES.items():
        measured = measure.take(Facts(), TODAY)
        assert measured.value is None, name
        assert measured.said.zh
        assert measured.said.en
