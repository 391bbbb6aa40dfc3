from django.db import migrations


def _install(_, editor):
    from tongcheng.office.search.engines import engine

    engine(editor.connection.vendor).install(editor)


def _uninstall(_, editor):
    from tongcheng.office.search.engines import engine

    engine(editor.connection.vendor).uninstall(editor)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(_install, _uninstall)]
