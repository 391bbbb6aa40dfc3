"""Milestones out of a list's quarterly cells: the wording stays, only what is certain is read out of it."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from tongcheng.office.lists.models import Firmness, MilestoneKind
from tongcheng.office.seeds.circle import words

_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*[%％]")
_AMOUNT = re.compile(r"(?:达到|突破|开放)\s*(\d+(?:\.\d+)?)\s*(万人次|项|台（套）|对|条)$")
_TRY = ("力争", "争取")
_FIRM = ("确保",)
#: A single clause that ends like this is a gate: it is passed or not.
_GATES = re.compile(r"(开工|获批|批复|上报|报批|封顶|签订|印发|印发实施|通车|出台|正式运行|试运行)$")
_PREFIX = re.compile(r"^(\d{1,2})月底(?:前)?[:：]?\s*")


def milestones_of(row: Mapping[str, Any], year: int) -> list[dict[str, Any]]:
    """Give the milestones of a task from its four quarterly cells.

    A cell that names several things, divided by semicolons, gives one milestone for each. The words stay as they
    are; a share, an amount, a gate, 确保 and 力争 are read where the words leave no doubt, else the kind is ``text``.

    Examples
    --------
    >>> found = milestones_of({"q3": "9月底前路基完成60%", "q4": "12月底前建成1条，力争建成2条"}, 2022)
    >>> [(one["quarter"], str(one["kind"]), str(one["due"])) for one in found]
    [('2022Q3', 'percent', '2022-09-30'), ('2022Q4', 'text', '2022-12-31')]
    """
    return [one for quarter in range(1, 5) for one in _of_quarter(words(row, f"q{quarter}"), year, quarter)]


def _of_quarter(cell: str, year: int, quarter: int) -> Iterator[dict[str, Any]]:
    last = 3 * quarter
    due = date(year, last, monthrange(year, last)[1])
    for order, part in enumerate(one.strip() for one in re.split(r"[;；]", cell)):
        if not part:
            continue
        plain = _PREFIX.sub("", part) if order == 0 else part
        yield {"quarter": f"{year}Q{quarter}", "text": part, "due": due, **_read(plain)}


def _read(plain: str) -> dict[str, Any]:
    found: dict[str, Any] = {"kind": MilestoneKind.TEXT, "firmness": _firmness(plain)}
    clauses = len(re.findall(r"[、，,/]", plain)) + 1
    shares = _PERCENT.findall(plain)
    if clauses == 1 and len(shares) == 1:
        return found | {"kind": MilestoneKind.PERCENT, "target": Decimal(shares[0]), "unit": "%"}
    amount = _AMOUNT.search(plain)
    if clauses == 1 and amount:
        return found | {"kind": MilestoneKind.AMOUNT, "target": Decimal(amount[1]), "unit": amount[2]}
    if clauses == 1 and not shares and _GATES.search(plain):
        return found | {"kind": MilestoneKind.GATE}
    return found


def _firmness(plain: str) -> str:
    """Give 确保 or 力争 where the whole milestone is one or the other; a mixture is neither."""
    clauses = [one for one in re.split(r"[，,；;]", plain) if one]
    if all(any(word in one for word in _TRY) for one in clauses):
        return str(Firmness.TRY)
    if all(any(word in one for word in _FIRM) for one in clauses):
        return str(Firmness.FIRM)
    return ""
