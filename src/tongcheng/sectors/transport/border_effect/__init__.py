"""How much longer a trip takes because it crosses a border, and what is out of reach for it."""

from tongcheng.sectors.transport.border_effect.ground import Settings
from tongcheng.sectors.transport.border_effect.indicators import BORDER_EFFECT_INDICATORS
from tongcheng.sectors.transport.border_effect.measure import REASONS, measure_border_effect

__all__ = ["BORDER_EFFECT_INDICATORS", "REASONS", "Settings", "measure_border_effect"]
