"""Addresses of the downloads; included in the app's own under ``export/``."""

from __future__ import annotations

from django.urls import path

from tongcheng.office.sheets.export import views

urlpatterns = [
    path("lists/<str:code>.xlsx", views.list_xlsx, name="export_list"),
    path("lists/<str:code>/printed.xlsx", views.list_printed, name="export_printed"),
    path("lists/<str:code>/versions/<int:number>.xlsx", views.version_xlsx, name="export_version"),
    path("responsibility.xlsx", views.responsibility, name="export_responsibility"),
    path("periods/<slug:code>/templates.zip", views.templates, name="export_templates"),
    path("periods/<slug:code>/templates/<str:unit>.xlsx", views.template, name="export_template"),
    path("periods/<slug:code>/notice.docx", views.notice, {"kind": "docx"}, name="export_notice"),
    path("periods/<slug:code>/notice.pdf", views.notice, {"kind": "pdf"}, name="export_notice_pdf"),
    path("periods/<slug:code>/notice.zip", views.notice, {"kind": "zip"}, name="export_notice_zip"),
    path("periods/<slug:code>/summary.xlsx", views.summary, name="export_summary"),
]
