"""County by county: who gives and from when, who takes and from whom, what is built."""

from __future__ import annotations

from typing import Final

import pandas as pd

from tongcheng.language import Text
from tongcheng.render.blocks import Block, Column, Table, Value
from tongcheng.runs.pipeline import Run
from tongcheng.runs.report.services.common import in_units, main_kinds, size
from tongcheng.runs.report.words import name_of, place_names
from tongcheng.sectors.services.kinds import ServiceKind

_NAMED: Final = 3

_PERCENT: Final = Text("%", "%")


def _last(run: Run) -> pd.DataFrame:
    """Give counties with sums of changes and the end of the plan."""
    table = run.tables["service_reallotment"]
    county = table[table["level"] == "county"].sort_values("year", kind="stable")
    sums = ["moved_in", "moved_in_across", "moved_out", "moved_out_across", "filled", "built", "listed"]
    ends = ["city", "capacity_today", "need", "have_today", "lack_today", "lack_after", "share"]
    grouped = county.groupby(["kind", "place"], sort=False)
    return pd.concat([grouped[ends].last(), grouped[sums].sum()], axis=1).reset_index()


def givers(run: Run, found: list[ServiceKind]) -> list[Block]:
    """Give the counties that lose capacity: how much, from when, why they can, and to whom it goes."""
    moves = run.tables.get("service_moves")
    if moves is None:
        return []
    names, shown = place_names(run.region), {kind.kind: kind for kind in found}
    last = _last(run)
    rows: list[dict[str, Value]] = []
    giving = last[last["moved_out"] > 0]
    order = giving["kind"].map({name: at for at, name in enumerate(shown)})
    giving = giving.assign(order=order.astype("int64")).sort_values(["order", "moved_out"], ascending=[True, False])
    for row in giving.to_dict("records"):
        kind = shown[row["kind"]]
        own = moves[(moves["kind"] == row["kind"]) & (moves["origin"] == row["place"])]
        goes = own.groupby("destination", sort=False)["amount"].sum().sort_values(ascending=False)
        rows.append(
            {
                "kind": in_units(kind),
                "city": name_of(names, row["city"]),
                "place": name_of(names, row["place"]),
                "from": int(own["year"].min()),
                "amount": float(row["moved_out"]),
                "part": 100 * row["moved_out"] / row["capacity_today"],
                "before": 100 * row["have_today"] / row["need"] if row["need"] else float("nan"),
                "after": float(row["share"]),
                "to": _list(names, goes),
            }
        )
    columns = [
        Column("kind", Text("类别（单位）", "kind (unit)")),
        Column("city", Text("市", "city")),
        Column("place", Text("调出县区", "county that gives")),
        Column("from", Text("自", "from"), decimals=None),
        Column("amount", Text("共调出", "gives in all"), decimals=0),
        Column("part", Text("占现有", "of today"), _PERCENT, 1),
        Column("before", Text("现有为需要量的", "today, of its need"), _PERCENT, 0),
        Column("after", Text("期末为需要量的", "at the end"), _PERCENT, 0),
        Column("to", Text("调往", "to")),
    ]
    note = Text(
        "为什么是这些县：现有（市级服务为居民可得）超过需要量，调出后仍不低于需要量，且设在本县的规模也不低于需要量；"
        "现有不足而仍调出的，是清单项目完工后才有余的县。“调往”按同年距离最近配对。调剂的是核定规模和编制，不是撤并机构，机构由当地确定。",
        "Why these: they have more than their residents need, and keep at least that, also by what stands in the county. A county that lacks today gives only after a project on the list is done. “To” pairs "
        "counties of a year over the shortest distances. Authorised capacity and posts move; no facility is closed by this.",
    )
    return (
        [
            Table(
                Text("谁调出、从哪年起、为什么", "Who gives, from when, why"),
                columns,
                rows,
                note,
                sheet=Text("调出", "gives"),
            )
        ]
        if rows
        else []
    )


def _list(names: dict[str, Text], amounts: pd.Series[float]) -> Text:
    """Name the first few places with what they get, and say how many more there are."""
    first = [(name_of(names, place), size(value)) for place, value in amounts.head(_NAMED).items()]
    more = len(amounts) - len(first)
    zh, en = (
        "、".join(f"{name.zh} {value}" for name, value in first),
        ", ".join(f"{name.en} {value}" for name, value in first),
    )
    return Text(f"{zh} 等 {len(amounts)} 县", f"{en} and {more} more") if more > 0 else Text(zh, en)


