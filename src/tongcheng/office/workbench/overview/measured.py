"""What the run says on the overview: what integration gained, cities, index, and what other tables would open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from tongcheng.language import Text, same
from tongcheng.office.figures.models import Run
from tongcheng.office.figures.store import indicator_label
from tongcheng.office.workbench.reading import BORDERS, Measure, measures_of, names_of, papers_of, table_of, values_of
from tongcheng.office.workbench.reading.runs import folder_of
from tongcheng.render.numbers import MINUS, period, ranged

if TYPE_CHECKING:
    import pandas as pd

#: What each sector is shown by, where a run has it: the everyday reach by car, the nearest hospital.
HEADLINES: dict[str, tuple[str, ...]] = {
    "transport": ("jobs_reached~~drive~45", "residents_reached~~drive~45"),
    "services": (
        "beds_reached~~drive~45",
        "service_uncovered~hospital~drive~30",
        "service_nearest_min~hospital~drive",
    ),
}
SECTORS: dict[str, Text] = {
    "transport": Text("交通", "Transport"),
    "services": Text("公共服务", "Services"),
    "industry": Text("产业", "Industry"),
    "ecology": Text("生态", "Ecology"),
    "health": Text("卫生应急", "Health"),
    "platforms": Text("平台", "Platforms"),
    "monitor": Text("监测", "Monitoring"),
}
_CIRCLE = "region"
#: Measures of a sector that has no headlines named, and tables that are told of those which would open results.
_MOST, _TABLES = 2, 8


@dataclass(frozen=True)
class StateRow:
    """A headline measure of the whole circle in each border state, and what lies between them."""

    sector: Text
    measure: Measure
    values: tuple[Text, ...]
    gained: str
    offered: str
    year: Text
    basis: Text


@dataclass(frozen=True)
class CityValues:
    """What was measured of a city: residents, and the reach today and together."""

    place: str
    name: Text
    residents: str
    today: str
    together: str


@dataclass(frozen=True)
class CityTable:
    """The measured columns of the cities, with what they are and of when."""

    rows: tuple[CityValues, ...]
    measure: Measure | None
    note: Text


@dataclass(frozen=True)
class IndexPart:
    """An indicator of the index and what it adds."""

    label: Text
    weight: float
    value: str
    adds: float | None


@dataclass(frozen=True)
class IndexShown:
    """A score with its papers, and its parts if they are known."""

    title: Text
    score: Text
    rank: Text
    note: Text
    parts: tuple[IndexPart, ...] = ()


@dataclass(frozen=True)
class Opener:
    """A table that would open results, and who usually holds it."""

    label: Text
    holder: Text
    count: int
    examples: Text


def decimals_of(values: Iterable[float]) -> int:
    """Give the decimals of a row: none where its largest number has three digits or more, else up to two."""
    largest = max((abs(one) for one in values if one == one), default=0.0)
    return 0 if largest >= 100 else 1 if largest >= 10 else 2


def signed(value: float, decimals: int) -> str:
    """Write a difference with its sign; a dash where there is none to write.

    Examples
    --------
    >>> signed(12.34, 1), signed(-3.0, 0), signed(0.001, 1)
    ('+12.3', '−3', '0')
    """
    if value != value:
        return "—"
    rounded = round(value, decimals)
    if rounded == 0:
        return "0"
    return f"{'+' if rounded > 0 else MINUS}{abs(rounded):,.{decimals}f}"


def headlines_of(run: Run, level: str) -> list[Measure]:
    """Give the headline measures of each sector that a run measured in all border states."""
    sectors: dict[str, list[Measure]] = {}
    for one in measures_of(run, level):
        if len(one.borders) == len(BORDERS):
            sectors.setdefault(one.sector, []).append(one)
    found = []
    for sector, measures in sectors.items():
        known = {one.key: one for one in measures}
        named = [known[key] for key in HEADLINES.get(sector, ()) if key in known]
        found += named or measures[:_MOST]
    return sorted(found, key=lambda one: list(SECTORS).index(one.sector) if one.sector in SECTORS else len(SECTORS))


def state_rows(run: Run) -> list[StateRow]:
    """Give the headline measures of the whole circle."""
    return list(_state_rows(str(folder_of(run)), run.pk))


@lru_cache(maxsize=8)
def _state_rows(folder: str, pk: int) -> tuple[StateRow, ...]:  # noqa: ARG001 - folder tells offices apart
    run = Run.objects.get(pk=pk)
    rows = (_state_row(run, one) for one in headlines_of(run, _CIRCLE))
    return tuple(row for row in rows if row is not None)


def _state_row(run: Run, measure: Measure) -> StateRow | None:
    from tongcheng.results import BASIS_LABELS

    frames = [values_of(run, _CIRCLE, measure, state) for state in BORDERS]
    # The circle stands under its own name, in tables about several circles under a word.
    place = next((one for one in (run.circle, _CIRCLE) if all(one in frame.index for frame in frames)), None)
    if place is None:
        return None
    rows: list[Any] = [frame.loc[place] for frame in frames]
    values = [float(row["value"]) for row in rows]
    decimals = decimals_of(values)
    said = [ranged(row["value"], row["low"], row["high"], decimals=decimals) for row in rows]
    return StateRow(
        SECTORS.get(measure.sector, same(measure.sector)),
        measure,
        tuple(said),
        _change(values[0], values[1], decimals),
        _change(values[1], values[2], decimals),
        period(str(rows[1]["year"])),
        BASIS_LABELS[str(rows[1]["basis"])],
    )


def _change(before: float, after: float, decimals: int) -> str:
    said = signed(after - before, decimals)
    return f"{said} ({signed((after / before - 1) * 100, 0)}%)" if before > 0 and said not in ("0", "—") else said


def city_table(run: Run) -> CityTable:
    """Give what was measured of each city, in the order of the circle."""
    from tongcheng.office.workbench.reading import circle_of
    from tongcheng.runs.report.words import basis_note

    residents = _newest([one for one in measures_of(run, "city") if one.indicator == "residents"], run)
    reach = next(iter(headlines_of(run, "city")), None)
    frames = [] if reach is None else [values_of(run, "city", reach, state) for state in ("today", "together")]
    used = [frame for frame in (residents, *frames) if frame is not None]
    names = names_of(run)
    rows = []
    for place in map(str, circle_of(run)["cities"]["city"]):
        numbers = [_at(frame, place) for frame in (residents, *(frames or (None, None)))]
        rows.append(CityValues(place, names.get(place, same(place)), *numbers))
    bases = {str(one) for frame in used for one in frame["basis"]}
    years = {str(one) for frame in used for one in frame["year"]}
    return CityTable(tuple(rows), reach, basis_note(bases, years=years) if bases else Text("", ""))


def _newest(measures: list[Measure], run: Run) -> pd.DataFrame | None:
    frames = [values_of(run, "city", one) for one in measures]
    return max(frames, key=lambda frame: str(frame["year"].max()), default=None)


def _at(frame: pd.DataFrame | None, place: str) -> str:
    if frame is None or place not in frame.index or frame["value"][place] != frame["value"][place]:
        return "—"
    value = float(frame["value"][place])
    return f"{value:,.{decimals_of([value])}f}"


def indices(run: Run) -> list[IndexShown]:
    """Give the circle's own index, level and progress, or what others publish of it."""
    scores = table_of(run, "index")
    if scores.empty:
        return _published(run)
    own = scores[(scores["place"] == _CIRCLE) & (scores["how"] == "linear")]
    found = []
    for part, title in (
        ("level", Text("发展水平指数", "Level index")),
        ("progress", Text("建设进程（对照自身规划目标）", "Progress against own targets")),
    ):
        rows = own[own["part"] == part]
        if len(rows):
            row = rows.sort_values("year").iloc[-1]
            peers = scores[(scores["part"] == part) & (scores["kind"] == row["kind"]) & (scores["how"] == "linear")]
            number = int((peers["year"] == row["year"]).sum())
            found.append(_index(run, title, row, number))
    return found or _published(run)


