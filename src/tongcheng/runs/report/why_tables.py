"""The two tables of the page about one border road: what each side gains, and the roads that come after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from tongcheng.language import Text, same
from tongcheng.render.blocks import Column, Table, Value
from tongcheng.render.numbers import compact, number
from tongcheng.runs.report.roads_ranked import AnyRun, Ranking, Road, bounds
from tongcheng.runs.report.words import name_of, unit
from tongcheng.sectors.transport.worth.indicators import GROUPS

#: Roads that stand beside the one asked for.
_BESIDE = 3
_HOURS = Text("人·小时/日", "h/day")


def sides_table(run: AnyRun, road: Road, names: dict[str, Text]) -> Table:
    """Say what each side gains, in what an office asks for."""
    newly = newly_reached(run, road)
    columns = [
        Column("side", Text("受益方", "side")),
        Column("people", Text("受益人口", "people gaining"), unit("person"), 0),
        Column("saved", Text("每日节省时间", "time saved"), _HOURS, 1, "saved_low", "saved_high"),
        Column("jobs", Text("45 分钟可达岗位（人均增加）", "more jobs in 45 min"), unit("job"), 1),
        Column("jobs_together", Text("同城后", "as one city"), unit("job"), 1),
    ]
    if newly is not None:
        columns.append(Column("newly", _newly_words(*newly), unit("person"), 0))
    rows = [_side(run, road, names, number, newly) for number in range(2)]
    total = _total(run, road, newly)
    rows.append(_elsewhere(road, rows, total))
    kept = [
        row for number, row in enumerate(rows) if row["people"] or row["saved"] or (number < 2 and all(road.sides))
    ]
    return Table(Text("两市各得什么", "What each side gains"), columns, kept, total=total)


def _side(
    run: AnyRun, road: Road, names: dict[str, Text], side: int, newly: tuple[str, float] | None
) -> Mapping[str, Value]:
    city = road.sides[side]
    return {
        "side": name_of(names, city),
        "people": road.people_by[side],
        "saved": road.saved_by[side],
        **_reached(run, road, city, newly),
    }


def _elsewhere(road: Road, sides: Sequence[Mapping[str, Value]], total: Mapping[str, Value]) -> Mapping[str, Value]:
    """Give everybody else; a mean over them is not told."""
    rest: dict[str, Value] = {
        "side": Text("其他地区", "elsewhere"),
        "people": road.people_by[2],
        "saved": road.saved_by[2],
    }
    if "newly" in total:
        rest["newly"] = _number(total["newly"]) - sum(_number(side["newly"]) for side in sides)
    return rest


def _total(run: AnyRun, road: Road, newly: tuple[str, float] | None) -> Mapping[str, Value]:
    return {
        "side": Text("合计", "total"),
        "people": road.people.value,
        "saved": road.saved.value,
        "saved_low": road.saved.low,
        "saved_high": road.saved.high,
        **_reached(run, road, run.region.name, newly),
    }


def _reached(run: AnyRun, road: Road, place: str, newly: tuple[str, float] | None) -> Mapping[str, Value]:
    """Give jobs within 45 minutes, and people newly within reach under today's borders."""
    key = ("all", 45.0)
    values: dict[str, Value] = {
        "jobs": _figure(run, road, "jobs_reached_gain", place, key),
        "jobs_together": _figure(run, road, "jobs_reached_gain", place, key, borders="together"),
    }
    if newly is not None:
        values["newly"] = _figure(run, road, "newly_within", place, newly)
    return values


def figures_of(run: AnyRun, road: Road, indicator: str, borders: str = "today") -> pd.DataFrame:
    """Give the figures of a road in a border state."""
    frame = run.results
    own = frame[(frame["scenario"] == road.id) & (frame["indicator"] == indicator) & (frame["borders"] == borders)]
    return own[own["mode"] == "drive"]


