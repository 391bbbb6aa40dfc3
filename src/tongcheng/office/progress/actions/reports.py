"""Rows of ledgers, saved many at once: by the form, by the API and by workbooks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tongcheng.errors import InputError, Problem
from tongcheng.language import Text
from tongcheng.office.audit.chain import record
from tongcheng.office.core.acting import Act, Change, ConflictError, action
from tongcheng.office.core.recorded import new, state_of
from tongcheng.office.lists.models import Item, Milestone
from tongcheng.office.progress import rules
from tongcheng.office.progress.actions.holding import hold
from tongcheng.office.progress.entries import (
    MILESTONE_FIELDS,
    REPORT_FIELDS,
    Entry,
    clean,
    conflicting,
    filled,
)
from tongcheng.office.progress.models import Ledger, MilestoneReport, Report
from tongcheng.office.progress.queries.owed import owed


class RowsConflictError(ConflictError):
    """Cells that changed on both sides; ``cells`` holds (row, fields) of every one of them."""

    def __init__(self, cells: Sequence[tuple[Report, Sequence[str]]]) -> None:
        self.cells = tuple((row, tuple(fields)) for row, fields in cells)
        super().__init__(self.cells[0][0], self.cells[0][1])
        said = [(row.item, self._labels(fields)) for row, fields in self.cells[:10]]
        self.why = Text(
            "以下内容在您填报期间已被他人修改，请核对后重新提交：" + "；".join(f"{i}（{f}）" for i, f in said),
            "Changed by somebody else in between; compare and send again: "
            + "; ".join(f"{i} ({f})" for i, f in said),
        )

    @staticmethod
    def _labels(fields: Iterable[str]) -> str:
        return "、".join(
            str(Report._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # noqa: SLF001
            if name in REPORT_FIELDS
            else name
            for name in fields
        )


@dataclass
class Saved:
    """What was written: the ledgers as they are now, and how many rows were new, changed or as before."""

    ledgers: list[Ledger]
    made: int = 0
    changed: int = 0
    unchanged: int = 0


@dataclass
class _Work:
    """One entry on its way: its cleaned values and the rows they go to."""

    entry: Entry
    ledger: Ledger
    item: Item
    values: dict[str, Any]
    milestones: dict[int, tuple[dict[str, Any], int | None]] = field(default_factory=dict)


@dataclass
class _Batch:
    """Everything to be written, gathered before the first row is."""

    new: list[Report] = field(default_factory=list)
    changed: list[Report] = field(default_factory=list)
    new_milestones: list[MilestoneReport] = field(default_factory=list)
    changed_milestones: list[MilestoneReport] = field(default_factory=list)
    before: dict[int, dict[str, Any]] = field(default_factory=dict)
    after: dict[int, dict[str, Any]] = field(default_factory=dict)
    conflicts: list[tuple[Report, list[str]]] = field(default_factory=list)


@action("progress.save_reports", Text("填报", "fill the ledger"), rule=rules.may_enter)
def save_reports(act: Act, ledgers: Sequence[Ledger], entries: Sequence[Entry]) -> Saved:
    """Write rows of the ledgers of some units for one period, all or none, in a constant number of queries.

    Ledgers come from :func:`tongcheng.office.progress.queries.ledgers_of`; those that were not begun are made.
    A cell is in conflict only if the same cell changed after the revision the entry was read at.

    Raises
    ------
    InputError
        With every value that has not the right form and every row that is not the unit's.
    RowsConflictError
        With every cell that changed on both sides.
    """
    held = hold(act, rules.may_enter, ledgers)
    work = _understood(held, entries)
    changes: list[Change | None] = [entered(act, ledger) for ledger in held]
    batch, saved = _compared(work)
    if batch.conflicts:
        raise RowsConflictError(batch.conflicts)
    saved.ledgers = held
    _write(batch)
    rows = [*batch.new, *batch.changed]
    changes += [Change(row, batch.before.get(id(row)), batch.after[id(row)]) for row in rows]
    record(act, changes)
    return saved


def entered(act: Act, ledger: Ledger) -> Change:
    """Note in the ledger who entered; a ledger that did not exist is made."""
    standing, made = act.standing, ledger.pk is None
    values = hands(act, ledger) | {"changed": act.at}
    if made:
        ledger.author = standing.person
        for name, value in values.items():
            setattr(ledger, name, value)
        ledger.save()
        return new(ledger)
    change = ledger.revise(values)
    ledger.save()
    return change or Change(ledger, {}, {})


def hands(act: Act, ledger: Ledger) -> dict[str, Any]:
    """Give what a ledger holds about those who had a hand in it, with this act's person among them."""
    standing = act.standing
    at_home = rules.is_unit(standing, ledger) or any(post.unit == ledger.unit_id for post in standing.posts)
    me = {standing.person.pk} if standing.person else set()
    begun = ledger.pk is not None
    return {
        "entered_by": sorted({*ledger.entered_by, *me}),
        "entered_for": not at_home or (begun and ledger.entered_for),
        "through_city": rules.through_city(standing, ledger),
    }


