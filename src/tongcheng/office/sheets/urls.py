"""Addresses of this app's pages."""

from __future__ import annotations

from django.urls import include, path

from tongcheng.office.sheets import views

app_name = "sheets"
urlpatterns = [
    path("", views.imports, name="imports"),
    path("upload/", views.upload, name="upload"),
    path("imports/<int:pk>/", views.one_import, name="import"),
    path("imports/<int:pk>/choose/", views.choose, name="choose"),
    path("imports/<int:pk>/list/", views.new_list, name="new_list"),
    path("imports/<int:pk>/decide/", views.decide, name="decide"),
    path("imports/<int:pk>/apply/", views.apply, name="apply"),
    path("imports/<int:pk>/discard/", views.discard, name="discard"),
    path("imports/<int:pk>/original/", views.original, name="original"),
    path("imports/<int:pk>/answer.xlsx", views.answer, name="answer"),
    path("export/", include("tongcheng.office.sheets.export.urls")),
]
