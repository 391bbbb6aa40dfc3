"""Runs attached, gaps adopted, effects promised and measured, candidates judged."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db.models import ProtectedError

from tests.office.figures.folders import make_run
from tests.office.world import World
from tongcheng.errors import InputError
from tongcheng.office.core.acting import Act, RefusedError
from tongcheng.office.figures.actions import (
    adopt_gaps,
    attach_run,
    cite_effects,
    judge_candidate,
    measure_effects,
    remove_run,
)
from tongcheng.office.figures.models import Measurement, Run
from tongcheng.office.figures.queries.candidates import candidates_of
from tongcheng.office.figures.queries.effects import cited
from tongcheng.office.figures.queries.runs import gap_lines
from tongcheng.office.figures.store import runs_folder, stored
from tongcheng.office.lists.actions import cancel_items, change_items
from tongcheng.office.lists.models import Item, List
from tongcheng.office.people.standing import SYSTEM


def test_a_run_is_copied_read_only_and_stays_proven(run: Run, tmp_path: Path) -> None:
    copy = runs_folder() / run.folder
    assert (run.circle, run.synthetic) == ("demo", True)
    assert {path.stat().st_mode & 0o777 for path in copy.rglob("*.parquet")} == {0o400}
    (tmp_path / "run" / "gaps.parquet").unlink()
    assert len(stored(run).gaps) == 2


def test_a_changed_run_is_refused_and_leaves_nothing(world: World, tmp_path: Path) -> None:
    folder = make_run(tmp_path / "run")
    (folder / "results.parquet").write_bytes(b"x")
    with pytest.raises(InputError, match=r"results\.parquet"):
        attach_run(Act(SYSTEM), folder)
    assert not Run.objects.exists()
    assert not runs_folder().exists()


def test_a_run_is_attached_once_and_only_by_the_joint_office(run: Run, world: World, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="无需再次引入"):
        attach_run(Act(SYSTEM), tmp_path / "run")
    for who in ("filler", "city_office", "auditor", "administrator"):
        with pytest.raises(RefusedError):
            attach_run(world.act(who), tmp_path / "run")


def test_a_gap_becomes_a_problem_and_is_measured_again_by_the_next_run(
    run: Run, world: World, problems: List, tmp_path: Path
) -> None:
    act = world.act("joint_office")
    first = adopt_gaps(act, run, ["k1"], problems)
    (item,) = first.made
    assert (item.gap_key, item.state, item.origin_kind, item.synthetic) == ("k1", "draft", "gap", True)
    assert [city.code for city in item.cities.all()] == ["990100"]
    assert (adopt_gaps(act, run, ["k1"], problems).known, Item.objects.filter(list=problems).count()) == (1, 1)
    later = attach_run(Act(SYSTEM), make_run(tmp_path / "later", "r2"))
    second = adopt_gaps(act, later, ["k1", "k2"], problems)
    assert [len(second.made), second.measured_again] == [1, [item]]
    shown = cited(Measurement.objects.filter(item=item).select_related("run"))
    assert [(one.run.run_id, one.value, one.before, one.after) for one in shown.gaps] == [
        ("r1", 40.0, 100.0, 140.0),
        ("r2", 40.0, 100.0, 140.0),
    ]


def test_a_cancelled_row_stands_for_its_gap_no_more(run: Run, world: World, problems: List) -> None:
    act = world.act("joint_office", "重复")
    (item,) = adopt_gaps(act, run, ["k1"], problems).made
    cancel_items(act, [item])
    assert adopt_gaps(act, run, ["k1"], problems).made


def test_unknown_gaps_and_other_lists_are_refused(run: Run, world: World, problems: List) -> None:
    act = world.act("joint_office")
    with pytest.raises(InputError, match="nothing"):
        adopt_gaps(act, run, ["k1", "nothing"], problems)
    assert world.list is not None
    with pytest.raises(RefusedError, match="问题清单"):
        adopt_gaps(act, run, ["k1"], world.list)
    with pytest.raises(RefusedError):
        adopt_gaps(world.act("city_office"), run, ["k1"], problems)


@pytest.mark.parametrize("change", [{"synthetic": False}, {"circle": "chengdu"}])
def test_invented_and_real_do_not_mix(run: Run, world: World, problems: List, change: dict[str, object]) -> None:
    from tests.office.world import acting_as

    with acting_as("test.setup"):
        List.objects.filter(pk=problems.pk).update(**change)
    problems.refresh_from_db()
    with pytest.raises(RefusedError):
        adopt_gaps(world.act("joint_office"), run, ["k1"], problems)


def test_a_cited_run_stays_an_uncited_one_may_go(run: Run, world: World, problems: List, tmp_path: Path) -> None:
    act = world.act("joint_office", "引错了")
    other = attach_run(Act(SYSTEM), make_run(tmp_path / "other", "r9"))
    adopt_gaps(act, run, ["k1"], problems)
    with pytest.raises(RefusedError, match="引用"):
        remove_run(act, run)
    from tests.office.world import acting_as

    with acting_as("test.setup"), pytest.raises(ProtectedError):
        run.delete()
    remove_run(act, other)
    assert [one.run_id for one in Run.objects.all()] == ["r1"]


def test_what_was_promised_is_measured_by_a_later_run(run: Run, world: World, tmp_path: Path) -> None:
    act = world.act("joint_office", "核对")
    item = world.items["1"]
    change_items(act, [item], {item.pk: {"project_id": "P02"}})
    assert len(cite_effects(act, run, [item])) == 1
    assert cite_effects(act, run, [item]) == []
    later = attach_run(Act(SYSTEM), make_run(tmp_path / "later", "r2", reached=1009.0))
    (measured,) = measure_effects(act, later, run, [item])
    (effect,) = cited(Measurement.objects.filter(item=item).select_related("run")).effects
    assert (measured.value, measured.before, measured.after) == (9.0, 1000.0, 1009.0)
    assert (effect.promised.value, effect.kept) == (10.0, True)


def test_a_verdict_needs_a_reason_and_a_known_candidate(run: Run, world: World) -> None:
    with pytest.raises(RefusedError):
        judge_candidate(world.act("joint_office"), run, "d1", "rejected")
    act = world.act("joint_office", "现场已通")
    with pytest.raises(InputError):
        judge_candidate(act, run, "d2", "perhaps")
    judge_candidate(act, run, "d1", "rejected")
    (one,) = candidates_of(run)
    assert one.verdict is not None
    assert (one.verdict.verdict, one.verdict.reason) == ("rejected", "现场已通")


def test_lines_of_gaps_take_two_queries(
    run: Run, world: World, problems: List, django_assert_num_queries: object
) -> None:
    from tongcheng.office.figures.queries.gaps import gaps_of

    adopt_gaps(world.act("joint_office"), run, ["k1"], problems)
    gaps = gaps_of(run)
    for count in (1, 2):
        with django_assert_num_queries(2):  # type: ignore[operator]
            lines = gap_lines(run, gaps[:count])
    assert [line.cited for line in lines] == [True, False]
