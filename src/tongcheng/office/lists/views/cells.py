"""The rows of a list's table, written in one go: a template asks what a cell is once for every cell of every row."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from tongcheng.language import Text
from tongcheng.office.core.templatetags.office import day, money, unlit
from tongcheng.office.core.wording import say
from tongcheng.office.lists.models import Item
from tongcheng.office.lists.queries.columns import Column, Line

_CHECK = Text("需核对", "to be checked")
_WAS = Text("原", "was")


def row(line: Line, suspect: Container[int]) -> SafeString:
    """Write one row; ``suspect`` are the keys of rows in which something should be checked."""
    item = line.item
    part = mark_safe(' class="part"') if item.part_of_id else ""
    flag = format_html(' <abbr class="flag" title="{}">⚑</abbr>', say(_CHECK)) if item.pk in suspect else ""
    tags = [format_html(' <span class="state">{}</span>', tag) for tag in item.tags]
    return format_html(
        '<tr{}>\n<td>{}</td>\n<td class="title"><a href="{}">{}</a>{}{}</td>\n{}\n</tr>',
        part,
        item.code,
        reverse("lists:item", args=[item.uid]),
        item.title,
        flag,
        mark_safe("".join(tags)),  # noqa: S308 - each was escaped
        mark_safe("".join(_cell(item, column, value) for column, value in line.cells)),  # noqa: S308 - likewise
    )


def _cell(item: Item, column: Column, value: Any) -> str:
    if column.kind == "number":
        return f'<td class="number">{escape(money(value))}</td>'
    if column.kind == "day":
        return f'<td class="day">{escape(day(value))}{_was(item) if column.key == "due" else ""}</td>'
    if column.kind == "state":
        return f"<td>{unlit(value)}</td>"
    text = str(value)
    return f"<td>{linebreaksbr(text) if _several(text) else escape(text)}</td>"


def _several(text: str) -> bool:
    return "\n" in text or "\r" in text


def _was(item: Item) -> str:
    """Say the date of the beginning, if it was another one."""
    if not item.original_due or item.original_due == item.due:
        return ""
    return f'<br><span class="quiet">{escape(say(_WAS))} {escape(day(item.original_due))}</span>'
