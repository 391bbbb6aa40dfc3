"""Attached runs as the pages read them."""

from __future__ import annotations

import pytest

from tests.office.workbench.making import RUN_ID
from tests.office.world import World
from tongcheng.errors import InputError
from tongcheng.office.figures.models import Run
from tongcheng.office.figures.store import runs_folder
from tongcheng.office.workbench import reading
from tongcheng.office.workbench.reading.measures import measure_of


def test_the_run_that_is_named_or_the_latest(run: Run, world: World) -> None:
    standing = world.standing("auditor")
    assert reading.choose_run(standing) == reading.choose_run(standing, RUN_ID) == run
    assert reading.choose_run(standing, "nothing") is None
    assert reading.choose_run(standing, circle="chengdu") is None
    assert reading.choose_run(world.standing("public")) is None
    assert reading.runs_for(world.standing("administrator")) == []
    assert reading.title_of(run).en == "Fictional circle of four cities"


def test_measures_with_their_states_and_differences(run: Run) -> None:
    measures = {one.key: one for one in reading.measures_of(run, "zone")}
    assert list(measures) == ["jobs_reached~~drive~45", "residents_by_zone"]
    jobs = measures["jobs_reached~~drive~45"]
    assert jobs.label.zh == "可达就业岗位·45分钟"
    assert [name for name, _ in reading.states_of(jobs)] == [
        "apart",
        "today",
        "together",
        "together-today",
        "today-apart",
    ]
    assert reading.states_of(measures["residents_by_zone"]) == []
    place = reading.values_of(run, "zone", jobs).index[5]
    states = [reading.values_of(run, "zone", jobs, state)["value"][place] for state in ("apart", "today", "together")]
    assert states == [105, 110, 115]
    assert reading.values_of(run, "zone", jobs, "together-today")["value"][place] == 5
    assert dict(reading.values_at(run, "zone", place))[jobs] == {"apart": 105, "today": 110, "together": 115}
    assert measure_of(run, "zone", "nothing") is None


def test_tables_layers_and_what_is_closed(run: Run) -> None:
    assert reading.has_table(run, "candidates")
    assert reading.table_of(run, "plan").empty
    assert reading.layer_path(run, "zones")
    assert reading.layer_path(run, "none") is None
    (closed,) = reading.closed_results(run)
    assert closed.sentence.zh.startswith("需补充：")
    assert reading.closed_results(run, "services") == []
    assert reading.stored_run(run).papers["run"] == RUN_ID
    assert reading.names_of(run)["990100"].zh


def test_a_changed_file_is_refused(run: Run) -> None:
    path = runs_folder() / run.folder / "layers/zones.geojson"
    path.chmod(0o600)
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(InputError):
        reading.layer_path(run, "zones")
