"""What changes services, cells and readings: nothing else does."""

from tongcheng.office.cross_services.actions.gaps import adopt_service_gaps
from tongcheng.office.cross_services.actions.offers import change_offers
from tongcheng.office.cross_services.actions.services import add_services, change_service
from tongcheng.office.cross_services.actions.uses import correct_use, report_use

__all__ = [
    "add_services",
    "adopt_service_gaps",
    "change_offers",
    "change_service",
    "correct_use",
    "report_use",
]
