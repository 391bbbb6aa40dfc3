"""How Django finds this app."""

from __future__ import annotations

from django.apps import AppConfig

from tongcheng.office.core.wording import both


class CrossServicesConfig(AppConfig):
    """The app ``cross_services``."""

    name = "tongcheng.office.cross_services"
    label = "cross_services"
    verbose_name = both("跨市通办", "Services across cities")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the actions."""
        import tongcheng.office.cross_services.actions  # noqa: F401
