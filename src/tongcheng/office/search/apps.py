"""How Django finds this app."""

from __future__ import annotations

from django.apps import AppConfig

from tongcheng.office.core.wording import both


class SearchConfig(AppConfig):
    """The app ``search``."""

    name = "tongcheng.office.search"
    label = "search"
    verbose_name = both("检索", "Search")
    default_auto_field = "django.db.models.BigAutoField"
