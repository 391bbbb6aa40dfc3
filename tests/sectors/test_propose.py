"""Confirmed candidates become projects, with edits that apply and a cost that follows from published ones."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.sectors.hand_circle import candidates, hand_region
from tongcheng import open_region
from tongcheng.region import Region
from tongcheng.region.edits import AddLink, ModifyLink, apply, edits_from_table
from tongcheng.sectors.transport.effects import measure_effects
from tongcheng.sectors.transport.propose import Proposed, propose
from tongcheng.sectors.transport.worth import measure_worth
from tongcheng.sectors.transport.worth.costs import cost_range, published_costs
from tongcheng.travel.circle import CircleTravel


def circle() -> Region:
    """Give the hand-made circle without projects that cover the candidates, with four published roads.

    New roads: 2 for 4 km = 0.5 and later 3 for 4 km = 0.75; 1 for 1 km = 1; 4 for 5 km = 0.8. A mended one: 0.3 for 3 km = 0.1. A
    railway is no road.
    """
    region = hand_region()
    names = {"n1": "东大道", "n2": "西大道", "n3": "北公路", "m1": "旧公路改造", "r1": "市域铁路"}
    projects = pd.DataFrame(
        [{"project": key, "name": name, "field": "铁路" if key == "r1" else "跨界公路", "cities": "A;B"} for key, name in names.items()]
    )  # fmt: skip
    published = [
        ("n1", "investment", 2, "2019"), ("n1", "investment", 3, "2021-05"), ("n1", "length", 4, "2019"),
        ("n2", "investment", 1, "2020"), ("n2", "length", 1, "2020"),
        ("n3", "investment", 4, "2018"), ("n3", "length", 5, "2018"),
        ("m1", "investment", 0.3, "2020"), ("m1", "length", 3, "2020"),
        ("r1", "investment", 90, "2020"), ("r1", "length", 9, "2020"),
    ]  # fmt: skip
    figures = pd.DataFrame(
        [
            {"figure": f"{subject}.{attribute}.{when}", "subject": subject, "subject_table": "projects",
             "attribute": attribute, "value": value, "unit": "亿元" if attribute == "investment" else "km", "as_of": when}
            for subject, attribute, value, when in published
        ]
    )  # fmt: skip
    papers = {"basis": "synthetic", "source": "hand"}
    return region.with_tables(
        {
            "projects": projects.assign(**papers),
            "project_edits": region["project_edits"].iloc[:0],
            "figures": figures.assign(**papers),
        }
    )


def verified(**verdicts: str) -> pd.DataFrame:
    frame = candidates()
    return frame.assign(
        verdict=frame["candidate"].map(verdicts).astype("str").where(frame["candidate"].isin(list(verdicts)))
    )


def test_confirmed_candidates_become_projects_that_do_what_the_candidates_do() -> None:
    region = circle()
    frame = verified(head="confirmed", foot="confirmed", slow="rejected")
    made = propose(region, frame)
    assert made.projects["project"].tolist() == ["prop-head", "prop-foot"]
    assert made.projects["name"].tolist() == ["甲乙交界谷口路断头路打通工程", "甲乙交界谷口路瓶颈路段改造工程"]
    after = made.added_to(region)
    edits = edits_from_table(after, ["prop-head", "prop-foot"])
    assert edits["prop-head"].edits == (AddLink("prop-head", "a14", "b14", "secondary", 60.0, None, 2000.0),)
    assert edits["prop-foot"].edits == (ModifyLink("foot", {"speed_kmh": 120.0}),)
    assert apply(after, edits["prop-foot"])["road_links"].set_index("link").loc["foot", "speed_kmh"] == 120.0
    travel = CircleTravel(region)
    worth = measure_worth(region, travel, frame).results.frame
    effect = measure_effects(after, travel, ["prop-head", "prop-foot"]).results.frame
    keys = ["indicator", "level", "place", "borders", "group", "threshold"]
    for candidate in ("head", "foot"):
        one, other = (
            table[table["scenario"] == name].set_index(keys)[["value", "low", "high"]]
            for table, name in ((worth, candidate), (effect, f"prop-{candidate}"))
        )
        pd.testing.assert_frame_equal(one, other, check_exact=False, rtol=1e-12)


def test_reasons_are_given_for_the_rest() -> None:
    made = propose(circle(), verified(head="confirmed", slow="rejected"), unverified=False)
    notes = made.notes.set_index("candidate")["reason_en"].to_dict()
    assert notes == {
        "foot": "not confirmed yet",
        "no-more": "not confirmed yet",
        "nowhere": "not confirmed yet",
        "unknown": "not confirmed yet",
        "gone": "not confirmed yet",
        "slow": "rejected by a person",
    }
    more = propose(circle(), verified(slow="rejected"), unverified=True)
    assert set(more.projects["project"]) == {"prop-head", "prop-foot", "prop-no-more"}
    assert more.notes.set_index("candidate").loc["unknown", "reason_en"] == "no node beyond to join"


def test_a_project_on_the_list_is_not_proposed_again() -> None:
    made = propose(hand_region(), verified(head="confirmed", foot="confirmed"))
    assert made.projects.empty
    assert made.notes.set_index("candidate")["project"].reindex(["head", "foot"]).tolist() == ["head", "foot"]


def cost_of(made: Proposed, project: str) -> pd.Series:
    figures = made.figures
    return figures[(figures["subject"] == project) & (figures["attribute"] == "cost")].iloc[0]


def test_the_cost_range_is_that_of_comparable_published_roads() -> None:
    made = propose(circle(), verified(head="confirmed", foot="confirmed"))
    new = cost_of(made, "prop-head")  # three new roads: latest 0.75, 1, 0.8; from 0.5 to 1; for 2 km
    assert (new["value"], new["low"], new["high"]) == (pytest.approx(1.6), pytest.approx(1.0), pytest.approx(2.0))
    mended = cost_of(made, "prop-foot")  # one mended road says nothing alone: 0.1, 0.75, 0.8, 1
    assert (mended["value"], mended["low"], mended["high"]) == (
        pytest.approx(1.55),
        pytest.approx(0.2),
        pytest.approx(2.0),
    )
    assert new["as_of"] == "2021-05"
    assert set(made.figures["basis"]) == {"synthetic"}
    assert "n1、n2、n3" in new["note"]


def test_without_published_costs_there_is_none() -> None:
    region = circle()
    bare = region.with_tables({"figures": region["figures"].iloc[:0]})
    made = propose(bare, verified(head="confirmed"))
    assert made.figures["attribute"].tolist() == ["length"]
    assert "未推算投资" in made.projects["note"].iloc[0]


def test_the_published_roads_of_chengdu_span_what_is_known_of_them() -> None:
    """0.30 for 3.42 km mended; 58 for 38.6 km and 2.0 for 1.6 km new. Railways and parks are not roads."""
    costs = published_costs(open_region("chengdu")).set_index("project")
    assert costs.loc["DER-01", "latest"] == pytest.approx(0.30 / 3.42)
    assert costs.loc["DER-12", "latest"] == pytest.approx(1.25)
    assert costs["high"].max() == pytest.approx(58 / 38.6)
    assert not {"S3", "S5", "S11", "RING-RAIL", "ZONE-02", "AGR-01"} & set(costs.index)
    found = cost_range(costs.reset_index(), work="mend", road_class="", length_km=3.42)
    assert found is not None
    assert found.low == pytest.approx(0.30, abs=1e-4)
    assert found.basis == "modelled"


def test_the_same_candidates_give_the_same_rows() -> None:
    one, two = (propose(circle(), verified(head="confirmed")) for _ in range(2))
    assert one.projects.equals(two.projects)
    assert one.project_edits.equals(two.project_edits)
    assert one.figures.equals(two.figures)
