"""What became of the decisions of a meeting (议定事项落实情况): each outcome with its rows, each row as last reported."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from tongcheng.language import Text, same
from tongcheng.office.lists.models import Item, ItemState, ItemUnit, ItemUnitRole
from tongcheng.office.meetings.models import Instruction, Meeting, Outcome, OutcomeRow, Resolution
from tongcheng.office.people.models import Unit
from tongcheng.office.people.standing import Standing
from tongcheng.office.progress.models import Report, ReportWord
from tongcheng.office.supervision.words import label

_REPORTED_DONE = (ReportWord.DONE, ReportWord.EARLY)
_AT_WORK = (ItemState.ACTIVE, ItemState.PAUSED)


@dataclass(frozen=True)
class RowShown:
    """A row that came of an outcome, as last reported and accepted; ``report`` is ``None`` if never."""

    item: Item
    leads: tuple[Unit, ...]
    report: Report | None
    late: bool

    @property
    def progress(self) -> Text:
        """Say how far it is: the unit's words, or the row's state where nothing was reported."""
        if self.report is not None and (words := self.report.progress or self._percent()):
            return same(words)
        return label(ItemState(self.item.state))

    def _percent(self) -> str:
        percent = self.report.percent if self.report is not None else None
        return f"{format(percent.normalize(), 'f')}%" if percent is not None else ""

    @property
    def waits_to_be_closed(self) -> bool:
        """Whether its unit reported it done and nobody closed it yet."""
        return self.report is not None and self.report.word in _REPORTED_DONE and self.item.state in _AT_WORK

    @property
    def problem(self) -> str:
        """Give the problem that was reported, with what is to be coordinated."""
        if self.report is None:
            return ""
        return "\n".join(one for one in (self.report.problem, self.report.to_coordinate) if one)

    @property
    def next_step(self) -> str:
        """Give the next step that was reported."""
        return self.report.next_step if self.report is not None else ""

    @property
    def as_of(self) -> date | None:
        """Give the day of which the report is."""
        return self.report.ledger.period.last_day if self.report is not None else None


@dataclass(frozen=True)
class DecisionShown:
    """A resolution or an instruction and its rows; without rows it stands for itself."""

    number: int
    decision: Resolution | Instruction
    rows: tuple[RowShown, ...]
    hidden: bool = False  # it has rows, none of which the reader may see

    @property
    def text(self) -> str:
        """Give what was decided or asked for."""
        return self.decision.text

    @property
    def outcome(self) -> Text:
        """Say how it was decided, or who asked for it."""
        if isinstance(self.decision, Resolution):
            return label(Outcome(self.decision.outcome))
        return same(self.decision.who)

    @property
    def leads(self) -> tuple[Unit, ...]:
        """Give who leads: the units named by the decision, else those of its rows, each once."""
        own = (self.decision.unit,) if self.decision.unit is not None else ()
        return own or tuple(dict.fromkeys(unit for row in self.rows for unit in row.leads))

    @property
    def due(self) -> date | None:
        """Give until when: the decision's own day, else the last of its rows."""
        return self.decision.due or max((row.item.due for row in self.rows if row.item.due), default=None)

    @property
    def state(self) -> str:
        """Give ``none`` (no rows), ``hidden`` (none that the reader may see), ``late``, ``done``, ``open`` or ``draft`` (rows not in force yet)."""
        states = [row.item.state for row in self.rows]
        if not states:
            return "hidden" if self.hidden else "none"
        if any(row.late for row in self.rows):
            return "late"
        if any(state in _AT_WORK for state in states):
            return "open"
        if all(state == ItemState.DRAFT for state in states):
            return "draft"
        return "open" if ItemState.DRAFT in states else "done"

    @property
    def state_words(self) -> Text:
        """Say the state."""
        return STATES[self.state]


