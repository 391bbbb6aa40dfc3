"""What projects change for the users of services: capacity, coverage, access, who gains and who loses."""

from tongcheng.sectors.services.effects.indicators import EFFECT_INDICATORS
from tongcheng.sectors.services.effects.measure import effects, measure_effects
from tongcheng.sectors.services.effects.projects import ServiceProject, service_projects

__all__ = ["EFFECT_INDICATORS", "ServiceProject", "effects", "measure_effects", "service_projects"]
