"""Pages answer the right reader, forms call the actions, and no page asks more for more rows."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.office.world import World
from tongcheng.office.lists import actions
from tongcheng.office.lists.actions import NewItem
from tongcheng.office.lists.models import Item, List, Project, SavedView

Browse = Callable[[str], Client]


def typed(page: Any, **changes: str) -> dict[str, Any]:
    """Give what a browser would send for the form of a page, with some fields typed anew."""
    html = page.content.decode()
    form = html[
        html.index('<form method="post" class="sheet"')
        if 'class="sheet"' in html
        else html.rindex('<form method="post">') :
    ]
    form = form[: form.index("</form>")]
    data: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        got = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if got.get("type") in ("checkbox", "radio") and " checked" not in tag:
            continue
        if "name" in got:
            data.setdefault(got["name"], []).append(got.get("value", ""))
    for name, inner in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', inner)
        data[name] = chosen.group(1) if chosen else re.search(r'value="([^"]*)"', inner).group(1)
    for name, inner in re.findall(r'<textarea name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        data[name] = inner.removeprefix("\n")
    return {**data, **changes}


def _urls(world: World) -> list[str]:
    lst, uid = world.list.pk, world.items["1"].uid
    names = ("list", "print", "checks", "versions", "issue", "change", "reorder", "add_item")
    items = ("item", "change_item", "project", "milestones", "split")
    acts = ("swap", "merge", "transfer", "assign", "cancel", "complete")
    return [
        reverse("lists:lists"),
        reverse("lists:add"),
        reverse("lists:responsibility"),
        f"{reverse('lists:responsibility')}?unit={world.units['roads_a'].pk}&list={lst}",
        *(reverse(f"lists:{name}", args=[lst]) for name in names),
        *(reverse(f"lists:{name}", args=[uid]) for name in items),
        *(reverse("lists:act", args=[uid, name]) for name in acts),
    ]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_answers_the_joint_office_in_both_languages(world: World, browse: Browse, language: str) -> None:
    client = browse("joint_office")
    client.cookies["language"] = language
    for url in _urls(world):
        assert client.get(url).status_code == 200, url


def test_who_may_not_know_gets_404(world: World, browse: Browse) -> None:
    public = browse("public")
    assert public.get(reverse("lists:lists")).status_code == 200
    page = public.get(reverse("lists:list", args=[world.list.pk])).content.decode()
    assert "打通甲乙大道断头路" in page
    assert "乙河大桥" not in page
    assert public.get(reverse("lists:item", args=[world.items["2"].uid])).status_code == 404
    filler = browse("filler")
    assert filler.get(reverse("lists:item", args=[world.items["2"].uid])).status_code == 404
    for name in ("change", "issue", "reorder"):
        assert filler.get(reverse(f"lists:{name}", args=[world.list.pk])).status_code == 404
    for name in ("milestones", "split"):
        assert filler.get(reverse(f"lists:{name}", args=[world.items["1"].uid])).status_code == 404
    assert (
        filler.post(reverse("lists:act", args=[world.items["1"].uid, "cancel"]), {"reason": "x"}).status_code == 403
    )
    assert browse("administrator").get(reverse("lists:versions", args=[world.list.pk])).status_code == 404


def test_a_row_is_added_changed_and_acted_on_by_forms(world: World, browse: Browse) -> None:
    client = browse("joint_office")
    url = reverse("lists:add_item", args=[world.list.pk])
    data = typed(
        client.get(url), title="新事项", leads="甲市交通局、乙市交通局", reporting_unit="甲市交通委", due="2022-10-01"
    )
    assert client.post(url, data | {"leads": "没有这个局"}).status_code == 422
    assert client.post(url, data).status_code == 302
    item = Item.objects.get(title="新事项")
    assert [one.unit.code for one in item.item_units.filter(role="lead")] == ["roads_a", "roads_b"]
    for name in ("activate", "complete"):
        assert client.post(reverse("lists:act", args=[item.uid, name]), {"reason": "会议议定"}).status_code == 302
    item.refresh_from_db()
    assert (item.state, item.original_due) == ("done", dt.date(2022, 10, 1))


def test_two_people_on_one_row(world: World, browse: Browse) -> None:
    item = world.items["1"]
    url = reverse("lists:change_item", args=[item.uid])
    client = browse("joint_office")
    before = client.get(url)
    actions.change_items(world.act("joint_office", "先改"), [item], {item.pk: {"content": "别人改的"}})
    assert client.post(url, typed(before, title="我改的", reason="正名")).status_code == 302
    item.refresh_from_db()
    assert (item.title, item.content) == ("我改的", "别人改的")
    clash = client.post(url, typed(before, title="还是旧版上改的", reason="正名"))
    assert clash.status_code == 409
    assert "我改的" in clash.content.decode()
    assert client.post(url, typed(clash)).status_code == 302
    item.refresh_from_db()
    assert item.title == "还是旧版上改的"


def test_a_unit_changes_its_contacts_only(world: World, browse: Browse) -> None:
    url = reverse("lists:change_item", args=[world.items["1"].uid])
    page = browse("filler").get(url)
    assert 'name="title"' not in page.content.decode()
    assert browse("filler").post(url, typed(page, officer="王工")).status_code == 302
    assert Item.objects.get(pk=world.items["1"].pk).officer == "王工"


def test_project_and_milestones_by_forms(world: World, browse: Browse) -> None:
    client, item = browse("joint_office"), world.items["1"]
    url = reverse("lists:project", args=[item.uid])
    changes = {"investment": "14", "reason": "概算批复", "funding-0-amount": "8", "permits-1-state": "已批"}
    assert client.post(url, typed(client.get(url), **changes)).status_code == 302
    project = Project.objects.get(item=item)
    assert (project.investment, project.funding.get().amount, project.permits.get().state) == (14, 8, "已批")
    assert client.post(url, typed(client.get(url), investment="many", reason="x")).status_code == 422
    url = reverse("lists:milestones", args=[item.uid])
    data = typed(client.get(url), **{"m-0-text": "改了", "m-4-text": "新增的", "reason": "调整"})
    assert client.post(url, data).status_code == 302
    assert list(item.milestones.order_by("order").values_list("text", flat=True)) == [
        "改了",
        "完成50%",
        "完成75%",
        "完成100%",
        "新增的",
    ]


def test_swap_split_and_merge_by_forms(world: World, browse: Browse) -> None:
    client = browse("joint_office")
    one, two, three = (world.items[code] for code in "123")
    swap = {
        "title": "替换项目",
        "reporting_unit": "甲市交通局",
        "leads": "甲市交通局",
        "investment": "3",
        "reason": "选址",
    }
    assert client.post(reverse("lists:act", args=[one.uid, "swap"]), {"reason": "x"}).status_code == 422
    assert client.post(reverse("lists:act", args=[one.uid, "swap"]), swap).status_code == 302
    assert Item.objects.get(predecessors=one).project.investment == 3
    url = reverse("lists:split", args=[two.uid])
    first = two.milestones.order_by("order").first()
    data = typed(
        client.get(url),
        **{"parts-0-title": "北段", "parts-2-title": "南段", f"milestone-{first.pk}": "2", "reason": "分段"},
    )
    assert client.post(url, data).status_code == 302
    assert [part.milestones.count() for part in two.parts.order_by("code")] == [0, 1]
    merge = {"others": "4、99", "title": "合并后", "reason": "统筹"}
    assert client.post(reverse("lists:act", args=[three.uid, "merge"]), merge).status_code == 422
    assert client.post(reverse("lists:act", args=[three.uid, "merge"]), merge | {"others": "4"}).status_code == 302
    assert client.get(reverse("lists:item", args=[two.uid])).status_code == 200


def test_a_list_from_making_to_archive_by_forms(world: World, browse: Browse) -> None:
    client = browse("joint_office")
    url = reverse("lists:add")
    data = typed(client.get(url), code="p23", name="项目清单", kind="project", year="2023")
    assert client.post(url, data).status_code == 302
    assert client.post(url, data).status_code == 422
    pk = List.objects.get(code="p23").pk
    url = reverse("lists:change", args=[pk])
    assert client.post(url, typed(client.get(url), name="项目清单（2023）", reason="规范名称")).status_code == 302
    main = world.list.pk
    assert (
        client.post(reverse("lists:reorder", args=[main]), {"order": "3 x\n1", "reason": "排序"}).status_code == 302
    )
    assert Item.objects.filter(list=main).first().code == "3"
    url = reverse("lists:issue", args=[main])
    data = {"issued": "2022-03-01", "as_of": "2022-02-28", "reason": "审定"}
    assert client.post(url, data | {"as_of": "2022-04-01"}).status_code == 403
    assert client.post(url, data).status_code == 302
    actions.change_items(
        world.act("joint_office", "改"), [world.items["1"]], {world.items["1"].pk: {"title": "新名"}}
    )
    assert client.post(url, data).status_code == 302
    for name in ("version", "difference"):
        page = client.get(reverse(f"lists:{name}", args=[main, 1]))
        assert page.status_code == 200
    assert "新名" in page.content.decode()
    assert "新名" in client.get(reverse("lists:difference", args=[main, 1]) + "?with=2").content.decode()
    assert "乙河大桥" not in browse("filler").get(reverse("lists:version", args=[main, 1])).content.decode()
    assert client.post(reverse("lists:archive", args=[pk]), {"reason": "年度结束"}).status_code == 302
    assert client.post(reverse("lists:reopen", args=[pk]), {"reason": "补录"}).status_code == 302


def test_views_are_saved_and_filters_work(world: World, browse: Browse) -> None:
    client = browse("joint_office")
    url = reverse("lists:list", args=[world.list.pk])
    page = client.get(f"{url}?kind=project&by=unit&sort=-investment&c=content&c=investment&c=q1&city=x&page=zz")
    assert "异地就医" not in page.content.decode()
    assert client.get(f"{url}?q=大桥&due=overdue").content.decode().count("乙河大桥") == 1
    client.post(
        reverse("lists:save_view", args=[world.list.pk]), {"name": "项目", "query": "kind=project", "shared": "1"}
    )
    view = SavedView.objects.get()
    assert "项目</a>" in browse("filler").get(url).content.decode()
    assert browse("filler").post(reverse("lists:delete_view", args=[world.list.pk, view.pk])).status_code == 403
    assert client.post(reverse("lists:delete_view", args=[world.list.pk, view.pk])).status_code == 302


def _more(world: World, count: int) -> None:
    rows = [
        NewItem(
            {
                "kind": "project",
                "title": f"项目{n}",
                "reporting_unit": world.units["roads_a"],
                "leads": [world.units["roads_a"]],
                "cities": [world.cities["甲"]],
            },
            {"investment": n + 1},
            [{"text": "开工", "quarter": "2022Q2"}],
        )
        for n in range(count)
    ]
    actions.activate_items(
        world.act("joint_office", "列入"), actions.add_items(world.act("joint_office"), world.list, rows)
    )


def test_pages_ask_as_much_for_many_rows_as_for_few(world: World, browse: Browse) -> None:
    client = browse("joint_office")
    names = ("list", "print", "checks", "versions")
    urls = [
        reverse("lists:lists"),
        *(reverse(f"lists:{name}", args=[world.list.pk]) for name in names),
        reverse("lists:item", args=[world.items["1"].uid]),
        reverse("lists:responsibility"),
    ]

    def counts() -> list[int]:
        found = []
        for url in urls:
            with CaptureQueriesContext(connection) as made:
                client.get(url)
            found.append(len(made))
        return found

    _more(world, 3)
    first = counts()
    _more(world, 60)
    assert counts() == first
    assert max(first) <= 35
