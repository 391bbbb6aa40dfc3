"""When: the three stages as data, dates by quarter, and what waits for what (critical path, Kelley and Walker 1959)."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

import pandas as pd

from tongcheng.language import Text
from tongcheng.region.periods import is_period, parse_period
from tongcheng.region.region import Region

#: Columns of :func:`schedule`.
SCHEDULE_COLUMNS = [
    "project", "name", "stage", "original_stage", "original_start", "original_finish", "start", "finish", "quarters",
    "after", "slack", "critical", "flags_zh", "flags_en",
]  # fmt: skip

_QUARTERS = 4


@dataclass(frozen=True)
class Stage:
    """One of the stages of the plan, whole years.

    Parameters
    ----------
    stage, label
        Id and name.
    first_year, last_year
        Both included.
    """

    stage: str
    label: Text
    first_year: int
    last_year: int

    @property
    def first(self) -> int:
        """Give its first quarter."""
        return self.first_year * _QUARTERS

    @property
    def last(self) -> int:
        """Give its last quarter."""
        return self.last_year * _QUARTERS + _QUARTERS - 1

    @property
    def middle_year(self) -> float:
        """Give the middle of its years."""
        return (self.first_year + self.last_year) / 2


@dataclass(frozen=True)
class Span:
    """Start and finish of a project as quarters, both included."""

    start: int
    finish: int

    @property
    def quarters(self) -> int:
        """Give its length."""
        return self.finish - self.start + 1


@cache
def stages() -> tuple[Stage, ...]:
    """Give the stages in the order of time.

    Examples
    --------
    >>> [(stage.label.zh, stage.first_year, stage.last_year) for stage in stages()]
    [('起步期', 2020, 2022), ('成长期', 2023, 2025), ('提升期', 2026, 2035)]
    """
    with files("tongcheng.plan").joinpath("stages.csv").open(encoding="utf-8") as stream:
        return tuple(
            Stage(row["stage"], Text(row["label_zh"], row["label_en"]), int(row["first_year"]), int(row["last_year"]))
            for row in csv.DictReader(stream)
        )


def quarter_of(day: date) -> int:
    """Give the quarter of a day, counted from year 0."""
    return day.year * _QUARTERS + (day.month - 1) // 3


def quarter_name(quarter: int) -> str:
    """Write a quarter as a period.

    Examples
    --------
    >>> quarter_name(quarter_of(date(2023, 5, 1)))
    '2023Q2'
    """
    return f"{quarter // _QUARTERS}Q{quarter % _QUARTERS + 1}"


def stage_of(quarter: int) -> int:
    """Give the position of the stage of a quarter: the first for what is earlier, -1 after the last.

    Examples
    --------
    >>> stage_of(quarter_of(date(2023, 1, 1))), stage_of(quarter_of(date(2040, 1, 1)))
    (1, -1)
    """
    return next((place for place, stage in enumerate(stages()) if quarter <= stage.last), -1)


def span_of(start: object, finish: object) -> Span | None:
    """Read the dates of a project; None where one of them was not published.

    Examples
    --------
    >>> span_of("2022-09", "2024").quarters
    10
    """
    if not (isinstance(start, str) and isinstance(finish, str) and is_period(start) and is_period(finish)):
        return None
    first, last = quarter_of(parse_period(start)[0]), quarter_of(parse_period(finish)[1])
    return Span(first, last) if last >= first else None


def place(span: Span, stage: Stage, *, not_before: int) -> Span:
    """Move a project so that it is finished in a stage.

    One that is finished there anyway, or too late, only waits until it can start. One that is put off starts with the
    stage, so that it burdens no budget before; if the stage is too short for it, it ends with the stage.

    Parameters
    ----------
    span
        Its own dates.
    stage
        Stage of finishing.
    not_before
        First quarter in which it can start.

    Examples
    --------
    >>> moved = place(span_of("2022-01", "2023-12"), stages()[2], not_before=0)
    >>> quarter_name(moved.start), quarter_name(moved.finish)
    ('2026Q1', '2027Q4')
    """
    start = max(span.start, not_before)
    if start + span.quarters - 1 < stage.first:
        start = max(start, min(stage.first, stage.last - span.quarters + 1))
    return Span(start, start + span.quarters - 1)


def continued(span: Span, now: int) -> Span:
    """Give the dates of what is under construction: its own, or the next quarter as finish if that has passed.

    Examples
    --------
    >>> late = continued(span_of("2021-01", "2022-03"), quarter_of(date(2022, 12, 31)))
    >>> quarter_name(late.start), quarter_name(late.finish)
    ('2021Q1', '2023Q1')
    """
    return span if span.finish >= now else Span(span.start, now + 1)


@dataclass(frozen=True)
class Dated:
    """A project of the plan with its dates.

    Parameters
    ----------
    project, name
        Id and name.
    original
        Published dates, if any.
    stage
        Position of the stage in which the plan finishes it.
    started
        Whether it is under construction, so that its start stays.
    """

    project: str
    name: str
    original: Span | None
    stage: int
    started: bool


def dated_projects(region: Region, chosen: Mapping[str, int]) -> list[Dated]:
    """Gather the projects of a plan with their published dates, in the order of their table."""
    rows = region["projects"]
    return [
        Dated(str(project), str(name), span_of(start, finish), chosen[str(project)], status == "under_construction")
        for project, name, start, finish, status in zip(
            *(rows[column] for column in ("project", "name", "start", "finish", "status")), strict=True
        )
        if str(project) in chosen
    ]


def schedule(projects: Sequence[Dated], waits: Iterable[tuple[str, str]], *, today: date) -> pd.DataFrame:
    """Put the projects of a plan on the calendar, each after those that it waits for.

    Parameters
    ----------
    projects
        From :func:`dated_projects`.
    waits
        Pairs (project, other): not before the other is finished. Pairs with a project outside the plan, or without
        dates, say nothing; a circle is for :func:`tongcheng.plan.portfolio.check.find_cycle` to refuse.
    today
        Nothing new starts before the quarter after this day.

    Returns
    -------
    pandas.DataFrame
        One row per project, ``SCHEDULE_COLUMNS``: periods as quarters, empty where no dates were published; ``slack``
        in quarters before its stage ends or a project that waits is held up; ``critical`` without slack; ``flags`` say
        what is not as it was.
    """
    now = quarter_of(today)
    known = {item.project: item for item in projects if item.original is not None}
    before: dict[str, list[str]] = {name: [] for name in known}
    for project, other in waits:
        if project in known and other in known:
            before[project].append(other)
    spans: dict[str, Span] = {}
    for name in _in_order(before):
        spans[name] = _earliest(known[name], [spans[other].finish for other in before[name]], now)
    latest = _latest(known, before, spans)
    rows = [_row(item, spans, before, latest, known, now) for item in projects]
    return pd.DataFrame(rows, columns=SCHEDULE_COLUMNS).astype({"slack": "float64", "quarters": "float64"})


def _in_order(before: Mapping[str, Sequence[str]]) -> list[str]:
    """Put projects after those that they wait for, else in their own order."""
    order: list[str] = []
    placed: set[str] = set()
    left = list(before)
    while left:
        ready = [name for name in left if placed.issuperset(before[name])]
        if not ready:
            raise ValueError(f"these projects wait for each other: {', '.join(left)}")
        order += ready
        placed.update(ready)
        left = [name for name in left if name not in placed]
    return order


def _earliest(item: Dated, finished: Sequence[int], now: int) -> Span:
    assert item.original is not None
    held = max(finished, default=-1) + 1
    if item.started:
        return continued(item.original, now)
    return place(item.original, stages()[item.stage], not_before=max(now + 1, held))


def _latest(
    known: Mapping[str, Dated], before: Mapping[str, Sequence[str]], spans: Mapping[str, Span]
) -> dict[str, int]:
    """Give the latest finish of each: the end of its stage, or the quarter before a project that waits must start."""
    latest = {name: stages()[item.stage].last for name, item in known.items()}
    for name in reversed(_in_order(before)):
        must_start = latest[name] - spans[name].quarters + 1
        for other in before[name]:
            latest[other] = min(latest[other], must_start - 1)
    return latest


def _row(
    item: Dated, spans: Mapping[str, Span], before: Mapping[str, Sequence[str]], latest: Mapping[str, int],
    known: Mapping[str, Dated], now: int,
) -> dict[str, object]:  # fmt: skip
    row: dict[str, object] = {"project": item.project, "name": item.name, "stage": stages()[item.stage].stage}
    if item.original is None:
        missing = Text("开工或完工时间未公布，只定到阶段", "start or finish is not published: only the stage is set")
        return row | {
            "original_stage": "", "original_start": "", "original_finish": "", "start": "", "finish": "",
            "quarters": float("nan"), "after": "", "slack": float("nan"), "critical": False, "flags_zh": missing.zh,
            "flags_en": missing.en,
        }  # fmt: skip
    span, own = spans[item.project], item.original
    planned = stage_of(own.finish)
    slack = latest[item.project] - span.finish
    flags = _flags(item, span, [known[other] for other in before[item.project]], now)
    return row | {
        "original_stage": stages()[planned].stage if planned >= 0 else "",
        "original_start": quarter_name(own.start), "original_finish": quarter_name(own.finish),
        "start": quarter_name(span.start), "finish": quarter_name(span.finish), "quarters": float(span.quarters),
        "after": ";".join(before[item.project]), "slack": float(slack), "critical": slack <= 0,
        "flags_zh": "；".join(flag.zh for flag in flags), "flags_en": "; ".join(flag.en for flag in flags),
    }  # fmt: skip


def _flags(item: Dated, span: Span, waits_for: Sequence[Dated], now: int) -> list[Text]:
    flags = []
    own, stage = item.original, stages()[item.stage]
    assert own is not None
    for other in waits_for:
        if other.original is not None and own.start <= other.original.finish:
            when = quarter_name(other.original.finish)
            flags.append(
                Text(
                    f"原定开工早于前置项目“{other.name}”完工（{when}）",
                    f"was to start before “{other.name}” is finished ({when})",
                )
            )
    if own.finish < now:
        flags.append(Text("原定完工时间已过", "the original finish has passed"))
    if span.start > own.start:
        late = span.start - own.start
        flags.append(Text(f"开工比原定晚 {late} 个季度", f"starts {late} quarters later than first set"))
    planned = stage_of(own.finish)
    if planned >= 0 and planned != item.stage:
        old = stages()[planned].label
        flags.append(
            Text(f"由{old.zh}调整到{stage.label.zh}", f"moved from the {old.en} to the {stage.label.en} stage")
        )
    if span.finish > stage.last:
        flags.append(Text(f"{stage.label.zh}内完不成", f"does not fit into the {stage.label.en} stage"))
    return flags


def can_follow(first: Span | None, second: Span | None, stage: Stage, *, not_before: int) -> bool:
    """Tell whether both can be finished in a stage, the second after the first; taken as possible without dates.

    Examples
    --------
    >>> two_years = span_of("2023-01", "2024-12")
    >>> [can_follow(two_years, two_years, stage, not_before=0) for stage in stages()]
    [False, False, True]
    """
    if first is None or second is None:
        return True
    held = place(first, stage, not_before=not_before).finish + 1
    return place(second, stage, not_before=max(not_before, held)).finish <= stage.last


def spread_over_stages(span: Span | None, stage: int, *, since: int = 0) -> list[float]:
    """Give the part of an evenly spread cost that falls in each stage; all in the stage of finishing without dates.

    Parameters
    ----------
    span
        Start and finish; what lies before the first stage is not in any.
    stage
        Position of the stage of finishing.
    since
        Only what falls in this quarter or later is counted.

    Examples
    --------
    >>> spread_over_stages(span_of("2022-01", "2023-12"), 1)
    [0.5, 0.5, 0.0]
    """
    if span is None:
        return [1.0 if place == stage else 0.0 for place in range(len(stages()))]
    first = max(span.start, since)
    return [max(0, min(span.finish, one.last) - max(first, one.first) + 1) / span.quarters for one in stages()]
