"""Addresses of the site: one include per app, the API under ``/api/``."""

from __future__ import annotations

from django.templatetags.static import static
from django.urls import include, path
from django.views.generic import RedirectView
from django.views.i18n import set_language

from tongcheng.office.api import api
from tongcheng.office.core import views

urlpatterns = [
    path("", views.home, name="home"),
    # Browsers ask for it beside feeds and files, which cannot name an icon.
    path("favicon.ico", RedirectView.as_view(url=static("office/mark.svg")), name="icon"),
    path("language/", set_language, name="set_language"),
    path("people/", include("tongcheng.office.people.urls")),
    path("lists/", include("tongcheng.office.lists.urls")),
    path("progress/", include("tongcheng.office.progress.urls")),
    path("sheets/", include("tongcheng.office.sheets.urls")),
    path("figures/", include("tongcheng.office.figures.urls")),
    path("reconcile/", include("tongcheng.office.reconcile.urls")),
    path("search/", include("tongcheng.office.search.urls")),
    path("meetings/", include("tongcheng.office.meetings.urls")),
    path("documents/", include("tongcheng.office.documents.urls")),
    path("workbench/", include("tongcheng.office.workbench.urls")),
    path("opportunities/", include("tongcheng.office.opportunities.urls")),
    path("services/", include("tongcheng.office.cross_services.urls")),
    path("open/", include("tongcheng.office.publication.urls")),
    path("papers/", include("tongcheng.office.papers.urls")),
    path("supervision/", include("tongcheng.office.supervision.urls")),
    path("audit/", include("tongcheng.office.audit.urls")),
    path("api/", api.urls),
]
handler400 = "tongcheng.office.core.views.bad_request"
handler403 = "tongcheng.office.core.views.forbidden"
handler404 = "tongcheng.office.core.views.not_found"
handler500 = "tongcheng.office.core.views.broken"
