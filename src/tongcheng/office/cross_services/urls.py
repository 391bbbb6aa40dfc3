"""Addresses of this app's pages."""

from __future__ import annotations

from django.urls import path

from tongcheng.office.cross_services import views

app_name = "cross_services"
urlpatterns = [
    path("", views.services, name="services"),
    path("new/", views.edit, name="new"),
    path("use/", views.use, name="use"),
    path("gaps/", views.gaps, name="gaps"),
    path("gaps/adopt/", views.adopt, name="adopt"),
    path("<int:pk>/", views.service, name="service"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/cities/<int:city>/", views.offer, name="offer"),
    path("<int:pk>/use/", views.report, name="report"),
    path("<int:pk>/use/<int:use>/correct/", views.correct, name="correct"),
]
