"""What each city would pay for a joint project by each rule, for those who are party to it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db.models import Q

from tongcheng.language import Language, Text
from tongcheng.office.figures.models import Run
from tongcheng.office.lists.models import Item
from tongcheng.office.people.models import City
from tongcheng.office.people.standing import Standing
from tongcheng.office.workbench.reading import circle_of, has_table, table_of
from tongcheng.office.workbench.shares.models import AgreedRule
from tongcheng.office.workbench.shares.rules import sees_all

if TYPE_CHECKING:
    from tongcheng.plan.shares import Share, Stake


@dataclass(frozen=True)
class Part:
    """What one city pays by one rule."""

    amount: float
    share: float


@dataclass(frozen=True)
class RuleLine:
    """One rule: what each city pays, or what opens it, and whether anybody would do better alone."""

    name: str
    label: Text
    explanation: Text
    parts: tuple[Part, ...]
    core: Text
    as_of: str
    agreed: bool


def projects_for(standing: Standing, run: Run) -> list[tuple[str, str]]:
    """Give the joint projects of a run whose shares this reader sees: id and name; at most two queries.

    The joint office sees every one; a city's office those of its city; a unit those whose row names it.
    """
    known = [(stake.project, stake.name) for stake, _ in _stakes(run.pk, run.run_id).values()]
    if sees_all(standing):
        return known
    seen = set()
    if cities := standing.cities("city_office"):
        codes = set(City.objects.filter(pk__in=cities).values_list("code", flat=True))
        seen |= {project for project, (stake, _) in _stakes(run.pk, run.run_id).items() if codes & set(stake.cities)}
    if units := standing.units("filler", "unit_head"):
        rows = Item.objects.filter(
            Q(reporting_unit__in=units) | Q(units__in=units),
            project_id__in=[project for project, _ in known],
            list__circle=run.circle,
            synthetic=run.synthetic,
        )
        seen |= set(rows.exclude(state="draft").values_list("project_id", flat=True))
    return [(project, name) for project, name in known if project in seen]


def stake_for(run: Run, project: str) -> Stake:
    """Give what each city has at stake in a joint project."""
    return _stakes(run.pk, run.run_id)[project][0]


def shares_for(run: Run, project: str) -> list[Share]:
    """Give every rule's split of a joint project."""
    return _stakes(run.pk, run.run_id)[project][1]


@lru_cache(maxsize=4)
def _stakes(pk: int, run_id: str) -> dict[str, tuple[Stake, list[Share]]]:  # noqa: ARG001 - the id tells offices apart
    """Split every joint project by every rule: those of which most is known first, then the dearest."""
    from tongcheng.plan.shares import joint_projects, share_cost, stake_of

    run = Run.objects.get(pk=pk)
    region = circle_of(run)
    found = []
    for project in joint_projects(region):
        stake = stake_of(region, project, benefit=_benefit(run, project))
        found.append((stake, share_cost(stake)))
    found.sort(
        key=lambda pair: (-sum(one.amounts is not None for one in pair[1]), -pair[0].cost.value, pair[0].project)
    )
    return {stake.project: (stake, shares) for stake, shares in found}


def _benefit(run: Run, project: str) -> dict[str, float] | None:
    if not has_table(run, "appraisal_cities"):
        return None
    rows = table_of(run, "appraisal_cities")
    rows = rows[(rows["project"] == project) & rows["benefit"].notna()]
    return dict(zip(rows["city"].astype(str), rows["benefit"].astype(float), strict=True)) or None


def lines_of(run: Run, project: str) -> list[RuleLine]:
    """Give the rules side by side: what was agreed first, what no data open last."""
    from tongcheng.plan.shares import core_words

    stake, shares = stake_for(run, project), shares_for(run, project)
    ordered = sorted(shares, key=lambda share: (share.amounts is None, not share.rule.agreed))
    return [
        RuleLine(
            share.rule.name,
            share.rule.label,
            share.rule.explanation,
            ()
            if share.amounts is None
            else tuple(Part(float(one), 100 * float(one) / stake.cost.value) for one in share.amounts),
            core_words(stake, share),
            share.as_of,
            share.rule.agreed,
        )
        for share in ordered
    ]


def chart_of(run: Run, project: str, language: Language) -> str:
    """Draw the open rules as bars, one per city; empty if none is open."""
    from tongcheng.render.blocks import Chart, Series
    from tongcheng.render.svg_chart import chart_svg

    stake, lines = stake_for(run, project), [one for one in lines_of(run, project) if one.parts]
    if not lines:
        return ""
    chart = Chart(
        title=Text(f"{stake.name}：各市按各规则承担", f"{stake.name}: borne by each city, rule by rule"),
        kind="bar",
        categories=[one.label for one in lines],
        series=[
            Series(label, [one.parts[place].amount for one in lines]) for place, label in enumerate(stake.labels)
        ],
        unit=Text("亿元", "100 m yuan"),
        note=Text(f"投资截至 {stake.cost.as_of}，测度 {run.run_id[:12]}。", f"Cost as of {stake.cost.as_of}; run {run.run_id[:12]}."),
        synthetic=run.synthetic,
    )  # fmt: skip
    return chart_svg(chart, language=language, key="shares")


def agreed_of(run: Run, project: str) -> list[AgreedRule]:
    """Give what was agreed of a project, the latest first; one query."""
    return list(AgreedRule.objects.filter(circle=run.circle, project=project).select_related("meeting", "run"))
