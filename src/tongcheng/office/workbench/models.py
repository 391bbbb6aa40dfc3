"""What the workbench keeps of its own."""

from tongcheng.office.workbench.maps.models import MapNumber
from tongcheng.office.workbench.plans.models import PlanDraft
from tongcheng.office.workbench.shares.models import AgreedRule

__all__ = ["AgreedRule", "MapNumber", "PlanDraft"]
