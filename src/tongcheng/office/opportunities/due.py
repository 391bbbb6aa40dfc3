"""What the clock makes due here: opportunities whose day is over are public no more."""

from __future__ import annotations

from django.utils import timezone

from tongcheng.office.core.acting import Act
from tongcheng.office.opportunities.actions import expire_opportunities
from tongcheng.office.opportunities.models import Opportunity, State


def run_due(act: Act) -> dict[str, int]:
    """Expire what was valid until yesterday."""
    over = Opportunity.objects.filter(state=State.PUBLISHED, valid_until__lt=timezone.localdate(act.at))
    rows = list(over.select_related("item"))
    return {"expired": len(expire_opportunities(act, rows)) if rows else 0}
