"""The clock: a quarter played with ticks killed anywhere equals one that was not disturbed; what is told."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.office.supervision.conftest import TODAY, Watching, noon
from tests.office.supervision.quarter import FIRST, LAST, begin_spring, outcome, people_act
from tongcheng.language import Text
from tongcheng.office.audit import chain
from tongcheng.office.progress.models import Period, Sent
from tongcheng.office.supervision import actions, holidays, ticking
from tongcheng.office.supervision.due import run_due
from tongcheng.office.supervision.models import Light
from tongcheng.office.supervision.queries.due import unconfirmed
from tongcheng.office.supervision.ticking import tick

LATE = dt.date(2022, 4, 6)  # the reports of March are late


class KilledError(BaseException):
    """Stands for the process being killed: nothing catches it."""


@dataclass
class Quarter:
    """Plays the spring: ticks every third day, people report, publish and press on fixed days."""

    watching: Watching
    clock: list[dt.datetime]
    kills: random.Random | None = None
    delivered: list[str] = field(default_factory=list)
    killed: int = 0

    def play(self) -> None:
        for number in range(0, (LAST - FIRST).days + 1, 3):
            day = FIRST + dt.timedelta(number)
            self.clock[:] = [noon(day)]
            people_act(self.watching, day, number)
            self._tick(day)

    def _tick(self, day: dt.date) -> None:
        done = False
        while not done:
            try:
                with _killing(self.kills):
                    tick(noon(day), self._deliver)
                done = True
            except KilledError:
                self.killed += 1

    def _deliver(self, sent: Sent, subject: Text) -> bool:
        self.delivered.append(sent.key)
        return True


@contextmanager
def _killing(kills: random.Random | None) -> Iterator[None]:
    """Kill at one random statement, or not at all."""
    left = kills.randint(1, 130) if kills else 0

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal left
        left -= 1
        if left == 0:
            raise KilledError
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        yield


def _into(handed: list[str]) -> Callable[[Sent, Text], bool]:
    def deliver(sent: Sent, subject: Text) -> bool:
        handed.append(sent.key)
        return True

    return deliver


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[dt.datetime]:
    """Django's own clock, which decides whether a period is open."""
    shown = [noon(LATE)]
    monkeypatch.setattr("django.utils.timezone.now", lambda: shown[0])
    return shown


@pytest.fixture
def spring(watching: Watching, clock: list[dt.datetime]) -> Watching:
    begin_spring(watching)
    return watching


def test_a_quarter_with_ticks_killed_anywhere_equals_one_undisturbed(
    spring: Watching, clock: list[dt.datetime]
) -> None:
    calm = Quarter(spring, clock)
    with transaction.atomic():
        calm.play()
        wanted = outcome()
        transaction.set_rollback(True)
    assert not Light.objects.exists()
    disturbed = Quarter(spring, clock, random.Random(20220401))
    disturbed.play()
    found = outcome()
    assert disturbed.killed > 15
    for name, rows in wanted.items():
        assert rows, name
        assert found[name] == rows, name
    lost = {one.key for one in Sent.objects.filter(confirmed__isnull=True)}
    assert len(disturbed.delivered) == len(set(disturbed.delivered))
    assert set(disturbed.delivered) | lost == set(Sent.objects.values_list("key", flat=True))
    assert {one.key for one in unconfirmed(noon(LAST + dt.timedelta(9)))} == lost
    assert chain.verify() is None


def test_a_second_tick_does_nothing(spring: Watching) -> None:
    handed: list[str] = []
    first = tick(noon(LATE), _into(handed))
    assert first.done["lights"] > 0
    assert first.done["periods_opened"] == 12
    assert first.done["reminders"] == len(handed) > 0
    again = tick(noon(LATE), _into(handed))
    assert not any(again.done.values())


def test_a_clock_set_back_is_told_and_nothing_is_done(spring: Watching) -> None:
    tick(noon(TODAY))
    before = Light.objects.count()
    ticked = tick(noon(TODAY - dt.timedelta(40)))
    (said,) = ticked.told
    assert "2022-03-11" in said.zh
    assert "请校准时钟" in said.zh
    assert not ticked.done
    assert Light.objects.count() == before
    assert tick(noon(TODAY) - dt.timedelta(minutes=1)).done


def test_what_nobody_can_deliver_is_told_and_not_claimed(spring: Watching) -> None:
    ticked = tick(noon(LATE))
    assert any("未设置发送方式" in said.zh for said in ticked.told)
    assert not Sent.objects.exists()


def test_what_failed_on_its_way_is_listed_and_never_sent_again(spring: Watching) -> None:
    assert tick(noon(LATE), lambda sent, subject: False).done["reminders"] == 0
    handed: list[str] = []
    later = tick(noon(LATE) + dt.timedelta(hours=1), _into(handed))
    assert not handed
    assert any("未确认发出" in said.zh for said in later.told)


def test_a_year_without_holidays_is_told(spring: Watching, monkeypatch: pytest.MonkeyPatch) -> None:
    known = holidays.Calendar(frozenset({2021}), {}, frozenset())
    monkeypatch.setattr(ticking, "calendar", lambda: known)
    assert any("2022年节假日安排不在表内" in said.zh for said in tick(noon(TODAY)).told)


def test_lapsed_pauses_are_told_and_reminded_of(spring: Watching) -> None:
    asked = actions.ask_pause(spring.act("filler", "征地"), spring.item(), "报批", TODAY + dt.timedelta(30))
    actions.decide_pause(spring.act("joint_office"), asked, True)
    handed: list[str] = []
    ticked = tick(noon(TODAY + dt.timedelta(31)), _into(handed))
    assert any("1个暂缓事项已到期未续" in said.zh for said in ticked.told)
    assert len([key for key in handed if key.startswith(f"pause:{asked.pk}:+1:")]) == 2


def test_periods_are_frozen_after_so_many_days(spring: Watching) -> None:
    tick(noon(FIRST))
    assert not Period.objects.get(code="2022-04").frozen
    ticked = tick(noon(dt.date(2022, 7, 6)))
    assert ticked.done["periods_frozen"] == 4
    assert Period.objects.get(code="2022-04").frozen == noon(dt.date(2022, 7, 6))


def test_the_server_ticks_it(spring: Watching) -> None:
    assert run_due(spring.system())["lights"] > 0


def test_a_tick_takes_few_queries(spring: Watching) -> None:
    tick(noon(TODAY))
    with CaptureQueriesContext(connection) as queries:
        tick(noon(TODAY))
    assert len(queries) < 130
