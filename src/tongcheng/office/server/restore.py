"""A backup put back, after its hashes, its chain and its head were verified."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection, connections
from django.utils import timezone

from tongcheng.errors import InputError, Problem, Problems
from tongcheng.language import Text, preferred_language
from tongcheng.office.audit.chain import Head, verify
from tongcheng.office.server.archive import Manifest, unpack
from tongcheng.office.server.backup import KEPT, make_backup
from tongcheng.office.server.database import DatabaseState, database_state
from tongcheng.office.server.dumps import COPY_NAMES, load_postgres
from tongcheng.office.server.locks import alone

_ALIAS = "restored"


def restore_backup(file: Path, *, replace: bool = False) -> Manifest:
    """Put a backup in the place of the office; nothing changes unless the backup is whole and its log holds.

    Parameters
    ----------
    file
        A backup made by :func:`~tongcheng.office.server.backup.make_backup`.
    replace
        Whether an office that is there may be replaced; it is kept beside the new one.

    Raises
    ------
    InputError
        If the office is being served, there is an office and ``replace`` is not set, or the backup is damaged,
        is of another kind of database, or its log does not hold.
    """
    home: Path = settings.HOME
    with alone(home), tempfile.TemporaryDirectory(prefix=".restore-", dir=home.parent) as room:
        _refuse_occupied(home, replace=replace)
        fresh = Path(room)
        manifest = unpack(file, fresh)
        _refuse_other_kind(manifest, file)
        if connection.vendor == "sqlite":
            with _read_as(fresh / COPY_NAMES["sqlite"]):
                _refuse_broken(manifest, file, _ALIAS)
            _set_aside(home)
            _put_sqlite(fresh, home)
        else:
            _put_postgres(fresh, home, manifest, file)
    return manifest


def _refuse_occupied(home: Path, *, replace: bool) -> None:
    files = any((home / part).is_dir() and any((home / part).iterdir()) for part in KEPT)
    if replace or not (files or database_state() is not DatabaseState.ABSENT):
        return
    problem = Problem(
        "office_exists",
        str(home),
        Text("空的办公文件夹和数据库", "an empty office"),
        Text("已有内容", "there is one").say(preferred_language()),
        Text("确需替换时加 --replace（原内容另存）", "add --replace to replace it (the old one is kept aside)"),
    )
    raise InputError([problem])


def _refuse_other_kind(manifest: Manifest, file: Path) -> None:
    if manifest.database != connection.vendor:
        kind = Text(connection.vendor, connection.vendor)
        again = Text("按备份的数据库设置 DATABASE_URL", "set DATABASE_URL to the backup's kind of database")
        raise InputError([Problem("other_database", str(file), kind, manifest.database, again)])


def _refuse_broken(manifest: Manifest, file: Path, alias: str) -> None:
    broken = verify(Head(manifest.head_number, manifest.head_hash), using=alias)
    if broken is not None:
        problems = Problems(str(file))
        problems.add(
            "broken_log", row=broken.number, expected=Text("完整的操作日志", "a log that holds"), found=broken.why,
            remedy=Text("换一份备份", "take another backup"),
        )  # fmt: skip
        problems.raise_if_any()


@contextmanager
def _read_as(database: Path) -> Iterator[None]:
    """Let the models read another SQLite file for a while."""
    connections.databases[_ALIAS] = {**connections.databases["default"], "NAME": database, "OPTIONS": {}}
    try:
        yield
    finally:
        connections[_ALIAS].close()
        del connections[_ALIAS]
        del connections.databases[_ALIAS]


def _set_aside(home: Path) -> None:
    """Keep what is there under a name with the moment, before anything is put in its place."""
    names = [*KEPT, "office.sqlite3", "office.sqlite3-wal", "office.sqlite3-shm"]
    present = [home / name for name in names if (home / name).exists()]
    if not present:
        return
    connection.close()
    old = home / "replaced" / f"{timezone.localtime():%Y%m%d-%H%M%S-%f}"
    old.mkdir(parents=True)
    for path in present:
        path.rename(old / path.name)


def _put_sqlite(fresh: Path, home: Path) -> None:
    _put_files(fresh, home)
    database = Path(connection.settings_dict["NAME"])
    (fresh / COPY_NAMES["sqlite"]).rename(database)


def _put_postgres(fresh: Path, home: Path, manifest: Manifest, file: Path) -> None:
    if database_state() in (DatabaseState.READY, DatabaseState.BEHIND):
        make_backup(home / "replaced" / f"{timezone.localtime():%Y%m%d-%H%M%S-%f}.zip")
    connection.close()
    load_postgres(fresh / COPY_NAMES["postgresql"])
    _refuse_broken(manifest, file, "default")
    for part in KEPT:
        shutil.rmtree(home / part, ignore_errors=True)
    _put_files(fresh, home)


def _put_files(fresh: Path, home: Path) -> None:
    for part in KEPT:
        if (fresh / part).exists():
            (fresh / part).rename(home / part)