def _understood(ledgers: Sequence[Ledger], entries: Sequence[Entry]) -> list[_Work]:
    """Clean every entry and find its rows, or raise with everything that is wrong."""
    if len({one.period_id for one in ledgers}) > 1:
        raise ValueError("ledgers of one period at a time")
    by_unit = {one.unit_id: one for one in ledgers}
    allowed = _allowed(ledgers)
    named = [one.milestone for entry in entries for one in entry.milestones if 0 < one.milestone < 2**63]
    owners = dict(Milestone.objects.filter(pk__in=named).values_list("pk", "item_id")) if named else {}
    work, problems, seen = [], [], set()
    for entry in entries:
        item = allowed.get((entry.unit, entry.item))
        if item is None or (entry.unit, entry.item) in seen:
            problems.append(_not_owed(entry, twice=item is not None))
            continue
        seen.add((entry.unit, entry.item))
        cleaned = clean(Report, entry, entry.values)
        one = _Work(entry, by_unit[entry.unit], item, cleaned.values)
        problems += cleaned.problems
        for part in entry.milestones:
            if owners.get(part.milestone) != entry.item:
                problems.append(_not_its_milestone(entry, part.milestone))
                continue
            cleaned = clean(MilestoneReport, entry, part.values)
            problems += cleaned.problems
            one.milestones[part.milestone] = (cleaned.values, part.base)
        work.append(one)
    if problems:
        raise InputError(problems)
    return work


def _allowed(ledgers: Sequence[Ledger]) -> dict[tuple[int, int], Item]:
    """Give the rows that may stand in each unit's ledger: what it owes, and what its ledger holds already."""
    if not ledgers:
        return {}
    units = [one.unit_id for one in ledgers]
    allowed = {(unit, item.pk): item for unit, items in owed(ledgers[0].period, units).items() for item in items}
    begun = [one.pk for one in ledgers if one.pk is not None]
    for row in Report.objects.filter(ledger__in=begun).select_related("item", "ledger"):
        allowed.setdefault((row.ledger.unit_id, row.item_id), row.item)
    return allowed


def _compared(work: Sequence[_Work]) -> tuple[_Batch, Saved]:
    """Set the new values on the rows in memory and gather what differs."""
    ledgers = {one.ledger.pk: one.ledger for one in work}
    rows = {(row.ledger_id, row.item_id): row for row in Report.objects.filter(ledger__in=list(ledgers))}
    parts = {
        (part.report_id, part.milestone_id): part
        for part in MilestoneReport.objects.filter(report__ledger__in=list(ledgers))
    }
    batch, saved = _Batch(), Saved([])
    for one in work:
        row = rows.get((one.ledger.pk, one.item.pk))
        fresh = row is None
        if fresh and not _says_something(one):
            saved.unchanged += 1
            continue
        if row is None:
            row = Report(ledger=one.ledger, item=one.item)
        row.ledger, row.item = one.ledger, one.item
        clash = [] if fresh else conflicting(row, one.values, one.entry.base)
        before, after = _revised(row, one.values, fresh)
        for milestone, (values, base) in one.milestones.items():
            part = parts.get((row.pk, milestone))
            found = _compare_part(batch, row, milestone, part, values, base)
            clash += found.conflicts
            before |= found.before
            after |= found.after
        if clash:
            batch.conflicts.append((row, clash))
        elif fresh:
            batch.new.append(row)
            batch.after[id(row)] = after
            saved.made += 1
        elif after:
            batch.changed.append(row)
            batch.before[id(row)], batch.after[id(row)] = before, after
            saved.changed += 1
        else:
            saved.unchanged += 1
    return batch, saved


