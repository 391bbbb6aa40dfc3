"""Run in an office of one's own: the small world with an opportunity list, a problem list and a service."""

from __future__ import annotations

import django

if __name__ == "__main__":
    django.setup()
    from django.core.management import call_command

    from tests.office.world import make_world
    from tongcheng.office.cross_services import actions
    from tongcheng.office.cross_services.actions.offers import OfferValues
    from tongcheng.office.cross_services.models import Offer, Service
    from tongcheng.office.lists.actions import create_list

    call_command("migrate", verbosity=0)
    world = make_world()
    office = world.act("joint_office")
    for code, name, kind in (("opp", "城市机会清单", "opportunity"), ("problems", "问题清单", "problem")):
        values = {"code": code, "name": name, "kind": kind, "synthetic": True, "circle": "demo"}
        create_list(office, world.units["office"], values)
    service = Service(code="S1", name="异地就医备案", field="医疗", synthetic=True, public=True)
    (service,) = actions.add_services(office, [service])
    no = Offer(service=service, city=world.cities["乙"])
    actions.change_offers(office, [no], [OfferValues({"offered": False})])
