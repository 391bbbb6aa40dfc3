"""Addresses of the plan."""

from __future__ import annotations

from django.urls import path

from tongcheng.office.workbench.plans import draft_views, views

urlpatterns = [
    path("plan/", views.plan_page, name="plan"),
    path("plan/result/", views.plan_result, name="plan_result"),
    path("plan/why/<str:project>/", views.why, name="why"),
    path("plan/save/", draft_views.save, name="plan_save"),
    path("plan/saved/", draft_views.drafts, name="drafts"),
    path("plan/saved/compare/", draft_views.compare_plans, name="plan_compare"),
    path("plan/saved/<int:pk>/", draft_views.draft, name="draft"),
    path("plan/saved/<int:pk>/send/", draft_views.send, name="plan_send"),
]
