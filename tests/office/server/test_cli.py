"""The commands that run an office, each home on its own, in a process of its own: what must really commit."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.request
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.own_server

_RUN = """
import contextlib, io, json, sys
from tongcheng.cli.main import app, main
for command in json.loads(sys.argv[1]):
    sys.argv = ["tongcheng", *command]
    out = io.StringIO()
    code = 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        try:
            main()
        except SystemExit as stop:
            code = stop.code or 0
    sys.stdout.write(json.dumps([code, out.getvalue()]) + "\\n")
"""


def run(home: Path, *commands: list[str], **more: str) -> list[tuple[int, str]]:
    """Run commands one after the other in one process; give exit code and words of each."""
    environment = os.environ | {"TONGCHENG_HOME": str(home), "TONGCHENG_LANG": "en", "COLUMNS": "300"} | more
    for name in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE"):
        environment.pop(name, None)
    done = subprocess.run(
        [sys.executable, "-c", _RUN, json.dumps(commands)],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return [(code, words) for code, words in map(json.loads, done.stdout.splitlines())]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an office with two further accounts and a backup beside it."""
    home = tmp_path_factory.mktemp("office")
    add = ["user", "add", "wang", "--name", "王", "--role", "filler", "--unit", "joint_office"]
    made = run(home, ["load-demo", "--circle", "chengdu"], add, ["backup", "--out", str(home / "b.zip")])
    assert [code for code, _ in made] == [0, 0, 0], made
    assert re.search(r"account wang .* one-time password \S{19}\n", made[1][1])
    return home


def copy_of(office: Path, tmp_path: Path) -> Path:
    """Copy the office's folder."""
    shutil.copytree(office / "office", tmp_path / "home" / "office")
    return tmp_path / "home"


