"""How Django finds this app."""

from __future__ import annotations

from django.apps import AppConfig

from tongcheng.office.core.wording import both


class PapersConfig(AppConfig):
    """The app ``papers``."""

    name = "tongcheng.office.papers"
    label = "papers"
    verbose_name = both("文稿", "Papers")
    default_auto_field = "django.db.models.BigAutoField"