def _says_something(one: _Work) -> bool:
    return any(filled(one.values)) or any(any(filled(values)) for values, _ in one.milestones.values())


@dataclass
class _Part:
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    conflicts: list[str] = field(default_factory=list)


def _compare_part(
    batch: _Batch,
    row: Report,
    milestone: int,
    part: MilestoneReport | None,
    values: Mapping[str, Any],
    base: int | None,
) -> _Part:
    found = _Part()
    if part is None:
        if not any(filled(values)):
            return found
        part = MilestoneReport(report=row, milestone_id=milestone)
        batch.new_milestones.append(part)
        _, after = _revised(part, values, fresh=True)
    else:
        names = conflicting(part, values, base)
        before, after = _revised(part, values, fresh=False)
        if after:
            batch.changed_milestones.append(part)
            found.before = {f"milestone {milestone}": before}
        found.conflicts = [f"milestone {milestone} {name}" for name in names]
    if after:
        kept = state_of(part, after)
        found.after = {f"milestone {milestone}": {name: kept[name] for name in MILESTONE_FIELDS if name in kept}}
    return found


def _revised(
    row: Report | MilestoneReport, values: Mapping[str, Any], fresh: bool
) -> tuple[dict[str, Any], dict[str, Any]]:
    if fresh:
        for name, value in values.items():
            setattr(row, name, value)
        row.field_revisions = dict.fromkeys(filled(values), 1)
        return {}, state_of(row)
    change = row.revise(values)
    return (change.before or {}, change.after or {}) if change else ({}, {})


def _write(batch: _Batch) -> None:
    """Write everything gathered; rows that exist are written by one statement for many, not one each."""
    kept = ["revision", "field_revisions"]
    Report.objects.bulk_create(batch.new)
    if batch.changed:
        Report.objects.bulk_create(
            batch.changed, update_conflicts=True, unique_fields=["pk"], update_fields=[*REPORT_FIELDS, *kept]
        )
    for part in batch.new_milestones:
        part.report_id = part.report.pk
    MilestoneReport.objects.bulk_create(batch.new_milestones)
    if batch.changed_milestones:
        MilestoneReport.objects.bulk_create(
            batch.changed_milestones,
            update_conflicts=True,
            unique_fields=["pk"],
            update_fields=[*MILESTONE_FIELDS, *kept],
        )
    for row in batch.new:
        batch.after[id(row)]["id"] = row.pk


def _not_owed(entry: Entry, twice: bool) -> Problem:
    found = Text("重复", "twice") if twice else Text("不在该单位本期应报范围", "not among the unit's rows")
    return Problem(
        "row_twice" if twice else "row_not_owed",
        entry.file,
        Text("该单位本期应报的条目，每条一行", "a row that the unit has to report in this period, once"),
        f"{entry.item}（{found.zh} / {found.en}）",
        Text(
            "删去该行，或请同城化办公室调整填报单位",
            "remove the row, or have the joint office change the reporting unit",
        ),
        entry.row,
    )


def _not_its_milestone(entry: Entry, milestone: int) -> Problem:
    return Problem(
        "not_its_milestone",
        entry.file,
        Text("该条目的节点", "a milestone of this row"),
        str(milestone),
        Text("重新下载填报表", "take a new template"),
        entry.row,
    )
