"""The published lights of rows, for printing: red, yellow and green, and nothing that is not published."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.apps import apps

#: Papers print these three and no other.
PRINTED = {"red": "红灯", "yellow": "黄灯", "green": "绿灯"}
_WORST = ("red", "yellow", "green")


@dataclass(frozen=True)
class Lit:
    """The worst published light of a row, and why."""

    colour: str
    why: str

    @property
    def printed(self) -> str:
        """Give the word that papers print."""
        return PRINTED[self.colour]


def published(items: Iterable[int]) -> dict[int, Lit]:
    """Give the worst published light of each row: one query, nothing before supervision is installed."""
    if not apps.is_installed("tongcheng.office.supervision"):
        return {}
    signals = apps.get_model("supervision", "Signal")
    rows = signals.objects.filter(item__in=list(items), published__isnull=False).select_related("published")
    found: dict[int, Lit] = {}
    for row in rows:
        lit = Lit(row.published_colour, row.published.why_zh)
        if lit.colour not in PRINTED:
            continue
        held = found.get(row.item_id)
        if held is None or _WORST.index(lit.colour) < _WORST.index(held.colour):
            found[row.item_id] = lit
    return found
