"""Gathers every published value with its papers; nothing is overwritten, a second version is a second row."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from chengdu.proof import cited
from chengdu.raw import Row, guide
from chengdu.sources import Sources
from chengdu.words import numbers, period, subject

#: Number words that stand in a phrase instead of digits.
_WORDS = {"八成": 80.0}

#: Subjects that a transcript names itself, and the table that holds them.
_OWN = {"trial_zone": "areas", "core_scope": "", "region": ""}


@dataclass
class Figures:
    """The rows of ``figures`` as they come."""

    units: dict[str, str]
    rows: list[dict[str, Any]] = field(default_factory=list)
    _ids: Counter[str] = field(default_factory=Counter)

    def add(
        self,
        about: tuple[str, str],
        attribute: str,
        *,
        as_of: str | None,
        source: str,
        value: float | None = None,
        **papers: Any,
    ) -> None:
        """Note one value.

        Parameters
        ----------
        about
            Subject and the table that holds it (empty if none).
        attribute
            One of ``attributes.csv``; its unit is taken unless ``unit`` is given.
        as_of, source, value
            As in the table; no value where only words or a rank were published.
        papers
            Further columns: ``value_text qualifier unit published scope rank rank_of note subject_name basis``.
        """
        if as_of is None:
            raise ValueError(f"{about[0]} {attribute}: a figure needs the date that it describes")
        name = f"{about[0]}.{attribute}.{as_of}".replace("/", "_")
        self._ids[name] += 1
        qualifier = papers.get("qualifier") or "exact"
        row = {
            "figure": name if self._ids[name] == 1 else f"{name}.{self._ids[name]}",
            "subject": about[0],
            "subject_table": about[1] or None,
            "attribute": attribute,
            "value": value,
            "as_of": as_of,
            "source": source,
            "basis": "modelled" if qualifier == "derived" else "official",
            **{key: item for key, item in papers.items() if item not in (None, "")},
            "qualifier": qualifier,
        }
        row.setdefault("unit", self.units[attribute] or None)
        self.rows.append(row)

    def table(self) -> pd.DataFrame:
        """Give the table ordered by subject, attribute and date."""
        frame = pd.DataFrame(self.rows)
        return frame.sort_values(["subject", "attribute", "as_of", "figure"], kind="stable", ignore_index=True)


def new_figures() -> Figures:
    """Give an empty collection that knows the unit of every attribute."""
    return Figures({row["attribute"]: row["unit"] for row in guide("attributes")})


def transcribe(figures: Figures, sources: Sources, subjects: dict[str, dict[int, tuple[str, str]]]) -> None:
    """Note the values that stand inside sentences, by ``transcripts.csv``; each phrase is compared with its cell.

    Parameters
    ----------
    subjects
        For each raw file, the subject of each row; a transcript may name its own instead.
    """
    for row in guide("transcripts"):
        found = cited(row)
        value = float(row["value"])
        if value not in numbers(row["phrase"]) + [_WORDS[word] for word in _WORDS if word in row["phrase"]]:
            raise ValueError(f"{row['phrase']!r} does not say {row['value']}")
        about = _subject(row, subjects)
        published = row["as_of"] if row["source"] else found.get("source_date", "")
        source = sources.page(row["source"] or found["source"], published, about=row["source"] and row["key"])
        figures.add(
            about,
            row["attribute"],
            as_of=row["as_of"] or _as_of(found),
            source=source,
            value=value,
            value_text=row["phrase"],
            qualifier=row["qualifier"],
            unit=row["unit"],
            published=period(published),
            scope=row["scope"],
        )


def _subject(row: Row, subjects: dict[str, dict[int, tuple[str, str]]]) -> tuple[str, str]:
    if not row["subject"]:
        return subjects[row["file"]][int(row["row"])]
    return (row["subject"], _OWN[row["subject"]]) if row["subject"] in _OWN else subject(row["subject"])


def _as_of(found: Row) -> str | None:
    names = ("status_date", "period", "effective", "published", "issued_date", "source_date")
    return next((when for name in names if (when := period(found.get(name, "")))), None)
