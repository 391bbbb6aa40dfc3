"""Who may do what in this app: one predicate per action, each giving the sentence why not, or ``None``.

Rules read ``item.list`` and ``item.reporting_unit``: fetch rows with ``select_related("list", "reporting_unit")``.
"""

from __future__ import annotations

from collections.abc import Iterable

from tongcheng.language import Text
from tongcheng.office.lists.models import ENDED_STATES, OPEN_STATES, Item, ItemState, List, SavedView
from tongcheng.office.people.models import Unit
from tongcheng.office.people.standing import Standing

KEEPER_ONLY = Text("只有清单的主管机构可以这样做", "Only those who keep the list may do this")
ARCHIVED = Text("清单已归档，不再改动", "The list is archived and changes no more")
NOT_ARCHIVED = Text("清单没有归档", "The list is not archived")
ENDED = Text("条目已办结（{state}），不再改动", "The row has ended ({state}) and changes no more")
NOT_DRAFT = Text("只有“拟列入”的条目可以列入清单", "Only a draft can be entered in the list")
NOT_UNDER_WAY = Text("只有推进中或暂缓的条目可以这样做", "Only a row under way or paused allows this")
NOT_DONE = Text("只有已完成的条目可以这样做", "Only a row that is done allows this")
OWN_WORK = Text(
    "本单位填报的条目由他人核实后销号", "Nobody verifies his own: a row of your own unit is closed by others"
)
OWN_ROWS = Text("只能改动本单位填报的条目", "Only rows that your unit reports on")
PART = Text("拆分出的部分不再拆分", "A part is not split again")
FOR_STAFF = Text("需有本办公室的职务", "A post in the office is needed")
FIELDS = Text("{names} 由清单主管机构改动", "{names} are changed by those who keep the list")
OWN_VIEW = Text("只能删除自己保存的视图", "Only your own saved views")

#: What the reporting unit keeps up to date itself on a row under way.
CONTACT_FIELDS = frozenset({"accountable_leader", "officer", "liaison_a", "liaison_b"})
#: What stays with the keeper even while a unit's proposal is a draft.
KEEPER_FIELDS = frozenset({"code", "visibility", "gap_key", "synthetic"})
#: What the reporting unit keeps up to date in the project behind a row under way.
UNIT_PROJECT_FIELDS = frozenset({"national_code", "in_statistics", "place", "permits"})


def keeps(standing: Standing, lst: List) -> bool:
    """Say whether somebody keeps a list: the joint office keeps all, a city's office its own."""
    return standing.system or standing.has("joint_office") or lst.keeper_id in standing.units("city_office")


def answers_for(standing: Standing, item: Item) -> bool:
    """Say whether somebody fills in for the row's reporting unit, or looks after it in its city's office."""
    if item.reporting_unit_id is None:
        return False
    if item.reporting_unit_id in standing.units("filler", "unit_head"):
        return True
    cities = standing.cities("city_office")
    return bool(cities) and item.reporting_unit is not None and item.reporting_unit.city_id in cities


def may_create_list(standing: Standing, keeper: Unit) -> Text | None:
    """Let the joint office make lists, and a city's office its own."""
    allowed = standing.system or standing.has("joint_office") or keeper.pk in standing.units("city_office")
    return None if allowed else KEEPER_ONLY


def may_change_list(standing: Standing, lst: List) -> Text | None:
    """Those who keep it, until it is archived."""
    if lst.closed:
        return ARCHIVED
    return None if keeps(standing, lst) else KEEPER_ONLY


def may_reopen_list(standing: Standing, lst: List) -> Text | None:
    """Those who keep it, once it is archived."""
    if not lst.closed:
        return NOT_ARCHIVED
    return None if keeps(standing, lst) else KEEPER_ONLY


def may_add_items(standing: Standing, lst: List) -> Text | None:
    """Those who keep the list; units and city offices may propose rows of their own."""
    if lst.closed:
        return ARCHIVED
    proposes = standing.has("filler", "unit_head", "city_office")
    return None if keeps(standing, lst) or proposes else KEEPER_ONLY


def proposal_of(standing: Standing, item: Item) -> Text | None:
    """Say why somebody who does not keep the list may not add this row; the row is not yet saved."""
    return None if keeps(standing, item.list) or answers_for(standing, item) else OWN_ROWS


def still_open(item: Item) -> Text | None:
    """Say why a row changes no more, or ``None``."""
    if item.list.closed:
        return ARCHIVED
    if item.state in ENDED_STATES:
        return ENDED.fill(state=Text(_label(item.state, "zh"), _label(item.state, "en")))
    return None


