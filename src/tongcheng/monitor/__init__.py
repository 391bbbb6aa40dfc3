"""How far we are: census, targets and their pace, versions and lists, an open index, peers, and how far we reach."""

from tongcheng.monitor.indicators import INDICATORS
from tongcheng.monitor.measure import measure, measure_monitor

__all__ = ["INDICATORS", "measure", "measure_monitor"]
