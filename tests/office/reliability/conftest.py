"""One office with one of everything for the tests of a file; what each test changes is undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client, override_settings

from tests.office.reliability.whole import Whole, make_whole
from tests.office.world import make_world


@pytest.fixture(scope="module")
def office(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Whole]:
    folder = tmp_path_factory.mktemp("whole")
    kept = override_settings(HOME=folder / "home", MEDIA_ROOT=folder / "files")
    with kept, django_db_blocker.unblock(), transaction.atomic():
        yield make_whole(make_world(), folder)
        transaction.set_rollback(True)


@pytest.fixture
def whole(office: Whole, db: None) -> Whole:
    return office


@pytest.fixture
def enter(whole: Whole) -> Callable[[str], Client]:
    """Give a logged-in client of this office by role name."""

    def as_role(who: str) -> Client:
        client = Client()
        if who != "public":
            client.force_login(whole.world.people[who])
        return client

    return as_role
