"""Fixtures of the office's tests."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import translation

from tests.office.world import World, make_world


@pytest.fixture(autouse=True)
def _in_chinese() -> None:
    """Begin every test in Chinese: a request in English leaves its language in the thread."""
    translation.activate("zh-hans")


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
