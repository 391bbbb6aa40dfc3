"""Which facilities grow: authorised capacity that is not in use first, then what is built, as extensions or new ones."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd

from tongcheng.sectors.services.reallotment.plan import Reallotment
from tongcheng.sectors.services.reallotment.stock import whole

COLUMNS = (
    "kind", "city", "county", "facility", "name", "new", "how", "first_year", "last_year", "capacity_today", "added",
    "capacity_after", "unit",
)  # fmt: skip


def growth(plans: list[Reallotment], crowding: dict[str, pd.Series[float]]) -> pd.DataFrame:
    """Share out what counties fill and build among facilities.

    What is filled goes to facilities in proportion to what they have authorised and not in use. What is built becomes
    new facilities of about the size that is usual in the circle (its median), as many as come nearest to it; where it is
    less than half of one, the most crowded facility of the county grows (the largest where crowding is not known).

    Parameters
    ----------
    plans
        Of every kind.
    crowding
        By kind: residents per unit of capacity by facility, as far as it is known.

    Returns
    -------
    pandas.DataFrame
        ``kind city county facility name new how first_year last_year capacity_today added capacity_after unit``;
        ``how`` is ``filled`` or ``built``. New ones have the id ``new-<kind>-<county>-<number>``.
    """
    rows: list[dict[str, Any]] = []
    for plan in plans:
        loads = crowding.get(plan.stock.supply.kind.kind, pd.Series(dtype="float64"))
        for number in range(len(plan.stock.counties)):
            filled = _filled(plan, number)
            rows += filled + _built(plan, number, loads, {row["facility"]: row["added"] for row in filled})
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(
    plan: Reallotment, number: int, how: str, years: tuple[int, int], *, also: float = 0.0, **values: Any
) -> dict[str, Any]:
    """Make a row; ``also`` is what the facility gains in another one."""
    stock = plan.stock
    row = {"kind": stock.supply.kind.kind, "unit": stock.supply.kind.unit, "how": how, "new": False,
           "city": stock.cities[number], "county": stock.counties[number],
           "first_year": years[0], "last_year": years[1], **values}  # fmt: skip
    return {**row, "capacity_after": row["capacity_today"] + also + row["added"]}


def _years(plan: Reallotment, number: int, how: str) -> tuple[int, int]:
    at = np.flatnonzero(plan.path.changes[how][number] > 0)
    return plan.programme.years[at[0]], plan.programme.years[at[-1]]


def _filled(plan: Reallotment, number: int) -> list[dict[str, Any]]:
    total = float(plan.path.changes["fill"][number].sum())
    if total <= 0:
        return []
    rows = plan.stock.supply.facilities
    own = rows[rows["county"] == plan.stock.counties[number]]
    slack = np.floor(
        (own["capacity_authorised"] - own["capacity"]).clip(lower=0.0).fillna(0.0).to_numpy(dtype="float64")
    )
    parts = whole(slack * total / slack.sum())
    years = _years(plan, number, "fill")
    return [
        _row(plan, number, "filled", years, facility=facility, name=name, capacity_today=float(capacity), added=float(part))
        for facility, name, capacity, part in zip(own["facility"], own["name"], own["capacity"], parts, strict=True)
        if part > 0
    ]  # fmt: skip


def _built(plan: Reallotment, number: int, loads: pd.Series[float], filled: dict[str, float]) -> list[dict[str, Any]]:
    total = float(plan.path.changes["build"][number].sum())
    if total <= 0:
        return []
    stock, years = plan.stock, _years(plan, number, "build")
    rows, county = stock.supply.facilities, stock.counties[number]
    own = rows[(rows["county"] == county) & (rows["capacity"] > 0)]
    usual = float(rows.loc[rows["capacity"] > 0, "capacity"].median()) if (rows["capacity"] > 0).any() else total
    count = max(int(total / usual + 0.5), 0 if len(own) else 1)
    if count:
        kind = stock.supply.kind
        return [
            _row(plan, number, "built", years, new=True, facility=f"new-{kind.kind}-{county}-{place + 1}",
                 name=f"{stock.names[number]}新建{_short(kind.name.zh)}{place + 1 if count > 1 else ''}", capacity_today=0.0, added=float(part))
            for place, part in enumerate(whole(np.full(count, total / count)))
        ]  # fmt: skip
    others = own[~own["facility"].isin(filled)]  # where there is another one: each change stands on its own
    own = others if len(others) else own
    known = loads.reindex(own["facility"]).to_numpy()
    size = own["capacity"].to_numpy(dtype="float64")
    most = int(np.nanargmax(known)) if np.isfinite(known).any() else int(np.argmax(size))
    chosen = own.iloc[most]
    return [
        _row(plan, number, "built", years, facility=str(chosen["facility"]), name=str(chosen["name"]),
             capacity_today=float(size[most]), added=total, also=filled.get(str(chosen["facility"]), 0.0))
    ]  # fmt: skip


def _short(name: str) -> str:
    return re.split("[（、]", name, maxsplit=1)[0]
