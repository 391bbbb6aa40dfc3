"""Role × action × state, walked completely through every channel: the action itself, the page, the API."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.office.progress.conftest import PDF, Reporting
from tests.office.world import ROLES
from tongcheng.office.core.acting import RefusedError
from tongcheng.office.progress import actions
from tongcheng.office.progress.models import Ledger

WHO = (*ROLES, "filler_b", "unit_head_b", "city_office_b", "city_office_2", "joint_office_2", "public")
STATES = ("none", "draft", "returned", "signed", "city_accepted", "accepted")
WHAT = ("save", "add_evidence", "sign", "scan", "accept_city", "accept", "return", "correct")
_CITY, _JOINT = {"city_office", "city_office_2"}, {"joint_office", "joint_office_2"}
_FILL = {"filler", "unit_head"} | _CITY | _JOINT
_WATCH = {"secretary", "supervisor", "leader", "auditor"}

#: Everything that is allowed about a ledger of 甲市交通局 that its filler filled, its head signed, the first of each
#: office accepted; what is not named here is refused.
ALLOWED: dict[tuple[str, str], set[str]] = {
    ("none", "save"): _FILL,
    ("none", "add_evidence"): _FILL,
    ("draft", "save"): _FILL,
    ("draft", "add_evidence"): _FILL,
    ("draft", "sign"): {"unit_head"},
    ("draft", "scan"): _FILL,
    ("returned", "save"): _FILL,
    ("returned", "add_evidence"): _FILL,
    ("returned", "sign"): {"unit_head"},
    ("returned", "scan"): _FILL,
    ("signed", "accept_city"): _CITY,
    ("signed", "return"): {"unit_head"} | _CITY | _JOINT,
    ("city_accepted", "accept"): _JOINT,
    ("city_accepted", "return"): _JOINT,
    ("accepted", "correct"): _FILL,
}


def _undone(run: Callable[[], bool]) -> bool:
    """Do one step of the walk and undo it."""
    with transaction.atomic():
        done = run()
        transaction.set_rollback(True)
    return done


def _by_action(reporting: Reporting, client: Client, what: str, who: str) -> bool:
    act, ledger = reporting.act(who, "理由"), reporting.ledger()
    run: dict[str, Callable[[], object]] = {
        "save": lambda: actions.save_reports(act, [ledger], [reporting.entry(percent="61", word="orderly")]),
        "add_evidence": lambda: actions.add_evidence(act, ledger, PDF),
        "sign": lambda: actions.sign(act, ledger),
        "scan": lambda: actions.sign_by_scan(act, ledger, PDF, "局长"),
        "accept_city": lambda: actions.accept_city(act, [ledger]),
        "accept": lambda: actions.accept(act, [ledger]),
        "return": lambda: actions.return_ledger(act, [ledger]),
        "correct": lambda: actions.correct(act, ledger),
    }
    try:
        run[what]()
    except RefusedError:
        return False
    return True


def _file() -> SimpleUploadedFile:
    return SimpleUploadedFile("a.pdf", PDF.content)


def _by_page(reporting: Reporting, client: Client, what: str, who: str) -> bool:
    ledger, item = reporting.ledger(), reporting.world.items["1"].pk
    if what == "save":
        address = reverse("progress:fill", args=[reporting.period.code, ledger.unit_id])
    elif ledger.pk is None:
        return False
    else:
        address = reverse(f"progress:{what}", args=[ledger.pk])
    bodies = {
        "save": {f"r{item}-base": 9, f"r{item}-percent": "61"},
        "add_evidence": {"file": _file(), "kind": "paper"},
        "scan": {"file": _file(), "signed_by": "局长"},
        "return": {"reason": "理由"},
        "correct": {"reason": "理由"},
    }
    answer = client.post(address, bodies.get(what, {}))
    if who == "public":
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/people/login")
        return False
    seen = who in _FILL | _WATCH
    assert answer.status_code in ((302, 403) if seen else (404,)), (answer.status_code, what, who)
    return answer.status_code == 302


def _by_api(reporting: Reporting, client: Client, what: str, who: str) -> bool:
    ledger, item = reporting.ledger(), reporting.world.items["1"].pk
    base = "/api/progress/"
    post = partial(client.post, content_type="application/json")
    if what == "save":
        rows = {"rows": [{"item": item, "values": {"percent": 61}}]}
        address = f"{base}periods/{reporting.period.code}/units/roads_a"
        answer = client.put(address, json.dumps(rows), content_type="application/json")
    elif ledger.pk is None:
        return False
    elif what in ("accept_city", "accept", "return"):
        body = {"ledgers": {ledger.pk: ledger.revision}, "reason": "理由"}
        answer = post(f"{base}ledgers/{what.replace('_', '-')}", json.dumps(body))
    elif what in ("add_evidence", "scan"):
        name = "evidence" if what == "add_evidence" else "scan"
        answer = client.post(f"{base}ledgers/{ledger.pk}/{name}", {"file": _file(), "signed_by": "局长"})
    else:
        answer = post(f"{base}ledgers/{ledger.pk}/{what}", json.dumps({"reason": "理由"}))
    if who == "public":
        assert answer.status_code == 401
        return False
    seen = who in _FILL | _WATCH
    assert answer.status_code in ((200, 403) if seen else (404,)), (answer.status_code, what, who, answer.content)
    return answer.status_code == 200


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("channel", [_by_action, _by_page, _by_api])
def test_table(
    reporting: Reporting, browse: Callable[[str], Client], channel: Callable[..., bool], state: str
) -> None:
    if state != "none":
        reporting.in_state(state)
    wrong = []
    for who in WHO:
        client = browse(who)
        for what in WHAT:
            done = _undone(partial(channel, reporting, client, what, who))
            if state == "none" and what == "add_evidence" and channel is not _by_action:
                continue  # a file needs a ledger's address, which a ledger that was not begun has not
            if done != (who in ALLOWED.get((state, what), set())):
                wrong.append((who, what, "done" if done else "refused"))
    assert wrong == []
    assert Ledger.objects.count() == (state != "none")
