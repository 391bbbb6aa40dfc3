"""Do the totals of the lists agree."""

from __future__ import annotations

import pandas as pd

from tongcheng.language import Text, same
from tongcheng.monitor.lists import reconcile_lists
from tongcheng.render.blocks import Column, Section, Table
from tongcheng.runs.pipeline import Run
from tongcheng.runs.report.words import Record, basis_note

_DIMENSIONS = {
    "city": Text("按市", "by city"),
    "sector": Text("按领域", "by sector"),
    "class": Text("按年度类别", "by class"),
    "kind": Text("按条目类型", "by kind"),
    "type": Text("按类型", "by type"),
    "total": Text("总数", "total"),
}


def section(run: Run) -> Section | None:
    """Give the section, or None if no list is counted twice."""
    table = reconcile_lists(run.region) if "list_totals" in run.region else pd.DataFrame()
    if table.empty:
        return None
    rows = [
        {
            "list": str(row["list"]),
            "how": _how(row),
            "issued_by": str(row["issued_by"]),
            "compared": int(row["compared"]),
            "total": int(row["total"]),
            "difference": int(row["difference"]),
            "reason": row["reason"],
        }
        for row in table.to_dict("records")
    ]
    columns = [
        Column("list", Text("清单", "list")),
        Column("how", Text("口径", "counted")),
        Column("issued_by", Text("发布单位", "issued by")),
        Column("compared", Text("分项之和或所报数", "sum of parts or count"), Text("条", "rows"), 0),
        Column("total", Text("对照总数", "against"), Text("条", "rows"), 0),
        Column("difference", Text("差额", "difference"), Text("条", "rows"), 0),
        Column("reason", Text("说明", "remark")),
    ]
    block = Table(
        Text("清单口径对账", "Totals of lists compared"), columns, rows, basis_note(table["basis"]),
        sheet=Text("清单对账", "lists"),
    )  # fmt: skip
    return Section("lists", Text("清单对账", "Lists"), _sentence(table), [block])


def _how(row: Record) -> Text:
    how = _DIMENSIONS.get(str(row["dimension"]), same(str(row["dimension"])))
    if pd.isna(row["item"]):
        return how
    return Text(f"{how.zh}：{row['item']}", f"{how.en}: {row['item']}")


def _sentence(table: pd.DataFrame) -> Text:
    apart = table[table["difference"] != 0]
    if apart.empty:
        return Text("各清单口径一致。", "All totals agree.")
    parts = [f"{row['compared']} 对 {row['total']}" for row in apart.to_dict("records")]
    english = [f"{row['compared']} against {row['total']}" for row in apart.to_dict("records")]
    return Text(
        f"{len(apart)} 处口径不一致：{'；'.join(parts)}。",
        f"{len(apart)} counts disagree: {'; '.join(english)}.",
    )
