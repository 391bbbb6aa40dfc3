"""How Django finds this app."""

from __future__ import annotations

from django.apps import AppConfig

from tongcheng.office.core.wording import both


class SheetsConfig(AppConfig):
    """The app ``sheets``."""

    name = "tongcheng.office.sheets"
    label = "sheets"
    verbose_name = both("表格", "Sheets")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the actions and say what waits for whom."""
        from tongcheng.office.core import waiting
        from tongcheng.office.sheets import actions
        from tongcheng.office.sheets.queries import what_waits

        assert actions
        waiting.register(what_waits)
