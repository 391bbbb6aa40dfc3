"""The circle as it will be when what is being built on its roads is done."""

from __future__ import annotations

from typing import Final

from tongcheng.region.edits import AddLink, CloseLink, ModifyLink, Scenario, apply, edits_from_table
from tongcheng.region.region import Region
from tongcheng.sectors.transport.nets.interchanges import high_links

#: Name of the scenario in the results.
UNDER_WAY: Final = "under_way"

_ROAD_EDITS = (AddLink, ModifyLink, CloseLink)


def road_projects_under_way(region: Region) -> list[str]:
    """Name the projects that are under construction and change roads, in the order of ``projects``."""
    status = region["projects"].drop_duplicates("project").set_index("project")["status"]
    building = list(status.index[status == "under_construction"])
    edits = region["project_edits"]
    names = {kind.__name__ for kind in _ROAD_EDITS}
    changing = set(edits.loc[edits["edit"].isin(names), "project"])
    return [project for project in building if project in changing]


def with_projects_under_way(region: Region) -> Region | None:
    """Give the circle with its road projects under construction done, and motorways being built open.

    Only edits of roads are applied, so that everything else stays as it is. Links of motorways and expressways whose
    state is ``construction`` become open.

    Returns
    -------
    Region or None
        None where nothing is under way.

    Raises
    ------
    InputError
        Naming everything that is wrong with the edits.
    """
    projects = road_projects_under_way(region)
    scenarios = edits_from_table(region, projects) if projects else {}
    edits = [edit for one in scenarios.values() for edit in one if isinstance(edit, _ROAD_EDITS)]
    links = region["road_links"]
    building = links.loc[high_links(links) & (links["state"] == "construction"), "link"]
    edits += [ModifyLink(str(link), {"state": "open"}) for link in building]
    return apply(region, Scenario(UNDER_WAY, tuple(edits))) if edits else None
