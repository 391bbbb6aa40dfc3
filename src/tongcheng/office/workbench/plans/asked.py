"""What a plan's address asks for: the same address gives the same plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from tongcheng.plan.options import OBJECTIVES
from tongcheng.plan.priorities import CRITERIA, Ease

#: Longest time of a choice on a page, seconds; what is not proven by then is shown with its bound.
LIMIT_S = 0.25
_MOST_WEIGHT = 10.0
_MOST_MONEY = 1e6


@dataclass(frozen=True)
class Wishes:
    """What somebody asks of a plan; defaults are the run's own plan.

    ``budgets`` holds the amounts that differ from the circle's, by (stage, city), the joint money by an empty city.
    """

    weights: Mapping[str, float] = field(default_factory=dict)
    objective: str = "score"
    easy_first: bool = True
    livelihood_first: bool = True
    factor: float = 100.0
    budgets: Mapping[tuple[str, str], float] = field(default_factory=dict)
    must: tuple[str, ...] = ()
    never: tuple[str, ...] = ()

    @property
    def ease(self) -> Ease:
        """Give the sequencing rule."""
        return Ease(easy_first=self.easy_first, livelihood_first=self.livelihood_first)

    def given_weights(self) -> dict[str, float]:
        """Give a weight for each criterion."""
        return {one.name: self.weights.get(one.name, 1.0) for one in CRITERIA}

    def said(self) -> dict[str, str]:
        """Give what differs from the run's own plan, as it stands in an address and in a saved plan."""
        said = {f"w-{name}": f"{value:g}" for name, value in sorted(self.weights.items()) if value != 1}
        if self.objective != "score":
            said["for"] = self.objective
        if not self.easy_first:
            said["easy"] = "0"
        if not self.livelihood_first:
            said["live"] = "0"
        if self.factor != 100:
            said["all"] = f"{self.factor:g}"
        said |= {
            f"m-{stage}-{city or 'joint'}": f"{value:g}" for (stage, city), value in sorted(self.budgets.items())
        }
        said |= {name: ",".join(ids) for name, ids in (("must", self.must), ("never", self.never)) if ids}
        return said

    def query(self, run_id: str) -> str:
        """Write the address's query."""
        return urlencode({"run": run_id, **self.said()}, safe=",")


def read_wishes(query: QueryDict | Mapping[str, Any], defaults: Mapping[tuple[str, str], float]) -> Wishes:
    """Read wishes from an address, a form or a saved plan; what makes no sense is as if it was not said.

    Parameters
    ----------
    query
        Names and values; a form sends a choice per project as ``p-<id>`` = ``must`` or ``never``.
    defaults
        Budgets of the circle by stage and city: what equals them is no wish.
    """
    wanted = {str(name): str(query[name]) for name in query}
    weights = {
        one.name: min(value, _MOST_WEIGHT)
        for one in CRITERIA
        if (value := _number(wanted.get(f"w-{one.name}", ""))) is not None
    }
    budgets = {}
    for (stage, city), amount in defaults.items():
        value = _number(wanted.get(f"m-{stage}-{city or 'joint'}", ""))
        if value is not None and abs(value - round(amount, 2)) >= 0.005:
            budgets[stage, city] = min(value, _MOST_MONEY)
    form = "form" in wanted
    factor = _number(wanted.get("all", ""))
    return Wishes(
        weights=weights,
        objective=wanted["for"] if wanted.get("for") in OBJECTIVES else "score",
        easy_first=wanted.get("easy", "0" if form else "1") != "0",
        livelihood_first=wanted.get("live", "0" if form else "1") != "0",
        factor=100.0 if factor is None else min(factor, 1000.0),
        budgets=budgets,
        must=_chosen(wanted, "must"),
        never=_chosen(wanted, "never"),
    )


def _chosen(wanted: Mapping[str, str], word: str) -> tuple[str, ...]:
    listed = [one for one in wanted.get(word, "").split(",") if one]
    ticked = [name[2:] for name, value in wanted.items() if name.startswith("p-") and value == word]
    return tuple(dict.fromkeys([*listed, *ticked]))


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if isfinite(value) and value >= 0 else None
