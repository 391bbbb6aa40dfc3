from django.db import migrations

from tongcheng.office.core.triggers import written_once


class Migration(migrations.Migration):
    dependencies = [("reconcile", "0001_initial")]
    operations = [written_once("reconcile_comparison")]
