"""Addresses of this app's pages."""

from __future__ import annotations

from django.urls import path

from tongcheng.office.reconcile import views

app_name = "reconcile"
urlpatterns = [
    path("", views.comparisons, name="comparisons"),
    path("new/", views.compare, name="compare"),
    path("<int:pk>/", views.comparison, name="comparison"),
    path("<int:pk>/file/", views.comparison_file, name="comparison_file"),
    path("<int:pk>/choose/", views.choose, name="choose"),
    path("published/", views.published, name="published"),
    path("published/file/", views.published_file, name="published_file"),
]
