"""One writer at a time.

SQLite's immediate transactions see to it by themselves. On PostgreSQL every action takes its turn before it holds any
row: two that held rows first and waited for the log afterwards would wait for each other for ever.
"""

from __future__ import annotations

from django.db import connection

#: Any number will do, as long as every writer locks the same one.
_LOCK = 200225


def take_turn() -> None:
    """Wait until no other transaction writes; until this one ends nobody else does."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
