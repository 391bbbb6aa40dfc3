"""The page in a real browser: sorting, filtering, languages, downloads, the phone, and paper."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.render.conftest import make_report
from tongcheng.language import SYNTHETIC_MARK
from tongcheng.render.html import write_html

sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
FLAGS = ("no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-background-networking",
         "disable-component-update", "disable-sync")  # fmt: skip

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")]


@pytest.fixture(scope="module")
def browser() -> Iterator[sync_api.Browser]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[f"--{flag}" for flag in FLAGS])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(write_html(make_report(synthetic=True)), encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def page(browser: sync_api.Browser, address: str) -> Iterator[sync_api.Page]:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda message: troubles.append(message.text))
    page.on("request", lambda request: troubles.append(request.url) if request.url.startswith("http") else None)
    page.goto(address)
    yield page
    page.close()
    assert troubles == []


def column(page: sync_api.Page, place: int) -> list[str]:
    rows = f"#list-1 tbody tr:not(.out):not(.beyond) > :nth-child({place})"
    return [words.split("\n")[0] for words in page.locator(rows).all_inner_texts()]


def number(words: str) -> float:
    return float(words.replace(",", ""))


def test_a_click_or_the_keyboard_sorts_by_value_and_missing_stays_last(page):
    head = page.locator("#list-1 thead th").nth(2)
    before = column(page, 1)
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    values = [number(words) for words in column(page, 3)]
    assert values == sorted(values)
    assert len(values) == 50
    head.locator("button").press("Enter")
    values = [number(words) for words in column(page, 3)]
    assert values == sorted(values, reverse=True)
    head.locator("button").press("Space")
    assert head.get_attribute("aria-sort") == "none"
    assert column(page, 1) == before
    page.locator("#list-1 .all").click()
    for _ in range(2):
        page.locator("#list-1 thead button").nth(3).click()
        assert column(page, 4)[-1] == "—"
    assert page.locator("#list-1 tfoot td").first.inner_text() == "合计"


def test_the_filter_finds_rows_beyond_the_first_fifty(page):
    assert len(column(page, 1)) == 50
    page.locator("#list-1 input").fill("第58号")
    assert column(page, 1) == ["第58号项目"]
    assert page.locator("#list-1 .now").inner_text() == "1"
    assert not page.locator("#list-1 tfoot").is_visible()
    page.locator("#list-1 input").fill("")
    page.locator("#list-1 .all").click()
    assert len(column(page, 1)) == 60
    assert page.locator("#list-1 tfoot").is_visible()


def test_the_switch_changes_every_word(page):
    for language, other in (("English", "中文"), ("中文", "English")):
        page.get_by_role("button", name=language, exact=True).click()
        assert page.get_by_role("button", name=language).get_attribute("aria-pressed") == "true"
        assert page.get_by_role("button", name=other).get_attribute("aria-pressed") == "false"
        seen = page.locator("main").inner_text() + page.locator("header").inner_text()
        assert ("推算" in seen) == (language == "中文")
        assert ("Modelled" in seen) == (language == "English")
        assert (page.title() == "同城化报告") == (language == "中文")
        assert page.locator("html").get_attribute("lang") == ("zh-CN" if language == "中文" else "en")


@pytest.mark.parametrize(("kind", "begins"), [("svg", b"<svg"), ("csv", b"\xef\xbb\xbf#"), ("png", b"\x89PNG")])
def test_pictures_can_be_taken_away(page, tmp_path: Path, kind, begins):
    with page.expect_download() as waiting:
        page.locator(f"#people-1 [data-take={kind}]").click()
    assert waiting.value.suggested_filename == f"人口分布.{kind}"
    waiting.value.save_as(tmp_path / "taken")
    data = (tmp_path / "taken").read_bytes()
    assert data.startswith(begins)
    if kind != "png":
        assert SYNTHETIC_MARK.zh in data.decode()
        assert "Where people live" not in data.decode() or kind == "csv"
    else:
        assert int.from_bytes(data[16:20]) == 1840


@pytest.mark.parametrize("width", [390, 768, 1280])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_never_scrolls_sideways(page, address, width, language):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{address}?lang={language}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("html").get_attribute("data-language") == language


def test_without_a_script_the_page_reads_in_chinese_and_shows_every_row(browser, address):
    page = browser.new_page(java_script_enabled=False)
    page.goto(address)
    assert page.locator("#list-1 tbody tr").count() == 60
    assert page.locator("#list-1 tbody tr").last.is_visible()
    assert "人口向中心集中" in page.locator("main").inner_text()
    assert "People gather" not in page.locator("main").inner_text()
    assert not page.locator("[data-take]").first.is_visible()
    page.close()


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no pdftotext (poppler-utils) on this machine")
@pytest.mark.parametrize(("query", "mark", "head", "count"), [
    ("", SYNTHETIC_MARK.zh, "项目名称", "第1页"), ("?lang=en", SYNTHETIC_MARK.en, "Project", "Page1of"),
])  # fmt: skip
def test_paper_has_mark_headers_and_page_numbers_on_each_sheet(browser, address, tmp_path, query, mark, head, count):
    page = browser.new_page()
    page.goto(address + query)
    page.pdf(path=tmp_path / "p.pdf", prefer_css_page_size=True, print_background=True)
    page.close()
    made = subprocess.run(["pdftotext", "-layout", tmp_path / "p.pdf", "-"], capture_output=True, check=True)
    sheets = made.stdout.decode().split("\f")[:-1]
    assert len(sheets) >= 3
    assert count in sheets[0].replace(" ", "")
    for sheet in sheets:
        assert sheet.index(mark) < 120
    listed = [sheet for sheet in sheets if "1,0" in sheet]
    assert len(listed) >= 2
    assert all(head in sheet for sheet in listed)