def takers(run: Run, found: list[ServiceKind]) -> list[Block]:
    """Give the counties that lack or gain, for the main kinds: what is moved in and what is bought instead."""
    names, last = place_names(run.region), _last(run)
    rows: list[dict[str, Value]] = []
    for kind in main_kinds(found):
        own = last[
            (last["kind"] == kind.kind) & ((last["lack_today"] >= 0.5) | (last["moved_in"] > 0) | (last["built"] > 0))
        ]
        rows += [
            {
                "kind": in_units(kind),
                "city": name_of(names, row["city"]),
                "place": name_of(names, row["place"]),
                **{key: float(row[key]) for key in ("need", "lack_today", "listed", "filled", "moved_in", "built", "lack_after")},
                "after": float(row["share"]),
            }
            for row in own.to_dict("records")
        ]  # fmt: skip
    if not rows:
        return []
    columns = [
        Column("kind", Text("类别（单位）", "kind (unit)")),
        Column("city", Text("市", "city")),
        Column("place", Text("区（市）县", "county")),
        Column("need", Text("需要", "need"), decimals=0),
        Column("lack_today", Text("现有缺口", "lack today"), decimals=0),
        Column("listed", Text("清单项目", "on the list"), decimals=0),
        Column("filled", Text("用足核定", "put to use"), decimals=0),
        Column("moved_in", Text("调入", "moved in"), decimals=0),
        Column("built", Text("新建", "built"), decimals=0),
        Column("lack_after", Text("期末缺口", "lack at the end"), decimals=0),
        Column("after", Text("期末达需要量", "at the end"), _PERCENT, 0),
    ]
    note = Text(
        "市级服务的缺口按居民可得计：新增的规模一部分由邻县居民使用，邻县的增减也影响本县，因此各项之和不等于缺口的减少；个别县不缺也少量调入，是补偿邻县调出后其居民可用规模的减少。"
        "其余类别和逐年数值见运行数据 service_reallotment。",
        "Lack of services of a whole city is by what residents can use: neighbours use part of what is added, so that the parts do not "
        "add up to the fall in lack; a county that lacks nothing may take in a little, for what neighbours give away. Other kinds and single years are in the run's table service_reallotment.",
    )
    return [
        Table(
            Text("谁接收，补多少，还差多少", "Who takes, and what is still lacking"),
            columns,
            rows,
            note,
            sheet=Text("接收", "takes"),
        )
    ]


def built(run: Run, found: list[ServiceKind]) -> list[Block]:
    """Give what is built instead of moved."""
    table = run.tables.get("service_growth")
    table = table[table["how"] == "built"] if table is not None else None
    if table is None or table.empty:
        return []
    names, shown = place_names(run.region), {kind.kind: kind for kind in found}
    rows: list[dict[str, Value]] = [
        {
            "kind": in_units(shown[row["kind"]]),
            "city": name_of(names, row["city"]),
            "place": name_of(names, row["county"]),
            "what": Text("新建", "new") if row["new"] else Text("扩建", "extension"),
            "name": "" if row["new"] else row["name"],
            "opens": f"{row['first_year']}—{row['last_year']}" if row["first_year"] != row["last_year"] else str(row["first_year"]),
            "amount": float(row["added"]),
        }
        for row in table.to_dict("records")
    ]  # fmt: skip
    columns = [
        Column("kind", Text("类别（单位）", "kind (unit)")),
        Column("city", Text("市", "city")),
        Column("place", Text("区（市）县", "county")),
        Column("what", Text("方式", "how")),
        Column("name", Text("扩建的机构", "facility")),
        Column("opens", Text("投用", "opens")),
        Column("amount", Text("规模", "capacity"), decimals=0),
    ]
    note = Text(
        "不调剂而新建的部分：本市没有可调出的规模，或调剂的步调来不及。达到本圈该类机构规模中位数一半的按新建机构计，否则按扩建计；"
        "扩建暂放在最拥挤的机构，由县里确定。",
        "What is built because nothing can be moved, or not fast enough. From half the median size of the kind it is a new facility, else "
        "an extension, put at the most crowded one for the county to decide.",
    )
    return [
        Table(
            Text("不调而建：新建和扩建", "Built instead of moved"),
            columns,
            rows,
            note,
            sheet=Text("新建扩建", "built"),
        )
    ]
