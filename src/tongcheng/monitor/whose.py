"""Which figures and targets are ours, and which are another circle's that only stand beside them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from tongcheng.region.region import Region
from tongcheng.region.schemas import schemas

#: Subjects that are the circle itself.
CIRCLE = ("region", "core_scope")

#: Tables whose rows are parts of the circle.
_PARTS = (
    "cities",
    "counties",
    "functional_areas",
    "areas",
    "projects",
    "stations",
    "lines",
    "list_totals",
    "townships",
)

_SUFFIXES = "市县区州盟"


def own_subjects(region: Region) -> set[str]:
    """Give every id that names the circle or a part of it."""
    found = {*CIRCLE, region.name}
    for table in _PARTS:
        if table in region:
            found |= set(region[table][schemas()[table].keys[0]].dropna().astype(str))
    return found


def is_own(subject: str, known: set[str]) -> bool:
    """Tell whether a subject is ours; a pair ``A-B`` is if both ends are.

    Examples
    --------
    >>> is_own("510100-510600", {"510100", "510600"}), is_own("广州-佛山", {"510100"})
    (True, False)
    """
    return subject in known or all(part in known for part in subject.replace("|", "-").split("-"))


def own_targets(region: Region) -> pd.Series[bool]:
    """Tell of each target whether it is set for us: for a part of the circle, or by a plan of one of our cities.

    A plan of another circle that somebody keeps for comparison is not ours, whatever the indicator.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> circle = open_region("chengdu")
    >>> sorted(circle["targets"].loc[~own_targets(circle), "subject"].unique())
    ['川南四市', '广佛', '长三角中心区', '长三角中心区与全域']
    """
    known, names = own_subjects(region), _short_names(region)
    targets = region["targets"]

    def ours(row: Mapping[Hashable, Any]) -> bool:
        words = f"{row['plan']} {row['territory']}"
        return is_own(str(row["subject"]), known) or any(name in words for name in names)

    return pd.Series([ours(row) for row in targets.to_dict("records")], index=targets.index, dtype="bool")


def _short_names(region: Region) -> list[str]:
    """Give the names of cities without the word for city: 德阳市委 names 德阳."""
    names = [str(name).rstrip(_SUFFIXES) for name in region["cities"]["name"].dropna()]
    return [name for name in names if len(name) > 1]
