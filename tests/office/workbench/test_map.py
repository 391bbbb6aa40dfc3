"""The map's pages and data: who sees them, what they hold, what they refuse."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.office.workbench.making import RUN_ID
from tests.office.world import ROLES, World
from tongcheng.errors import InputError
from tongcheng.office.core.acting import RefusedError
from tongcheng.office.figures.models import Run, Verdict
from tongcheng.office.workbench.maps.actions import number_map
from tongcheng.office.workbench.maps.models import MapNumber

Browse = Callable[[str], Client]
MAP = "/workbench/map/"
JOBS = "jobs_reached~~drive~45"


@pytest.mark.parametrize("who", ROLES)
def test_whoever_works_in_the_office_sees_the_map(run: Run, browse: Browse, who: str) -> None:
    assert browse(who).get(MAP).status_code == (404 if who == "administrator" else 200)


def test_without_a_run_the_page_says_what_to_do(browse: Browse) -> None:
    page = browse("auditor").get(MAP).content.decode()
    assert "tongcheng office attach" in page
    assert browse("auditor").get(MAP + "?run=nothing").status_code == 404


def test_the_public_sees_it_with_an_approval_number_only(run: Run, browse: Browse, world: World) -> None:
    public = Client()
    assert public.get(MAP).status_code == 302
    number_map(world.act("joint_office", "批复"), "demo", "GS（2024）0650号")
    page = public.get(MAP)
    assert "GS（2024）0650号" in page.content.decode()
    assert "candidates" not in page.content.decode()
    assert public.get(f"{MAP}download/{RUN_ID}/layer/candidates").status_code == 404
    assert "GS（2024）0650号" in public.get(f"{MAP}download/picture.svg?measure=none").content.decode()
    number_map(world.act("joint_office", "撤回"), "demo", "")
    assert public.get(MAP).status_code == 302
    assert public.get(f"{MAP}download/values?run={RUN_ID}").status_code == 404


@pytest.mark.parametrize("who", [one for one in ROLES if one != "joint_office"])
def test_only_the_joint_office_enters_the_number(run: Run, world: World, browse: Browse, who: str) -> None:
    with pytest.raises(RefusedError):
        number_map(world.act(who, "批复"), "demo", "GS（2024）0650号")
    answer = browse(who).post(f"{MAP}{RUN_ID}/number/", {"number": "GS（2024）0650号", "reason": "批复"})
    assert answer.status_code in (403, 404)
    assert not MapNumber.objects.exists()


def test_a_number_needs_a_reason_and_its_form(run: Run, world: World, browse: Browse) -> None:
    with pytest.raises(RefusedError):
        number_map(world.act("joint_office"), "demo", "GS（2024）0650号")
    with pytest.raises(InputError):
        number_map(world.act("joint_office", "批复"), "demo", "650")
    answer = browse("joint_office").post(f"{MAP}{RUN_ID}/number/", {"number": "川S【2023】00001号", "reason": "批复"})
    assert answer.status_code == 302
    assert MapNumber.objects.get().number == "川S【2023】00001号"


def _unpacked(content: bytes) -> tuple[dict[str, object], bytes, tuple[float, ...]]:
    (size,) = struct.unpack_from("<I", content)
    head = json.loads(content[4 : 4 + size])
    count = sum(one["count"] for one in head["classes"]) + head["missing"]
    start = 4 + size + count
    start += -start % 4
    return head, content[4 + size : 4 + size + count], struct.unpack_from(f"<{count}f", content, start)


def test_values_are_packed_in_the_order_of_the_outlines(run: Run, browse: Browse) -> None:
    client = browse("auditor")
    outlines = json.loads(client.get(f"{MAP}download/{RUN_ID}/outlines/county").content)
    address = f"{MAP}download/values?run={RUN_ID}&level=county&measure={JOBS}&state="
    head, classes, values = _unpacked(client.get(address + "together").content)
    assert len(classes) == len(values) == len(outlines["features"])
    assert values[2] == 106
    assert head["unit"] == {"zh": "个", "en": "jobs"}
    assert len(head["classes"]) <= 6
    other, _, _ = _unpacked(client.get(address + "apart").content)
    assert [one["label"] for one in other["classes"]] == [one["label"] for one in head["classes"]]
    difference, _, values = _unpacked(client.get(address + "together-today").content)
    assert values[2] == 2
    assert difference["classes"][0]["color"] == "#ffffff"


def test_a_browser_that_has_it_is_told_so(run: Run, browse: Browse) -> None:
    client = browse("auditor")
    for address in (
        f"download/{RUN_ID}/outlines/zone",
        f"download/values?run={RUN_ID}",
        f"download/{RUN_ID}/layer/rail",
    ):
        first = client.get(MAP + address, headers={"Accept-Encoding": "gzip"})
        assert first.status_code == 200
        assert first.headers["Content-Encoding"] == "gzip"
        again = client.get(MAP + address, headers={"If-None-Match": first.headers["ETag"]})
        assert again.status_code == 304
        assert not again.content


def test_every_overlay_can_be_read(run: Run, browse: Browse) -> None:
    client = browse("joint_office")
    page = client.get(MAP)
    names = [one.name for one in (*page.context["overlays"], *page.context["facilities"])]
    assert {"roads", "crossings", "candidates", "projects", "areas", "facility-hospital"} <= set(names)
    for name in names:
        found = json.loads(client.get(f"{MAP}download/{RUN_ID}/layer/{name}").content)
        assert found["type"] == "FeatureCollection"
        if found["features"]:
            one = found["features"][0]["properties"]["p"]
            told = client.get(f"{MAP}place/?run={RUN_ID}&layer={name}&place={one}").content.decode()
            assert "<h2>" in told, name
    assert client.get(f"{MAP}download/{RUN_ID}/layer/nothing").status_code == 404


def test_the_address_gives_the_view_again(run: Run, browse: Browse) -> None:
    client = browse("auditor")
    zone = client.get(MAP).context["rows"][0].place
    page = client.get(
        f"{MAP}?level=zone&measure={JOBS}&state=together-today&layers=areas,rail&layer=zone&place={zone}"
    )
    asked = page.context["asked"]
    assert (asked.level, asked.measure.key, asked.state, asked.layers) == (
        "zone",
        JOBS,
        "together-today",
        ("areas", "rail"),
    )
    assert client.get(f"{MAP}?{asked.query()}").context["asked"] == asked
    text = page.content.decode()
    assert zone in text
    assert "示意图，不作为划界依据" in text
    assert "示意数据，不反映真实情况" in text
    odd = client.get(f"{MAP}?level=moon&measure=no&state=no&layers=no,areas&place=no").context["asked"]
    assert (odd.level, odd.measure.key, odd.state) == ("zone", JOBS, "today")


@pytest.mark.parametrize(("language", "mark"), [("zh-hans", "示意图，不作为划界依据"), ("en", "Schematic map")])
def test_the_picture_says_what_it_is(run: Run, browse: Browse, language: str, mark: str) -> None:
    client = browse("auditor")
    client.cookies["language"] = language
    picture = client.get(
        f"{MAP}download/picture.svg?level=county&measure={JOBS}&layers=candidates,areas"
    ).content.decode()
    assert picture.startswith("<svg")
    assert mark in picture
    assert ("示意数据" if language == "zh-hans" else "Synthetic data") in picture


def test_the_layer_can_be_taken_away(run: Run, browse: Browse) -> None:
    answer = browse("auditor").get(f"{MAP}download/layer.geojson?level=county&measure={JOBS}&state=today")
    found = json.loads(answer.content)
    assert found["label"]["zh"] == "可达就业岗位·45分钟（现状）"
    assert found["note"] == ["示意图，不作为划界依据", "示意数据，不反映真实情况"]
    assert found["features"][1]["properties"]["value"] == 102
    assert "attachment" in answer.headers["Content-Disposition"]


def test_what_is_taken_away_is_the_view(run: Run, browse: Browse) -> None:
    client = browse("auditor")
    view = f"level=zone&measure={JOBS}&state=today"
    whole = json.loads(client.get(f"{MAP}download/layer.geojson?{view}").content)["features"]
    west, south = whole[0]["geometry"]["coordinates"][0][0]
    window = f"&at={west - 0.02}/{south - 0.02}/{west + 0.02}/{south + 0.02}"
    part = json.loads(client.get(f"{MAP}download/layer.geojson?{view}{window}").content)["features"]
    assert 0 < len(part) < len(whole)
    assert not part[0]["properties"]["name"].startswith("网格")
    picture = f"{MAP}download/picture.svg?{view}"
    assert client.get(picture + window).content != client.get(picture).content
    assert client.get(f"{picture}&at=1/2/x/4").content == client.get(picture).content


def test_a_candidate_is_confirmed_on_the_map(run: Run, browse: Browse) -> None:
    client = browse("joint_office")
    view = f"run={RUN_ID}&layers=candidates&layer=candidates&place=d1"
    assert "map-reason" in client.get(f"{MAP}place/?{view}").content.decode()
    assert "map-reason" not in browse("auditor").get(f"{MAP}place/?{view}").content.decode()
    answer = client.post(
        f"{MAP}{RUN_ID}/judge/?{view}", {"subject": "d1", "verdict": "confirmed", "reason": "已踏勘"}
    )
    assert answer.status_code == 302
    assert "place=d1" in answer.url
    assert Verdict.objects.get().verdict == "confirmed"
    found = json.loads(client.get(f"{MAP}download/{RUN_ID}/layer/candidates").content)
    assert [one["properties"]["m"] for one in found["features"]] == ["confirmed", ""]
    refused = browse("city_office").post(
        f"{MAP}{RUN_ID}/judge/?{view}", {"subject": "d1", "verdict": "rejected", "reason": "x"}
    )
    assert refused.status_code == 403
    without = client.post(f"{MAP}{RUN_ID}/judge/?{view}", {"subject": "d1", "verdict": "rejected", "reason": ""})
    assert without.status_code == 403


def test_the_page_takes_the_same_queries_for_every_view(run: Run, browse: Browse) -> None:
    client = browse("joint_office")
    views = ("", "?level=county", "?layers=areas&layer=county&place=990101", "?level=county&state=together-today")
    for view in views:
        client.get(MAP + view)
    counts = set()
    for view in views:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(MAP + view).status_code == 200
        counts.add(len(caught))
    assert len(counts) == 1
    assert counts.pop() < 12
