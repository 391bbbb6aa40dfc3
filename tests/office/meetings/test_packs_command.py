"""``tongcheng pack`` in a process of its own, on an office of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.office.server.test_cli import run

pytestmark = pytest.mark.own_server
_FILL = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.office.meetings.pack_sample import make_sample
from tests.office.world import make_world
print(make_sample(make_world()).second.pk)
"""


def test_the_command_writes_every_paper_and_the_archive(tmp_path: Path) -> None:
    home, out = tmp_path / "home", tmp_path / "out"
    environment = os.environ | {"TONGCHENG_HOME": str(home), "DJANGO_SETTINGS_MODULE": "tongcheng.office.settings"}
    environment["PYTHONPATH"] = str(Path(__file__).parents[3])
    environment.pop("DATABASE_URL", None)
    made = subprocess.run([sys.executable, "-c", _FILL], env=environment, capture_output=True, text=True, check=True)
    pk = made.stdout.strip().splitlines()[-1]
    done = run(
        home,
        ["pack", pk, "--out", str(out), "--json"],
        ["pack", pk, "--out", str(out)],
        ["pack", "第二次会议", "--out", str(tmp_path / "two")],
        ["pack", "领导小组", "--out", str(tmp_path / "three")],
        ["pack", "9" * 30, "--out", str(tmp_path / "four")],
    )
    assert [code for code, _ in done] == [0, 2, 0, 2, 2], done
    told = json.loads(done[0][1])
    written = {str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()}
    assert written == {*told["files"], told["archive"]}
    assert "01 会议通知.docx" in written
    assert "Wrote the papers of 甲乙同城化发展领导小组第二次会议: 11 of them" in done[2][1]
    assert "第一次会议" in done[3][1]
    assert not (tmp_path / "three").exists()
