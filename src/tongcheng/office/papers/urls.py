"""Addresses of this app's pages."""

from __future__ import annotations

from django.urls import path

from tongcheng.office.papers import views

app_name = "papers"
urlpatterns = [
    path("", views.papers, name="papers"),
    path("new/", views.draft_period, name="draft_period"),
    path("new/unit/", views.draft_unit, name="draft_unit"),
    path("<int:pk>/", views.paper, name="paper"),
    path("<int:pk>/head/", views.change_head, name="change_head"),
    path("<int:pk>/sections/<int:section>/", views.change_section, name="change_section"),
    path("<int:pk>/redraft/", views.redraft, name="redraft"),
    path("<int:pk>/issue/", views.issue, name="issue"),
    path("<int:pk>/discard/", views.discard, name="discard"),
    path("<int:pk>/file.<str:ending>", views.paper_file, name="paper_file"),
    path("gantt/<str:code>/", views.list_gantt, name="gantt"),
]
