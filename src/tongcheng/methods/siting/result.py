"""What a siting method hands back, and what it says if somebody cannot be reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Floats = NDArray[np.float64]
Ids = Sequence[Any] | NDArray[Any] | None

#: An answer is proven where its gap is at most this.
PROVEN_GAP = 1e-6

_SHOWN = 5


@dataclass(frozen=True, eq=False)
class Siting:
    """Where to open, who goes where, and how good that is.

    Parameters
    ----------
    sites
        Positions of the open sites, ascending; kept sites among them.
    site_ids
        Their ids, in the same order; positions where no ids were given.
    assignment
        Shape (demands,): the site that serves each demand (the largest share of it), -1 where none does.
    cost
        Shape (demands,): cost of that site for the demand; NaN where none does.
    objective
        Value of the answer, in the unit that the function names.
    bound
        No answer can be better than this.
    gap
        ``|objective - bound| / |objective|``, a share.
    proven
        Whether nothing better exists, to a millionth.
    seconds
        Wall-clock time.
    method
        How it was found, in a few words.
    shares
        Share of each demand that each site serves, shape (demands, sites); ``None`` where nobody is split.
    """

    sites: NDArray[np.int64]
    site_ids: tuple[Any, ...]
    assignment: NDArray[np.int64]
    cost: Floats
    objective: float
    bound: float
    gap: float
    proven: bool
    seconds: float
    method: str
    shares: csr_array[Any, tuple[int, int]] | None = None


class Unreachable(ValueError):  # noqa: N818 - it says what is wrong
    """Demands that no admissible choice of sites can serve.

    Parameters
    ----------
    demands
        Their positions.
    nearest
        Cost of the nearest site of each, whether or not it may be used; NaN where there is no way to any.
    nearest_site
        Position of that site; -1 where there is no way to any.
    why
        What makes it impossible, as the beginning of the message.
    remedy
        What can be done.
    """

    def __init__(
        self,
        demands: NDArray[np.int64],
        nearest: Floats,
        nearest_site: NDArray[np.int64],
        *,
        why: str,
        remedy: str,
        demand_ids: Ids = None,
        site_ids: Ids = None,
    ) -> None:
        self.demands, self.nearest, self.nearest_site = demands, nearest, nearest_site
        self.ids = tuple(name(demand_ids, int(i)) for i in demands)
        said = [
            f"{demand!r} (nearest site {name(site_ids, int(site))!r} at {cost:g})"
            if site >= 0
            else f"{demand!r} (no way)"
            for demand, site, cost in zip(self.ids, nearest_site, nearest, strict=True)
        ]
        more = f" and {len(said) - _SHOWN} more" if len(said) > _SHOWN else ""
        super().__init__(f"{why}: {', '.join(said[:_SHOWN])}{more}. {remedy}")


def name(ids: Ids, position: int) -> Any:
    """Give the id at a position, or the position."""
    if ids is None:
        return position
    value = ids[position]
    return value.item() if isinstance(value, np.generic) else value


def gap_of(objective: float, bound: float) -> float:
    """Give the distance to the bound as a share of the objective."""
    distance = abs(objective - bound)
    return 0.0 if distance <= 1e-9 * max(1.0, abs(objective)) else distance / max(abs(objective), 1e-300)
