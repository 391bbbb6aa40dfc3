"""Addresses of this app's pages."""

from __future__ import annotations

from django.urls import path

from tongcheng.office.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.events, name="events"),
    path("<int:number>/", views.event, name="event"),
    path("proof/", views.prove, name="prove"),
    path("export.csv", views.export, name="export"),
]
