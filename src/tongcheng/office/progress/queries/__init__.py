"""Everything that pages, exports and other apps read about periods and ledgers."""

from tongcheng.office.progress.queries.notice import Notice, NoticeItem, NoticeUnit, notice
from tongcheng.office.progress.queries.overview import (
    CityBlock,
    PeriodPage,
    ReviewLine,
    UnitLine,
    period_page,
    periods,
    review_lines,
    to_review,
)
from tongcheng.office.progress.queries.owed import UnitOwes, ledgers_of, owed, owed_counts, units_owing
from tongcheng.office.progress.queries.planned import Planned, Unowed, planned, unowed
from tongcheng.office.progress.queries.reminders import Reminder, due_reminders
from tongcheng.office.progress.queries.rows import MilestoneLine, Row, last_reports, rows_of, rows_of_ledgers
from tongcheng.office.progress.queries.unreported import Missing, NotReported, not_reported, not_reported_text

__all__ = [
    "CityBlock",
    "MilestoneLine",
    "Missing",
    "NotReported",
    "Notice",
    "NoticeItem",
    "NoticeUnit",
    "PeriodPage",
    "Planned",
    "Reminder",
    "ReviewLine",
    "Row",
    "UnitLine",
    "UnitOwes",
    "Unowed",
    "due_reminders",
    "last_reports",
    "ledgers_of",
    "not_reported",
    "not_reported_text",
    "notice",
    "owed",
    "owed_counts",
    "period_page",
    "periods",
    "planned",
    "review_lines",
    "rows_of",
    "rows_of_ledgers",
    "to_review",
    "units_owing",
    "unowed",
]
