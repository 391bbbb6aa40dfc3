"""An office in which there is one of everything, and the addresses of all its pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from tests.office.figures.folders import make_run
from tests.office.sheets.importing import HEADER, begun, workbook
from tests.office.world import World
from tongcheng.office.core.acting import Act
from tongcheng.office.core.acting import _named as acting_as
from tongcheng.office.cross_services.actions import add_services
from tongcheng.office.cross_services.models import Service
from tongcheng.office.documents import actions as writing
from tongcheng.office.documents.models import Dossier
from tongcheng.office.documents.reading import typed_text
from tongcheng.office.figures import actions as measuring
from tongcheng.office.lists import actions as listing
from tongcheng.office.lists.models import Item, ItemUnit, List, Milestone
from tongcheng.office.meetings import actions as meeting
from tongcheng.office.meetings.models import Body
from tongcheng.office.opportunities import actions as offering
from tongcheng.office.opportunities.actions.asking import Question
from tongcheng.office.opportunities.models import Enquiry, Opportunity
from tongcheng.office.people.models import Appointment, City, FunctionalArea, Person, Unit
from tongcheng.office.people.standing import SYSTEM
from tongcheng.office.progress import actions as reporting
from tongcheng.office.progress.models import Ledger, Report
from tongcheng.office.progress.queries import ledgers_of
from tongcheng.office.publication import actions as publishing
from tongcheng.office.publication.models import Publication
from tongcheng.office.reconcile import actions as reconciling
from tongcheng.office.reconcile.ledgers import Ledger as Side
from tongcheng.office.reconcile.ledgers import Row
from tongcheng.office.supervision import actions as watching
from tongcheng.office.supervision.models import Blocker, Order, Pause, Rule, Signal
from tongcheng.office.supervision.presets import preset

PDF = reporting.Upload("盖章件.pdf", b"%PDF-1.7 stamped")
SECOND = ("joint_office_2", "city_office_2")


@dataclass
class Whole:
    """One of everything, by short names."""

    world: World
    made: dict[str, Any] = field(default_factory=dict)

    def act(self, who: str, reason: str = "经会议研究") -> Act:
        return self.world.act(who, reason)

    def put(self, row: models.Model, **values: Any) -> Any:
        """Bring a row into a state without going the way to it."""
        with acting_as("test.setup"):
            type(row)._default_manager.filter(pk=row.pk).update(**values)
        return row

    def item(self, code: str = "1") -> Item:
        found: Item = Item.objects.select_related("list", "reporting_unit").get(pk=self.world.items[code].pk)
        return found

    def ledger_of(self, unit: str) -> Ledger:
        return ledgers_of(self.made["period"], [self.world.units[unit]])[0]

    @property
    def list(self) -> List:
        assert self.world.list is not None
        return self.world.list


def make_whole(world: World, folder: Path) -> Whole:
    """Make one of everything; what can be dated lies in the future, so that today's rules apply."""
    whole = Whole(world)
    today = timezone.localdate()
    _people(whole)
    with acting_as("test.setup"):
        Item.objects.update(due=today + dt.timedelta(200))
        Milestone.objects.update(due=today + dt.timedelta(100))
        whole.made["area"] = FunctionalArea.objects.create(code="a1", name="甲新区", city=world.cities["甲"])
    _lists(whole, today)
    _ledgers(whole)
    whole.made["run"] = measuring.attach_run(Act(SYSTEM), make_run(folder / "run"))
    _figures(whole)
    rows = (HEADER, [1, "打通甲乙大道断头路", 130000, "甲市交通局", "", "2022.11.30"])
    whole.made["import"] = begun(world, "joint_office", workbook(rows))
    province = Side("省级清单", (Row("1", "乙河大桥", investment=Decimal(3)),), source="workbook:a")
    city = Side("市级清单", (Row("a", "乙河大桥北段"),), source="workbook:b")
    whole.made["comparison"] = reconciling.compare(whole.act("city_office"), None, province, city, "甲乙对账")
    _supervision(whole, today)
    _documents(whole, today)
    _open(whole, today)
    return whole


