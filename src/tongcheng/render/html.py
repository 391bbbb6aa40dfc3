"""A report as one HTML file: both languages inside, no request to anywhere, readable without JavaScript.

The page opens from a disk in an old browser. Its style and script stand in it, and a content policy in its head lets
nothing else run or load, so that words from anybody's table stay words.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from tongcheng.language import SYNTHETIC_MARK, Text
from tongcheng.render.blocks import Block, Chart, Gantt, Map, Report, Section, Table, Words
from tongcheng.render.gantt import gantt_svg
from tongcheng.render.html_tables import TableView, view_table
from tongcheng.render.picture_data import chart_csv, gantt_csv, map_csv
from tongcheng.render.svg_chart import chart_svg
from tongcheng.render.svg_map import map_svg

#: A page beyond this is refused: no office machine likes to open it.
MOST_BYTES = 24_000_000

#: Rows of one table that a page prints; the workbook has them all.
MOST_ROWS = 2_000

#: What the page itself says.
_TEXTS = {
    "contents": Text("目录", "Contents"),
    "skip": Text("跳到正文", "Skip to the text"),
    "take": Text("下载：", "Download:"),
    "swipe": Text("左右滑动查看全图。", "Swipe sideways to see it all."),
    "data": Text("数据（CSV）", "data (CSV)"),
    "filter": Text("筛选", "Filter"),
    "shown": Text("显示行数", "Rows shown"),
    "all": Text("显示全部", "Show all"),
    "empty": Text("没有记录", "No rows"),
}

_KEY = re.compile(r"^[A-Za-z][A-Za-z0-9_-]*$")
_DIGITS = "〇一二三四五六七八九"


@dataclass(frozen=True)
class PictureView:
    """A picture in the page, its data and the name of the file it is taken away as."""

    kind: str
    key: str
    svg: Markup
    data: str
    title: Text


@dataclass(frozen=True)
class WordsView:
    """Paragraphs or points."""

    kind: str
    lines: Sequence[Text]
    points: bool


@dataclass(frozen=True)
class SectionView:
    """A section with its number."""

    key: str
    number: Text
    title: Text
    sentence: Text
    blocks: Sequence[TableView | PictureView | WordsView]


def write_html(report: Report, *, most_bytes: int = MOST_BYTES, most_rows: int = MOST_ROWS) -> str:
    """Write a report as one self-contained HTML page, Chinese first, with a switch to English.

    Parameters
    ----------
    report
        What the page says. If it is synthetic, the page, each table and each picture bear the mark.
    most_bytes
        Largest page in bytes (UTF-8).
    most_rows
        Rows printed of one table; a longer one says that the workbook holds the rest.

    Returns
    -------
    str
        The page; the same report gives the same text.

    Raises
    ------
    ValueError
        If two sections have one key, a key cannot be an anchor, a picture does not fit its data, or the page grows
        beyond ``most_bytes``.

    Examples
    --------
    >>> page = write_html(Report(Text("报告", "Report"), Text("一句话。", "One sentence."), Text("2026年", "2026"), []))
    >>> "<h1" in page and "一句话。" in page
    True
    """
    keys = [section.key for section in report.sections]
    for key in keys:
        if not _KEY.match(key) or keys.count(key) > 1:
            raise ValueError(f"section key {key!r} must be unique and made of letters, digits, - and _")
    sections = [
        _view_section(section, number, report, most_rows) for number, section in enumerate(report.sections, 1)
    ]
    script = _asset("page.js")
    page = (
        _environment()
        .get_template("page.html")
        .render(
            report=report,
            sections=sections,
            mark=SYNTHETIC_MARK,
            texts=_TEXTS,
            as_of=_as_of(report.as_of),
            style=Markup(_asset("page.css") + _asset("print.css")),  # noqa: S704 - our own file
            script=Markup(script),  # noqa: S704 - our own file
            script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        )
    )
    size = len(page.encode())
    if size > most_bytes:
        raise ValueError(
            f"the page has {size / 1e6:.1f} MB, more than {most_bytes / 1e6:.1f}: {_largest(sections)}; "
            "put fewer shapes or rows into it"
        )
    return page


def _view_section(section: Section, number: int, report: Report, most_rows: int) -> SectionView:
    blocks = [
        _view_block(block, f"{section.key}-{position}", report.synthetic, most_rows)
        for position, block in enumerate(section.blocks, 1)
    ]
    numeral = Text(f"{chinese_numeral(number)}、", f"{number}. ")
    return SectionView(section.key, numeral, section.title, section.sentence, blocks)


def _view_block(block: Block, key: str, synthetic: bool, most_rows: int) -> TableView | PictureView | WordsView:
    """Make the view of one block; a synthetic report marks every picture and table in it."""
    if isinstance(block, Table):
        return view_table(block, key=key, synthetic=synthetic, most_rows=most_rows)
    if isinstance(block, Words):
        return WordsView("words", block.lines, block.points)
    svg, data = _draw(replace(block, synthetic=block.synthetic or synthetic), key)
    return PictureView("picture", key, Markup(svg), data, block.title)  # noqa: S704 - the writers escape


def _draw(picture: Map | Chart | Gantt, key: str) -> tuple[str, str]:
    """Give a picture and the data behind it."""
    if isinstance(picture, Map):
        return map_svg(picture, key=key), map_csv(picture)
    if isinstance(picture, Gantt):
        return gantt_svg(picture, key=key), gantt_csv(picture)
    return chart_svg(picture, key=key), chart_csv(picture)


def chinese_numeral(number: int) -> str:
    """Write a number from 1 to 99 as headings have it.

    Examples
    --------
    >>> [chinese_numeral(number) for number in (3, 10, 12, 20, 35)]
    ['三', '十', '十二', '二十', '三十五']
    """
    tens, ones = divmod(number, 10)
    if tens == 0:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


def say(text: Text) -> Markup:
    """Write a text in both languages, each in an element that the switch can hide; once where they read alike."""
    if text.zh == text.en:
        return Markup("{}").format(text.zh)
    parts = '<span class="zh" lang="zh-CN">{}</span><span class="en" lang="en">{}</span>'
    return Markup(parts).format(text.zh, text.en)  # noqa: S704 - format escapes


def css_string(words: str) -> Markup:
    r"""Write words as a CSS string that cannot end before its end.

    Examples
    --------
    >>> str(css_string('a"</style>'))
    '"a\\22 \\3c \\2f style\\3e "'
    """
    safe = "".join(letter if letter.isalnum() or letter in " ，。—" else f"\\{ord(letter):x} " for letter in words)
    return Markup(f'"{safe}"')  # noqa: S704 - every other character is escaped above


def json_data(value: object) -> Markup:
    """Write a value as JSON that may stand inside a script element."""
    text = json.dumps(value, ensure_ascii=False)
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return Markup(text)  # noqa: S704 - nothing in it can end the element


def _as_of(as_of: Text) -> Text:
    chinese = as_of.zh if not as_of.zh or as_of.zh.startswith("截至") else f"截至{as_of.zh}"
    english = as_of.en if not as_of.en or as_of.en.lower().startswith("as of") else f"As of {as_of.en}"
    return Text(chinese, english)


def _largest(sections: Sequence[SectionView]) -> str:
    """Name the three largest pictures, for the person who must make the page smaller."""
    pictures = [view for section in sections for view in section.blocks if isinstance(view, PictureView)]
    pictures.sort(key=lambda view: -len(view.svg) - len(view.data))
    return ", ".join(f"{view.key} {(len(view.svg) + len(view.data)) / 1e6:.1f} MB" for view in pictures[:3])


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("tongcheng.render", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(say=say, css_string=css_string, json_data=json_data)
    return environment


@cache
def _asset(name: str) -> str:
    return resources.files("tongcheng.render").joinpath("templates", name).read_text(encoding="utf-8")
