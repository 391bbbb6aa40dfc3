"""The server killed under load, and backups taken under load: what was acknowledged is there, the chain holds."""

from __future__ import annotations

import random
import re
import threading
import time
from http.client import HTTPException
from pathlib import Path

import pytest

from tests.office.reliability import dose
from tests.office.reliability.client import Client
from tests.office.reliability.own import OwnOffice

pytestmark = pytest.mark.own_server


def _write_until_it_dies(address: str, name: str, acknowledged: list[str]) -> None:
    try:
        client = Client(address, "joint_office")
        rows = client.send("GET", "lists/1/items")["items"]
        for turn in range(100_000):
            value = f"{name}-{turn}"
            client.send(
                "PATCH", f"lists/items/{rows[turn % len(rows)]['uid']}", {"remark": value, "reason": "压力测试"}
            )
            acknowledged.append(value)
    except (OSError, HTTPException):  # no answer, or half of one
        return


def test_a_server_killed_under_load_loses_nothing_acknowledged(tmp_path: Path) -> None:
    office, chance = OwnOffice(tmp_path), random.Random(2)
    office.make_world()
    acknowledged: list[str] = []
    for turn in range(dose(2, 50)):
        before = len(acknowledged)
        with office.server() as (process, address):
            writers = [
                threading.Thread(target=_write_until_it_dies, args=(address, f"s{turn}.{number}", acknowledged))
                for number in range(4)
            ]
            for writer in writers:
                writer.start()
            while len(acknowledged) < before + 8 and any(writer.is_alive() for writer in writers):
                time.sleep(0.01)
            time.sleep(chance.uniform(0.0, 0.5))
            process.kill()
            for writer in writers:
                writer.join(60)
        assert len(acknowledged) >= before + 8
    verdict, *values = office.run("-m", "tests.office.reliability.read").splitlines()
    assert verdict == "None"
    assert set(acknowledged) - set(values) == set()


def test_a_backup_under_load_restores_to_a_proven_chain(tmp_path: Path) -> None:
    office = OwnOffice(tmp_path / "office")
    office.home.mkdir()
    office.make_world()
    writers = [office.start("-m", "tests.office.reliability.write", f"b{number}", "100000") for number in range(2)]
    first = writers[0].stdout
    assert first is not None
    first.readline()
    heads = []
    for turn in range(dose(2, 10)):
        file = tmp_path / f"backup{turn}.zip"
        found = re.search(r"\d+-[0-9a-f]{12}", office.command("backup", "--out", str(file)))
        assert found
        heads.append((file, found[0]))
    for writer in writers:
        writer.kill()
        writer.communicate()
    for file, head in heads:
        restored = OwnOffice(tmp_path / file.stem)
        restored.home.mkdir()
        restored.command("restore", str(file))
        assert head in restored.command("audit", "verify", "--head", head)
    assert heads[0][1] != heads[-1][1]
