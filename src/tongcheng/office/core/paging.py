"""Pages of an API answer, within what a database can count to and a client can swallow."""

from __future__ import annotations

from ninja.pagination import LimitOffsetPagination
from pydantic import Field

MOST = 1000


class Pages(LimitOffsetPagination):
    """``limit`` rows from ``offset`` on."""

    class Input(LimitOffsetPagination.Input):
        """Which rows are asked for."""

        limit: int = Field(100, ge=1, le=MOST)
        offset: int = Field(0, ge=0, le=10**9)
