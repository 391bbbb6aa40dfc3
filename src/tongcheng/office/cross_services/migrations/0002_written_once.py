from django.db import migrations

from tongcheng.office.core.triggers import written_once


class Migration(migrations.Migration):
    dependencies = [("cross_services", "0001_initial")]
    operations = [written_once("cross_services_use")]
