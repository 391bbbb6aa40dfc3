"""The words of enumerated attributes as people write them: ``tables/values.csv``, both ways."""

from __future__ import annotations

import csv
import unicodedata
from functools import cache
from importlib.resources import files

from tongcheng.language import Text, same
from tongcheng.region.schemas import Attribute


def value_label(table: str, attribute: str, value: str) -> Text:
    """Give the label of one word of an enumerated attribute.

    Examples
    --------
    >>> value_label("counties", "admin_rank", "county_city")
    Text(zh='县级市', en='county-level city')
    """
    labels = _labels()
    return labels.get((table, attribute, value)) or labels.get(("", attribute, value)) or same(value)


def value_of(table: str, attribute: Attribute, words: str) -> str | None:
    """Give the word of the schema for what somebody wrote: the word itself or its label in either language.

    Returns
    -------
    str or None
        None if the attribute has no such word.

    Examples
    --------
    >>> from tongcheng.region.schemas import schemas
    >>> value_of("counties", schemas()["counties"]["admin_rank"], "县级市")
    'county_city'
    """
    wanted = _plain(words)
    for value in attribute.values:
        label = value_label(table, attribute.name, value)
        if wanted in {_plain(value), _plain(label.zh), _plain(label.en)}:
            return value
    return None


def _plain(words: str) -> str:
    """Compare without regard to width, case and blanks: 公开发布 = 公开发布 , Class 1 = class1."""
    return "".join(unicodedata.normalize("NFKC", words).lower().split())


@cache
def _labels() -> dict[tuple[str, str, str], Text]:
    text = files("tongcheng.region").joinpath("tables/values.csv").read_text(encoding="utf-8")
    return {
        (row["table"], row["attribute"], row["value"]): Text(row["label_zh"], row["label_en"])
        for row in csv.DictReader(text.splitlines())
    }
