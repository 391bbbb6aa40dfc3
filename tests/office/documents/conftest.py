"""What the tests of documents share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import pytest
from django.utils import timezone

from tests.office.documents import files
from tests.office.world import World
from tongcheng.office.documents import actions
from tongcheng.office.documents.models import Consultation, Dossier, Version
from tongcheng.office.documents.reading import Upload, read_upload, typed_text

Text = Callable[..., Version]


@pytest.fixture
def dossier(world: World) -> Dossier:
    values = {
        "kind": "action_plan", "title": "甲乙同城化发展三年行动计划", "unit": world.units["office"],
        "visibility": "units", "synthetic": True,
    }  # fmt: skip
    return actions.save_dossier(world.act("joint_office"), Dossier(**values), values)


@pytest.fixture
def version(world: World, dossier: Dossier) -> Version:
    read = read_upload(Upload("行动计划.docx", files.word()))
    return actions.add_version(world.act("secretary"), dossier, read, label="征求意见稿")


@pytest.fixture
def revised(world: World, dossier: Dossier, version: Version) -> Version:
    lines = list(files.PLAN)
    lines[5] = "打通甲乙大道等5条断头路，2022年底前全部通车。"
    lines.insert(6, "建设甲乙轨道交通示范线，方便两市居民往来。")
    del lines[2]
    text = "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in files.TABLE)])
    return actions.add_version(world.act("secretary"), dossier, typed_text("送审稿", text), label="送审稿")


@pytest.fixture
def consultation(world: World, version: Version) -> Consultation:
    units = [world.units["roads_a"], world.units["roads_b"]]
    return actions.open_consultation(world.act("secretary"), version, units, later())


def later(days: int = 10) -> dt.date:
    return timezone.localdate() + dt.timedelta(days)


def texts(version: Version) -> Sequence[str]:
    return list(version.paragraphs.values_list("text", flat=True))
