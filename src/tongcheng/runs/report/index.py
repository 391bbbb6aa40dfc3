"""The index anyone can recompute: level, progress, how firm they are; and what others publish without a formula."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from tongcheng.language import Text, same
from tongcheng.render.blocks import Block, Column, Section, Table, Value, Words
from tongcheng.render.numbers import compact, number, period
from tongcheng.runs.pipeline import Run
from tongcheng.runs.report.index_level import KINDS, level_blocks, newest_level, place_name, rank_range, with_unit
from tongcheng.runs.report.words import Record, basis_note, join, name_of, place_names

_POINTS = Text("分", "points")
_PERCENT = same("%")


def section(run: Run) -> Section | None:
    """Give the section, or None in a circle without any index, own or published."""
    scores = run.tables.get("index", pd.DataFrame())
    published = run.tables.get("published_index", pd.DataFrame())
    if scores.empty and published.empty:
        return None
    blocks: list[Block] = []
    for kind in KINDS:
        blocks += level_blocks(run, kind)
    if "index_progress" in run.tables:
        blocks.append(_progress_table(run))
    if len(published):
        blocks.append(_published_table(run, published))
    if scores.empty:
        blocks.append(_request())
    return Section("index", Text("同城化指数", "Integration index"), _sentence(run, scores, published), blocks)


def _sentence(run: Run, scores: pd.DataFrame, published: pd.DataFrame) -> Text:
    parts: list[Text] = []
    for kind, label in KINDS.items():
        rows = newest_level(scores, kind)
        if len(rows):
            first, last = rows.iloc[0], rows[rows["rank"].notna()].iloc[-1]
            one, other = place_name(run, first), place_name(run, last)
            parts.append(
                Text(
                    f"{first['year']} 年发展水平（{label.zh}）：{one.zh}居首，{number(first['score'], decimals=1)} 分；{other.zh}居末，{number(last['score'], decimals=1)} 分，位次区间 {rank_range(last).zh}。",
                    f"Level in {first['year']} ({label.en}): {one.en} first with {number(first['score'], decimals=1)} points, {other.en} last with {number(last['score'], decimals=1)} (rank {rank_range(last).en}).",
                )
            )
    progress = scores[scores["part"] == "progress"] if len(scores) else scores
    if len(progress):
        parts.append(_progress_words(run, progress.iloc[0].to_dict()))
    if scores.empty:
        parts.append(
            Text(
                "可复算的指数待补指标权重与优劣方向（indicators 表）。",
                "An index that can be recomputed waits for weights and directions of its indicators (table indicators).",
            )
        )
    if len(published):
        parts.append(_published_words(published))
    return join(parts)


def _progress_words(run: Run, row: Record) -> Text:
    sheet = run.tables["index_progress"]
    known = sheet[sheet["score"].notna()]
    gone = float(np.average(known["elapsed"], weights=known["weight"]))
    ends = f"{compact(row['score_low'], decimals=1)}—{compact(row['score_high'], decimals=1)}"
    return Text(
        f"建设进程（对照自身规划目标）{compact(row['score'], decimals=1)} 分（权重变动区间 {ends}），同期规划时间已过 {compact(gone, decimals=0)}%；{len(sheet)} 项指标中 {len(known)} 项可测。",
        f"Progress against own targets: {compact(row['score'], decimals=1)} points ({ends} under other weights) with {compact(gone, decimals=0)} % of the time gone; {len(known)} of {len(sheet)} indicators can be measured.",
    )


def _published_words(published: pd.DataFrame) -> Text:
    system = str(published["system"].iloc[0])
    own = published[published["own"] & published["value"].notna()]
    said = Text("", "")
    if len(own):
        row = own.iloc[0]
        stamp = period(str(row["as_of"]))
        rank = "" if pd.isna(row["rank"]) else f"，{int(row['rank_of'])} 个中第 {int(row['rank'])}"
        rank_en = "" if pd.isna(row["rank"]) else f", rank {int(row['rank'])} of {int(row['rank_of'])}"
        said = Text(
            f"（{stamp.zh} {compact(row['value'])} 分{rank}）",
            f" ({compact(row['value'])} points{rank_en} in {stamp.en})",
        )
    return Text(
        f"“{system}”只公布得分、位次和类别{said.zh}，未公布公式、权重和完整指标，不能复算，仅按公布版次列出。",
        f"“{system}” publishes scores, ranks and classes{said.en} but neither formula nor weights nor all indicators: it cannot be recomputed and is only listed by edition.",
    )


def _progress_table(run: Run) -> Table:
    sheet = run.tables["index_progress"]
    parts = run.tables["index_contributions"]
    adds = parts[parts["part"] == "progress"].set_index("indicator")["contribution"]
    left_out = run.tables["index_left_out"]
    without = left_out[left_out["part"] == "progress"].set_index("indicator")["score_without"]
    rows: list[dict[str, Value]] = [
        {
            "indicator": with_unit(row),
            "weight": 100 * row["weight"] / sheet["weight"].sum(),
            "baseline": _dated(row["baseline"], row["baseline_as_of"]),
            "latest": _dated(row["latest"], row["latest_as_of"]),
            "goal": _dated(row["goal"], "" if pd.isna(row["goal_year"]) else str(row["goal_year"])),
            "progress": row["progress"],
            "elapsed": row["elapsed"],
            "adds": float(adds.get(row["indicator"], np.nan)),
            "without": float(without.get(row["indicator"], np.nan)),
            "reason": Text(str(row["reason_zh"]), str(row["reason_en"])),
        }
        for row in sheet.to_dict("records")
    ]
    columns = [
        Column("indicator", Text("指标（单位）", "indicator (unit)")),
        Column("weight", Text("权重", "weight"), _PERCENT, 0),
        Column("baseline", Text("基期", "baseline")),
        Column("latest", Text("最近", "latest")),
        Column("goal", Text("目标", "goal")),
        Column("progress", Text("已走进程", "way gone"), _PERCENT, 1),
        Column("elapsed", Text("时间已过", "time gone"), _PERCENT, 0),
        Column("adds", Text("贡献", "adds"), _POINTS, 1),
        Column("without", Text("去掉后得分", "score without"), _POINTS, 1),
        Column("reason", Text("未测原因", "why not measured")),
    ]
    note = Text(
        "已走进程＝（最近－基期）÷（目标－基期），超过 100 的按 100、倒退的按 0 计分；未测指标的权重按比例转给其他指标。"
        "只与自身规划比，不与其他都市圈比。",
        "Way gone: (latest − baseline) ÷ (goal − baseline), scored within 0 and 100; weights of what is not measured go "
        "to the others in proportion. Against the own plan only, no other circle is in it.",
    )
    known = sheet[sheet["score"].notna()]
    return Table(
        Text("建设进程：对照自身规划目标", "Progress against own targets"),
        columns,
        rows,
        join([note, basis_note(known["basis"])]),
        sheet=Text("建设进程", "progress"),
    )


def _dated(value: Any, stamp: Any) -> Text | None:
    if pd.isna(value):
        return None
    text, day = compact(float(value)), period(str(stamp))
    return Text(f"{text}（{day.zh}）", f"{text} ({day.en})")


def _published_table(run: Run, published: pd.DataFrame) -> Table:
    names = place_names(run.region)
    titles = run.region["sources"].set_index("source")
    rows: list[dict[str, Value]] = [
        {
            "as_of": period(str(row["as_of"])),
            "label": Text(str(row["label"]), str(row["label_en"])),
            "subject": name_of(names, row["subject"]),
            "value": row["value"],
            "rank": None if pd.isna(row["rank"]) else int(row["rank"]),
            "rank_of": None if pd.isna(row["rank_of"]) else int(row["rank_of"]),
            "words": None if pd.notna(row["value"]) or pd.isna(row["value_text"]) else str(row["value_text"]),
            "published": period(str(row["published"])) if pd.notna(row["published"]) else None,
            "source": str(titles.loc[row["source"], "title"])
            if row["source"] in titles.index
            else str(row["source"]),
        }
        for row in published.to_dict("records")
    ]
    columns = [
        Column("as_of", Text("数据年份", "data of")),
        Column("label", Text("内容", "what")),
        Column("subject", Text("对象", "place")),
        Column("value", Text("得分", "score"), _POINTS, 1),
        Column("rank", Text("位次", "rank"), Text("位", "rank"), 0),
        Column("rank_of", Text("参评数", "of"), Text("个", "number"), 0),
        Column("words", Text("类别", "class")),
        Column("published", Text("发布", "published")),
        Column("source", Text("来源", "source")),
    ]
    systems = "、".join(dict.fromkeys(published["system"]))
    note = Text(
        f"{systems}。各版参评都市圈数不同，不同年份的位次不能相减。公式、权重、完整指标表未公布，本系统不复算、不补全。",
        f"{systems}. Editions rank different numbers of circles, so ranks of different years do not subtract. Formula, weights and the full list are not published; nothing is recomputed or filled in.",
    )
    return Table(
        Text("已公布的评价结果（版次）", "Published results, by edition"),
        columns,
        rows,
        join([note, basis_note(published["basis"])]),
        sheet=Text("公布的指数", "published index"),
    )


def _request() -> Words:
    return Words(
        [
            Text(
                "开通所需：indicators 表中维度为“发展水平”和“建设进程”、层级为“二级”的指标，逐项给出优劣方向和权重；"
                "figures 表中各市（或其他都市圈）同口径的年度数值；建设进程还需基期以后公布的本圈数值。",
                "What opens it: in table indicators rows of dimension 发展水平 and 建设进程, level 二级, with direction and "
                "weight; in figures yearly values of one definition for the cities (or other circles); for the progress part "
                "values of the circle published after the baseline.",
            )
        ]
    )
