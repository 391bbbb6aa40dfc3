"""Addresses of this app's pages."""

from __future__ import annotations

from django.urls import include, path

app_name = "sheets"
urlpatterns = [
    path("export/", include("tongcheng.office.sheets.export.urls")),
]
