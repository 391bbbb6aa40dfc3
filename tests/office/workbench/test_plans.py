"""The plan page: the same plan as a direct call gives, in words where none can be; saved, compared, sent on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.office.workbench.planning import PLAN_RUN, make_planned
from tests.office.world import ROLES, World
from tongcheng.errors import InputError
from tongcheng.office.core.acting import Act, RefusedError
from tongcheng.office.core.acting import _named as acting_as
from tongcheng.office.figures.actions import attach_run, remove_run
from tongcheng.office.figures.models import Run
from tongcheng.office.lists.models import List
from tongcheng.office.people.standing import SYSTEM
from tongcheng.office.workbench.plans.actions import save_plan, send_plan
from tongcheng.office.workbench.plans.asked import Wishes, read_wishes
from tongcheng.office.workbench.plans.computing import budgets_of, measured_of, solved
from tongcheng.office.workbench.plans.models import PlanDraft
from tongcheng.plan.make import make_plan
from tongcheng.plan.options import PlanOptions
from tongcheng.results import empty_results
from tongcheng.sectors.gaps import empty_gaps

Browse = Callable[[str], Client]
PLAN = "/workbench/plan/"


@pytest.fixture(scope="session")
def plan_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the run once."""
    return make_planned(tmp_path_factory.mktemp("plan") / "demo")


@pytest.fixture
def planned(world: World, settings: Any, tmp_path: Path, plan_folder: Path) -> Run:
    """Attach it."""
    settings.HOME = tmp_path / "home"
    return attach_run(Act(SYSTEM), plan_folder)


@pytest.fixture
def projects(world: World) -> List:
    """Make a list of projects kept by the joint office."""
    with acting_as("test.setup"):
        row: List = List.objects.create(
            code="projects",
            name="项目清单",
            kind="project",
            keeper=world.units["office"],
            circle="demo",
            synthetic=True,
        )
    return row


@pytest.mark.parametrize("who", [*ROLES, "public"])
def test_who_sees_the_plan(planned: Run, browse: Browse, who: str) -> None:
    status = {"administrator": 404, "public": 302}.get(who, 200)
    for address in ("", "result/", "saved/", "why/P24/"):
        assert browse(who).get(PLAN + address).status_code == status, address


def test_without_a_plan_the_page_says_what_opens_it(run: Run, browse: Browse) -> None:
    assert "budgets" in browse("auditor").get(PLAN).content.decode()
    assert browse("auditor").get(PLAN + "result/").status_code == 404
    assert browse("auditor").get(PLAN + "?run=nothing").status_code == 404


def test_the_page_computes_what_a_direct_call_gives(planned: Run, browse: Browse) -> None:
    page = browse("auditor").get(PLAN + "?all=80&w-market_pull=2&must=P24")
    measured = measured_of(planned)
    assert measured is not None
    weights = {"shortfall": 1.0, "market_pull": 2.0, "felt_gain": 1.0}
    options = PlanOptions(weights=weights, budget_factor=0.8, must=["P24"], reasons=False)
    none = empty_results()
    full = make_plan(measured.region, none, empty_gaps(), none, options, appraisal=measured.appraisal)
    wanted = full.projects[full.projects["decision"] == "in"]
    inside = next(rows for words, rows in page.context["groups"] if words.zh == "入选")
    assert [one.project for one in inside] == list(wanted["project"])
    assert [one.order for one in inside] == list(range(1, len(wanted) + 1))
    assert [one.cost for one in page.context["cities"]] == pytest.approx(list(full.cities["cost"]))
    assert [one.net for one in page.context["cities"]] == [
        None
    ] * 4  # nothing new has a price here: unknown, not zero
    assert page.context["choice"].objective == pytest.approx(
        float(full.facts.set_index("key")["value"]["objective"]), rel=1e-4
    )
    assert page.content.decode().count("<svg") >= 1


def test_the_address_gives_the_plan_again(planned: Run, browse: Browse) -> None:
    client, known = browse("auditor"), budgets_of(planned)
    (stage, city), amount = next(iter(known.items()))
    form = {
        "form": "1",
        "run": PLAN_RUN,
        "live": "1",
        "all": "90",
        f"m-{stage}-{city}": f"{amount / 2:.2f}",
        "p-P24": "must",
    }
    answer = client.get(PLAN + "result/", form)
    address = answer.headers["HX-Replace-Url"]
    again = client.get(address).context["wishes"]
    assert again == answer.context["wishes"]
    assert (again.easy_first, again.livelihood_first, again.factor, again.must) == (False, True, 90, ("P24",))
    assert list(again.budgets) == [(stage, city)]
    untouched = {f"m-{one}-{place or 'joint'}": f"{value:.2f}" for (one, place), value in known.items()}
    assert read_wishes({**untouched, "easy": "1", "live": "1", "form": "1"}, known) == Wishes()
    odd = read_wishes({"w-shortfall": "nan", "all": "-3", "for": "x", "m-starting-990100": "inf"}, known)
    assert odd == Wishes()


def test_less_money_buys_less(planned: Run) -> None:
    values = []
    for factor in (120.0, 100.0, 60.0):
        plan = solved(planned, Wishes(factor=factor)).plan
        assert plan is not None
        assert plan.choice is not None
        assert plan.choice.bound >= plan.choice.objective - 1e-6
        values.append(plan.choice.objective)
    assert values == sorted(values, reverse=True)


