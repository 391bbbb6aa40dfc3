"""Addresses of this app's pages."""

from __future__ import annotations

from django.urls import path

from tongcheng.office.figures.views import figures, runs

app_name = "figures"
urlpatterns = [
    path("", figures.figures, name="figures"),
    path("of/", figures.subject, name="subject"),
    path("record/", figures.record, name="record"),
    path("runs/", runs.runs, name="runs"),
    path("runs/<slug:run_id>/", runs.run, name="run"),
    path("runs/<slug:run_id>/adopt/", runs.adopt, name="adopt"),
    path("runs/<slug:run_id>/cite/", runs.cite, name="cite"),
    path("runs/<slug:run_id>/remove/", runs.remove, name="remove"),
    path("runs/<slug:run_id>/candidates/", runs.candidates, name="candidates"),
]
