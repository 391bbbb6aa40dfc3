"""Border roads that stop or narrow: one map, one table, what was ruled out and why, and what the data lack."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from tongcheng.language import NOTHING, Text, same
from tongcheng.region.outlines import city_outlines
from tongcheng.region.value_labels import value_label
from tongcheng.render import colors
from tongcheng.render.blocks import Block, Column, Layer, Map, Section, Table, Value, Words
from tongcheng.render.numbers import compact, number
from tongcheng.runs.pipeline import Run
from tongcheng.runs.report.words import basis_note, border_name, name_of, place_names, unit
from tongcheng.sectors.transport.ends.sites import BLOCKED
from tongcheng.sectors.transport.ends.words import END_CLASSES, KINDS, road_label

#: Roads this near to a border are drawn; main ones and others.
_DRAWN_KM = 3.0
_MAIN = ("motorway", "trunk", "primary", "secondary")
_OTHER = ("tertiary",)

#: Candidates whose number stands on the map, and doubts that stand in the text; the rest is in the tables of the run.
_NUMBERED = 30
_DOUBTS = 12

_KM_PER_DEGREE = 111.32

_NOT_GIVEN = Text("未给出", "not given")

VERDICTS: dict[str, Text] = {
    "confirmed": Text("属实", "confirmed"),
    "rejected": Text("不属实", "rejected"),
    "unsure": Text("待定", "unsure"),
    "": Text("未核定", "not verified"),
}

_GAINS = ("time_saved", "time_saved_potential", "beneficiaries")


def section(run: Run) -> Section | None:
    """Give the section, or None while no road ends have been searched."""
    frame = run.tables.get("candidates")
    ends = run.tables.get("road_ends")
    if frame is None or ends is None or len(ends) == 0:
        return None
    table = frame.reset_index(drop=True)
    blocks: list[Block] = []
    if len(table):
        blocks += [_map(run, table), _table(run, table), _evidence(table)]
    blocks.append(_classes(ends))
    blocked = ends[ends["end_class"].isin(BLOCKED)]
    if len(blocked):
        blocks.append(_blocked(run, blocked))
    words = _doubts(run)
    if words is not None:
        blocks.append(words)
    title = Text(
        "交界道路一张图一张表：断头路与瓶颈路", "Border roads, one map and one table: dead ends and bottlenecks"
    )
    return Section("candidates", title, _sentence(table, ends), blocks)


def _sentence(table: pd.DataFrame, ends: pd.DataFrame) -> Text:
    left = table[table["verdict"].fillna("") != "rejected"]
    dead, narrow = left[left["kind"] == "dead_end"], left[left["kind"] == "bottleneck"]
    sure = int((left["verdict"].fillna("") == "confirmed").sum())
    missing, worse = (compact(part["length_m"].sum() / 1000, decimals=1) for part in (dead, narrow))
    looked = number(int((ends["kind"] == "dead_end").sum()))
    return Text(
        f"交界附近共查 {looked} 处道路尽头，列出断头路候选 {len(dead)} 条（缺口共 {missing} 公里）、"
        f"瓶颈路候选 {len(narrow)} 条（低于前段标准共 {worse} 公里），其中人工核定属实 {sure} 条，其余待核定。",
        f"{looked} road ends near borders were looked at: {len(dead)} dead-end candidates ({missing} km missing) and "
        f"{len(narrow)} bottleneck candidates ({worse} km below standard), {sure} of them confirmed by people, the "
        "rest not verified yet.",
    )


def _verdict(row: Mapping[Any, Any]) -> str:
    value = row["verdict"]
    return "" if pd.isna(value) else str(value)


def _table(run: Run, table: pd.DataFrame) -> Table:
    gains = _gains(run, table)
    columns = [
        Column("number", Text("序号", "no."), decimals=0),
        Column("name", Text("道路", "road")),
        Column("kind", Text("类型", "kind")),
        Column("classes", Text("技术等级／行政等级", "technical / administrative class")),
        Column("border", Text("交界与两侧县区", "border and counties")),
        Column("length", Text("长度", "length"), unit("km"), 2),
        Column("detour", Text("现状绕行", "way round today"), unit("km"), 1),
        Column("minutes", Text("绕行时间", "time round"), Text("分钟", "min"), 1),
        *_gain_columns(gains),
        Column("verdict", Text("核定意见", "verdict")),
        Column("candidate", Text("候选编号", "candidate")),
    ]
    records = table.to_dict("records")
    rows = [_row(run, row, place, gains) for place, row in enumerate(records, 1)]
    note = Text(
        "按节省时间乘以 3 公里内人口排序；标准取断头一侧与对侧较低者，瓶颈路取前段标准；缺口为直线长度；等级未给出的不推断。",
        "In order of minutes saved times residents within 3 km. A missing piece has the lower standard of its two sides, "
        "a bottleneck that of the road before it; gaps are straight; classes that are not given are not guessed. ",
    )
    basis = basis_note(table["basis"], years=table["year"].dropna().astype("str"))
    return Table(
        Text("断头路与瓶颈路候选", "Dead-end and bottleneck candidates"), columns, rows,
        Text(note.zh + basis.zh, note.en + basis.en), sheet=Text("断头路瓶颈路", "dead ends, bottlenecks"),
    )  # fmt: skip


def _row(run: Run, row: Mapping[Any, Any], place: int, gains: pd.DataFrame) -> dict[str, Value]:
    names = place_names(run.region)
    counties = [name_of(names, row[key]) for key in ("county_a", "county_b") if pd.notna(row[key])]
    reason = "" if pd.isna(row["verdict_reason"]) else str(row["verdict_reason"])
    said = VERDICTS[_verdict(row)]
    technical, admin = (_class_words(name, row) for name in ("technical_class", "admin_class"))
    border = border_name(names, str(row["border"]))
    kind, form = KINDS[str(row["kind"])], END_CLASSES[str(row["end_class"])]
    return {
        "number": place,
        "name": road_label(row["name"], row["ref"], row["class"]),
        "kind": kind if row["end_class"] == "real" else Text(f"{kind.zh}（{form.zh}）", f"{kind.en} ({form.en})"),
        "classes": Text(f"{technical.zh}／{admin.zh}", f"{technical.en} / {admin.en}"),
        "border": Text(
            f"{border.zh}（{'—'.join(name.zh for name in counties)}）",
            f"{border.en} ({' – '.join(name.en for name in counties)})",
        ),
        "length": float(row["length_m"]) / 1000,
        "detour": float(row["detour_m"]) / 1000,
        "minutes": float(row["detour_min"]),
        **{str(name): float(value) for name, value in gains.loc[row["candidate"]].items()},
        "verdict": Text(f"{said.zh}：{reason}", f"{said.en}: {reason}") if reason else said,
        "candidate": str(row["candidate"]),
    }


def _evidence(table: pd.DataFrame) -> Table:
    """Say of every candidate why it is one."""
    rows: list[Mapping[str, Value]] = [
        {
            "number": place,
            "name": road_label(row["name"], row["ref"], row["class"]),
            "evidence": Text(str(row["evidence_zh"]), str(row["evidence_en"])),
            "candidate": str(row["candidate"]),
        }
        for place, row in enumerate(table.to_dict("records"), 1)
    ]
    columns = [
        Column("number", Text("序号", "no."), decimals=0),
        Column("name", Text("道路", "road")),
        Column("evidence", Text("依据", "evidence")),
        Column("candidate", Text("候选编号", "candidate")),
    ]
    title = Text("判断依据", "Why we think so")
    return Table(title, columns, rows, basis_note(table["basis"]), sheet=Text("候选依据", "evidence"))


def _class_words(attribute: str, row: Mapping[Any, Any]) -> Text:
    value = row[attribute]
    return _NOT_GIVEN if pd.isna(value) else value_label("road_links", attribute, str(value))


def _gains(run: Run, table: pd.DataFrame) -> pd.DataFrame:
    """Give what each candidate would save and whom, where that has been measured; no columns where not."""
    frame = run.results
    chosen = frame[
        frame["scenario"].isin(table["candidate"]) & (frame["level"] == "region") & frame["indicator"].isin(_GAINS)
        & frame["borders"].isin(["", "today"]) & (frame["group"] == "all")
    ]  # fmt: skip
    columns = {}
    for name, rows in chosen.groupby("indicator", sort=True):
        own = rows.drop_duplicates("scenario").set_index("scenario")
        for key, suffix in (("value", ""), ("low", "_low"), ("high", "_high")):
            columns[f"{name}{suffix}"] = own[key].reindex(table["candidate"]).to_numpy(dtype="float64")
    return pd.DataFrame(columns, index=pd.Index(table["candidate"]))


def _gain_columns(gains: pd.DataFrame) -> list[Column]:
    labels = {
        "time_saved": (Text("每日节省时间", "time saved a day"), Text("人·分钟", "person-min")),
        "time_saved_potential": (Text("节省时间势能", "time saved, potential"), Text("人·分钟", "person-min")),
        "beneficiaries": (Text("受益人口", "people who gain"), unit("person")),
    }
    return [
        Column(name, *labels[name], 0, f"{name}_low", f"{name}_high") for name in _GAINS if name in gains
    ]  # fmt: skip


def _map(run: Run, table: pd.DataFrame) -> Map:
    names = place_names(run.region)
    outlines = city_outlines(run.region)
    layers = [
        Layer(Text("市界（示意）", "city outlines (schematic)"), list(outlines), "outline",
              labels=[name_of(names, city) for city in outlines.index]),
        *_streets(run),
    ]  # fmt: skip
    place = pd.Series(range(1, len(table) + 1), index=table.index)
    rejected = table["verdict"].fillna("") == "rejected"
    groups = [
        (KINDS["dead_end"], (table["kind"] == "dead_end") & ~rejected, colors.SERIES[1]),
        (KINDS["bottleneck"], (table["kind"] == "bottleneck") & ~rejected, colors.SERIES[0]),
        (Text("核定不属实", "rejected"), rejected, colors.GREY),
    ]
    for label, chosen, color in groups:
        if not chosen.any():
            continue
        labels = [same(str(n)) if n <= _NUMBERED else NOTHING for n in place[chosen]]
        shapes = list(table.loc[chosen, "geometry"])
        layers.append(Layer(label, shapes, "line", labels=labels, color=color, width=4.0))
        short = [shapely.point_on_surface(shape) for shape in shapes]
        layers.append(Layer(Text(f"{label.zh}位置", f"place of {label.en}"), short, "point", color=color, radius=3.5))
    return Map(
        Text("断头路与瓶颈路的位置（数字为下表序号）", "Where dead ends and bottlenecks lie (numbers as in the table)"),
        layers,
        note=Text(f"道路只画距交界 {_DRAWN_KM:.0f} 公里以内的干线和三级道路。",
                  f"Roads are drawn within {_DRAWN_KM:.0f} km of a border, tertiary and above."),
        synthetic=run.region.fictional,
    )  # fmt: skip


def _streets(run: Run) -> list[Layer]:
    """Draw the roads near the borders in grey, main roads wider."""
    lines = run.tables.get("border_lines")
    links, nodes = run.region["road_links"], run.region["road_nodes"]
    if lines is None or not len(lines) or not len(links):
        return []
    chosen = links[links["class"].isin((*_MAIN, *_OTHER)) & (links["state"].fillna("open") == "open")]
    place = nodes.drop_duplicates("node").set_index("node")[["lon", "lat"]]
    start, end = (place.reindex(chosen[name]).to_numpy(dtype="float64") for name in ("from_node", "to_node"))
    known = np.isfinite(start).all(axis=1) & np.isfinite(end).all(axis=1)
    chosen, start, end = chosen[known], start[known], end[known]
    shrink = np.array([np.cos(np.radians(nodes["lat"].mean())), 1.0])
    step = 0.2 / _KM_PER_DEGREE
    along = shapely.get_coordinates(shapely.segmentize(np.asarray(lines["geometry"], dtype=object), step))
    away, _ = cKDTree(along * shrink).query(
        (start + end) / 2 * shrink, distance_upper_bound=_DRAWN_KM / _KM_PER_DEGREE
    )
    near = np.isfinite(away)
    shapes = np.asarray(shapely.linestrings(np.stack([start, end], axis=1)), dtype=object)
    drawn = np.asarray(chosen["geometry"], dtype=object)
    own = ~shapely.is_missing(drawn)
    shapes[own] = drawn[own]
    layers = []
    for label, classes, width in (
        (Text("干线和主次道路", "main roads"), _MAIN, 1.6),
        (Text("三级道路", "tertiary roads"), _OTHER, 0.6),
    ):
        rows = near & chosen["class"].isin(classes).to_numpy()
        if rows.any():
            layers.append(Layer(label, list(shapes[rows]), "line", color=colors.HATCH, width=width))
    return layers


def _classes(ends: pd.DataFrame) -> Table:
    """Count all ends by what they are, so that what is no candidate is seen too."""
    counts = ends[ends["kind"] == "dead_end"]["end_class"].value_counts()
    rows: list[Mapping[str, Value]] = [
        {"class": END_CLASSES[str(name)], "count": int(count), "listed": Text("是", "yes") if name == "real" else Text("否", "no")}
        for name, count in counts.items()
    ]  # fmt: skip
    columns = [
        Column("class", Text("性质", "what it is")),
        Column("count", Text("处数", "number"), decimals=0),
        Column("listed", Text("列为候选", "candidate")),
    ]
    note = Text(
        "距交界 500 米以内的全部道路尽头；每一处的判断依据见运行文件夹中的 road_ends 表。",
        "All road ends within 500 m of a border; the evidence for each stands in the table road_ends of the run. ",
    )
    basis = basis_note(ends["basis"])
    total: Mapping[str, Value] = {"class": Text("合计", "all"), "count": int(counts.sum())}
    title = Text("道路尽头的性质", "What the road ends are")
    return Table(title, columns, rows, Text(note.zh + basis.zh, note.en + basis.en), total=total,
                 sheet=Text("道路尽头", "road ends"))  # fmt: skip


def _blocked(run: Run, blocked: pd.DataFrame) -> Table:
    """List the ends that a river, railway, cliff or motorway holds up: they need more than a road."""
    names = place_names(run.region)
    ordered = blocked.sort_values(["worth", "candidate"], ascending=[False, True])
    rows: list[Mapping[str, Value]] = [
        {
            "name": road_label(row["name"], row["ref"], row["class"]),
            "border": border_name(names, str(row["border"])),
            "class": END_CLASSES[str(row["end_class"])],
            "gap": float(row["length_m"]) / 1000,
            "detour": float(row["detour_m"]) / 1000,
            "evidence": Text(str(row["evidence_zh"]), str(row["evidence_en"])),
            "candidate": str(row["candidate"]),
        }
        for row in ordered.to_dict("records")
    ]
    columns = [
        Column("name", Text("道路", "road")),
        Column("border", Text("交界", "border")),
        Column("class", Text("阻隔", "held up by")),
        Column("gap", Text("缺口", "gap"), unit("km"), 2),
        Column("detour", Text("现状绕行", "way round today"), unit("km"), 1),
        Column("evidence", Text("依据与所需", "evidence and what it needs")),
        Column("candidate", Text("编号", "id")),
    ]
    title = Text(
        "被阻隔的断头路（需桥隧或立交，未列为候选）",
        "Dead ends behind a barrier (they need a structure; no candidates)",
    )
    return Table(title, columns, rows, basis_note(blocked["basis"]), sheet=Text("被阻隔断头路", "blocked ends"))


def _doubts(run: Run) -> Words | None:
    """Say what the data lack, the first ones in words."""
    table = run.tables.get("road_end_doubts")
    if table is None or not len(table):
        return None
    order = {"no_outline": 0, "no_barriers": 1, "no_roads": 2, "cut_near": 3, "unknown_nodes": 4, "no_class": 5}
    ranked = table.assign(order=table["code"].map(order).fillna(9)).sort_values("order", kind="stable")
    lines = [
        Text(f"{zh}。", f"{en}.")
        for zh, en in zip(ranked["text_zh"].head(_DOUBTS), ranked["text_en"].head(_DOUBTS), strict=True)
    ]
    if len(ranked) > _DOUBTS:
        rest = len(ranked) - _DOUBTS
        lines.append(
            Text(
                f"另有 {rest} 条数据提示，见 road_end_doubts 表。", f"{rest} more stand in the table road_end_doubts."
            )
        )
    return Words(lines, points=True)
