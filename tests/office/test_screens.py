"""The site as a person meets it: a real server, a real browser, every page that links reach, wide and narrow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest

from tests.office.reliability import dose
from tests.office.reliability.own import OwnOffice

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright drives the browser")
CHROMIUM = Path("/usr/bin/chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.own_server,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="chromium is not installed: make system"),
]

#: Files are looked at by the tests of sheets and papers.
FILES = re.compile(r"\.(xlsx|docx|pdf|zip|csv|json|svg|txt)$|/(file|download|export|logout)")
OVERFLOW = "document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"
#: Who looks through which window: the office at its desk, a filler and a city's office also by phone.
VIEWS = (("review", 1280), ("auditor", 1280), ("review", 390), ("jia_office", 390), ("jia_transport.fill", 390))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Serve the invented office; give the address and the password of its accounts."""
    office = OwnOffice(tmp_path_factory.mktemp("screens"))
    told = office.command("load-demo")
    password = re.search(r"口令均为 (\S+?)：", told)
    assert password, told
    with office.server() as (_, address):
        yield address, password[1]


def _kind(address: str) -> str:
    """Take addresses that differ in numbers and parameters alone for one kind of page."""
    parts = urlsplit(address)
    names = ",".join(sorted(pair.split("=")[0] for pair in parts.query.split("&") if pair))
    return re.sub(r"[0-9a-f-]{32,}|\d[\dQ-]*", "N", parts.path) + "?" + names


@pytest.mark.parametrize(("who", "width"), VIEWS)
def test_every_page_that_links_reach(site: tuple[str, str], who: str, width: int) -> None:
    address, password = site
    faults: list[str] = []
    with sync_api.sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=arguments)
        page = browser.new_page(viewport={"width": width, "height": 900})
        page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
        page.on("console", lambda said: faults.append(f"{page.url}: {said.text}") if said.type == "error" else None)
        page.goto(address)
        page.fill("input[name=username]", who)
        page.fill("input[name=password]", password)
        page.click("main button")
        seen, todo = set(), [address]
        while todo and len(seen) < dose(45, 400):
            here = todo.pop(0)
            if _kind(here) in seen:
                continue
            seen.add(_kind(here))
            answer = page.goto(here)
            if answer is None or answer.status >= 400:
                faults.append(f"{here}: {answer and answer.status}")
                continue
            if page.evaluate(OVERFLOW):
                faults.append(f"{here}: the page scrolls sideways at {width} px")
            links = page.eval_on_selector_all("a[href]", "all => all.map(one => one.href)")
            links = [urldefrag(urljoin(here, link))[0] for link in links]
            todo += [one for one in links if one.startswith(address) and not FILES.search(urlsplit(one).path)]
        browser.close()
    assert len(seen) > 8
    assert not faults, "\n".join(faults)
