"""What each city would pay for the whole plan, rule by rule."""

from __future__ import annotations

import pandas as pd

from tongcheng.plan.appraisal import Appraisal
from tongcheng.plan.shares import RULES, joint_projects, share_cost, stake_of
from tongcheng.region.region import Region

#: The rules that are put side by side for a plan; the plan's own split comes first.
SIX = ("length", "residents", "benefit", "ability", "equal", "shapley")
OWN = "plan"


def shared_cost(region: Region, appraisal: Appraisal, projects: pd.DataFrame) -> pd.DataFrame:
    """Add up what each city pays for the projects of a plan by each of six rules.

    Parameters
    ----------
    region, appraisal
        Inputs.
    projects
        Frame ``projects`` of a plan.

    Returns
    -------
    pandas.DataFrame
        ``rule city amount open_projects joint_projects``: 亿元 in prices of the appraisal, private money included.
        Where a rule lacks its data for a project, the split of the appraisal stands in, and ``open_projects`` counts
        those of ``joint_projects`` for which it does not.
    """
    inside = [str(name) for name in projects.loc[projects["decision"] == "in", "project"]]
    own = appraisal.cities[appraisal.cities["project"].isin(inside) & appraisal.cities["cost"].notna()]
    cities = [str(city) for city in region["cities"]["city"]]
    base = {name: rows.set_index("city")["cost"].astype(float).to_dict() for name, rows in own.groupby("project")}
    joint = [name for name in joint_projects(region) if name in base]
    amounts = {rule: dict.fromkeys(cities, 0.0) for rule in (OWN, *SIX)}
    opened = {OWN: len(joint), **dict.fromkeys(SIX, 0)}
    labels = {rule.name: rule.label for rule in RULES}
    for name, split in base.items():
        by_rule = _by_rule(region, appraisal, str(name)) if name in joint else {}
        for rule, total in amounts.items():
            opened[rule] += rule in by_rule
            for city, amount in by_rule.get(rule, split).items():
                if city in total:
                    total[city] += amount
    rows = [
        (rule, "方案采用" if rule == OWN else labels[rule].zh, "as in the plan" if rule == OWN else labels[rule].en,
         city, amounts[rule][city], float(opened[rule]), float(len(joint)))
        for rule in amounts for city in cities
    ]  # fmt: skip
    columns = ["rule", "label_zh", "label_en", "city", "amount", "open_projects", "joint_projects"]
    return pd.DataFrame(rows if inside else [], columns=columns).astype(
        {"amount": "float64", "open_projects": "float64", "joint_projects": "float64"}
    )


def _by_rule(region: Region, appraisal: Appraisal, project: str) -> dict[str, dict[str, float]]:
    """Give what each city pays by each open rule, in the prices of the appraisal."""
    rows = appraisal.cities[(appraisal.cities["project"] == project) & appraisal.cities["benefit"].notna()]
    benefit = dict(zip(rows["city"].astype("str"), rows["benefit"].astype(float), strict=True)) or None
    stake = stake_of(region, project, benefit=benefit)
    priced = float(appraisal.projects.set_index("project")["cost"].astype(float)[project])
    factor = priced / stake.cost.value if stake.cost.value else 1.0
    return {
        share.rule.name: dict(zip(stake.cities, (float(amount) * factor for amount in share.amounts), strict=True))
        for share in share_cost(stake)
        if share.amounts is not None and share.rule.name in SIX
    }
