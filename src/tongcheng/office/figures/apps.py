"""How Django finds this app."""

from __future__ import annotations

from django.apps import AppConfig

from tongcheng.office.core.wording import both


class FiguresConfig(AppConfig):
    """The app ``figures``."""

    name = "tongcheng.office.figures"
    label = "figures"
    verbose_name = both("数值", "Figures")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the actions."""
        from tongcheng.office.figures import actions

        assert actions.__all__
