"""Role × action × state, walked completely: the rule, the action itself, its page and its API say what the table says.

``table.csv`` is written by hand. For every action and state it names who may; a role that is not named is refused. A
refused action leaves no event and changes no row; a done one leaves at least one event.
"""

from __future__ import annotations

import csv
import html
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from tests.office.reliability.walking import Subject
from tests.office.reliability.walking_rest import TRIES, Files
from tests.office.reliability.whole import Whole
from tests.office.world import ROLES
from tongcheng.errors import InputError
from tongcheng.language import Text
from tongcheng.office.audit.models import Event
from tongcheng.office.core.acting import ACTIONS, RefusedError

WHO = (*ROLES, "filler_b", "unit_head_b", "city_office_b", "public")
Enter = Callable[[str], Client]


@dataclass(frozen=True)
class Line:
    """A line of the table."""

    action: str
    states: tuple[str, ...]
    allowed: frozenset[str]
    finer: frozenset[str]
    channels: frozenset[str]


def _table() -> list[Line]:
    text = (Path(__file__).parent / "table.csv").read_text(encoding="utf-8")
    return [
        Line(
            row["action"],
            tuple(row["states"].split()),
            *(frozenset(row[name].split()) for name in ("allowed", "finer", "channels")),
        )
        for row in csv.DictReader(text.splitlines())
    ]


#: Apps whose tests walk role by action by state themselves, and the loaders of samples, which no reader reaches.
WALKED_BY_THEIR_OWN = (
    "cross_services.",
    "documents.",
    "meetings.",
    "opportunities.",
    "publication.",
    "seeds.",
    "workbench.",
)
TABLE = _table()
NAMES = sorted({line.action for line in TABLE if line.action in TRIES})


@contextmanager
def _undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_the_table_names_every_action() -> None:
    here = {name for name in ACTIONS if not name.startswith(WALKED_BY_THEIR_OWN)}
    assert {line.action for line in TABLE} == here == set(TRIES)
    for line in TABLE:
        assert line.allowed | line.finer <= set(WHO), line
    several = [(line.action, state) for line in TABLE for state in line.states]
    assert len(several) == len(set(several))
    assert all({line.action: None for line in TABLE if line.allowed}.keys() >= {name} for name in here)


def _written() -> int:
    """Count the rows that were ever written by this connection, on SQLite."""
    return connection.connection.total_changes if connection.vendor == "sqlite" else 0


def _by_action(whole: Whole, name: str, who: str, subject: Subject) -> bool:
    run = TRIES[name].run
    one, act = subject(), whole.act(who)
    events, written = Event.objects.count(), _written()
    try:
        run(whole, act, one)
    except RefusedError:
        assert Event.objects.count() == events
        assert _written() == written, "a refused action wrote"
        return False
    assert Event.objects.count() > events, "done without an event"
    return True


def _by_page(whole: Whole, client: Client, name: str, subject: Subject, why: Text | None) -> bool | int | str:
    page = TRIES[name].page
    assert page is not None
    url, data = page(whole, subject())
    events = Event.objects.count()
    answer = client.post(url, _filled(client, url) if data is None else data)
    recorded = Event.objects.count() > events
    if data is None and answer.status_code == 422 and not recorded:
        return False  # who may not see the form cannot fill it
    return _verdict(answer, recorded, why)


def _by_api(whole: Whole, client: Client, name: str, subject: Subject, why: Text | None) -> bool | int | str:
    api = TRIES[name].api
    assert api is not None
    method, path, body = api(whole, subject())
    events = Event.objects.count()
    if isinstance(body, Files):
        answer = getattr(client, method)(f"/api/{path}", body)
    else:
        sent = {} if body is None else {"data": json.dumps(body)}
        answer = getattr(client, method)(f"/api/{path}", **sent, content_type="application/json")
    return _verdict(answer, Event.objects.count() > events, why)


def _filled(client: Client, url: str) -> dict[str, Any]:
    """Give a form as the page shows it, with another officer."""
    shown = client.get(url)
    fields = shown.context["form"] if shown.status_code == 200 and shown.context else ()
    found = {bound.html_name: value for bound in fields if (value := bound.value()) not in (None, "")}
    found |= {bound.html_initial_name: value for bound in fields if (value := bound.value()) not in (None, "")}
    return found | {"officer": "王某", "initial-officer": ""}


def _verdict(answer: Any, recorded: bool, why: Text | None) -> bool | int | str:
    """Give whether it was done; a status that is neither done nor refused as it is; a refusal says why in words."""
    if recorded:
        return True if answer.status_code in (200, 201, 204, 302) else int(answer.status_code)
    if answer.status_code == 403 and why is not None and why.zh not in _said(answer):
        return f"403 without “{why.zh}”"
    login = answer.status_code == 302 and "/login/" in answer.headers["Location"]
    return False if login or answer.status_code in (401, 403, 404) else int(answer.status_code)


def _said(answer: Any) -> str:
    """Give the words of a page or of the API's answer."""
    words = answer.content.decode()
    json_sent = answer.headers["Content-Type"].startswith("application/json")
    return json.dumps(json.loads(words), ensure_ascii=False) if json_sent else html.unescape(words)


@pytest.mark.parametrize("name", [name for name in NAMES if not name.startswith("lists.")])
def test_walk(whole: Whole, enter: Enter, name: str) -> None:
    walk(whole, enter, name)


def walk(whole: Whole, enter: Enter, name: str) -> None:
    """Walk one action through all states, roles and channels."""
    clients, wrong = {who: enter(who) for who in WHO}, []
    for line in (one for one in TABLE if one.action == name):
        tried = TRIES[name]
        channels = line.channels
        assert "page" not in channels or tried.page is not None, f"{name}: page"
        assert "api" not in channels or tried.api is not None, f"{name}: api"
        for state in line.states:
            with _undone():
                subject = tried.subject(whole, state)
                for who in WHO:
                    expected = who in line.allowed
                    why = ACTIONS[name].rule(whole.world.standing(who), subject())
                    ruled = why is None
                    if ruled != (expected or who in line.finer):
                        wrong.append((state, who, "rule", ruled))
                    with _undone():
                        done: bool | int | str
                        try:
                            done = _by_action(whole, name, who, subject)
                        except (InputError, AssertionError) as error:
                            done = f"{error!r}"[:300]
                    if done is not expected:
                        wrong.append((state, who, "action", done))
                    for channel, run in (("page", _by_page), ("api", _by_api)):
                        if channel not in channels:
                            continue
                        with _undone():
                            answer = run(whole, clients[who], name, subject, why)
                        if answer is not expected:
                            wrong.append((state, who, channel, answer))
    assert wrong == []
