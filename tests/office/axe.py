"""What axe-core finds wrong with a page in the browser (WCAG 2.2 A and AA): ``assert not faults(page)``."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parent / "vendor/axe-core/axe.min.js"
_RUN = """async (tags) => {
  const found = await axe.run(document, {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]});
  return found.violations.map(v => ({id: v.id, impact: v.impact, help: v.help,
    nodes: v.nodes.slice(0, 3).map(n => n.target.join(" ") + " " + n.html.slice(0, 140)), count: v.nodes.length}));
}"""
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SERIOUS = frozenset({"serious", "critical"})


@cache
def _source() -> str:
    return _FILE.read_text(encoding="utf-8")


def faults(page: Any, impacts: Collection[str] = SERIOUS) -> list[str]:
    """Give a line for each rule that a page of playwright breaks, with the first elements; empty if it breaks none."""
    page.evaluate(_source())
    found = page.evaluate(_RUN, TAGS)
    return [
        f"{page.url}: {one['impact']} {one['id']} ({one['count']}): {one['help']}: {' | '.join(one['nodes'])}"
        for one in found
        if one["impact"] in impacts
    ]
