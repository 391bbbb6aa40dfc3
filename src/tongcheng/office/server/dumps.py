"""A consistent copy of the database while others write, and its way back: SQLite's backup, or ``pg_dump``."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from tongcheng.errors import InputError, Problem
from tongcheng.language import Text
from tongcheng.office.audit.chain import Head, head

#: Name of the copy in a backup, by the kind of database.
COPY_NAMES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}


def copy_database(target: Path) -> Head:
    """Write a copy of the database as it is at one moment; give the head of the log in that copy."""
    if connection.vendor == "sqlite":
        return _copy_sqlite(target)
    # The head is read in the transaction whose snapshot the dump takes: both see the same moment.
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        at_that_moment = head()
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        _postgres("pg_dump", "--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={target}")
    return at_that_moment


def _copy_sqlite(target: Path) -> Head:
    connection.ensure_connection()
    with closing(sqlite3.connect(target)) as copy:
        live: sqlite3.Connection = connection.connection
        live.backup(copy, pages=-1)
        copy.execute("PRAGMA journal_mode=DELETE")
        last = copy.execute("SELECT number, hash FROM audit_event ORDER BY number DESC LIMIT 1").fetchone()
        (sound,) = copy.execute("PRAGMA quick_check").fetchone()
    if sound != "ok":
        raise InputError([_failed("sqlite", str(sound))])
    return Head(*last) if last else Head(0, "0" * 64)


def load_postgres(dump: Path) -> None:
    """Put a dump in the place of everything in the database, in one transaction."""
    _postgres(
        "pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error",
        f"--dbname={connection.settings_dict['NAME']}", str(dump), database_last=False,
    )  # fmt: skip


def _postgres(program: str, *arguments: str, database_last: bool = True) -> None:
    found = shutil.which(program)
    if found is None:
        raise InputError([_no_program(program)])
    where: dict[str, Any] = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    environment = os.environ | {name: str(where[key]) for name, key in names.items() if where[key]}
    command = [found, "--no-password", *arguments, *([str(where["NAME"])] if database_last else [])]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        raise InputError([_failed(program, done.stderr.strip().splitlines()[0] if done.stderr else "?")])


def _no_program(program: str) -> Problem:
    return Problem(
        "no_program",
        program,
        Text(f"已安装 {program}", f"{program} installed"),
        "—",
        Text("安装与数据库同版本的 PostgreSQL 客户端", "install the PostgreSQL client of the database's version"),
    )


def _failed(program: str, words: str) -> Problem:
    return Problem(
        "copy_failed",
        program,
        Text("完整的数据库副本", "a whole copy of the database"),
        words,
        Text("检查数据库和磁盘空间后重试", "check the database and the disk, and try again"),
    )
