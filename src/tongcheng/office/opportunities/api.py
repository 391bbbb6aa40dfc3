"""The JSON API of this app: what is on offer, who asked, what was done; and the steps that need no form."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router
from ninja.pagination import paginate

from tongcheng.office.core.acting import ACTIONS
from tongcheng.office.core.paging import MOST, Pages
from tongcheng.office.core.requests import act_of
from tongcheng.office.opportunities import actions
from tongcheng.office.opportunities.models import Enquiry, FollowUp, Opportunity
from tongcheng.office.opportunities.queries import board
from tongcheng.office.opportunities.queries.faces import face_of
from tongcheng.office.opportunities.schemas import (
    EnquiryOut,
    FollowUpIn,
    FollowUpOut,
    OpportunityOut,
    OpportunityStepIn,
)
from tongcheng.office.opportunities.steps import STEPS
from tongcheng.office.people.standing import Standing

router = Router()


def _standing(request: HttpRequest) -> Standing:
    standing: Standing = request.standing  # type: ignore[attr-defined]
    return standing


def _one(request: HttpRequest, uid: UUID) -> Opportunity:
    rows = Opportunity.objects.visible_to(_standing(request))
    found: Opportunity = rows.select_related("item__list", "city", "unit", "batch").get(item__uid=uid)
    return found


def _out(request: HttpRequest, one: Opportunity) -> OpportunityOut:
    face = face_of(one, _standing(request))
    held = {name: getattr(face, name) for name in OpportunityOut.model_fields if name not in ("city", "industries")}
    return OpportunityOut(**held, city=face.city.code if face.city else None, industries=list(face.industries))


@router.get("/", response=list[OpportunityOut])
@paginate(Pages)
def opportunities(
    request: HttpRequest,
    q: str = "",
    city: str = "",
    side: str = "",
    sort: str = "",
    field: str = "",
    state: str = "",
) -> list[OpportunityOut]:
    """Give what the reader may see and looks for."""
    given = {"q": q, "city": city, "side": side, "sort": sort, "field": field, "state": state}
    rows = board.rows_of(_standing(request), board.Filters.typed(given), timezone.localdate())
    return [_out(request, one) for one in rows]


@router.get("/{uuid:uid}", response=OpportunityOut)
def opportunity(request: HttpRequest, uid: UUID) -> OpportunityOut:
    """Give one."""
    return _out(request, _one(request, uid))


@router.get("/{uuid:uid}/enquiries", response=list[EnquiryOut])
def enquiries(request: HttpRequest, uid: UUID) -> list[EnquiryOut]:
    """Give who asked, to those who answer; the latest first, at most a page."""
    rows = Enquiry.objects.visible_to(_standing(request)).filter(opportunity=_one(request, uid))
    return [EnquiryOut(**{name: getattr(one, name) for name in EnquiryOut.model_fields}) for one in rows[:MOST]]


def _follow(one: FollowUp) -> FollowUpOut:
    return FollowUpOut(on=one.on, words=one.words, enquiry=one.enquiry_id)


@router.get("/{uuid:uid}/followups", response=list[FollowUpOut])
def followups(request: HttpRequest, uid: UUID) -> list[FollowUpOut]:
    """Give what was done, to those who answer; the latest first, at most a page."""
    rows = FollowUp.objects.visible_to(_standing(request)).filter(opportunity=_one(request, uid))
    return [_follow(one) for one in rows[:MOST]]


@router.post("/{uuid:uid}/followups", response=FollowUpOut)
def follow(request: HttpRequest, uid: UUID, body: FollowUpIn) -> FollowUpOut:
    """Note what was done."""
    return _follow(actions.add_follow_up(act_of(request), _one(request, uid), body.words, body.on))


@router.post("/{uuid:uid}/steps/{name}", response=OpportunityOut)
def step(
    request: HttpRequest,
    uid: UUID,
    name: Literal["submit", "confirm", "publish", "return", "release", "reopen", "withdraw"],
    body: OpportunityStepIn,
) -> OpportunityOut:
    """Take a step."""
    one = _one(request, uid)
    ACTIONS[STEPS[name].action].run(act_of(request, body.reason), one if name == "release" else [one])
    return _out(request, _one(request, uid))
