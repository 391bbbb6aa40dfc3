"""Published values: dated, side by side, never overwritten."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.office.world import World
from tongcheng.errors import InputError
from tongcheng.office.audit.models import Event
from tongcheng.office.core.acting import RefusedError
from tongcheng.office.core.recorded import OutsideActionError
from tongcheng.office.figures.actions import FigureDraft, record_figures
from tongcheng.office.figures.models import Figure
from tongcheng.office.figures.queries.versions import figures_of, versions

COST = FigureDraft(
    "S5", "investment", "2022-03-28", "official", "报道甲", Decimal(127), unit="亿元", subject_name="成眉S5线"
)


def test_a_newer_value_stands_beside_the_older(world: World) -> None:
    act = world.act("joint_office")
    record_figures(act, [COST, replace(COST, as_of="2022-08-10", value=Decimal(226), source="报道乙")])
    (cost,) = versions(figures_of(act.standing, "S5"))
    assert [one.value for one in cost.figures] == [127, 226]
    assert round(cost.spread or 0) == 78
    assert Event.objects.filter(action="figures.record_figures").count() == 2


def test_a_value_does_not_change_and_does_not_go(world: World) -> None:
    (row,) = record_figures(world.act("joint_office"), [COST])
    with pytest.raises(OutsideActionError):
        row.save()
    for statement in ("UPDATE figures_figure SET value = 1", "DELETE FROM figures_figure"):
        with pytest.raises(DatabaseError, match="written once"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"value": None}, "value"),
        ({"as_of": "去年"}, "as_of"),
        ({"published": "3月"}, "published"),
        ({"basis": "rumour"}, "basis"),
        ({"qualifier": "maybe"}, "qualifier"),
        ({"source": ""}, "source"),
        ({"subject": "x" * 121}, "subject"),
        ({"value": Decimal("NaN")}, "value"),
    ],
)
def test_what_cannot_be_recorded_is_named(world: World, change: dict[str, Any], column: str) -> None:
    with pytest.raises(InputError) as caught:
        record_figures(world.act("joint_office"), [COST, replace(COST, as_of="2021", **change)] if "as_of" not in change else [replace(COST, **change)])  # fmt: skip
    assert column in {one.column for one in caught.value.problems}
    assert not Figure.objects.exists()


def test_the_same_value_is_not_recorded_twice(world: World) -> None:
    record_figures(world.act("joint_office"), [COST])
    with pytest.raises(InputError, match="尚未登记"):
        record_figures(world.act("joint_office"), [COST])


def test_invented_values_stay_off_real_rows_and_the_other_way(world: World) -> None:
    with pytest.raises(InputError, match="示意"):
        record_figures(world.act("joint_office"), [replace(COST, item=world.items["1"])])


@pytest.mark.parametrize(
    "who", ["filler", "unit_head", "city_office", "secretary", "supervisor", "leader", "auditor", "administrator"]
)
def test_only_keepers_record(world: World, who: str) -> None:
    for draft in (COST, replace(COST, item=world.items["1"], basis="synthetic")):
        with pytest.raises(RefusedError):
            record_figures(world.act(who), [draft])


def test_values_of_hidden_rows_are_hidden(world: World) -> None:
    draft = replace(COST, item=world.items["4"], basis="synthetic", subject="secret")
    record_figures(world.act("joint_office"), [draft, COST])
    seen = {
        who: len(figures_of(world.standing(who), "secret")) for who in ("joint_office", "filler", "administrator")
    }
    assert seen == {"joint_office": 1, "filler": 0, "administrator": 0}
    assert figures_of(world.standing("filler"), "S5")
    assert not figures_of(world.standing("public"), "S5")


def test_the_number_of_queries_does_not_grow_with_the_values(world: World) -> None:
    counts = []
    for name, count in (("a", 20), ("b", 300)):
        drafts = [replace(COST, attribute=f"{name}{number}") for number in range(count)]
        with CaptureQueriesContext(connection) as queries:
            record_figures(world.act("joint_office"), drafts)
        counts.append(len(queries))
    assert counts[0] == counts[1]
