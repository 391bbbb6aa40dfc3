from django.db import migrations

from tongcheng.office.core.triggers import written_once
from tongcheng.office.progress.guards import accepted_rows_stay


class Migration(migrations.Migration):
    dependencies = [("progress", "0002_hands_and_claims")]
    operations = [written_once("progress_evidence"), accepted_rows_stay()]
