"""Named checks of a circle: each lists the offending rows by file and row, and says the remedy.

One small function per check, in a list per subject. Errors would make results wrong and stop a run; warnings are for a
person to look at and go into the report of a run.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from tongcheng.errors import InputError, Problem
from tongcheng.language import Text, same
from tongcheng.region.checks import datum, figures, openness, people, places, roads, services, tables, transit
from tongcheng.region.checks.circle import Circle
from tongcheng.region.checks.model import MOST_LISTED, Check, Finding, Offenders
from tongcheng.region.lookup import nearest_id
from tongcheng.region.region import Region

__all__ = ["CHECKS", "MOST_LISTED", "Check", "Finding", "Offenders", "run_checks"]

#: All checks in the order in which they run.
CHECKS: Final[tuple[Check, ...]] = (
    *tables.CHECKS,
    *places.CHECKS,
    *datum.CHECKS,
    *people.CHECKS,
    *services.CHECKS,
    *roads.CHECKS,
    *openness.CHECKS,
    *transit.CHECKS,
    *figures.CHECKS,
)


def run_checks(region: Region, *, strict: bool | Collection[str] = False) -> list[Finding]:
    """Run all checks on a circle.

    Parameters
    ----------
    region
        The circle; it is not changed.
    strict
        True raises on any finding that is an error; names of checks raise on findings of those, warnings too.

    Returns
    -------
    list of Finding
        Errors first, in the order of ``CHECKS``; empty if all is well.

    Raises
    ------
    InputError
        With the offenders of every finding that is refused, or if ``strict`` names a check that does not exist.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> [finding.check for finding in run_checks(open_region("chengdu")) if finding.severity == "error"]
    []
    """
    wanted = () if isinstance(strict, bool) else tuple(strict)
    _name_unknown_checks(wanted)
    circle = Circle(region)
    findings = [finding for item in CHECKS if (finding := item.run(circle)) is not None]
    findings.sort(key=lambda finding: finding.severity != "error")
    refused = [item for item in findings if item.check in wanted or (strict is True and item.severity == "error")]
    problems = [problem for finding in refused for problem in finding.all_problems()]
    if problems:
        raise InputError(problems)
    return findings


def _name_unknown_checks(wanted: tuple[str, ...]) -> None:
    names = [item.name for item in CHECKS]
    problems = []
    for name in wanted:
        if name not in names:
            near = nearest_id(name, names)
            remedy = (
                Text(f"是否为 {near}？", f"did you mean {near}?") if near else Text("改正名称", "correct the name")
            )
            problems.append(Problem("unknown_check", "strict", same(" | ".join(names)), name, remedy))
    if problems:
        raise InputError(problems)
