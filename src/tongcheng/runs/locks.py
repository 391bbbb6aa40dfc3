"""What stays locked, kept with the stage that found it and told once."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from tongcheng.language import Text
from tongcheng.results import Indicator, Locked, Need


def locks_to_json(locked: Iterable[Locked]) -> str:
    """Write locked results as JSON."""
    return json.dumps([asdict(item) for item in locked], ensure_ascii=False)


def locks_from_json(text: str) -> tuple[Locked, ...]:
    """Read what :func:`locks_to_json` wrote.

    Examples
    --------
    >>> from tongcheng.language import same
    >>> need = Need("jobs", ("value",), (("industry", "all"),))
    >>> lock = Locked(Indicator("x", "transport", same("x"), same("x"), "job", "sum", (need,)), ((need, "missing"),))
    >>> locks_from_json(locks_to_json([lock])) == (lock,)
    True
    """
    return tuple(
        Locked(_indicator(item["indicator"]), tuple((_need(need), lack) for need, lack in item["missing"]))
        for item in json.loads(text)
    )


def once(locked: Iterable[Locked]) -> tuple[Locked, ...]:
    """Leave out what is said twice: the same result waiting for the same rows."""
    found = {(item.indicator.indicator, item.missing): item for item in reversed(list(locked))}
    return tuple(reversed(found.values()))


def _indicator(record: dict[str, Any]) -> Indicator:
    words = {key: Text(*record[key]) for key in ("label", "definition")}
    return Indicator(**{**record, **words, "needs": tuple(_need(need) for need in record["needs"])})


def _need(record: dict[str, Any]) -> Need:
    pairs = tuple((str(key), str(value)) for key, value in record["where"])
    return Need(record["table"], tuple(record["attributes"]), pairs, record["covers"])
