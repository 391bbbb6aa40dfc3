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

    def ready(self) -> None:
        """Register the actions, what waits, and the guard over rows."""
        import tongcheng.office.opportunities.actions  # noqa: F401
        from tongcheng.office.core import after, waiting
        from tongcheng.office.opportunities import guard
        from tongcheng.office.opportunities.queries.one import what_waits

        waiting.register(what_waits)
        after.register(guard.follow)
