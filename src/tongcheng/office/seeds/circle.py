"""What both samples take from the tables of a circle: cities, areas, sources, projects, figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tongcheng.office.core.acting import Act
from tongcheng.office.figures.actions import FigureDraft, record_figures
from tongcheng.office.lists.models import Item, ItemKind
from tongcheng.office.people.actions import add_areas, add_cities
from tongcheng.office.people.drafts import AreaDraft, CityDraft
from tongcheng.office.people.folding import plain_name
from tongcheng.office.people.models import City, Unit, UnitAlias
from tongcheng.region import Region
from tongcheng.region.periods import parse_period

#: Reforms and platforms are kinds of the circle's tables; a list knows them by a tag.
_KINDS: dict[str, tuple[str, list[str]]] = {
    "project": (ItemKind.PROJECT, []),
    "matter": (ItemKind.MATTER, []),
    "reform": (ItemKind.MATTER, ["重大改革"]),
    "platform": (ItemKind.PROJECT, ["重大平台"]),
}


def words(row: Mapping[Any, Any], name: str) -> str:
    """Give a cell as text, empty where it is unknown."""
    value = row.get(name)
    return "" if value is None or value != value else str(value).strip()


def several(row: Mapping[Any, Any], name: str) -> list[str]:
    """Give a cell that holds several words."""
    return [one.strip() for one in words(row, name).split(";") if one.strip()]


def records(region: Region, table: str) -> list[dict[str, Any]]:
    """Give a table of the circle row by row."""
    return [{str(name): value for name, value in row.items()} for row in region[table].to_dict("records")]


@dataclass
class Names:
    """Finds units by any of their names."""

    units: dict[str, Unit] = field(default_factory=dict)

    @classmethod
    def load(cls) -> Names:
        """Read all units and aliases."""
        found: dict[str, Unit] = {}
        for unit in Unit.objects.select_related("city"):
            for name in (unit.name, unit.short_name, unit.code):
                if name:
                    found[plain_name(name)] = unit
        for alias in UnitAlias.objects.select_related("unit__city"):
            found[plain_name(alias.name)] = alias.unit
        return cls(found)

    def split(self, names: Iterable[str]) -> tuple[list[Unit], list[str]]:
        """Give the units that are known, in order, and the names that are not."""
        known, unknown = [], []
        for name in names:
            unit = self.units.get(plain_name(name))
            if unit is None:
                unknown.append(name)
            elif unit not in known:
                known.append(unit)
        return known, unknown


def load_places(act: Act, region: Region) -> dict[str, City]:
    """Add the cities and functional areas of a circle."""
    add_cities(
        act,
        [
            CityDraft(words(row, "city"), words(row, "name"), words(row, "name_en"), order, region.name)
            for order, row in enumerate(records(region, "cities"))
        ],
    )
    areas = [
        AreaDraft(words(row, "functional_area"), words(row, "name"), words(row, "city"), words(row, "name_en"))
        for row in records(region, "functional_areas")
    ]
    if areas:
        add_areas(act, areas)
    return {city.code: city for city in City.objects.all()}


def sources_of(region: Region) -> dict[str, str]:
    """Give every source as one line: title, publisher, date, address."""
    lines = {}
    for row in records(region, "sources"):
        about = "，".join(one for one in (words(row, "publisher"), words(row, "published")) if one)
        title = words(row, "title") + (f"（{about}）" if about else "")
        lines[words(row, "source")] = f"{title} {words(row, 'url')}".strip()[:400]
    return lines


def kind_and_tags(kind: str) -> dict[str, Any]:
    """Give a row's kind and tags for a kind of the circle's tables."""
    value, tags = _KINDS[kind]
    return {"kind": value, "tags": tags}


def project_of(row: Mapping[str, Any], figures: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, Any]:
    """Give the fields of a project row; money and length are the values published last."""
    own = figures.get(words(row, "project"), ())
    values: dict[str, Any] = {
        "project_class": words(row, "project_class"),
        "start_year": _year(words(row, "start")),
        "end_year": _year(words(row, "finish")),
        "place": "、".join(several(row, "counties"))[:200],
    }
    for name, attribute, unit in (
        ("investment", "investment", "亿元"),
        ("year_plan", "year_plan", "亿元"),
        ("length_km", "length", "km"),
    ):
        values[name] = _latest(own, attribute, unit)
    return values


def _year(period: str) -> int | None:
    return parse_period(period)[0].year if period else None


def _latest(rows: Sequence[Mapping[str, Any]], attribute: str, unit: str) -> Decimal | None:
    own = [
        row for row in rows
        if row["attribute"] == attribute and words(row, "unit") == unit and words(row, "value")
        and words(row, "qualifier") in ("exact", "")
    ]  # fmt: skip
    if not own:
        return None
    last = max(own, key=lambda row: parse_period(words(row, "as_of"))[1])
    places = Decimal("0.001") if unit == "km" else Decimal("0.000001")
    return Decimal(words(last, "value")).quantize(places).normalize()


def figures_by_subject(region: Region) -> dict[str, list[dict[str, Any]]]:
    """Give the published values by what they are about."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in records(region, "figures"):
        found.setdefault(words(row, "subject"), []).append(row)
    return found


def load_figures(act: Act, region: Region, items: Mapping[str, Item], sources: Mapping[str, str]) -> int:
    """Record every published value of a circle, those of projects on their rows; give how many."""
    drafts = []
    for row in records(region, "figures"):
        value = words(row, "value")
        of_project = words(row, "subject_table") == "projects"
        drafts.append(
            FigureDraft(
                subject=words(row, "subject"),
                subject_name=words(row, "subject_name"),
                attribute=words(row, "attribute"),
                value=Decimal(value).quantize(Decimal("0.000001")) if value else None,
                value_text=words(row, "value_text") or _rank(row),
                qualifier=words(row, "qualifier") or "exact",
                unit=words(row, "unit"),
                as_of=words(row, "as_of"),
                published=words(row, "published"),
                scope=words(row, "scope"),
                basis=words(row, "basis"),
                source=sources.get(words(row, "source"), words(row, "source")),
                note=words(row, "note"),
                item=items.get(words(row, "subject")) if of_project else None,
                figure_id=words(row, "figure"),
                subject_table=words(row, "subject_table") or None,
                source_id=words(row, "source"),
            )
        )
    return len(record_figures(act, drafts))


def _rank(row: Mapping[str, Any]) -> str:
    """Say a published rank in words, for figures that are nothing else."""
    rank, out_of = words(row, "rank"), words(row, "rank_of")
    if not rank:
        return ""
    return f"第 {float(rank):g} 位" + (f"（共 {float(out_of):g}）" if out_of else "")
