"""The state of the office's database: none yet, behind the program, newer than it, or ready."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import NoReturn

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from tongcheng.errors import InputError, Problem
from tongcheng.language import Text, preferred_language


class DatabaseState(Enum):
    """What stands between the program and the database."""

    ABSENT = "absent"
    BEHIND = "behind"
    NEWER = "newer"
    READY = "ready"


def database_state() -> DatabaseState:
    """Compare the steps that made the database with those that the program knows.

    Raises
    ------
    InputError
        If the database cannot be reached or read.
    """
    if connection.vendor == "sqlite" and not _is_memory() and not Path(connection.settings_dict["NAME"]).exists():
        return DatabaseState.ABSENT
    try:
        executor = MigrationExecutor(connection)
        applied = set(executor.loader.applied_migrations)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        _unreadable(error)
    if not applied:
        return DatabaseState.ABSENT
    if applied - set(executor.loader.disk_migrations):
        return DatabaseState.NEWER
    return DatabaseState.BEHIND if plan else DatabaseState.READY


def _is_memory() -> bool:
    name = str(connection.settings_dict["NAME"])
    return ":memory:" in name or "mode=memory" in name


def migrate() -> None:
    """Make the database, or bring it to the program's version."""
    call_command("migrate", verbosity=0, interactive=False)


def require_ready() -> None:
    """Refuse unless the database is there and of the program's version.

    Raises
    ------
    InputError
        Saying what to do.
    """
    state = database_state()
    if state is not DatabaseState.READY:
        raise InputError([_not_ready(state)])


def _not_ready(state: DatabaseState) -> Problem:
    place = str(settings.HOME)
    if state is DatabaseState.ABSENT:
        return Problem(
            "no_office_yet",
            place,
            Text("已建立的办公数据库", "an office"),
            "—",
            Text("先运行 tongcheng serve 或 tongcheng load-demo", "run tongcheng serve or tongcheng load-demo first"),
        )
    if state is DatabaseState.BEHIND:
        return Problem(
            "office_behind",
            place,
            Text("与程序版本一致的数据库", "a database of the program's version"),
            Text("较旧的数据库", "an older database").say(preferred_language()),
            Text(
                "停止服务后运行一次 tongcheng serve：自动备份并升级",
                "stop the server and start tongcheng serve once: it backs up and upgrades",
            ),
        )
    return Problem(
        "office_newer",
        place,
        Text("不新于程序的数据库", "a database not newer than the program"),
        Text("由更新版本的程序建立", "made by a newer program").say(preferred_language()),
        Text("安装较新版本的 tongcheng", "install a newer tongcheng"),
    )


def _unreadable(error: DatabaseError) -> NoReturn:
    words = str(error).strip().splitlines() or ["?"]
    problem = Problem(
        "database_unreadable",
        str(connection.settings_dict["HOST"] or connection.settings_dict["NAME"]),
        Text("可以打开的数据库", "a database that can be opened"),
        words[0],
        Text(
            "检查 DATABASE_URL 和数据库服务；文件损坏时从备份恢复",
            "check DATABASE_URL and the database server; restore a backup if the file is damaged",
        ),
    )
    raise InputError([problem]) from error
