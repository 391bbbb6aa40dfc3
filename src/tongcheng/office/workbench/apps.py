"""How Django finds this app."""

from __future__ import annotations

from django.apps import AppConfig

from tongcheng.office.core.wording import both


class WorkbenchConfig(AppConfig):
    """The app ``workbench``."""

    name = "tongcheng.office.workbench"
    label = "workbench"
    verbose_name = both("工作台", "Workbench")
    default_auto_field = "django.db.models.BigAutoField"
