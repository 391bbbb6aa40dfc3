"""Short ways to a publication, and to everything that the public can ask of it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.office.workbench.making import make_run
from tests.office.world import World
from tongcheng.office.core.acting import Act
from tongcheng.office.figures.actions import attach_run
from tongcheng.office.figures.models import Run
from tongcheng.office.people.standing import SYSTEM
from tongcheng.office.publication.actions import (
    add_publication,
    approve_snapshot,
    make_snapshot,
)
from tongcheng.office.publication.formats import FORMATS
from tongcheng.office.publication.models import Publication, Snapshot

DAY = dt.date(2022, 12, 31)


def publication(world: World, kind: str = "list", **values: Any) -> Publication:
    common = {"title": "公开的清单", "title_en": "Open list", "publisher": "同城办", "source": "同城化台账"}
    lst = world.list if kind == "list" else None
    one = Publication(slug=f"{kind}-2022", kind=kind, **({"list": lst} | common | values))
    return add_publication(world.act("joint_office"), one)


def fresh(one: Snapshot) -> Snapshot:
    return Snapshot.objects.select_related("publication__list", "maker").get(pk=one.pk)


def out(world: World, one: Publication) -> Snapshot:
    made = make_snapshot(world.act("joint_office"), one, DAY)
    approve_snapshot(world.act("leader"), fresh(made))
    return fresh(made)


def every_answer(client: Client, one: Snapshot) -> dict[str, str]:
    slug = one.publication.slug
    urls = ["/open/", "/open/feed.atom", f"/open/{slug}/", f"/open/{slug}/{one.number}/"]
    urls += [f"/open/{slug}/{name}.{kind}" for name in (one.number, "latest") for kind in FORMATS]
    found = {}
    for language in ("zh-hans", "en"):
        for url in urls:
            answer = client.get(url, follow=True, headers={"accept-language": language})
            found[f"{language} {url}"] = answer.content.decode()
    return found


@pytest.fixture
def run(world: World, settings: Any, tmp_path: Path) -> Run:
    """Attach a run of the fictional circle, with its outlines."""
    settings.HOME = tmp_path / "home"
    return attach_run(Act(SYSTEM), make_run(tmp_path / "run"))
