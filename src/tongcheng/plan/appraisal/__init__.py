"""What projects cost and are worth, in one place and with every assumption shown."""

from tongcheng.plan.appraisal.appraise import Appraisal, appraise

__all__ = ["Appraisal", "appraise"]
