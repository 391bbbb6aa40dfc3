"""Addresses of this app's pages."""

from __future__ import annotations

from django.urls import path

from tongcheng.office.lists.views import acting, items, lists, papers

app_name = "lists"
urlpatterns = [
    path("", lists.lists, name="lists"),
    path("new/", lists.add, name="add"),
    path("responsibility/", papers.responsibility, name="responsibility"),
    path("<int:pk>/", lists.one, name="list"),
    path("<int:pk>/change/", lists.change, name="change"),
    path("<int:pk>/archive/", lists.archive, name="archive"),
    path("<int:pk>/reopen/", lists.reopen, name="reopen"),
    path("<int:pk>/order/", lists.reorder, name="reorder"),
    path("<int:pk>/checks/", lists.checks, name="checks"),
    path("<int:pk>/views/", lists.save_view, name="save_view"),
    path("<int:pk>/views/<int:view>/delete/", lists.delete_view, name="delete_view"),
    path("<int:pk>/add/", items.add, name="add_item"),
    path("<int:pk>/print/", papers.paper, name="print"),
    path("<int:pk>/issue/", papers.issue, name="issue"),
    path("<int:pk>/versions/", papers.versions, name="versions"),
    path("<int:pk>/versions/<int:number>/", papers.version, name="version"),
    path("<int:pk>/versions/<int:number>/difference/", papers.difference, name="difference"),
    path("items/<uuid:uid>/", items.item, name="item"),
    path("items/<uuid:uid>/change/", items.change, name="change_item"),
    path("items/<uuid:uid>/project/", items.project, name="project"),
    path("items/<uuid:uid>/milestones/", items.milestones, name="milestones"),
    path("items/<uuid:uid>/split/", acting.split, name="split"),
    path("items/<uuid:uid>/<slug:name>/", acting.act, name="act"),
]
