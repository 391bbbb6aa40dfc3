"""The rows of one project: itself, its cities, its years."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from tongcheng.language import NOTHING, Text
from tongcheng.plan.appraisal.benefits import YearlyBenefit, yearly_benefit
from tongcheng.plan.appraisal.book import Book
from tongcheng.plan.appraisal.one import Outlay, Worth, worth_of, yearly_cost
from tongcheng.plan.appraisal.published import OPERATING, PRIVATE, SPENT
from tongcheng.plan.appraisal.words import (
    LOCKED_REMEDY,
    NO_DATES,
    REMEDY,
    brought,
    index_remedy,
    not_brought,
    note,
    why_not,
)
from tongcheng.plan.appraisal.years import Building, building_of
from tongcheng.plan.costs import INVESTMENT, Cost
from tongcheng.results import weakest_basis

NAN = float("nan")
_UNKNOWN = (NAN, NAN, NAN)
_YUAN = 1e8


@dataclass(frozen=True, eq=False)
class Record:
    """One project on its way through the appraisal.

    Parameters
    ----------
    row
        Its row of the frame ``projects``.
    building, yearly, worth
        When it is built, what a year is worth, and what follows; None where not known.
    notes
        What is missing or odd.
    """

    row: dict[str, Any]
    building: Building | None
    yearly: YearlyBenefit | None
    worth: Worth | None
    notes: list[dict[str, Any]] = field(default_factory=list)


def project_row(book: Book, entry: Any, reached: Mapping[str, pd.DataFrame], threshold_min: float) -> Record:
    """Appraise one row of the table of projects; ``reached`` holds the people newly within reach by project."""
    project, notes = str(entry["project"]), list[dict[str, Any]]()
    cost, kind = book.costs.get(project), book.kinds[project]
    row = _papers(entry, kind)
    building = building_of(entry["start"], entry["finish"], book.assumptions.get("build_years").value)
    why = why_not(entry, cost is not None, book.edits.get(project, set()), book.seen.get(project, set()), book.locked)
    if cost is None:
        return _finish(book, row, why, None, notes, None, None, building)
    factor, money = _priced(book, cost, row, notes)
    outlay = _outlay(book, project, cost, factor, int(money["price_year"]), row, notes)
    row |= money | _shape(book, project, cost, factor)
    row["private"] = _in_prices_of(book, project, PRIVATE, int(money["price_year"]), row, notes)
    if project in book.seen:
        row |= _three("annual_cost", yearly_cost(outlay, book.assumptions, kind))
        row |= _people(reached.get(project), threshold_min, row["annual_cost"])
    yearly = None
    if entry["status"] not in {"completed", "cancelled"} and project in book.priced:
        own = book.priced[project]
        yearly = yearly_benefit(own, book.assumptions, int(money["price_year"]))
        why = NOTHING if building is not None else NO_DATES
        row["basis"] = weakest_basis([row["basis"], cost.basis, *(str(one["basis"]) for one in own)])
        if int(money["price_year"]) not in book.earned:
            notes.append(_no_earnings(book, project, row, int(money["price_year"])))
    worth = None
    if yearly is not None and building is not None:
        worth = worth_of(outlay, building, yearly, book.assumptions, kind, book.base_year)
    return _finish(book, row, why, worth, notes, yearly, cost, building)


def _papers(entry: Any, kind: str) -> dict[str, Any]:
    words = ("project", "name", "kind", "sector", "stage", "status", "cities")
    return {name: entry[name] for name in words} | {"asset": kind, "basis": str(entry["basis"])}


def _priced(book: Book, cost: Cost, row: dict[str, Any], notes: list[dict[str, Any]]) -> tuple[float, dict[str, Any]]:
    """Bring a cost to the base year if an index does; otherwise leave it and say so."""
    factor = book.factor(cost.price_year)
    said, year = NOTHING, book.base_year
    if np.isnan(factor):
        factor, year, said = 1.0, cost.price_year, not_brought(cost.price_year, book.base_year)
        notes.append(
            note(book.region, row["project"], row["name"], said, table="figures", column="value",
                 row=book.amounts[row["project"], INVESTMENT].row, remedy=index_remedy(cost.price_year, book.base_year))
        )  # fmt: skip
    elif cost.price_year != book.base_year:
        said = brought(cost.price_year, book.base_year, factor)
    return factor, {
        "cost": cost.value * factor, "cost_low": cost.low * factor, "cost_high": cost.high * factor,
        "price_year": year, "comparable": year == book.base_year, "cost_as_of": cost.as_of, "versions": cost.versions,
        "price_note_zh": said.zh, "price_note_en": said.en,
    }  # fmt: skip


def _outlay(
    book: Book, project: str, cost: Cost, factor: float, year: int, row: dict[str, Any], notes: list[dict[str, Any]]
) -> Outlay:
    """Give cost and published operation in prices of one year; operation of a year without an index is not used."""
    used = _in_prices_of(book, project, OPERATING, year, row, notes)
    cost_ends = cost.value * factor, cost.low * factor, cost.high * factor
    return Outlay(cost_ends, None if np.isnan(used) else (used, used, used))


#: What is said of an amount that cannot be brought to the prices of its project's cost.
_LEFT = {
    OPERATING: Text("运营成本为 {own} 年价，无法折算到 {year} 年，未采用，按投资比例假定", "operating cost is in prices of {own} and cannot be brought to {year}: not used, a share of the cost is assumed"),
    PRIVATE: Text("社会资本为 {own} 年价，无法折算到 {year} 年，未采用", "private money is in prices of {own} and cannot be brought to {year}: not used"),
}  # fmt: skip


def _in_prices_of(
    book: Book, project: str, attribute: str, year: int, row: dict[str, Any], notes: list[dict[str, Any]]
) -> float:
    """Give a published amount in prices of a year; NaN, with a note, where no index brings it there."""
    amount = book.amounts.get((project, attribute))
    if amount is None:
        return NAN
    own = book.index.factor(amount.year, year)
    if np.isnan(own):
        said = _LEFT[attribute].fill(own=amount.year, year=year)
        notes.append(
            note(book.region, project, row["name"], said, table="figures", row=amount.row, column="value",
                 remedy=index_remedy(amount.year, year))
        )  # fmt: skip
    return amount.value * own


def _shape(book: Book, project: str, cost: Cost, factor: float) -> dict[str, Any]:
    """Give what is spent, in prices of its own year, and length, as far as they were published."""
    spent, length = book.amounts.get((project, SPENT)), book.lengths.get(project)
    return {
        "spent": NAN if spent is None else spent.value,
        "length_km": NAN if length is None else length[0],
        "length_as_of": "" if length is None else length[1],
        "cost_per_km": NAN if length is None else cost.value * factor / length[0],
    }


def _people(reached: pd.DataFrame | None, threshold_min: float, annual_cost: float) -> dict[str, Any]:
    """Give the people newly within reach: those of the kind of facility and mode with most, as kinds overlap."""
    own = pd.DataFrame()
    if reached is not None:
        own = reached[(reached["level"] == "region") & (reached["threshold"] == threshold_min)]
        own = own.sort_values(["persons", "group", "mode"])
    if own.empty:
        return {"newly_within": NAN, "threshold_min": threshold_min, "cost_per_person": NAN}
    best = own.iloc[-1]
    persons = float(best["persons"])
    return {
        "newly_within": persons, "newly_group": best["group"], "newly_mode": best["mode"],
        "threshold_min": threshold_min, "cost_per_person": annual_cost * _YUAN / persons if persons > 0 else NAN,
    }  # fmt: skip


def _no_earnings(book: Book, project: str, row: dict[str, Any], year: int) -> dict[str, Any]:
    said = Text(
        f"没有 {year} 年的平均工资，时间价值用最近年份",
        f"no earnings of {year}: the value of time is that of the nearest year",
    )
    remedy = Text(f"在假设表补填 annual_earnings {year} 年", f"enter annual_earnings of {year} in the assumptions")
    row_of = book.amounts[project, INVESTMENT].row
    return note(book.region, project, row["name"], said, table="figures", row=row_of, column="value", remedy=remedy)


_NUMBERS = (
    "cost", "cost_low", "cost_high", "price_year", "versions", "private", "spent", "length_km", "cost_per_km",
    "annual_cost", "annual_cost_low", "annual_cost_high", "newly_within", "threshold_min", "cost_per_person",
)  # fmt: skip
_WORDS = ("cost_as_of", "length_as_of", "newly_group", "newly_mode", "price_note_zh", "price_note_en")


def _finish(
    book: Book, row: dict[str, Any], why: Text, worth: Worth | None, notes: list[dict[str, Any]],
    yearly: YearlyBenefit | None, cost: Cost | None, building: Building | None,
) -> Record:  # fmt: skip
    kind = row["asset"]
    numbers = {name: row.get(name, NAN) for name in _NUMBERS}
    words = {name: row.get(name, "") for name in _WORDS}
    row = row | {"comparable": bool(row.get("comparable", False))} | numbers | words
    row |= {"cost_pv": NAN if worth is None else worth.cost}
    row |= {"benefit_pv": NAN if worth is None else worth.benefit[0]}
    row |= _three("npv", _UNKNOWN if worth is None else worth.net)
    row |= _three("bcr", _UNKNOWN if worth is None else worth.ratio)
    row |= {
        "irr": NAN if worth is None else worth.rate,
        "opening": NAN if building is None else building.opening,
        "discount_rate": book.assumptions.get("discount_rate", kind).value,
        "years": book.assumptions.get("appraisal_years", kind).value,
        "why_no_money_zh": why.zh,
        "why_no_money_en": why.en,
    }
    if cost is not None:
        row["basis"] = weakest_basis([row["basis"], cost.basis])
    remedy = LOCKED_REMEDY if why.zh and why == book.locked else REMEDY.get(why)
    if remedy is not None:
        place = book.rows[row["project"]]
        notes.append(
            note(
                book.region,
                row["project"],
                row["name"],
                why,
                table="projects",
                row=place,
                column="project",
                remedy=remedy,
            )
        )
    return Record(row, building, yearly, worth, notes)


def _three(name: str, values: tuple[float, float, float]) -> dict[str, float]:
    return {name: values[0], f"{name}_low": values[1], f"{name}_high": values[2]}


def city_rows(book: Book, record: Record) -> Iterator[dict[str, Any]]:
    """Share a project in the cities that build it, and tell what each city's residents gain."""
    row, split = record.row, book.splits[record.row["project"]]
    if np.isnan(row["cost"]):
        return
    parts = dict(zip(split.cities, split.parts, strict=True))
    gains = {} if record.worth is None or record.yearly is None else _gains(record.worth, record.yearly)
    for city in [*parts, *(city for city in gains if city not in parts)]:
        part = float(parts.get(city, 0.0))
        benefit = gains.get(city, (0.0, 0.0, 0.0) if gains else _UNKNOWN)
        yield {
            "project": row["project"], "city": city, "rule": split.rule if city in parts else "",
            "cost": row["cost"] * part, "cost_pv": row["cost_pv"] * part, "price_year": row["price_year"],
            **_three("benefit", benefit), "net": benefit[0] - row["cost_pv"] * part,
        }  # fmt: skip


