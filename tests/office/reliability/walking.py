"""How every action is tried: its subject in each state, the action itself, its page and its API."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone

from tests.office.reliability.whole import Whole
from tongcheng.office import urls  # noqa: F401  (loads every action)
from tongcheng.office.core.acting import ACTIONS, Act
from tongcheng.office.lists import actions as listing
from tongcheng.office.lists.models import Item, List, SavedView
from tongcheng.office.people import actions as people
from tongcheng.office.people.drafts import AccountDraft, AreaDraft, CityDraft, PostDraft, UnitDraft
from tongcheng.office.people.models import Appointment, Person, Unit
from tongcheng.office.progress import actions as reporting
from tongcheng.office.progress.models import Ledger, Period
from tongcheng.office.supervision import actions as watching
from tongcheng.office.supervision.models import Blocker, DueChange, Order, Pause, Signal

SCAN = reporting.Upload("盖章件二.pdf", b"%PDF-1.7 another")
WHY = {"reason": "经会议研究"}
Subject = Callable[[], Any]


@dataclass(frozen=True)
class Try:
    """One action: ``subject`` brings it into a state and gives how to fetch it anew."""

    subject: Callable[[Whole, str], Subject]
    run: Callable[[Whole, Act, Any], Any]
    page: Callable[[Whole, Any], tuple[str, dict[str, Any]]] | None = None
    api: Callable[[Whole, Any], tuple[str, str, Any]] | None = None


def today() -> dt.date:
    return timezone.localdate()


def _later() -> str:
    return (today() + dt.timedelta(20)).isoformat()


def _item(whole: Whole, state: str) -> Subject:
    pk = whole.world.items["1"].pk
    if state == "archived":
        whole.put(whole.list, closed=True)
    elif state == "part":
        whole.put(whole.world.items["1"], part_of=whole.world.items["2"])
    else:
        whole.put(whole.world.items["1"], state=state)
    return lambda: Item.objects.select_related("list", "reporting_unit__city").get(pk=pk)


def _list(whole: Whole, state: str) -> Subject:
    whole.put(whole.list, closed=state == "archived")
    pk = whole.list.pk
    return lambda: List.objects.get(pk=pk)


def _step(name: str, **more: Any) -> Callable[[Whole, Any], tuple[str, dict[str, Any]]]:
    return lambda whole, item: (reverse("lists:act", args=[item.uid, name]), WHY | more)


def _api_step(name: str, **more: Any) -> Callable[[Whole, Any], tuple[str, str, Any]]:
    return lambda whole, item: ("post", f"lists/items/{item.uid}/{name}", WHY | more)


def _simple(action: str, name: str) -> Try:
    run = ACTIONS[action].run
    return Try(_item, lambda whole, act, item: run(act, [item]), _step(name), _api_step(name))


def _keeper(whole: Whole, state: str) -> Subject:
    unit = whole.world.units["office" if state == "joint" else "office_a"]
    return lambda: unit


def _view(whole: Whole, state: str) -> Subject:
    whole.put(whole.made["view"], shared=state == "shared")
    return lambda: SavedView.objects.select_related("list").get(pk=whole.made["view"].pk)


def _row(**more: Any) -> listing.NewItem:
    return listing.NewItem({"title": "新条目", "kind": "matter", **more})


def _replacing(whole: Whole) -> listing.NewItem:
    unit = whole.world.units["roads_a"]
    return _row(reporting_unit=unit, leads=[unit])


NEW = {"title": "新条目", "kind": "matter", "reporting_unit": "roads_a", "leads": ["roads_a"]}
_LISTED = {"code": "x-1", "name": "新清单", "kind": "task"}
_PARTS = {"parts-TOTAL_FORMS": "2", "parts-INITIAL_FORMS": "0", "parts-0-title": "甲段", "parts-1-title": "乙段"}
_MILESTONES = {"m-TOTAL_FORMS": "1", "m-INITIAL_FORMS": "0", "m-0-text": "完成验收", "m-0-kind": "text"}
_MILESTONES |= {"m-0-quarter": "2022Q4", "m-0-firmness": "firm", "initial-m-0-text": ""}


def _lists_change(whole: Whole, lst: List) -> dict[str, Any]:
    return WHY | {"code": lst.code, "name": "改名", "kind": lst.kind, "year": lst.year}


TRIES: dict[str, Try] = {
    "lists.create_list": Try(
        _keeper,
        lambda whole, act, unit: listing.create_list(act, unit, _LISTED),
        lambda whole, unit: (reverse("lists:add"), _LISTED | {"keeper": unit.name}),
        lambda whole, unit: ("post", "lists/", _LISTED | {"keeper": unit.code}),
    ),
    "lists.change_list": Try(
        _list,
        lambda whole, act, lst: listing.change_list(act, lst, {"name": "改名"}),
        lambda whole, lst: (reverse("lists:change", args=[lst.pk]), _lists_change(whole, lst)),
        lambda whole, lst: ("patch", f"lists/{lst.pk}", WHY | {"name": "改名"}),
    ),
    "lists.archive_list": Try(
        _list,
        lambda whole, act, lst: listing.archive_list(act, lst),
        lambda whole, lst: (reverse("lists:archive", args=[lst.pk]), WHY),
        lambda whole, lst: ("post", f"lists/{lst.pk}/archive", WHY),
    ),
    "lists.reopen_list": Try(
        _list,
        lambda whole, act, lst: listing.reopen_list(act, lst),
        lambda whole, lst: (reverse("lists:reopen", args=[lst.pk]), WHY),
        lambda whole, lst: ("post", f"lists/{lst.pk}/reopen", WHY),
    ),
    "lists.reorder": Try(
        _list,
        lambda whole, act, lst: listing.reorder(act, lst, [whole.world.items["3"].pk, whole.world.items["1"].pk]),
        lambda whole, lst: (reverse("lists:reorder", args=[lst.pk]), WHY | {"order": "3\n1"}),
        lambda whole, lst: ("post", f"lists/{lst.pk}/order", WHY | {"order": [str(whole.world.items["3"].uid)]}),
    ),
    "lists.issue_version": Try(
        _list,
        lambda whole, act, lst: listing.issue_version(act, lst, today(), today()),
        lambda whole, lst: (
            reverse("lists:issue", args=[lst.pk]),
            WHY | {"issued": today().isoformat(), "as_of": today().isoformat()},
        ),
        lambda whole, lst: (
            "post",
            f"lists/{lst.pk}/versions",
            WHY | {"issued": today().isoformat(), "as_of": today().isoformat()},
        ),
    ),
    "lists.add_items": Try(
        _list,
        lambda whole, act, lst: listing.add_items(act, lst, [_replacing(whole)]),
        lambda whole, lst: (
            reverse("lists:add_item", args=[lst.pk]),
            {
                "title": "新条目",
                "kind": "matter",
                "reporting_unit": "甲市交通局",
                "leads": "甲市交通局",
                "visibility": "parties",
            },
        ),
        lambda whole, lst: ("post", f"lists/{lst.pk}/items", {"rows": [NEW]}),
    ),
    "lists.save_view": Try(
        _list,
        lambda whole, act, lst: listing.save_view(act, lst, "新视图", "state=active"),
        lambda whole, lst: (reverse("lists:save_view", args=[lst.pk]), {"name": "新视图", "query": "state=active"}),
    ),
    "lists.delete_view": Try(
        _view,
        lambda whole, act, view: listing.delete_view(act, view),
        lambda whole, view: (reverse("lists:delete_view", args=[view.list_id, view.pk]), {}),
    ),
    "lists.activate_items": _simple("lists.activate_items", "activate"),
    "lists.complete_items": _simple("lists.complete_items", "complete"),
    "lists.resume_items": _simple("lists.resume_items", "resume"),
    "lists.close_items": _simple("lists.close_items", "close"),
    "lists.cancel_items": _simple("lists.cancel_items", "cancel"),
    "lists.merge_items": Try(
        _item,
        lambda whole, act, item: listing.merge_items(act, [item, whole.item("3")], _row()),
        _step("merge", others="3", title="合并条目"),
        lambda whole, item: (
            "post",
            f"lists/items/{item.uid}/merge",
            WHY | {"others": [str(whole.world.items["3"].uid)], "row": {"title": "合并条目", "kind": "matter"}},
        ),
    ),
    "lists.transfer_item": Try(
        _item,
        lambda whole, act, item: listing.transfer_item(act, item, whole.made["next_list"]),
        lambda whole, item: (
            reverse("lists:act", args=[item.uid, "transfer"]),
            WHY | {"to": whole.made["next_list"].pk},
        ),
        lambda whole, item: ("post", f"lists/items/{item.uid}/transfer", WHY | {"to": whole.made["next_list"].pk}),
    ),
    "lists.assign_unit": Try(
        _item,
        lambda whole, act, item: listing.assign_unit(act, [item], whole.world.units["health_a"]),
        _step("assign", unit="甲市卫健委"),
        _api_step("assign", unit="health_a"),
    ),
    "lists.split_item": Try(
        _item,
        lambda whole, act, item: listing.split_item(act, item, [_row(), _row()]),
        lambda whole, item: (reverse("lists:split", args=[item.uid]), WHY | _PARTS),
        _api_step("split", parts=[{"title": "甲段", "kind": "matter"}, {"title": "乙段", "kind": "matter"}]),
    ),
    "lists.swap_item": Try(
        _item,
        lambda whole, act, item: listing.swap_item(act, item, _replacing(whole)),
        _step("swap", title="新条目", reporting_unit="甲市交通局", leads="甲市交通局"),
        _api_step("swap", row=NEW),
    ),
    "lists.change_items": Try(
        _item,
        lambda whole, act, item: listing.change_items(act, [item], {item.pk: {"officer": "王某"}}),
        lambda whole, item: (reverse("lists:change_item", args=[item.uid]), None),  # type: ignore[return-value]
        lambda whole, item: ("patch", f"lists/items/{item.uid}", {"officer": "王某"}),
    ),
    "lists.change_projects": Try(
        _item,
        lambda whole, act, item: listing.change_projects(act, [item], {item.pk: {"national_code": "2101-510100"}}),
        None,
        lambda whole, item: ("patch", f"lists/items/{item.uid}/project", WHY | {"national_code": "2101-510100"}),
    ),
    "lists.change_milestones": Try(
        _item,
        lambda whole, act, item: listing.change_milestones(
            act, [item], {item.pk: [{"text": "完成验收", "kind": "text", "quarter": "2022Q4"}]}
        ),
        lambda whole, item: (reverse("lists:milestones", args=[item.uid]), WHY | _MILESTONES),
        lambda whole, item: (
            "patch",
            f"lists/items/{item.uid}/milestones",
            WHY | {"milestones": [{"text": "完成验收", "kind": "text", "quarter": "2022Q4"}]},
        ),
    ),
}


# ---- people ---------------------------------------------------------------------------------------------------------


def _any(whole: Whole, state: str) -> Subject:
    return lambda: None


def _unit(whole: Whole, state: str) -> Subject:
    unit = whole.world.units["firm"]
    whole.put(unit, dissolved=today() if state == "dissolved" else None)
    return lambda: Unit.objects.get(pk=unit.pk)


def _person(whole: Whole, state: str) -> Subject:
    person = whole.world.people["administrator" if state == "self" else "filler"]
    Person.objects.filter(pk=person.pk).update(is_active=state != "inactive")
    return lambda: Person.objects.get(pk=person.pk)


def _other_person(whole: Whole, state: str) -> Subject:
    """Somebody who is none of those who try, so that a closed account is no reason to be refused."""
    if state == "self":
        return _person(whole, state)
    person = whole.world.people["city_office_2"]
    Person.objects.filter(pk=person.pk).update(is_active=state != "inactive")
    return lambda: Person.objects.get(pk=person.pk)


def _post(whole: Whole, state: str) -> Subject:
    who = "administrator" if state == "self" else "city_office_2"
    post = Appointment.objects.get(person=whole.world.people[who])
    whole.put(post, end=dt.date(2021, 1, 1) if state == "ended" else None)
    return lambda: Appointment.objects.select_related("person", "unit").get(pk=post.pk)


def _given(whole: Whole) -> PostDraft:
    return PostDraft(whole.world.units["firm"].pk, "leader", today())


_POSTED = {"role": "leader", "kind": "regular"}
_ADDED = {"name": "甲市文旅局", "kind": "city_body"}


def _person_page(route: str, **more: Any) -> Callable[[Whole, Any], tuple[str, dict[str, Any]]]:
    return lambda whole, person: (reverse(f"people:{route}", args=[person.pk]), WHY | more)


TRIES |= {
    "people.add_units": Try(
        _any,
        lambda whole, act, _: people.add_units(act, [UnitDraft("甲市文旅局", "city_body", city="990100")]),
        lambda whole, _: (reverse("people:add_unit"), _ADDED | {"order": 0, "city": whole.world.cities["甲"].pk}),
        lambda whole, _: ("post", "people/units", _ADDED | {"city": "990100"}),
    ),
    "people.add_cities": Try(
        _any,
        lambda whole, act, _: people.add_cities(act, [CityDraft("990300", "丙市")]),
        lambda whole, _: (reverse("people:add_city"), {"code": "990300", "name": "丙市", "order": 3}),
    ),
    "people.add_areas": Try(
        _any,
        lambda whole, act, _: people.add_areas(act, [AreaDraft("b1", "乙新区", "990200")]),
        lambda whole, _: (
            reverse("people:add_area"),
            {"code": "b1", "name": "乙新区", "city": whole.world.cities["乙"].pk},
        ),
    ),
    "people.change_city": Try(
        lambda whole, state: lambda: type(whole.world.cities["甲"]).objects.get(code="990100"),
        lambda whole, act, city: people.change_city(act, city, {"name_en": "A"}),
        lambda whole, city: (
            reverse("people:change_city", args=[city.pk]),
            {"code": city.code, "name": city.name, "name_en": "A", "order": 0, "circle": city.circle},
        ),
    ),
    "people.change_area": Try(
        lambda whole, state: lambda: type(whole.made["area"]).objects.get(code="a1"),
        lambda whole, act, area: people.change_area(act, area, {"name_en": "A"}),
        lambda whole, area: (
            reverse("people:change_area", args=[area.pk]),
            {"code": area.code, "name": area.name, "name_en": "A", "city": area.city_id},
        ),
    ),
    "people.change_unit": Try(
        _unit,
        lambda whole, act, unit: people.change_unit(act, unit, {"short_name": "轨道"}),
        lambda whole, unit: (
            reverse("people:change_unit", args=[unit.pk]),
            {"name": unit.name, "short_name": "轨道", "kind": unit.kind, "order": unit.order},
        ),
        lambda whole, unit: ("patch", f"people/units/{unit.pk}", {"short_name": "轨道"}),
    ),
    "people.set_aliases": Try(_unit, lambda whole, act, unit: people.set_aliases(act, unit, ["轨道集团"])),
    "people.dissolve_unit": Try(
        _unit,
        lambda whole, act, unit: people.dissolve_unit(act, unit),
        lambda whole, unit: (reverse("people:dissolve_unit", args=[unit.pk]), WHY),
        lambda whole, unit: ("post", f"people/units/{unit.pk}/dissolve", WHY),
    ),
    "people.create_account": Try(
        _any,
        lambda whole, act, _: people.create_account(act, AccountDraft("new.one", "新人")),
        lambda whole, _: (
            reverse("people:add_account"),
            {"username": "new.one", "name": "新人", "unit": whole.world.units["firm"].pk, "start": "2026-01-01"}
            | _POSTED,
        ),
        lambda whole, _: ("post", "people/persons", {"username": "new.one", "name": "新人"}),
    ),
    "people.appoint": Try(
        _other_person,
        lambda whole, act, person: people.appoint(act, person, _given(whole)),
        lambda whole, person: (
            reverse("people:appoint", args=[person.pk]),
            _POSTED | {"unit": whole.world.units["firm"].pk, "start": "2026-01-01"},
        ),
        lambda whole, person: (
            "post",
            f"people/persons/{person.pk}/posts",
            {"unit": whole.world.units["firm"].pk, "role": "leader", "start": "2026-01-01"},
        ),
    ),
    "people.end_appointment": Try(
        _post,
        lambda whole, act, post: people.end_appointment(act, post),
        lambda whole, post: (reverse("people:end_post", args=[post.pk]), {"last_day": today().isoformat()}),
        lambda whole, post: ("post", f"people/posts/{post.pk}/end", {}),
    ),
    "people.change_account": Try(
        _person,
        lambda whole, act, person: people.change_account(act, person, {"phone": "028"}),
        _person_page("change_account", name="填报同志", phone="028"),
    ),
    "people.change_password": Try(
        _person, lambda whole, act, person: people.change_password(act, person, "another-long-1")
    ),
    "people.reset_password": Try(
        _other_person,
        lambda whole, act, person: people.reset_password(act, person),
        _person_page("reset_password"),
        lambda whole, person: ("post", f"people/persons/{person.pk}/password", None),
    ),
    "people.deactivate_account": Try(
        _other_person,
        lambda whole, act, person: people.deactivate_account(act, person),
        _person_page("deactivate"),
        lambda whole, person: ("post", f"people/persons/{person.pk}/deactivate", WHY),
    ),
    "people.reactivate_account": Try(
        _other_person,
        lambda whole, act, person: people.reactivate_account(act, person),
        _person_page("reactivate"),
        lambda whole, person: ("post", f"people/persons/{person.pk}/reactivate", None),
    ),
    "people.hand_over": Try(
        _other_person,
        lambda whole, act, person: people.hand_over(act, person),
        _person_page("hand_over", last_day=today().isoformat(), deactivate="on"),
        lambda whole, person: ("post", f"people/persons/{person.pk}/hand-over", WHY),
    ),
}


# ---- progress, the channels of ledgers are walked in tests/office/progress/test_table.py ---------------------------------


def _period(whole: Whole, state: str) -> Subject:
    period = whole.made["period"]
    whole.put(period, frozen=timezone.now() if state == "frozen" else None)
    return lambda: Period.objects.get(pk=period.pk)


def _ledger(whole: Whole, state: str) -> Subject:
    ledger, world = whole.made["ledger"], whole.world
    if state == "none":
        other = whole.made["ledger_none"] = Period.objects.exclude(pk=ledger.period_id).order_by("pk")[0]
        return lambda: Ledger(period=other, unit=Unit.objects.select_related("city").get(pk=ledger.unit_id))
    values: dict[str, Any] = {
        "state": {"own_signed": "signed", "own_accepted": "city_accepted", "frozen": "draft"}.get(state, state)
    }
    if values["state"] not in ("draft", "returned"):
        values |= {"signed": timezone.now(), "signer": world.people["unit_head"]}
    if values["state"] in ("city_accepted", "accepted"):
        acceptor = "joint_office" if state == "own_accepted" else "city_office_2"
        values |= {"city_accepted": timezone.now(), "city_acceptor": world.people[acceptor]}
    if state == "own_signed":
        values["entered_by"] = [world.people["city_office"].pk]
    if state == "frozen":
        whole.put(whole.made["period"], frozen=timezone.now())
    whole.put(ledger, **values)
    return lambda: Ledger.objects.select_related("unit", "period").get(pk=ledger.pk)


def _entry(whole: Whole, ledger: Ledger) -> reporting.Entry:
    return reporting.Entry(ledger.unit_id, whole.world.items["1"].pk, {"percent": "61", "word": "orderly"}, None, ())


_DUE = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)
_PERIODS = "progress/periods"

TRIES |= {
    "progress.change_lists": Try(
        _period,
        lambda whole, act, period: reporting.change_lists(act, period, [whole.list, whole.made["next_list"]]),
        None,
        lambda whole, period: ("put", f"{_PERIODS}/{period.code}/lists", {"lists": ["tasks-2022", "t-2023"]}),
    ),
    "progress.change_deadline": Try(
        _period,
        lambda whole, act, period: reporting.change_deadline(act, period, "unit", _DUE),
        None,
        lambda whole, period: (
            "put",
            f"{_PERIODS}/{period.code}/deadline",
            WHY | {"level": "unit", "due": "2030-01-01T00:00:00+08:00"},
        ),
    ),
    "progress.freeze": Try(
        _period,
        lambda whole, act, period: reporting.freeze(act, period),
        lambda whole, period: (reverse("progress:freeze", args=[period.code]), WHY),
        lambda whole, period: ("post", f"{_PERIODS}/{period.code}/freeze", {}),
    ),
    "progress.unfreeze": Try(
        _period,
        lambda whole, act, period: reporting.unfreeze(act, period),
        lambda whole, period: (reverse("progress:unfreeze", args=[period.code]), WHY),
        lambda whole, period: ("post", f"{_PERIODS}/{period.code}/unfreeze", WHY),
    ),
    "progress.save_reports": Try(
        _ledger, lambda whole, act, ledger: reporting.save_reports(act, [ledger], [_entry(whole, ledger)])
    ),
    "progress.add_evidence": Try(_ledger, lambda whole, act, ledger: reporting.add_evidence(act, ledger, SCAN)),
    "progress.sign": Try(_ledger, lambda whole, act, ledger: reporting.sign(act, ledger)),
    "progress.sign_by_scan": Try(
        _ledger, lambda whole, act, ledger: reporting.sign_by_scan(act, ledger, SCAN, "局长")
    ),
    "progress.accept_city": Try(_ledger, lambda whole, act, ledger: reporting.accept_city(act, [ledger])),
    "progress.accept": Try(_ledger, lambda whole, act, ledger: reporting.accept(act, [ledger])),
    "progress.return_ledger": Try(_ledger, lambda whole, act, ledger: reporting.return_ledger(act, [ledger])),
    "progress.correct": Try(_ledger, lambda whole, act, ledger: reporting.correct(act, ledger)),
}


# ---- supervision ----------------------------------------------------------------------------------------------------


def _open_item(whole: Whole, state: str) -> Subject:
    """An item of which nothing is asked yet."""
    for name in ("pause", "due_change"):
        whole.put(whole.made[name], state="withdrawn")
    return _item(whole, state)


def _signal(whole: Whole, state: str) -> Subject:
    before = whole.world.people["leader" if state == "own" else "joint_office_2"]
    values = {"step": "conferred" if state == "own" else state, "last_person": before, "colour": "yellow"}
    whole.put(whole.made["signal"], **values)
    rows = Signal.objects.select_related("light", "item__list", "item__reporting_unit")
    return lambda: rows.get(pk=whole.made["signal"].pk)


def _asked(kind: Any, name: str) -> Callable[[Whole, str], Subject]:
    def subject(whole: Whole, state: str) -> Subject:
        for one in ("pause", "due_change"):
            whole.put(whole.made[one], state="withdrawn")
        asker = whole.world.people["joint_office" if state == "own" else "filler"]
        whole.put(whole.made[name], state="asked" if state == "own" else state, asker=asker)
        whole.put(whole.world.items["1"], state="paused" if (name, state) == ("pause", "approved") else "active")
        rows = kind.objects.select_related("item__list", "item__reporting_unit")
        return lambda: rows.get(pk=whole.made[name].pk)

    return subject


def _draft(whole: Whole, state: str) -> Subject:
    unit = whole.world.units["firm" if state == "not_subordinate" else "roads_a"]
    kind = "reminder" if state in ("dissolved", "not_subordinate") else state
    whole.put(unit, dissolved=today() if state == "dissolved" else None)
    due = today() + dt.timedelta(20)
    return lambda: watching.Draft(
        kind, Unit.objects.get(pk=unit.pk), "加快建设", "请报送", due, instructed_by="某领导"
    )


def _order(whole: Whole, state: str) -> Subject:
    who = whole.world.people["supervisor" if state == "own" else "filler"]
    whole.put(whole.made["order"], state="answered" if state == "own" else state, answerer=who)
    return lambda: Order.objects.select_related("unit", "item").get(pk=whole.made["order"].pk)


def _blocker(whole: Whole, state: str) -> Subject:
    sorts = {"study": "study", "solvable": "solvable", "none": "none"}
    held = "verified" if state in sorts else state
    whole.put(whole.made["blocker"], state=held, sort=sorts.get(state, "" if held == "listed" else "study"))
    rows = Blocker.objects.select_related("item__list", "item__reporting_unit")
    return lambda: rows.get(pk=whole.made["blocker"].pk)


def _light(name: str) -> Try:
    run = ACTIONS[f"supervision.{name}"].run
    return Try(_signal, lambda whole, act, signal: run(act, [signal]))


def _page(name: str, *words: str, **data: Any) -> Callable[[Whole, Any], tuple[str, dict[str, Any]]]:
    return lambda whole, one: (reverse(f"supervision:{name}", args=[one.pk, *words]), WHY | data)


def _of_item(name: str, **data: Any) -> Callable[[Whole, Any], tuple[str, dict[str, Any]]]:
    return lambda whole, one: (reverse(f"supervision:{name}", args=[one.uid]), WHY | data)


def _decide(kind: str, word: str) -> Callable[[Whole, Any], tuple[str, dict[str, Any]]]:
    return lambda whole, one: (reverse("supervision:decide", args=[kind, one.pk, word]), WHY)


def _until(days: int = 20) -> dt.date:
    return today() + dt.timedelta(days)


TRIES |= {
    "supervision.verify_lights": _light("verify_lights"),
    "supervision.confer_lights": _light("confer_lights"),
    "supervision.decide_lights": _light("decide_lights"),
    "supervision.publish_lights": _light("publish_lights"),
    "supervision.return_lights": _light("return_lights"),
    "supervision.judge_item": Try(
        _item,
        lambda whole, act, item: watching.judge_item(act, item, "on_time", "可望完成"),
        _of_item("judge", level="on_time", commentary="可望完成"),
    ),
    "supervision.ask_pause": Try(
        _open_item,
        lambda whole, act, item: watching.ask_pause(act, item, "报批", _until()),
        _of_item("ask_pause", next_step="报批", until=_later()),
    ),
    "supervision.ask_due_change": Try(
        _open_item,
        lambda whole, act, item: watching.ask_due_change(act, item, _until(300)),
        _of_item("ask_due_change", new_due=_until(300).isoformat()),
    ),
    "supervision.renew_pause": Try(
        _asked(Pause, "pause"),
        lambda whole, act, pause: watching.renew_pause(act, pause, "等待批复", _until(50)),
        _page("renew", next_step="等待批复", until=_until(50).isoformat()),
    ),
    "supervision.end_pause": Try(
        _asked(Pause, "pause"), lambda whole, act, pause: watching.end_pause(act, pause), _page("resume")
    ),
    "supervision.decide_pause": Try(
        _asked(Pause, "pause"),
        lambda whole, act, pause: watching.decide_pause(act, pause, True),
        _decide("pause", "approve"),
    ),
    "supervision.decide_due_change": Try(
        _asked(DueChange, "due_change"),
        lambda whole, act, asked: watching.decide_due_change(act, asked, True),
        _decide("date", "approve"),
    ),
    "supervision.withdraw": Try(
        _asked(Pause, "pause"), lambda whole, act, pause: watching.withdraw(act, pause), _decide("pause", "withdraw")
    ),
    "supervision.issue_orders": Try(
        _draft,
        lambda whole, act, draft: watching.issue_orders(act, [draft]),
        lambda whole, draft: (
            reverse("supervision:issue"),
            {
                "kind": draft.kind,
                "units": [draft.unit.pk],
                "title": "加快",
                "text": "请报",
                "due": _later(),
                "instructed_by": "某",
            },
        ),
    ),
    "supervision.acknowledge_order": Try(
        _order, lambda whole, act, one: watching.acknowledge_order(act, one), _page("order_act", "acknowledge")
    ),
    "supervision.answer_order": Try(
        _order,
        lambda whole, act, one: watching.answer_order(act, one, "已办"),
        _page("order_act", "answer", answer="已办"),
    ),
    "supervision.close_order": Try(
        _order, lambda whole, act, one: watching.close_order(act, one), _page("order_act", "close")
    ),
    "supervision.return_answer": Try(
        _order, lambda whole, act, one: watching.return_answer(act, one), _page("order_act", "return")
    ),
    "supervision.escalate_order": Try(
        _order,
        lambda whole, act, one: watching.escalate_order(act, one, _until()),
        _page("order_act", "escalate", due=_later()),
    ),
    "supervision.verify_blocker": Try(
        _blocker,
        lambda whole, act, one: watching.verify_blocker(act, one, sort="none", findings="属实"),
        _page("verify_blocker", sort="none", findings="属实"),
    ),
    "supervision.confer_blocker": Try(
        _blocker,
        lambda whole, act, one: watching.confer_blocker(act, one, "建议"),
        _page("move_blocker", "confer", words="建议"),
    ),
    "supervision.decide_blocker": Try(
        _blocker,
        lambda whole, act, one: watching.decide_blocker(act, one, "同意"),
        _page("move_blocker", "decide", words="同意"),
    ),
    "supervision.close_blocker": Try(
        _blocker,
        lambda whole, act, one: watching.close_blocker(act, one, "落实"),
        _page("move_blocker", "close", words="落实"),
    ),
}
