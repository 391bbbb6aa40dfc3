"""How Django finds this app."""

from __future__ import annotations

from django.apps import AppConfig

from tongcheng.office.core.wording import both


class ProgressConfig(AppConfig):
    """The app ``progress``."""

    name = "tongcheng.office.progress"
    label = "progress"
    verbose_name = both("填报与台账", "Progress")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what waits for whom, and register the actions."""
        import tongcheng.office.progress.actions  # noqa: F401
        from tongcheng.office.core import waiting
        from tongcheng.office.progress.queries.waiting import what_waits

        waiting.register(what_waits)
