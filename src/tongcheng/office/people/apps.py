"""How Django finds this app."""

from __future__ import annotations

from django.apps import AppConfig

from tongcheng.office.core.wording import both


class PeopleConfig(AppConfig):
    """The app ``people``."""

    name = "tongcheng.office.people"
    label = "people"
    verbose_name = both("人员与单位", "People")
    default_auto_field = "django.db.models.BigAutoField"
