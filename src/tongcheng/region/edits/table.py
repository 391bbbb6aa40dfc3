"""Edits as rows of the table ``project_edits``, and back."""

from __future__ import annotations

import json
from collections.abc import Collection

import numpy as np
import pandas as pd

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.region.columns import FIRST_ROW, type_table
from tongcheng.region.edits.kinds import Edit, arguments_of, kind_of, parse_edit
from tongcheng.region.edits.scenario import Scenario
from tongcheng.region.lookup import nearest_id
from tongcheng.region.region import Region
from tongcheng.region.schemas import schemas


def edits_from_table(region: Region, projects: Collection[str] | None = None) -> dict[str, Scenario]:
    """Read the edits of projects.

    Parameters
    ----------
    region
        The circle.
    projects
        Projects in the order wanted; by default all that have edits, in the order of the table ``projects``.

    Returns
    -------
    dict of Scenario
        By project; named as the project is. A project without edits has an empty scenario.
        :meth:`Scenario.join` puts several into one.

    Raises
    ------
    InputError
        Naming every unknown project, kind of edit and argument by row.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> edits_from_table(open_region("chengdu"))
    {}
    """
    problems = Problems(region.file_name("project_edits"))
    names = region["projects"].drop_duplicates("project").set_index("project")["name"]
    rows = region["project_edits"].assign(row=np.arange(len(region["project_edits"])) + FIRST_ROW)
    if projects is None:
        wanted = [project for project in names.index if project in set(rows["project"])]
        wanted += [project for project in rows["project"].unique() if project not in names.index]
    else:
        wanted = list(projects)
    scenarios = {}
    for project in wanted:
        if project not in names.index:
            _name_unknown_project(str(project), names.index, problems)
        own = rows[rows["project"] == project].sort_values("seq", kind="stable")
        edits = _edits(own, problems)
        scenarios[str(project)] = Scenario(str(names.get(project, project)), edits)
    problems.raise_if_any()
    return scenarios


def _edits(rows: pd.DataFrame, problems: Problems) -> tuple[Edit, ...]:
    parsed = [
        parse_edit(str(kind), str(arguments), problems, row=int(row))
        for kind, arguments, row in zip(rows["edit"], rows["arguments"], rows["row"], strict=True)
    ]
    return tuple(edit for edit in parsed if edit is not None)


def edits_to_table(scenario: Scenario, *, project: str, basis: str, source: str) -> pd.DataFrame:
    """Write a scenario as rows of ``project_edits``.

    Parameters
    ----------
    scenario
        The edits.
    project
        Project that they belong to.
    basis, source
        Papers of every row.

    Returns
    -------
    pandas.DataFrame
        The typed table; :func:`edits_from_table` reads the same scenario from it.

    Examples
    --------
    >>> from tongcheng.region.edits import CloseLink
    >>> rows = edits_to_table(Scenario("a", (CloseLink("x"),)), project="p", basis="modelled", source="s")
    >>> rows["arguments"].tolist()
    ['{"link": "x"}']
    """
    rows = [
        {
            "project": project,
            "seq": number,
            "edit": kind_of(edit),
            "arguments": json.dumps(arguments_of(edit), ensure_ascii=False),
            "basis": basis,
            "source": source,
        }
        for number, edit in enumerate(scenario.edits)
    ]
    problems = Problems("project_edits")
    table = type_table(pd.DataFrame(rows), schemas()["project_edits"], problems)
    problems.raise_if_any()
    return table


def _name_unknown_project(project: str, known: pd.Index, problems: Problems) -> None:
    near = nearest_id(project, known)
    problems.add(
        "unknown_project",
        column="project",
        expected=Text("projects 表中的项目编号", "a project of the table projects"),
        found=project,
        remedy=Text(f"是否为 {near}？", f"did you mean {near}?")
        if near
        else Text("先在 projects 表登记项目", "add the project to the table projects first"),
    )
