"""Addresses of this app's pages; those of files are permanent."""

from __future__ import annotations

from django.urls import path

from tongcheng.office.publication.feeds import SnapshotFeed
from tongcheng.office.publication.views import office, public

app_name = "publication"
urlpatterns = [
    path("", public.publications, name="publications"),
    path("new/", office.edit, name="new"),
    path("feed.atom", SnapshotFeed(), name="feed"),
    path("<slug:slug>/", public.publication, name="publication"),
    path("<slug:slug>/edit/", office.edit, name="edit"),
    path("<slug:slug>/make/", office.make, name="make"),
    path("<slug:slug>/latest.<str:extension>", public.latest, name="latest"),
    path("<slug:slug>/<int:number>/", public.snapshot, name="snapshot"),
    path("<slug:slug>/<int:number>/approve/", office.approve, name="approve"),
    path("<slug:slug>/<int:number>/withdraw/", office.withdraw, name="withdraw"),
    path("<slug:slug>/<int:number>.<str:extension>", public.file, name="file"),
]
