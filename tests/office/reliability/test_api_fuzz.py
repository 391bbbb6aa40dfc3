"""schemathesis against the API, in this process, as several roles. ``TONGCHENG_SOAK=1`` sends fifteen times as much.

No request may break the server; every answer is one that the schema describes. Identifiers that exist are put in often,
so that requests reach the actions; whatever they change is undone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import hypothesis.strategies as st
import pytest
import schemathesis
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from ninja import Schema
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.office.reliability import dose
from tests.office.world import World
from tongcheng.office.audit.chain import examine
from tongcheng.office.progress import actions as reporting
from tongcheng.office.progress.models import Ledger, Period
from tongcheng.office.wsgi import application

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = dose(4, 60)
Body = dict[str, Any]


@pytest.fixture
def known(world: World) -> dict[str, list[Any]]:
    """Identifiers that exist, by the names that the API gives them."""
    periods = reporting.open_periods(world.act("joint_office"), [world.list], 2022, "quarter")
    entry = reporting.Entry(world.units["roads_a"].pk, world.items["1"].pk, {"progress": "过半"}, None, ())
    ledger = Ledger(period=periods[0], unit=world.units["roads_a"])
    saved = reporting.save_reports(world.act("filler"), [ledger], [entry])
    items, units = [str(one.uid) for one in world.items.values()], [one.code for one in world.units.values()]
    assert world.list is not None
    return {
        "pk": [world.list.pk, saved.ledgers[0].pk, *(one.pk for one in world.people.values())],
        "uid": items,
        "code": [one.code for one in Period.objects.all()[:3]],
        "number": [1, 2],
        "unit": units,
        "unit_id": [one.pk for one in world.units.values()],
        "list": [world.list.code],
        "city": [one.code for one in world.cities.values()],
    }


def _place(body: Any, known: dict[str, list[Any]], draw: Callable[..., Any]) -> Any:
    """Put what exists into a body, by the names of its fields."""
    pools = {
        "keeper": known["unit"],
        "reporting_unit": known["unit"],
        "unit": known["unit"] + known["unit_id"],
        "parent": known["unit_id"],
        "successor": known["pk"],
        "draft": known["uid"],
        "into": known["uid"],
        "to": known["pk"],
        "item": known["pk"],
        "reason": ["经会议研究"],
        "revision": [1, 2],
        "role": ["filler", "leader"],
        "kind": ["task", "project", "month", "regular"],
    }
    plural = {"leads": known["unit"], "supporting": known["unit"], "cities": known["city"], "lists": known["list"]}
    plural |= {"others": known["uid"], "order": known["uid"]}
    if isinstance(body, list):
        return [_place(one, known, draw) for one in body]
    if not isinstance(body, dict):
        return body
    made = {name: _place(value, known, draw) for name, value in body.items()}
    for name in made:
        if name in pools and draw(st.integers(0, 3)):
            made[name] = draw(st.sampled_from(pools[name]))
        elif name in plural and draw(st.integers(0, 3)):
            made[name] = draw(st.lists(st.sampled_from(plural[name]), max_size=3))
    return made


def _schema() -> Any:
    return schemathesis.openapi.from_wsgi("/api/openapi.json", application)


def _signed_in(client: Client) -> dict[str, Any]:
    token = "t" * 32
    cookies = {name: morsel.value for name, morsel in client.cookies.items()} | {"csrftoken": token}
    return {"cookies": cookies, "headers": {"X-CSRFToken": token}}


@pytest.mark.parametrize("who", ["joint_office", "filler", "administrator", "public"])
def test_api(world: World, browse: Callable[[str], Client], known: dict[str, list[Any]], who: str) -> None:
    session = _signed_in(browse(who))
    wrong: dict[str, str] = {}
    for found in _schema().get_all_operations():
        operation = found.ok()

        @settings(
            max_examples=EXAMPLES if who != "public" else 2,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(), data=st.data())
        def one(case: Any, data: Any) -> None:
            for name in case.path_parameters or {}:
                if name in known and data.draw(st.integers(0, 3)):
                    case.path_parameters[name] = data.draw(st.sampled_from(known[name]))
            case.body = _place(case.body, known, data.draw)
            with transaction.atomic():
                answer = case.call(**session)
                transaction.set_rollback(True)
            case.validate_response(answer, checks=CHECKS)
            if who == "public":
                assert answer.status_code in (401, 403, 404), answer.status_code  # 404: no such address

        try:
            one()
        except BaseException as error:  # all at once; a group of failures is no Exception
            if isinstance(error, KeyboardInterrupt):
                raise
            wrong[f"{operation.method} {operation.path}"] = str(error)[:1500]
    assert wrong == {}, "\n\n".join(f"{name}\n{why}" for name, why in wrong.items())
    assert examine().broken is None


@pytest.mark.parametrize(
    "body",
    [
        b'{"code": "a", "name": "\\u0000", "kind": "task", "keeper": "office"}',
        b'{"code": "a", "name": "\\ud800", "kind": "task", "keeper": "office"}',
        b'{"code": "a\\udc00", "name": "n", "kind": "task", "keeper": "office"}',
        b'{"\\u0000": "a"}',
        b'{"year": 9223372036854775808}',
        b'{"year": NaN}',
        b'{"year": 1e999}',
        b'{"year": ' + b"9" * 5000 + b"}",
        b"[" * 50_000,
        b'{"name": ' + b"[" * 200 + b"]" * 200 + b"}",
        b"\xff\xfe{}",
        b"{",
    ],
)
def test_what_no_database_can_keep_is_refused_at_the_door(
    world: World, browse: Callable[[str], Client], body: bytes
) -> None:
    answer = browse("joint_office").post("/api/lists/", body, content_type="application/json")
    assert answer.status_code == 400


def test_no_two_schemas_share_a_name() -> None:
    """The schema of the API knows them by name alone: the second would take the place of the first."""
    names = [one.__name__ for one in _below(Schema) if one.__module__.startswith("tongcheng.")]
    assert sorted({name for name in names if names.count(name) > 1}) == []


def _below(kind: type) -> set[type]:
    return {kind}.union(*(_below(one) for one in kind.__subclasses__()))
