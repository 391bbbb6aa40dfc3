"""Opening one month or quarter, what is said before it is done, and why nobody owes a ledger."""

from __future__ import annotations

import pytest

from tests.office.world import World
from tongcheng.errors import InputError
from tongcheng.office.core.acting import _named as acting_as
from tongcheng.office.lists.models import Item
from tongcheng.office.progress.actions import open_periods
from tongcheng.office.progress.models import Period


def test_one_month_or_one_quarter_is_opened(world: World) -> None:
    act = world.act("joint_office")
    assert [one.code for one in open_periods(act, [world.list], 2022, "month", only=12)] == ["2022-12"]
    assert [one.code for one in open_periods(act, [world.list], 2022, "quarter", only=1)] == ["2022Q1"]
    assert Period.objects.count() == 2
    for kind, only in (("month", 13), ("quarter", 5), ("quarter", 0)):
        with pytest.raises(InputError):
            open_periods(act, [world.list], 2022, kind, only=only)


def test_the_page_ticks_the_lists_of_the_year_and_says_what_will_happen(world: World, browse) -> None:
    client = browse("joint_office")
    page = client.get("/progress/open/").content.decode()
    assert 'value="2022"' in page  # no list of this year: the newest year that has one
    assert f'name="lists" value="{world.list.pk}"' in page
    assert "checked" in page
    sent = {"year": "2022", "kind": "month:12", "lists": [world.list.pk], "unit_days": 3, "city_days": 5}
    said = client.post("/progress/open/", sent, headers={"HX-Request": "true"}).content.decode()
    assert "开设2022年12月" in said
    assert "4 家单位填报 4 条" in said
    assert not Period.objects.exists()
    assert client.post("/progress/open/", sent).headers["Location"] == "/progress/2022-12/"
    again = client.post("/progress/open/", sent, headers={"HX-Request": "true"}).content.decode()
    assert "已开设，只补充勾选的清单" in again
    empty = client.post("/progress/open/", {"year": "x"}, headers={"HX-Request": "true"}).content.decode()
    assert "选好年份" in empty
    assert browse("filler").get("/progress/open/").status_code == 404


def test_a_period_with_drafts_only_says_why_nobody_owes(world: World, browse) -> None:
    open_periods(world.act("joint_office"), [world.list], 2022, "month", only=12)
    with acting_as("test.setup"):
        Item.objects.exclude(pk=world.items["1"].pk).update(state="draft")
    page = browse("joint_office").get("/progress/2022-12/").content.decode()
    assert "另有 3 条“拟列入”" in page
    assert "应报 1 家" in page
    with acting_as("test.setup"):
        Item.objects.update(state="draft")
    page = browse("joint_office").get("/progress/2022-12/").content.decode()
    assert "所以应报 0 家" in page
    client = browse("joint_office")
    assert "4 条“拟列入”尚未列入清单，也不计在内" in client.get(f"/lists/{world.list.pk}/").content.decode()