def _figure(
    run: AnyRun, road: Road, indicator: str, place: str, key: tuple[str, float], *, borders: str = "today"
) -> float | None:
    """Give one figure; 0 for a city that is not told, None where the result is locked."""
    rows = figures_of(run, road, indicator, borders)
    rows = rows[(rows["group"] == key[0]) & (rows["threshold"] == key[1])]
    if rows.empty:
        return None
    found = rows.loc[rows["place"] == place, "value"]
    return float(found.iloc[0]) if len(found) else 0.0


def newly_reached(run: AnyRun, road: Road) -> tuple[str, float] | None:
    """Give the kind of facility and the minutes within which most people are new; None if nobody is."""
    rows = figures_of(run, road, "newly_within")
    rows = rows[(rows["level"] == "region") & (rows["value"].round() > 0)]
    if rows.empty:
        return None
    best = rows.sort_values("value", ascending=False, kind="stable").iloc[0]
    return str(best["group"]), float(best["threshold"])


def _newly_words(group: str, threshold: float) -> Text:
    words = GROUPS[group]
    return Text(f"新进入{words.zh} {threshold:.0f} 分钟圈", f"newly within {threshold:.0f} min of a {words.en}")


def _number(value: object) -> float:
    return float("nan") if value is None else float(str(value))


def beside_table(ranked: Ranking, place: int) -> Table:
    """Put the next roads beside it, with what would have to change for them to pass it."""
    own = ranked.roads[place]
    chosen = range(place, min(place + 1 + _BESIDE, len(ranked.roads)))
    rows = [_compared(ranked, own, number) for number in chosen]
    columns = [
        Column("place", Text("名次", "place"), decimals=0),
        Column("name", Text("道路", "road")),
        Column("cost", Text("投资", "cost"), unit("亿元"), 2, "cost_low", "cost_high"),
        Column("saved", Text("每日节省", "saved"), _HOURS, 1, "saved_low", "saved_high"),
        Column("rate", Text("每亿元节省", "per 100 m yuan") if ranked.per_cost else Text("每公里节省", "per km"), _HOURS, 0),
        Column("swap", Text("怎样才会超过本路", "it passes this road if")),
    ]  # fmt: skip
    title = Text("与其后三条比较", "Beside the next three")
    return Table(title, columns, rows)


def _compared(ranked: Ranking, own: Road, place: int) -> Mapping[str, Value]:
    road = ranked.roads[place]
    cost = road.cost
    return {
        "place": place + 1,
        "name": Text(f"{road.name.zh}（本路）", f"{road.name.en} (this road)") if road is own else road.name,
        "cost": None if cost is None else cost.value,
        **bounds("cost", cost),
        "saved": road.saved.value,
        "saved_low": road.saved.low,
        "saved_high": road.saved.high,
        "rate": ranked.rate(road).value,
        "swap": same("—") if road is own else _swap(ranked, own, road),
    }


def _swap(ranked: Ranking, own: Road, other: Road) -> Text:
    """Say at which cost or saving the other road would draw level, and whether that lies within the ranges."""
    mine, theirs = ranked.rate(own), ranked.rate(other)
    if not theirs.value > 0:
        return Text("没有节省时间，不会超过", "it saves no time and cannot pass")
    factor = mine.value / theirs.value
    inside = theirs.high > mine.low
    fate = (
        Text("；在区间内可能发生", "; within the ranges") if inside else Text("；在区间之外", "; outside the ranges")
    )
    if ranked.per_cost and own.cost is not None and other.cost is not None:
        limit, raised = other.cost.value / factor, own.cost.value * factor
        return Text(
            f"其投资降到 {_money(limit)} 亿元以下，或本路投资升到 {_money(raised)} 亿元以上{fate.zh}",
            f"it costs below {_money(limit)} or this one above {_money(raised)}{fate.en}",
        )
    needed = other.saved.value * factor
    return Text(
        f"其每日节省升到 {number(needed, decimals=0)} 人·小时以上{fate.zh}",
        f"it saves more than {number(needed, decimals=0)} person-hours a day{fate.en}",
    )


def _money(value: float) -> str:
    return compact(value, decimals=2 if value >= 0.1 else 3)
