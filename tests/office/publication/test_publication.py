"""What leaves the office: only what is named, only after a second person's approval, the same bytes for ever."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import DatabaseError, connection, models, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.office.world import ROLES, World
from tongcheng.errors import InputError
from tongcheng.office.audit.models import Event
from tongcheng.office.core.acting import RefusedError
from tongcheng.office.core.acting import _named as acting_as
from tongcheng.office.cross_services.models import Offer, Service
from tongcheng.office.figures.models import Figure
from tongcheng.office.lists.models import Item, List, Project
from tongcheng.office.people.models import Appointment, City, Person, Unit
from tongcheng.office.publication.actions import (
    add_publication,
    approve_snapshot,
    change_publication,
    make_snapshot,
    withdraw_snapshot,
)
from tongcheng.office.publication.content import canonical
from tongcheng.office.publication.fields import FIELDS
from tongcheng.office.publication.formats import FORMATS
from tongcheng.office.publication.models import Publication, Snapshot
from tongcheng.office.workbench.maps.actions import number_map

DAY = dt.date(2022, 12, 31)
EVERYBODY = (*ROLES, "filler_b", "unit_head_b", "city_office_b", "public")


def publication(world: World, kind: str = "list", **values: Any) -> Publication:
    common = {"title": "公开的清单", "title_en": "Open list", "publisher": "同城办", "source": "同城化台账"}
    lst = world.list if kind == "list" else None
    one = Publication(slug=f"{kind}-2022", kind=kind, **({"list": lst} | common | values))
    return add_publication(world.act("joint_office"), one)


def fresh(one: Snapshot) -> Snapshot:
    return Snapshot.objects.select_related("publication__list", "maker").get(pk=one.pk)


def out(world: World, one: Publication) -> Snapshot:
    made = make_snapshot(world.act("joint_office"), one, DAY)
    approve_snapshot(world.act("leader"), fresh(made))
    return fresh(made)


def every_answer(client: Client, one: Snapshot) -> dict[str, str]:
    slug = one.publication.slug
    urls = ["/open/", "/open/feed.atom", f"/open/{slug}/", f"/open/{slug}/{one.number}/"]
    urls += [f"/open/{slug}/{name}.{kind}" for name in (one.number, "latest") for kind in FORMATS]
    found = {}
    for language in ("zh-hans", "en"):
        for url in urls:
            answer = client.get(url, follow=True, headers={"accept-language": language})
            found[f"{language} {url}"] = answer.content.decode()
    return found


# --- nothing internal leaks -------------------------------------------------------------------------------------------


def mark_everything() -> dict[str, str]:
    """Write a marker of its own into every text of every row of the office; give field by marker."""
    marks: dict[str, str] = {}
    with acting_as("test.marks"):
        for model in (Item, Project, List, Unit, City, Person, Appointment, Service, Offer, Figure):
            for field in model._meta.concrete_fields:
                wide = isinstance(field, (models.CharField, models.TextField)) and not isinstance(
                    field, models.SlugField
                )
                long = field.max_length is None or field.max_length >= 16
                if not wide or not long or field.choices or field.name == "password":
                    continue
                for row in model._base_manager.all() if not issubclass(model, Figure) else ():
                    marker = f"Zq{len(marks):05d}z"
                    marks[marker] = f"{model._meta.label_lower}.{field.name}/{_public(row)}"
                    model._base_manager.filter(pk=row.pk).update(**{field.name: marker})
    return marks


def _public(row: Any) -> str:
    item = row if isinstance(row, Item) else getattr(row, "item", None)
    if isinstance(item, Item):
        return "public" if item.visibility == "public" and item.state != "draft" else "inside"
    service = row if isinstance(row, Service) else getattr(row, "service", None)
    if isinstance(service, Service):
        return "public" if service.public else "inside"
    return "public"


MODEL_OF = {"list": ("lists.item", "lists.project"), "services": ("cross_services.service", "cross_services.offer")}
BESIDE = {"people.unit.name", "people.unit.code", "people.city.name", "people.city.code"}


@pytest.mark.parametrize("kind", ["list", "services"])
def test_only_what_is_named_leaves_field_by_field(world: World, browse: Callable[[str], Client], kind: str) -> None:
    with acting_as("test.setup"):
        Item.objects.create(
            list=world.list, code="9", kind="matter", title="拟列入", visibility="public", state="draft"
        )
        for code, public in (("S1", True), ("S2", False)):
            service = Service.objects.create(code=code, name=code, field="医疗", public=public)
            Offer.objects.create(service=service, city=world.cities["甲"])
    marks = mark_everything()
    allowed = set(BESIDE)
    main, beside = MODEL_OF[kind]
    for field in FIELDS[kind]:
        _, _, tail = field.path.partition("__")
        allowed |= (
            {f"{main}.{field.path}"} if not tail else {f"{beside}.{tail}", f"{main}.{tail}", f"people.city.{tail}"}
        )
    shown = publication(world, kind)
    answers = every_answer(browse("public"), out(world, shown))
    seen = {marker for text in answers.values() for marker in marks if marker in text}
    leaked = {marks[one] for one in seen if marks[one].split("/")[0] not in allowed or marks[one].endswith("/inside")}
    assert not leaked
    assert any(marks[one].startswith(main) for one in seen)
    assert not [url for url, text in answers.items() if any(f"{role}同志" in text for role in ROLES)]


def test_geometry_leaves_with_a_number_only_and_bare(world: World, browse: Callable[[str], Client]) -> None:
    shape = {"type": "Point", "coordinates": [104.5, 30.5], "owner": "Zqsecret", "properties": {"phone": "Zqsecret"}}
    with acting_as("test.setup"):
        Project.objects.filter(item=world.items["1"]).update(geometry=shape)
        Project.objects.filter(item=world.items["2"]).update(geometry=shape | {"coordinates": [7.25, 8.25]})
    shown = publication(world)
    first, client = out(world, shown), browse("public")
    assert client.get(f"/open/{shown.slug}/{first.number}.geojson").status_code == 404
    assert "104.5" not in "".join(every_answer(client, first).values())
    number_map(world.act("joint_office", "已批准"), "demo", "GS（2024）0650号")
    second = out(world, shown)
    answer = client.get(f"/open/{shown.slug}/{second.number}.geojson")
    found = json.loads(answer.content)
    assert [one["geometry"] for one in found["features"]] == [{"type": "Point", "coordinates": [104.5, 30.5]}]
    assert found["map_number"] == "GS（2024）0650号"
    assert "Zqsecret" not in "".join(every_answer(client, second).values())
    number_map(world.act("joint_office", "撤回"), "demo", "")
    closed = client.get(f"/open/{shown.slug}/{second.number}.geojson")
    assert closed.status_code == 403
    assert "审图号" in closed.content.decode()


def test_areas_need_a_map_number_and_figures_are_published_ones(world: World) -> None:
    with pytest.raises(RefusedError, match="审图号"):
        make_snapshot(world.act("joint_office"), publication(world, "areas", circle="demo"), DAY)
    with acting_as("test.setup"):
        for basis, item in (("official", None), ("modelled", None), ("observed", None), ("official", "2")):
            Figure.objects.create(
                subject=f"{basis}{item}", attribute="a", as_of="2022", basis=basis, source="公报", note="办内",
                item=world.items[item] if item else None,
            )  # fmt: skip
    made = make_snapshot(world.act("joint_office"), publication(world, "figures"), DAY)
    assert [row["subject"] for row in made.content["rows"]] == ["officialNone"]
    assert "办内" not in canonical(made.content).decode()


def test_every_field_named_exists() -> None:
    roots = {"list": "lists.Item", "services": "cross_services.Offer", "figures": "figures.Figure",
             "lights": "supervision.Signal"}  # fmt: skip
    forbidden = (
        "remark",
        "officer",
        "liaison",
        "leader",
        "phone",
        "person",
        "contact",
        "resolution",
        "origin_",
        "note",
    )
    for kind, label in roots.items():
        for field in FIELDS[kind]:
            assert not any(word in field.path for word in forbidden), field
            model: Any = apps.get_model(label)
            for step in field.path.split("__") if field.path else ():
                if step == "date":
                    continue
                try:
                    found = model._meta.get_field(step)
                except FieldDoesNotExist:  # pragma: no cover - said with the field's name
                    pytest.fail(f"{kind}: {field.path}")
                model = found.related_model or model


# --- who may, in which state ------------------------------------------------------------------------------------------


def _refused(action: Callable[..., object], *args: object) -> bool:
    events = Event.objects.count()
    try:
        with transaction.atomic():
            action(*args)
            transaction.set_rollback(True)
    except RefusedError:
        assert Event.objects.count() == events
        return True
    return False


def test_roles_by_action_by_state(world: World) -> None:
    shown = publication(world)
    waiting = make_snapshot(world.act("joint_office"), shown, DAY)
    published, withdrawn = out(world, shown), out(world, shown)
    withdraw_snapshot(world.act("leader", "有误"), withdrawn)
    for who in EVERYBODY:
        joint = who == "joint_office"
        act, again = world.act(who, "理由"), Publication.objects.get(pk=shown.pk)
        other = Publication(slug="x", kind="services", title="x", title_en="x", publisher="x", source="x")
        assert _refused(add_publication, act, other) is not joint
        assert _refused(change_publication, act, again, {"title": "另一标题"}) is not joint
        assert _refused(make_snapshot, act, shown, DAY) is not joint
        assert _refused(approve_snapshot, act, fresh(waiting)) is (who != "leader")  # the maker is the joint office
        assert _refused(withdraw_snapshot, act, fresh(waiting)) is (who not in ("joint_office", "leader"))
        assert _refused(withdraw_snapshot, act, fresh(published)) is (who not in ("joint_office", "leader"))
        for done in (published, withdrawn):
            assert _refused(approve_snapshot, act, fresh(done))
        assert _refused(withdraw_snapshot, act, fresh(withdrawn))
    with pytest.raises(RefusedError, match="理由"):
        withdraw_snapshot(world.act("leader"), fresh(published))


def test_the_maker_does_not_approve_and_the_page_offers_it_to_others(
    world: World, browse: Callable[[str], Client]
) -> None:
    shown = publication(world)
    made = make_snapshot(world.act("joint_office"), shown, DAY)
    with pytest.raises(RefusedError, match="制作人"):
        approve_snapshot(world.act("joint_office"), fresh(made))
    url = f"/open/{shown.slug}/{made.number}/"
    assert "审定并公开" not in browse("joint_office").get(url).content.decode()
    assert browse("joint_office").post(f"{url}approve/").status_code == 403
    leader = browse("leader")
    assert "审定并公开" in leader.get(url).content.decode()
    assert "审定公开数据" in leader.get("/").content.decode()
    assert leader.post(f"{url}approve/").status_code == 302
    assert browse("public").get(url).status_code == 200
    assert leader.post(f"{url}withdraw/", {"reason": "数据有误"}).status_code == 302
    assert fresh(made).state == "withdrawn"


def test_rows_that_became_internal_are_not_approved(world: World) -> None:
    made = make_snapshot(world.act("joint_office"), publication(world), DAY)
    with acting_as("test.setup"):
        Item.objects.filter(pk=world.items["1"].pk).update(visibility="office")
    with pytest.raises(RefusedError, match="不再公开"):
        approve_snapshot(world.act("leader"), fresh(made))


def test_bad_descriptions_and_nothing_public_are_refused(world: World) -> None:
    for kind, values, column in (("list", {"list": None}, "list"), ("areas", {}, "circle"),
                                 ("services", {"slug": "new"}, "slug")):  # fmt: skip
        with pytest.raises(InputError) as error:
            add_publication(
                world.act("joint_office"), Publication(**({"slug": "a", "kind": kind, "title": "t"} | values))
            )
        assert [one.column for one in error.value.problems] == [column]
    act = world.act("joint_office")
    with pytest.raises(RefusedError, match="没有可公开"):
        make_snapshot(act, publication(world, "services"), DAY)
    with pytest.raises(RefusedError, match="晚于今天"):
        make_snapshot(act, publication(world), dt.date(2999, 1, 1))


# --- addresses and files ----------------------------------------------------------------------------------------------


def test_the_same_bytes_for_ever_and_404_410(world: World, browse: Callable[[str], Client]) -> None:
    shown, client = publication(world), browse("public")
    made = make_snapshot(world.act("joint_office"), shown, DAY)
    base = f"/open/{shown.slug}"
    for url in (f"{base}/", f"{base}/1/", f"{base}/1.json", f"{base}/latest.json", f"{base}/1.exe"):
        assert client.get(url).status_code == 404, url
    approve_snapshot(world.act("leader"), fresh(made))
    kinds = ("json", "csv", "oc4ids.json", "datapackage.json")
    before = {kind: client.get(f"{base}/1.{kind}").content for kind in kinds}
    with acting_as("test.setup"):
        Item.objects.filter(pk=world.items["1"].pk).update(title="后来的名称")
    change_publication(world.act("joint_office"), Publication.objects.get(pk=shown.pk), {"title": "新标题"})
    assert {kind: client.get(f"{base}/1.{kind}").content for kind in kinds} == before
    body = json.loads(before["json"])
    assert body["sha256"] == hashlib.sha256(canonical({k: v for k, v in body.items() if k != "sha256"})).hexdigest()
    assert body["licence"]["id"] == "CC-BY-4.0"
    assert body["notice"]["zh"] == "示意数据，不反映真实情况"
    assert all("示意数据，不反映真实情况" in content.decode() for content in before.values())
    tag = client.get(f"{base}/1.json").headers["ETag"]
    assert client.get(f"{base}/1.json", headers={"if-none-match": tag}).status_code == 304
    assert client.get(f"{base}/latest.csv").headers["Location"] == f"{base}/1.csv"
    withdraw_snapshot(world.act("leader", "原表有误"), fresh(made))
    for url in (f"{base}/1.json", f"{base}/1/"):
        gone = client.get(url)
        assert gone.status_code == 410
        assert "原表有误" in gone.content.decode()
    assert client.get(f"{base}/latest.json").status_code == 404


def test_snapshots_do_not_change_even_in_the_database(world: World) -> None:
    made = out(world, publication(world))
    for table in ("publication_snapshot", "publication_approval"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table}")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE publication_snapshot SET rows = 0 WHERE id = %s", [made.pk])


def test_csv_opens_in_an_office(world: World, browse: Callable[[str], Client]) -> None:
    with acting_as("test.setup"):
        Item.objects.filter(pk=world.items["1"].pk).update(title="=HYPERLINK(1)", content='一,二\n"三"')
    made = out(world, publication(world))
    raw = browse("public").get(f"/open/{made.publication.slug}/1.csv").content
    assert raw.startswith(b"\xef\xbb\xbf")
    [row] = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    assert row["名称"] == "'=HYPERLINK(1)"
    assert row["任务内容"] == '一,二\n"三"'
    assert row["状态"] == "推进中"
    assert row["总投资（亿元）"] == "12.5"
    package = json.loads(browse("public").get(f"/open/{made.publication.slug}/1.datapackage.json").content)
    [resource] = package["resources"]
    assert [one["name"] for one in resource["schema"]["fields"]] == list(row)
    assert resource["hash"] == f"sha256:{hashlib.sha256(raw).hexdigest()}"


def test_oc4ids_is_valid_by_its_schema(world: World, browse: Callable[[str], Client]) -> None:
    with acting_as("test.setup"):
        Project.objects.filter(item=world.items["1"]).update(
            start_year=2021, end_year=2024, nature="新建", national_code="2101-510000", place="甲乙交界",
            project_class="continued",
        )  # fmt: skip
    made = out(world, publication(world))
    found = json.loads(browse("public").get(f"/open/{made.publication.slug}/1.oc4ids.json").content)
    folder = Path(__file__).parent / "oc4ids"
    package, project = (
        json.loads((folder / f"{name}-schema.json").read_text(encoding="utf-8"))
        for name in ("project-package", "project")
    )
    whole = package | {"properties": package["properties"] | {"projects": {"type": "array", "minItems": 1}}}
    for schema, body in ((whole, found), *((project, one) for one in found["projects"])):
        errors = [error.message for error in jsonschema_rs.validator_for(schema).iter_errors(body)]
        assert errors == []
    [one] = found["projects"]
    assert one["budget"]["amount"] == {"amount": 1_250_000_000, "currency": "CNY"}
    assert (one["status"], one["type"], one["sector"]) == (
        "implementation",
        "construction",
        ["transport", "transport.road"],
    )
    assert one["publicAuthority"] == {"id": "roads_a", "name": "甲市交通运输局"}


def test_pages_ask_a_constant_number_of_queries(world: World, browse: Callable[[str], Client]) -> None:
    shown, client = publication(world), browse("public")
    one = out(world, shown)
    urls = [
        "/open/",
        f"/open/{shown.slug}/",
        f"/open/{shown.slug}/1/",
        f"/open/{shown.slug}/1.json",
        "/open/feed.atom",
    ]

    def counts() -> list[int]:
        found = []
        for url in urls:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url).status_code == 200
            found.append(len(queries))
        return found

    counts()
    before = counts()
    for _ in range(3):
        out(world, shown)
    assert counts() == before
    assert one.state == "published"


def test_the_office_works_by_pages_and_api(world: World, browse: Callable[[str], Client]) -> None:
    office = browse("joint_office")
    sent = {
        "slug": "rows", "title": "清单", "title_en": "Rows", "kind": "list", "list": world.list.pk if world.list else "",
        "publisher": "同城办", "licence": "CC-BY-4.0", "source": "台账",
    }  # fmt: skip
    assert office.post("/open/new/", sent).headers["Location"] == "/open/rows/"
    page = office.get("/open/rows/make/").content.decode()
    assert "打通甲乙大道断头路" in page
    assert "可见范围不是“公开”：3 行" in page
    assert "乙河大桥" not in page
    assert office.post("/open/rows/make/", {"as_of": "2022-12-31"}).headers["Location"] == "/open/rows/1/"
    assert office.post("/open/rows/edit/", sent | {"title": "新名"}).status_code == 302
    assert browse("filler").get("/open/rows/make/").status_code == 404
    assert office.get("/api/publication/rows/snapshots").json()["items"][0]["state"] == "waiting"
    base = "/api/publication/rows/snapshots"
    made = office.post(base, {"as_of": "2022-12-31"}, content_type="application/json")
    assert made.json()["number"] == 2
    assert office.post(f"{base}/2/approve").status_code == 403
    leader = browse("leader")
    assert leader.post(f"{base}/2/approve").json()["state"] == "published"
    gone = leader.post(f"{base}/2/withdraw", {"reason": "有误"}, content_type="application/json")
    assert gone.json()["state"] == "withdrawn"
