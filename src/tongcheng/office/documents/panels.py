"""The documents of a unit on its page."""

from __future__ import annotations

from django.urls import reverse

from tongcheng.language import Text
from tongcheng.office.documents.models import Dossier
from tongcheng.office.people.models import Unit
from tongcheng.office.people.panels import ENTRIES, Entry, Panel, register
from tongcheng.office.people.standing import Standing


def documents_of_unit(standing: Standing, unit: Unit) -> Panel | None:
    """Give the documents that a unit drafts and the reader may see, the newest first."""
    if standing.manages_accounts and not standing.sees_everything:
        return None
    rows = Dossier.objects.visible_to(standing).filter(unit=unit)
    entries = tuple(
        Entry(str(one), reverse("documents:dossier", args=[one.pk]), str(one.get_kind_display()))
        for one in rows[:ENTRIES]
    )
    return Panel(Text("起草的文件", "Documents drafted"), entries, rows.count(), Text("没有文件", "No documents"))


register("documents.dossiers", documents_of_unit)
