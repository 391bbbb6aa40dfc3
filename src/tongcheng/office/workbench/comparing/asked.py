"""What two sides are compared: the same address gives the same comparison."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from tongcheng.language import Text
from tongcheng.office.figures.models import Run
from tongcheng.office.workbench.reading import BORDERS, Measure, measures_of, title_of

#: The whole circle lists its measures; at the other levels the places of one measure are listed.
LEVELS: dict[str, Text] = {
    "region": Text("全圈", "whole circle"),
    "city": Text("市", "cities"),
    "county": Text("区（市）县", "counties"),
    "zone": Text("网格", "zones"),
}


@dataclass(frozen=True)
class Side:
    """One side: a run in a border state."""

    run: Run
    state: str

    @property
    def title(self) -> Text:
        """Name the side."""
        run, state = title_of(self.run), BORDERS[self.state]
        number = self.run.run_id[:6]
        return Text(f"{run.zh} {number}·{state.zh}", f"{run.en} {number}, {state.en}")

    def shows(self, measure: Measure) -> bool:
        """Say whether a measure has a value in this state, or knows none."""
        return not measure.borders or self.state in measure.borders


@dataclass(frozen=True)
class Compared:
    """A comparison: the second side minus the first."""

    first: Side
    second: Side
    level: str
    sector: str
    measure: str

    def query(self) -> str:
        """Write the comparison as a query string."""
        said = {
            "run": self.first.run.run_id,
            "state": self.first.state,
            "with": self.second.run.run_id,
            "with_state": self.second.state,
            "level": self.level,
            "sector": self.sector,
            "measure": self.measure,
        }
        return urlencode({name: value for name, value in said.items() if value}, safe="~")

    @property
    def same_run(self) -> bool:
        """Whether both sides are of one run."""
        return self.first.run.pk == self.second.run.pk

    @property
    def same_circle(self) -> bool:
        """Whether both sides are of one circle, so that their places meet."""
        return self.first.run.circle == self.second.run.circle


def read(query: QueryDict, runs: list[Run]) -> Compared | None:
    """Read a comparison; ``None`` if it names a run that is not there.

    Where nothing is named: the last two runs of a circle, or today and together of the only one.
    """
    known = {one.run_id: one for one in runs}
    second = known.get(query.get("with", ""), runs[0])
    older = next((one for one in runs if one.circle == second.circle and one.pk != second.pk), second)
    first = known.get(query.get("run", ""), older)
    if any(query.get(name) and query[name] not in known for name in ("run", "with")):
        return None
    state, other = query.get("state", ""), query.get("with_state", "")
    state = state if state in BORDERS else "today"
    if other not in BORDERS:
        other = "together" if first.pk == second.pk and state == "today" else state
    sides = Side(first, state), Side(second, other)
    level = query.get("level", "")
    if level not in LEVELS or first.circle != second.circle:
        level = "region"
    measures = shared(*sides, level)
    sectors = sorted({one.sector for one in measures})
    sector = query.get("sector", "")
    sector = sector if sector in sectors else next((one for one in ("transport", *sectors) if one in sectors), "")
    keys = [one.key for one in measures if one.sector == sector]
    wanted = query.get("measure", "")
    measure = "" if level == "region" else wanted if wanted in keys else next(iter(keys), "")
    return Compared(*sides, level, sector, measure)


def shared(first: Side, second: Side, level: str) -> list[Measure]:
    """Give the measures that either side has; of one run only those that know borders, for the rest is the same."""
    found: dict[str, Measure] = {}
    for side in (first, second):
        for one in measures_of(side.run, level):
            if side.shows(one) and "|" not in one.group and (first.run.pk != second.run.pk or one.borders):
                found.setdefault(one.key, one)
    return sorted(found.values(), key=lambda one: (one.sector, one.label.zh, one.key))
