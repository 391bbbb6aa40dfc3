"""Addresses of this app's pages: each folder brings its own."""

from __future__ import annotations

from tongcheng.office.workbench.comparing.urls import urlpatterns as comparing
from tongcheng.office.workbench.maps.urls import urlpatterns as maps
from tongcheng.office.workbench.overview.urls import urlpatterns as overview
from tongcheng.office.workbench.plans.urls import urlpatterns as plans
from tongcheng.office.workbench.shares.urls import urlpatterns as shares

app_name = "workbench"
urlpatterns = [*overview, *maps, *comparing, *plans, *shares]
