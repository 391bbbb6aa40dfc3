"""The database itself refuses to change what the joint office has accepted, on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython

_OF = "SELECT 1 FROM progress_ledger l WHERE l.state = 'accepted' AND l.id = "
#: For each table the condition under which a row belongs to an accepted ledger; ``{row}`` is OLD or NEW.
GUARDED = {
    "progress_ledger": "SELECT 1 WHERE {row}.state = 'accepted'",
    "progress_report": _OF + "{row}.ledger_id",
    "progress_milestonereport": _OF + "(SELECT ledger_id FROM progress_report r WHERE r.id = {row}.report_id)",  # noqa: S608
    "progress_evidence": _OF + "{row}.ledger_id",
}
_SQLITE = """
CREATE TRIGGER {table}_accepted_{verb} BEFORE {verb} ON {table}
WHEN EXISTS ({condition})
BEGIN SELECT RAISE(ABORT, '{table}: accepted rows do not change'); END;
"""
_FUNCTION = """
CREATE OR REPLACE FUNCTION {table}_accepted_{verb}() RETURNS trigger AS $$
BEGIN
  IF EXISTS ({condition}) THEN RAISE EXCEPTION '{table}: accepted rows do not change'; END IF;
  RETURN {row};
END;
$$ LANGUAGE plpgsql;
"""
_POSTGRES = """
CREATE TRIGGER {table}_accepted_{verb} BEFORE {verb} ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_accepted_{verb}();
"""


def _guards() -> Iterator[dict[str, str]]:
    for table, condition in GUARDED.items():
        # A ledger becomes accepted by an update, so that its new state says nothing about whether it may change.
        for verb, row in (("update", "OLD"), ("delete", "OLD"), ("insert", "NEW")):
            if (table, verb) != ("progress_ledger", "insert"):
                returned = "OLD" if verb == "delete" else "NEW"
                yield {
                    "table": table,
                    "verb": verb,
                    "row": returned,
                    "condition": condition.format(row=row),
                }


def accepted_rows_stay() -> RunPython:
    """Make the migration step that forbids to change, remove or add rows of accepted ledgers."""

    def forbid(_: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        postgres = editor.connection.vendor == "postgresql"
        for guard in _guards():
            for statement in (_FUNCTION, _POSTGRES) if postgres else (_SQLITE,):
                editor.execute(statement.format(**guard))

    def allow(_: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        postgres = editor.connection.vendor == "postgresql"
        for guard in _guards():
            on = f" ON {guard['table']}" if postgres else ""
            editor.execute(f"DROP TRIGGER {guard['table']}_accepted_{guard['verb']}{on}")

    return RunPython(forbid, allow)
