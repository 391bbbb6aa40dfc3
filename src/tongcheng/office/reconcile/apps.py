"""How Django finds this app."""

from __future__ import annotations

from django.apps import AppConfig

from tongcheng.office.core.wording import both


class ReconcileConfig(AppConfig):
    """The app ``reconcile``."""

    name = "tongcheng.office.reconcile"
    label = "reconcile"
    verbose_name = both("对账", "Reconciliation")
    default_auto_field = "django.db.models.BigAutoField"
