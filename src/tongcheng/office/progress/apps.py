"""How Django finds this app."""

from __future__ import annotations

from django.apps import AppConfig

from tongcheng.office.core.wording import both


class ProgressConfig(AppConfig):
    """The app ``progress``."""

    name = "tongcheng.office.progress"
    label = "progress"
    verbose_name = both("填报", "Reporting")
    default_auto_field = "django.db.models.BigAutoField"