def test_importing_the_command_line_imports_no_django() -> None:
    found = subprocess.run(
        [sys.executable, "-c", "import sys, tongcheng.cli.main; print('django' in sys.modules)"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert found.stdout.strip() == "False"


def test_accounts_that_cannot_be_are_refused_with_every_problem(office: Path) -> None:
    add = ["user", "add", "wang", "--name", "王", "--role", "king", "--unit", "nowhere"]
    taken = ["user", "add", "wang", "--name", "王", "--role", "filler", "--unit", "joint_office"]
    done = run(office, add, taken)
    assert [(code, words.count("\n- ")) for code, words in done] == [(2, 2), (2, 1)]


def test_a_backup_comes_back_with_its_log(office: Path, tmp_path: Path) -> None:
    head = re.search(r'"head_hash": "(\w+)"', zipfile.ZipFile(office / "b.zip").read("manifest.json").decode())
    assert head is not None
    empty, occupied = tmp_path / "empty", office
    back, again, verified = run(
        empty,
        ["restore", str(office / "b.zip")],
        ["restore", str(office / "b.zip")],
        ["audit", "verify", "--json"],
    )
    assert back[0] == 0, back
    assert (again[0], "--replace" in again[1]) == (2, True)
    shown = json.loads(verified[1])
    assert shown["broken"] is None
    assert shown["head"].endswith(head[1])
    ((code, _),) = run(occupied, ["restore", str(office / "b.zip"), "--replace"])
    assert code == 0
    assert list((occupied / "office" / "replaced").glob("*/office.sqlite3"))


def test_the_search_index_is_made_anew(office: Path) -> None:
    (plain, told), (as_json, counted) = run(office, ["office", "reindex"], ["office", "reindex", "--json"])
    assert (plain, as_json) == (0, 0)
    assert "The search index was made anew" in told
    assert "unit " in told
    assert json.loads(counted)["entries"] > 0


def test_a_damaged_backup_changes_nothing(office: Path, tmp_path: Path) -> None:
    content = (office / "b.zip").read_bytes()
    middle = len(content) // 2
    broken = {"cut.zip": content[:middle], "text.zip": b"no zip"}
    broken["changed.zip"] = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
    for name, data in broken.items():
        (tmp_path / name).write_bytes(data)
    with zipfile.ZipFile(tmp_path / "outside.zip", "w") as archive:
        archive.writestr("../evil", b"x")
        manifest = {"format": 1, "software": "", "made": "", "database": "sqlite", "head_number": 0, "head_hash": "",
                    "files": {"../evil": ""}, "damaged": []}  # fmt: skip
        archive.writestr("manifest.json", json.dumps(manifest))
    names = [*broken, "outside.zip"]
    done = run(tmp_path / "home", *(["restore", str(tmp_path / name)] for name in names))
    assert {code for code, _ in done} == {2}, done
    assert not (tmp_path / "home" / "office" / "office.sqlite3").exists()
    assert not (tmp_path / "evil").exists()


def test_a_changed_or_cut_log_is_named(office: Path, tmp_path: Path) -> None:
    home = copy_of(office, tmp_path)
    manifest = json.loads(zipfile.ZipFile(office / "b.zip").read("manifest.json"))
    number, head = manifest["head_number"], manifest["head_hash"]
    with sqlite3.connect(home / "office" / "office.sqlite3") as database:
        database.execute("DROP TRIGGER audit_event_no_delete")
        database.execute("DROP TRIGGER audit_event_no_update")
        database.execute("DELETE FROM audit_event WHERE number = ?", [number])
    short = f"{number}-{head[:12]}"
    cut, unseen, nonsense = run(
        home, ["audit", "verify", "--head", short], ["audit", "verify"], ["audit", "verify", "--head", "x"]
    )
    assert (cut[0], f"row {number} " in cut[1], unseen[0], nonsense[0]) == (3, True, 0, 2)
    with sqlite3.connect(home / "office" / "office.sqlite3") as database:
        database.execute("UPDATE audit_event SET reason = '后补' WHERE number = 5")
    changed = run(home, ["audit", "verify", "--head", short])[0]
    assert (changed[0], "row 5 " in changed[1]) == (3, True)


def test_clear_words_for_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for home, words in ((tmp_path / "file" / "x", "can be written"), (tmp_path / "none", "run tongcheng serve")):
        ((code, said),) = run(home, ["audit", "verify"])
        assert (code, words in said) == (2, True), said


def test_a_database_newer_than_the_program_is_refused(office: Path, tmp_path: Path) -> None:
    home = copy_of(office, tmp_path)
    with sqlite3.connect(home / "office" / "office.sqlite3") as database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('lists', '9999_later', '2030-01-01')"
        )
    done = run(home, ["tick"], ["load-demo"])
    assert [(code, "install a newer tongcheng" in words) for code, words in done] == [(2, True), (2, True)]


def test_serving_answers_refuses_a_second_port_and_stops_when_told(office: Path, tmp_path: Path) -> None:
    home = copy_of(office, tmp_path)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {"TONGCHENG_HOME": str(home), "TONGCHENG_LANG": "en"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-c", "from tongcheng.cli.main import main; main()", "serve", "--port", str(port)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        line = server.stdout.readline()
        try:
            assert f"http://127.0.0.1:{port}/" in line
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/people/login/") as page:
                assert page.status == 200
            done = run(
                home,
                ["serve", "--port", str(port)],
                ["restore", str(office / "b.zip"), "--replace"],
                ["backup", "--out", str(tmp_path / "while.zip")],
            )
            assert [code for code, _ in done] == [2, 2, 0]
            assert "taken" in done[0][1]
        finally:
            server.send_signal(signal.SIGTERM)
        assert server.wait(20) == 0


def test_missing_libraries_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from tongcheng.errors import InputError
    from tongcheng.office import boot

    monkeypatch.setattr(boot.importlib.util, "find_spec", lambda name: None if name == "psycopg" else object())
    monkeypatch.setenv("DATABASE_URL", "postgresql://x@127.0.0.1/x")
    with pytest.raises(InputError, match="psycopg"):
        boot.refuse_without_extra()
    monkeypatch.setattr(boot.importlib.util, "find_spec", lambda name: None if name == "waitress" else object())
    with pytest.raises(InputError, match="waitress"):
        boot.refuse_without_extra()
