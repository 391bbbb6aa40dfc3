"""The peer of :mod:`benchmarks.office`: Django's own admin over the same models, rows, database and server.

This module is both its settings and its addresses. It is set up as a practised hand would: related rows fetched with
the page, keys of large tables as raw ids, milestones and units as inlines. It shows fewer things than our pages (no
sums, no reports, no checks, no log) and asks no rights of rows.
"""

from __future__ import annotations

from tongcheng.office.settings import *  # noqa: F403
from tongcheng.office.settings import INSTALLED_APPS, TEMPLATES

INSTALLED_APPS = [*INSTALLED_APPS, "django.contrib.admin"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    TEMPLATES[0]
    | {
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        }
    }
]
ROOT_URLCONF = "benchmarks.office_admin_urls"
