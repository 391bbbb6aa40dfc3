"""How Django finds this app."""

from __future__ import annotations

from django.apps import AppConfig

from tongcheng.office.core.wording import both


class MeetingsConfig(AppConfig):
    """The app ``meetings``."""

    name = "tongcheng.office.meetings"
    label = "meetings"
    verbose_name = both("会议", "Meetings")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what waits for whom, open documents to those who are called, and register the actions."""
        import tongcheng.office.meetings.actions  # noqa: F401
        from tongcheng.office.core import waiting
        from tongcheng.office.documents.querysets import opens_versions
        from tongcheng.office.meetings.queries.waiting import what_waits
        from tongcheng.office.meetings.querysets import opened_versions

        waiting.register(what_waits)
        opens_versions("meetings", opened_versions)