def _label(state: str, language: str) -> str:
    from django.utils.translation import override

    with override("en" if language == "en" else "zh-hans"):
        return str(ItemState(state).label)


def may_change_item(standing: Standing, item: Item) -> Text | None:
    """Those who keep the list, and the reporting unit within :func:`may_change_fields`."""
    if why := still_open(item):
        return why
    return None if keeps(standing, item.list) or answers_for(standing, item) else OWN_ROWS


def may_change_fields(standing: Standing, item: Item, names: Iterable[str]) -> Text | None:
    """Say why somebody may not change these fields of a row, or ``None``."""
    if keeps(standing, item.list):
        return None
    wanted = set(names)
    over = wanted & KEEPER_FIELDS if item.state == ItemState.DRAFT else wanted - CONTACT_FIELDS
    return FIELDS.fill(names="、".join(sorted(over))) if over else None


def may_change_project_fields(standing: Standing, item: Item, names: Iterable[str]) -> Text | None:
    """Say why somebody may not change these fields of the project behind a row, or ``None``."""
    if keeps(standing, item.list) or item.state == ItemState.DRAFT:
        return None
    over = set(names) - UNIT_PROJECT_FIELDS
    return FIELDS.fill(names="、".join(sorted(over))) if over else None


def may_change_milestones(standing: Standing, item: Item) -> Text | None:
    """Those who keep the list; the reporting unit while its proposal is a draft."""
    if why := still_open(item):
        return why
    if keeps(standing, item.list) or (item.state == ItemState.DRAFT and answers_for(standing, item)):
        return None
    return KEEPER_ONLY


def may_activate_item(standing: Standing, item: Item) -> Text | None:
    """Those who keep the list, for drafts."""
    if why := _kept(standing, item):
        return why
    return None if item.state == ItemState.DRAFT else NOT_DRAFT


def may_end_item(standing: Standing, item: Item) -> Text | None:
    """Those who keep the list, for drafts and for rows under way: merge, transfer, cancel."""
    if why := _kept(standing, item):
        return why
    return None if item.state in (ItemState.DRAFT, *OPEN_STATES) else NOT_UNDER_WAY


def may_split_item(standing: Standing, item: Item) -> Text | None:
    """As for ending a row, and the row is not itself a part."""
    return may_end_item(standing, item) or (PART if item.part_of_id else None)


def may_swap_item(standing: Standing, item: Item) -> Text | None:
    """Those who keep the list, for rows under way."""
    if why := _kept(standing, item):
        return why
    return None if item.state in (ItemState.ACTIVE, ItemState.PAUSED) else NOT_UNDER_WAY


def may_complete_item(standing: Standing, item: Item) -> Text | None:
    """Those who keep the list, for rows under way."""
    return may_swap_item(standing, item)


def may_reopen_item(standing: Standing, item: Item) -> Text | None:
    """Those who keep the list, for rows that are done and not yet closed."""
    if why := _kept(standing, item):
        return why
    return None if item.state == ItemState.DONE else NOT_DONE


def may_close_item(standing: Standing, item: Item) -> Text | None:
    """After verification by somebody else: the keeper for other units' rows, a supervisor or leader for any."""
    if why := still_open(item):
        return why
    if item.state != ItemState.DONE:
        return NOT_DONE
    if item.reporting_unit_id in standing.units("filler", "unit_head"):
        return OWN_WORK
    if standing.system or standing.has("supervisor", "leader"):
        return None
    if not keeps(standing, item.list):
        return KEEPER_ONLY
    return OWN_WORK if item.reporting_unit_id in standing.units() else None


def _kept(standing: Standing, item: Item) -> Text | None:
    return still_open(item) or (None if keeps(standing, item.list) else KEEPER_ONLY)


def may_save_view(standing: Standing, lst: List) -> Text | None:  # noqa: ARG001
    """Whoever has an account."""
    return None if standing.person is not None else FOR_STAFF


def may_delete_view(standing: Standing, view: SavedView) -> Text | None:
    """Whoever saved it, and for shared views those who keep the list."""
    person = standing.person
    if person is not None and view.person_id == person.pk:
        return None
    return None if view.shared and keeps(standing, view.list) else OWN_VIEW


def sees_contacts(standing: Standing) -> bool:
    """Say whether names and telephones of officers and liaisons are shown: to whoever holds a post with content."""
    return standing.system or bool(standing.roles - {"administrator"})
