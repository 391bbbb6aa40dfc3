"""The frame: links by role, both languages, words that can be read, no script in the page."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

import tongcheng.office.core as core
from tests.office.world import ROLES
from tongcheng.language import Text
from tongcheng.office.core.navigation import Group, Link, Place, links
from tongcheng.office.people.models import Person

Browse = Callable[[str], Client]
CSS = (Path(core.__file__).parent / "static/office/office.css").read_text(encoding="utf-8")


def _titles(client: Client, url: str = "/") -> list[str]:
    return [page.title.zh for page in _pages(client.get(url).context["navigation"])]


def _pages(found: list[Link]) -> list[Link]:
    return [page for link in found for page in (link.below or (link,))]


@pytest.mark.parametrize(
    ("who", "sees", "not_these"),
    [
        ("filler", {"待办", "填报", "单位"}, {"审核", "留痕", "人员"}),
        ("unit_head", {"待办", "填报"}, {"审核", "留痕", "人员"}),
        ("city_office", {"填报", "审核", "人员"}, {"留痕"}),
        ("joint_office", {"填报", "审核", "人员", "留痕"}, set()),
        ("auditor", {"留痕", "人员"}, {"审核", "导入"}),
        ("administrator", {"待办", "单位", "人员", "留痕"}, {"清单", "填报", "审核", "数值", "导入"}),
    ],
)
def test_links_are_those_of_the_role(browse: Browse, who: str, sees: set[str], not_these: set[str]) -> None:
    titles = set(_titles(browse(who)))
    assert sees <= titles
    assert not titles & not_these


def test_every_link_leads_somewhere(browse: Browse) -> None:
    for who in (*ROLES, "public"):
        client = browse(who)
        for link in _pages(client.get("/people/login/", follow=True).context["navigation"]):
            assert client.get(link.url).status_code == 200, link


def test_the_current_place_is_marked_and_missing_pages_are_left_out(browse: Browse) -> None:
    response = browse("joint_office").get("/people/units/new/")
    found = response.context["navigation"]
    assert [link.title.zh for link in found if link.current] == ["机构"]
    assert [link.title.zh for link in _pages(found) if link.current] == ["单位"]
    missing = Place(Text("无", "none"), "nowhere:at_all", lambda standing: True)
    assert not links(response.wsgi_request, [Group(Text("组", "group"), [missing])])


def test_a_group_of_one_page_is_that_page(browse: Browse) -> None:
    shown = {link.title.zh: link for link in browse("administrator").get("/").context["navigation"]}
    assert not shown["待办"].below
    assert [page.title.zh for page in shown["机构"].below] == ["单位", "人员", "留痕"]
    assert shown["机构"].url == shown["机构"].below[0].url


def test_somebody_without_posts_is_told_so(browse: Browse) -> None:
    Person.objects.get(username="filler").appointments.all()
    client = Client()
    client.force_login(Person.objects.create(username="nobody", name="无职"))
    assert "您目前没有任职" in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("language", "lang", "words"), [("zh-hans", "zh-Hans", "待我处理"), ("en", "en", "Waiting for me")]
)
def test_pages_say_their_language(browse: Browse, language: str, lang: str, words: str) -> None:
    client = browse("filler")
    client.cookies["language"] = language
    page = client.get("/").content.decode()
    assert f'<html lang="{lang}">' in page
    assert words in page
    if language == "en":
        main = page.split('<main id="main">')[1].split("</main>")[0]
        assert not re.search(r"(?<!同志)待办|截止|单位", main)


def test_no_script_is_in_the_page(browse: Browse) -> None:
    page = browse("filler").get("/").content.decode()
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", page))
    assert not re.search(r"\son[a-z]+=", page)


def test_pages_for_what_went_wrong(browse: Browse) -> None:
    page = browse("filler").get("/nothing-here/")
    assert page.status_code == 404
    assert "没有这个页面" in page.content.decode()
    client = Client(enforce_csrf_checks=True)
    client.force_login(Person.objects.get(username="filler"))
    assert client.post("/people/logout/").status_code == 403


def _colour(name: str) -> tuple[float, ...]:
    value = re.search(rf"--{name}:\s*#([0-9a-f]{{3,6}})", CSS)
    assert value, name
    digits = value[1] if len(value[1]) == 6 else "".join(digit * 2 for digit in value[1])
    return tuple(int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4))


def _light(colour: tuple[float, ...]) -> float:
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def _contrast(one: str, other: str) -> float:
    dark, light = sorted((_light(_colour(one)), _light(_colour(other))))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("paper", ["paper", "wash", "band", "changed", "conflict", "new"])
@pytest.mark.parametrize("ink", ["ink", "grey", "accent", "bad", "good", "warn", "mark"])
def test_words_can_be_read_on_every_ground(ink: str, paper: str) -> None:
    assert _contrast(ink, paper) >= 4.5


def test_edges_of_controls_and_the_focus_can_be_seen() -> None:
    assert _contrast("edge", "paper") >= 3
    assert _contrast("accent", "paper") >= 3
    assert ":focus-visible" in CSS
    assert "outline: none" not in CSS
    assert "outline: 0" not in CSS
