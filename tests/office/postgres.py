"""A PostgreSQL of our own for a test: made in a new folder, on a socket only, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

_FOLDERS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def program(name: str) -> str:
    """Give the path of a PostgreSQL program, or skip the test by name."""
    found = next((str(folder / name) for folder in _FOLDERS if (folder / name).exists()), None) or shutil.which(name)
    if not found:
        pytest.skip(f"PostgreSQL ({name}) is not installed: make system")
    return found


def _owner() -> str | None:
    """PostgreSQL refuses to run as root: give the account it runs as then."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    pytest.skip("no account to run PostgreSQL as")


def _run(command: Sequence[str], owner: str | None) -> None:
    subprocess.run(command, check=True, capture_output=True, user=owner, cwd="/", timeout=120)


@contextmanager
def postgres() -> Iterator[str]:
    """Start one and give its address for ``DATABASE_URL``."""
    initdb, control = program("initdb"), program("pg_ctl")
    owner = _owner()
    with tempfile.TemporaryDirectory(prefix="tongcheng-pg-") as name:
        folder = Path(name)
        if owner:
            account = pwd.getpwnam(owner)
            os.chown(folder, account.pw_uid, account.pw_gid)
        data = folder / "data"
        _run([initdb, "-D", str(data), "-U", "office", "-A", "trust", "-E", "UTF8", "--no-sync"], owner)
        options = f"-k {folder} -c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"
        log = str(folder / "log")
        _run([control, "-D", str(data), "-l", log, "-w", "-o", options, "start"], owner)
        try:
            yield f"postgresql://office@{str(folder).replace('/', '%2F')}/postgres"
        finally:
            _run([control, "-D", str(data), "-m", "immediate", "-w", "stop"], owner)
