"""Published figures in their versions: one subject, one attribute, different values on different days."""

from __future__ import annotations

import pandas as pd

from tongcheng.region.periods import period_end
from tongcheng.region.region import Region


def version_table(region: Region) -> pd.DataFrame:
    """Give the subjects whose published value changed: how often, from what to what, how far apart.

    Only amounts of a thing that should have one value are compared (attributes of projects and lines), not series
    that are meant to move, such as output or residents.

    Returns
    -------
    pandas.DataFrame
        ``subject name attribute unit versions first first_as_of last last_as_of smallest largest spread basis``;
        ``spread`` is the largest over the smallest minus one, in per cent; widest first.
    """
    figures = region["figures"]
    rows = figures[
        (figures["subject_table"] == "projects") & figures["value"].notna() & (figures["value"] > 0)
    ].copy()
    rows["day"] = rows["as_of"].map(period_end)
    names = region["projects"].set_index("project")["name"]
    found = []
    for (subject, attribute, unit), group in rows.groupby(["subject", "attribute", "unit"], sort=True):
        ordered = group.sort_values(["day", "figure"])
        if ordered["value"].nunique() < 2:
            continue
        smallest, largest = ordered["value"].min(), ordered["value"].max()
        found.append(
            {
                "subject": subject,
                "name": names.get(subject, subject),
                "attribute": attribute,
                "unit": unit,
                "versions": int(ordered["value"].nunique()),
                "first": ordered["value"].iloc[0],
                "first_as_of": ordered["as_of"].iloc[0],
                "last": ordered["value"].iloc[-1],
                "last_as_of": ordered["as_of"].iloc[-1],
                "smallest": smallest,
                "largest": largest,
                "spread": 100 * (largest / smallest - 1),
                "basis": ordered["basis"].iloc[-1],
            }
        )
    table = pd.DataFrame(found)
    return table.sort_values(["spread", "subject"], ascending=[False, True], ignore_index=True) if found else table


def version_history(region: Region, subject: str, attribute: str) -> pd.DataFrame:
    """Give every published value of one attribute of one subject by date."""
    figures = region["figures"]
    rows = figures[(figures["subject"] == subject) & (figures["attribute"] == attribute)]
    return rows.assign(day=rows["as_of"].map(period_end)).sort_values(["day", "figure"], ignore_index=True)
