"""Nothing internal leaks: a marker in every text of the office, and only what is named comes out."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.test import Client
from django.utils import timezone

from tests.office.publication.conftest import DAY, every_answer, out, publication
from tests.office.world import ROLES, World
from tongcheng.office.core.acting import Act, RefusedError
from tongcheng.office.core.acting import _named as acting_as
from tongcheng.office.cross_services.models import Offer, Service
from tongcheng.office.figures.models import Figure, Run
from tongcheng.office.lists.models import Item, List, Project
from tongcheng.office.people.models import Appointment, City, Person, Unit
from tongcheng.office.people.standing import SYSTEM
from tongcheng.office.publication.actions import (
    make_snapshot,
)
from tongcheng.office.publication.content import canonical
from tongcheng.office.publication.fields import FIELDS
from tongcheng.office.publication.gathering import gather
from tongcheng.office.supervision import actions as watching
from tongcheng.office.supervision.models import Follows, Signal
from tongcheng.office.supervision.presets import preset
from tongcheng.office.workbench.maps.actions import number_map

MODEL_OF = {"list": ("lists.item", "lists.project"), "services": ("cross_services.service", "cross_services.offer")}
BESIDE = {"people.unit.name", "people.unit.code", "people.city.name", "people.city.code"}


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


def test_lights_leave_when_they_are_published(world: World, browse: Callable[[str], Client]) -> None:
    watching.follow(
        world.act("joint_office"), world.list, watching.take_preset(world.act("joint_office"), preset("LIGHT-2Y"))
    )
    watching.propose_lights(
        Act(SYSTEM, channel="tick"), Follows.objects.select_related("version__rule", "list").get()
    )
    shown = publication(world, "lights")
    with pytest.raises(RefusedError, match="没有可公开"):
        make_snapshot(world.act("joint_office"), shown, DAY)
    with acting_as("test.setup"):
        for item in ("1", "2"):
            light = Signal.objects.filter(item=world.items[item])[0]
            values = {"published": light.light, "published_colour": "yellow", "published_at": timezone.now()}
            Signal.objects.filter(pk=light.pk).update(**values)
    made = out(world, shown)
    [row] = made.content["rows"]  # the light of a row that is not public stays inside
    assert (row["title"], row["colour"]) == ("打通甲乙大道断头路", "yellow")
    assert set(row) == {field.name for field in FIELDS["lights"]}
    light = Signal.objects.filter(published__isnull=False)[0].light
    assert not [url for url, text in every_answer(browse("public"), made).items() if light.why_zh in text]


def test_areas_are_outlines_and_names(world: World, run: Run, browse: Callable[[str], Client]) -> None:
    number_map(world.act("joint_office", "已批准"), run.circle, "GS（2024）0650号")
    made = out(world, publication(world, "areas", circle=run.circle))
    assert {row["level"] for row in made.content["rows"]} == {"city", "county"}
    assert all(set(row) == {"place", "level", "name", "name_en"} for row in made.content["rows"])
    answer = json.loads(browse("public").get(f"/open/{made.publication.slug}/1.geojson").content)
    assert len(answer["features"]) == len(made.content["rows"])
    assert all(set(one["properties"]) == {"place", "level", "name", "name_en"} for one in answer["features"])


@pytest.mark.parametrize("kind", ["list", "services", "figures"])
def test_a_look_reads_the_first_rows_and_counts_the_rest(world: World, kind: str) -> None:
    with acting_as("test.setup"):
        for number in range(3):
            rest = {"list": world.list, "kind": "matter", "visibility": "public", "state": "active"}
            Item.objects.create(code=f"x{number}", title="x", reporting_unit=world.units["roads_a"], **rest)
            Figure.objects.create(subject=f"s{number}", attribute="a", as_of="2022", basis="official", source="公报")
            service = Service.objects.create(code=f"S{number}", name="x", field="医疗", public=True)
            Offer.objects.create(service=service, city=world.cities["甲"])
    shown = publication(world, kind)
    look, whole = gather(shown, most=2), gather(shown)
    assert (len(look.rows), look.total) == (2, len(whole.rows))
    assert (look.synthetic, look.kept_back) == (whole.synthetic, whole.kept_back)
    assert look.rows == whole.rows[:2]
