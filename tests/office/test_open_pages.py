"""Opportunities, services and open data in a real browser: each page's main task done by clicking and by keyboard."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.office import axe
from tests.office.reliability.own import OwnOffice
from tests.office.world import PASSWORD

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright drives the browser")
CHROMIUM = Path("/usr/bin/chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.own_server,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="chromium is not installed: make system"),
]
OVERFLOW = "document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the small office."""
    office = OwnOffice(tmp_path_factory.mktemp("open"))
    office.run("-m", "tests.office.open_world")
    with office.server() as (_, address):
        yield address


class Person:
    """Somebody at a browser; what goes wrong on any page is noted."""

    def __init__(self, browser: Any, site: str, who: str, faults: list[str], width: int, language: str) -> None:
        self.site, self.faults = site, faults
        context = browser.new_context(viewport={"width": width, "height": 900}, locale=language)
        self.page = page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
        page.on("console", lambda said: faults.append(f"{page.url}: {said.text}") if said.type == "error" else None)
        if who != "public":
            self.open("people/login/")
            page.fill("input[name=username]", who)
            page.fill("input[name=password]", PASSWORD)
            page.click("main button")

    def open(self, address: str) -> None:
        self.page.goto(self.site + address)

    def link(self, name: str) -> None:
        self.page.get_by_role("link", name=name, exact=True).first.click()

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def looks(self) -> None:
        """Look at the page: nothing serious by axe, nothing that scrolls sideways."""
        self.faults.extend(axe.faults(self.page))
        if self.page.evaluate(OVERFLOW):
            self.faults.append(f"{self.page.url}: the page scrolls sideways")

    def reads(self, *words: str) -> None:
        said = self.page.inner_text("main")
        assert all(one in said for one in words), f"{self.page.url}: {words} not in {said}"


Enter = Callable[..., Person]


@pytest.fixture
def enter(site: str) -> Iterator[Enter]:
    """Give somebody at a browser of his own; at the end nothing went wrong on any page."""
    faults: list[str] = []
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=arguments)
        yield lambda who, width=1280, language="zh-CN": Person(browser, site, who, faults, width, language)
        browser.close()
    assert not faults, "\n".join(faults)


def test_an_opportunity_from_draft_to_landed(enter: Enter) -> None:
    unit, city, office = enter("filler"), enter("city_office"), enter("joint_office")
    unit.open("opportunities/new/")
    unit.looks()
    unit.page.fill("input[name=content], textarea[name=content]", "40 公里道路病害识别")
    unit.page.fill("input[name=title]", "智能养护应用场景")
    unit.page.keyboard.press("Enter")  # a form is sent by keyboard
    unit.page.wait_for_url(re.compile(r"[0-9a-f-]{36}/$"))
    path = unit.page.url.removeprefix(unit.site)
    unit.looks()
    unit.press("送审")
    city.open(path)
    city.press("市级审核通过")
    office.open(path)
    office.link("发布")
    office.press("保存")
    office.reads("已发布", "推进中")
    public = enter("public", 390, "en")
    public.open("opportunities/")
    public.looks()
    public.link("智能养护应用场景")
    for name, words in (("name", "Li"), ("firm", "A firm"), ("contact", "li@example.org"), ("words", "How?")):
        public.page.fill(f"[name={name}]", words)
    public.press("Send")
    public.reads("Sent; the publisher will be in touch")
    public.looks()
    unit.open(path)
    unit.reads("询问 1 次", "li@example.org")
    for link, name, words in (("记录跟进", "words", "已电话答复"), ("登记对接", "partner", "某公司")):
        unit.link(link)
        unit.page.fill(f"[name={name}]", words)
        unit.press("保存")
    unit.link("登记落地")
    unit.looks()
    unit.press("保存")
    unit.reads("已落地", "跟进 1 次", "某公司")
    unit.looks()
    office.open("opportunities/")
    office.reads("已落地 1", "询问 1 次，跟进 1 次")
    office.looks()
    for address in ("feed/", "match/?about=x", "batches/"):
        public.open(f"opportunities/{address}")
    public.looks()


def test_a_cell_is_filled_and_its_gap_becomes_a_row(enter: Enter) -> None:
    city, office = enter("city_office"), enter("joint_office")
    city.open("services/")
    city.looks()
    city.link("异地就医备案")
    city.link("填报 甲市")
    city.page.check("[name=online]")
    city.page.fill("[name=days]", "3")
    city.looks()
    city.press("保存")
    city.reads("✓ 可办", "网上办")
    city.looks()
    city.link("填报办件量")
    for name, words in (("begins", "2022-01-01"), ("ends", "2022-03-31"), ("value", "12"), ("source", "季报")):
        city.page.fill(f"[name={name}]", words)
    city.press("保存")
    office.open("services/gaps/")
    office.looks()
    office.page.focus("input[name=gap]")
    office.page.keyboard.press("Space")
    office.press("转入问题清单")
    office.page.wait_for_url(re.compile(r"/lists/\d+/"))
    office.open("services/gaps/")
    assert office.page.locator("input[name=gap]").count() == 0  # it has its row
    office.reads("乙市不可办理“异地就医备案”")
    public = enter("public", 390, "en")
    for address in ("services/", "services/use/", "services/1/"):
        public.open(address)
        public.looks()


def test_a_snapshot_is_approved_and_taken_away(enter: Enter) -> None:
    office, leader, public = enter("joint_office"), enter("leader"), enter("public", 390, "en")
    public.open("open/")
    public.reads("Nothing has been published yet.")
    office.open("open/new/")
    office.looks()
    for name, words in (("slug", "rows"), ("title", "重点任务"), ("title_en", "Tasks"), ("publisher", "同城办")):
        office.page.fill(f"[name={name}]", words)
    office.page.fill("[name=source]", "台账")
    office.page.select_option("[name=kind]", "list")
    office.page.select_option("[name=list]", label="2022年度重点工作任务")
    office.press("保存")
    office.link("制作新一期")
    office.reads("打通甲乙大道断头路", "可见范围不是“公开”：3 行")
    office.looks()
    office.press("制作（1 行）")
    office.looks()
    leader.open("open/rows/1/")
    leader.press("审定并公开")
    leader.reads("已公开")
    public.open("open/")
    public.looks()
    public.link("No. 1")
    public.reads("Synthetic data, not real", "打通甲乙大道断头路")
    public.looks()
    taken = {
        kind: public.page.context.request.get(f"{public.site}open/rows/1.{kind}").body()
        for kind in ("csv", "json", "oc4ids.json")
    }
    assert taken["csv"].startswith(b"\xef\xbb\xbf")
    assert json.loads(taken["json"])["licence"]["id"] == "CC-BY-4.0"
    assert json.loads(taken["oc4ids.json"])["projects"][0]["title"] == "打通甲乙大道断头路"
    for address in ("open/rows/1.json", "open/feed.atom", "open/rows/"):
        public.open(address)
    public.looks()
