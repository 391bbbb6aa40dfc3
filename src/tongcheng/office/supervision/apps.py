"""How Django finds this app."""

from __future__ import annotations

from django.apps import AppConfig

from tongcheng.office.core.wording import both


class SupervisionConfig(AppConfig):
    """The app ``supervision``."""

    name = "tongcheng.office.supervision"
    label = "supervision"
    verbose_name = both("督导", "Supervision")
    default_auto_field = "django.db.models.BigAutoField"
