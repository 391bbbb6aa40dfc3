"""Addresses of this app's pages."""

from __future__ import annotations

from django.urls import path

from tongcheng.office.progress.views import fill, ledgers, periods, review

app_name = "progress"
urlpatterns = [
    path("", periods.periods, name="periods"),
    path("open/", periods.open_periods, name="open"),
    path("review/", review.review, name="review"),
    path("ledgers/<int:pk>/", ledgers.ledger, name="ledger"),
    path("ledgers/<int:pk>/sign/", ledgers.sign, name="sign"),
    path("ledgers/<int:pk>/scan/", ledgers.sign_by_scan, name="scan"),
    path("ledgers/<int:pk>/accept-city/", ledgers.accept_city, name="accept_city"),
    path("ledgers/<int:pk>/accept/", ledgers.accept, name="accept"),
    path("ledgers/<int:pk>/return/", ledgers.return_ledger, name="return"),
    path("ledgers/<int:pk>/correct/", ledgers.correct, name="correct"),
    path("ledgers/<int:pk>/evidence/", ledgers.add_evidence, name="add_evidence"),
    path("evidence/<int:pk>/", ledgers.evidence, name="evidence"),
    path("<slug:code>/", periods.period, name="period"),
    path("<slug:code>/units/<int:unit>/", fill.fill, name="fill"),
    path("<slug:code>/unreported/", periods.unreported, name="unreported"),
    path("<slug:code>/notice/", periods.notice, name="notice"),
    path("<slug:code>/deadline/", periods.change_deadline, name="change_deadline"),
    path("<slug:code>/lists/", periods.change_lists, name="change_lists"),
    path("<slug:code>/freeze/", periods.freeze, name="freeze"),
    path("<slug:code>/unfreeze/", periods.unfreeze, name="unfreeze"),
]
