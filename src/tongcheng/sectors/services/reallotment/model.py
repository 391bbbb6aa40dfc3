"""A plan as columns and rows of a mixed-integer programme."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from tongcheng.methods.mip import Columns, Rows
from tongcheng.sectors.services.reallotment.programme import CHANGES, Programme

Bools = NDArray[np.bool_]

TAKEN: Final = ("in", "in_across", "fill", "build")
GIVEN: Final = ("out", "out_across")
#: What comes in parcels.
IN_PARCELS: Final = ("in", "in_across", "out", "out_across", "build")


class Model:
    """Columns and rows of a programme; values of a group stand county by county, year by year."""

    def __init__(self, programme: Programme) -> None:
        self._own = programme
        self._n, self._t = len(programme.counties), len(programme.years)
        self._each = sparse.eye_array(self._n * self._t, format="csr")
        self._by_year = sparse.kron(np.ones((1, self._n)), sparse.eye_array(self._t), format="csr")
        self._up_to = sparse.kron(sparse.eye_array(self._n), np.tril(np.ones((self._t, self._t))), format="csr")
        self._size = {name: float(programme.parcel if name in IN_PARCELS else 1) for name in CHANGES}
        self._pairs = [(county, year) for county in programme.counties for year in programme.years]

    def parts(self) -> tuple[list[Columns], list[Rows]]:
        """Give both."""
        return self._columns(), [
            *self._stock(), *self._pools(), *self._least(), *self._pace(), *self._roles(), *self._order(), *self._money(),
        ]  # fmt: skip

    def share(self, promised: Bools) -> Rows:
        """Give the condition that every county has a share of its need in some years."""
        own = self._own
        counted = sparse.kron(sparse.csr_array(own.spread), sparse.eye_array(self._t), format="csr")
        need = np.repeat(own.need, self._t)[:, None]
        kept = np.flatnonzero(np.tile(promised, self._n))
        return Rows("share", {"capacity": counted[kept], "share": -need[kept]}, lower=0.0)

    def _columns(self) -> list[Columns]:
        size, own = self._n * self._t, self._own
        counts = np.r_[np.ones(self._t - 1), own.last]
        price = own.worth * np.tile(
            np.cumsum(counts[::-1])[::-1], self._n
        )  # a change counts from its year to the last
        costs = {name: self._size[name] * price if name in TAKEN else np.zeros(size) for name in CHANGES}
        made = [Columns("giver", np.zeros(self._n), 0.0, 1.0, integer=True, ids=own.counties)]
        made += [Columns(name, cost, integer=True, ids=self._pairs) for name, cost in costs.items()]
        made.append(Columns("capacity", np.zeros(size), ids=self._pairs))
        below = 0.0
        for number, (end, weight) in enumerate(own.bands):
            width = np.repeat((end - below) * own.need, self._t)
            made.append(Columns(f"lack{number}", weight * np.tile(counts, self._n), 0.0, width, ids=self._pairs))
            below = end
        return made

    def _stock(self) -> list[Rows]:
        step = sparse.eye_array(self._t, format="csr") - sparse.eye_array(self._t, k=-1, format="csr")
        parts: dict[str, Any] = {"capacity": sparse.kron(sparse.eye_array(self._n), step, format="csr")}
        parts |= {name: -sign * self._size[name] * self._each for name, sign in CHANGES.items()}
        start = self._own.listed.copy()
        start[:, 0] += self._own.capacity
        return [Rows("stock", parts, start.ravel(), start.ravel(), self._pairs)]

    def _pools(self) -> list[Rows]:
        cities = int(self._own.city.max()) + 1
        of_city = sparse.csr_array(
            (np.ones(self._n), (self._own.city, np.arange(self._n))), shape=(cities, self._n)
        )  # fmt: skip
        within = sparse.kron(of_city, sparse.eye_array(self._t), format="csr")
        ids = [(city, year) for city in range(cities) for year in self._own.years]
        return [
            Rows("pool_city", {"in": within, "out": -within}, 0.0, 0.0, ids),
            Rows(
                "pool_circle", {"in_across": self._by_year, "out_across": -self._by_year}, 0.0, 0.0, self._own.years
            ),
        ]

    def _least(self) -> list[Rows]:
        own = self._own
        counted = sparse.kron(sparse.csr_array(own.spread), sparse.eye_array(self._t), format="csr")
        bands = {f"lack{number}": self._each for number in range(len(own.bands))}
        need = np.repeat(own.need, self._t)
        rows = [
            Rows("floor", {"capacity": self._each}, np.repeat(own.floor, self._t), ids=self._pairs),
            Rows("hold", {"capacity": counted}, np.repeat(own.hold, self._t), ids=self._pairs),
            Rows("need", {"capacity": counted, **bands}, need, ids=self._pairs),
        ]
        promised = np.tile(~np.isnan(own.line), self._n)
        if promised.any():
            least = np.where(promised, need * np.tile(np.nan_to_num(own.line), self._n), -np.inf)
            rows.append(Rows("line", {"capacity": counted}, least, ids=self._pairs))
        return rows

    def _pace(self) -> list[Rows]:
        own = self._own
        total = sparse.kron(sparse.eye_array(self._n), np.ones((1, self._t)), format="csr")
        running = sparse.csr_array(np.tril(np.ones((self._t, self._t)))) @ self._by_year
        return [
            Rows("give_year", self._of(GIVEN, self._each), upper=np.repeat(own.give_year, self._t), ids=self._pairs),
            Rows("give_by", self._of(GIVEN, self._up_to), upper=own.give_by.ravel(), ids=self._pairs),
            Rows("take_year", self._of(TAKEN, self._each), upper=np.repeat(own.take_year, self._t), ids=self._pairs),
            Rows("take_by", self._of(TAKEN, self._up_to), upper=own.take_by.ravel(), ids=self._pairs),
            Rows("slack", {"fill": total}, upper=own.slack, ids=own.counties),
            Rows("build_year", self._of(("build",), self._by_year), upper=own.build_year, ids=own.years),
            Rows("build_by", self._of(("build",), running), upper=own.build_by, ids=own.years),
            Rows("total", {"capacity": self._by_year}, upper=own.total, ids=own.years),
        ]  # fmt: skip

    def _of(self, names: tuple[str, ...], matrix: Any) -> dict[str, Any]:
        """Give the sum of some changes in units."""
        return {name: self._size[name] * matrix for name in names}

    def _roles(self) -> list[Rows]:
        """Let every county either give or take, over the whole plan."""
        own = self._own
        total = sparse.kron(sparse.eye_array(self._n), np.ones((1, self._t)), format="csr")
        most = {"gives": own.give_by[:, -1], "takes": own.take_by[:, -1]}
        return [
            Rows("gives", {**self._of(GIVEN, total), "giver": -sparse.diags_array(most["gives"])}, upper=0.0, ids=own.counties),
            Rows("takes", {**self._of(TAKEN, total), "giver": sparse.diags_array(most["takes"])}, upper=most["takes"], ids=own.counties),
        ]  # fmt: skip

    def _order(self) -> list[Rows]:
        own = self._own
        return [
            Rows(name, {group: self._by_year}, upper=np.where(allowed, np.inf, 0.0), ids=own.years)
            for name, group, allowed in (
                ("move_begins", "in", own.may_move),
                ("cross_begins", "in_across", own.may_cross),
                ("build_begins", "build", own.may_build),
            )
        ]

    def _money(self) -> list[Rows]:
        own = self._own
        if own.unit_cost is None or own.budget is None:
            return []
        return [Rows("budget", self._of(("build",), own.unit_cost * self._by_year), upper=own.budget, ids=own.years)]
