"""Putting imported rows into a circle, and what that changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from tongcheng.language import Text
from tongcheng.region.importing.complete import counterparts
from tongcheng.region.region import Region
from tongcheng.region.schemas import schemas

if TYPE_CHECKING:
    from tongcheng.region.importing.table import ImportedTable


@dataclass(frozen=True)
class Preview:
    """What an import would change.

    Parameters
    ----------
    new, changed, unchanged, removed
        Rows.
    """

    new: int
    changed: int
    unchanged: int
    removed: int

    def say(self) -> Text:
        """Say it in one line."""
        return Text(
            f"新增 {self.new} 行，更改 {self.changed} 行，未变 {self.unchanged} 行，删去 {self.removed} 行",
            f"{self.new} new, {self.changed} changed, {self.unchanged} unchanged, {self.removed} removed",
        )


def preview(region: Region, imported: ImportedTable) -> Preview:
    """Count what an import would change in a circle.

    Parameters
    ----------
    region
        The circle.
    imported
        The rows.
    """
    old = region[imported.table]
    known = counterparts(imported.frame, old, schemas()[imported.table].keys)
    changed = int(differing(imported.frame, old, known).sum())
    met = int((known >= 0).sum())
    removed = 0 if imported.append else len(old) - len(np.unique(known[known >= 0]))
    return Preview(len(imported.frame) - met, changed, met - changed, removed)


def apply_import(region: Region, imported: ImportedTable) -> Region:
    """Give a circle with the imported rows and their sources; the circle itself stays as it is.

    Parameters
    ----------
    region
        The circle.
    imported
        The rows. Where they are appended, rows with the same key are replaced in their place and new ones follow.
    """
    old = region[imported.table]
    known = counterparts(imported.frame, old, schemas()[imported.table].keys)
    merged = _merged(old, imported.frame, known) if imported.append else imported.frame
    tables = {imported.table: merged}
    if len(imported.sources):
        sources = merged if imported.table == "sources" else region["sources"]
        tables["sources"] = _with_sources(sources, imported.sources)
    return region.with_tables(tables)


def apply_imports(region: Region, imports: Sequence[ImportedTable]) -> Region:
    """Give a circle with several imported tables, in their order."""
    for imported in imports:
        region = apply_import(region, imported)
    return region


def differing(frame: pd.DataFrame, old: pd.DataFrame, known: Any) -> Any:
    """Tell which rows stand for an old row and differ from it in any attribute, as an array of booleans."""
    differs = np.zeros(len(frame), dtype=bool)
    met = np.flatnonzero(known >= 0)
    if not len(met):
        return differs
    for name in frame.columns:
        before = old[name].iloc[known[met]] if name in old else pd.Series([None] * len(met))
        differs[met] |= ~_alike(frame[name].iloc[met], before)
    return differs


def _alike(one: Any, other: Any) -> Any:
    if isinstance(one, gpd.GeoSeries):
        return shapely.equals_identical(one.to_numpy(), np.asarray(other, dtype=object)) | (
            one.isna().to_numpy() & pd.isna(np.asarray(other, dtype=object))
        )
    left, right = one.reset_index(drop=True), other.reset_index(drop=True)
    missing = left.isna() & right.isna()
    return ((left == right).fillna(value=False).astype(bool) | missing).to_numpy(dtype=bool)


def _merged(old: pd.DataFrame, frame: pd.DataFrame, known: Any) -> pd.DataFrame:
    """Replace old rows in their place and put new ones after them."""
    if not len(old):
        return frame
    order = np.where(known >= 0, known, len(old) + np.arange(len(frame)))
    kept = ~np.isin(np.arange(len(old)), known)
    rows = pd.concat([old[kept], frame], ignore_index=True)
    places = np.concatenate([np.flatnonzero(kept), order])
    return rows.iloc[np.argsort(places, kind="stable")].reset_index(drop=True)


def _with_sources(sources: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    return _merged(sources, new, counterparts(new, sources, ("source",)))
