"""Pages and API of figures: who sees what, the versions side by side, the same rights in both channels."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.template import engines
from django.test import Client

from tests.office.figures.test_recording import COST
from tests.office.world import World
from tongcheng.office.figures.actions import adopt_gaps, record_figures
from tongcheng.office.figures.models import Figure, Measurement, Run
from tongcheng.office.lists.models import Item, List

Browse = Callable[[str], Client]


@pytest.fixture(autouse=True)
def _costs(world: World) -> None:
    record_figures(world.act("joint_office"), [COST, replace(COST, as_of="2022-08-10", value=226, source="报道乙")])


@pytest.mark.parametrize(
    ("who", "status"),
    [("joint_office", 200), ("filler", 200), ("auditor", 200), ("administrator", 404), ("public", 302)],
)
def test_who_reads_figures_and_runs(browse: Browse, run: Run, who: str, status: int) -> None:
    pages = (
        "/figures/",
        "/figures/of/?subject=S5",
        "/figures/runs/",
        "/figures/runs/r1/",
        "/figures/runs/r1/candidates/",
    )
    assert {browse(who).get(page).status_code for page in pages} == {status}


def test_versions_stand_side_by_side(browse: Browse) -> None:
    page = browse("filler").get("/figures/of/?subject=S5").content.decode()
    assert page.index("127 亿元") < page.index("226 亿元")
    assert "78%" in page
    assert browse("filler").get("/figures/of/?subject=unknown").status_code == 404


def test_a_value_is_recorded_on_a_page_or_every_problem_is_said(browse: Browse) -> None:
    client = browse("joint_office")
    values = {"attribute": "length", "value": "59", "qualifier": "exact", "unit": "km", "as_of": "2022-08-10",
              "basis": "official", "source": "报道乙"}  # fmt: skip
    assert client.post("/figures/record/?subject=S5", values).status_code == 302
    assert Figure.objects.filter(attribute="length").get().subject_name == "成眉S5线"
    assert client.post("/figures/record/?subject=S5", values | {"as_of": "去年"}).status_code == 422
    assert browse("filler").post("/figures/record/?subject=S5", values).status_code == 403


def test_gaps_are_adopted_on_the_page(browse: Browse, run: Run, problems: List) -> None:
    sent = {"gap": ["k1", "k2"], "list": problems.pk}
    assert browse("filler").post("/figures/runs/r1/adopt/", sent).status_code in (403, 404)
    assert browse("joint_office").post("/figures/runs/r1/adopt/", sent).status_code == 302
    assert Item.objects.filter(list=problems).count() == 2
    assert browse("joint_office").get("/figures/runs/r1/?indicator=beds_reached").status_code == 200


def test_the_row_shows_what_it_cites(world: World, run: Run, problems: List) -> None:
    (item,) = adopt_gaps(world.act("joint_office"), run, ["k1"], problems).made
    shown = {
        "measurements": Measurement.objects.filter(item=item).select_related("run"),
        "figures": Figure.objects.filter(subject="S5"),
    }
    page = engines["django"].get_template("figures/of_item.html").render(shown)
    assert "示意数据，不反映真实情况" in page
    assert "226 亿元" in page


def test_the_api_keeps_the_same_rights(browse: Browse, run: Run, problems: List) -> None:
    body = [
        {"subject": "S5", "attribute": "length", "as_of": "2022", "basis": "official", "source": "x", "value": 59}
    ]
    for who, status in (("joint_office", 200), ("filler", 403), ("public", 401)):
        sent = browse(who).post("/api/figures/", json.dumps(body), content_type="application/json")
        assert sent.status_code == status, who
    again = browse("joint_office").post("/api/figures/", json.dumps(body), content_type="application/json")
    assert again.status_code == 422
    assert browse("filler").get("/api/figures/?subject=S5").json()["count"] == 3
    assert browse("filler").get("/api/figures/runs/r1/gaps").json()["count"] == 2
    adopt = json.dumps({"gaps": ["k1"], "into": "p"})
    made = browse("joint_office").post("/api/figures/runs/r1/adopt", adopt, content_type="application/json").json()
    assert (
        browse("joint_office").get(f"/api/figures/items/{made['made'][0]}/measurements").json()[0]["run_id"] == "r1"
    )
    assert browse("filler").get(f"/api/figures/items/{made['made'][0]}/measurements").status_code == 404


def test_an_attribute_is_taken_by_its_label(browse: Browse) -> None:
    values = {"attribute": "长度", "value": "59", "qualifier": "exact", "unit": "km", "as_of": "2022-08-10",
              "basis": "official", "source": "报道乙"}  # fmt: skip
    browse("joint_office").post("/figures/record/?subject=S5", values)
    assert Figure.objects.filter(attribute="length").exists()
