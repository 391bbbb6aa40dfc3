"""The app that holds the shared templates, static files and template tags."""

from __future__ import annotations

import sqlite3
from typing import Any

from django.apps import AppConfig
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created


class CoreConfig(AppConfig):
    """Shared parts; it has no tables."""

    name = "tongcheng.office.core"
    label = "core"

    def ready(self) -> None:
        """Let SQLite take as many parameters in one statement as it can."""
        connection_created.connect(_widen)


def _widen(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Replace Django's guess of 999 parameters by this SQLite's own limit, as later Django versions do.

    Rows are written in bulk: with 999 parameters a thousand rows of a list would be forty statements.
    """
    raw = connection.connection
    if connection.vendor == "sqlite" and isinstance(raw, sqlite3.Connection):
        limit = raw.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
        connection.features.max_query_params = min(limit, 32_000)
