"""How Django finds this app."""

from __future__ import annotations

from django.apps import AppConfig

from tongcheng.office.core.wording import both


class OpportunitiesConfig(AppConfig):
    """The app ``opportunities``."""

    name = "tongcheng.office.opportunities"
    label = "opportunities"
    verbose_name = both("机会清单", "Opportunities")
    default_auto_field = "django.db.models.BigAutoField"
