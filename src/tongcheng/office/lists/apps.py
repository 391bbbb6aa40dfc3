"""How Django finds this app."""

from __future__ import annotations

from django.apps import AppConfig

from tongcheng.office.core.wording import both


class ListsConfig(AppConfig):
    """The app ``lists``."""

    name = "tongcheng.office.lists"
    label = "lists"
    verbose_name = both("清单", "Lists")
    default_auto_field = "django.db.models.BigAutoField"
