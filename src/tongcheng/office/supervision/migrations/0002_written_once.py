from django.db import migrations

from tongcheng.office.core.triggers import written_once


class Migration(migrations.Migration):
    dependencies = [("supervision", "0001_initial")]
    operations = [
        written_once("supervision_ruleversion"),
        written_once("supervision_light"),
        written_once("supervision_step"),
        written_once("supervision_judgement"),
    ]