STATES = {
    "none": Text("未列入清单", "no rows"),
    "hidden": Text("对应条目不在可见范围", "rows not visible to you"),
    "draft": Text("拟列入", "draft rows"),
    "late": Text("逾期", "overdue"),
    "open": Text("推进中", "in progress"),
    "done": Text("已落实", "done"),
}


@dataclass(frozen=True)
class Followup:
    """What became of a meeting's decisions, as far as the reader may see, by reports up to ``as_of``."""

    meeting: Meeting
    as_of: date
    resolutions: tuple[DecisionShown, ...]
    instructions: tuple[DecisionShown, ...]

    @property
    def decisions(self) -> tuple[DecisionShown, ...]:
        """Give resolutions, then instructions."""
        return self.resolutions + self.instructions

    @property
    def counts(self) -> list[tuple[str, Text, int]]:
        """Count the decisions by state, leaving out what is none."""
        found = [(name, words, sum(one.state == name for one in self.decisions)) for name, words in STATES.items()]
        return [one for one in found if one[2]]


def followup(standing: Standing, meeting: Meeting, as_of: date) -> Followup:
    """Give what became of a meeting's decisions; a constant number of queries."""
    return followups(standing, [meeting], as_of)[meeting.pk]


def followups(standing: Standing, meetings: Sequence[Meeting], as_of: date) -> dict[int, Followup]:
    """Give by meeting what became of its decisions: "progress since last time" of several; six queries in all."""
    resolutions = list(Resolution.objects.visible_to(standing).filter(meeting__in=meetings).select_related("unit"))
    instructions = list(Instruction.objects.visible_to(standing).filter(meeting__in=meetings).select_related("unit"))
    ties = OutcomeRow.objects.filter(resolution__in=resolutions) | OutcomeRow.objects.filter(
        instruction__in=instructions
    )
    keys = [(tie.item_id, tie.resolution_id, tie.instruction_id) for tie in ties.order_by("item__order", "pk")]
    shown = _rows(standing, [item for item, _, _ in keys], as_of)
    by: dict[tuple[str, int], list[RowShown]] = {}
    for item, resolution, instruction in keys:
        key = ("r", resolution) if resolution is not None else ("i", instruction)
        rows = by.setdefault(key, [])
        if item in shown:
            rows.append(shown[item])
    return {
        meeting.pk: Followup(
            meeting,
            as_of,
            tuple(_decision(one, by, "r") for one in resolutions if one.meeting_id == meeting.pk),
            tuple(_decision(one, by, "i") for one in instructions if one.meeting_id == meeting.pk),
        )
        for meeting in meetings
    }


def _decision(one: Resolution | Instruction, by: dict[tuple[str, int], list[RowShown]], kind: str) -> DecisionShown:
    rows = by.get((kind, one.pk))
    return DecisionShown(one.number, one, tuple(rows or ()), hidden=rows == [])


def _late(row: Item, report: Report | None, as_of: date) -> bool:
    """Say whether a row is overdue; what its unit reported done waits to be closed, and is not."""
    done = report is not None and report.word in _REPORTED_DONE
    return row.state in _AT_WORK and not done and row.due is not None and row.due < as_of


def _rows(standing: Standing, keys: Iterable[int], as_of: date) -> dict[int, RowShown]:
    leads = ItemUnit.objects.filter(role=ItemUnitRole.LEAD).select_related("unit").order_by("order")
    rows = list(
        Item.objects.visible_to(standing)
        .filter(pk__in=list(keys))
        .select_related("list", "reporting_unit")
        .prefetch_related(Prefetch("item_units", leads, to_attr="leading"))
    )
    reports = (
        Report.objects.visible_to(standing)
        .in_force()
        .filter(item__in=rows, ledger__period__last_day__lte=as_of)
        .select_related("ledger__period")
        .order_by("ledger__period__last_day", "ledger__edition")
    )
    last = {report.item_id: report for report in reports}
    return {
        row.pk: RowShown(
            row,
            tuple(one.unit for one in row.leading),
            last.get(row.pk),
            _late(row, last.get(row.pk), as_of),
        )
        for row in rows
    }
