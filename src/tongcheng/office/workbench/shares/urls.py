"""Addresses of the shares."""

from __future__ import annotations

from django.urls import path

from tongcheng.office.workbench.shares import views

urlpatterns = [
    path("shares/", views.shares, name="shares"),
    path("shares/agree/", views.agree, name="shares_agree"),
]
