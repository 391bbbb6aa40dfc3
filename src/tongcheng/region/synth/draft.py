"""The circle's roads while things are planted in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import shapely

from tongcheng.region.synth.dressing import TRAITS
from tongcheng.region.synth.plane import Floats, Shapes
from tongcheng.region.synth.standards import RURAL


@dataclass(frozen=True, eq=False)
class Draft:
    """Nodes in kilometres (n, 2), the table of links, and short barriers that were planted, as kind and line."""

    xy: Floats
    links: pd.DataFrame
    barriers: tuple[tuple[str, shapely.LineString], ...] = ()

    @property
    def roads(self) -> int:
        """One more than the highest road number."""
        return int(self.links["road"].max()) + 1

    def with_nodes(self, points: Floats) -> Draft:
        """Give a draft with further nodes."""
        return replace(self, xy=np.vstack([self.xy, points]))

    def with_links(self, rows: Sequence[dict[str, Any]]) -> Draft:
        """Give a draft with further links; what a row does not say is as usual for its class in the country."""
        if not rows:
            return self
        fresh = pd.DataFrame([{**_usual(row["kind"]), **row} for row in rows])
        return replace(self, links=pd.concat([self.links, fresh[self.links.columns]], ignore_index=True))

    def lines(self) -> Shapes:
        """Give the straight line of each link in kilometres."""
        u, v = self.links["u"].to_numpy(), self.links["v"].to_numpy()
        return np.asarray(shapely.linestrings(np.stack([self.xy[u], self.xy[v]], axis=1)), dtype=object)


def _usual(kind: int) -> dict[str, Any]:
    standard = RURAL[kind]
    return {
        **{name: getattr(standard, name) for name in TRAITS},
        "at": 0.0, "span": 1.0, "bridge": False, "tunnel": False, "pair": -1, "ramp": False, "one_way": False,
        "name": None, "ref": None, "state": "open", "access": "public",
    }  # fmt: skip
