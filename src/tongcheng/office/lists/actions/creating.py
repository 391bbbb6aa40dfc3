"""New rows with everything that belongs to them, written together; used inside actions only."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, cast

from django.db.models import Max

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.office.core.acting import Act, Change, check
from tongcheng.office.core.recorded import new, plain, state_of
from tongcheng.office.lists import rules
from tongcheng.office.lists.actions.fields import (
    CORRECT,
    ITEM_FIELDS,
    MILESTONE_FIELDS,
    PROJECT_FIELDS,
    PROJECT_RELATIONS,
    RELATIONS,
    NewItem,
    cleaned,
    cleaned_relations,
)
from tongcheng.office.lists.actions.held import BATCH, write_participants
from tongcheng.office.lists.models import FundingSource, Item, List, Milestone, Permit, Project


class Drafts:
    """Rows being made: gathered and checked first, then written in one go."""

    def __init__(self, act: Act, lst: List) -> None:
        self.act, self.list = act, lst
        self.problems = Problems(lst.name)
        self.items: list[Item] = []
        self.relations: list[dict[str, list[Any]]] = []
        self.projects: list[tuple[Item, dict[str, Any], dict[str, Any]]] = []
        self.milestones: list[Milestone] = []
        self.codes = dict(Item.objects.filter(list=lst).values_list("code", "pk"))
        last = Item.objects.filter(list=lst).aggregate(last=Max("order"))["last"]
        self.order = -1 if last is None else last

    def next_code(self) -> str:
        """Give the number after the largest in the list."""
        numbers = [int(found[0]) for code in self.codes if (found := re.match(r"\d+", code))]
        return str(max(numbers, default=0) + 1)

    def add(self, row: NewItem, **fixed: Any) -> Item:
        """Gather one row; ``fixed`` sets what no form may (state, order, part_of)."""
        item = Item(list=self.list)
        values = {name: value for name, value in row.values.items() if name not in RELATIONS}
        if not values.get("code"):
            values.pop("code", None)
        for name, value in cleaned(item, values, ITEM_FIELDS, self.problems, row.row).items():
            setattr(item, name, value)
        self.order += 1
        item.order = self.order
        for name, value in fixed.items():
            setattr(item, name, value)
        item.code = item.code or self.next_code()
        self._once(item.code, row.row)
        self._wanted(row)
        self.relations.append(cleaned_relations(row.values, self.problems, row.row))
        if not rules.keeps(self.act.standing, self.list):
            check(rules.proposal_of, self.act.standing, item)
        if row.project is not None:
            self.projects.append((item, *project_parts(Project(item=item), row.project, self.problems, row.row)))
        self.items.append(item)
        for order, one in enumerate(row.milestones, start=1):
            milestone = Milestone(item=item, order=order)
            for name, value in cleaned(milestone, one, MILESTONE_FIELDS, self.problems, row.row).items():
                setattr(milestone, name, value)
            self.milestones.append(milestone)
        return item

    def _once(self, code: str, row: int | None) -> None:
        if code in self.codes:
            self.problems.add(
                "code_twice",
                expected=Text("清单内不重复的序号", "a number used once in the list"),
                found=code,
                remedy=Text("换一个序号；修改已有条目请用修改", "take another number, or change the row that has it"),
                row=row,
                column="code",
            )
        self.codes[code] = 0

    def _wanted(self, row: NewItem) -> None:
        for name in ("title", "kind"):
            if name not in row.values:
                self.problems.add(
                    "empty",
                    expected=Text("不为空", "something"),
                    found="",
                    remedy=CORRECT,
                    row=row.row,
                    column=name,
                )

    def write(self) -> list[Change | None]:
        """Write everything; the number of statements does not depend on the number of rows.

        A new row is one change: its project and milestones stand in it.

        Raises
        ------
        InputError
            With every problem of every row; nothing is written then.
        """
        self.problems.raise_if_any()
        Item.objects.bulk_create(self.items, batch_size=BATCH)
        wanted = {
            item.pk: {name: [one.pk for one in rows] for name, rows in lists.items()}
            for item, lists in zip(self.items, self.relations, strict=True)
        }
        write_participants(wanted, fresh=True)
        projects = {cast("Project", one.subject).item_id: one.after for one in write_projects(self.projects)}
        Milestone.objects.bulk_create(self.milestones, batch_size=BATCH)
        steps: dict[int, list[dict[str, Any]]] = {}
        for one in self.milestones:
            steps.setdefault(one.item_id, []).append(state_of(one))
        return [
            Change(
                item,
                None,
                state_of(item)
                | wanted[item.pk]
                | ({"project": projects[item.pk]} if item.pk in projects else {})
                | ({"milestones": steps[item.pk]} if item.pk in steps else {}),
            )
            for item in self.items
        ]


def project_parts(
    project: Project, values: Mapping[str, Any], problems: Problems, row: int | None = None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give a project's own fields and its funding and permits, cleaned."""
    own = {name: value for name, value in values.items() if name not in PROJECT_RELATIONS}
    fields = cleaned(project, own, PROJECT_FIELDS, problems, row)
    parts: dict[str, Any] = {}
    if "funding" in values:
        allowed = ("kind", "name", "amount")
        parts["funding"] = [cleaned(FundingSource(), one, allowed, problems, row) for one in values["funding"] or ()]
    if "permits" in values:
        parts["permits"] = {
            kind: cleaned(Permit(), {"kind": kind, **one}, ("kind", "state", "granted"), problems, row)
            for kind, one in (values["permits"] or {}).items()
        }
    return fields, parts


