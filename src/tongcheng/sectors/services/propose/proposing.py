"""Plans, sites and gaps become projects that an office may adopt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pandas as pd

from tongcheng.region.edits import edits_to_table
from tongcheng.region.region import Region
from tongcheng.sectors.proposed import Proposed, typed_rows
from tongcheng.sectors.services.propose.capacity import Note, from_plan
from tongcheng.sectors.services.propose.coverage import from_borders, from_sites
from tongcheng.sectors.services.propose.draft import SOURCE, Draft, Names
from tongcheng.travel.circle import CircleTravel

_NOTES: Final = ["project", "covered_by", "reason_zh", "reason_en"]

_SOURCE_ROW: Final = {
    "source": SOURCE,
    "title": "由公共服务再配置、选址和同城化红利生成的项目建议 projects proposed from re-allotment, siting and dividends",
    "licence": "derived",
    "note": "规模、点位由规划推算，造价只按本圈已公布的同类项目推算，均须核实",
}


def propose(
    region: Region,
    travel: CircleTravel,
    tables: Mapping[str, pd.DataFrame],
    gaps: pd.DataFrame,
    *,
    openness: float = 1.0,
) -> Proposed:
    """Make projects of what the circle lacks in public services.

    Parameters
    ----------
    region, travel
        The circle and its travel, to site what is built.
    tables
        Of :func:`measure_reallotment`, :func:`measure_siting` and :func:`measure_services`; whatever is not there
        proposes nothing.
    gaps
        Rows of the problem list.
    openness
        To which borders are proposed to open.

    Returns
    -------
    Proposed
        ``prop-build-<kind>-<county>``, ``prop-fill-<kind>-<city>``, ``prop-move-<kind>-<city>[-<city>]``,
        ``prop-site-<kind>-<zone>`` and ``prop-open-<city>-<city>``, so that the next run proposes the same project. A
        cost is told only where the circle has published that of a project of the same kind. Projects on the list are
        not proposed again: the plan counts them.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> circle = open_region("chengdu")
    >>> len(propose(circle, CircleTravel(circle), {}, pd.DataFrame()).projects)
    0
    """
    names = Names(region)
    drafts, little = from_plan(names, travel, tables)
    sites, first = from_sites(names, tables, drafts)
    borders, second = from_borders(names, tables, gaps, openness=openness)
    listed = set(region["projects"]["project"])
    every = [*drafts, *sites, *borders]
    again = [
        (draft.project, draft.project, "已在项目清单", "on the list already")
        for draft in every
        if draft.project in listed
    ]
    return _rows(
        region, [draft for draft in every if draft.project not in listed], [*again, *little, *first, *second]
    )


def _rows(region: Region, drafts: list[Draft], notes: list[Note]) -> Proposed:
    basis = "synthetic" if region.fictional else "modelled"
    papers = {"basis": basis, "source": SOURCE}
    years = region["residents"]["year"].dropna()
    year = str(int(years.max())) if len(years) else ""
    edits = [edits_to_table(draft.scenario(), project=draft.project, **papers) for draft in drafts]
    figures = [{**row, **papers} for draft in drafts for row in draft.figures(year)]
    return Proposed(
        typed_rows("projects", [{**draft.row(region), **papers} for draft in drafts]),
        pd.concat(edits, ignore_index=True) if edits else typed_rows("project_edits", []),
        typed_rows("figures", figures),
        typed_rows("sources", [dict(_SOURCE_ROW)] if drafts else []),
        pd.DataFrame(notes, columns=_NOTES, dtype="str"),
    )
