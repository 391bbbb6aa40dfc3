"""Which projects change roads or lines, and why the others do not."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from tongcheng.language import Text
from tongcheng.region.edits import (
    AddFacility,
    AddLine,
    AddLink,
    ChangeCapacity,
    ChangeService,
    CloseLink,
    ModifyLink,
    OpenBorder,
    Scenario,
    edits_from_table,
)
from tongcheng.region.region import Region

LINK_EDITS = (AddLink, ModifyLink, CloseLink)
LINE_EDITS = (AddLine, ChangeService)

_OTHER = {
    AddFacility: Text("新增设施", "a new facility"),
    ChangeCapacity: Text("改变设施规模", "another capacity"),
    OpenBorder: Text("改变开放程度", "another openness"),
}

NO_EDITS = Text(
    "没有登记对路网或线路的改动，无法测算", "no edit of roads or lines is entered, so that nothing can be measured"
)
DONE = Text("已建成，已计入现状", "completed: part of today's network")
CANCELLED = Text("已取消", "cancelled")


def transport_scenarios(
    region: Region, projects: Collection[str] | None = None
) -> tuple[dict[str, Scenario], pd.DataFrame]:
    """Give the edits of projects that change roads or lines, and the other projects with the reason.

    Parameters
    ----------
    region
        The circle.
    projects
        Ids; all by default. Those that are completed or cancelled change nothing any more.

    Returns
    -------
    scenarios
        By project; only edits of roads and lines.
    frame
        ``project name reason_zh reason_en`` of every project asked for that has none.

    Raises
    ------
    InputError
        Naming unknown projects and edits that cannot be read, by row.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> scenarios, others = transport_scenarios(open_region("demo"))
    >>> "P02" in scenarios, others.set_index("project").loc["P01", "reason_en"]
    (True, "completed: part of today's network")
    """
    table = region["projects"].drop_duplicates("project").set_index("project")
    wanted = list(table.index) if projects is None else list(dict.fromkeys(projects))
    read = edits_from_table(region, wanted)
    scenarios: dict[str, Scenario] = {}
    others = []
    for project, scenario in read.items():
        own = Scenario(scenario.name, tuple(edit for edit in scenario if isinstance(edit, LINK_EDITS + LINE_EDITS)))
        reason = _reason(str(table.loc[project, "status"]), scenario, own)
        if reason is None:
            scenarios[project] = own
        else:
            others.append((project, scenario.name, reason.zh, reason.en))
    return scenarios, pd.DataFrame(others, columns=["project", "name", "reason_zh", "reason_en"], dtype="str")


def _reason(status: str, scenario: Scenario, own: Scenario) -> Text | None:
    if status == "completed":
        return DONE
    if status == "cancelled":
        return CANCELLED
    if len(own):
        return None
    kinds = [label for kind, label in _OTHER.items() if any(isinstance(edit, kind) for edit in scenario)]
    if not kinds:
        return NO_EDITS
    return Text(
        "、".join(label.zh for label in kinds) + "，由相应领域测算",
        ", ".join(label.en for label in kinds) + ": measured by the sector concerned",
    )