def write_projects(rows: Iterable[tuple[Item, dict[str, Any], dict[str, Any]]]) -> list[Change]:
    """Write new projects with their funding and permits; three statements."""
    made: list[tuple[Project, dict[str, Any]]] = []
    for item, fields, parts in rows:
        made.append((Project(item=item, **fields), parts))
    Project.objects.bulk_create([project for project, _ in made], batch_size=BATCH)
    write_project_parts({project.pk: parts for project, parts in made})
    return [Change(project, None, (new(project).after or {}) | said_parts(parts)) for project, parts in made]


def write_project_parts(parts: Mapping[int, Mapping[str, Any]], replaced: Collection[int] = ()) -> None:
    """Write funding and permits of projects; those of ``replaced`` projects are taken away first, where given."""
    if replaced:
        for model, name in ((FundingSource, "funding"), (Permit, "permits")):
            if rows := [pk for pk in replaced if name in parts[pk]]:
                model.objects.filter(project__in=rows).delete()
    FundingSource.objects.bulk_create(
        [FundingSource(project_id=pk, **one) for pk, given in parts.items() for one in given.get("funding", ())],
        batch_size=BATCH,
    )
    Permit.objects.bulk_create(
        [Permit(project_id=pk, **one) for pk, given in parts.items() for one in given.get("permits", {}).values()],
        batch_size=BATCH,
    )


def said_parts(parts: Mapping[str, Any]) -> dict[str, Any]:
    """Give funding and permits as the log holds them."""
    said: dict[str, Any] = {}
    if "funding" in parts:
        said["funding"] = [{name: plain(value) for name, value in one.items()} for one in parts["funding"]]
    if "permits" in parts:
        said["permits"] = {
            kind: {name: plain(value) for name, value in one.items() if name != "kind"}
            for kind, one in sorted(parts["permits"].items())
        }
    return said


def copies(items: Sequence[Item]) -> list[NewItem]:
    """Give rows as they are now, ready to be added elsewhere: fields, units, project and milestones."""
    found = []
    for item in items:
        values: dict[str, Any] = {name: getattr(item, name) for name in ITEM_FIELDS if name != "code"}
        for name, role in (("leads", "lead"), ("supporting", "support"), ("guiding", "guide")):
            units = item.item_units.filter(role=role).order_by("order").select_related("unit")
            values[name] = [one.unit for one in units]
        values["cities"] = list(item.cities.all())
        milestones = [
            {name: getattr(one, name) for name in MILESTONE_FIELDS} for one in item.milestones.order_by("order", "pk")
        ]
        found.append(NewItem(values, _project_copy(item), milestones))
    return found


def _project_copy(item: Item) -> dict[str, Any] | None:
    project = Project.objects.filter(item=item).first()
    if project is None:
        return None
    return {
        **{name: getattr(project, name) for name in PROJECT_FIELDS},
        "funding": [{"kind": one.kind, "name": one.name, "amount": one.amount} for one in project.funding.all()],
        "permits": {one.kind: {"state": one.state, "granted": one.granted} for one in project.permits.all()},
    }
