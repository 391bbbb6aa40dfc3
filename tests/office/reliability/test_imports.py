"""Imports killed in mid-transaction under load: a workbook is taken in whole or not at all, and what was said stands."""

from __future__ import annotations

import random
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.office.postgres import postgres
from tests.office.reliability import dose
from tests.office.reliability.own import OwnOffice

pytestmark = pytest.mark.own_server
TAKE_IN = ("-m", "tests.office.reliability.take_in")
WRITE = ("-m", "tests.office.reliability.write")


def _killed_while_applying(office: OwnOffice, name: str, moment: float) -> tuple[list[str], bool]:
    """Kill an import ``moment`` after its second workbook began to be applied; give what it said was applied."""
    said: list[list[str]] = []
    with _running(office, *TAKE_IN, name, "100000") as (process, rest):
        assert process.stdout is not None
        while sum(words[0] == "applying" for words in said) < 2:
            line = process.stdout.readline()
            assert line, process.communicate()[1][-4000:]
            said.append(line.split())
        time.sleep(moment)
    said += [line.split() for line in rest]
    applied = [words[1] for words in said if words[0] == "applied"]
    return applied, said[-1][0] == "applying"


@contextmanager
def _load(office: OwnOffice) -> Iterator[list[str]]:
    """Write all the while; give what was acknowledged."""
    acknowledged: list[str] = []
    with _running(office, *WRITE, "w", "1000000") as (process, rest):
        assert process.stdout is not None
        reader = threading.Thread(target=lambda: acknowledged.extend(line.strip() for line in process.stdout))
        reader.start()
        while not acknowledged and process.poll() is None:  # on a busy machine the writer takes seconds to start
            time.sleep(0.05)
        yield acknowledged
        process.kill()
        reader.join()
    acknowledged += rest


@contextmanager
def _running(office: OwnOffice, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """Start a program and kill it at the end; what it said and nobody read is in the list then."""
    process, rest = office.start(*arguments), []
    try:
        yield process, rest
    finally:
        process.kill()
        rest += process.communicate()[0].splitlines()


def _kill_imports(office: OwnOffice, times: int) -> None:
    office.make_world()
    chance, acknowledged, in_the_middle = random.Random(3), [], 0
    takes = float(office.run(*TAKE_IN, "first", "2").split()[-1])
    with _load(office) as written:
        for turn in range(times):
            applied, in_it = _killed_while_applying(office, f"k{turn}", chance.uniform(0.0, takes))
            acknowledged += applied
            in_the_middle += in_it
    verdict, *found = office.run(*TAKE_IN, "check").splitlines()
    assert verdict == "None"
    assert [line for line in found if not line.startswith("applied ")] == []
    assert set(acknowledged) - {line.split()[1] for line in found} == set()
    assert in_the_middle >= times // 4, f"{in_the_middle} of {times} were killed in mid-transaction"
    values = office.run("-m", "tests.office.reliability.read").splitlines()[1:]
    assert written
    assert set(written) - set(values) == set()


def test_imports_killed_in_the_middle_leave_nothing_half_applied(tmp_path: Path) -> None:
    _kill_imports(OwnOffice(tmp_path), dose(2, 50))


def test_imports_killed_in_the_middle_on_postgresql(tmp_path: Path) -> None:
    with postgres() as address:
        _kill_imports(OwnOffice(tmp_path, address), dose(1, 50))
