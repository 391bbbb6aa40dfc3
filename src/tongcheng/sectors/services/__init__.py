"""What the border costs people who need a school, a clinic, a bed or a counter."""

from tongcheng.sectors.services.indicators import INDICATORS
from tongcheng.sectors.services.reach import gaps, hospitals, measure

__all__ = ["INDICATORS", "gaps", "hospitals", "measure"]
