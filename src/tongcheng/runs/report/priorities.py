"""What first: the order of projects, the raw numbers behind it, how firm it is and what would change it."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd

from tongcheng.language import NOTHING, Text
from tongcheng.plan.priorities import CRITERIA
from tongcheng.plan.priorities.ease import LABELS
from tongcheng.render.blocks import Block, Column, Section, Table, Value, Words
from tongcheng.runs.pipeline import Run
from tongcheng.runs.report.words import basis_note, join, name_of, place_names, unit

_TEN = 10
_BY_NAME = {item.name: item for item in CRITERIA}
_TITLE = Text("先做哪些", "What first")


def section(run: Run) -> Section | None:
    """Give the section, or None in a run without priorities."""
    scores = run.tables.get("priorities_scores", pd.DataFrame())
    if scores.empty:
        return None
    ranks = run.tables["priorities_ranks"]
    names = place_names(run.region)
    if ranks.empty:
        return Section("priorities", _TITLE, _nothing(scores), [_definitions(run), _opens(scores)])
    blocks: list[Block | None] = [
        _order(scores, ranks), _by_city(run, ranks, names), _definitions(run), _raw(scores, ranks), _swaps(run, names),
        _reversals(run, names), _lacking(scores, ranks),
    ]  # fmt: skip
    return Section("priorities", _TITLE, _sentence(scores, ranks), [block for block in blocks if block is not None])


def _records(frame: pd.DataFrame) -> list[dict[Hashable, Any]]:
    return list(frame.to_dict("records"))


def _nothing(scores: pd.DataFrame) -> Text:
    return Text(
        f"{len(scores)} 个项目的三项准则均待数据，不排先后。",
        f"No criterion is known of any of the {len(scores)} projects: nothing is ranked.",
    )


def _sentence(scores: pd.DataFrame, ranks: pd.DataFrame) -> Text:
    first = ranks[ranks["place"] <= _TEN].sort_values("place")
    whole = [row["name"] for row in _records(first) if not row["missing"]]
    part = [row["name"] for row in _records(first) if row["missing"]]
    firm = int((first["first_ten_share"] >= 0.9).sum())
    zh = f"{len(ranks)} 个项目排先后，前 {len(first)} 个中三项准则齐全的 {len(whole)} 个"
    en = f"{len(ranks)} projects are in order; of the first {len(first)}, {len(whole)} lack no criterion"
    if whole:
        zh, en = zh + "：" + "、".join(whole), en + ": " + ", ".join(whole)
    if part:
        zh += f"；另 {len(part)} 个缺准则，暂列"
        en += f"; {len(part)} more lack one and stand provisionally"
    zh += (
        f"。换九成以上的权重仍在前十的有 {firm} 个。"
        if firm
        else "。没有一个项目换九成以上的权重仍在前十，名次都不稳固。"
    )
    en += (
        f". {firm} stay among the first ten under nine weightings out of ten."
        if firm
        else ". No project stays among the first ten under nine weightings out of ten: no rank is firm."
    )
    return join([Text(zh, en), _small(scores)])


def _small(scores: pd.DataFrame) -> Text:
    """Say so where even the best project hardly touches the worst gaps."""
    best = scores.loc[scores["ranked"], "shortfall"].max()
    if not best < 1:
        return NOTHING
    return Text(
        f"单个项目最多补上最深差距的 {best:.2g}%：差距是同城与现状之差，出自交界不开放，单靠修路补不上。",
        f"The best project closes {best:.2g} % of the deepest gaps: they are what closed borders take, and roads alone do not mend them.",
    )


def _order(scores: pd.DataFrame, ranks: pd.DataFrame) -> Table:
    raw = scores.set_index("project")
    rows: list[dict[str, Value]] = []
    for row in _records(ranks):
        own = raw.loc[row["project"]]
        cells: dict[str, Value] = {
            "place": row["place"], "name": row["name"], "score": row["score"], "low": row["score_low"],
            "high": row["score_high"], "ranks": f"{row['rank_low']:.0f}–{row['rank_high']:.0f}",
            "ten": 100 * row["first_ten_share"], "why": _remark(row),
        }  # fmt: skip
        for one in CRITERIA:
            low, high = own[f"{one.name}_low"], own[f"{one.name}_high"]
            wide = round(high - low, one.decimals) > 0
            cells |= {
                one.name: own[one.name],
                f"{one.name}_low": low if wide else None,
                f"{one.name}_high": high if wide else None,
            }
        rows.append(cells)
    columns = [
        Column("place", Text("次序", "place"), decimals=0),
        Column("name", Text("项目", "project")),
        *(
            Column(one.name, one.label, one.unit, one.decimals, f"{one.name}_low", f"{one.name}_high")
            for one in CRITERIA
        ),
        Column("score", Text("得分", "score"), decimals=0, low="low", high="high"),
        Column("ranks", Text("名次区间", "ranks")),
        Column("ten", Text("进前十", "in first ten"), unit("%"), 0),
        Column("why", Text("说明", "remark")),
    ]
    said = Text(
        "得分＝各准则占最高者的百分比按权重平均。“—”为未评，不按零计：得分取已知项目的平均，区间取已知的最低至最高。名次区间为 90% 的权重、"
        "“进前十”为进入前十的权重占比。同档＝八成权重分不出先后；档内准则齐全者在前，再民生优先、先易后难（提前、后移即由此），易办程度不进入得分。",
        "Score: each criterion as a percentage of the best, averaged by weight. A dash is not known and no nought: the score takes the mean of the known, its range their least and most. "
        "Ranks: of 90 % of weightings; in first ten: of how many. Projects of a band cannot be told apart by four weightings out of five; in it those that lack nothing go first, then livelihood, then ease (this is what moves them up or down), which is no part of the score.",
    )
    return Table(
        Text("先后次序", "The order"),
        columns,
        rows,
        join([said, basis_note(scores["basis"])]),
        sheet=Text("先后次序", "priorities"),
    )


def _remark(row: dict[Hashable, Any]) -> Text:
    """Say the band, how far the sequencing rule moved the project in it, and whether it stands provisionally."""
    moved = int(row["rank"] - row["place"])
    zh, en = [f"第 {row['band']:.0f} 档"], [f"band {row['band']:.0f}"]
    if moved:
        zh.append(f"{'提前' if moved > 0 else '后移'} {abs(moved)} 位")
        en.append(f"{abs(moved)} {'up' if moved > 0 else 'down'}")
    if row["missing"]:
        zh.append("暂列")
        en.append("provisional")
    return Text("；".join(zh), "; ".join(en))


def _by_city(run: Run, ranks: pd.DataFrame, names: dict[str, Text]) -> Table | None:
    """Tell what the first ten mean for each city."""
    cities = run.tables.get("appraisal_cities", pd.DataFrame())
    if cities.empty:
        return None
    place = ranks.set_index("project")["place"]
    title = ranks.set_index("project")["name"]
    own = cities[cities["project"].isin(place.index) & (cities["rule"] != "")]
    own = own.assign(place=own["project"].map(place)).sort_values("place")
    rows: list[dict[str, Value]] = []
    for city, part in own.groupby("city", sort=True):
        first = part[part["place"] <= _TEN]
        best = part.iloc[0]
        rows.append(
            {
                "city": name_of(names, city), "first": len(first), "all": len(part), "cost": float(first["cost"].sum()),
                "best": Text(*(f"{best['place']:.0f}. {title[best['project']]}",) * 2),
            }
        )  # fmt: skip
    columns = [
        Column("city", Text("市", "city")),
        Column("first", Text("前十个中涉及本市", "of the first ten"), Text("项", "projects"), 0),
        Column("all", Text("排序项目中涉及本市", "of all in order"), Text("项", "projects"), 0),
        Column("cost", Text("前十个中本市分担投资", "its part of their cost"), unit("亿元"), 2),
        Column("best", Text("本市最靠前的项目", "its first")),
    ]
    note = Text("跨市项目在每个市各计一次。", "A project of several cities counts in each.")
    return Table(
        Text("前十个项目对各市意味着什么", "What the first ten mean for each city"), columns, rows, note,
        sheet=Text("前十分市", "first ten by city"),
    )  # fmt: skip


def _raw(scores: pd.DataFrame, ranks: pd.DataFrame) -> Table:
    raw = scores.set_index("project")
    rows: list[dict[str, Value]] = []
    for row in _records(ranks):
        own = raw.loc[row["project"]]
        cells: dict[str, Value] = {"place": row["place"], "name": row["name"]}
        for name in _BY_NAME:
            known = pd.notna(own[name])
            words = "inputs" if known else "why"
            said = Text(own[f"{name}_{words}_zh"], own[f"{name}_{words}_en"])
            cells[name] = said if known else Text(f"未评：{said.zh}", f"not ranked: {said.en}")
        parts = [f"{LABELS[name].zh} {own[name]:.0f}%" for name in LABELS if pd.notna(own[name])]
        english = [f"{LABELS[name].en} {own[name]:.0f} %" for name in LABELS if pd.notna(own[name])]
        cells["ease"] = Text("，".join(parts) or "未公布", ", ".join(english) or "not published")
        cells["topsis"] = row["topsis"]
        rows.append(cells)
    columns = [
        Column("place", Text("次序", "place"), decimals=0),
        Column("name", Text("项目", "project")),
        *(Column(item.name, item.label) for item in CRITERIA),
        Column("ease", Text("难易", "ease")),
    ]
    return Table(
        Text("每个数从哪里来", "Where each number comes from"),
        columns,
        rows,
        sheet=Text("先后依据", "why this order"),
    )


def _swaps(run: Run, names: dict[str, Text]) -> Table:
    frame = run.tables["priorities_swaps"]
    rows: list[dict[str, Value]] = []
    for _, own in frame.groupby(["rank", "project", "other"], sort=True):
        first = _records(own.head(1))[0]
        zh, en = [], []
        for row in _records(own[own["weight_swap"].notna()]):
            label = _BY_NAME[row["criterion"]].label
            now, then = 100 * row["weight_now"], 100 * row["weight_swap"]
            zh.append(f"{label.zh}权重由 {now:.1f}% {'升' if then > now else '降'}到 {then:.1f}%")
            en.append(f"weight of {label.en} {'up' if then > now else 'down'} from {now:.1f} % to {then:.1f} %")
        rows.append(
            {
                "rank": first["rank"], "name": name_of(names, first["project"]), "other": name_of(names, first["other"]),
                "what": Text("；".join(zh) or "单独改变任何一项权重都不换位", "; ".join(en) or "no single weight swaps them"),
            }
        )  # fmt: skip
    columns = [
        Column("rank", Text("得分名次", "rank by score"), decimals=0),
        Column("name", Text("在前", "before")),
        Column("other", Text("在后", "after")),
        Column("what", Text("怎样的权重使两者换位", "which weight swaps them")),
    ]
    note = Text(
        "一项权重改变时，其余两项保持相互比例。", "When one weight changes, the others keep their proportion."
    )
    return Table(
        Text("什么会改变次序", "What would change the order"), columns, rows, note, sheet=Text("权重换位", "swaps")
    )


def _reversals(run: Run, names: dict[str, Text]) -> Words:
    frame = run.tables["priorities_reversals"]
    lines = [
        Text(
            f"若去掉{name_of(names, row['dropped']).zh}，{name_of(names, row['other']).zh}将先于{name_of(names, row['project']).zh}。",
            f"Without {name_of(names, row['dropped']).en}, {name_of(names, row['other']).en} comes before {name_of(names, row['project']).en}.",
        )
        for row in _records(frame)
    ]
    head = Text(
        "去掉一个项目是否改变其余项目的次序（三项准则齐全的项目之间）：",
        "Does leaving out one project turn the others (among those that lack no criterion)?",
    )
    none = Text(
        "逐个去掉任一项目，其余项目的次序都不变。",
        "Leaving out any one project leaves the order of the others as it is.",
    )
    return Words([head, *lines] if lines else [none], points=False)


def _definitions(run: Run) -> Table:
    weights = {str(row["criterion"]): row for row in _records(run.tables["priorities_weights"])}
    rows: list[dict[str, Value]] = [
        {
            "name": item.label, "rule": item.rule, "definition": item.definition, "unit": item.unit,
            "weight": 100 * weights[item.name]["weight"] if weights[item.name]["open"] else None,
        }
        for item in CRITERIA
    ]  # fmt: skip
    columns = [
        Column("name", Text("准则", "criterion")),
        Column("rule", Text("文件原则", "principle")),
        Column("definition", Text("用什么量", "measured by")),
        Column("unit", Text("单位", "unit")),
        Column("weight", Text("权重", "weight"), unit("%"), 0),
    ]
    note = Text(
        "权重可调；名次区间由均匀抽取的 1,000 组权重得出（SMAA-2，Lahdelma、Salminen 2001），未知值按已知项目的分布抽取。",
        "Weights can be changed; ranges of ranks come from 1,000 weightings drawn evenly (SMAA-2, Lahdelma and Salminen 2001), unknown values from the known ones.",
    )
    return Table(Text("三项准则", "Three criteria"), columns, rows, note, sheet=Text("三项准则", "criteria"))


def _lacking(scores: pd.DataFrame, ranks: pd.DataFrame) -> Table:
    """Name projects that are not in the order, and why."""
    out = scores[~scores["project"].isin(ranks["project"])]
    rows: list[dict[str, Value]] = [
        {"name": row["name"], "why": Text(row["not_ranked_zh"], row["not_ranked_en"]), "opens": _open_words(row)}
        for row in _records(out)
    ]
    columns = [
        Column("name", Text("项目", "project")),
        Column("why", Text("为何不排", "why not")),
        Column("opens", Text("补什么可排", "what opens it")),
    ]
    return Table(Text("未排序的项目", "Projects not ranked"), columns, rows, sheet=Text("未排序", "not ranked"))


def _open_words(row: dict[Hashable, Any]) -> Text:
    if row["status"] in {"completed", "cancelled"}:
        return NOTHING
    zh = [f"{item.label.zh}：{row[f'{item.name}_why_zh']}" for item in CRITERIA if row[f"{item.name}_why_zh"]]
    en = [f"{item.label.en}: {row[f'{item.name}_why_en']}" for item in CRITERIA if row[f"{item.name}_why_en"]]
    return Text("；".join(zh), "; ".join(en))


def _opens(scores: pd.DataFrame) -> Table:
    """Say once what opens each criterion, where no project is ranked."""
    rows: list[dict[str, Value]] = []
    for item in CRITERIA:
        live = scores[~scores["status"].isin(["completed", "cancelled"])]
        for _, own in live.groupby(f"{item.name}_why_zh"):
            first = _records(own.head(1))[0]
            why = Text(first[f"{item.name}_why_zh"], first[f"{item.name}_why_en"])
            rows.append({"name": item.label, "why": why, "count": len(own)})
    columns = [
        Column("name", Text("准则", "criterion")),
        Column("why", Text("待什么数据", "what opens it")),
        Column("count", Text("涉及项目", "projects"), decimals=0),
    ]
    return Table(Text("待数据", "What opens the order"), columns, rows, sheet=Text("排序待数据", "priorities locked"))
