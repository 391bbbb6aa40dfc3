"""Public services by residents, not by rank: what stands where, who reaches it, what open borders would change."""

from __future__ import annotations

import pandas as pd

from tongcheng.region.region import Region
from tongcheng.results import Results
from tongcheng.sectors.gaps import collect_gaps
from tongcheng.sectors.services.declared import SERVICE_INDICATORS
from tongcheng.sectors.services.indicators import INDICATORS
from tongcheng.sectors.services.measure import measure_services
from tongcheng.sectors.services.offered import service_gaps
from tongcheng.sectors.services.reach import gaps as reach_gaps
from tongcheng.sectors.services.reach import hospitals, measure


def gaps(region: Region, results: Results) -> pd.DataFrame:
    """Give what services offer to the problem list: beds out of reach, and what each kind lacks by county."""
    return collect_gaps([reach_gaps(region, results), service_gaps(region, results)])


__all__ = [
    "INDICATORS",
    "SERVICE_INDICATORS",
    "gaps",
    "hospitals",
    "measure",
    "measure_services",
    "service_gaps",
]
