"""The map in a real browser: drawn, recoloured, clicked, judged; nothing asked of any other machine, axe content."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.office import axe
from tests.office.reliability.own import OwnOffice
from tests.office.workbench.making import RUN_ID
from tests.office.world import PASSWORD

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright drives the browser")
CHROMIUM = Path("/usr/bin/chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.own_server,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="chromium is not installed: make system"),
]
#: WebGL by the processor, so that it draws where there is no graphics card.
DRAWS = ["--no-sandbox", "--disable-background-networking", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
BLIND = ["--no-sandbox", "--disable-background-networking", "--disable-gpu", "--disable-3d-apis"]
MAP = f"workbench/map/?run={RUN_ID}"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, run_folder: Path) -> Iterator[str]:
    """Serve the small office with the run attached."""
    office = OwnOffice(tmp_path_factory.mktemp("map"))
    office.make_world()
    office.command("office", "attach", str(run_folder))
    with office.server() as (_, address):
        yield address


class Reader:
    """Somebody at a browser; what goes wrong is noted."""

    def __init__(self, page: Any, site: str) -> None:
        self.page, self.site, self.faults = page, site, []  # type: ignore[var-annotated]
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)
        page.on("response", lambda answer: self.faults.append(answer.url) if answer.status >= 400 else None)
        page.on("request", self._asked)
        page.goto(f"{site}people/login/")
        page.fill("input[name=username]", "joint_office")
        page.fill("input[name=password]", PASSWORD)
        page.click("main button")

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((self.site, "data:", "blob:")):
            self.faults.append(f"asked elsewhere: {request.url}")

    def open(self, address: str) -> None:
        self.page.goto(self.site + address)
        self.page.wait_for_selector("#map[data-idle]")

    def choose(self, select: str, value: str) -> None:
        self.page.evaluate("delete document.getElementById('map').dataset.painted")
        self.page.select_option(select, value)
        self.page.wait_for_selector("#map[data-painted]")

    def pixel(self, east: float, north: float) -> list[int]:
        """Give the colour drawn at a share of the map's width and height."""
        return self.page.evaluate(  # type: ignore[no-any-return]
            """([east, north]) => { const one = document.querySelector(".maplibregl-canvas");
            const copy = document.createElement("canvas"); copy.width = one.width; copy.height = one.height;
            const pen = copy.getContext("2d"); pen.drawImage(one, 0, 0);
            return [...pen.getImageData(one.width * east, one.height * north, 1, 1).data]; }""",
            [east, north],
        )


@pytest.fixture(params=[("zh-CN", 1280), ("en", 390)], ids=["desk", "phone"])
def reader(site: str, request: pytest.FixtureRequest) -> Iterator[Reader]:
    """Open a browser in a language and width."""
    language, width = request.param
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=DRAWS)
        yield Reader(browser.new_page(viewport={"width": width, "height": 900}, locale=language), site)
        browser.close()


def test_seen_recoloured_clicked_and_judged(reader: Reader) -> None:
    page = reader.page
    reader.open(f"{MAP}&layers=candidates,projects")
    assert reader.pixel(0.4, 0.5)[:3] != [255, 255, 255]
    before = reader.pixel(0.4, 0.5)
    reader.choose("#map-state", "together-today")
    assert reader.pixel(0.4, 0.5) != before
    page.wait_for_function("document.querySelector('#map-legend li:nth-child(1) span').textContent === '0'")
    assert "state=together-today" in page.url
    page.evaluate("document.getElementById('map').scrollIntoView()")
    box = page.locator("#map").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.4, box["y"] + box["height"] * 0.6)
    page.wait_for_selector("#map-place tr.chosen")
    assert "layer=zone" in page.url
    again = page.url.removeprefix(reader.site)
    reader.open(again)
    assert page.locator("#map-place tr.chosen").count() == 1
    faults = axe.faults(page)
    assert not faults, "\n".join(faults)
    reader.open(f"{MAP}&layers=candidates&layer=candidates&place=d1")
    page.fill("#map-reason", "已踏勘")
    page.click("#map-place button[value=confirmed]")
    page.wait_for_selector("#map-place .state")
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1")
    assert not reader.faults, "\n".join(reader.faults)


def test_a_place_is_chosen_by_keyboard_and_the_picture_taken_away(reader: Reader, tmp_path: Path) -> None:
    page = reader.page
    reader.open(f"{MAP}&level=county")
    page.focus(".map-table a[data-place]")
    page.keyboard.press("Enter")
    page.wait_for_selector("#map-place tr.chosen")
    with page.expect_download() as taken:
        page.click("[data-png]")
    taken.value.save_as(tmp_path / "map.png")
    assert (tmp_path / "map.png").read_bytes().startswith(b"\x89PNG")
    assert not reader.faults, "\n".join(reader.faults)


@pytest.mark.parametrize("scripts", [True, False], ids=["no WebGL", "no scripts"])
def test_a_still_picture_where_nothing_can_be_drawn(site: str, scripts: bool) -> None:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=BLIND)
        page = browser.new_page(java_script_enabled=scripts)
        reader = Reader(page, site)
        page.goto(site + MAP)
        page.wait_for_selector(".map-still img")
        page.wait_for_load_state("networkidle")
        assert "picture.svg" in page.get_attribute(".map-still img", "src")
        assert not [one for one in reader.faults if "WebGL" not in one]
        browser.close()
