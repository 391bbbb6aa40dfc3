"""Addresses of this app's pages."""

from __future__ import annotations

from django.urls import path

from tongcheng.office.meetings import views
from tongcheng.office.meetings.packing import views as packing

app_name = "meetings"
urlpatterns = [
    path("", views.meetings, name="meetings"),
    path("new/", views.plan, name="plan"),
    path("bodies/", views.bodies, name="bodies"),
    path("bodies/new/", views.body, name="new_body"),
    path("bodies/<int:pk>/", views.body, name="body"),
    path("<int:pk>/", views.meeting, name="meeting"),
    path("<int:pk>/edit/", views.change, name="change"),
    path("<int:pk>/check/", views.check, name="check"),
    path("<int:pk>/followup/", views.followup, name="followup"),
    path("<int:pk>/sentences/", views.sentences, name="sentences"),
    path("<int:pk>/record/", views.record, name="record"),
    path("<int:pk>/pack/", packing.pack, name="pack"),
    path("<int:pk>/pack/all.zip", packing.pack_archive, name="pack_archive"),
    path("<int:pk>/pack/<slug:key>.<slug:ending>", packing.pack_paper, name="pack_paper"),
    path("<int:pk>/step/<slug:name>/", views.step, name="step"),
    path("<int:pk>/<slug:kind>/new/", views.part, name="new_part"),
    path("<int:pk>/<slug:kind>/<int:row>/", views.part, name="part"),
    path("<int:pk>/<slug:kind>/<int:row>/remove/", views.remove, name="remove"),
    path("<int:pk>/<slug:kind>/<int:row>/rows/", views.rows, name="rows"),
    path("<int:pk>/<slug:kind>/<int:row>/tie/", views.tie, name="tie"),
]
