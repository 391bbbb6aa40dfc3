"""Physical effects to money, in one place: what each project costs, what it is worth, and to whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import pandas as pd

from tongcheng.plan.appraisal.benefits import check_effects, newly_within, of_projects, unpriced
from tongcheng.plan.appraisal.book import make_book
from tongcheng.plan.appraisal.counts import reconcile
from tongcheng.plan.appraisal.published import check_amounts
from tongcheng.plan.appraisal.rows import city_rows, cost_rows, project_row, reach_rows
from tongcheng.plan.assumptions import read_assumptions
from tongcheng.region.region import Region

#: Reach within so many minutes gives the cost per person.
THRESHOLD_MIN = 60.0


@dataclass(frozen=True, eq=False)
class Appraisal:
    """Projects in money. All money is 亿元 of ``price_year`` unless the column says otherwise.

    Parameters
    ----------
    projects
        One row per project of the circle: ``project name kind sector stage status cities asset cost cost_low cost_high
        price_year comparable cost_as_of versions private spent length_km length_as_of cost_per_km cost_pv benefit_pv
        npv npv_low npv_high bcr bcr_low bcr_high irr annual_cost annual_cost_low annual_cost_high newly_within
        newly_group newly_mode threshold_min cost_per_person opening discount_rate years basis`` and, in both languages,
        ``why_no_money`` and ``price_note``. ``comparable`` is false for a cost that could not be brought to
        ``base_year``: its figures are never added to those of others. What rests on effects (annual cost, people, money)
        is there only for projects whose effects were measured.
    cities
        Project × city: ``cost cost_pv benefit benefit_low benefit_high net rule``; they add up to the project. A city
        that gains without being party to the project has a row with no cost.
    costs
        ``project year city money_source value price_year``; sources are ``public`` and ``private``. ``year`` is missing
        where neither start nor finish is known, ``city`` is empty where a real circle's cost cannot be shared.
    counts
        Double counts, as :func:`tongcheng.plan.appraisal.counts.reconcile` gives them.
    unpriced
        Effects without a price.
    reach
        People newly within each time by project, place, kind of facility and mode, with the cost per person.
    notes
        What is missing or odd, by project, with file, row (header = row 1), column and remedy.
    assumptions
        The table that was used.
    base_year
        Year of present values, and of prices where an index brings them there.
    """

    projects: pd.DataFrame
    cities: pd.DataFrame
    costs: pd.DataFrame
    counts: pd.DataFrame
    unpriced: pd.DataFrame
    reach: pd.DataFrame
    notes: pd.DataFrame
    assumptions: pd.DataFrame
    base_year: int

    def tables(self) -> Mapping[str, pd.DataFrame]:
        """Give the frames by the names under which a run keeps them, ``appraisal_<frame>``."""
        names = [item.name for item in fields(self) if item.name != "base_year"]
        return {f"appraisal_{name}": getattr(self, name) for name in names}


def appraise(
    region: Region,
    effects: pd.DataFrame,
    *,
    assumptions: pd.DataFrame | None = None,
    base_year: int | None = None,
    threshold_min: float = THRESHOLD_MIN,
) -> Appraisal:
    """Appraise every project of a circle.

    Parameters
    ----------
    region
        The circle, with its projects and their dated figures.
    effects
        Rows of the results with ``scenario`` = project, from the sectors; may be empty.
    assumptions
        As :func:`tongcheng.plan.assumptions.assumptions_table`, the shipped ones by default.
    base_year
        Year of prices and of present values; the newest year of any project's cost by default.
    threshold_min
        Minutes of the cost per person newly within reach.

    Returns
    -------
    Appraisal

    Raises
    ------
    InputError
        Naming amounts in a wrong unit, assumptions that cannot be, and effects whose cities do not add up.

    Notes
    -----
    Costs by the rule of :mod:`tongcheng.plan.costs`, spread by days between start and finish; benefits by the rule of
    half on trips before and after; present values at the social discount rate (国家发展改革委、建设部 2006).

    Examples
    --------
    >>> from tongcheng import open_region
    >>> from tongcheng.results import empty_results
    >>> made = appraise(open_region("chengdu"), empty_results())
    >>> made.projects.set_index("project").loc["S5", ["cost", "price_year"]].tolist(), made.base_year
    ([226.0, 2022.0], 2023)
    """
    check_amounts(region)
    own = of_projects(region, effects)
    check_effects(own)
    book = make_book(region, own, read_assumptions(assumptions), base_year)
    reached = newly_within(book.effects)
    by_project = {str(project): rows for project, rows in reached.groupby("project")}
    records = [project_row(book, row, by_project, threshold_min) for row in region["projects"].to_dict("records")]
    projects = _typed([record.row for record in records], _PROJECT_WORDS)
    return Appraisal(
        projects=projects,
        cities=_typed([line for record in records for line in city_rows(book, record)], _CITY_WORDS, _CITY_NUMBERS),
        costs=_typed(
            [line for record in records for line in cost_rows(book, record)],
            _COST_WORDS,
            ("year", "value", "price_year"),
        ),
        counts=reconcile(region, projects),
        unpriced=unpriced(book.effects),
        reach=reach_rows(reached, projects),
        notes=_notes(records),
        assumptions=book.assumptions.table.copy(),
        base_year=book.base_year,
    )


_PROJECT_WORDS = (
    "project", "name", "kind", "sector", "stage", "status", "cities", "asset", "cost_as_of", "length_as_of",
    "newly_group", "newly_mode", "why_no_money_zh", "why_no_money_en", "price_note_zh", "price_note_en", "basis",
)  # fmt: skip
_CITY_WORDS = ("project", "city", "rule")
_CITY_NUMBERS = ("cost", "cost_pv", "price_year", "benefit", "benefit_low", "benefit_high", "net")
_COST_WORDS = ("project", "city", "money_source")
_NOTE_WORDS = ("project", "name", "file", "column", "what_zh", "what_en", "remedy_zh", "remedy_en")


def _typed(rows: list[dict[str, Any]], words: tuple[str, ...], numbers: tuple[str, ...] = ()) -> pd.DataFrame:
    """Make a frame whose columns have the same types however few rows there are."""
    frame = pd.DataFrame(rows) if rows else pd.DataFrame(columns=[*words, *numbers])
    for name in frame.columns:
        if name in words:
            frame[name] = frame[name].astype("object").where(frame[name].notna(), "").astype("str")
        elif name != "comparable":
            frame[name] = frame[name].astype("float64")
    return frame


def _notes(records: list[Any]) -> pd.DataFrame:
    rows = [line for record in records for line in record.notes]
    return _typed(rows, _NOTE_WORDS, ("row",))
