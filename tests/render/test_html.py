from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from tongcheng.language import SCHEMATIC_MARK, SYNTHETIC_MARK, Text, same
from tongcheng.render.blocks import Column, Map, Report, Section, Table
from tongcheng.render.html import write_html

VOID = {"meta", "input", "br", "hr", "img", "link"}


class Page(HTMLParser):
    """Reads a page strictly: every element is closed in its turn."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[tuple[str, str]] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), (tag, names)
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open, tag
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append((self.open[-1] if self.open else "", data))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def pieces(page: str, tag: str) -> list[str]:
    return re.findall(rf"<{tag}[ >].*?</{tag}>", page, flags=re.DOTALL)


def test_the_page_parses_and_asks_nobody_for_anything(report):
    text = write_html(report)
    page = Page(text)
    for tag, attributes in page.elements:
        assert tag not in ("link", "iframe", "object", "embed", "base")
        assert not attributes.get("src")
        for name in ("href", "xlink:href"):
            assert (attributes.get(name) or "#").startswith("#")
        assert not [name for name in attributes if name.startswith("on")]
    styles = "".join(pieces(text, "style"))
    assert "@import" not in styles
    assert "url(" not in styles
    assert "localStorage" not in text
    assert "cookie" not in text
    assert not re.search(r"fetch\(|XMLHttpRequest|WebSocket|\beval\b", text)


def test_only_its_own_script_may_run(report):
    text = write_html(report)
    (policy,) = [
        meta["content"] for meta in Page(text).all("meta") if "content" in meta and "script-src" in meta["content"]
    ]
    scripts = re.findall(r"<script>(.*?)</script>", text, flags=re.DOTALL)
    assert len(scripts) == 1
    digest = base64.b64encode(hashlib.sha256(scripts[0].encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy


def test_ids_are_unique_and_links_lead_somewhere(report):
    page = Page(write_html(report))
    ids = [attributes["id"] for _, attributes in page.elements if attributes.get("id")]
    assert len(ids) == len(set(ids))
    for _, attributes in page.elements:
        for name in ("aria-labelledby", "aria-controls"):
            assert set((attributes.get(name) or "").split()) <= set(ids)
    links = [attributes["href"][1:] for attributes in page.all("a")]
    assert {section.key for section in report.sections} <= set(links) <= set(ids)


def test_chinese_comes_first_and_both_languages_are_inside(report):
    text = write_html(report)
    (root,) = Page(text).all("html")
    assert (root["lang"], root["data-language"]) == ("zh-CN", "zh")
    assert text.index(report.conclusion.zh) < text.index(report.conclusion.en) < text.index('<nav class="contents"')
    for section in report.sections:
        for words in (section.title, section.sentence):
            zh, en = (str(part).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for part in words)
            assert f'<span class="zh" lang="zh-CN">{zh}</span><span class="en" lang="en">{en}</span>' in text


def test_a_section_says_its_sentence_before_it_shows_anything(report):
    for section in pieces(write_html(report), "section"):
        assert section.index('class="sentence"') < min(
            (section.index(tag) for tag in ("<table", "<svg", "<ul") if tag in section), default=10**9
        )


def test_everything_synthetic_is_marked_and_nothing_else(report):
    text = write_html(report)
    for language in ("zh", "en"):
        mark = SYNTHETIC_MARK.say(language)
        assert (mark in text) == report.synthetic
        for svg in pieces(text, "svg"):
            assert (svg.count(f">{mark}</text>") >= 2) == report.synthetic
        for table in text.split('<div class="table')[1:]:
            assert (mark in table[table.index("</table>") :]) == report.synthetic
        assert (f"<title>{mark}" in text) is False
    assert (text.count('class="mark"') == 1) == report.synthetic
    assert text.count("@top-left { content:") == (4 if report.synthetic else 0)
    data = [json.loads(words) for words in re.findall(r'class="data">(.*?)</script>', text, flags=re.DOTALL)]
    assert len(data) == 3
    assert all((SYNTHETIC_MARK.zh in words) == report.synthetic for words in data)


def test_maps_are_schematic_in_a_real_circle_too(report):
    (picture,) = [svg for svg in pieces(write_html(report), "svg") if "高铁站" in svg]
    assert SCHEMATIC_MARK.zh in picture
    assert SCHEMATIC_MARK.en in picture


def test_words_of_others_stay_words(report_of):
    bad = Text("</title><script>x()</script>\"'", "</style><img src=x onerror=y()>{{ 7*7 }}")
    table = Table(bad, [Column("k", bad, bad)], [{"k": bad}, {"k": "<b>"}], bad, {"k": bad}, bad)
    picture = replace(report_of().sections[0].blocks[0], title=bad, note=bad)
    text = write_html(
        Report(bad, bad, bad, [Section("a", bad, bad, [table, picture])], synthetic=True, colophon=[(bad, bad)])
    )
    page = Page(text)
    assert page.all("img") == []
    assert len(page.all("script")) == 2
    assert "{{ 7*7 }}" in text
    assert "49" not in [data.strip() for _, data in page.text]
    style = pieces(text, "style")
    assert len(style) == 1
    assert "</" not in style[0].removesuffix("</style>")


def test_numbers_are_aligned_sorted_by_value_and_have_units(table_of):
    table = table_of()
    text = write_html(Report(same("t"), same("c"), same("2026"), [Section("s", same("a"), same("b"), [table])]))
    cells = re.findall(r'<td class="n" data-v="([^"]+)">([^<]+)', text)
    assert len(cells) == 60 * 3 - 1
    for value, words in cells:
        shown = float(words.replace(",", "").replace("−", "-"))
        assert shown == pytest.approx(float(value), abs=0.0051)
    assert text.count('<small class="unit">') == 2
    assert '<small class="span"><span class="zh" lang="zh-CN">8.5—12.5</span>' in text
    assert "1,000.01" in text


def test_headers_can_be_sorted_by_keyboard_and_the_total_stands_apart(report):
    text = write_html(report)
    heads = re.findall(r'<th scope="col" aria-sort="none"[^>]*><button type="button">', text)
    assert len(heads) == 7
    assert text.count("<tfoot>") == 1
    assert "合计" in text[text.index("<tfoot>") : text.index("</tfoot>")]


def test_a_long_table_is_cut_with_a_word_and_a_small_one_has_no_filter(table_of):
    def page(rows: int) -> str:
        section = Section("s", same("a"), same("b"), [table_of(rows)])
        return write_html(Report(same("t"), same("c"), same("2026"), [section]), most_rows=40)

    assert page(41).count("<tr>") == 40 + 2
    assert "此处列前40行，共41行，全表见工作簿。" in page(41)
    assert "全表见工作簿" not in page(40)
    assert '<input type="search"' not in page(15)
    assert '<input type="search"' in page(16)


def test_an_empty_table_says_so():
    table = Table(same("t"), [Column("a", same("a"), decimals=1)], [])
    text = write_html(Report(same("t"), same("c"), same(""), [Section("s", same("a"), same("b"), [table])]))
    assert "没有记录" in text


def test_the_same_report_gives_the_same_page(report_of):
    assert write_html(report_of()) == write_html(report_of())


def test_a_page_too_large_is_refused_and_the_picture_named(report_of):
    with pytest.raises(ValueError, match=r"people-1 [\d.]+ MB"):
        write_html(report_of(), most_bytes=50_000)


@pytest.mark.parametrize("keys", [["a", "a"], ["a b"], ["1"], [""]])
def test_a_key_must_make_an_anchor(keys):
    sections = [Section(key, same("t"), same("s")) for key in keys]
    with pytest.raises(ValueError, match="section key"):
        write_html(Report(same("t"), same("c"), same("2026"), sections))


def test_a_synthetic_picture_in_a_real_report_keeps_its_mark(map_of):
    picture: Map = map_of(synthetic=True)
    text = write_html(Report(same("t"), same("c"), same(""), [Section("s", same("a"), same("b"), [picture])]))
    assert f">{SYNTHETIC_MARK.zh}</text>" in text
