"""What one part of a sector found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from tongcheng.results import Results


@dataclass(frozen=True)
class Found:
    """Figures, and the tables that stand beside them in the run.

    Parameters
    ----------
    results
        Figures and what stays locked.
    tables
        Further frames by name (candidates, flows, polygons). One with a geometry also becomes a map layer.
    """

    results: Results
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
