"""The JSON API of this app: the same actions, rights and revisions as the pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status
from ninja.pagination import paginate

from tongcheng.errors import InputError, Problem
from tongcheng.language import Text
from tongcheng.office.core.acting import Act
from tongcheng.office.core.paging import Pages
from tongcheng.office.lists import actions, queries, schemas
from tongcheng.office.lists.models import Item, List, Version
from tongcheng.office.lists.queries.table import Wanted
from tongcheng.office.lists.shapes import as_finding, as_item, as_new, as_whole, coded, given, milestone_values
from tongcheng.office.people.models import City, Unit
from tongcheng.office.people.standing import Standing

router = Router()


def _standing(request: HttpRequest) -> Standing:
    standing: Standing = request.standing  # type: ignore[attr-defined]
    return standing


def _act(request: HttpRequest, reason: str = "") -> Act:
    return Act(_standing(request), reason, channel="api")


def _list(request: HttpRequest, pk: int) -> List:
    return queries.one_list(_standing(request), pk)


def _item(request: HttpRequest, uid: UUID) -> Item:
    return queries.one_item(_standing(request), uid)


def _items(request: HttpRequest, uids: Iterable[UUID]) -> list[Item]:
    rows = Item.objects.visible_to(_standing(request)).select_related("list", "reporting_unit")
    found = {row.uid: row for row in rows.filter(uid__in=list(uids))}
    return [_known(found, uid) for uid in uids]


def _known(found: dict[UUID, Item], uid: UUID) -> Item:
    if uid not in found:
        raise Item.DoesNotExist
    return found[uid]


def _whole(request: HttpRequest, uid: UUID) -> Any:
    return as_whole(queries.item_page(_standing(request), uid, reports=0), _standing(request))


@router.get("", response=list[schemas.ListOut], summary="Lists")
@paginate(Pages)
def lists(request: HttpRequest, archived: bool = False) -> Any:
    """Give the lists that the reader may see."""
    return queries.visible_lists(_standing(request)).filter(closed=archived).select_related("keeper")


@router.post("", response={201: schemas.ListOut}, summary="Make a list")
def create_list(request: HttpRequest, body: schemas.ListIn) -> Any:
    """Make a list."""
    said = body.dict()
    keeper = Unit.objects.filter(code=said.pop("keeper")).first()
    if keeper is None:
        expected, remedy = Text("已登记单位的编号", "the code of a unit kept here"), Text("核对", "check it")
        raise InputError([Problem("unknown_unit", "", expected, body.keeper, remedy, column="keeper")])
    return Status(201, actions.create_list(_act(request), keeper, said))


@router.get("{int:pk}", response=schemas.ListOut, summary="One list")
def one_list(request: HttpRequest, pk: int) -> Any:
    """Give a list."""
    return _list(request, pk)


@router.patch("{int:pk}", response=schemas.ListOut, summary="Change a list")
def change_list(request: HttpRequest, pk: int, body: schemas.ListChange) -> Any:
    """Change what is said about a list."""
    said = given(body, keep_null=("year",))
    base = said.pop("revision", None)
    return actions.change_list(_act(request, said.pop("reason")), _list(request, pk), said, base)


@router.post("{int:pk}/archive", response=schemas.ListOut, summary="Archive a list")
def archive_list(request: HttpRequest, pk: int, body: schemas.Why) -> Any:
    """Archive a list."""
    return actions.archive_list(_act(request, body.reason), _list(request, pk))


@router.post("{int:pk}/reopen", response=schemas.ListOut, summary="Reopen a list")
def reopen_list(request: HttpRequest, pk: int, body: schemas.Why) -> Any:
    """Take a list back from the archive."""
    return actions.reopen_list(_act(request, body.reason), _list(request, pk))


@router.get("{int:pk}/items", response=dict[str, Any], summary="Rows of a list")
def items(request: HttpRequest, pk: int, asked: Query[schemas.Filter], limit: int = 100, offset: int = 0) -> Any:
    """Give the rows that are asked for, at most 500 at a time, with their number and sums."""
    standing, lst = _standing(request), _list(request, pk)
    said = asked.dict()
    unit = Unit.objects.filter(code=said.pop("unit")).values_list("pk", flat=True).first() if asked.unit else None
    city = City.objects.filter(code=said.pop("city")).values_list("pk", flat=True).first() if asked.city else None
    if (asked.unit and unit is None) or (asked.city and city is None):
        return {"count": 0, "items": []}
    said = {name: value for name, value in said.items() if name not in ("unit", "city")}
    said["text"] = said["text"].replace("\x00", "")[:100]
    said["group"] = said["group"].replace("\x00", "")
    wanted = Wanted(**said, unit=unit, city=city, by="")
    rows = queries.found_rows(standing, lst, wanted)
    first, most = max(0, min(offset, 1_000_000)), max(1, min(limit, 500))
    shown = queries.fetched(rows[first : first + most])
    sums = queries.totals(queries.filtered(standing, lst, wanted), drafts=wanted.state == "draft")
    return {
        "count": rows.count(),
        "investment": sums.circle.investment,
        "year_plan": sums.circle.year_plan,
        "items": [schemas.ItemOut.model_validate(as_item(row, standing)).model_dump(mode="json") for row in shown],
    }


@router.post("{int:pk}/items", response={201: list[UUID]}, summary="Add rows")
def add_items(request: HttpRequest, pk: int, body: schemas.NewRowsIn) -> Any:
    """Add rows as drafts; give their permanent ids."""
    rows = [as_new(row, number) for number, row in enumerate(body.rows, start=1)]
    made = actions.add_items(_act(request, body.reason), _list(request, pk), rows)
    return Status(201, [item.uid for item in made])


@router.post("{int:pk}/order", response=list[UUID], summary="Reorder rows")
def reorder(request: HttpRequest, pk: int, body: schemas.RowOrderIn) -> Any:
    """Put rows in an order; those not named come last. Gives the rows that moved."""
    lst = _list(request, pk)
    order = [item.pk for item in _items(request, body.order) if item.list_id == lst.pk]
    return [item.uid for item in actions.reorder(_act(request, body.reason), lst, order)]


@router.get("{int:pk}/checks", response=list[schemas.FindingOut], summary="What looks wrong in a list")
def checks(request: HttpRequest, pk: int) -> Any:
    """Give what looks wrong in a list."""
    if not queries.works_with_lists(_standing(request)):
        raise List.DoesNotExist
    return [as_finding(one) for one in queries.check_list(_standing(request), _list(request, pk))]


@router.get("{int:pk}/versions", response=list[schemas.VersionOut], summary="Versions")
def versions(request: HttpRequest, pk: int) -> Any:
    """Give the versions of a list, the newest first."""
    if not queries.works_with_lists(_standing(request)):
        raise Version.DoesNotExist
    return queries.versions_of(_list(request, pk))


@router.post("{int:pk}/versions", response={201: schemas.VersionOut}, summary="Issue a version")
def issue(request: HttpRequest, pk: int, body: schemas.IssueIn) -> Any:
    """Issue the list as it stands."""
    said = body.dict()
    act = _act(request, said.pop("reason"))
    return Status(201, actions.issue_version(act, _list(request, pk), said.pop("issued"), said.pop("as_of"), **said))


@router.get("{int:pk}/versions/{int:number}", response=schemas.VersionWhole, summary="One version")
def version(request: HttpRequest, pk: int, number: int) -> Any:
    """Give a version with its printed rows."""
    shown = queries.one_version(_standing(request), pk, number)
    head = schemas.VersionOut.model_validate(shown).model_dump()
    return head | {"rows": queries.seen_rows(_standing(request), shown)}


@router.get("items/{uuid:uid}", response=schemas.ItemWhole, summary="One row")
def item(request: HttpRequest, uid: UUID) -> Any:
    """Give a row with everything that belongs to it."""
    return _whole(request, uid)


@router.patch("items/{uuid:uid}", response=schemas.ItemWhole, summary="Change a row")
def change_item(request: HttpRequest, uid: UUID, body: schemas.ItemChange) -> Any:
    """Change the fields given; 409 names the fields that somebody else changed since ``revision``."""
    row, said = _item(request, uid), given(body, keep_null=("due", "reporting_unit"))
    reason, base = said.pop("reason", ""), said.pop("revision", None)
    bases = None if base is None else {row.pk: base}
    actions.change_items(_act(request, reason), [row], {row.pk: coded(said)}, bases)
    return _whole(request, uid)


@router.patch("items/{uuid:uid}/project", response=schemas.ItemWhole, summary="Change the project of a row")
def change_project(request: HttpRequest, uid: UUID, body: schemas.ProjectChange) -> Any:
    """Change the fields given of the project behind a row; a row that has none gets one."""
    row, said = _item(request, uid), body.dict(exclude_unset=True)
    reason, base = said.pop("reason", ""), said.pop("revision", None)
    bases = None if base is None else {row.pk: base}
    actions.change_projects(_act(request, reason), [row], {row.pk: said}, bases)
    return _whole(request, uid)


@router.patch("items/{uuid:uid}/milestones", response=schemas.ItemWhole, summary="Change the milestones of a row")
def change_milestones(request: HttpRequest, uid: UUID, body: schemas.MilestonesChange) -> Any:
    """Add and change milestones of a row, remove those of a draft."""
    row = _item(request, uid)
    bases = {one.id: one.revision for one in body.milestones if one.id is not None and one.revision is not None}
    values = [milestone_values(one) for one in body.milestones]
    actions.change_milestones(_act(request, body.reason), [row], {row.pk: values}, bases, body.remove)
    return _whole(request, uid)


_PLAIN = {
    "activate": actions.activate_items,
    "complete": actions.complete_items,
    "resume": actions.resume_items,
}
_DECIDED = {"close": actions.close_items, "cancel": actions.cancel_items}


def _state_route(name: str, run: Any, *, decided: bool) -> None:
    def change_state(request: HttpRequest, uid: UUID, body: schemas.Why) -> Any:
        row = _item(request, uid)
        more = (body.resolution,) if decided else ()
        run(_act(request, body.reason), [row], *more)
        return _whole(request, uid)

    router.add_api_operation(
        f"items/{{uuid:uid}}/{name}",
        ["POST"],
        change_state,
        response=schemas.ItemWhole,
        summary=name.capitalize(),
        operation_id=f"lists_{name}_item",
    )


for _name, _run in (_PLAIN | _DECIDED).items():
    _state_route(_name, _run, decided=_name in _DECIDED)


@router.post("items/{uuid:uid}/swap", response=schemas.ItemWhole, summary="Swap")
def swap(request: HttpRequest, uid: UUID, body: schemas.SwapIn) -> Any:
    """Put another row in the place of this one; gives the new row."""
    row = _item(request, uid)
    by = _item(request, body.draft) if body.draft else as_new(_wanted(body.row), 1)
    return _whole(request, actions.swap_item(_act(request, body.reason), row, by, body.resolution).uid)


@router.post("items/{uuid:uid}/split", response=list[UUID], summary="Split")
def split(request: HttpRequest, uid: UUID, body: schemas.SplitIn) -> Any:
    """Split a row into parts; gives their permanent ids."""
    parts = [as_new(part, number) for number, part in enumerate(body.parts, start=1)]
    row = _item(request, uid)
    made = actions.split_item(_act(request, body.reason), row, parts, body.resolution, body.milestones)
    return [part.uid for part in made]


@router.post("items/{uuid:uid}/merge", response=schemas.ItemWhole, summary="Merge")
def merge(request: HttpRequest, uid: UUID, body: schemas.MergeIn) -> Any:
    """Merge this row with others; gives the row into which they went."""
    rows = _items(request, dict.fromkeys([uid, *body.others]))
    into = _item(request, body.into) if body.into else as_new(_wanted(body.row), 1)
    return _whole(request, actions.merge_items(_act(request, body.reason), rows, into, body.resolution).uid)


@router.post("items/{uuid:uid}/transfer", response=schemas.ItemWhole, summary="Transfer to another list")
def transfer(request: HttpRequest, uid: UUID, body: schemas.TransferIn) -> Any:
    """Carry a row over to another list; gives the row there."""
    act, to = _act(request, body.reason), _list(request, body.to)
    return _whole(request, actions.transfer_item(act, _item(request, uid), to, body.resolution, body.code).uid)


@router.post("items/{uuid:uid}/assign", response=schemas.ItemWhole, summary="Transfer to another unit")
def assign(request: HttpRequest, uid: UUID, body: schemas.AssignIn) -> Any:
    """Make another unit report on a row."""
    row = _item(request, uid)
    unit = coded({"reporting_unit": body.unit})["reporting_unit"]
    actions.assign_unit(_act(request, body.reason), [row], unit, body.resolution)
    return _whole(request, uid)


def _wanted(row: schemas.NewRow | None) -> schemas.NewRow:
    if row is None:
        expected, remedy = Text("一个条目", "a row"), Text("给出条目", "give the row")
        raise InputError([Problem("empty", "", expected, "", remedy, column="row")])
    return row
