"""Addresses of the comparison."""

from __future__ import annotations

from django.urls import path

from tongcheng.office.workbench.comparing import views

urlpatterns = [
    path("compare/", views.compare, name="compare"),
    path("compare/download/map.svg", views.picture, name="compare_map"),
    path("compare/download/table.csv", views.table, name="compare_table"),
]
