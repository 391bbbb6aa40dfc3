from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from tongcheng.office.core.triggers import written_once

_FORBID = {
    "sqlite": """CREATE TRIGGER figures_run_no_delete BEFORE DELETE ON figures_run
BEGIN SELECT RAISE(ABORT, 'figures_run: rows are written once'); END;""",
    "postgresql": """CREATE TRIGGER figures_run_no_delete BEFORE DELETE ON figures_run
FOR EACH STATEMENT EXECUTE FUNCTION tongcheng_written_once();""",
}


def allow(_: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """A run that nothing cites may be removed; citations protect it by their foreign keys."""
    on = " ON figures_run" if editor.connection.vendor == "postgresql" else ""
    editor.execute(f"DROP TRIGGER figures_run_no_delete{on}")


def forbid(_: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    editor.execute(_FORBID[editor.connection.vendor])


class Migration(migrations.Migration):
    dependencies = [("figures", "0004_runs_and_verdicts")]
    operations = [written_once("figures_verdict"), migrations.RunPython(allow, forbid)]
