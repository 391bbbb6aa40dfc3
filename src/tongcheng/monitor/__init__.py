"""How far we are: census change, targets and their required pace, versions of figures, totals of lists."""

from tongcheng.monitor.indicators import INDICATORS
from tongcheng.monitor.measure import measure

__all__ = ["INDICATORS", "measure"]
