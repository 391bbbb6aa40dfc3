"""An attached run in a home of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.office.figures.folders import make_run
from tests.office.world import World
from tongcheng.office.core.acting import Act
from tongcheng.office.figures.actions import attach_run
from tongcheng.office.figures.models import Run
from tongcheng.office.lists.actions import create_list
from tongcheng.office.lists.models import List
from tongcheng.office.people.standing import SYSTEM


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    """Keep what the test writes apart."""
    settings.HOME = tmp_path / "home"
    return settings.HOME


@pytest.fixture
def run(world: World, tmp_path: Path) -> Run:
    """Attach the small run."""
    return attach_run(Act(SYSTEM), make_run(tmp_path / "run"))


@pytest.fixture
def problems(world: World) -> List:
    """Make a problem list of the demo circle."""
    values = {"code": "p", "name": "问题清单", "kind": "problem", "year": 2022, "circle": "demo", "synthetic": True}
    return create_list(world.act("joint_office"), world.units["office"], values)
