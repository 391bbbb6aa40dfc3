from django.db import migrations

from tongcheng.office.core.triggers import written_once


class Migration(migrations.Migration):
    dependencies = [("publication", "0001_initial")]
    operations = [
        written_once("publication_snapshot"),
        written_once("publication_approval"),
        written_once("publication_withdrawal"),
    ]
