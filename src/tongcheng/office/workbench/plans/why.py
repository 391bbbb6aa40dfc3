"""Why is this road first: everything that a project's place rests on, with the ids of run and figures."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tongcheng.language import Text, same
from tongcheng.office.figures.models import Run
from tongcheng.office.figures.store import indicator_label
from tongcheng.office.workbench.plans.computing import Solved, measured_of
from tongcheng.office.workbench.plans.showing import known
from tongcheng.office.workbench.reading import circle_of, gaps_of, names_of, results_of
from tongcheng.plan.priorities import CRITERIA

#: Figures on the page: what is largest first; the others are counted.
_MOST = 12
_GAPS = 8


@dataclass(frozen=True)
class Criterion:
    """One criterion: its weight, the project's score with its range, and what went into it."""

    label: Text
    weight: float
    score: float | None
    low: float | None
    high: float | None
    inputs: Text
    missing: Text


@dataclass(frozen=True)
class Effect:
    """One effect in its physical unit, by its figure id."""

    label: Text
    place: Text
    border: str
    value: float
    low: float | None
    high: float | None
    unit: Text
    figure: str


@dataclass(frozen=True)
class Gap:
    """A gap that the project's effects close in part."""

    label: Text
    place: Text
    shortfall: float
    closed: float
    unit: Text
    key: str


@dataclass(frozen=True)
class City:
    """What one city pays and gains, 亿元 of present value."""

    name: Text
    cost: float | None
    benefit: float | None
    net: float | None


@dataclass(frozen=True)
class Reasons:
    """All of it."""

    rank: dict[str, Any]
    money: dict[str, Any]
    criteria: list[Criterion]
    place: Text
    effects: list[Effect]
    more_effects: int
    gaps: list[Gap]
    more_gaps: int
    cities: list[City]
    note: Text = field(default=Text("", ""))


def reasons_of(run: Run, found: Solved, project: str) -> Reasons:
    """Gather why a project stands where it stands."""
    assert found.plan is not None
    priorities = found.plan.priorities
    rank = _record(priorities.ranks, project)
    effects = _effects(run, project)
    gaps = _gaps(run, project)
    appraised = measured_of(run)
    assert appraised is not None
    return Reasons(
        rank=rank,
        money=_record(appraised.appraisal.projects, project),
        criteria=_criteria(priorities, project),
        place=Text(str(rank.get("why_place_zh") or ""), str(rank.get("why_place_en") or "")),
        effects=effects[:_MOST],
        more_effects=max(0, len(effects) - _MOST),
        gaps=gaps[:_GAPS],
        more_gaps=max(0, len(gaps) - _GAPS),
        cities=_cities(run, appraised.appraisal.cities, project),
    )


def _record(frame: Any, project: str) -> dict[str, Any]:
    rows = frame[frame["project"] == project].to_dict("records")
    return {str(name): known(value) for name, value in rows[0].items()} if rows else {}


def _criteria(priorities: Any, project: str) -> list[Criterion]:
    row = _record(priorities.scores, project)
    weights = dict(zip(priorities.weights["criterion"], priorities.weights["weight"], strict=True))
    return [
        Criterion(
            label=one.label,
            weight=100 * float(weights[one.name]),
            score=row.get(f"{one.name}_score"),
            low=row.get(f"{one.name}_score_low"),
            high=row.get(f"{one.name}_score_high"),
            inputs=_words(row, f"{one.name}_inputs"),
            missing=_words(row, f"{one.name}_why"),
        )
        for one in CRITERIA
    ]


def _words(row: dict[str, Any], name: str) -> Text:
    return Text(str(row.get(f"{name}_zh") or ""), str(row.get(f"{name}_en") or ""))


def _cities(run: Run, cities: Any, project: str) -> list[City]:
    names = names_of(run)
    return [
        City(
            names.get(str(row["city"]), same(str(row["city"]))), known(row["cost"]), known(row["benefit"]), known(row["net"])
        )
        for row in cities[cities["project"] == project].to_dict("records")
    ]  # fmt: skip


def _effects(run: Run, project: str) -> list[Effect]:
    """Give the project's effects under the borders of today, for the circle or its cities, the largest first."""
    from tongcheng.runs.report.words import unit

    rows = results_of(run)
    rows = rows[(rows["scenario"] == project) & rows["borders"].isin(["today", ""]) & rows["value"].ne(0)]
    for level in ("region", "city", "border", "project"):
        if (rows["level"] == level).any():
            rows = rows[rows["level"] == level]
            break
    names, kinds = names_of(run), _kinds(run)
    rows = rows.assign(size=rows["value"].abs()).sort_values(["indicator", "size"], ascending=[True, False])
    return [
        Effect(
            label=_label(str(row["indicator"]), row, kinds),
            place=names.get(str(row["place"]), same(str(row["place"]))),
            border=str(row["borders"]),
            value=float(row["value"]),
            low=known(row["low"]),
            high=known(row["high"]),
            unit=unit(row["unit"]),
            figure=str(row["figure_id"]),
        )
        for row in rows[rows["value"].notna()].to_dict("records")
    ]


def _kinds(run: Run) -> dict[str, Text]:
    rows = circle_of(run)["service_kinds"].to_dict("records")
    return {
        str(row["kind"]): Text(
            str(row["name"]), str(row["name_en"] if isinstance(row["name_en"], str) else row["name"])
        )
        for row in rows
    }


def _label(indicator: str, row: dict[Any, Any], kinds: dict[str, Text]) -> Text:
    label, group, threshold = indicator_label(indicator), str(row["group"] or "all"), row["threshold"]
    zh, en = label.zh, label.en
    if group != "all":
        words = kinds.get(group, same(group))
        zh, en = f"{zh}·{words.zh}", f"{en}, {words.en}"
    if threshold == threshold and threshold is not None:
        zh, en = f"{zh}·{threshold:g}分钟", f"{en}, {threshold:g} min"
    return Text(zh, en)


def _gaps(run: Run, project: str) -> list[Gap]:
    """Give the gaps of counties that the project's gains answer: the same measure, group and threshold."""
    from tongcheng.runs.report.words import unit

    gaps, rows = gaps_of(run), results_of(run)
    gains = rows[
        (rows["scenario"] == project) & (rows["level"] == "county") & rows["indicator"].str.endswith("_gain")
    ]
    gains = gains[gains["borders"].isin(["today", ""]) & gains["value"].gt(0) & (gains["mode"] != "transit")]
    if gains.empty or gaps.empty:
        return []
    gains = gains.assign(indicator=gains["indicator"].str.removesuffix("_gain"))
    keys = ["indicator", "group", "place", "threshold"]
    both = gaps.merge(gains[[*keys, "value"]].drop_duplicates(keys), on=keys, how="inner")
    both = both[both["shortfall"].gt(0)]
    both = both.assign(part=(both["value"] / both["shortfall"]).clip(upper=1.0)).sort_values("part", ascending=False)
    names, kinds = names_of(run), _kinds(run)
    return [
        Gap(
            _label(str(row["indicator"]), row, kinds),
            names.get(str(row["place"]), same(str(row["place"]))),
            float(row["shortfall"]),
            100 * float(row["part"]),
            unit(row["unit"]),
            str(row["gap_key"]),
        )
        for row in both.to_dict("records")
    ]
