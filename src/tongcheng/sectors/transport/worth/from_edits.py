"""The link edits of a project as one change of the network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tongcheng.region.edits import AddLink, CloseLink, Edit, ModifyLink, Scenario, apply
from tongcheng.region.region import Region
from tongcheng.sectors.transport.worth.change import Change, both_ways
from tongcheng.sectors.transport.worth.speeds import Speeds
from tongcheng.travel.candidates import Candidates
from tongcheng.travel.driving import DriveNetwork
from tongcheng.travel.graph import Graph, Stretches, build_graph
from tongcheng.travel.ids import positions
from tongcheng.travel.overlay import overlay

LinkEdit = AddLink | ModifyLink | CloseLink

_SPEEDS = 3


def link_edits(scenario: Scenario) -> Scenario:
    """Give the part of a scenario that changes roads.

    Examples
    --------
    >>> from tongcheng.region.edits import ChangeCapacity
    >>> len(link_edits(Scenario("a", (CloseLink("x"), ChangeCapacity("h", 5.0)))))
    1
    """
    return Scenario(scenario.name, tuple(edit for edit in scenario if isinstance(edit, LinkEdit)))


def change_of(region: Region, network: DriveNetwork, speeds: Speeds, project: str, scenario: Scenario) -> Change:
    """Turn the link edits of a project into a change.

    The edits are applied to a copy of the tables, so that they mean here what they mean everywhere. Roads that only
    get faster are valued from the ends of the new arcs; if any road is closed, slowed or turned, the networks are
    made again. Places join the network where they join it today.

    Parameters
    ----------
    region
        The circle.
    network
        Its roads.
    speeds
        Spread of speeds by class: only roads whose speed the project sets are uncertain.
    project
        Id of the project.
    scenario
        Its link edits.

    Raises
    ------
    InputError
        With everything that is wrong with the edits.
    """
    table = apply(region, scenario)["road_links"]
    touched = list(dict.fromkeys(_link_of(edit) for edit in scenario))
    rows = table[table["link"].isin(touched)]
    uncertain = rows["link"].isin(_with_speed(scenario.edits)).to_numpy()
    after = [
        _stretches(region, rows.assign(speed_kmh=np.where(uncertain, speed, rows["speed_kmh"])), network)
        for speed in speeds.range(rows)
    ]
    before = _pick(network.graph.stretches, touched)
    if _loses(before, after[0]):
        graphs = tuple(_graph(network.graph, before, new) for new in after)
        none = np.zeros(0, np.int32)
        return Change(project, none, none, np.zeros((_SPEEDS, 0), np.uint32), graphs)
    after = [_no_slower(before, new) for new in after]
    ms = np.stack([new.forward for new in after])
    return Change(project, *both_ways(after[0].tail, after[0].head, ms, after[0].both))


def _link_of(edit: Edit) -> str:
    assert isinstance(edit, LinkEdit)
    return edit.link


def _with_speed(edits: Sequence[Edit]) -> set[str]:
    """Name the links whose speed a project sets."""
    return {
        edit.link
        for edit in edits
        if isinstance(edit, AddLink) or (isinstance(edit, ModifyLink) and "speed_kmh" in edit.changes)
    }


def _stretches(region: Region, rows: pd.DataFrame, network: DriveNetwork) -> Stretches:
    """Give the stretches of some rows of ``road_links``, by nodes of the network."""
    ends = pd.concat([rows["from_node"], rows["to_node"]]).unique()
    small = build_graph(region["road_nodes"][region["road_nodes"]["node"].isin(ends)], rows)
    found = small.stretches
    tail, head = (network.graph.node_of(small.nodes[nodes]) for nodes in (found.tail, found.head))
    return found._replace(tail=tail, head=head)


def _pick(stretches: Stretches, links: list[str]) -> Stretches:
    place = positions(stretches.link, pd.Index(links, dtype="str"))
    place = place[place >= 0]
    return Stretches(
        stretches.link[place], stretches.tail[place], stretches.head[place], stretches.forward[place],
        stretches.backward[place], stretches.both[place],
    )  # fmt: skip


@dataclass(frozen=True)
class _Arcs:
    """Arcs in one direction each, by link and direction."""

    ms: dict[tuple[str, int, int], int]

    @classmethod
    def of(cls, found: Stretches) -> _Arcs:
        ms = {}
        columns = (found.link, found.tail, found.head, found.forward, found.backward, found.both)
        for link, tail, head, there, back, both in zip(*columns, strict=True):
            ms[str(link), int(tail), int(head)] = int(there)
            if both:
                ms[str(link), int(head), int(tail)] = int(back)
        return cls(ms)


def _loses(before: Stretches, after: Stretches) -> bool:
    """Tell whether any way there is now is closed or takes longer."""
    new = _Arcs.of(after).ms
    return any(new.get(arc, np.inf) > ms for arc, ms in _Arcs.of(before).ms.items())


def _no_slower(before: Stretches, after: Stretches) -> Stretches:
    """Keep the range of an upgraded road at or above its speed of today."""
    today = dict(zip(before.link, before.forward, strict=True))
    limit = np.array([today.get(link, np.iinfo(np.uint32).max) for link in after.link], dtype=np.uint32)
    forward = np.minimum(after.forward, limit)
    return after._replace(forward=forward, backward=forward)


def _graph(graph: Graph, before: Stretches, after: Stretches) -> Graph:
    """Give the network with some stretches in place of others."""
    gaps = np.zeros((len(after.link), 2))
    added = Candidates(after.link, after.tail, after.head, after.forward, after.both, gaps)
    return overlay(graph, closed=list(before.link), added=added)
