from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def _install(_: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    from tongcheng.office.search.engines import engine

    engine(editor.connection.vendor).install(editor)


def _uninstall(_: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    from tongcheng.office.search.engines import engine

    engine(editor.connection.vendor).uninstall(editor)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(_install, _uninstall)]
