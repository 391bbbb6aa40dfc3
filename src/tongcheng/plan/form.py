"""The plan in the form of the real annual list: 大类, 序号, 任务内容, 一至四季度进度, 牵头单位, 配合单位.

Milestones follow from the dates of the plan and nothing else: start, finish, and the share of the time between. They are
a draft; the units write what is really due in each quarter.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from tongcheng.plan.phases import Span, span_of

#: Headings of the list by sector, in the order of the real one.
GROUPS: dict[str, str] = {
    "transport": "交通互联",
    "industry": "产业协作",
    "services": "公共服务",
    "platforms": "平台开放",
    "ecology": "生态共治",
    "health": "联防联控",
    "": "其他事项",
}

LIST_COLUMNS = [
    "project",
    "group",
    "seq",
    "content",
    "class",
    "q1",
    "q2",
    "q3",
    "q4",
    "lead_units",
    "support_units",
    "first_year",
]

_NUMERALS = "一二三四五六七八九"
_WORKS = ("project",)
_QUARTERS = 4


def annual_list(projects: pd.DataFrame, year: int) -> pd.DataFrame:
    """Give the tasks of a year: what is prepared, started, continued or finished in it.

    Parameters
    ----------
    projects
        Frame ``projects`` of a plan.
    year
        Year of the list.

    Returns
    -------
    pandas.DataFrame
        ``LIST_COLUMNS``; ``class`` is 前期, 开工, 续建 or 竣工; ``q1`` to ``q4`` in the words of such lists. A project
        enters the list a year before it starts; one without dates is not in it.
    """
    rows = []
    inside = projects[projects["decision"] == "in"]
    for group in GROUPS:
        own = (
            inside[inside["sector"] == group]
            if group
            else inside[~inside["sector"].isin([key for key in GROUPS if key])]
        )
        for row in own.to_dict("records"):
            span = span_of(row["start"], row["finish"])
            if span is not None and span.start // _QUARTERS - 1 <= year <= span.finish // _QUARTERS:
                rows.append(_row(row, span, year, group))
    made = pd.DataFrame(rows, columns=LIST_COLUMNS)
    order = {group: place for place, group in enumerate(made["group"].unique())}
    made["group"] = [f"{_NUMERALS[order[group]]}、{group}" for group in made["group"]]
    made["seq"] = [float(number) for number in range(1, len(made) + 1)]
    return made.astype({name: "str" for name in LIST_COLUMNS if name not in ("seq", "first_year")})


def _row(row: Mapping[Any, Any], span: Span, year: int, group: str) -> dict[str, object]:
    kind = year_class(span, year)
    works = row["kind"] in _WORKS
    return {
        "project": row["project"],
        "group": GROUPS[group],
        "content": _content(str(row["name"]), kind, works=works),
        "class": kind,
        **{f"q{place + 1}": milestone(span, year * _QUARTERS + place, works=works) for place in range(_QUARTERS)},
        "lead_units": _units(row["lead_units"]),
        "support_units": _units(row["support_units"]),
        "first_year": float(span.start // _QUARTERS),
    }


def _units(text: object) -> str:
    return "、".join(part for part in str(text).split(";") if part)


def year_class(span: Span, year: int) -> str:
    """Give the class that a project has in a year.

    Examples
    --------
    >>> span = span_of("2022-04", "2024-06")
    >>> [year_class(span, year) for year in (2021, 2022, 2023, 2024)]
    ['前期', '开工', '续建', '竣工']
    """
    if year == span.finish // _QUARTERS:
        return "竣工"
    if year < span.start // _QUARTERS:
        return "前期"
    return "开工" if year == span.start // _QUARTERS else "续建"


def _content(name: str, kind: str, *, works: bool) -> str:
    if works:
        lead = {"前期": "开展", "开工": "开工建设", "续建": "加快推进", "竣工": "建成"}[kind]
        return f"{lead}{name}" + ("前期工作" if kind == "前期" else "")
    lead = {"前期": "研究", "开工": "启动", "续建": "持续推进", "竣工": "完成"}[kind]
    return f"{lead}{name}"


def milestone(span: Span, quarter: int, *, works: bool) -> str:
    """Write what is due by the end of a quarter, from the dates alone.

    Examples
    --------
    >>> span, first = span_of("2022-04", "2023-03"), 2022 * 4
    >>> [milestone(span, first + place, works=True) for place in range(5)]
    ['3月底前完成前期工作', '6月底前开工', '时序进度50%', '时序进度75%', '3月底前建成']
    """
    month = 3 * (quarter % _QUARTERS + 1)
    if quarter > span.finish:
        return "投入使用" if works else "巩固提升"
    if quarter == span.finish:
        return f"{month}月底前{'建成' if works else '完成'}"
    if quarter < span.start:
        ready = quarter == span.start - 1
        if works:
            return f"{month}月底前完成前期工作" if ready else "开展前期工作"
        return f"{month}月底前完成方案" if ready else "研究方案"
    if quarter == span.start:
        return f"{month}月底前{'开工' if works else '启动'}"
    share = 100 * (quarter - span.start + 1) / span.quarters
    return f"时序进度{share:.0f}%"
