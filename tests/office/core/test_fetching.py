"""What makes pages and imports quick does the same as Django's own, or says so."""

from __future__ import annotations

import gc

import pytest
from django import forms
from django.test.utils import CaptureQueriesContext

from tests.office.world import World
from tongcheng.office.core.memory import uncollected
from tongcheng.office.core.widgets import QuickChecks, QuickSelect
from tongcheng.office.lists import queries
from tongcheng.office.lists.models import Item
from tongcheng.office.lists.printed import printed, whole

CHOICES = [("", "不限"), ("a<b", "甲&乙"), ("2", "丙")]


@pytest.mark.parametrize(
    ("quick", "usual", "value"),
    [
        (QuickSelect, forms.Select, "2"),
        (QuickSelect, forms.Select, None),
        (QuickChecks, forms.CheckboxSelectMultiple, ["a<b", "2"]),
    ],
)
def test_choices_are_written_as_django_writes_them(quick: type, usual: type, value: object) -> None:
    attrs = {"id": "f_x"}
    ours, theirs = (one(choices=CHOICES).render("x", value, attrs) for one in (quick, usual))

    def parts(html: str) -> list[list[str]]:
        return [
            sorted(one.split()) for one in html.replace("<", "\n<").replace(">", ">\n").splitlines() if one.strip()
        ]

    def tags(html: str) -> list[list[str]]:
        return [sorted(part.strip("<>") for part in one) for one in parts(html)]

    assert tags(ours) == tags(theirs)


def test_rows_of_a_table_are_those_that_are_printed(world: World) -> None:
    keys = list(Item.objects.order_by("-pk").values_list("pk", flat=True))
    rows = queries.fetched(keys)
    assert [row.pk for row in rows] == keys
    usual = {row.pk: row for row in whole(Item.objects.all())}
    assert [printed(row, 2022) for row in rows] == [printed(usual[row.pk], 2022) for row in rows]


def test_what_was_handed_out_is_not_asked_for_again(world: World) -> None:
    from django.db import connection

    rows = queries.fetched(list(Item.objects.values_list("pk", flat=True)))
    with CaptureQueriesContext(connection) as seen:
        for row in rows:
            str(row.list), str(row.reporting_unit), list(row.cities.all()), list(row.milestones.all())
            [str(one.unit) for one in row.item_units.all()]
    assert len(seen) == 0
    with pytest.raises(AttributeError):
        rows[0].milestones.filter(quarter="2022Q1")


def test_the_collector_rests_until_the_last_block_ends() -> None:
    assert gc.isenabled()
    with uncollected():
        with uncollected():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(ValueError, match="x"), uncollected():
        raise ValueError("x")
    assert gc.isenabled()
