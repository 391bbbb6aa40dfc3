"""The samples: the real one says only what was published, the invented one has everything."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tongcheng import open_region
from tongcheng.errors import InputError
from tongcheng.office.audit import chain
from tongcheng.office.documents.models import Dossier, Opinion
from tongcheng.office.figures.exporting import export_region
from tongcheng.office.figures.models import Figure
from tongcheng.office.lists.actions import complete_items
from tongcheng.office.lists.models import Item, List, Milestone
from tongcheng.office.meetings.models import Meeting, Resolution
from tongcheng.office.meetings.queries import followup, sentences
from tongcheng.office.people.models import Person, Unit
from tongcheng.office.people.standing import SYSTEM, standing_of
from tongcheng.office.progress.models import Ledger, Period
from tongcheng.office.progress.queries import not_reported
from tongcheng.office.seeds import load
from tongcheng.office.server.accounts import by_command

pytestmark = pytest.mark.django_db


def test_the_real_sample_invents_nothing() -> None:
    load("chengdu")
    assert not Person.objects.exists()
    assert not Ledger.objects.exists()
    assert set(Item.objects.values_list("synthetic", "reporting_unit", "state")) == {(False, None, "draft")}
    assert not Item.objects.filter(source="").exists()
    assert not Unit.objects.exclude(code="joint_office").filter(source="").exists()
    assert Figure.objects.count() == len(open_region("chengdu")["figures"])
    assert not Figure.objects.filter(source="").exists()
    with pytest.raises(InputError):
        load("chengdu")


def test_the_real_sample_keeps_wording_and_versions() -> None:
    load("chengdu")
    costs = Figure.objects.filter(item__code="S5", attribute="investment").order_by("as_of")
    assert [int(one.value) for one in costs] == [127, 226]
    assert List.objects.get(code="matters-2021").items.count() == 12
    words = Milestone.objects.filter(item__code="1-2").values_list("text", flat=True)
    assert "环线北段路基土石方95%、桥梁95%、路面60%" in words


def test_the_real_meetings_say_what_their_sources_say(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    load("chengdu")
    assert not Meeting.objects.filter(source="").exists()
    assert not Meeting.objects.filter(called__isnull=False).exists()
    assert not Meeting.objects.filter(issued__isnull=False).exists()
    first = Meeting.objects.get(session=1, body__code="leading_group")
    assert (str(first.on), first.venues.count(), first.agenda.count()) == ("2020-02-25", 4, 6)
    assert set(first.resolutions.values_list("outcome", flat=True)) == {"not_stated"}
    assert not first.resolutions.filter(text__contains="通过").exists()
    assert not first.attendances.filter(venue__isnull=False).exists()
    assert set(first.agenda.values_list("document__reading", flat=True)) == {"absent"}
    assert first.record is not None
    text = first.record.text
    names = [one.name for one in first.attendances.all() if one.name]
    assert len(names) == 6
    assert [one for one in (*names, *first.instructions.values_list("text", flat=True)) if one not in text] == []
    shown = sentences(SYSTEM, first)
    assert shown is not None
    assert (len(shown.sentences), shown.asking, shown.covered) == (33, 13, 8)
    made = [(row.title, one.paragraph.text) for one in shown.sentences for row in one.made]
    assert ("着力打通交界地带断头路" in [title for title, _ in made], len(made)) == (True, 20)
    assert Resolution.objects.get(meeting__session=3, meeting__body__code="leading_group").rows.count() == 12


def test_the_invented_sample_has_every_state_and_comes_back_as_a_circle(tmp_path: Path, settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    from tongcheng.office.server.serving import first_accounts

    first_accounts()
    loaded = load("demo")
    assert chain.verify() is None
    assert set(Item.objects.values_list("synthetic", flat=True)) == {True}
    periods = list(Period.objects.order_by("code"))
    assert len(periods) == 12
    assert Counter(periods[0].ledgers.values_list("state", flat=True)).keys() == {"accepted"}
    last = Counter(periods[-1].ledgers.values_list("state", flat=True))
    assert set(last) == {"draft", "returned", "signed", "city_accepted", "accepted"}
    assert len(not_reported(periods[-1]).missing) >= 3
    assert {one.role for one in loaded.accounts} >= {"filler", "unit_head", "city_office", "joint_office", "auditor"}
    assert Counter(Meeting.objects.values_list("state", "synthetic")) == Counter(
        {("issued", True): 1, ("called", True): 1, ("collecting", True): 1}
    )
    issued = Meeting.objects.get(state="issued")
    shown = followup(SYSTEM, issued, periods[0].last_day)
    assert [bool(one.rows) for one in shown.resolutions] == [True, True, True, False]
    later = followup(SYSTEM, issued, periods[-1].last_day)
    assert all(row.report is not None for row in later.resolutions[0].rows)
    assert {one.disposition for one in Opinion.objects.all()} == {"accepted", "partly", "not", "waiting"}
    assert set(Dossier.objects.values_list("synthetic", flat=True)) == {True}
    assert Dossier.objects.filter(versions__number=2).count() == 2
    person = Person.objects.get(username=loaded.accounts[0].username)
    assert person.check_password(loaded.accounts[0].password)
    assert standing_of(person).has("joint_office")
    _export_measures_what_was_delivered(tmp_path)


def _export_measures_what_was_delivered(tmp_path: Path) -> None:
    item = Item.objects.select_related("list", "reporting_unit").get(project_id="P02", list__code="projects-2022")
    complete_items(by_command().because("通车验收"), [item])
    before = open_region("demo")
    done = export_region("demo", tmp_path / "circle")
    assert (done.delivered, done.added) == (("P02",), 0)
    after = open_region(tmp_path / "circle")
    assert not [one for one in after.check() if one.severity == "error"]
    row = after["projects"].set_index("project").loc["P02"]
    assert (row["status"], row["source"]) == ("completed", "office")
    assert len(after["road_links"]) > len(before["road_links"])
    assert len(after["figures"]) == len(before["figures"])
    again = export_region(tmp_path / "circle", tmp_path / "again")
    assert again.delivered == ()
