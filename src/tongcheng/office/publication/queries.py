"""What pages and the API read; content is left in the database where only its label is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch
from django.urls import reverse

from tongcheng.language import Text
from tongcheng.office.core.waiting import Waiting
from tongcheng.office.people.standing import Standing
from tongcheng.office.publication.models import Publication, Snapshot


@dataclass(frozen=True)
class Entry:
    """A publication in the catalogue with its latest published snapshot."""

    publication: Publication
    latest: Snapshot | None
    waiting: int


def catalogue(standing: Standing) -> list[Entry]:
    """Give the publications a reader sees; two queries whatever their number."""
    seen = Snapshot.objects.light().visible_to(standing)
    rows = Publication.objects.visible_to(standing).prefetch_related(Prefetch("snapshots", seen, to_attr="seen"))
    entries = []
    for one in rows:
        states = [(snapshot.state, snapshot) for snapshot in one.seen]
        latest = next((snapshot for state, snapshot in states if state == "published"), None)
        entries.append(Entry(one, latest, sum(state == "waiting" for state, _ in states)))
    return entries


def snapshots_of(standing: Standing, publication: Publication) -> list[Snapshot]:
    """Give its snapshots, the latest first; one query."""
    found = Snapshot.objects.light().visible_to(standing).filter(publication=publication)
    return list(found.select_related("publication", "approval__person", "withdrawal__person", "maker"))


def one_snapshot(standing: Standing, slug: str, number: int) -> Snapshot:
    """Give a snapshot with its content; raises ``DoesNotExist`` if this reader may not know of it; one query."""
    rows: Any = Snapshot.objects.visible_to(standing).select_related(
        "publication", "approval", "approval__person", "withdrawal", "withdrawal__person", "maker"
    )
    found: Snapshot = rows.get(publication__slug=slug, number=number)
    return found


def what_waits(standing: Standing) -> list[Waiting]:
    """Give the snapshots that wait for somebody's approval; one query."""
    if not standing.has("joint_office", "leader"):
        return []
    rows = Snapshot.objects.filter(approval__isnull=True, withdrawal__isnull=True).exclude(maker=standing.person)
    counts = rows.order_by().values_list("publication__slug", "publication__title", "publication__title_en")
    return [
        Waiting(
            Text("审定公开数据", "Approve what is published"),
            count,
            reverse("publication:publication", args=[slug]),
            note=Text(zh, en),
        )
        for slug, zh, en, count in counts.annotate(n=Count("pk")).order_by("publication__slug")
    ]
