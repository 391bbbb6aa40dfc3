"""Who may lay ledgers beside each other, and decide about their rows."""

from __future__ import annotations

from tongcheng.language import Text
from tongcheng.office.people.standing import Standing
from tongcheng.office.reconcile.models import Comparison

ROLES = ("joint_office", "city_office", "secretary", "supervisor")
NOT_YOURS = Text("由同城化办公室或市级机构对账", "The joint office and the cities' offices compare ledgers")
NOT_MADE_BY_YOU = Text("由对账人或同城化办公室认定", "Whoever made it, or the joint office, decides")


def may_compare(standing: Standing, subject: object) -> Text | None:  # noqa: ARG001
    """Let offices compare what they may see."""
    return None if standing.has(*ROLES) else NOT_YOURS


def may_choose(standing: Standing, comparison: Comparison) -> Text | None:
    """Let whoever made it decide, and the joint office."""
    if standing.has("joint_office") or (standing.has(*ROLES) and standing.is_person(comparison.maker)):
        return None
    return NOT_MADE_BY_YOU
