"""What a map's address asks for: the same address shows the same view."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict

from tongcheng.language import Text
from tongcheng.office.figures.models import Run
from tongcheng.office.workbench.reading.measures import Measure, measures_of, states_of

#: Levels that can be coloured, in their order.
LEVELS: dict[str, Text] = {
    "zone": Text("网格", "zones"),
    "county": Text("区（市）县", "counties"),
    "city": Text("市", "cities"),
}
#: What is shown first where a run has it: from everyday reach down to the number of residents.
_FIRST = (
    "jobs_reached~~drive~45",
    "residents_reached~~drive~45",
    "beds_reached~~drive~45",
    "station_walk~~walk~15",
    "residents_by_zone",
)


@dataclass(frozen=True)
class Asked:
    """One view of a map, as far as the server draws it; ``at`` is its window (west/south/east/north), empty for the whole."""

    run: Run
    level: str
    measure: Measure | None
    state: str
    layers: tuple[str, ...]
    layer: str = ""
    place: str = ""
    at: str = ""

    def query(self) -> str:
        """Write the view as a query string."""
        said = {
            "run": self.run.run_id,
            "level": self.level,
            "measure": self.measure.key if self.measure else "none",
            "state": self.state,
            "layers": ",".join(self.layers),
            "layer": self.layer,
            "place": self.place,
            "at": self.at,
        }
        return urlencode({name: value for name, value in said.items() if value}, safe="~,/")

    @property
    def window(self) -> tuple[float, float, float, float] | None:
        """Give the window in degrees; ``None`` for the whole, or where it makes no sense."""
        try:
            west, south, east, north = (float(one) for one in self.at.split("/"))
        except ValueError:
            return None
        inside = -180 <= west < east <= 180 and -85 <= south < north <= 85
        return (west, south, east, north) if inside else None

    @property
    def title(self) -> Text:
        """Say what is coloured."""
        if self.measure is None:
            return Text("位置图", "Where things are")
        states = dict(states_of(self.measure))
        if self.state not in states:
            return self.measure.label
        words = states[self.state]
        return Text(f"{self.measure.label.zh}（{words.zh}）", f"{self.measure.label.en} ({words.en})")


def asked_of(request: HttpRequest, run: Run) -> Asked:
    """Read a view from an address; what the run does not have falls back to what it has."""
    return read_view(request.GET, run)


def read_view(query: QueryDict, run: Run) -> Asked:
    """Read a view from a query."""
    level = query.get("level", "")
    if level not in LEVELS:
        level = next((one for one in LEVELS if measures_of(run, one)), "county")
    wanted = query.get("measure", "")
    measure = None if wanted == "none" else _measure(run, level, wanted)
    states = [name for name, _ in states_of(measure)] if measure else []
    state = query.get("state", "")
    if state not in states:
        state = "today" if "today" in states else (states[0] if states else "")
    named = ",".join(query.getlist("layers")).split(",")
    layers = tuple(dict.fromkeys(one for one in named if one))
    return Asked(
        run, level, measure, state, layers, query.get("layer", ""), query.get("place", ""), query.get("at", "")
    )


def _measure(run: Run, level: str, key: str) -> Measure | None:
    known = {one.key: one for one in measures_of(run, level)}
    if key in known:
        return known[key]
    return next((known[one] for one in _FIRST if one in known), next(iter(known.values()), None))
