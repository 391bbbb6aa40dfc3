"""What is locked, which table opens it and who usually holds that table."""

from __future__ import annotations

import pandas as pd

from tongcheng.language import Text, same
from tongcheng.region import Region
from tongcheng.region.schemas import schemas
from tongcheng.region.value_labels import value_label
from tongcheng.render.blocks import Column, Section, Table, Value, Words
from tongcheng.results import Lack, Need
from tongcheng.runs.catalogue import INDICATORS
from tongcheng.runs.pipeline import Run

_LACKS: dict[Lack, Text] = {
    "missing": Text("无数据", "no data"),
    "incomplete": Text(
        "不完整：缺字段值，或未覆盖多数居民", "incomplete: values are missing, or it does not cover most residents"
    ),
    "synthetic": Text("为示意数据，真实都市圈不得使用", "synthetic, not allowed in a real circle"),
}


def section(run: Run) -> Section:
    """Give the section; it says so if nothing is locked."""
    title = Text("待数据", "Locked results")
    with_figures = set(run.results["indicator"])
    wholly = {item.indicator.indicator for item in run.locked} - with_figures
    partly = {item.indicator.indicator for item in run.locked} & with_figures
    opened = len(INDICATORS) - len(wholly)
    if not run.locked:
        return Section("locked", title, Text("全部结果均可计算。", "Every result is unlocked."), [])
    tables = sorted({need.table for item in run.locked for need, _ in item.missing}, key=list(schemas()).index)
    names = (
        "、".join(schemas()[name].label.zh for name in tables),
        ", ".join(schemas()[name].label.en for name in tables),
    )
    some = (
        (f"（其中 {len(partly)} 项缺部分类别或部分市）", f" ({len(partly)} of them for some kinds or cities only)")
        if partly
        else ("", "")
    )
    sentence = Text(
        f"可计算 {opened} 项{some[0]}，待数据 {len(wholly)} 项；补上这些表即可逐项开通：{names[0]}。",
        f"{opened} results are unlocked{some[1]}, {len(wholly)} locked; these tables open them: {names[1]}.",
    )
    advice = Words(
        [
            Text(
                "运行 tongcheng new 可得到数据需求清单工作簿，填好后用 tongcheng import workbook 导入。",
                "tongcheng new writes the data request workbook; tongcheng import workbook reads it back.",
            )
        ]
    )
    return Section("locked", title, sentence, [_table(run), advice])


def _table(run: Run) -> Table:
    """One row per set of rows that somebody has to bring, with every result that waits for it."""
    waiting: dict[tuple[Need, Lack], list[Text]] = {}
    for item in run.locked:
        for need, lack in item.missing:
            labels = waiting.setdefault((need, lack), [])
            if item.indicator.label not in labels:
                labels.append(item.indicator.label)
    order = list(schemas())
    rows: list[dict[str, Value]] = []
    for (need, lack), labels in sorted(
        waiting.items(), key=lambda pair: (order.index(pair[0][0].table), -len(pair[1]))
    ):
        schema = schemas()[need.table]
        rows.append(
            {
                "table": Text(f"{schema.label.zh}（{need.table}）", f"{schema.label.en} ({need.table})"),
                "rows": _which(need, run.region),
                "lack": _LACKS[lack],
                "count": len(labels),
                "results": Text("、".join(text.zh for text in labels), "; ".join(text.en for text in labels)),
                "holder": schema.holder,
            }
        )
    columns = [
        Column("table", Text("需要的表", "table")),
        Column("rows", Text("行与字段", "rows and fields")),
        Column("lack", Text("现状", "now")),
        Column("count", Text("开通结果", "results it opens"), Text("项", ""), 0),
        Column("results", Text("有关结果", "which results wait for it")),
        Column("holder", Text("通常掌握的部门", "usually held by")),
    ]
    return Table(
        Text("数据需求清单", "Data request list"), columns, rows, sheet=Text("数据需求清单", "data requests")
    )


def _which(need: Need, region: Region) -> Text:
    schema = schemas()[need.table]
    where = [_condition(need.table, key, value, region) for key, value in need.where]
    fields = [schema[name] for name in need.attributes]
    zh = "、".join(field.label.zh for field in fields) or "全部字段"
    en = ", ".join(field.name for field in fields) or "all fields"
    head = "，".join(text.zh for text in where), ", ".join(text.en for text in where)
    return Text(f"{head[0]}：{zh}" if where else zh, f"{head[1]}: {en}" if where else en)


def _condition(table: str, attribute: str, value: str, region: Region) -> Text:
    """Say which rows count as the people who hold them would: 类别为医院."""
    label = schemas()[table][attribute].label
    kinds = region["service_kinds"].set_index("kind")["name"] if attribute == "kind" else pd.Series(dtype="str")
    named = same(kinds[value]) if value in kinds.index else value_label(table, attribute, value)
    return Text(f"{label.zh}为“{named.zh}”（{value}）", f"{label.en} {value}")
