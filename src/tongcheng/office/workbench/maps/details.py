"""What is told of the thing that was clicked: its name, its figures, the row of a list that stands for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tongcheng.language import Text, same
from tongcheng.office.figures.models import Run
from tongcheng.office.figures.queries.candidates import Candidate, candidates_of
from tongcheng.office.lists.models import Item
from tongcheng.office.people.standing import Standing
from tongcheng.office.workbench.maps.asked import Asked
from tongcheng.office.workbench.maps.overlays import border_names, frame_of, overlays_of
from tongcheng.office.workbench.maps.projects import items_of_projects, published_colours
from tongcheng.office.workbench.maps.shapes import outlines_of, place_name
from tongcheng.office.workbench.reading import (
    BORDERS,
    circle_of,
    has_table,
    names_of,
    table_of,
    values_at,
)
from tongcheng.render.numbers import compact


@dataclass(frozen=True)
class Line:
    """One measure of a place: its value in each border state, or one value."""

    label: Text
    unit: Text
    values: tuple[str, ...]
    chosen: bool = False


@dataclass(frozen=True)
class Details:
    """What the panel beside the map shows."""

    title: Text
    under: Text = field(default=Text("", ""))
    facts: tuple[tuple[Text, Text], ...] = ()
    lines: tuple[Line, ...] = ()
    states: tuple[Text, ...] = ()
    item: Item | None = None
    colour: str = ""
    candidate: Candidate | None = None
    border: str = ""


def details_of(asked: Asked, standing: Standing) -> Details | None:
    """Give what is known of the thing a view has chosen, or ``None``."""
    if not asked.place:
        return None
    if asked.layer in ("", "zone", "county", "city"):
        return _place(asked)
    overlay = overlays_of(asked.run, standing).get(asked.layer)
    if overlay is None:
        return None
    if overlay.name == "candidates":
        return _candidate(asked.run, asked.place)
    if overlay.name == "projects":
        return _project(asked.run, standing, asked.place)
    frame = frame_of(asked.run, standing, overlay)
    rows = frame[frame["id"] == asked.place]
    if rows.empty:
        return None
    row = rows.iloc[0]
    title = Text(row["zh"] or overlay.label.zh, row["en"] or overlay.label.en)
    return Details(title, overlay.label, facts=_facts(asked.run, overlay.name, asked.place))


def _place(asked: Asked) -> Details | None:
    level = asked.layer or asked.level
    shapes = outlines_of(asked.run, level)
    if asked.place not in shapes.index:
        return None
    lines = []
    for measure, values in values_at(asked.run, level, asked.place):
        states = tuple(BORDERS) if measure.borders else ("",)
        said = tuple(plain_number(values.get(state)) for state in states)
        chosen = asked.measure is not None and measure.key == asked.measure.key
        lines.append(Line(measure.label, measure.unit_label, said, chosen))
    name = Text(*place_name(asked.run, level, asked.place))
    return Details(name, _where(asked.run, level, asked.place), lines=tuple(lines), states=tuple(BORDERS.values()))


def _where(run: Run, level: str, place: str) -> Text:
    """Say in which county and city a place lies."""
    names = names_of(run)
    if level == "city":
        return Text("市", "city")
    counties = circle_of(run)["counties"]
    if level == "county":
        rows = counties[counties["county"] == place]
    else:
        shape = outlines_of(run, level)[place]
        rows = counties[counties.geometry.notna() & counties.geometry.contains(shape.representative_point())]
    if rows.empty:
        return Text("", "")
    row = rows.iloc[0]
    city = names.get(str(row["city"]), same(str(row["city"])))
    if level == "county":
        return city
    county = names.get(str(row["county"]), same(str(row["county"])))
    return Text(f"{city.zh}{county.zh}", f"{county.en}, {city.en}")


def plain_number(value: Any) -> str:
    """Write a number as people read it: whole from a hundred on, else two decimals; a dash for none."""
    return "—" if value is None or value != value else compact(float(value), decimals=0 if abs(value) >= 100 else 2)


#: Attributes of the circle's tables that the panel tells, by overlay.
_TOLD: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    "facility": ("facilities", "facility", ("kind", "grade", "capacity", "city", "county", "as_of", "basis")),
    "stations": ("stations", "station", ("kind", "city", "county", "basis")),
    "rail": ("lines", "line", ("mode", "headway_min", "speed_kmh", "state", "basis")),
    "areas": ("areas", "area", ("kind", "cities", "basis")),
    "functional_areas": ("functional_areas", "functional_area", ("city", "basis")),
}


def _facts(run: Run, overlay: str, ident: str) -> tuple[tuple[Text, Text], ...]:
    from tongcheng.region.schemas import schemas
    from tongcheng.region.value_labels import value_label
    from tongcheng.results import BASIS_LABELS

    told = _TOLD.get(overlay.split("-", maxsplit=1)[0])
    if told is None:
        return ()
    table, key, attributes = told
    rows = circle_of(run)[table]
    rows = rows[rows[key] == ident]
    if rows.empty:
        return ()
    row, names = rows.iloc[0], names_of(run)
    labels = {one.name: one for one in schemas()[table].attributes}
    found = []
    for name in attributes:
        value = row.get(name)
        if value is None or value != value or name not in labels:
            continue
        words = BASIS_LABELS.get(str(value)) or value_label(table, name, _plain(value))
        if name in ("city", "county", "cities"):
            parts = [names.get(one, same(one)) for one in str(value).split(";")]
            words = Text("、".join(one.zh for one in parts), ", ".join(one.en for one in parts))
        found.append((labels[name].label, words))
    return tuple(found)


def _plain(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _candidate(run: Run, ident: str) -> Details | None:
    found = next((one for one in candidates_of(run) if one.candidate == ident), None)
    if found is None:
        return None
    facts = []
    rows = table_of(run, "worth") if has_table(run, "worth") else table_of(run, "candidates")
    rows = rows[rows["candidate"] == ident] if len(rows) else rows
    for column, label, unit in (
        ("length_m", Text("需建长度", "length to build"), same("m")),
        ("detour_m", Text("现状绕行", "detour today"), same("m")),
        ("residents_near", Text("附近常住人口", "residents nearby"), Text("人", "persons")),
        ("beneficiaries", Text("受益居民", "beneficiaries"), Text("人", "persons")),
        ("time_saved", Text("节省时间", "time saved"), Text("人·分钟/日", "person-minutes/day")),
    ):
        if len(rows) and column in rows and rows[column].iloc[0] == rows[column].iloc[0]:
            number = plain_number(rows[column].iloc[0])
            facts.append((label, Text(f"{number} {unit.zh}", f"{number} {unit.en}")))
    kind = (
        Text("断头路候选", "possible dead end")
        if found.kind == "dead_end"
        else Text("瓶颈路候选", "possible bottleneck")
    )
    return Details(same(found.name or ident), kind, facts=tuple(facts), candidate=found, border=found.border)


def _project(run: Run, standing: Standing, ident: str) -> Details | None:
    items = items_of_projects(run, standing)
    item = items.get(ident)
    if item is None:
        return None
    colour = published_colours(standing, {ident: item}).get(item.pk, "")
    return Details(same(item.title), Text(f"项目 {ident}", f"project {ident}"), item=item, colour=colour)


def border_of(run: Run, details: Details) -> Text:
    """Name the border of a candidate."""
    return border_names(run, details.border)
