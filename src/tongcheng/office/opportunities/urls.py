"""Addresses of this app's pages."""

from __future__ import annotations

from django.urls import path

from tongcheng.office.opportunities.feeds import PublishedFeed
from tongcheng.office.opportunities.views import office, public, sheets

app_name = "opportunities"
urlpatterns = [
    path("", public.opportunities, name="opportunities"),
    path("feed/", PublishedFeed(), name="feed"),
    path("match/", public.match, name="match"),
    path("batches/", public.batches, name="batches"),
    path("batches/new/", office.open_batch, name="open_batch"),
    path("new/", office.enter, name="new"),
    path("export/", sheets.export, name="export"),
    path("import/", sheets.upload, name="import"),
    path("import/apply/", sheets.apply, name="apply"),
    path("<uuid:uid>/", public.opportunity, name="opportunity"),
    path("<uuid:uid>/edit/", office.edit, name="edit"),
    path("<uuid:uid>/enquire/", public.enquire, name="enquire"),
    path("<uuid:uid>/steps/<slug:name>/", office.step, name="step"),
]
