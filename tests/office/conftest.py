"""Fixtures of the office's tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client
from django.utils import translation

from tests.office.world import World, make_world


@pytest.fixture(autouse=True)
def _in_chinese() -> None:
    """Begin every test in Chinese: a request in English leaves its language in the thread."""
    translation.activate("zh-hans")


@pytest.fixture(autouse=True, scope="session")
def _one_connection() -> Iterator[None]:
    """Keep the connection that holds a test's transaction open, whatever a request does at its end.

    Django asks only whether autocommit is off; SQLite in memory never closes, PostgreSQL would lose the test's rows.
    """
    close = BaseDatabaseWrapper.close_if_unusable_or_obsolete

    def unless_in_a_test(self: BaseDatabaseWrapper) -> None:
        if not self.in_atomic_block:
            close(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseWrapper, "close_if_unusable_or_obsolete", unless_in_a_test)
        yield


@pytest.fixture
def world(db: None) -> World:
    """A small fictional office: see ``tests/office/world.py``."""
    return make_world()


@pytest.fixture
def browse(world: World) -> Callable[[str], Client]:
    """Give a logged-in client by role name."""

    def as_role(who: str) -> Client:
        client = Client()
        if who != "public":
            client.force_login(world.people[who])
        return client

    return as_role
