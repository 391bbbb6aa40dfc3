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

    def ready(self) -> None:
        """Say what waits for whom, and register the actions."""
        import tongcheng.office.supervision.actions  # noqa: F401
        from tongcheng.office.core import waiting
        from tongcheng.office.supervision.queries.waiting import what_waits

        waiting.register(what_waits)
