"""An attached run in a home of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.office.workbench.making import make_run
from tests.office.world import World
from tongcheng.office.core.acting import Act
from tongcheng.office.figures.actions import attach_run
from tongcheng.office.figures.models import Run
from tongcheng.office.people.standing import SYSTEM


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the run once."""
    return make_run(tmp_path_factory.mktemp("run") / "demo")


@pytest.fixture
def run(world: World, settings: Any, tmp_path: Path, run_folder: Path) -> Run:
    """Attach it."""
    settings.HOME = tmp_path / "home"
    return attach_run(Act(SYSTEM), run_folder)
