"""What a table would write into the ledgers of one period: each row to the unit that reports on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tongcheng.language import Text
from tongcheng.office.lists.models import Item, Milestone
from tongcheng.office.people.models import Unit
from tongcheng.office.people.standing import Standing
from tongcheng.office.progress import rules
from tongcheng.office.progress.checks import of_report
from tongcheng.office.progress.entries import REPORT_FIELDS, Entry, clean
from tongcheng.office.progress.models import Ledger, MilestoneReport, Period, Report
from tongcheng.office.progress.queries import ledgers_of, owed
from tongcheng.office.progress.queries.rows import Row as LedgerRow
from tongcheng.office.progress.queries.rows import last_reports
from tongcheng.office.sheets.importing import fields
from tongcheng.office.sheets.importing.bases import Bases
from tongcheng.office.sheets.importing.choices import Choices
from tongcheng.office.sheets.importing.compare import clashes, compared
from tongcheng.office.sheets.importing.for_list import DOUBTFUL, SEVERAL, TWICE
from tongcheng.office.sheets.importing.matching import Known, Match, Matcher, name_of
from tongcheng.office.sheets.importing.previewed import Cell, Previewed, Row
from tongcheng.office.sheets.importing.units import Names
from tongcheng.office.sheets.importing.wanted import Wanted, Wanting
from tongcheng.office.sheets.reading.table import ReadRow, ReadTable

NOT_OWED = Text("不在本期应报条目中", "not among the rows to be reported in this period")
NO_MILESTONE = Text("该季度没有节点", "the row has no milestone in this quarter")
WATCHED = ("word", "progress", "percent", "invested_this_year")


def units_to_enter(standing: Standing) -> list[Unit]:
    """Give the units whose ledgers somebody may fill; two queries."""
    units = Unit.objects.select_related("city").order_by("order", "code")
    if standing.system or standing.has("joint_office"):
        return list(units)
    own, cities = standing.units("filler", "unit_head"), standing.cities("city_office")
    return [unit for unit in units if unit.pk in own or (unit.city_id is not None and unit.city_id in cities)]


def preview_ledger(
    table: ReadTable,
    period: Period,
    unit: Unit | None,
    standing: Standing,
    choices: Choices,
    bases: Bases | None,
    names: Names,
    *,
    clear: bool,
) -> Previewed:
    """Say what a table would write; ``unit`` limits it to one ledger. A constant number of queries.

    Only ledgers that the reader may fill are looked at: whose values somebody may not see do not show in a preview.
    """
    units = [one for one in units_to_enter(standing) if unit is None or one.pk == unit.pk]
    return _Preview(table, period, units, standing, choices, bases, names, clear=clear).make()


class _Preview:
    def __init__(
        self,
        table: ReadTable,
        period: Period,
        units: Iterable[Unit],
        standing: Standing,
        choices: Choices,
        bases: Bases | None,
        names: Names,
        *,
        clear: bool,
    ) -> None:
        self.table, self.standing, self.choices, self.bases, self.names = table, standing, choices, bases, names
        self.out = Previewed()
        self.by_unit = {unit.pk: unit for unit in units}
        self.items: dict[int, Item] = {}
        self.unit_of: dict[int, int] = {}
        for pk, rows in owed(period, self.by_unit).items():
            for item in rows:
                self.items[item.pk] = item
                self.unit_of[item.pk] = pk
        wanted = [self.by_unit[pk] for pk in dict.fromkeys(self.unit_of.values())]
        self.ledgers = {ledger.unit_id: ledger for ledger in ledgers_of(period, wanted)}
        self._held(Report.objects.filter(ledger__in=[one.pk for one in self.ledgers.values() if one.pk]))
        self.wanting = Wanting(table, names, year=choices.year or period.last_day.year, clear=clear)
        self.why = {pk: rules.may_enter(standing, ledger) for pk, ledger in self.ledgers.items()}
        self.last = last_reports(self.items, period.last_day, period.first_day)

    def _held(self, reports: Any) -> None:
        self.reports: dict[int, Report] = {one.item_id: one for one in reports}
        keys = {one.pk: one.item_id for one in self.reports.values()}
        self.parts: dict[int, MilestoneReport] = {
            one.milestone_id: one for one in MilestoneReport.objects.filter(report__in=keys)
        }
        self.milestones: dict[int, list[Milestone]] = {}
        for one in Milestone.objects.filter(item__in=self.items).exclude(quarter=""):
            self.milestones.setdefault(one.item_id, []).append(one)

    def make(self) -> Previewed:
        known = [Known(one.pk, str(one.uid), one.code, one.title, one.content) for one in self.items.values()]
        matches = Matcher(known).match(self.table.rows, self.choices.rows)
        for row in self.table.rows:
            self.out.rows.append(self._row(row, matches[row.row]))
        named = {match.pk for match in matches.values()}
        self.out.missing = [(str(item.uid), str(item)) for pk, item in self.items.items() if pk not in named]
        self.out.revisions = {
            "report": {str(item): one.revision for item, one in self.reports.items()},
            "part": {str(milestone): one.revision for milestone, one in self.parts.items()},
        }
        return self.out

    def _row(self, row: ReadRow, match: Match) -> Row:
        near = [(str(self.items[pk].uid), str(self.items[pk])) for pk in match.near]
        if match.how == "skipped":
            return Row(row.row, "skipped", name_of(row), "skipped")
        if match.how == "doubtful":
            return Row(row.row, "doubtful", name_of(row), "doubtful", near=near, why=DOUBTFUL)
        if match.pk is None:
            return Row(row.row, "error", name_of(row), match.how, near=near, why=NOT_OWED)
        item = self.items[match.pk]
        if match.how == "twice":
            return Row(row.row, "twice", str(item), "twice", item.pk, str(item.uid), why=TWICE)
        made = self._known(row, item)
        made.how, made.near = match.how, near
        return made

    def _known(self, row: ReadRow, item: Item) -> Row:
        unit = self.unit_of[item.pk]
        made = Row(row.row, "unchanged", str(item), pk=item.pk, uid=str(item.uid), unit=unit)
        wanted = self._read(row)
        held = self._now(item)
        report = self.reports.get(item.pk)
        then = self._then(item, report, held) if self.bases is not None else None
        clashing = self._clashing(row, report) if then is None else frozenset()
        made.cells = compared(row.row, wanted, held, then, clashing, self.choices, self.names)
        why = self.why[unit]
        for cell in made.cells:
            if cell.state in ("changed", "conflict"):
                self._check(cell, item, why)
        self._doubt(made, item, report)
        made.settle()
        made.why = why if made.state == "refused" else None
        return made

    def _doubt(self, made: Row, item: Item, report: Report | None) -> None:
        """Say at each cell that would be written what the form of the ledger would say there."""
        cells = {cell.identifier: cell for cell in made.cells if cell.state in ("changed", "conflict")}
        written = {name: cell.value for name, cell in cells.items() if name in REPORT_FIELDS}
        if not written or made.unit is None:
            return
        ledger = self.ledgers[made.unit]
        held = {name: getattr(report, name) for name in REPORT_FIELDS} if report is not None else {}
        values = held | clean(Report, Entry(made.unit, item.pk, written), written).values
        said = Report(ledger=ledger, item=item, **values)
        for one in of_report(ledger, LedgerRow(item, said, self.last.get(item.pk))):
            if one.column in written:
                cells[one.column].doubts.append(one.sentence)

    def _read(self, row: ReadRow) -> Wanted:
        wanted = self.wanting.read(row)
        for given in (wanted.values, wanted.wrong, wanted.words, wanted.notes):
            plain: dict[str, Any] = given
            plain.pop("remark", None) if "report_remark" in plain else None
            if "report_remark" in plain:
                plain["remark"] = plain.pop("report_remark")
            for name in [one for one in plain if one not in fields.REPORT and not one.startswith("reached:")]:
                plain.pop(name)
        self.out.problems += wanted.wrong.values()
        return wanted

    def _now(self, item: Item) -> dict[str, Any]:
        report = self.reports.get(item.pk)
        held: dict[str, Any] = {name: getattr(report, name) if report else "" for name in fields.REPORT}
        for name in ("percent", "invested_this_year"):
            held[name] = fields.number(held[name]) if report else None
        for one in self.milestones.get(item.pk, ()):
            part = self.parts.get(one.pk)
            held[f"reached:{one.quarter}"] = part.text if part is not None else ""
        return held

    def _then(self, item: Item, report: Report | None, held: Mapping[str, Any]) -> dict[str, Any]:
        assert self.bases is not None
        then = self.bases.of_report(report, held)
        for one in self.milestones.get(item.pk, ()):
            if (name := f"milestone {one.pk}") in then:
                then[f"reached:{one.quarter}"] = then.pop(name)
        return then

    def _clashing(self, row: ReadRow, report: Report | None) -> frozenset[str]:
        revision = str(row.value("_revision") or "")
        if report is None or not revision.isdigit():
            return frozenset()
        if revision == "0":
            return frozenset(name for name in fields.REPORT if getattr(report, name) not in (None, ""))
        return clashes(report, int(revision), {})

    def _check(self, cell: Cell, item: Item, why: Text | None) -> None:
        quarter = fields.quarter_of(cell.identifier)
        there = [one for one in self.milestones.get(item.pk, ()) if one.quarter == quarter]
        if why is not None:
            cell.state, cell.why = "refused", why
        elif quarter is not None and len(there) != 1:
            cell.state, cell.why = "error", SEVERAL if there else NO_MILESTONE


def ledgers_for(period: Period, units: Iterable[int]) -> list[Ledger]:
    """Give the ledgers of some units, begun or not, as :func:`save_reports` takes them."""
    return ledgers_of(period, list(Unit.objects.select_related("city").filter(pk__in=list(units)).order_by("order")))
