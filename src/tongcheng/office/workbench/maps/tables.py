"""The table under a map: the same values as words, for the keyboard, for print and for those who read no maps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tongcheng.language import Text
from tongcheng.office.workbench.maps.asked import Asked
from tongcheng.office.workbench.maps.details import plain_number
from tongcheng.office.workbench.maps.shapes import outlines_of, place_name
from tongcheng.office.workbench.maps.values import Coloured

#: Zones are many: the table shows the ends of their order.
_ENDS = 12


@dataclass(frozen=True)
class Row:
    """A place with its value and the colour of its class."""

    place: str
    name: Text
    value: str
    color: str


def rows_of(asked: Asked, found: Coloured) -> tuple[list[Row], int]:
    """Give places from much to little and how many there are in all; of zones the first and the last."""
    places = list(outlines_of(asked.run, asked.level).index)
    known = np.flatnonzero(np.isfinite(found.values))
    order = known[np.argsort(-found.values[known], kind="stable")]
    shown: Sequence[int] = order.tolist()
    if asked.level == "zone" and len(order) > 2 * _ENDS:
        shown = [*order[:_ENDS].tolist(), *order[-_ENDS:].tolist()]
    rows = [
        Row(
            str(places[one]),
            Text(*place_name(asked.run, asked.level, str(places[one]))),
            plain_number(found.values[one]),
            found.classes.classes[found.classes.index[one]].color,
        )
        for one in shown
    ]
    return rows, len(order)
