"""The sequencing rule 先易后难、民生优先: visible, adjustable, and never part of a score.

It moves a project only among those between which the criteria do not decide, and none that lacks a criterion before
one that lacks none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from tongcheng.language import Text
from tongcheng.methods.smaa import Acceptability
from tongcheng.plan.appraisal.published import EASE, amounts_of
from tongcheng.region.region import Region

LABELS: dict[str, Text] = {
    "ease_land": Text("用地落实", "land in hand"),
    "ease_approvals": Text("审批办结", "approvals granted"),
    "ease_consent": Text("各方同意", "units that agree"),
}


@dataclass(frozen=True)
class Ease:
    """How the rule is applied.

    Parameters
    ----------
    easy_first, livelihood_first
        Whether each half of it holds; livelihood goes before ease.
    firm
        Two projects are told apart if one is before the other in at least this share of all weightings.
    livelihood
        Sectors that count as 民生.
    components
        Attributes of ``figures`` (in percent) whose mean is the ease.
    """

    easy_first: bool = True
    livelihood_first: bool = True
    firm: float = 0.8
    livelihood: tuple[str, ...] = ("services", "health")
    components: tuple[str, ...] = EASE


def ease_of(region: Region, projects: pd.Series[str], rule: Ease) -> pd.DataFrame:
    """Give the ease of projects in percent with its parts; NaN where nothing was published.

    Returns
    -------
    pandas.DataFrame
        Indexed by project: ``ease`` and one column per component.
    """
    amounts = amounts_of(region)
    rows = {}
    for project in projects:
        known = {name: amounts.get((str(project), name)) for name in rule.components}
        rows[str(project)] = {name: np.nan if one is None else one.value for name, one in known.items()}
    parts = pd.DataFrame.from_dict(rows, orient="index", columns=list(rule.components), dtype="float64")
    return parts.assign(ease=parts.mean(axis=1))


def sequence_of(
    ranked: pd.DataFrame, order: list[int], found: Acceptability, rule: Ease
) -> tuple[list[int], list[int]]:
    """Put projects between which the weights do not decide into the order of livelihood and ease.

    Parameters
    ----------
    ranked
        One row per project: ``sector``, ``ease`` and ``complete``.
    order
        Positions in the order of their scores.
    found
        Ranks under many weightings.
    rule
        How the rule is applied.

    Returns
    -------
    sequence, bands
        Positions in their final order; number of the band of each position of ``order``. A band is a leader and those
        after it which it does not firmly beat.
    """
    bands = _bands(order, found, rule.firm)
    sector, ease = ranked["sector"].to_numpy(), ranked["ease"].to_numpy(dtype=np.float64)
    complete = ranked["complete"].to_numpy(dtype=bool)

    def key(place: int) -> tuple[int, bool, bool, float, int]:
        position = order[place]
        hard = -ease[position] if rule.easy_first and not np.isnan(ease[position]) else 0.0
        other = rule.livelihood_first and sector[position] not in rule.livelihood
        return bands[place], not complete[position], other, hard, place

    sequence = [order[place] for place in sorted(range(len(order)), key=key)]
    return sequence, bands


def _bands(order: list[int], found: Acceptability, firm: float) -> list[int]:
    bands, number, leader = [], 0, None
    for position in order:
        if leader is None or found.ahead(leader, position) >= firm:
            leader, number = position, number + 1
        bands.append(number)
    return bands
