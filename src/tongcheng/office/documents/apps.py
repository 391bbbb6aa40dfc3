"""How Django finds this app."""

from __future__ import annotations

from django.apps import AppConfig

from tongcheng.office.core.wording import both


class DocumentsConfig(AppConfig):
    """The app ``documents``."""

    name = "tongcheng.office.documents"
    label = "documents"
    verbose_name = both("文件", "Documents")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what waits for whom, and register the actions."""
        import tongcheng.office.documents.actions  # noqa: F401
        from tongcheng.office.core import waiting
        from tongcheng.office.documents.queries.waiting import what_waits

        waiting.register(what_waits)
