"""The JSON API of this app."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest
from ninja import Router, Status
from ninja.pagination import paginate

from tongcheng.errors import InputError, Problem
from tongcheng.language import Text
from tongcheng.office.core.acting import Act, check
from tongcheng.office.core.paging import Pages
from tongcheng.office.people import actions, queries, rules, schemas
from tongcheng.office.people.models import Appointment, City, Person, Unit
from tongcheng.office.people.names import UnitNames
from tongcheng.office.people.queries import PeopleFilter
from tongcheng.office.people.standing import Standing

router = Router()


def _standing(request: HttpRequest) -> Standing:
    standing: Standing = request.standing  # type: ignore[attr-defined]
    return standing


def _act(request: HttpRequest, reason: str = "") -> Act:
    return Act(_standing(request), reason, channel="api")


def _person(request: HttpRequest, pk: int) -> Person:
    person: Person = Person.objects.visible_to(_standing(request)).get(pk=pk)
    return person


def _unit(request: HttpRequest, pk: int) -> Unit:
    unit: Unit = Unit.objects.visible_to(_standing(request)).get(pk=pk)
    return unit


@router.get("cities", response=list[schemas.CityOut], summary="Cities")
def cities(request: HttpRequest) -> Any:  # noqa: ARG001
    """Give the member cities in their order."""
    return City.objects.all()


@router.get("units", response=list[schemas.UnitOut], summary="Units")
@paginate(Pages)
def units(request: HttpRequest) -> Any:
    """Give all units, dissolved ones too."""
    return Unit.objects.visible_to(_standing(request))


@router.get("units/{int:pk}", response=schemas.UnitOut, summary="One unit")
def unit(request: HttpRequest, pk: int) -> Any:
    """Give a unit."""
    return _unit(request, pk)


@router.post("units", response={201: schemas.UnitOut}, summary="Add a unit")
def add_unit(request: HttpRequest, body: schemas.UnitIn) -> Any:
    """Add a unit."""
    (made,) = actions.add_units(_act(request), [body.draft()])
    return Status(201, made)


@router.patch("units/{int:pk}", response=schemas.UnitOut, summary="Change a unit")
def change_unit(request: HttpRequest, pk: int, body: schemas.UnitChange) -> Any:
    """Change what is given; aliases given replace those kept."""
    one, said = _unit(request, pk), body.dict(exclude_unset=True)
    act = _act(request, said.pop("reason", ""))
    aliases = said.pop("aliases", None)
    if "parent" in said:
        said["parent"] = None if said["parent"] is None else _known_unit(request, said["parent"])
    values = {name: value for name, value in said.items() if value is not None or name == "parent"}
    changed = actions.change_unit(act, one, values)
    if aliases is not None:
        actions.set_aliases(act, changed, aliases)
    return changed


def _known_unit(request: HttpRequest, pk: int) -> Unit:
    try:
        return _unit(request, pk)
    except Unit.DoesNotExist as error:
        expected, remedy = Text("已登记单位的编号", "the key of a unit kept here"), Text("核对", "check it")
        raise InputError([Problem("unknown_unit", "", expected, str(pk), remedy, column="unit")]) from error


@router.post("units/{int:pk}/dissolve", response=schemas.UnitOut, summary="Dissolve a unit")
def dissolve_unit(request: HttpRequest, pk: int, body: schemas.Reason) -> Any:
    """Dissolve a unit and end the posts in it."""
    return actions.dissolve_unit(_act(request, body.reason), _unit(request, pk), body.on)


@router.post("units/names", response=list[schemas.NameOut], summary="Which units names mean")
def names(request: HttpRequest, body: schemas.NamesIn) -> Any:  # noqa: ARG001
    """Say for each name which unit it means, or which it may mean."""
    found = UnitNames.load().resolve_all(body.names, body.city)
    return [
        {
            "name": one.name,
            "unit": one.unit.pk if one.unit else None,
            "how": one.how,
            "ambiguous": one.ambiguous,
            "suggestions": [unit.name for unit in one.suggestions],
        }
        for one in found.values()
    ]


@router.get("persons", response=list[schemas.PersonOut], summary="People")
@paginate(Pages)
def persons(request: HttpRequest, words: str = "", role: str = "", unit: int | None = None) -> Any:
    """Give the people whom the reader may see, with their posts."""
    return queries.people_list(_standing(request), PeopleFilter(words, role, unit))


@router.post("persons", response={201: schemas.PasswordOut}, summary="Make an account")
def create_account(request: HttpRequest, body: schemas.AccountIn) -> Any:
    """Make an account; its password is given once."""
    made = actions.create_account(_act(request), body.draft())
    return Status(201, {"id": made.person.pk, "username": made.person.username, "password": made.password})


@router.post("persons/{int:pk}/posts", response={201: schemas.PostOut}, summary="Appoint")
def appoint(request: HttpRequest, pk: int, body: schemas.PostIn) -> Any:
    """Give somebody a post."""
    return Status(201, actions.appoint(_act(request), _person(request, pk), body.draft()))


@router.post("posts/{int:pk}/end", response={204: None}, summary="End a post")
def end_post(request: HttpRequest, pk: int, body: schemas.Reason) -> Any:
    """End a post after a day, or at once."""
    seen = Person.objects.visible_to(_standing(request))
    post = Appointment.objects.filter(person__in=seen).select_related("unit", "person").get(pk=pk)
    actions.end_appointment(_act(request, body.reason), post, body.on)
    return Status(204, None)


@router.post("persons/{int:pk}/password", response=schemas.PasswordOut, summary="Reset a password")
def reset_password(request: HttpRequest, pk: int) -> Any:
    """Give somebody a new password, shown once."""
    made = actions.reset_password(_act(request), _person(request, pk))
    return {"id": made.person.pk, "username": made.person.username, "password": made.password}


@router.post("persons/{int:pk}/deactivate", response={204: None}, summary="Close an account")
def deactivate(request: HttpRequest, pk: int, body: schemas.Reason) -> Any:
    """Close an account at once."""
    actions.deactivate_account(_act(request, body.reason), _person(request, pk))
    return Status(204, None)


@router.post("persons/{int:pk}/reactivate", response={204: None}, summary="Open an account again")
def reactivate(request: HttpRequest, pk: int) -> Any:
    """Open a closed account again."""
    actions.reactivate_account(_act(request), _person(request, pk))
    return Status(204, None)


@router.get("persons/{int:pk}/open-work", response=list[schemas.WorkOut], summary="What would be handed over")
def open_work(request: HttpRequest, pk: int) -> Any:
    """Give somebody's open work; an administrator sees counts only."""
    one = _person(request, pk)
    check(rules.may_hand_over, _standing(request), one)
    page = queries.leaving_page(_standing(request), one)
    return [
        {
            "title": work.title._asdict(),
            "count": len(work.pieces),
            "pieces": [piece.label for piece in work.pieces] if page.shows_content else [],
            "passes": work.passes,
        }
        for work in page.work
    ]


@router.post("persons/{int:pk}/hand-over", response=schemas.HandedOverOut, summary="Hand over")
def hand_over(request: HttpRequest, pk: int, body: schemas.HandOverIn) -> Any:
    """End all posts, pass open work on, close the account."""
    one = _person(request, pk)
    successor = None if body.successor is None else _person(request, body.successor)
    done = actions.hand_over(
        _act(request, body.reason),
        one,
        successor,
        body.last_day,
        take_posts=body.take_posts,
        deactivate=body.deactivate,
    )
    return asdict(done)
