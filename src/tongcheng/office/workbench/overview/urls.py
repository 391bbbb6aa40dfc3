"""Addresses of the overview."""

from __future__ import annotations

from django.urls import path

from tongcheng.office.workbench.overview import views

urlpatterns = [
    path("", views.overview, name="overview"),
    path("overview/map.svg", views.small_map, name="overview_map"),
]