def _people(whole: Whole) -> None:
    world = whole.world
    with acting_as("test.setup"):
        for name, unit in zip(SECOND, ("office", "office_a"), strict=True):
            person = Person.objects.create_user(username=name, password="long-enough-1", name=f"{name}同志")
            world.people[name] = person
            role = name.removesuffix("_2")
            Appointment.objects.create(person=person, unit=world.units[unit], role=role, start=dt.date(2020, 1, 1))


def _lists(whole: Whole, today: dt.date) -> None:
    values = {"session": 1, "on": dt.date(2022, 4, 14), "by_video": True}
    body = meeting.save_body(whole.act("secretary"), Body(), {"code": "group", "name": "领导小组", "notice_days": 5})
    whole.made["body"], whole.made["meeting"] = body, meeting.plan_meeting(whole.act("secretary"), body, values)
    whole.made["view"] = listing.save_view(whole.act("filler"), whole.list, "我的", "state=active")
    values = {"code": "m-2022", "name": "甲市清单", "kind": "task", "synthetic": True, "circle": "demo"}
    whole.made["city_list"] = listing.create_list(whole.act("city_office"), whole.world.units["office_a"], values)
    values = {"code": "p-2022", "name": "问题清单", "kind": "problem", "synthetic": True, "circle": "demo"}
    whole.made["problems"] = listing.create_list(whole.act("joint_office"), whole.world.units["office"], values)
    with acting_as("test.setup"):
        row = {"code": "1", "kind": "problem", "title": "交界处没有卫生院", "state": "active", "visibility": "public"}
        item = Item.objects.create(list=whole.made["problems"], reporting_unit=whole.world.units["health_a"], **row)
        ItemUnit.objects.create(item=item, unit=whole.world.units["health_a"], role="lead")
    values |= {"code": "t-2023", "name": "下年清单", "kind": "task"}
    whole.made["next_list"] = listing.create_list(whole.act("joint_office"), whole.world.units["office"], values)
    whole.made["version"] = listing.issue_version(
        whole.act("joint_office"), whole.made["problems"], today, today, name="第一版"
    )


def _ledgers(whole: Whole) -> None:
    world = whole.world
    periods = reporting.open_periods(whole.act("joint_office"), [whole.list], 2022, "month")
    whole.made["period"] = periods[2]
    values = {"word": "orderly", "progress": "路基完成60%", "percent": "60", "to_coordinate": "请省厅协调用地"}
    entry = reporting.Entry(world.units["roads_a"].pk, world.items["1"].pk, values, None, ())
    saved = reporting.save_reports(whole.act("filler"), [whole.ledger_of("roads_a")], [entry])
    whole.made["ledger"] = saved.ledgers[0]
    whole.made["report"] = Report.objects.get(ledger=saved.ledgers[0])
    whole.made["evidence"] = reporting.add_evidence(whole.act("filler"), saved.ledgers[0], PDF)


def _figures(whole: Whole) -> None:
    draft = measuring.FigureDraft("residents", "people", "2020", "official", "统计公报", value=Decimal(5))
    (whole.made["figure"],) = measuring.record_figures(whole.act("joint_office"), [draft])


def _supervision(whole: Whole, today: dt.date) -> None:
    item, later = whole.item(), today + dt.timedelta(30)
    version = watching.take_preset(whole.act("joint_office"), preset("LIGHT-2Y"))
    whole.made["rule"] = Rule.objects.get(pk=version.rule_id)
    whole.made["rule_version"] = version
    whole.made["follows"] = watching.follow(whole.act("joint_office"), whole.list, version)
    watching.propose_lights(Act(SYSTEM, channel="tick"), whole.made["follows"])
    whole.made["signal"] = Signal.objects.filter(item=item).order_by("pk")[0]
    unit = whole.world.units["roads_a"]
    draft = watching.Draft("reminder", unit, "加快建设", "请报送推进情况", later, item)
    (whole.made["order"],) = watching.issue_orders(whole.act("supervisor"), [draft])
    whole.made["due_change"] = watching.ask_due_change(whole.act("filler", "征地未批"), item, later)
    whole.made["pause"] = watching.ask_pause(whole.act("filler", "征地未批"), item, "配合报批", later)
    with acting_as("test.setup"):
        whole.made["blocker"] = Blocker.objects.create(
            item=item, report=whole.made["report"], text="请省厅协调用地", listed=timezone.now()
        )


