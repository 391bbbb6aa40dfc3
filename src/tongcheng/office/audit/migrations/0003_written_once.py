from django.db import migrations

from tongcheng.office.core.triggers import written_once


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_initial")]
    operations = [written_once("audit_event")]
