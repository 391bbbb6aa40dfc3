"""How Django finds this app."""

from __future__ import annotations

from django.apps import AppConfig

from tongcheng.office.core.wording import both


class PublicationConfig(AppConfig):
    """The app ``publication``."""

    name = "tongcheng.office.publication"
    label = "publication"
    verbose_name = both("公开", "Publication")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the actions, and show what waits on the home page."""
        import tongcheng.office.publication.actions  # noqa: F401
        from tongcheng.office.core import waiting
        from tongcheng.office.publication.queries import what_waits

        waiting.register(what_waits)
