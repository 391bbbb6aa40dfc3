from django.db import migrations

from tongcheng.office.core.triggers import written_once


class Migration(migrations.Migration):
    dependencies = [("lists", "0002_initial")]
    operations = [written_once("lists_version")]
