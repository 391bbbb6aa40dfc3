"""The page of a comparison, its map and its table to take away."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render

from tongcheng.language import SYNTHETIC_MARK, Text
from tongcheng.office.core.requests import OfficeRequest
from tongcheng.office.core.wording import language, say
from tongcheng.office.figures.querysets import reads_content
from tongcheng.office.workbench.comparing.asked import LEVELS, Compared, read, shared
from tongcheng.office.workbench.comparing.picture import can_be_drawn, draw
from tongcheng.office.workbench.comparing.rows import Row, inputs_of, rows_of
from tongcheng.office.workbench.maps import serving
from tongcheng.office.workbench.overview.measured import SECTORS
from tongcheng.office.workbench.reading import BORDERS, papers_of, runs_for, scenarios_of, title_of
from tongcheng.render.cells import harmless

#: Zones are many: the page shows the ends of their order, the CSV all.
_ENDS = 15


@login_required
def compare(request: OfficeRequest) -> HttpResponse:
    """Show two sides beside each other."""
    if not reads_content(request.standing):
        raise Http404
    runs = runs_for(request.standing)
    if not runs:
        return render(request, "workbench/compare_none.html")
    asked = _asked(request)
    rows = rows_of(asked)
    shown = [*rows[:_ENDS], *rows[-_ENDS:]] if len(rows) > 4 * _ENDS and asked.level == "zone" else rows
    inputs, alike = inputs_of(asked)
    said = {
        "asked": asked,
        "runs": [(one, title_of(one)) for one in runs],
        "rows": shown,
        "count": len(rows),
        "inputs": inputs,
        "alike": alike,
        "options_differ": _differ(asked, "options"),
        "code_differs": _differ(asked, "code"),
        "drawn": can_be_drawn(asked),
        "synthetic": SYNTHETIC_MARK if asked.first.run.synthetic or asked.second.run.synthetic else None,
    }
    return render(request, "workbench/compare.html", said | _choices(asked))


def _asked(request: OfficeRequest) -> Compared:
    runs = runs_for(request.standing)
    asked = read(request.GET, runs) if runs else None
    if asked is None:
        raise Http404
    return asked


def _differ(asked: Compared, name: str) -> bool:
    return papers_of(asked.first.run).get(name) != papers_of(asked.second.run).get(name)


def _choices(asked: Compared) -> dict[str, Any]:
    measures = shared(asked.first, asked.second, asked.level)
    sectors = dict.fromkeys(one.sector for one in measures)
    levels = LEVELS if asked.same_circle else {"region": LEVELS["region"]}
    return {
        "levels": list(levels.items()),
        "states": list(BORDERS.items()),
        "scenarios": list(scenarios_of(asked.first.run).items()),
        "with_scenarios": list(scenarios_of(asked.second.run).items()),
        "sectors": [(one, SECTORS.get(one, Text(one, one))) for one in sectors],
        "measures": [one for one in measures if one.sector == asked.sector] if asked.level != "region" else [],
    }


@login_required
def picture(request: OfficeRequest) -> HttpResponse:
    """Send the map of differences."""
    asked = _asked(request)
    if not can_be_drawn(asked):
        raise Http404
    return serving.send(request, draw(asked, language()).encode(), "image/svg+xml")


_HEAD = (
    Text("编号", "id"), Text("名称", "name"), Text("单位", "unit"), Text("前者", "first"), Text("前者年份", "year of first"),
    Text("前者性质", "basis of first"), Text("后者", "second"), Text("后者年份", "year of second"),
    Text("后者性质", "basis of second"), Text("差（后者−前者）", "difference (second − first)"),
    Text("不比较的原因", "why not compared"), Text("标注", "mark"),
)  # fmt: skip


@login_required
def table(request: OfficeRequest) -> HttpResponse:
    """Send every row as CSV, which spreadsheets open with its Chinese intact."""
    asked = _asked(request)
    mark = say(SYNTHETIC_MARK) if asked.first.run.synthetic or asked.second.run.synthetic else ""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([say(one) for one in _HEAD])
    writer.writerows([*_cells(row), mark] for row in rows_of(asked))
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="compare-{asked.level}.csv"'
    return response


def _cells(row: Row) -> list[Any]:
    papers: list[Any] = []
    for one in (row.first, row.second):
        papers += ["", "", ""] if one is None else [one.value, one.year, one.basis]
    why = say(row.why_not) if row.why_not else ""
    difference = "" if row.difference is None else row.difference
    return [harmless(row.key), harmless(say(row.name)), say(row.unit), *papers, difference, why]
