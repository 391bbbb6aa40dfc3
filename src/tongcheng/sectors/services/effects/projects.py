"""Which projects change services, and why the others do not."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tongcheng.language import Text
from tongcheng.region.borders import today
from tongcheng.region.edits import AddFacility, ChangeCapacity, OpenBorder, Scenario, apply, edits_from_table
from tongcheng.region.region import Region
from tongcheng.sectors.services.kinds import SECTOR

NO_EDITS = Text(
    "没有登记对公共服务机构、规模或服务开放度的改动，无法测算",
    "no edit of service facilities, capacities or openness is entered, so that nothing can be measured",
)
DONE = Text("已建成，已计入现状", "completed: part of today")
CANCELLED = Text("已取消", "cancelled")


@dataclass(frozen=True, eq=False)
class ServiceProject:
    """One project and the circle with what it does to services.

    Parameters
    ----------
    project, name
        Id and name.
    after
        The circle with it.
    kinds
        Kinds whose facilities it changes.
    opens
        Whether it changes how open borders are for services.
    """

    project: str
    name: str
    after: Region
    kinds: tuple[str, ...]
    opens: bool


def service_projects(
    region: Region, kinds: Collection[str], projects: Collection[str] | None = None
) -> tuple[list[ServiceProject], pd.DataFrame]:
    """Give the projects that change services, and the others with the reason.

    Parameters
    ----------
    region
        The circle.
    kinds
        Kinds of public service.
    projects
        Ids; all by default. Those that are completed or cancelled change nothing any more.

    Returns
    -------
    list of ServiceProject and pandas.DataFrame
        The frame has ``project name reason_zh reason_en``.

    Raises
    ------
    InputError
        Naming unknown projects and edits that cannot be read or applied, by row.
    """
    table = region["projects"].drop_duplicates("project").set_index("project")
    wanted = list(table.index) if projects is None else list(dict.fromkeys(projects))
    kind_of = region["facilities"].drop_duplicates("facility").set_index("facility")["kind"]
    found, others = [], []
    for project, scenario in edits_from_table(region, wanted).items():
        own = Scenario(
            scenario.name,
            tuple(edit for edit in scenario if isinstance(edit, (AddFacility, ChangeCapacity, OpenBorder))),
        )
        touched = [str(kind_of.get(edit.facility)) for edit in own if isinstance(edit, ChangeCapacity)]
        touched += [edit.kind for edit in own if isinstance(edit, AddFacility)]
        mine = tuple(kind for kind in dict.fromkeys(touched) if kind in set(kinds))
        status = str(table.loc[project, "status"])
        name = str(table.loc[project, "name"])
        reason = DONE if status == "completed" else CANCELLED if status == "cancelled" else None
        after = region if reason is not None or not len(own) else apply(region, own)
        opens = after is not region and _opened(region, after, own)
        if reason is None and (mine or opens):
            found.append(ServiceProject(str(project), name, after, mine, opens))
        else:
            words = reason or NO_EDITS
            others.append((project, name, words.zh, words.en))
    return found, pd.DataFrame(others, columns=["project", "name", "reason_zh", "reason_en"], dtype="str")


def _opened(region: Region, after: Region, scenario: Scenario) -> bool:
    """Tell whether borders are other than today for services: a row ``all`` changes nothing where services have one."""
    if not any(isinstance(edit, OpenBorder) for edit in scenario):
        return False
    before, then = today(region, SECTOR), today(after, SECTOR)
    return not (
        np.array_equal(before.openness, then.openness) and np.array_equal(before.penalty_min, then.penalty_min)
    )
