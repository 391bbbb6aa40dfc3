"""The tiny circle with a list of projects whose plan can be made by hand.

One criterion is known (market pull, by matched demand), so the score is the demand as a percentage of the best, 80. Prices
are those of 2022 throughout. Money: A has 4 in the growing and 6 in the advancing stage, B 3 and 3 (亿元).

======== ==== ====== ====== ======================= =========================================
project  cost demand cities dates                   remark
======== ==== ====== ====== ======================= =========================================
road     2    80     A      2023-01 to 2024-12      score 100
bridge   4    60     A;B    2023-01 to 2024-12      score 75; half of it in each city
school   3    40     B      2023-01 to 2023-12      score 50; in growing B has no money for both
park     1    20     A      2023-01 to 2023-12      score 25; excludes the road
rail     50   72     A;B    2023-01 to 2025-12      score 90; no budget holds it
clinic   1    --     B      2021-01 to 2023-06      under construction, not scored, half of it spent
nocost   --   30     A      2023                    no cost published
done     1    --     A      2021-01 to 2022-12      completed
======== ==== ====== ====== ======================= =========================================
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from tests.tiny import tiny_region
from tongcheng.region import Region
from tongcheng.results import empty_results
from tongcheng.sectors.gaps import empty_gaps

COST = {"road": 2, "bridge": 4, "school": 3, "park": 1, "rail": 50, "clinic": 1, "done": 1}
DEMAND = {"road": 80, "bridge": 60, "school": 40, "park": 20, "rail": 72, "nocost": 30}
CITIES = {
    "road": "A",
    "bridge": "A;B",
    "school": "B",
    "park": "A",
    "rail": "A;B",
    "clinic": "B",
    "nocost": "A",
    "done": "A",
}
DATES = {
    "road": ("2023-01", "2024-12"), "bridge": ("2023-01", "2024-12"), "school": ("2023-01", "2023-12"),
    "park": ("2023-01", "2023-12"), "rail": ("2023-01", "2025-12"), "clinic": ("2021-01", "2023-06"),
    "nocost": ("2023", "2023"), "done": ("2021-01", "2022-12"),
}  # fmt: skip
MONEY = {("growing", "A"): 4.0, ("growing", "B"): 3.0, ("advancing", "A"): 6.0, ("advancing", "B"): 3.0}


def planned_region(*, fictional: bool = True, price_year: int = 2022) -> Region:
    """Make the circle."""
    region = tiny_region(fictional=fictional)
    papers = {"basis": "synthetic" if fictional else "official", "source": "tiny"}
    status = {"clinic": "under_construction", "done": "completed"}
    projects = [
        {"project": name, "name": name, "kind": "project", "field": "x", "sector": "transport", "stage": "growing",
         "cities": CITIES[name], "status": status.get(name, "planned"), "start": DATES[name][0],
         "finish": DATES[name][1], "function": "f", "lead_units": "甲单位;乙单位"}
        for name in CITIES
    ]  # fmt: skip
    budgets = [
        {"budget": f"{stage}-{city}", "stage": stage, "city": city, "money_source": "all", "value": value,
         "price_year": price_year}
        for (stage, city), value in MONEY.items()
    ]  # fmt: skip
    relations = [{"project": "park", "relation": "excludes", "other": "road"}]
    return region.with_tables(
        {
            "projects": pd.DataFrame(projects).assign(**papers),
            "project_edits": region["project_edits"].iloc[:0],
            "budgets": pd.DataFrame(budgets).assign(**papers),
            "project_relations": pd.DataFrame(relations).assign(**papers),
            "figures": pd.concat([region["figures"], pd.DataFrame(_figures()).assign(**papers)], ignore_index=True),
        }
    )


def _figures() -> list[dict[str, Any]]:
    rows = [(name, "investment", value, "亿元") for name, value in COST.items()]
    rows += [(name, "matched_demand", value, "%") for name, value in DEMAND.items()]
    rows += [(name, f"length_in_{city}", 1.0, "km") for name in ("bridge", "rail") for city in "AB"]
    rows.append(("clinic", "completed", 0.5, "亿元"))
    return [
        {"figure": f"{subject}-{attribute}", "subject": subject, "subject_table": "projects", "attribute": attribute,
         "value": value, "unit": unit, "as_of": "2022-12"}
        for subject, attribute, value, unit in rows
    ]  # fmt: skip


def nothing_measured() -> dict[str, pd.DataFrame]:
    """Give results, gaps and effects of a run that measured nothing."""
    return {"results": empty_results(), "gaps": empty_gaps(), "effects": empty_results()}
