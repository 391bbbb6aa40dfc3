from django.db import migrations

from tongcheng.office.core.triggers import written_once


class Migration(migrations.Migration):
    dependencies = [("figures", "0002_initial")]
    operations = [written_once(table) for table in ("figures_figure", "figures_run", "figures_measurement")]
