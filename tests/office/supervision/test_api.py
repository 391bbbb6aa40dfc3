"""The API: the same actions and the same rights as the pages; what other apps ask of this one."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.test import Client

from tests.office.supervision.conftest import TODAY, Watching
from tongcheng.office.people.handover import open_work, work_of_unit
from tongcheng.office.people.panels import panels_of
from tongcheng.office.supervision import actions
from tongcheng.office.supervision.presets import preset

Browse = Callable[[str], Client]


def _send(client: Client, path: str, body: Any) -> Any:
    return client.post(f"/api/supervision/{path}", json.dumps(body), content_type="application/json")


def test_the_board_and_a_step(watching: Watching, browse: Browse) -> None:
    watching.propose()
    told = browse("joint_office").get("/api/supervision/lights", {"colour": "yellow"}).json()
    (row,) = [one for one in told["rows"] if one["code"] == "1"]
    (lit,) = [one for one in row["lights"] if one["aspect"] == "pace"]
    assert (lit["proposed"], lit["published"], lit["step"]) == ("yellow", "", "proposed")
    assert browse("filler_b").get("/api/supervision/lights").json()["total"] == 1
    seen = {"lights": [{"id": lit["id"], "light": lit["light"], "steps": lit["steps"]}]}
    assert _send(browse("leader"), "lights/verify", seen).status_code == 403
    assert _send(browse("filler_b"), "lights/verify", seen).status_code == 404
    assert _send(browse("joint_office"), "lights/verify", seen).json() == {"done": 1}
    assert _send(browse("supervisor"), "lights/verify", seen).status_code in (403, 409)
    assert _send(browse("joint_office"), "lights/paint", seen).status_code == 404
    assert browse("public").get("/api/supervision/lights").status_code == 401


def test_orders_and_the_check_of_a_rule(watching: Watching, browse: Browse, monkeypatch: Any) -> None:
    body = {"kind": "reminder", "units": ["roads_a"], "title": "催办", "text": "请抓紧", "due": "2099-01-01"}
    (order,) = _send(browse("supervisor"), "orders", body).json()
    assert order["state"] == "issued"
    assert _send(browse("supervisor"), "orders", body | {"units": ["nobody"]}).status_code == 422
    assert _send(browse("supervisor"), "orders", body | {"units": ["province"]}).status_code == 403
    assert len(browse("filler").get("/api/supervision/orders").json()) == 1
    assert _send(browse("filler_b"), f"orders/{order['id']}/answer", {"answer": "x"}).status_code == 404
    assert _send(browse("filler"), f"orders/{order['id']}/answer", {"answer": "已办"}).json()["state"] == "answered"
    definition = json.loads(json.dumps(preset("LIGHT-YC").definition))
    assert _send(browse("filler"), "rules/check", {"definition": definition}).json() == {"whole": True}
    definition["aspects"]["pace"]["bands"].pop(1)
    wrong = _send(browse("filler"), "rules/check", {"definition": definition})
    assert wrong.status_code == 422
    assert wrong.json()["problems"][0]["column"] == "pace.bands"


def test_what_other_apps_ask(watching: Watching) -> None:
    unit = watching.world.units["roads_a"]
    draft = actions.Draft("reminder", unit, "催办", "请抓紧", TODAY, watching.item())
    actions.issue_orders(watching.act("supervisor"), [draft])
    asked = actions.ask_pause(watching.act("filler", "征地"), watching.item(), "报批", TODAY.replace(month=6))
    assert any("催办" in piece.label for work in work_of_unit(unit) for piece in work.pieces)
    assert any(
        str(asked) == piece.label for work in open_work(watching.world.people["filler"]) for piece in work.pieces
    )
    assert any(work.title.zh.startswith("已发出") for work in open_work(watching.world.people["supervisor"]))
    (panel,) = [one for one in panels_of(watching.world.standing("filler"), unit) if one.title.zh == "来文"]
    assert panel.count == 1
