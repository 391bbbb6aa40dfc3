"""Every result of every room, and which tables open which results."""

from __future__ import annotations

from tongcheng.language import Text
from tongcheng.results import Indicator
from tongcheng.runs.parts import PARTS

INDICATORS: tuple[Indicator, ...] = tuple(item for part in PARTS for item in part.indicators)


def indicator(name: str) -> Indicator:
    """Give a result's declaration by its name."""
    for item in INDICATORS:
        if item.indicator == name:
            return item
    raise KeyError(name)


def opened_by() -> dict[str, list[Text]]:
    """Give for each table, and for each decisive attribute (``table.attribute``), the results that rest on it.

    Examples
    --------
    >>> opened_by()["jobs"][0].en
    'jobs within reach'
    >>> "hospital beds" in [label.en for label in opened_by()["facilities.county"]]
    True
    """
    opened: dict[str, list[Text]] = {}
    for item in INDICATORS:
        for need in item.needs:
            for key in (need.table, *(f"{need.table}.{attribute}" for attribute in need.attributes)):
                labels = opened.setdefault(key, [])
                if item.label not in labels:
                    labels.append(item.label)
    return opened