def _index(run: Run, title: Text, row: Any, number: int) -> IndexShown:
    from tongcheng.runs.report.words import basis_note

    rank = Text("", "")
    if row["rank"] == row["rank"] and number > 1:
        rank = Text(f"{number} 个都市圈中第 {int(row['rank'])}", f"rank {int(row['rank'])} of {number} circles")
    parts = table_of(run, "index_contributions")
    parts = parts[(parts["part"] == row["part"]) & (parts["place"] == row["place"]) & (parts["year"] == row["year"])]
    parts = parts[parts["how"] == "linear"] if "how" in parts else parts
    return IndexShown(
        title,
        ranged(row["score"], row["score_low"], row["score_high"], decimals=1),
        rank,
        basis_note([str(row["basis"])], years=[str(row["year"])]),
        tuple(_part(one) for one in parts.to_dict("records")),
    )


def _part(row: Any) -> IndexPart:
    from tongcheng.runs.report.words import unit

    value, label = row["value"], Text(str(row["label"]), str(row["label_en"]))
    words = unit(row["unit"])
    if words.zh:
        label = Text(f"{label.zh}（{words.zh}）", f"{label.en} ({words.en})")
    said = "—" if value != value else f"{value:,.{decimals_of([value])}f}"
    adds = float(row["contribution"])
    return IndexPart(label, float(row["weight"]), said, adds if adds == adds else None)


def _published(run: Run) -> list[IndexShown]:
    """Give the newest edition of each index that others publish of this circle."""
    from tongcheng.runs.report.words import basis_note

    rows = table_of(run, "published_index")
    if rows.empty:
        return []
    found = []
    for _, part in rows[rows["own"]].groupby(["system", "indicator"], sort=False):
        row = part.sort_values("as_of").iloc[-1]
        label = Text(f"{row['system']}·{row['label']}", f"{row['system']}: {row['label_en']}")
        score = "—" if row["value"] != row["value"] else f"{row['value']:g}"
        words = str(row["value_text"]) if isinstance(row["value_text"], str) else score
        rank = same("")
        if row["rank"] == row["rank"]:
            of = int(row["rank_of"]) if row["rank_of"] == row["rank_of"] else 0
            rank = Text(f"第 {int(row['rank'])}", f"rank {int(row['rank'])}")
            rank = Text(f"{of} 个中{rank.zh}", f"{rank.en} of {of}") if of else rank
        note = basis_note([str(row["basis"])], years=[str(row["as_of"])])
        found.append(IndexShown(label, same(words), rank, note))
    return found


def openers(run: Run) -> tuple[list[Opener], int]:
    """Give the tables that would open most results, who usually holds them, and how many more tables there are."""
    from tongcheng.region.schemas import schemas

    tables: dict[str, dict[str, None]] = {}
    for one in papers_of(run).get("locked", []):
        for need in one["missing"]:
            tables.setdefault(str(need["table"]), {})[str(one["indicator"])] = None
    order = sorted(tables, key=lambda name: (-len(tables[name]), name))
    known, found = schemas(), []
    for name in order[:_TABLES]:
        labels = [indicator_label(one) for one in list(tables[name])[:2]]
        examples = Text("、".join(one.zh for one in labels), ", ".join(one.en for one in labels))
        label, holder = (known[name].label, known[name].holder) if name in known else (same(name), same(""))
        found.append(Opener(label, holder, len(tables[name]), examples))
    return found, len(order) - len(found)
