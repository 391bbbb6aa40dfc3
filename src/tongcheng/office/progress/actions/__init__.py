"""Everything that changes periods and ledgers; pages, the API, workbooks and commands call these."""

from tongcheng.office.progress.actions.evidence import Upload, add_evidence
from tongcheng.office.progress.actions.ledgers import (
    accept,
    accept_city,
    correct,
    return_ledger,
    sign,
    sign_by_scan,
)
from tongcheng.office.progress.actions.periods import (
    change_deadline,
    change_lists,
    freeze,
    open_periods,
    unfreeze,
)
from tongcheng.office.progress.actions.reminders import claim_reminders, confirm_reminders
from tongcheng.office.progress.actions.reports import Saved, save_reports
from tongcheng.office.progress.entries import Entry, MilestoneEntry

__all__ = [
    "Entry",
    "MilestoneEntry",
    "Saved",
    "Upload",
    "accept",
    "accept_city",
    "add_evidence",
    "change_deadline",
    "change_lists",
    "claim_reminders",
    "confirm_reminders",
    "correct",
    "freeze",
    "open_periods",
    "return_ledger",
    "save_reports",
    "sign",
    "sign_by_scan",
    "unfreeze",
]