def _gains(worth: Worth, yearly: YearlyBenefit) -> dict[str, tuple[float, float, float]]:
    """Share present values as the yearly benefits are shared; a city's range is its own."""
    factors = [
        worth.benefit[case] / whole if whole else 0.0
        for case, whole in enumerate((yearly.value, yearly.low, yearly.high))
    ]
    return {
        city: (one[0] * factors[0], one[1] * factors[1], one[2] * factors[2]) for city, one in yearly.by_city.items()
    }


def cost_rows(book: Book, record: Record) -> Iterator[dict[str, Any]]:
    """Spread a project's cost over years, cities and public and private money; it adds up to the cost."""
    row, split = record.row, book.splits[record.row["project"]]
    if np.isnan(row["cost"]):
        return
    private = 0.0 if np.isnan(row["private"]) else min(row["private"], row["cost"])
    years = {NAN: 1.0} if record.building is None else {float(y): s for y, s in record.building.shares.items()}
    parts = [("", 1.0)] if split.rule == "unknown" else list(zip(split.cities, split.parts, strict=True))
    for year, share in years.items():
        for city, part in parts:
            for source, amount in (("public", row["cost"] - private), ("private", private)):
                if amount > 0:
                    yield {
                        "project": row["project"], "year": year, "city": city, "money_source": source,
                        "value": amount * share * float(part), "price_year": row["price_year"],
                    }  # fmt: skip


def reach_rows(reached: pd.DataFrame, projects: pd.DataFrame) -> pd.DataFrame:
    """Add the cost per person to the people newly within reach of the whole circle."""
    annual = projects.set_index("project")["annual_cost"]
    made = reached[reached["persons"] > 0].reset_index(drop=True)
    yuan = made["project"].map(annual).astype("float64") * _YUAN / made["persons"]
    return made.assign(cost_per_person=yuan.where(made["level"] == "region"))
