"""What a run could not compute, and what would open it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tongcheng.language import Text
from tongcheng.office.figures.models import Run
from tongcheng.office.figures.store import indicator_label
from tongcheng.office.workbench.reading.runs import folder_of, papers_of, results_of

_LACKS = {
    "missing": Text("无数据", "no data"),
    "incomplete": Text("数据不完整", "incomplete"),
    "synthetic": Text("为示意数据", "synthetic"),
}


@dataclass(frozen=True)
class Closed:
    """A result that the circle's data do not open.

    ``partly`` where some places or kinds have it; ``opens`` names each table that would open it, and what it lacks.
    """

    indicator: str
    sector: str
    label: Text
    opens: tuple[Text, ...]
    partly: bool

    @property
    def sentence(self) -> Text:
        """Say what opens it."""
        zh, en = "；".join(one.zh for one in self.opens), "; ".join(one.en for one in self.opens)
        return Text(f"需补充：{zh}", f"needs: {en}")


def closed_results(run: Run, sector: str = "") -> list[Closed]:
    """Give the results that stay locked in a run, each once, of one sector if named."""
    return [one for one in _closed(str(folder_of(run)), run.pk) if sector in ("", one.sector)]


@lru_cache(maxsize=8)
def _closed(folder: str, pk: int) -> tuple[Closed, ...]:  # noqa: ARG001 - folder tells offices apart
    from tongcheng.runs.catalogue import indicator

    run = Run.objects.get(pk=pk)
    known = set(results_of(run)["indicator"].unique())
    needs: dict[str, list[Text]] = {}
    for one in papers_of(run).get("locked", []):
        lines = needs.setdefault(str(one["indicator"]), [])
        lines.extend(need for need in map(_need, one["missing"]) if need not in lines)
    found = []
    for name, opens in needs.items():
        try:
            sector = indicator(name).sector
        except KeyError:
            sector = ""
        found.append(Closed(name, sector, indicator_label(name), tuple(opens), name in known))
    return tuple(found)


def _need(need: dict[str, Any]) -> Text:
    from tongcheng.region.schemas import schemas
    from tongcheng.region.value_labels import value_label

    table = str(need["table"])
    label = schemas()[table].label if table in schemas() else Text(table, table)
    rows = [value_label(table, name, value) for name, value in need.get("where", {}).items() if value != "all"]
    zh, en = "、".join(one.zh for one in rows), ", ".join(one.en for one in rows)
    label = Text(f"{label.zh}（{zh}）", f"{label.en} ({en})") if rows else label
    lack = _LACKS.get(str(need["lack"]), Text("", ""))
    return Text(f"{label.zh}{'：' + lack.zh if lack.zh else ''}", f"{label.en}{': ' + lack.en if lack.en else ''}")