def _documents(whole: Whole, today: dt.date) -> None:
    office, secretary = whole.act("joint_office"), whole.act("secretary")
    values = {"kind": "action_plan", "title": "甲乙行动计划", "unit": whole.world.units["office"], "synthetic": True}
    values["visibility"] = "parties"
    whole.made["dossier"] = dossier = writing.save_dossier(office, Dossier(**values), values)
    read = typed_text("征求意见稿", "一、打通断头路\n甲乙大道2022年底前通车。")
    whole.made["version"] = version = writing.add_version(secretary, dossier, read)
    asked = [whole.world.units["roads_a"]]
    round_ = writing.open_consultation(secretary, version, asked, today + dt.timedelta(20))
    whole.made["consultation"] = round_
    service = Service(code="s1", name="异地就医备案", field="医疗", synthetic=True)
    (whole.made["service"],) = add_services(office, [service])


def _open(whole: Whole, today: dt.date) -> None:
    """What anybody may read: an opportunity on offer that somebody asked about, an approved snapshot."""
    office, filler, unit = whole.act("joint_office"), whole.act("filler"), whole.world.units["roads_a"]
    values = {"code": "o-2022", "name": "城市机会清单", "kind": "opportunity", "synthetic": True, "circle": "demo"}
    lst = listing.create_list(office, whole.world.units["office"], values)
    about = {"title": "智能养护应用场景", "side": "government", "sort": "scene", "unit": unit, "city": unit.city}
    about |= {"contact_name": "钱联系", "contact_phone": "13900000000"}
    (one,) = offering.add_opportunities(filler, [offering.NewOpportunity(about)], lst)
    offering.submit_opportunities(filler, [one])
    offering.publish_opportunities(office, [one])
    asked = Question("赵询问", "某公司", "13700000000", "如何参加？")
    whole.made["enquiry"] = offering.enquire(whole.act("public"), one, asked)
    whole.made["opportunity"] = one
    shown = Publication(slug="rows-2022", kind="list", list=whole.list, title="公开的清单", title_en="Open list")
    shown.publisher, shown.source = "同城化办公室", "同城化台账"
    snapshot = publishing.make_snapshot(office, publishing.add_publication(office, shown), today)
    publishing.approve_snapshot(whole.act("leader"), snapshot)
    whole.made["snapshot"] = snapshot


@dataclass(frozen=True)
class Route:
    """One address of the site: its name, the names in it, and whether it was found under the API."""

    name: str
    words: tuple[str, ...]
    pattern: str
    view: Any

    @property
    def is_api(self) -> bool:
        return self.pattern.startswith("api/")


def routes() -> Iterator[Route]:
    """Give every address of the site."""
    yield from _walk(get_resolver(), "", "")


def _walk(resolver: URLResolver, path: str, space: str) -> Iterator[Route]:
    for one in resolver.url_patterns:
        whole = path + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _walk(one, whole, f"{space}{one.namespace}:" if one.namespace else space)
        elif isinstance(one, URLPattern):
            yield Route(f"{space}{one.name}", tuple(one.pattern.converters), whole, one.callback)


def address(whole: Whole, route: Route) -> str:
    """Give an address of a page with what exists in its words; a kind of thing unknown here counts as number 1."""
    return reverse(route.name, kwargs={word: _value(whole, route, word) for word in route.words})


