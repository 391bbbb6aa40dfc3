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
