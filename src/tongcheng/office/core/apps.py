"""The app that holds the shared templates, static files and template tags."""

from __future__ import annotations

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Shared parts; it has no tables."""

    name = "tongcheng.office.core"
    label = "core"
