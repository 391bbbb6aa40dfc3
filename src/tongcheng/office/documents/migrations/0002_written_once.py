from django.db import migrations

from tongcheng.office.core.triggers import written_once

TABLES = ("version", "paragraph", "issue", "ending", "area")


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]
    operations = [written_once(f"documents_{table}") for table in TABLES]
