"""Addresses of this app's pages."""

from __future__ import annotations

from django.urls import path

from tongcheng.office.search import views

app_name = "search"
urlpatterns = [path("", views.search, name="search")]
