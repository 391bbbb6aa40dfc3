"""The files: the same bytes for ever, readable in an office, valid by their schema."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path

import jsonschema_rs
from django.test import Client

from tests.office.publication.conftest import DAY, fresh, out, publication
from tests.office.world import World
from tongcheng.office.core.acting import _named as acting_as
from tongcheng.office.lists.models import Item, Project
from tongcheng.office.publication.actions import (
    approve_snapshot,
    change_publication,
    make_snapshot,
    withdraw_snapshot,
)
from tongcheng.office.publication.content import canonical
from tongcheng.office.publication.models import Publication


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
