"""The way of a ledger: signed, accepted by the city, accepted for good; returned on the way, corrected after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tongcheng.errors import InputError, Problem
from tongcheng.language import Text
from tongcheng.office.audit.chain import record
from tongcheng.office.core.acting import Act, Change, RefusedError, action
from tongcheng.office.core.recorded import new, state_of
from tongcheng.office.progress import checks, rules
from tongcheng.office.progress.actions.evidence import keep_file
from tongcheng.office.progress.actions.holding import hold
from tongcheng.office.progress.actions.reports import entered
from tongcheng.office.progress.entries import MILESTONE_FIELDS, REPORT_FIELDS
from tongcheng.office.progress.files import SCANS, Upload, checked
from tongcheng.office.progress.models import EvidenceKind, Ledger, LedgerState, MilestoneReport, Report
from tongcheng.office.progress.queries.rows import rows_of


@action("progress.sign", Text("签报", "sign"), rule=rules.may_sign)
def sign(act: Act, ledger: Ledger, base: int | None = None) -> Ledger:
    """Sign the ledger as a whole; ``base`` is the revision that the head looked at.

    Raises
    ------
    InputError
        With every error of every row.
    """
    ledger = _ready(act, rules.may_sign, ledger, base)
    person = act.standing.person
    values = {
        "signer_id": person.pk if person else None,
        "signed_by": person.name if person else "",
        "through_city": rules.through_city(act.standing, ledger),
    }
    return _move(act, ledger, LedgerState.SIGNED, values | {"signed": act.at})


@action("progress.sign_by_scan", Text("以签字盖章件签报", "sign by stamped scan"), rule=rules.may_sign_by_scan)
def sign_by_scan(act: Act, ledger: Ledger, upload: Upload, signed_by: str, base: int | None = None) -> Ledger:
    """Take a stamped scan as the unit's signature; ``signed_by`` is who signed the paper.

    Raises
    ------
    InputError
        With every error of every row; or if the file is no scan, or nobody is named.
    """
    if not signed_by.strip() or len(signed_by) > 60:
        raise InputError([_no_signer(signed_by)])
    file = checked(upload, SCANS)
    ledger = _ready(act, rules.may_sign_by_scan, ledger, base)
    touched = entered(act, ledger)
    scan = keep_file(act, ledger, file, EvidenceKind.SIGNED_SCAN)
    values = {"signer_id": _me(act), "signed_by": signed_by.strip(), "signed": act.at}
    return _move(act, ledger, LedgerState.SIGNED, values, touched, new(scan))


@action("progress.accept_city", Text("市级审核通过", "accept for the city"), rule=rules.may_accept_city)
def accept_city(act: Act, ledgers: Sequence[Ledger], bases: Mapping[int, int] | None = None) -> list[Ledger]:
    """Accept ledgers of the city's units; ``bases`` are the revisions that were looked at, by ledger."""
    held = hold(act, rules.may_accept_city, ledgers, bases)
    values = {"state": LedgerState.CITY_ACCEPTED, "city_acceptor_id": _me(act), "city_accepted": act.at}
    return _move_all(act, held, values)


@action("progress.accept", Text("采纳", "accept"), rule=rules.may_accept)
def accept(act: Act, ledgers: Sequence[Ledger], bases: Mapping[int, int] | None = None) -> list[Ledger]:
    """Accept ledgers for good: from now on their rows do not change any more."""
    held = hold(act, rules.may_accept, ledgers, bases)
    values = {"state": LedgerState.ACCEPTED, "acceptor_id": _me(act), "accepted": act.at}
    return _move_all(act, held, values)


@action("progress.return_ledger", Text("退回", "return"), rule=rules.may_return, reason_needed=True)
def return_ledger(act: Act, ledgers: Sequence[Ledger], bases: Mapping[int, int] | None = None) -> list[Ledger]:
    """Send ledgers back with a comment; signature and acceptance fall away (the log keeps them)."""
    held = hold(act, rules.may_return, ledgers, bases)
    values = {
        "state": LedgerState.RETURNED,
        "comment": act.reason.strip(),
        "signer_id": None,
        "signed_by": "",
        "signed": None,
        "city_acceptor_id": None,
        "city_accepted": None,
    }
    return _move_all(act, held, values)


@action("progress.correct", Text("更正", "correct"), rule=rules.may_correct, reason_needed=True)
def correct(act: Act, ledger: Ledger) -> Ledger:
    """Open a further edition of an accepted ledger, with its rows; the accepted one stays in force until then.

    Raises
    ------
    RefusedError
        If it is being corrected already.
    """
    (old,) = hold(act, rules.may_correct, [ledger])
    if Ledger.objects.filter(corrects=old).exists():
        raise RefusedError(Text("该台账已有更正，请在更正的台账上继续", "It has a correction already; go on there"))
    edition = Ledger(
        period=old.period,
        unit=old.unit,
        edition=old.edition + 1,
        corrects=old,
        comment=act.reason.strip(),
    )
    changes = [entered(act, edition)]
    changes += _copy_rows(old, edition)
    record(act, changes)
    return edition


def _me(act: Act) -> int | None:
    return act.standing.person.pk if act.standing.person else None


def _ready(act: Act, rule: rules.LedgerRule, ledger: Ledger, base: int | None) -> Ledger:
    """Hold a ledger and check its rows, or raise with everything that is wrong with them."""
    bases = {ledger.pk: base} if base is not None else None
    (held,) = hold(act, rule, [ledger], bases)
    if problems := checks.stopping(held, rows_of(held)):
        raise InputError(problems)
    return held


def _move(act: Act, ledger: Ledger, state: str, values: Mapping[str, object], *also: Change) -> Ledger:
    return _move_all(act, [ledger], {"state": state} | dict(values), *also)[0]


def _move_all(act: Act, ledgers: list[Ledger], values: Mapping[str, object], *also: Change) -> list[Ledger]:
    changes = [ledger.revise(values) for ledger in ledgers]
    Ledger.objects.bulk_update(ledgers, [*values, *_KEPT])
    record(act, [*changes, *also])
    return ledgers


_KEPT = ("revision", "field_revisions", "entered_by", "entered_for", "through_city", "changed")


def _copy_rows(old: Ledger, edition: Ledger) -> list[Change]:
    parts: dict[int, list[MilestoneReport]] = {}
    for part in MilestoneReport.objects.filter(report__ledger=old):
        parts.setdefault(part.report_id, []).append(part)
    pairs = [
        (row, Report(ledger=edition, item=row.item, **{name: getattr(row, name) for name in REPORT_FIELDS}))
        for row in Report.objects.filter(ledger=old).select_related("item")
    ]
    Report.objects.bulk_create([copy for _, copy in pairs])
    copies = [
        MilestoneReport(
            report=copy, milestone_id=part.milestone_id, **{name: getattr(part, name) for name in MILESTONE_FIELDS}
        )
        for row, copy in pairs
        for part in parts.get(row.pk, ())
    ]
    MilestoneReport.objects.bulk_create(copies)
    return [Change(copy, None, state_of(copy)) for _, copy in pairs]


def _no_signer(found: str) -> Problem:
    return Problem(
        "no_signer",
        "",
        Text("签字人姓名（60 字以内）", "the name of whoever signed (up to 60 characters)"),
        found[:80] or "—",
        Text("按签字盖章件填写", "as it stands on the stamped paper"),
        column="signed_by",
    )