_OWN_PK = {
    "cross_services": "service",
    "documents:dossier": "dossier",
    "documents:edit": "dossier",
    "documents:add_version": "dossier",
    "people:unit": "unit",
    "people:change_unit": "unit",
    "people:dissolve_unit": "unit",
    "people:change_city": "city",
    "people:change_area": "area",
    "people:end_post": "post",
    "supervision:order": "order",
    "supervision:order_act": "order",
    "supervision:decide": "pause",
    "supervision:renew": "pause",
    "supervision:resume": "pause",
    "supervision:blocker": "blocker",
    "supervision:verify_blocker": "blocker",
    "supervision:move_blocker": "blocker",
    "supervision:rule": "rule",
    "supervision:edit_rule": "rule",
    "progress:evidence": "evidence",
    "meetings:body": "body",
    "lists:version": "problems",
    "lists:difference": "problems",
}
_PK = {
    "meetings": "meeting",
    "people": "person",
    "lists": "list",
    "progress": "ledger",
    "sheets": "import",
    "reconcile": "comparison",
}
_NAMES = {
    "lists:act": "close",
    "meetings:step": "consult",
    "opportunities:step": "publish",
    "supervision:order_act": "acknowledge",
    "supervision:move_blocker": "confer",
}


def _value(whole: Whole, route: Route, word: str) -> Any:
    world, app = whole.world, route.name.split(":")[0]
    if word == "pk":
        kind = _OWN_PK.get(route.name) or _PK.get(app)
        if app == "documents" and kind is None:
            kind = "consultation" if "consultations/" in route.pattern else "version"
        if kind is None:
            return 1
        known = {
            "unit": world.units["roads_a"],
            "city": world.cities["甲"],
            "post": Appointment.objects.filter(person=world.people["filler"]).first(),
            "person": world.people["filler"],
            "list": whole.list,
        }
        return (known.get(kind) or whole.made[kind]).pk
    if word == "uid" and app == "opportunities":
        return whole.made["opportunity"].item.uid
    if word == "uid":
        return world.items["1"].uid
    if word == "code" and app == "sheets":
        return whole.made["period"].code if "period" in route.pattern else _listed(whole, route)
    if word == "code":
        return whole.made["period"].code if app == "progress" else "LIGHT-2Y"
    if word == "unit":
        return world.units["roads_a"].pk if app == "progress" else "roads_a"
    simple = {"number": 1, "view": whole.made["view"].pk, "run_id": whole.made["run"].run_id, "kind": "pause"}
    if app == "workbench" and word == "name":
        return "zones"
    if app == "meetings" and word == "kind":
        return "venues"
    simple |= {"slug": "rows-2022", "extension": "json"}
    simple |= {"word": "approve", "step": "verified", "name": _NAMES.get(route.name, "")}
    return simple.get(word, 1)


def _listed(whole: Whole, route: Route) -> str:
    code: str = whole.made["problems"].code if route.name == "sheets:export_version" else whole.list.code
    return code


def spoil(whole: Whole, words: str) -> int:
    """Put words into every text that people type, wherever it may change; give how many texts."""
    count = 0
    kept = {
        "code",
        "username",
        "password",
        "state",
        "file",
        "sha256",
        "gap_key",
        "run_id",
        "key",
        "language",
        "query",
        "slug",
    }
    rows: list[Any] = [Item, List, Milestone, Unit, City, FunctionalArea, Person, Report, Order, Blocker, Pause, Rule]
    rows += [Opportunity, Enquiry, Service, Publication]
    rows += [type(whole.made[name]) for name in ("due_change", "view", "import")]
    with acting_as("test.setup"):
        for model in rows:
            names = [
                one.name
                for one in model._meta.concrete_fields
                if isinstance(one, (models.CharField, models.TextField))
                and not one.choices
                and one.name not in kept
                and (one.max_length or 999) >= len(words) + 8
                and not one.name.endswith("_key")
            ]
            for row in model._default_manager.all():
                values = dict.fromkeys(names, f"{row.pk}{words}")
                model._default_manager.filter(pk=row.pk).update(**values)
                count += len(values)
    return count
