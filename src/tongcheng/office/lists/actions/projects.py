"""Change the projects behind rows, with their funding and permits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.office.audit.chain import record
from tongcheng.office.core.acting import Act, Change, ConflictError, RefusedError, action
from tongcheng.office.core.recorded import plain
from tongcheng.office.lists import rules
from tongcheng.office.lists.actions.creating import project_parts, said_parts, write_project_parts, write_projects
from tongcheng.office.lists.actions.held import held, recheck, save_all, want_reason
from tongcheng.office.lists.models import FundingSource, Item, Permit, Project


@action("lists.change_projects", Text("修改项目信息", "change projects"), rule=rules.may_change_item)
def change_projects(
    act: Act,
    items: Sequence[Item],
    values: Mapping[int, Mapping[str, Any]],
    bases: Mapping[int, int] | None = None,
) -> list[Item]:
    """Change the projects behind rows; a row that has none gets one. Give the rows whose project changed.

    ``values`` maps a **row's** id to fields of ``PROJECT_FIELDS``, to ``funding`` (a sequence of mappings with
    ``kind``, ``name``, ``amount``: the whole of it) and ``permits`` (kind to ``state`` and ``granted``: the whole).
    ``bases`` maps a row's id to the revision of its **project** that the person saw.

    Raises
    ------
    ConflictError
        If the same field changed in between.
    InputError
        With every problem of every row.
    """
    held(items)
    recheck(act, rules.may_change_item, items)
    problems = Problems("projects")
    projects = {one.item_id: one for one in Project.objects.select_for_update().filter(item__in=items)}
    parts = _parts([one.pk for one in projects.values()]) if _touches_parts(values) else {}
    made, changes, replaced = [], [], {}
    changed: list[Project] = []
    names: set[str] = set()
    for number, item in enumerate(items, start=1):
        given = values.get(item.pk)
        if not given:
            continue
        project = projects.get(item.pk)
        fields, wanted = project_parts(project or Project(item=item), given, problems, number)
        if project is None:
            _allowed(act, item, given)
            made.append((item, fields, wanted))
            continue
        change, differ = _revised(project, fields, wanted, parts.get(project.pk, {}), (bases or {}).get(item.pk))
        if change is None:
            continue
        _allowed(act, item, change.after or ())
        project.item = item
        changed.append(project)
        changes.append(change)
        names |= set(fields)
        replaced[project.pk] = differ
    problems.raise_if_any()
    save_all(changed, names)
    write_project_parts(replaced, replaced)
    record(act, [*changes, *write_projects(made)])
    touched = {project.item_id for project in changed} | {item.pk for item, _, _ in made}
    return [item for item in items if item.pk in touched]


def _touches_parts(values: Mapping[int, Mapping[str, Any]]) -> bool:
    return any("funding" in one or "permits" in one for one in values.values())


def _allowed(act: Act, item: Item, names: Any) -> None:
    want_reason(act, item, names)
    if why := rules.may_change_project_fields(act.standing, item, names):
        raise RefusedError(why)


def _revised(
    project: Project,
    fields: Mapping[str, Any],
    wanted: Mapping[str, Any],
    before: Mapping[str, Any],
    base: int | None,
) -> tuple[Change | None, dict[str, Any]]:
    """Set a project's fields in memory; give the change and the funding and permits that differ."""
    said = said_parts(wanted)
    differ = [name for name in said if said[name] != before.get(name)]
    if base is not None and (clash := project.clashes(base, differ)):
        raise ConflictError(project.item, clash)
    change = project.revise(fields, base)
    if change is None and not differ:
        return None, {}
    if differ:
        if change is None:
            project.revision += 1
        project.field_revisions = project.field_revisions | dict.fromkeys(differ, project.revision)
    old = (change.before if change and change.before else {}) | {name: before.get(name) for name in differ}
    new = (change.after if change and change.after else {}) | {name: said[name] for name in differ}
    return Change(project, old, new), {name: wanted[name] for name in differ}


def _parts(projects: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Give funding and permits as they are, as the log holds them; two queries."""
    found: dict[int, dict[str, Any]] = {pk: {"funding": [], "permits": {}} for pk in projects}
    for one in FundingSource.objects.filter(project__in=projects).order_by("pk"):
        row = {"kind": one.kind, "name": one.name, "amount": plain(one.amount)}
        found[one.project_id]["funding"].append(row)
    for permit in Permit.objects.filter(project__in=projects).order_by("kind"):
        found[permit.project_id]["permits"][permit.kind] = {"state": permit.state, "granted": plain(permit.granted)}
    return found
