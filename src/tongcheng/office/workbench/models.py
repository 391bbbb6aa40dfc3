"""What the workbench keeps of its own."""

from tongcheng.office.workbench.maps.models import MapNumber

__all__ = ["MapNumber"]
