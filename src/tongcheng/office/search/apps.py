"""How Django finds this app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

from tongcheng.office.core.wording import both


class SearchConfig(AppConfig):
    """The app ``search``."""

    name = "tongcheng.office.search"
    label = "search"
    verbose_name = both("检索", "Search")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Find what each app lets people find, and follow its changes."""
        autodiscover_modules("searchable")

        from tongcheng.office.core import after
        from tongcheng.office.search.index import follow

        after.register(follow)
