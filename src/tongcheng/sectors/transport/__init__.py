"""What the border costs travellers: people and jobs within reach by road, and the border itself."""

from tongcheng.sectors.transport.borders import measure_borders
from tongcheng.sectors.transport.indicators import BORDER_INDICATORS, INDICATORS
from tongcheng.sectors.transport.reach import gaps, measure

__all__ = ["BORDER_INDICATORS", "INDICATORS", "gaps", "measure", "measure_borders"]
