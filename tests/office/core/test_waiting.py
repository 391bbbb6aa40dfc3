"""The home page's registry: what waits is shown in the order in which it is urgent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from tongcheng.language import Text
from tongcheng.office.core import waiting
from tongcheng.office.core.waiting import Waiting, urgency_of
from tongcheng.office.people.standing import PUBLIC, Standing


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> list[Waiting]:
    rows: list[Waiting] = []

    def give(standing: Standing) -> list[Waiting]:
        return rows

    monkeypatch.setattr(waiting, "_SOURCES", {})
    waiting.register(give)
    waiting.register(give)
    return rows


def _row(zh: str, count: int = 1, **more: object) -> Waiting:
    return Waiting(Text(zh, zh), count, "/x/", **more)


def test_overdue_first_then_by_day_and_nothing_is_left_out(source: list[Waiting]) -> None:
    source += [
        _row("无期限"),
        _row("下月", due=dt.date(2022, 5, 1)),
        _row("明日", due=dt.date(2022, 4, 2), urgency="soon"),
        _row("逾期", due=dt.date(2022, 3, 1), urgency="late"),
        _row("没有", 0),
    ]
    assert [row.title.zh for row in waiting.waiting_for(PUBLIC)] == ["逾期", "明日", "下月", "无期限"]


@pytest.mark.parametrize(
    ("due", "said"),
    [
        (None, "calm"),
        (dt.date(2022, 3, 31), "late"),
        (dt.date(2022, 4, 1), "soon"),
        (dt.date(2022, 4, 4), "soon"),
        (dt.date(2022, 4, 5), "calm"),
    ],
)
def test_urgency_follows_the_day(due: dt.date | None, said: str) -> None:
    assert urgency_of(due, dt.date(2022, 4, 1)) == said


def test_home_shows_what_waits_and_says_when_nothing_does(
    source: list[Waiting], browse: Callable[[str], Client]
) -> None:
    assert "目前没有待办事项" in browse("filler").get("/").content.decode()
    source.append(_row("填报<台账>", 3, due=dt.date(2022, 4, 2), urgency="late", note=Text("三月", "March")))
    page = browse("filler").get("/").content.decode()
    assert "填报&lt;台账&gt;" in page
    assert "已逾期" in page
    assert "2022年4月2日" in page
