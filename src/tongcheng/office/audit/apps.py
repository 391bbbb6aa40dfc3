"""How Django finds this app."""

from __future__ import annotations

from django.apps import AppConfig

from tongcheng.office.core.wording import both


class AuditConfig(AppConfig):
    """The app ``audit``."""

    name = "tongcheng.office.audit"
    label = "audit"
    verbose_name = both("留痕", "Audit")
    default_auto_field = "django.db.models.BigAutoField"