def test_wishes_that_exclude_each_other_are_said_in_words(planned: Run, browse: Browse) -> None:
    client = browse("auditor")
    excluded = client.get(PLAN + "?must=P04,P05").content.decode()
    assert "只能选一" in excluded
    assert "必须同时入选" in excluded
    assert "0.00 亿元" in client.get(PLAN + "?all=0&must=P24").content.decode()
    assert "P99" in client.get(PLAN + "?must=P99").content.decode()
    none = client.get(PLAN + "?w-shortfall=0&w-market_pull=0&w-felt_gain=0")
    assert none.status_code == 200
    assert none.context["found"].problems
    assert client.get(PLAN + "why/P24/?must=P04,P05").status_code == 404


def test_why_is_this_road_first(planned: Run, browse: Browse) -> None:
    client = browse("auditor")
    page = client.get(PLAN + "why/P24/?w-market_pull=3")
    text = page.content.decode()
    assert PLAN_RUN in text
    assert "九成情况下" in text
    assert "示意数据，不反映真实情况" in text
    assert page.context["reasons"].criteria[1].weight == pytest.approx(100)
    assert client.get(PLAN + "why/P01/").status_code == 404


def test_plans_are_kept_compared_and_opened_again(planned: Run, browse: Browse) -> None:
    client = browse("city_office")
    for name, wishes in (("甲方案", ""), ("乙方案", "all=50&never=P24")):
        answer = client.post(f"{PLAN}save/?run={PLAN_RUN}&{wishes}", {"name": name})
        assert answer.status_code == 302
    one, two = PlanDraft.objects.order_by("pk")
    assert two.options == {"all": "50", "never": "P24"}
    assert two.result["run"] == PLAN_RUN
    page = client.get(f"{PLAN}saved/compare/?a={one.pk}&b={two.pk}")
    assert page.context["pairs"][0].differs
    assert len(page.context["cities"]) == 4
    assert "all=50" in client.get(f"{PLAN}saved/{two.pk}/").content.decode()
    assert browse("city_office_b").get(f"{PLAN}saved/{two.pk}/").status_code == 404
    assert browse("leader").get(f"{PLAN}saved/{two.pk}/").status_code == 200
    with pytest.raises(RefusedError):
        remove_run(Act(SYSTEM, "x"), planned)


@pytest.mark.parametrize("who", ROLES)
def test_who_keeps_a_plan(planned: Run, world: World, who: str) -> None:
    if who in ("joint_office", "secretary", "city_office"):
        assert save_plan(world.act(who), planned, "方案", Wishes()).run == planned
    else:
        with pytest.raises(RefusedError):
            save_plan(world.act(who), planned, "方案", Wishes())


def test_what_cannot_be_kept(planned: Run, world: World) -> None:
    with pytest.raises(InputError):
        save_plan(world.act("joint_office"), planned, " ", Wishes())
    with pytest.raises(InputError):
        save_plan(world.act("joint_office"), planned, "方案", Wishes(must=("P04", "P05")))


def test_a_plan_is_sent_to_a_list_once(planned: Run, projects: List, world: World, browse: Browse) -> None:
    draft = save_plan(world.act("joint_office"), planned, "方案", Wishes())
    with pytest.raises(RefusedError):
        send_plan(world.act("joint_office"), projects, draft)
    client = browse("joint_office")
    assert client.get(f"{PLAN}saved/{draft.pk}/").context["lists"] == [projects]
    answer = client.post(f"{PLAN}saved/{draft.pk}/send/", {"list": projects.pk, "reason": "提交下次会议"})
    assert answer.status_code == 302
    inside = [one["project"] for one in draft.result["projects"] if one["decision"] == "in"]
    items = list(projects.items.order_by("order"))
    assert [one.project_id for one in items] == inside
    assert {one.state for one in items} == {"draft"}
    assert all(one.synthetic and PLAN_RUN in one.origin for one in items)
    with pytest.raises(RefusedError):
        send_plan(world.act("joint_office", "再次"), projects, draft)


@pytest.mark.parametrize("who", [one for one in ROLES if one != "joint_office"])
def test_only_the_keeper_sends(planned: Run, projects: List, world: World, who: str) -> None:
    draft = save_plan(Act(SYSTEM), planned, "方案", Wishes())
    with pytest.raises(RefusedError):
        send_plan(world.act(who, "提交"), projects, draft)


def test_an_invented_plan_never_enters_a_real_list(planned: Run, projects: List, world: World) -> None:
    draft = save_plan(world.act("joint_office"), planned, "方案", Wishes())
    with acting_as("test.setup"):
        List.objects.filter(pk=projects.pk).update(synthetic=False)
    projects.refresh_from_db()
    with pytest.raises(RefusedError):
        send_plan(world.act("joint_office", "提交"), projects, draft)
    assert world.list is not None
    with pytest.raises(RefusedError):
        send_plan(world.act("joint_office", "提交"), world.list, draft)
    assert not projects.items.exists()


def test_the_queries_do_not_grow(planned: Run, browse: Browse) -> None:
    client, counts = browse("joint_office"), set()
    addresses = ("", "?all=50", "?must=P24&all=200")
    for address in addresses:
        client.get(PLAN + address)
    for address in addresses:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(PLAN + address).status_code == 200
        counts.add(len(caught))
    assert len(counts) == 1
    assert counts.pop() < 12
