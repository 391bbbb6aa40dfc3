"""Lights as a pure function of rule, day and facts; nothing here reads a database."""

from tongcheng.office.supervision.lights.cycles import cycle_of, cycles_back
from tongcheng.office.supervision.lights.definition import (
    ASPECTS,
    COLOURS,
    Aspect,
    Band,
    RuleDefinition,
    read_rule,
)
from tongcheng.office.supervision.lights.facts import (
    Facts,
    MilestoneFact,
    PeriodFact,
    PreviousLight,
    ReportFact,
)
from tongcheng.office.supervision.lights.judging import Lit, light, lights, worst
from tongcheng.office.supervision.lights.measures import MEASURES

__all__ = [
    "ASPECTS",
    "COLOURS",
    "MEASURES",
    "Aspect",
    "Band",
    "Facts",
    "Lit",
    "MilestoneFact",
    "PeriodFact",
    "PreviousLight",
    "ReportFact",
    "RuleDefinition",
    "cycle_of",
    "cycles_back",
    "light",
    "lights",
    "read_rule",
    "worst",
]
