"""Who reads the log. Nobody changes it: events are appended by the actions of all apps, and the database refuses more."""

from __future__ import annotations

from tongcheng.language import Text
from tongcheng.office.people.standing import Standing

NOT_READER = Text(
    "留痕仅供审计、督办、同城化办公室和系统管理员查阅", "the log is for auditors, supervisors and the office"
)


def may_read_log(standing: Standing, subject: object) -> Text | None:  # noqa: ARG001
    """Say whether the log is open to somebody."""
    return None if standing.reads_log else NOT_READER
