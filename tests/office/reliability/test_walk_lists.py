"""The actions of lists, walked as in ``test_walk.py``."""

from __future__ import annotations

import pytest

from tests.office.reliability.test_walk import NAMES, Enter, walk
from tests.office.reliability.whole import Whole


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("lists.")])
def test_walk(whole: Whole, enter: Enter, name: str) -> None:
    walk(whole, enter, name)
