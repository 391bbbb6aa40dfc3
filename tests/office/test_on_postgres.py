"""The office's tests again on a real PostgreSQL: same actions, same triggers, same chain."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.office.postgres import postgres

ROOT = Path(__file__).parents[2]
#: What ``make test`` leaves to ``make soak``: much work that asks little of a database.
LATER = (
    "tests/office/meetings/test_packs.py",
    "tests/office/opportunities/test_opportunities.py",
    "tests/office/papers/test_papers.py",
    "tests/office/reliability/test_walk.py",
    "tests/office/reliability/test_walk_lists.py",
    "tests/office/reliability/test_security.py",
    "tests/office/seeds/test_samples.py",
    "tests/office/sheets/test_import_fuzz.py",
    "tests/office/sheets/test_reading.py",
)
#: What starts servers and processes of its own brings its own database; one more PostgreSQL would say nothing new.
CHOSEN = ("-m", "not own_server and not browser")
SOAK = bool(os.environ.get("TONGCHENG_SOAK"))

pytestmark = pytest.mark.own_server


def test_the_office_on_a_real_postgresql() -> None:
    left_out = () if SOAK else [f"--ignore={path}" for path in LATER]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    environment.pop("TONGCHENG_SOAK", None)  # one dose of each is enough here
    with postgres() as address:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-n", "2", "tests/office", *left_out, *CHOSEN],
            check=False,
            cwd=ROOT,
            env=environment | {"DATABASE_URL": address},
            capture_output=True,
            text=True,
            timeout=3600,
        )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert " passed" in done.stdout
