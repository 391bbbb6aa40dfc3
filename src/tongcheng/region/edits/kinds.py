"""The kinds of edits, each with the arguments that stand as JSON in the table ``project_edits``."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from tongcheng.errors import Problems
from tongcheng.language import Text, same
from tongcheng.region.lookup import nearest_id


@dataclass(frozen=True)
class AddLink:
    """A new road link between two nodes that exist.

    Parameters
    ----------
    link
        New id.
    from_node, to_node
        Nodes.
    class_
        Class of the road (``class`` in JSON).
    speed_kmh
        Free-flow speed.
    lanes
        Lanes in both directions together.
    length_m
        Length; the straight distance between the nodes if absent.
    direction
        ``both`` or ``forward``.
    """

    link: str
    from_node: str
    to_node: str
    class_: str
    speed_kmh: float
    lanes: float | None = None
    length_m: float | None = None
    direction: str = "both"


@dataclass(frozen=True)
class ModifyLink:
    """New values of some attributes of a road link; its id and its ends stay."""

    link: str
    changes: Mapping[str, Any]


@dataclass(frozen=True)
class CloseLink:
    """A road link that carries traffic no more."""

    link: str


@dataclass(frozen=True)
class AddLine:
    """A new transit line over stations that exist.

    Parameters
    ----------
    line, name, mode
        New id, name, and mode as in the table ``lines``.
    stops
        Pairs of station and minutes from the first stop.
    headway_min
        Minutes between departures.
    """

    line: str
    name: str
    mode: str
    stops: tuple[tuple[str, float], ...]
    headway_min: float | None = None


@dataclass(frozen=True)
class ChangeService:
    """Another headway or speed of a transit line."""

    line: str
    headway_min: float | None = None
    speed_kmh: float | None = None


@dataclass(frozen=True)
class AddFacility:
    """A new facility; ``open_to`` as in the table ``facilities`` (cities separated by ``;``, or ``all``)."""

    facility: str
    kind: str
    name: str
    city: str
    county: str | None
    lon: float
    lat: float
    capacity: float
    grade: str | None = None
    open_to: str | None = None


@dataclass(frozen=True)
class ChangeCapacity:
    """Another capacity of a facility."""

    facility: str
    capacity: float


@dataclass(frozen=True)
class OpenBorder:
    """Another openness between two cities in one sector (or in the row ``all``, which sectors with rows override)."""

    city_a: str
    city_b: str
    sector: str
    openness: float
    penalty_min: float = 0.0


Edit = AddLink | ModifyLink | CloseLink | AddLine | ChangeService | AddFacility | ChangeCapacity | OpenBorder

EDIT_KINDS: Final[dict[str, type[Edit]]] = {
    kind.__name__: kind
    for kind in (AddLink, ModifyLink, CloseLink, AddLine, ChangeService, AddFacility, ChangeCapacity, OpenBorder)
}


def kind_of(edit: Edit) -> str:
    """Name the kind of an edit, as in the column ``edit``."""
    return type(edit).__name__


def arguments_of(edit: Edit) -> dict[str, Any]:
    """Give the arguments of an edit as plain values for JSON; absent optional ones are left out.

    Examples
    --------
    >>> arguments_of(CloseLink("x03-04"))
    {'link': 'x03-04'}
    """
    values = {}
    for item in dataclasses.fields(edit):
        value = getattr(edit, item.name)
        if value is not None:
            values[_json_name(item.name)] = _plain(value)
    return values


def parse_edit(
    kind: str, arguments: Mapping[str, Any] | str, problems: Problems, *, row: int | None = None
) -> Edit | None:
    """Make an edit of its kind and its arguments.

    Parameters
    ----------
    kind
        One of ``EDIT_KINDS``.
    arguments
        Arguments as a mapping or as JSON text.
    problems
        Gathers unknown kinds, unknown, missing and mistyped arguments.
    row
        Row for the messages.

    Returns
    -------
    Edit or None
        None if anything is wrong.

    Examples
    --------
    >>> parse_edit("CloseLink", '{"link": "x03-04"}', Problems("project_edits.csv"))
    CloseLink(link='x03-04')
    """
    if kind not in EDIT_KINDS:
        near = nearest_id(kind, EDIT_KINDS)
        problems.add(
            "unknown_edit", row=row, column="edit", expected=same(" | ".join(EDIT_KINDS)), found=kind,
            remedy=Text(f"改为 {near}", f"write {near}") if near else Text("改正改动类型", "correct the kind of edit"),
        )  # fmt: skip
        return None
    content = _mapping(arguments, problems, row)
    if content is None:
        return None
    before = len(problems.found)
    _name_unknown(kind, content, problems, row)
    values: dict[str, Any] = {}
    for item in dataclasses.fields(EDIT_KINDS[kind]):
        name = _json_name(item.name)
        given = content.get(name)
        if given is None:
            if item.default is dataclasses.MISSING and not _may_be_empty(item):
                _name_missing(kind, name, problems, row)
            else:
                values[item.name] = None if item.default is dataclasses.MISSING else item.default
            continue
        values[item.name] = _typed(str(item.type), name, given, problems, row)
    return EDIT_KINDS[kind](**values) if len(problems.found) == before else None


def _json_name(name: str) -> str:
    return name.removesuffix("_")


def _may_be_empty(item: dataclasses.Field[Any]) -> bool:
    return str(item.type).endswith("None")


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(value[key]) for key in value}
    if isinstance(value, tuple | list):
        return [_plain(part) for part in value]
    return value


def _mapping(arguments: Mapping[str, Any] | str, problems: Problems, row: int | None) -> Mapping[str, Any] | None:
    content: Any = arguments
    if isinstance(arguments, str):
        try:
            content = json.loads(arguments)
        except ValueError:
            content = None
    if not isinstance(content, Mapping):
        problems.add(
            "bad_arguments", row=row, column="arguments", expected=Text("JSON 对象", "a JSON object"), found=arguments,
            remedy=Text('写成 {"参数": 值} 的形式', 'write it as {"argument": value}'),
        )  # fmt: skip
        return None
    return content


def _name_unknown(kind: str, content: Mapping[str, Any], problems: Problems, row: int | None) -> None:
    known = [_json_name(item.name) for item in dataclasses.fields(EDIT_KINDS[kind])]
    for name in content:
        if name not in known:
            near = nearest_id(str(name), known)
            problems.add(
                "unknown_argument", row=row, column="arguments",
                expected=Text(f"{kind} 的参数：{'、'.join(known)}", f"an argument of {kind}: {', '.join(known)}"),
                found=name,
                remedy=Text(f"改为 {near}", f"write {near}") if near else Text("删去此参数", "drop the argument"),
            )  # fmt: skip


def _name_missing(kind: str, name: str, problems: Problems, row: int | None) -> None:
    problems.add(
        "missing_argument", row=row, column="arguments",
        expected=Text(f"{kind} 的参数 {name}", f"argument {name} of {kind}"), found="—",
        remedy=Text(f"补上 {name}", f"add {name}"),
    )  # fmt: skip


def _typed(type_name: str, name: str, given: Any, problems: Problems, row: int | None) -> Any:
    """Give a value of the field's type; a wrong one is noted and handed back."""
    if type_name.startswith("float"):
        if isinstance(given, int | float) and not isinstance(given, bool):
            return float(given)
        expected = Text("数字", "a number")
    elif type_name.startswith("Mapping"):
        if isinstance(given, Mapping):
            return dict(given)
        expected = Text("对象 {字段: 值}", "an object {attribute: value}")
    elif type_name.startswith("tuple"):
        stops = _stops(given)
        if stops is not None:
            return stops
        expected = Text("列表 [[车站, 分钟], …]", "a list [[station, minutes], …]")
    else:
        if isinstance(given, str | int) and not isinstance(given, bool):
            return str(given)
        expected = Text("文字", "text")
    problems.add(
        "bad_argument", row=row, column="arguments", expected=Text(f"{name}：{expected.zh}", f"{name}: {expected.en}"),
        found=json.dumps(given, ensure_ascii=False), remedy=Text(f"改正 {name}", f"correct {name}"),
    )  # fmt: skip
    return given


def _stops(given: Any) -> tuple[tuple[str, float], ...] | None:
    if not isinstance(given, list | tuple):
        return None
    pairs = []
    for pair in given:
        if not (isinstance(pair, list | tuple) and len(pair) == 2):
            return None
        station, minutes = pair
        if isinstance(minutes, bool) or not isinstance(minutes, int | float):
            return None
        pairs.append((str(station), float(minutes)))
    return tuple(pairs)
