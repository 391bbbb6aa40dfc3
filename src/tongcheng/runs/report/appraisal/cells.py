"""Words and numbers that the tables of the appraisal share."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd

from tongcheng.language import Text
from tongcheng.runs.report.words import name_of

#: One 亿元 in 万元: what a small road is worth has no digits in hundreds of millions.
WAN = 1e4
WAN_UNIT = Text("万元", "10,000 yuan")

MODES = {"drive": Text("驾车", "by car"), "transit": Text("公共交通", "by public transport")}
GROUPS = {
    "job_centre": Text("就业中心", "employment centre"),
    "hospital": Text("医院", "hospital"),
    "airport": Text("机场", "airport"),
}


def records(frame: pd.DataFrame) -> list[dict[Hashable, Any]]:
    """Give the rows of a frame as plain values."""
    return list(frame.to_dict("records"))


def listed(names: dict[str, Text], cities: str) -> Text:
    """Name the cities of a project."""
    parts = [name_of(names, city) for city in cities.split(";")]
    return Text("、".join(part.zh for part in parts), ", ".join(part.en for part in parts))


def plain(value: float) -> str:
    """Give a number with as many digits as it needs."""
    return format(value, ",.6g") if abs(value) < WAN else format(value, ",.0f")
