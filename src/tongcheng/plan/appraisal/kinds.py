"""Over which years a project is appraised: its kind, from its edits, its sector and the words of its list."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from tongcheng.region.region import Region

_RAIL = re.compile("铁路|轨道|地铁|市域|城际")
_SERVICE_EDITS = {"ChangeService"}
_RAIL_EDITS = {"AddLine"}
_MATTERS = {"matter", "reform", "platform"}
_BY_SECTOR = {"services": "building", "health": "building", "ecology": "ecology", "industry": "park", "platforms": "platform"}  # fmt: skip


def kinds_of(region: Region) -> dict[str, str]:
    """Give the kind of every project: road, rail, service, building, park, ecology or platform.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> kinds = kinds_of(open_region("demo"))
    >>> kinds["P02"], kinds["P12"], kinds["P13"], kinds["P15"], kinds["P26"]
    ('road', 'rail', 'service', 'building', 'ecology')
    """
    edits = region["project_edits"].groupby("project")["edit"].agg(set).to_dict()
    return {
        str(row["project"]): _kind(row, edits.get(row["project"], set()))
        for row in region["projects"].to_dict("records")
    }


def _kind(row: Any, edits: set[str]) -> str:
    if edits & _RAIL_EDITS:
        return "rail"
    if edits & _SERVICE_EDITS:
        return "service"
    if row["kind"] in _MATTERS:
        return "service" if row["sector"] == "transport" else "platform"
    if row["sector"] == "transport" or pd.isna(row["sector"]):
        return "rail" if _RAIL.search(f"{row['field'] or ''}{row['name']}") else "road"
    return _BY_SECTOR[str(row["sector"])]
