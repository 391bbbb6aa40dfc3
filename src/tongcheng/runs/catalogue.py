"""Every result of every room, and which tables open which results."""

from __future__ import annotations

from tongcheng.language import Text
from tongcheng.monitor.indicators import INDICATORS as MONITOR
from tongcheng.results import Indicator
from tongcheng.sectors.services import INDICATORS as SERVICES
from tongcheng.sectors.transport import BORDER_INDICATORS
from tongcheng.sectors.transport import INDICATORS as TRANSPORT

INDICATORS: tuple[Indicator, ...] = (*TRANSPORT, *BORDER_INDICATORS, *SERVICES, *MONITOR)


def indicator(name: str) -> Indicator:
    """Give a result's declaration by its name."""
    for item in INDICATORS:
        if item.indicator == name:
            return item
    raise KeyError(name)


def opened_by() -> dict[str, list[Text]]:
    """Give for each table the labels of the results that rest on it.

    Examples
    --------
    >>> [label.en for label in opened_by()["jobs"]]
    ['jobs within reach']
    """
    tables: dict[str, list[Text]] = {}
    for item in INDICATORS:
        for need in item.needs:
            labels = tables.setdefault(need.table, [])
            if item.label not in labels:
                labels.append(item.label)
    return tables
