"""How Django finds this app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

from tongcheng.office.core.wording import both


class PeopleConfig(AppConfig):
    """The app ``people``."""

    name = "tongcheng.office.people"
    label = "people"
    verbose_name = both("人员与单位", "People")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Find what each app counts as open work, and what it shows on a unit's page."""
        autodiscover_modules("handover", "panels")

        from django.contrib.auth.signals import user_logged_in

        from tongcheng.office.core import waiting
        from tongcheng.office.people.middleware import note_login
        from tongcheng.office.people.queries.waiting import ending_posts

        waiting.register(ending_posts)
        user_logged_in.connect(note_login, dispatch_uid="people.note_login")
