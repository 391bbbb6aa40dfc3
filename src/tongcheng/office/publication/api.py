"""The JSON API of this app: the same actions and rights as its pages. The files themselves are under ``/open/``."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router
from ninja.pagination import paginate

from tongcheng.office.core.paging import Pages
from tongcheng.office.core.requests import act_of
from tongcheng.office.people.standing import Standing
from tongcheng.office.publication import actions, queries
from tongcheng.office.publication.models import Publication, Snapshot
from tongcheng.office.publication.schemas import PublicationOut, SnapshotIn, SnapshotOut, WithdrawnIn

router = Router()


def _standing(request: HttpRequest) -> Standing:
    standing: Standing = request.standing  # type: ignore[attr-defined]
    return standing


def _publication(request: HttpRequest, slug: str) -> Publication:
    found: Publication = Publication.objects.visible_to(_standing(request)).select_related("list").get(slug=slug)
    return found


@router.get("/", response=list[PublicationOut])
@paginate(Pages)
def publications(request: HttpRequest) -> list[Publication]:
    """Give the catalogue."""
    return [entry.publication for entry in queries.catalogue(_standing(request))]


@router.get("/{slug:slug}/snapshots", response=list[SnapshotOut])
@paginate(Pages)
def snapshots(request: HttpRequest, slug: str) -> list[Snapshot]:
    """Give the snapshots of a publication."""
    return queries.snapshots_of(_standing(request), _publication(request, slug))


@router.post("/{slug:slug}/snapshots", response=SnapshotOut)
def make(request: HttpRequest, slug: str, body: SnapshotIn) -> Snapshot:
    """Make a snapshot; it waits for approval by somebody else."""
    return actions.make_snapshot(act_of(request), _publication(request, slug), body.as_of)


@router.post("/{slug:slug}/snapshots/{int:number}/approve", response=SnapshotOut)
def approve(request: HttpRequest, slug: str, number: int) -> Snapshot:
    """Let it out."""
    one = queries.one_snapshot(_standing(request), slug, number)
    actions.approve_snapshot(act_of(request), one)
    return queries.one_snapshot(_standing(request), slug, number)


@router.post("/{slug:slug}/snapshots/{int:number}/withdraw", response=SnapshotOut)
def withdraw(request: HttpRequest, slug: str, number: int, body: WithdrawnIn) -> Snapshot:
    """Take it back; the public reads the reason."""
    one = queries.one_snapshot(_standing(request), slug, number)
    actions.withdraw_snapshot(act_of(request, body.reason), one)
    return queries.one_snapshot(_standing(request), slug, number)
