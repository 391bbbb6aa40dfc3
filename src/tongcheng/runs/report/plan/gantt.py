"""The Gantt chart of the plan, a few dozen rows to a picture so that each prints on one page."""

from __future__ import annotations

from datetime import date

import pandas as pd

from tongcheng.language import Text, same
from tongcheng.plan.phases import quarter_of, span_of, stages
from tongcheng.render.blocks import Bar, Gantt
from tongcheng.runs.pipeline import Run
from tongcheng.runs.report.plan.common import STAGES, facts, records

#: Rows of one picture: an A4 page holds them.
MOST = 34

_DAYS = 91.31


def charts(run: Run) -> list[Gantt]:
    """Draw the projects of the plan by stage; where there is no plan, published dates alone."""
    today = date.fromisoformat(facts(run)["today"])
    gantt = run.tables["plan_gantt"]
    return pictures(gantt, _bars(gantt) if len(gantt) else _published(run), today, synthetic=run.region.fictional)


def of_plan(gantt: pd.DataFrame, today: date, *, synthetic: bool) -> list[Gantt]:
    """Draw the frame ``gantt`` of a plan."""
    return pictures(gantt, _bars(gantt), today, synthetic=synthetic) if len(gantt) else []


def pictures(gantt: pd.DataFrame, bars: list[Bar], today: date, *, synthetic: bool) -> list[Gantt]:
    """Put bars into pictures that each print on one page."""
    title = (
        Text("进度：现定与原定", "Schedule: as it is and as it was")
        if len(gantt)
        else Text("已公布的开工、完工时间", "Published starts and finishes")
    )
    pieces = [bars[first : first + MOST] for first in range(0, len(bars), MOST)]
    return [
        Gantt(
            title=title if len(pieces) == 1 else _numbered(title, number, len(pieces)),
            bars=piece,
            today=_position(today),
            today_label=Text(f"截至 {today.isoformat()}", f"as of {today.isoformat()}"),
            bands=[(stage.label, stage.first, stage.last) for stage in stages()],
            note=_note(gantt),
            synthetic=synthetic,
        )
        for number, piece in enumerate(pieces, start=1)
    ]


def _numbered(title: Text, number: int, count: int) -> Text:
    return Text(f"{title.zh}（{number}／{count}）", f"{title.en} ({number} of {count})")


def _position(today: date) -> float:
    quarter = quarter_of(today)
    first = date(quarter // 4, 3 * (quarter % 4) + 1, 1)
    return quarter + min(0.99, ((today - first).days + 1) / _DAYS)


def _bars(gantt: pd.DataFrame) -> list[Bar]:
    first = {stage.stage: (stage.first, stage.last) for stage in stages()}
    order = {stage: place for place, stage in enumerate(STAGES)}
    rows = sorted(records(gantt), key=lambda row: order[row["stage"]])
    bars = []
    for row in rows:
        now, then = span_of(row["start"], row["finish"]), span_of(row["original_start"], row["original_finish"])
        bars.append(
            Bar(
                key=row["project"],
                name=same(row["name"]),
                group=STAGES[row["stage"]],
                start=now.start if now else None,
                finish=now.finish if now else None,
                original_start=then.start if then else None,
                original_finish=then.finish if then else None,
                span=first[row["stage"]],
                after=tuple(part for part in row["after"].split(";") if part),
                tight=bool(row["critical"]),
                flag=Text(row["flags_zh"], row["flags_en"]),
            )
        )
    return bars


def _published(run: Run) -> list[Bar]:
    """Give projects whose start and finish were both published, those to come first."""
    rows = run.region["projects"]
    rows = rows[rows["status"].fillna("") != "cancelled"]
    bars = []
    for row in records(rows):
        span = span_of(row["start"], row["finish"])
        if span is not None:
            done = row["status"] == "completed"
            group = Text("已建成", "completed") if done else Text("在建和待建", "to be finished")
            english = row.get("name_en")
            name = Text(str(row["name"]), str(row["name"] if pd.isna(english) else english))
            bars.append(Bar(str(row["project"]), name, group, original_start=span.start, original_finish=span.finish))
    return sorted(bars, key=lambda bar: (bar.group.en == "completed", bar.original_finish))


def _note(gantt: pd.DataFrame) -> Text:
    if gantt.empty:
        return Text("时间为最近一次公布值。", "Dates as last published.")
    undated = int((gantt["start"] == "").sum())
    dated = gantt[gantt["start"] != ""]
    moved = int(((dated["start"] != dated["original_start"]) | (dated["finish"] != dated["original_finish"])).sum())
    more = Text(f"{undated} 个项目时间未公布。", f" {undated} have no published dates.") if undated else Text("", "")
    return Text(
        f"季度为最小单位；{moved} 个项目与原定时间不同，说明见清单。{more.zh}",
        f"By quarter; {moved} projects differ from their original dates, see the list.{more.en}",
    )
