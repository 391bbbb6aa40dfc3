"""Tests that really do it: many writers, killed processes, backups under load. ``make soak`` takes larger doses."""

from __future__ import annotations

import os


def dose(small: int, large: int) -> int:
    """Give how often to do it: small in ``make test``, large in ``make soak``."""
    return large if os.environ.get("TONGCHENG_SOAK") else small
