"""Siting of public services: where new facilities should stand, and how many fewer open borders need."""

from tongcheng.sectors.services.siting.answer import SitedKind
from tongcheng.sectors.services.siting.indicators import SITING_INDICATORS
from tongcheng.sectors.services.siting.measure import compare_borders, measure_siting
from tongcheng.sectors.services.siting.places import thinned
from tongcheng.sectors.services.siting.site import COVERING, MODEL_LABELS, Model, site_kind

__all__ = [
    "COVERING",
    "MODEL_LABELS",
    "SITING_INDICATORS",
    "Model",
    "SitedKind",
    "compare_borders",
    "measure_siting",
    "site_kind",
    "thinned",
]
