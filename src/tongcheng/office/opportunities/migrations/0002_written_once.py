from django.db import migrations

from tongcheng.office.core.triggers import written_once


class Migration(migrations.Migration):
    dependencies = [("opportunities", "0001_initial")]
    operations = [written_once("opportunities_followup")]
