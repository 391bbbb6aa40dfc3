"""Kinds of service as the measures need them: read from the table ``service_kinds``, nothing built in."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from tongcheng.language import Text
from tongcheng.region.age_groups import EVERYBODY
from tongcheng.region.region import Region
from tongcheng.region.service_kinds import default_kinds, norm_verified, radius_verified

#: Sector of the kinds that are measured here; counts of other sectors' kinds are in ``counts``.
SECTOR: Final = "services"

#: Minutes within which a kind is shared, by the level it serves, where the table states none (an assumption).
CATCHMENT_MIN: Final = {"neighbourhood": 15.0, "county": 30.0, "city": 60.0, "region": 60.0}

#: Norms are per 1,000 residents, or per person of an age group; measures are per 1,000 of either.
PER: Final = 1000.0


@dataclass(frozen=True)
class ServiceKind:
    """One kind of service.

    Parameters
    ----------
    kind, unit, level
        As in the table.
    name
        For people.
    group
        Group of residents that it is for: ``all`` or ages.
    norm
        Capacity per 1,000 of the group; None where none is stated, or where it may not be used.
    radius_m
        Service radius; None likewise.
    minutes
        Service minutes that the table states, None if none.
    norm_source
        Words of the table.
    norm_doubtful, radius_doubtful
        Whether it has still to be checked; only a fictional circle uses it all the same.
    """

    kind: str
    name: Text
    unit: str
    level: str
    group: str
    norm: float | None
    radius_m: float | None
    minutes: float | None
    norm_source: str
    norm_doubtful: bool
    radius_doubtful: bool

    @property
    def catchment_min(self) -> float:
        """Minutes within which it is shared."""
        return self.minutes if self.minutes is not None else CATCHMENT_MIN.get(self.level, 30.0)

    @property
    def per_unit(self) -> str:
        """Unit of its capacity per 1,000 of the group, e.g. ``bed/1000``."""
        return f"{self.unit}/1000"


def kinds_of(region: Region, *, sector: str = SECTOR) -> tuple[ServiceKind, ...]:
    """Give the kinds of a sector in the order of the table.

    A norm or radius that is still to be checked (``待核``) is left out in a real circle.
    """
    rows = region["service_kinds"]
    rows = rows[rows["sector"] == sector]
    return tuple(_kind(row, fictional=region.fictional) for row in rows.to_dict("records"))


def standard_kinds() -> tuple[ServiceKind, ...]:
    """Give the default kinds, for what may be asked of an office; norms that are still to be checked are left out."""
    return tuple(_kind(row, fictional=False) for row in default_kinds().to_dict("records"))


def _kind(row: Mapping[Hashable, Any], *, fictional: bool) -> ServiceKind:
    source = "" if _none(row["norm_source"]) else str(row["norm_source"])
    group = EVERYBODY if _none(row["norm_group"]) else str(row["norm_group"])
    norm, radius = _number(row["norm"]), _number(row["radius_m"])
    doubts = (norm is not None and not norm_verified(source), radius is not None and not radius_verified(source))
    if norm is not None:
        norm = norm if group == EVERYBODY else norm * PER
        norm = norm if fictional or norm_verified(source) else None
    if radius is not None:
        radius = radius if fictional or radius_verified(source) else None
    name = str(row["name"])
    return ServiceKind(
        kind=str(row["kind"]),
        name=Text(name, name if _none(row["name_en"]) else str(row["name_en"]).lower()),
        unit=str(row["unit"]),
        level="" if _none(row["level"]) else str(row["level"]),
        group=group,
        norm=norm,
        radius_m=radius,
        minutes=_number(row["minutes"]),
        norm_source=source,
        norm_doubtful=doubts[0],
        radius_doubtful=doubts[1],
    )


def _none(value: Any) -> bool:
    return value is None or bool(pd.isna(value))


def _number(value: Any) -> float | None:
    return None if _none(value) else float(value)
