"""Who may keep the list of services, say what a city offers, and report its use."""

from __future__ import annotations

from tongcheng.language import Text
from tongcheng.office.cross_services.models import Offer, Service, Use
from tongcheng.office.people.standing import Standing

KEPT_BY_OFFICE = Text("跨市通办事项由同城化办公室维护", "The joint office keeps the list of services")
OF_YOUR_CITY = Text("各市只填报本市的办理情况", "A city says only what it offers itself")
FOR_WHICH_CITY = Text(
    "汇总数由同城化办公室填报，各市请选择本市", "The joint office enters totals; name your own city"
)


def may_keep(standing: Standing, subject: object) -> Text | None:  # noqa: ARG001
    """Let the joint office add and change services, and make rows of gaps."""
    return None if standing.system or standing.has("joint_office") else KEPT_BY_OFFICE


def may_offer(standing: Standing, offer: Offer) -> Text | None:
    """Let a city's office speak for its city, the joint office for all."""
    if may_keep(standing, offer) is None or offer.city_id in standing.cities("city_office"):
        return None
    return OF_YOUR_CITY


def may_report(standing: Standing, use: Use) -> Text | None:
    """Let a city's office report what its city handled, the joint office everything."""
    if may_keep(standing, use) is None:
        return None
    if use.city_id is None:
        return FOR_WHICH_CITY
    return None if use.city_id in standing.cities("city_office") else OF_YOUR_CITY


def may_see(standing: Standing, service: Service) -> bool:
    """Say whether a service may be seen."""
    return service.public or standing.system or bool(standing.roles - {"administrator"})
