"""An opportunity list and opportunities in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from tests.office.world import World
from tongcheng.office.core.acting import Act
from tongcheng.office.lists.actions import create_list
from tongcheng.office.lists.models import List
from tongcheng.office.opportunities import actions
from tongcheng.office.opportunities.actions import NewOpportunity
from tongcheng.office.opportunities.models import Opportunity
from tongcheng.office.people.standing import SYSTEM

TODAY = timezone.localdate
Make = Callable[..., Opportunity]
SECRETS = {
    "contact_unit": "内部联系处",
    "contact_name": "联系人甲",
    "contact_phone": "028-55555555",
}


@pytest.fixture
def lst(world: World) -> List:
    values = {"code": "opp", "name": "城市机会清单", "kind": "opportunity", "synthetic": True}
    return create_list(world.act("joint_office"), world.units["office"], values)


@pytest.fixture
def make(world: World, lst: List) -> Make:
    def made(state: str = "draft", who: str = "filler", **values: Any) -> Opportunity:
        unit = world.units["roads_b" if who.endswith("_b") else "roads_a"]
        common = {"title": "智能养护应用场景", "side": "government", "sort": "scene", "unit": unit, "city": unit.city}
        [one] = actions.add_opportunities(world.act(who), [NewOpportunity(common | SECRETS | values)], lst)
        return bring(world, one, state)

    return made


def bring(world: World, one: Opportunity, state: str) -> Opportunity:
    """Bring a draft to a state by the actions that people use."""
    office = world.act("joint_office", "测试")
    if state != "draft":
        actions.submit_opportunities(office, [one])
    if state not in ("draft", "review"):
        actions.publish_opportunities(office, [one])
    if state in ("matched", "landed"):
        actions.match_opportunity(office, one, "某某公司", TODAY())
    if state == "landed":
        actions.land_opportunity(office, one, TODAY())
    if state == "withdrawn":
        actions.withdraw_opportunities(office, [one])
    if state == "expired":
        actions.expire_opportunities(Act(SYSTEM, channel="tick"), [one])
    return Opportunity.objects.select_related("item__list", "unit", "city").get(pk=one.pk)
