"""Triggers with which the database itself refuses to change what is written once."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython

_SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table}
BEGIN SELECT RAISE(ABORT, '{table}: rows are written once'); END;
"""
_FUNCTION = """
CREATE OR REPLACE FUNCTION tongcheng_written_once() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION '%: rows are written once', TG_TABLE_NAME; END;
$$ LANGUAGE plpgsql;
"""
_POSTGRES = """
CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION tongcheng_written_once();
"""


def written_once(table: str) -> RunPython:
    """Make the migration step that forbids update and delete on a table, on SQLite and PostgreSQL."""

    def forbid(_: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        postgres = editor.connection.vendor == "postgresql"
        if postgres:
            editor.execute(_FUNCTION, None)  # no parameters: its % is its own
        for verb in ("update", "delete", "truncate") if postgres else ("update", "delete"):
            editor.execute(
                (_POSTGRES if postgres else _SQLITE).format(table=table, verb=verb, VERB=verb.upper()), None
            )

    def allow(_: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        postgres = editor.connection.vendor == "postgresql"
        for verb in ("update", "delete", "truncate") if postgres else ("update", "delete"):
            on = f" ON {table}" if postgres else ""
            editor.execute(f"DROP TRIGGER {table}_no_{verb}{on}")

    return RunPython(forbid, allow)
