"""What plans promise of the three nets, beside what is there today and when the works under way are done."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from tongcheng.region.periods import is_period, period_end
from tongcheng.region.region import Region
from tongcheng.results import Indicator
from tongcheng.sectors.transport.nets.under_way import UNDER_WAY

#: What plans call the measured results, where their name is another one.
SAME_AS: Final = {
    "train_pairs_published": "train_pairs",
    "airport_passenger_throughput": "airport_passengers",
    "airport_cargo_throughput": "airport_cargo",
}

#: Further attributes of ``figures`` that belong to the nets though nothing measures them.
ONLY_PUBLISHED: Final = (
    "suburban_lines_open",
    "rail_length",
    "rail_density",
    "expressway_length",
    "expressway_density",
)

_COLUMNS = (
    "target", "plan", "territory", "name", "operator", "value", "unit", "year", "measured", "measured_as_of",
    "measured_basis", "under_way", "published", "published_as_of", "published_scope",
)  # fmt: skip


def target_table(region: Region, results: pd.DataFrame, indicators: tuple[Indicator, ...]) -> pd.DataFrame:
    """Put the targets of the three nets beside what is measured and what is published.

    A measured value stands beside a target only where both are of one indicator and place. What is published may be of
    another scope than what is measured, so the two stand side by side and the scope is named.

    Parameters
    ----------
    region
        The circle with ``targets`` and ``figures``.
    results
        Figures of the nets.
    indicators
        The results of the nets.

    Returns
    -------
    pandas.DataFrame
        One row per target with a number: ``target plan territory name operator value unit year``; ``measured
        measured_as_of measured_basis under_way`` and ``published published_as_of published_scope``, NaN or empty where
        there is none.
    """
    names = {item.indicator for item in indicators}
    rows = []
    for target in region["targets"].to_dict("records"):
        name = SAME_AS.get(str(target["indicator"]), str(target["indicator"]))
        if (name not in names and name not in ONLY_PUBLISHED) or pd.isna(target["value"]):
            continue
        place = region.name if target["subject"] == "region" else str(target["subject"])
        rows.append(
            {
                **{key: target[key] for key in ("target", "plan", "territory", "name", "operator", "value", "unit")},
                "year": target["year"],
                **_measured(results, name, place),
                **_published(region, str(target["indicator"]), str(target["subject"])),
            }
        )
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def _measured(results: pd.DataFrame, name: str, place: str) -> dict[str, Any]:
    own = results[
        (results["indicator"] == name)
        & (results["place"] == place)
        & (results["group"] == "all")
        & results["threshold"].isna()
    ]
    today, after = own[own["scenario"] == "base"], own[own["scenario"] == UNDER_WAY]
    return {
        "measured": float(today["value"].iloc[0]) if len(today) == 1 else np.nan,
        "measured_as_of": str(today["year"].iloc[0]) if len(today) == 1 else "",
        "measured_basis": str(today["basis"].iloc[0]) if len(today) == 1 else "",
        "under_way": float(after["value"].iloc[0]) if len(after) == 1 else np.nan,
    }


def _published(region: Region, attribute: str, subject: str) -> dict[str, Any]:
    figures = region["figures"]
    own = figures[
        (figures["attribute"] == attribute)
        & (figures["subject"] == subject)
        & figures["value"].notna()
        & (figures["qualifier"] != "planned")
    ]
    dated = [row for row in own.to_dict("records") if is_period(str(row["as_of"]))]
    if not dated:
        return {"published": np.nan, "published_as_of": "", "published_scope": ""}
    last = max(dated, key=lambda row: period_end(str(row["as_of"])))
    scope = last["scope"]
    return {
        "published": float(last["value"]),
        "published_as_of": str(last["as_of"]),
        "published_scope": "" if pd.isna(scope) else str(scope),
    }
