"""Scenarios of a run: the circle as it is, with what is under way, and with each project or opened road."""

from __future__ import annotations

from functools import lru_cache

from tongcheng.language import Text, same
from tongcheng.office.figures.models import Run
from tongcheng.office.workbench.reading.measures import BASE
from tongcheng.office.workbench.reading.runs import folder_of, names_of, results_of, table_of

#: Projects under construction taken as finished: the scenario of the nets of the run.
UNDER_WAY = "under_way"
_FIXED = {
    BASE: Text("现状建设", "as built today"),
    UNDER_WAY: Text("在建项目建成后", "with what is under way"),
}


def scenarios_of(run: Run) -> dict[str, Text]:
    """Give what a run was measured under, by id: as it is first, then projects and roads by name."""
    return _scenarios(str(folder_of(run)), run.pk)


@lru_cache(maxsize=8)
def _scenarios(folder: str, pk: int) -> dict[str, Text]:  # noqa: ARG001 - the folder tells offices apart
    run = Run.objects.get(pk=pk)
    names = names_of(run) | _roads(run)
    others = sorted(set(map(str, results_of(run)["scenario"].unique())) - {"", *_FIXED})
    named = {one: names.get(one, same(one)) for one in others}
    known = {BASE: _FIXED[BASE]}
    if UNDER_WAY in set(results_of(run)["scenario"]):
        known[UNDER_WAY] = _FIXED[UNDER_WAY]
    with_one = {one: Text(f"“{name.zh}”建成后", f"with {name.en}") for one, name in named.items()}
    return known | dict(sorted(with_one.items(), key=lambda pair: (pair[0] not in names_of(run), pair[1].zh)))


def _roads(run: Run) -> dict[str, Text]:
    """Name the roads that stop or narrow at a border, with their kind: two may bear one name."""
    rows = table_of(run, "candidates")
    if rows.empty:
        return {}
    kinds = {"dead_end": Text("断头路", "dead end"), "bottleneck": Text("瓶颈路", "bottleneck")}
    found = {}
    for road, name, ref, kind in zip(*(rows[one] for one in ("candidate", "name", "ref", "kind")), strict=True):
        words, label = (
            kinds.get(str(kind), same(str(kind))),
            " ".join(one for one in (name, ref) if isinstance(one, str)),
        )
        label = label or str(road)
        found[str(road)] = Text(f"{label}（{words.zh}）", f"{label} ({words.en})")
    return found
