"""What two sides are compared: the same address gives the same comparison."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from tongcheng.language import Text
from tongcheng.office.figures.models import Run
from tongcheng.office.workbench.reading import BASE, BORDERS, Measure, measures_of, scenarios_of, title_of

#: The whole circle lists its measures; at the other levels the places of one measure are listed.
LEVELS: dict[str, Text] = {
    "region": Text("全圈", "whole circle"),
    "city": Text("市", "cities"),
    "county": Text("区（市）县", "counties"),
    "zone": Text("网格", "zones"),
}


@dataclass(frozen=True)
class Side:
    """One side: a run in a border state and a scenario."""

    run: Run
    state: str
    scenario: str = BASE

    @property
    def title(self) -> Text:
        """Name the side."""
        run, state, number = title_of(self.run), BORDERS[self.state], self.run.run_id[:6]
        more = Text("", "")
        if self.scenario != BASE:
            words = scenarios_of(self.run)[self.scenario]
            more = Text(f"·{words.zh}", f", {words.en}")
        return Text(f"{run.zh} {number}·{state.zh}{more.zh}", f"{run.en} {number}, {state.en}{more.en}")

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
        first, second = self.first, self.second
        said = {
            "run": first.run.run_id,
            "state": first.state,
            "scenario": "" if first.scenario == BASE else first.scenario,
            "with": second.run.run_id,
            "with_state": second.state,
            "with_scenario": "" if second.scenario == BASE else second.scenario,
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

    @property
    def against_base(self) -> bool:
        """Whether one side is the circle as it is and the other a scenario whose effects are differences to it."""
        scenarios = {self.first.scenario, self.second.scenario}
        return self.same_run and len(scenarios) > 1 and BASE in scenarios


def read(query: Mapping[str, str], runs: list[Run]) -> Compared | None:
    """Read a comparison; ``None`` if it names a run that is not there.

    Where nothing is named: the last two runs of a circle, or today and together of the only one.
    """
    known = {one.run_id: one for one in runs}
    if any(query.get(name) and query[name] not in known for name in ("run", "with")):
        return None
    second = known.get(query.get("with", ""), runs[0])
    older = next((one for one in runs if one.circle == second.circle and one.pk != second.pk), second)
    first = known.get(query.get("run", ""), older)
    sides = _sides(query, first, second)
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


def _sides(query: Mapping[str, str], first: Run, second: Run) -> tuple[Side, Side]:
    """Read states and scenarios; where two sides would be the same, the second is together."""
    scenario, with_scenario = (
        one if (one := query.get(name, "")) in scenarios_of(run) else BASE
        for name, run in (("scenario", first), ("with_scenario", second))
    )
    state, other = query.get("state", ""), query.get("with_state", "")
    state = state if state in BORDERS else "today"
    if other not in BORDERS:
        alike = first.pk == second.pk and scenario == with_scenario and state == "today"
        other = "together" if alike else state
    return Side(first, state, scenario), Side(second, other, with_scenario)


def shared(first: Side, second: Side, level: str) -> list[Measure]:
    """Give the measures that can be put side by side.

    Those that either side has; of one run and scenario only those that know borders, for the rest is the same; of a
    scenario and the circle as it is only those of the scenario, for nothing else changed.
    """
    alike = first.run.pk == second.run.pk and first.scenario == second.scenario
    sides = [one for one in (first, second) if one.scenario != BASE] or [first, second]
    found: dict[str, Measure] = {}
    for side in sides:
        for one in measures_of(side.run, level, side.scenario):
            if side.shows(one) and "|" not in one.group and (not alike or one.borders):
                found.setdefault(one.key, one)
    return sorted(found.values(), key=lambda one: (one.sector, one.label.zh, one.key))
