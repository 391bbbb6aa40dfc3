"""The office's tests again on a real PostgreSQL: same actions, same triggers, same chain."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.office.postgres import postgres

ROOT = Path(__file__).parents[2]
#: What is shown on PostgreSQL so far; lists sort empty money differently there.
WHERE = ("tests/office/test_chain.py", "tests/office/supervision", "tests/office/reconcile", "tests/office/papers")


def test_the_office_on_a_real_postgresql() -> None:
    with postgres() as address:
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:randomly",
            "-x",
            *WHERE,
            "-m",
            "not own_server and not browser",
        ]
        environment = os.environ | {"DATABASE_URL": address}
        environment.pop("PYTEST_XDIST_WORKER", None)
        done = subprocess.run(
            command, check=False, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=1500
        )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert " passed" in done.stdout
