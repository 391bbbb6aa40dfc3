"""What a check is, what it finds, and how it gathers the offending rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import pandas as pd

from tongcheng.errors import Problem
from tongcheng.language import Language, Text, preferred_language
from tongcheng.region.checks.circle import Circle
from tongcheng.region.columns import FIRST_ROW

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

Severity = Literal["error", "warning"]

#: A finding lists this many rows and counts the rest.
MOST_LISTED: Final = 20

_EMPTY: Final = "（空）"


@dataclass(frozen=True)
class Finding:
    """What one check found.

    Parameters
    ----------
    check
        Name of the check.
    severity
        ``error`` stops a run, ``warning`` goes into its report.
    title
        What is wrong, for people.
    problems
        Offenders with file, row and remedy, at most 20.
    count
        Number of all offenders.
    """

    check: str
    severity: Severity
    title: Text
    problems: tuple[Problem, ...]
    count: int

    def say(self, language: Language | None = None) -> str:
        """Give the finding with its offenders, one line each."""
        language = language or preferred_language()
        lines = [f"{self.title.say(language)} [{self.check}] × {self.count}"]
        lines += ["  " + problem.say(language) for problem in self.problems]
        if self.count > len(self.problems):
            more = self.count - len(self.problems)
            lines.append("  " + Text(f"另有 {more} 处", f"and {more} more").say(language))
        return "\n".join(lines)

    def all_problems(self) -> tuple[Problem, ...]:
        """Give the offenders and, if some are not listed, a last one that counts them."""
        if self.count <= len(self.problems):
            return self.problems
        last = self.problems[-1]
        rest = Problem("more_rows", last.file, last.expected, f"… +{self.count - len(self.problems)}", last.remedy)
        return (*self.problems, rest)


@dataclass
class Offenders:
    """Gathers what one check finds: lists the first, counts all.

    Parameters
    ----------
    check
        Name of the check, the code of its problems.
    circle
        The circle, for the names of files.
    """

    check: str
    circle: Circle
    problems: list[Problem] = field(default_factory=list)
    count: int = 0

    def add(
        self,
        table: str,
        row: int | None,
        *,
        expected: Text,
        found: object,
        remedy: Text,
        column: str | None = None,
        file: str | None = None,
    ) -> None:
        """Note one offender; ``row`` is its position in the table (0 for the first)."""
        self.count += 1
        if len(self.problems) >= MOST_LISTED:
            return
        shown = FIRST_ROW + int(row) if row is not None else None
        name = file or self.circle.region.file_name(table)
        self.problems.append(Problem(self.check, name, expected, _shown(found), remedy, shown, column))

    def rows(
        self,
        table: str,
        bad: ArrayLike,
        *,
        expected: Text | Callable[[int], Text],
        found: str | Callable[[int], object],
        remedy: Text | Callable[[int], Text],
        column: str | None = None,
    ) -> None:
        """Note many rows of a table.

        Parameters
        ----------
        table
            Table in which they stand.
        bad
            One flag per row (missing ones count as good), or positions of rows.
        expected, remedy
            A text, or what gives it for a position.
        found
            Column whose value is shown, or what gives the words for a position.
        column
            Column in the message; that of ``found`` by default.
        """
        flags = np.asarray(bad.fillna(value=False) if isinstance(bad, pd.Series) else bad)
        positions = np.flatnonzero(flags) if flags.dtype == bool else flags.astype(np.intp)
        free = max(MOST_LISTED - len(self.problems), 0)
        values = self.circle[table]
        for row in positions[:free]:
            position = int(row)
            self.add(
                table,
                position,
                expected=expected(position) if callable(expected) else expected,
                found=values[found].iloc[position] if isinstance(found, str) else found(position),
                remedy=remedy(position) if callable(remedy) else remedy,
                column=column or (found if isinstance(found, str) else None),
            )
        self.count += len(positions) - min(free, len(positions))


def _shown(value: Any) -> str:
    if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
        return _EMPTY
    if isinstance(value, float | np.floating):
        return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.6g}"
    return str(value)


@dataclass(frozen=True)
class Check:
    """One named check.

    Parameters
    ----------
    name
        Stable name, for ``strict=[…]`` and reports.
    severity
        ``error`` if results would be wrong or could not be computed, ``warning`` if a person should look.
    title
        What it finds.
    look
        Looks at a circle and notes the offenders.
    """

    name: str
    severity: Severity
    title: Text
    look: Callable[[Circle, Offenders], None]

    def run(self, circle: Circle) -> Finding | None:
        """Give what the check finds in a circle, None if all is well."""
        offenders = Offenders(self.name, circle)
        self.look(circle, offenders)
        if not offenders.count:
            return None
        return Finding(self.name, self.severity, self.title, tuple(offenders.problems), offenders.count)


def check(severity: Severity, title: Text) -> Callable[[Callable[[Circle, Offenders], None]], Check]:
    """Declare a function as a check; the function's name is the check's name."""

    def declare(look: Callable[[Circle, Offenders], None]) -> Check:
        return Check(look.__name__, severity, title, look)

    return declare
