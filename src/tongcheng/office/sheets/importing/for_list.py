"""What a table would change in a list: rows changed, rows added, rows of the list that the file does not name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tongcheng.language import Text
from tongcheng.office.lists import rules
from tongcheng.office.lists.models import ENDED_STATES, Item, ItemKind, List, ListKind
from tongcheng.office.people.standing import Standing
from tongcheng.office.sheets.importing import fields
from tongcheng.office.sheets.importing.bases import Bases
from tongcheng.office.sheets.importing.choices import Choices
from tongcheng.office.sheets.importing.codes import settle_codes
from tongcheng.office.sheets.importing.compare import clashes, compared
from tongcheng.office.sheets.importing.matching import Known, Match, Matcher, name_of
from tongcheng.office.sheets.importing.previewed import Cell, Previewed, Row
from tongcheng.office.sheets.importing.units import Names
from tongcheng.office.sheets.importing.wanted import Wanted, Wanting
from tongcheng.office.sheets.reading.columns import READ_ONLY
from tongcheng.office.sheets.reading.table import ReadRow, ReadTable

DOUBTFUL = Text("序号和名称对应不同条目，或有多条相近，请选择", "number and name point to different rows; choose one")
TWICE = Text("同一条目在表中出现两次", "the same row stands twice in the file")
NO_NAME = Text("没有名称，不能新增", "a row without a name cannot be added")
SEVERAL = Text(
    "该季度有多个节点，请在条目页面修改", "the quarter has several milestones; change them on the row's page"
)
NOT_REMOVED = Text("节点不因空格而删除", "an empty cell removes no milestone")
FIRST_LEAD = Text("未写填报单位，取第一牵头单位", "no reporting unit: the first lead is taken")
_KIND_OF_ROW = {
    ListKind.PROBLEM: ItemKind.PROBLEM,
    ListKind.PROJECT: ItemKind.PROJECT,
    ListKind.OPPORTUNITY: ItemKind.OPPORTUNITY,
    ListKind.SERVICE: ItemKind.SERVICE,
    ListKind.TASK: ItemKind.MATTER,
}
_ITEM_NAMES = {name: identifier for identifier, name in fields.UNITS.items()}
_PROJECT_SIGNS = ("investment", "national_code", "scale", "year_plan", "invested_before")


def preview_list(
    table: ReadTable,
    lst: List,
    standing: Standing,
    choices: Choices,
    bases: Bases | None,
    names: Names,
    *,
    clear: bool,
) -> Previewed:
    """Say what a table would change in a list; a constant number of queries."""
    items = list(Item.objects.filter(list=lst).visible_to(standing).select_related("reporting_unit", "project"))
    return _Preview(table, lst, standing, choices, bases, names, items, clear=clear).make()


class _Preview:
    def __init__(
        self,
        table: ReadTable,
        lst: List,
        standing: Standing,
        choices: Choices,
        bases: Bases | None,
        names: Names,
        items: list[Item],
        *,
        clear: bool,
    ) -> None:
        self.table, self.list, self.standing, self.choices = table, lst, standing, choices
        self.bases, self.names = bases, names
        self.items = {item.pk: item for item in items}
        for item in items:
            item.list = lst
        self.wanting = Wanting(table, names, year=choices.year or lst.year or table.year, clear=clear)
        self.parts = fields.Parts.of_list(lst)
        self.out = Previewed()
        self.codes = dict(Item.objects.filter(list=lst).values_list("code", "pk"))
        self.may_add = rules.may_add_items(standing, lst)
        self.revisions: dict[str, dict[str, int]] = {"item": {}, "project": {}, "milestone": {}}

    def make(self) -> Previewed:
        known = [Known(one.pk, str(one.uid), one.code, one.title, one.content) for one in self.items.values()]
        matches = Matcher(known).match(self.table.rows, self.choices.rows)
        for row in self.table.rows:
            self.out.rows.append(self._row(row, matches[row.row]))
        settle_codes(self.out.rows, self.codes, [str(row.value("code") or "") for row in self.table.rows])
        named = {match.pk for match in matches.values()}
        self.out.missing = [
            (str(item.uid), str(item))
            for item in self.items.values()
            if item.pk not in named and item.state not in ENDED_STATES
        ]
        self.out.revisions = self.revisions
        return self.out

    def _row(self, row: ReadRow, match: Match) -> Row:
        near = [(str(self.items[pk].uid), str(self.items[pk])) for pk in match.near]
        if match.how == "skipped":
            return Row(row.row, "skipped", name_of(row), "skipped")
        if match.how == "twice":
            item = self.items[match.pk or 0]
            return Row(row.row, "twice", str(item), "twice", item.pk, str(item.uid), why=TWICE)
        if match.how == "doubtful":
            made = Row(row.row, "doubtful", name_of(row), "doubtful", near=near, why=DOUBTFUL)
            made.coded = self._uid(match.coded)
            made.cells = [
                replace(cell, state="read") if cell.state == "new" else cell
                for cell in self._new(row, self._read(row)).cells
            ]
            return made
        wanted = self._read(row)
        made = self._new(row, wanted) if match.pk is None else self._known(row, wanted, self.items[match.pk])
        made.how, made.near, made.coded = match.how, near, self._uid(match.coded)
        if match.how == "other" and match.coded is not None:
            other = self.items[match.coded]
            made.notes.append(
                Text(
                    f"与“{other}”序号相同而名称不同，作为新条目",
                    f"another name than “{other}” of that number: a new row",
                )
            )
        return made

    def _uid(self, pk: int | None) -> str:
        return str(self.items[pk].uid) if pk is not None else ""

    def _read(self, row: ReadRow) -> Wanted:
        wanted = self.wanting.read(row)
        for name in [*wanted.values, *wanted.wrong]:
            if name in READ_ONLY or not (
                fields.is_item(name) or fields.is_project(name) or name.startswith("milestone:")
            ):
                wanted.values.pop(name, None)
                wanted.wrong.pop(name, None)
        self.out.problems += wanted.wrong.values()
        return wanted

    def _known(self, row: ReadRow, wanted: Wanted, item: Item) -> Row:
        made = Row(row.row, "unchanged", str(item), pk=item.pk, uid=str(item.uid))
        held = fields.current(item, self.parts)
        then = self.bases.of_item(item, held, self.parts) if self.bases is not None else None
        wanted.complete(held)
        wanted.values = {name: value for name, value in wanted.values.items() if not _says_nothing(name, value, held)}
        clashing = self._clashing(row, item) if then is None else frozenset()
        made.cells = compared(row.row, wanted, held, then, clashing, self.choices, self.names)
        for cell in made.cells:
            if cell.state in ("changed", "conflict"):
                self._check(cell, item)
        if made.cells:
            self._remember(item)
        made.settle()
        made.why = next((cell.why for cell in made.cells if cell.state == "refused"), None)
        return made

    def _check(self, cell: Cell, item: Item) -> None:
        """Say why a change cannot be made: by right, or by what the cell is."""
        quarter = fields.quarter_of(cell.identifier)
        if quarter is not None:
            there = sum(one.quarter == quarter for one in self.parts.milestones.get(item.pk, ()))
            why = rules.may_change_milestones(self.standing, item)
            wrong = SEVERAL if there > 1 else NOT_REMOVED if not str(cell.value or "").strip() else None
        elif fields.is_project(cell.identifier):
            name = cell.identifier.split(":")[0]
            name = {"funding": "funding", "permit": "permits"}.get(name, name)
            why = rules.may_change_item(self.standing, item) or rules.may_change_project_fields(
                self.standing, item, [name]
            )
            wrong = None
        else:
            name = fields.UNITS.get(cell.identifier, cell.identifier)
            why = rules.may_change_item(self.standing, item) or rules.may_change_fields(self.standing, item, [name])
            wrong = self._needed(cell, item)
        if why is not None:
            cell.state, cell.why = "refused", why
        elif wrong is not None:
            cell.state, cell.why = "error", wrong

    def _needed(self, cell: Cell, item: Item) -> Text | None:
        needed = ("title", "code", "kind") + (("lead", "reporting_unit") if item.open else ())
        if cell.identifier in needed and cell.value in (None, "", []):
            return Text("不能为空", "it cannot be empty")
        return None

    def _clashing(self, row: ReadRow, item: Item) -> frozenset[str]:
        """Name what changed after the revisions that the file carries: ``7.3`` are the row's and its project's."""
        first, _, second = str(row.value("_revision") or "").partition(".")
        if not first.isdigit():
            return frozenset()
        found = clashes(item, int(first), _ITEM_NAMES)
        project = fields.project_of(item)
        if project is not None and second.isdigit():
            later = clashes(project, int(second), {})
            found |= later
            for name, prefix in (("funding", "funding:"), ("permits", "permit:")):
                if name in later:
                    found |= {one for one in fields.project_held(project, self.parts) if one.startswith(prefix)}
        return found

    def _remember(self, item: Item) -> None:
        self.revisions["item"][str(item.pk)] = item.revision
        if (project := fields.project_of(item)) is not None:
            self.revisions["project"][str(item.pk)] = project.revision
        for one in self.parts.milestones.get(item.pk, ()):
            self.revisions["milestone"][str(one.pk)] = one.revision

    def _new(self, row: ReadRow, wanted: Wanted) -> Row:
        wanted.complete({})
        values = {name: value for name, value in wanted.values.items() if value not in (None, "", [])}
        title = values.get("title") or name_of(row)
        made = Row(row.row, "new", title or f"#{row.row}")
        if not title:
            made.state, made.why = "error", NO_NAME
            return made
        values["title"] = str(title).replace("\n", "")[:300]
        values.setdefault("kind", self._kind(values))
        if not values.get("reporting_unit") and values.get("lead"):
            values["reporting_unit"] = values["lead"][0]
            made.notes.append(FIRST_LEAD)
        made.cells = [
            Cell(name, "new", value, "", fields.shown(name, value, self.names), wanted.notes.get(name))
            for name, value in values.items()
        ]
        made.cells += [
            Cell(name, "error", None, "", problem.found, problem.remedy) for name, problem in wanted.wrong.items()
        ]
        if why := self.may_add or self._proposal(values):
            made.state, made.why = "refused", why
        return made

    def _kind(self, values: Mapping[str, Any]) -> str:
        kind = _KIND_OF_ROW.get(ListKind(self.list.kind), ItemKind.MATTER)
        return str(
            ItemKind.PROJECT if kind == ItemKind.MATTER and any(one in values for one in _PROJECT_SIGNS) else kind
        )

    def _proposal(self, values: Mapping[str, Any]) -> Text | None:
        unit = self.names.unit(values.get("reporting_unit"))
        return rules.proposal_of(self.standing, Item(list=self.list, reporting_unit=unit))


def _says_nothing(name: str, value: Any, held: Mapping[str, Any]) -> bool:
    """Pass over a project's empty column in a row that is no project."""
    return fields.is_project(name) and value in (None, "") and held.get(name) in (None, "")
