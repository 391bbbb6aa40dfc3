"""Do the published totals of a list agree: parts with their sum, one issuer with another."""

from __future__ import annotations

import pandas as pd

from tongcheng.language import Text
from tongcheng.region.region import Region

_EXPLAINED = {
    "city": Text("跨市项目在每个市各计一次", "a project of several cities is counted in each of them"),
}
_UNEXPLAINED = Text("未见说明，需逐条核对", "unexplained: to be compared row by row")
_AGREES = Text("一致", "agrees")


def reconcile_lists(region: Region) -> pd.DataFrame:
    """Compare, for every list that is counted in more than one way, each count with the published total.

    Returns
    -------
    pandas.DataFrame
        ``list list_key issued_by dimension compared total difference reason basis``; ``difference`` in rows of
        the list: sum of parts minus total, or another issuer's count minus the first issuer's for the same part.
    """
    totals = region["list_totals"]
    rows = [row for _, group in totals.groupby("list_key", sort=False) for row in _one_list(group)]
    return pd.DataFrame(rows)


def _one_list(group: pd.DataFrame) -> list[dict[str, object]]:
    return _parts_against_total(group) + _issuers_against_each_other(group)


def _parts_against_total(group: pd.DataFrame) -> list[dict[str, object]]:
    whole = group[(group["dimension"] == "total") & group["count"].notna()]
    if whole.empty:
        return []
    total = whole.iloc[0]
    found = []
    for dimension, parts in group[group["dimension"] != "total"].groupby("dimension", sort=False):
        of_same_issuer = parts[(parts["issued_by"] == total["issued_by"]) & parts["count"].notna()]
        if len(of_same_issuer) < 2:
            continue
        found.append(
            _row(total, str(dimension), int(of_same_issuer["count"].sum()), int(total["count"]), of_same_issuer)
        )
    return found


def _issuers_against_each_other(group: pd.DataFrame) -> list[dict[str, object]]:
    found = []
    for (dimension, _item), rows in group.groupby(["dimension", "item"], dropna=False, sort=False):
        counted = rows[rows["count"].notna()].sort_values("issued", kind="stable")
        first = counted.head(1)
        for _, other in counted.iloc[1:].iterrows():
            if other["issued_by"] == first.iloc[0]["issued_by"]:
                continue
            row = _row(other, str(dimension), int(other["count"]), int(first.iloc[0]["count"]), counted)
            row["against"] = first.iloc[0]["issued_by"]
            row["item"] = other["item"]
            if row["difference"]:
                row["reason"] = _UNEXPLAINED
            found.append(row)
    return found


def _row(named: pd.Series, dimension: str, compared: int, total: int, rows: pd.DataFrame) -> dict[str, object]:
    difference = compared - total
    reason = (
        _AGREES if difference == 0 else _EXPLAINED.get(dimension, _UNEXPLAINED) if difference > 0 else _UNEXPLAINED
    )
    return {
        "list": named["list"],
        "list_key": named["list_key"],
        "issued_by": named["issued_by"],
        "against": named["issued_by"],
        "dimension": dimension,
        "item": None,
        "compared": compared,
        "total": total,
        "difference": difference,
        "reason": reason,
        "basis": rows["basis"].iloc[0],
        "year": str(named["year"]),
    }
