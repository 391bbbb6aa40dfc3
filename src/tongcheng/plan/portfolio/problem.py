"""What is chosen from, and under which conditions: arrays by project, stage, city and kind of money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tongcheng.language import Text, same

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
RelationKind = Literal["after", "requires", "excludes", "together"]
KINDS: tuple[RelationKind, ...] = ("after", "requires", "excludes", "together")

MONEY_UNIT = Text("亿元", "100 m yuan")

#: Cost that any money of its city may pay, the circle's joint money too.
ANY_MONEY = "all"


@dataclass(frozen=True)
class Relation:
    """How one project depends on another.

    Parameters
    ----------
    project, other
        Ids.
    kind
        ``after`` (not before the other is finished), ``requires`` (not without it), ``excludes`` (not both) or
        ``together`` (both or none).
    same_stage
        For ``after``: by stage, whether both can be finished within it. Empty: in every stage.
    """

    project: str
    kind: RelationKind
    other: str
    same_stage: tuple[bool, ...] = ()


@dataclass(frozen=True)
class PortfolioProblem:
    """Projects, what they are worth in each stage, what they cost whom, and the conditions of the plan.

    ``n`` projects, ``s`` stages in time order, ``c`` cities, ``m`` kinds of money.

    Parameters
    ----------
    projects, stages, cities
        Ids.
    value
        Shape (n, s): what a project is worth if it is finished in the stage, all in one unit.
    cost
        Shape (n, c, m): 亿元, not negative.
    money
        Kinds of money; cost under ``ANY_MONEY`` may be paid by any money of the city and by joint money.
    budget
        Shape (s, c, m): 亿元. Money of a kind pays costs of that kind first and ``ANY_MONEY`` with what is left.
    joint
        Shape (s,): joint money of the circle, 亿元, for costs under ``ANY_MONEY``; none by default.
    spread
        Shape (n, s, s): part of the cost that falls in stage ``u`` if the project is finished in stage ``t``,
        ``[i, t, u]``; all in the stage of finishing by default. Less than 1 where a part is already spent.
    relations
        What depends on what.
    earliest, latest
        Shape (n,): position of the first and the last stage in which a project can be finished.
    must, never
        Ids that have to be in, and those that may not.
    city_share
        Least part of all money that is spent for each city.
    functions, function_share
        Function of each project, and the least part of all money for each function.
    net_gain
        Shape (n, s, c): benefit less cost of each city, 亿元 of present value; 0 where it was not appraised.
    floor
        Least net gain of each city, 亿元.
    labels
        Names for people, by id of project, city, stage, kind of money or function.
    unit
        Unit of ``value`` for people.
    """

    projects: Sequence[str]
    stages: Sequence[str]
    cities: Sequence[str]
    value: Floats
    cost: Floats
    budget: Floats
    money: Sequence[str] = (ANY_MONEY,)
    joint: Floats | None = None
    spread: Floats | None = None
    relations: Sequence[Relation] = ()
    earliest: Ints | None = None
    latest: Ints | None = None
    must: Sequence[str] = ()
    never: Sequence[str] = ()
    city_share: Mapping[str, float] = field(default_factory=dict)
    functions: Sequence[str] = ()
    function_share: Mapping[str, float] = field(default_factory=dict)
    net_gain: Floats | None = None
    floor: Mapping[str, float] = field(default_factory=dict)
    labels: Mapping[str, Text] = field(default_factory=dict)
    unit: Text = MONEY_UNIT

    @property
    def size(self) -> tuple[int, int, int, int]:
        """Give the numbers of projects, stages, cities and kinds of money."""
        return len(self.projects), len(self.stages), len(self.cities), len(self.money)

    def name(self, key: str) -> Text:
        """Give the name of an id for people, or the id."""
        return self.labels.get(key, same(key))

    def windows(self) -> NDArray[np.bool_]:
        """Give the stages in which each project may be finished, shape (n, s), ``never`` not counted."""
        count, stages, _, _ = self.size
        place = np.arange(stages)
        first = np.zeros(count, np.int64) if self.earliest is None else np.asarray(self.earliest)
        last = np.full(count, stages - 1) if self.latest is None else np.asarray(self.latest)
        return np.asarray((place >= first[:, None]) & (place <= last[:, None]))

    def spending(self) -> Floats:
        """Give the part of the cost that falls in each stage, shape (n, s finished, s spent)."""
        count, stages, _, _ = self.size
        return np.broadcast_to(np.eye(stages), (count, stages, stages)) if self.spread is None else self.spread

    def with_budget(self, stage: int, city: int | None, money: int | None, share: float) -> PortfolioProblem:
        """Give the problem with one amount of money larger by a share; city None is the joint money."""
        if city is None:
            assert self.joint is not None
            joint = np.array(self.joint, dtype=np.float64)
            joint[stage] *= 1 + share
            return replace(self, joint=joint)
        budget = np.array(self.budget, dtype=np.float64)
        budget[stage, city, 0 if money is None else money] *= 1 + share
        return replace(self, budget=budget)
