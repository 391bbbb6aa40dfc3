"""Rows that an office may adopt, made by a sector."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd

from tongcheng.errors import Problems
from tongcheng.region.columns import empty_table, type_table
from tongcheng.region.region import Region
from tongcheng.region.schemas import schemas


@dataclass(frozen=True)
class Proposed:
    """Proposed projects, typed as the tables of a circle are.

    Parameters
    ----------
    projects, project_edits
        One project each, with its edits.
    figures
        Amounts and cost ranges; a cost is ``modelled`` (``synthetic`` in a fictional circle).
    sources
        The row that they cite.
    notes
        What became no project, with the reason.
    """

    projects: gpd.GeoDataFrame
    project_edits: pd.DataFrame
    figures: pd.DataFrame
    sources: pd.DataFrame
    notes: pd.DataFrame

    def added_to(self, region: Region) -> Region:
        """Give the circle with these projects beside its own.

        Raises
        ------
        InputError
            If the rows do not fit the schemas.
        """
        tables = {}
        for name in ("projects", "project_edits", "figures", "sources"):
            new = getattr(self, name)
            old = region[name]
            tables[name] = pd.concat([old, new], ignore_index=True) if len(old) else new
        return region.with_tables(tables)


def typed_rows(table: str, rows: Sequence[dict[str, Any]]) -> Any:
    """Give rows the types of their table.

    Parameters
    ----------
    table
        Of the schemas.
    rows
        Attributes by name; absent ones are empty.
    """
    schema = schemas()[table]
    if not rows:
        return empty_table(schema)
    problems = Problems(table)
    typed = type_table(pd.DataFrame(list(rows)), schema, problems)
    problems.raise_if_any()
    return typed
