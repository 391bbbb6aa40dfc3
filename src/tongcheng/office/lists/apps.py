"""How Django finds this app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

from tongcheng.office.core.wording import both


class ListsConfig(AppConfig):
    """The app ``lists``."""

    name = "tongcheng.office.lists"
    label = "lists"
    verbose_name = both("清单", "Lists")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Show what waits on the home page."""
        from tongcheng.office.core import waiting
        from tongcheng.office.lists.queries.waiting import what_waits

        waiting.register(what_waits)
        autodiscover_modules("origins")
