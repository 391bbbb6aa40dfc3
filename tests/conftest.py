"""Fixtures that all rooms share; the numbers behind ``tiny`` are documented in ``tests/tiny.py``."""

from __future__ import annotations

import pytest

from tests.tiny import tiny_region
from tongcheng.region import Region


@pytest.fixture
def tiny() -> Region:
    """The circle of ``tests/tiny.py``, new for every test."""
    return tiny_region()
