from django.db import migrations

from tongcheng.office.core.triggers import written_once


class Migration(migrations.Migration):
    dependencies = [("papers", "0001_initial")]
    operations = [written_once("papers_issued")]
