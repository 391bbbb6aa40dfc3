"""Find everything that is wrong with a list of edits before anything is done."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import numpy as np
import pandas as pd

from tongcheng.errors import Problem, Problems
from tongcheng.language import Text, same
from tongcheng.region.columns import split_list
from tongcheng.region.edits.kinds import (
    AddFacility,
    AddLine,
    AddLink,
    ChangeCapacity,
    ChangeService,
    CloseLink,
    Edit,
    ModifyLink,
    OpenBorder,
    arguments_of,
    kind_of,
)
from tongcheng.region.lookup import nearest_id
from tongcheng.region.plane import ELLIPSOID
from tongcheng.region.region import Region
from tongcheng.region.schemas import Attribute, schemas

#: Attributes of a link that are its identity or its papers: no edit changes them.
FIXED_ATTRIBUTES: Final = ("link", "from_node", "to_node", "geometry", "basis", "source")

#: Arguments that are values of an attribute of a table and must be such.
_VALUES: Final[dict[type[Edit], tuple[str, tuple[str, ...]]]] = {
    AddLink: ("road_links", ("class", "speed_kmh", "lanes", "length_m", "direction")),
    AddLine: ("lines", ("mode", "headway_min")),
    ChangeService: ("lines", ("headway_min", "speed_kmh")),
    AddFacility: ("facilities", ("lon", "lat", "capacity")),
    ChangeCapacity: ("facilities", ("capacity",)),
    OpenBorder: ("borders", ("sector", "openness", "penalty_min")),
}

#: A link may be a little shorter than the straight line between its nodes: lengths and coordinates are rounded.
_SHORTER_BY = 0.99

_FEWEST_STOPS = 2


def resolve(
    region: Region, edits: Iterable[Edit], *, file: str = "project_edits", rows: Sequence[int] | None = None
) -> list[Problem]:
    """Check edits against a circle, one after the other, without changing anything.

    Parameters
    ----------
    region
        The circle that they would be applied to.
    edits
        A scenario or any list of edits; later ones see what earlier ones add and close.
    file, rows
        File and row of each edit for the messages; without rows the edit's number stands in the column.

    Returns
    -------
    list of Problem
        Everything that is wrong, empty if nothing is.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> [problem.code for problem in resolve(open_region("chengdu"), [CloseLink("no-such")])]
    ['unknown_link']
    """
    world = _World(region, Problems(file))
    for number, edit in enumerate(edits):
        world.at(number, edit, rows[number] if rows is not None else None)
        _check_values(world, edit)
        _RULES[type(edit)](world, edit)
    return world.problems.found


@dataclass
class _World:
    """The circle as the edits so far would have left it."""

    region: Region
    problems: Problems
    added: dict[tuple[str, str], int] = field(default_factory=dict)
    closed: dict[str, int] = field(default_factory=dict)
    number: int = 0
    row: int | None = None
    kind: str = ""

    def at(self, number: int, edit: Edit, row: int | None) -> None:
        self.number, self.row, self.kind = number, row, kind_of(edit)

    def add(self, code: str, argument: str, *, expected: Text, found: Any, remedy: Text) -> None:
        column = f"arguments.{argument}" if self.row is not None else f"#{self.number + 1} {self.kind}.{argument}"
        self.problems.add(code, row=self.row, column=column, expected=expected, found=found, remedy=remedy)

    @cached_property
    def _ids(self) -> dict[str, pd.Index]:
        keyed = {"road_links": "link", "road_nodes": "node", "lines": "line", "stations": "station",
                 "facilities": "facility", "service_kinds": "kind", "cities": "city", "counties": "county"}  # fmt: skip
        return {table: pd.Index(self.region[table][key].dropna()) for table, key in keyed.items()}

    def has(self, table: str, key: str) -> bool:
        return key in self._ids[table] or (table, key) in self.added

    def need(self, table: str, key: str, argument: str) -> bool:
        """Note a problem unless the id exists by now."""
        if self.has(table, key):
            return True
        known = [*self._ids[table], *(name for kind, name in self.added if kind == table)]
        near = nearest_id(key, known)
        self.add(
            f"unknown_{argument.partition('[')[0]}",
            argument,
            expected=Text(f"{table} 表中的编号", f"an id of the table {table}"),
            found=key,
            remedy=Text(f"是否为 {near}？", f"did you mean {near}?")
            if near
            else Text(f"改正编号，或先在 {table} 表中补上", f"correct the id, or add it to the table {table} first"),
        )
        return False

    def claim(self, table: str, key: str, argument: str) -> None:
        """Note a new id, or a problem if it is taken."""
        if self.has(table, key):
            earlier = self.added.get((table, key))
            where = Text(f"第 {earlier + 1} 项改动", f"edit {earlier + 1}") if earlier is not None else same(table)
            self.add(
                "id_taken",
                argument,
                expected=Text("未使用过的编号", "an id that is not in use"),
                found=key,
                remedy=Text("{where}已有此编号，换一个编号", "{where} has this id; take another one").fill(
                    where=where
                ),
            )
        self.added.setdefault((table, key), self.number)


def expected_value(attribute: Attribute, value: Any) -> Text | None:
    """Say what an attribute expects if a value is not that, else None."""
    if attribute.kind in {"int", "float"}:
        number = isinstance(value, int | float) and not isinstance(value, bool) and bool(np.isfinite(value))
        return None if number and _in_range(attribute, float(value)) else attribute.range_text()
    if attribute.kind == "bool":
        return None if isinstance(value, bool) else same("true | false")
    if attribute.kind == "enum":
        return None if value in attribute.values else same(" | ".join(attribute.values))
    return None if isinstance(value, str) and value.strip() else Text("文字", "text")


def _in_range(attribute: Attribute, value: float) -> bool:
    if attribute.low is not None and (value <= attribute.low if attribute.low_open else value < attribute.low):
        return False
    if attribute.high is not None and (value >= attribute.high if attribute.high_open else value > attribute.high):
        return False
    return attribute.kind == "float" or value.is_integer()


def _check_values(world: _World, edit: Edit) -> None:
    table, names = _VALUES.get(type(edit), ("", ()))
    arguments = arguments_of(edit)
    for name in names:
        if name in arguments:
            _check_value(world, schemas()[table][name], arguments[name], name)


def _check_value(world: _World, attribute: Attribute, value: Any, argument: str) -> None:
    expected = expected_value(attribute, value)
    if expected is not None:
        world.add(
            "bad_value",
            argument,
            expected=expected,
            found=value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str),
            remedy=Text(f"改正{attribute.label.zh}", f"correct the {attribute.name}"),
        )


def _add_link(world: _World, edit: AddLink) -> None:
    ends = [
        world.need("road_nodes", node, name)
        for node, name in ((edit.from_node, "from_node"), (edit.to_node, "to_node"))
    ]
    if edit.from_node == edit.to_node:
        world.add(
            "loop",
            "to_node",
            expected=Text("另一个节点", "another node"),
            found=edit.to_node,
            remedy=Text("起点和终点应不同", "start and end must differ"),
        )
    elif all(ends) and edit.length_m is not None:
        _check_length(world, edit, edit.length_m)
    world.claim("road_links", edit.link, "link")


def _check_length(world: _World, edit: AddLink, length_m: float) -> None:
    straight = straight_m(world.region, edit)
    if length_m < straight * _SHORTER_BY:
        world.add(
            "shorter_than_straight",
            "length_m",
            expected=Text(f"不短于直线距离 {straight:,.0f} m", f"at least the straight distance, {straight:,.0f} m"),
            found=f"{length_m:,.0f} m",
            remedy=Text(
                "改正长度；不填则取直线距离", "correct the length; without one the straight distance is taken"
            ),
        )


def straight_m(region: Region, edit: AddLink) -> float:
    """Give the geodesic distance in metres between the two nodes of a new link."""
    nodes = region["road_nodes"]
    ends = [nodes.loc[nodes["node"] == node, ["lon", "lat"]].to_numpy()[0] for node in (edit.from_node, edit.to_node)]
    return float(ELLIPSOID.inv(*ends[0], *ends[1])[2])


def _modify_link(world: _World, edit: ModifyLink) -> None:
    known = world.need("road_links", edit.link, "link")
    schema = schemas()["road_links"]
    names = [name for name in schema.names if name not in FIXED_ATTRIBUTES]
    if not edit.changes:
        world.add(
            "no_changes",
            "changes",
            expected=Text("至少一项新值", "at least one new value"),
            found="{}",
            remedy=Text("写明新值，或删去此改动", "give a new value, or drop the edit"),
        )
    for name, value in edit.changes.items():
        if name not in names:
            near = nearest_id(str(name), names)
            world.add(
                "unknown_attribute",
                "changes",
                expected=same(" | ".join(names)),
                found=name,
                remedy=Text(f"是否为 {near}？", f"did you mean {near}?")
                if near
                else Text(
                    "该字段不能改；改线形或端点请关闭原路段再新增",
                    "this cannot be changed; to move a road, close the link and add another",
                ),
            )
        elif value is not None or schema[name].mandatory:
            _check_value(world, schema[name], value, f"changes.{name}")
    opens = edit.changes.get("state") == "open"
    if known and not opens:
        _check_not_closed(world, edit.link)
    if opens:
        world.closed.pop(edit.link, None)


def _check_not_closed(world: _World, link: str) -> None:
    if link in world.closed:
        earlier = world.closed[link] + 1
        world.add(
            "closed_before",
            "link",
            expected=Text("未被关闭的路段", "a link that is not closed"),
            found=link,
            remedy=Text(
                f"第 {earlier} 项改动已关闭该路段：调换顺序，或删去其中一项",
                f"edit {earlier} closes it: change the order, or drop one of them",
            ),
        )


def _close_link(world: _World, edit: CloseLink) -> None:
    if world.need("road_links", edit.link, "link"):
        links = world.region["road_links"]
        states = links.loc[links["link"] == edit.link, "state"]
        if edit.link not in world.closed and (states == "closed").any():
            world.add(
                "already_closed",
                "link",
                expected=Text("通行的路段", "an open link"),
                found=edit.link,
                remedy=Text("该路段已关闭，删去此改动", "it is closed already; drop the edit"),
            )
        _check_not_closed(world, edit.link)
    world.closed.setdefault(edit.link, world.number)


def _add_line(world: _World, edit: AddLine) -> None:
    if len(edit.stops) < _FEWEST_STOPS:
        world.add(
            "too_few_stops",
            "stops",
            expected=Text("至少两站", "at least two stops"),
            found=len(edit.stops),
            remedy=Text("补上停站", "add the stops"),
        )
    minutes = [minute for _, minute in edit.stops]
    if not np.all(np.isfinite(minutes)) or any(b < a for a, b in zip([0.0, *minutes], minutes, strict=False)):
        world.add(
            "minutes_fall",
            "stops",
            expected=Text("自首站起不减的分钟数", "minutes from the first stop that never fall"),
            found=minutes,
            remedy=Text("改正各站时间", "correct the minutes"),
        )
    for number, (station, _) in enumerate(edit.stops):
        world.need("stations", station, f"station[{number}]")
    world.claim("lines", edit.line, "line")


def _change_service(world: _World, edit: ChangeService) -> None:
    world.need("lines", edit.line, "line")
    if edit.headway_min is None and edit.speed_kmh is None:
        world.add(
            "no_changes",
            "headway_min",
            expected=Text("headway_min 或 speed_kmh", "headway_min or speed_kmh"),
            found="—",
            remedy=Text("写明新值，或删去此改动", "give a new value, or drop the edit"),
        )


def _add_facility(world: _World, edit: AddFacility) -> None:
    world.need("service_kinds", edit.kind, "kind")
    city = world.need("cities", edit.city, "city")
    if edit.county is not None and world.need("counties", edit.county, "county") and city:
        counties = world.region["counties"]
        home = str(counties.loc[counties["county"] == edit.county, "city"].iloc[0])
        if home != edit.city:
            world.add(
                "county_of_another_city",
                "county",
                expected=Text(f"{edit.city} 所辖区县", f"a county of {edit.city}"),
                found=f"{edit.county} ({home})",
                remedy=Text("改正区县或市", "correct the county or the city"),
            )
    for word in split_list(edit.open_to):
        if word != "all":
            world.need("cities", word, "open_to")
    world.claim("facilities", edit.facility, "facility")


def _change_capacity(world: _World, edit: ChangeCapacity) -> None:
    world.need("facilities", edit.facility, "facility")


def _open_border(world: _World, edit: OpenBorder) -> None:
    for argument, city in (("city_a", edit.city_a), ("city_b", edit.city_b)):
        world.need("cities", city, argument)
    if edit.city_a == edit.city_b:
        world.add(
            "border_with_itself",
            "city_b",
            expected=Text("另一个市", "another city"),
            found=edit.city_b,
            remedy=Text("改正市代码", "correct the city's code"),
        )


_RULES: Final[dict[type[Edit], Any]] = {
    AddLink: _add_link,
    ModifyLink: _modify_link,
    CloseLink: _close_link,
    AddLine: _add_line,
    ChangeService: _change_service,
    AddFacility: _add_facility,
    ChangeCapacity: _change_capacity,
    OpenBorder: _open_border,
}
