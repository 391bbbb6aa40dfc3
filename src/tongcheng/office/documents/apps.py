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
