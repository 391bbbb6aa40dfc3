"""Eight writers at once, and writers killed in the middle: nothing acknowledged is lost, the chain holds."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from tests.office.postgres import postgres
from tests.office.reliability import dose
from tests.office.reliability.own import OwnOffice

pytestmark = pytest.mark.own_server
WRITE = ("-m", "tests.office.reliability.write")


def _written(office: OwnOffice) -> tuple[str, list[str]]:
    verdict, *values = office.run("-m", "tests.office.reliability.read").splitlines()
    return verdict, values


def _many_writers(office: OwnOffice, turns: int) -> None:
    office.make_world()
    writers = [office.start(*WRITE, f"w{number}", str(turns)) for number in range(8)]
    ends = [writer.communicate(timeout=600) for writer in writers]
    assert [writer.returncode for writer in writers] == [0] * 8, [err[-500:] for _, err in ends]
    verdict, values = _written(office)
    assert verdict == "None"
    assert sorted(values) == sorted(f"w{number}-{turn}" for number in range(8) for turn in range(turns))


def test_eight_writers_on_sqlite_meet_no_lock_error(tmp_path: Path) -> None:
    _many_writers(OwnOffice(tmp_path), dose(20, 200))


def test_eight_writers_on_postgresql_keep_one_chain(tmp_path: Path) -> None:
    with postgres() as address:
        _many_writers(OwnOffice(tmp_path, address), dose(5, 200))


def test_writers_killed_in_the_middle_lose_nothing_acknowledged(tmp_path: Path) -> None:
    office, chance = OwnOffice(tmp_path), random.Random(1)
    office.make_world()
    acknowledged: list[str] = []
    for turn in range(dose(3, 50)):
        writers = [office.start(*WRITE, f"k{turn}.{number}", "100000") for number in range(2)]
        for writer in writers:
            assert writer.stdout is not None
            acknowledged.append(writer.stdout.readline().strip())
        time.sleep(chance.uniform(0.0, 0.4))
        for writer in writers:
            writer.kill()
            acknowledged += writer.communicate()[0].split()
    verdict, values = _written(office)
    assert verdict == "None"
    assert set(acknowledged) - set(values) == set()
