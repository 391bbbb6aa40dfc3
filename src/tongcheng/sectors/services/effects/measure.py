"""What projects change for the users of services: each one alone, in physical units, by county and city."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from tongcheng.language import Text
from tongcheng.region.region import Region
from tongcheng.region.unlock import Evidence, split
from tongcheng.results import Indicator, Results, make_results, weakest_basis
from tongcheng.sectors.found import Found
from tongcheng.sectors.levels import Membership, memberships
from tongcheng.sectors.services.declared import PER_1000
from tongcheng.sectors.services.effects.change import Floats, Side, grounds_after, side_of
from tongcheng.sectors.services.effects.indicators import (
    ACCESS_GAIN,
    AVAILABLE_GAIN,
    CAPACITY_GAIN,
    EFFECT_INDICATORS,
    GAINING,
    LOSING,
    MINUTES_SHARE_GAIN,
    NEWLY_SERVED,
    PER_1000_GAIN,
)
from tongcheng.sectors.services.effects.projects import ServiceProject, service_projects
from tongcheng.sectors.services.gates import Supply, supply_of
from tongcheng.sectors.services.kinds import PER, kinds_of
from tongcheng.sectors.services.offered import cover_minutes
from tongcheng.sectors.services.rows import Keys, RowMaker
from tongcheng.sectors.services.sharing import NOTICED
from tongcheng.sectors.services.states import Ground, ground_of
from tongcheng.travel.circle import CircleTravel

#: Changes below this are rounding.
_ROUNDING = 1e-7

_NO_ACCESS = Text(
    "{kind}：缺道路、交界或坐标数据，只计规模", "{kind}: without roads, borders or points only capacity is told"
)


def effects(region: Region, travel: CircleTravel, projects: Collection[str] | None = None) -> Results:
    """Tell what each project alone would change for the users of services.

    Parameters
    ----------
    region, travel
        The circle and its travel.
    projects
        Ids; all by default.

    Returns
    -------
    Results
        Rows with ``scenario`` = project; :func:`measure_effects` says why others have none.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> circle = open_region("chengdu")
    >>> len(effects(circle, CircleTravel(circle)).locked) > 0
    True
    """
    return measure_effects(region, travel, projects).results


def measure_effects(region: Region, travel: CircleTravel, projects: Collection[str] | None = None) -> Found:
    """Tell what each project alone would change for the users of services, and which change nothing that is measured.

    New facilities and capacities are valued under the borders of ``today`` and as one city (``together``), where a border
    that opens changes only ``today``. The range is that of openness and of residents by age where they are modelled.

    Parameters
    ----------
    region, travel, projects
        As for :func:`effects`.

    Returns
    -------
    Found
        Figures of the circle, of all its cities (they add up to it) and of the counties in which anything changes; the
        tables ``service_project_effects`` (one row per project and kind) and ``service_effects_notes``
        (``project name reason_zh reason_en``).

    Raises
    ------
    InputError
        Naming unknown projects, and everything that is wrong with their edits.
    """
    unlocked, locked = split(region, EFFECT_INDICATORS)
    kinds = kinds_of(region)
    found, notes = service_projects(region, [kind.kind for kind in kinds], projects)
    if CAPACITY_GAIN.indicator not in unlocked or not found:
        return Found(Results(make_results([]), locked), {"service_effects_notes": notes})
    told = _Told(unlocked, [level for level in memberships(region) if level.level != "functional_area"], [], [], [])
    for kind in kinds:
        own = [one for one in found if kind.kind in one.kinds or one.opens]
        supply = supply_of(region, kind, PER_1000)
        if own and supply.people is not None and not supply.facilities.empty:
            _kind(region, travel, supply, own, told)
    rows = pd.concat(told.frames, ignore_index=True) if told.frames else pd.DataFrame()
    if len(rows):
        rows = rows[rows["indicator"].isin(list(unlocked))]
    more = pd.DataFrame(told.notes, columns=["project", "name", "reason_zh", "reason_en"], dtype="str")
    tables = {
        "service_project_effects": pd.DataFrame(told.rows),
        "service_effects_notes": pd.concat([notes, more], ignore_index=True),
    }
    return Found(Results(make_results(rows), locked), {name: table for name, table in tables.items() if len(table)})


@dataclass(frozen=True)
class _Told:
    """What is gathered kind by kind."""

    unlocked: dict[str, Evidence]
    levels: Sequence[Membership]
    frames: list[pd.DataFrame]
    rows: list[dict[str, Any]]
    notes: list[tuple[str, str, str, str]]


def _kind(
    region: Region, travel: CircleTravel, supply: Supply, projects: list[ServiceProject], told: _Told
) -> None:  # fmt: skip
    kind = supply.kind
    known = supply.capacity is not None
    ground = None
    if supply.access is not None and not supply.unlisted and NEWLY_SERVED.indicator in told.unlocked:
        ground = ground_of(region, travel, supply, told.levels, {})
        minutes = cover_minutes(kind)
        before = {state: side_of(ground, state, minutes, shared=known) for state in ("today", "together")}
        after = grounds_after(region, travel, ground, projects)
    for one in projects:
        basis = [
            "modelled",
            *one.after["facilities"].loc[one.after["facilities"]["kind"] == kind.kind, "basis"].dropna(),
        ]
        made = RowMaker(
            kind.kind,
            weakest_basis([*basis, supply.people.basis if supply.people else "modelled"]),
            supply.year,
            kind.unit,
        )
        row: dict[str, Any] = {"project": one.project, "name": one.name, "kind": kind.kind, "unit": kind.unit}
        if kind.kind in one.kinds and known:
            row["capacity_gain"] = _capacity(supply, one, made, told.levels)
        if ground is None:
            words = _NO_ACCESS.fill(kind=kind.name)
            told.notes.append((one.project, one.name, words.zh, words.en))
        else:
            for state in ("today", "together") if kind.kind in one.kinds else ("today",):
                side = side_of(after[one.project], state, minutes, shared=known)
                row |= _changed(ground, (before[state], side), Keys(state, "drive"), minutes, made)
        frame = made.frame()
        if len(frame):
            told.frames.append(_only_changed(frame).assign(scenario=one.project))
        told.rows.append(row)


def _capacity(supply: Supply, project: ServiceProject, made: RowMaker, levels: Sequence[Membership]) -> float:
    """Note what stands more in each place, in all and per 1,000 of those the kind is for."""
    before = supply.facilities.set_index("facility")["capacity"]
    rows = project.after["facilities"]
    rows = rows[rows["kind"] == supply.kind.kind]
    more = rows["capacity"].to_numpy(dtype="float64") - rows["facility"].map(before).fillna(0.0).to_numpy(
        dtype="float64"
    )
    assert supply.people is not None
    for level in levels:
        at = np.zeros(len(rows), dtype=np.intp)
        if level.level != "region":
            at = pd.Index(level.places).get_indexer(pd.Index(rows[level.level])).astype(np.intp)
        sums = np.bincount(at[at >= 0], more[at >= 0], len(level.places)).astype(np.float64)
        made.add(CAPACITY_GAIN, level.level, level.places, sums)
        people = supply.people.counts
        counts = [level.sum(values) for values in (people.value, people.low, people.high)]
        ends = np.stack([PER * np.divide(sums, one, out=np.full(len(sums), np.nan), where=one > 0) for one in counts])
        made.add(PER_1000_GAIN, level.level, level.places, ends[0], ends=ends)
    return float(more.sum())


def _changed(
    ground: Ground, sides: tuple[Side, Side], keys: Keys, minutes: float, made: RowMaker
) -> dict[str, Any]:  # fmt: skip
    """Note the change of one kind in one border state at every level; give the circle's for the table."""
    before, after = sides
    before, after = _same_variants(before, after)
    near, late = Keys(keys.borders, keys.mode, minutes), Keys(keys.borders, keys.mode, ground.catchment_min)
    newly = (after.covered - before.covered) * before.people
    row = {f"newly_served_{keys.borders}": float(newly[0].sum()), "minutes": minutes}
    known = not np.isnan(before.access).all()
    gain = after.access - before.access
    noticed = NOTICED * np.maximum(before.access, 1e-9)
    gaining, losing = np.where(gain > noticed, before.people, 0.0), np.where(gain < -noticed, before.people, 0.0)
    share = 100 * (after.covered - before.covered)
    for level in ground.levels:
        _put(made, NEWLY_SERVED, level, near, newly)
        _put(made, MINUTES_SHARE_GAIN, level, near, share, before.people)
        if known:
            _put(made, ACCESS_GAIN, level, late, gain, before.people)
            _put(made, AVAILABLE_GAIN, level, late, after.available - before.available)
            _put(made, GAINING, level, late, gaining)
            _put(made, LOSING, level, late, losing)
    if known:
        row |= {
            f"available_gain_{keys.borders}": round(float((after.available - before.available)[0].sum()), 6) + 0.0,
            f"beneficiaries_{keys.borders}": float(gaining[0].sum()),
            f"losing_{keys.borders}": float(losing[0].sum()),
        }
    return row


def _put(
    made: RowMaker, item: Indicator, level: Membership, keys: Keys, values: Floats, weights: Floats | None = None
) -> None:
    """Note sums of zones, or means with weights; every variant in a row of ``values``."""
    if weights is None:
        found = np.stack([level.sum(one) for one in values])
    else:
        found = np.stack([level.mean(one, people) for one, people in zip(values, weights, strict=True)])
    found = np.where(np.abs(found) < _ROUNDING, 0.0, found)
    made.add(item, level.level, level.places, found[0], keys, ends=found)


def _same_variants(before: Side, after: Side) -> tuple[Side, Side]:
    """Compare like with like: a border that a project opens has no range any more, so that its own end meets both."""
    count = max(len(before.people), len(after.people))
    return _stretched(before, count), _stretched(after, count)


def _stretched(side: Side, count: int) -> Side:
    picked = np.arange(count) % len(side.people)
    return Side(*(values[picked] for values in (side.covered, side.access, side.available, side.people)))


def _only_changed(frame: pd.DataFrame) -> pd.DataFrame:
    """Leave out counties in which nothing changes: one that is not told gains nothing."""
    still = frame["value"].abs() <= _ROUNDING
    return frame[~(still & (frame["level"] == "county"))]
