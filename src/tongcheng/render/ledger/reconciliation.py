"""The workbook of a reconciliation (口径对账表): totals and their bridge, differences, one-sided and crossing rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tongcheng.language import Language, Text
from tongcheng.render.ledger.book import ledger_workbook
from tongcheng.render.ledger.model import Column, Line, Sheet, Value

Rows = Sequence[Mapping[str, Value]]

_UNIT = Text("单位：亿元", "CNY 100 million")
_NUMBER = Text("序号", "No.")


@dataclass(frozen=True)
class Compared:
    """Two ledgers as they were compared; rows are plain values under the keys of the columns below.

    Parameters
    ----------
    title, left, right
        Title of the paper and names of the two ledgers.
    summary, bridge, different, alone, crossing, same
        Rows of the six sheets; a sheet without rows is left out, but for the summary.
    facts, mark, language
        What stands under the title; red words; language of the headers.
    """

    title: str
    left: str
    right: str
    summary: Rows
    bridge: Rows
    different: Rows = ()
    alone: Rows = ()
    crossing: Rows = ()
    same: Rows = ()
    facts: Sequence[str] = ()
    mark: str = ""
    language: Language = "zh"


@dataclass(frozen=True)
class _Page:
    name: Text
    columns: Sequence[tuple[str, Text, str, float]]
    notes: Sequence[Text] = field(default=())


def _summary(made: Compared) -> _Page:
    return _Page(
        Text("总数", "Totals"),
        (
            ("what", Text("口径", "Measure"), "text", 34),
            ("left", Text(made.left, made.left), "number", 24),
            ("right", Text(made.right, made.right), "number", 24),
            ("after", Text("对账后（各计一次）", "After (each once)"), "number", 24),
            ("note", Text("说明", "Note"), "text", 46),
        ),
    )


def _bridge(made: Compared) -> _Page:
    return _Page(
        Text("总数勾稽", "Bridge"),
        (
            ("what", Text("口径", "Measure"), "text", 26),
            ("left", Text(made.left, made.left), "number", 22),
            ("only_left", Text("减：仅前者有", "less: only in the first"), "number", 18),
            ("only_right", Text("加：仅后者有", "plus: only in the second"), "number", 18),
            ("changed", Text("加减：同一条目数值差", "plus or minus: differences"), "number", 18),
            ("right", Text(made.right, made.right), "number", 22),
        ),
        (
            Text(
                "前者－仅前者有＋仅后者有＋同一条目数值差＝后者。",
                "First − only first + only second + differences = second.",
            ),
        ),
    )


_DIFFERENT = _Page(
    Text("数值不一", "Different"),
    (
        ("number", _NUMBER, "short", 8),
        ("left_name", Text("前者名称", "Name in the first"), "text", 30),
        ("right_name", Text("后者名称", "Name in the second"), "text", 30),
        ("field", Text("字段", "Field"), "text", 20),
        ("left", Text("前者", "First"), "text", 18),
        ("right", Text("后者", "Second"), "text", 18),
        ("amount", Text("差额", "Difference"), "number", 14),
        ("reason", Text("拟定原因（待核）", "Proposed reason"), "text", 44),
        ("by", Text("匹配依据", "Matched by"), "short", 14),
        ("certainty", Text("把握", "Certainty"), "share", 8),
    ),
)
_ALONE = _Page(
    Text("一方独有", "One side only"),
    (
        ("number", _NUMBER, "short", 8),
        ("side", Text("仅见于", "Only in"), "text", 26),
        ("code", Text("清单序号", "No. in the list"), "short", 12),
        ("name", Text("名称", "Name"), "text", 40),
        ("cities", Text("涉及市", "Cities"), "text", 16),
        ("project_class", Text("类别", "Class"), "short", 8),
        ("investment", Text("总投资", "Investment"), "number", 14),
        ("reason", Text("拟定原因（待核）", "Proposed reason"), "text", 44),
    ),
)
_CROSSING = _Page(
    Text("跨市重复计数", "Counted twice"),
    (
        ("number", _NUMBER, "short", 8),
        ("code", Text("清单序号", "No. in the list"), "short", 12),
        ("name", Text("名称", "Name"), "text", 44),
        ("cities", Text("涉及市", "Cities"), "text", 22),
        ("extra", Text("按市合计时多计次数", "Counted too often"), "number", 14),
        ("investment", Text("总投资", "Investment"), "number", 14),
        ("extra_money", Text("多计投资", "Counted too much"), "number", 14),
    ),
    (Text("按市合计时，跨市项目在所涉各市各计一次。", "Where cities are added up, a crossing row counts in each."),),
)
_SAME = _Page(
    Text("一致", "The same"),
    (
        ("number", _NUMBER, "short", 8),
        ("name", Text("名称", "Name"), "text", 44),
        ("cities", Text("涉及市", "Cities"), "text", 18),
        ("investment", Text("总投资", "Investment"), "number", 14),
        ("by", Text("匹配依据", "Matched by"), "short", 14),
        ("certainty", Text("把握", "Certainty"), "share", 8),
    ),
)
_PUBLISHED = _Page(
    Text("公开数对账", "Published numbers"),
    (
        ("number", _NUMBER, "short", 8),
        ("title", Text("对象", "Subject"), "text", 34),
        ("sort", Text("情形", "Case"), "short", 14),
        ("left", Text("数一", "First"), "number", 12),
        ("left_source", Text("出处（截至）", "Source (as of)"), "text", 30),
        ("right", Text("数二", "Second"), "number", 12),
        ("right_source", Text("出处（截至）", "Source (as of)"), "text", 30),
        ("difference", Text("差", "Difference"), "number", 12),
        ("reason", Text("说明", "Explanation"), "text", 64),
        ("check", Text("处理建议", "What to do"), "text", 40),
    ),
)
_DECIMALS = {"extra": 0}


def reconciliation_workbook(made: Compared) -> bytes:
    """Write a comparison of two ledgers as a workbook."""
    pages = (
        (_summary(made), made.summary),
        (_bridge(made), made.bridge),
        (_DIFFERENT, made.different),
        (_ALONE, made.alone),
        (_CROSSING, made.crossing),
        (_SAME, made.same),
    )
    sheets = [_sheet(page, rows, made.title, made) for page, rows in pages if rows]
    return ledger_workbook(sheets, title=made.title)


def published_workbook(
    rows: Rows, *, title: str, facts: Sequence[str] = (), mark: str = "", language: Language = "zh"
) -> bytes:
    """Write published numbers that differ, and what explains them, as a workbook."""
    made = Compared(title, "", "", (), (), facts=facts, mark=mark, language=language)
    return ledger_workbook([_sheet(_PUBLISHED, rows, title, made)], title=title)


def _sheet(page: _Page, rows: Rows, title: str, made: Compared) -> Sheet:
    columns = [
        Column(key, label.say(made.language), kind=kind, widest=widest, decimals=_DECIMALS.get(key))  # type: ignore[arg-type]
        for key, label, kind, widest in page.columns
    ]
    name = page.name.say(made.language)
    numbered = [{"number": place, **row} for place, row in enumerate(rows, 1)]
    return Sheet(
        name=name,
        titles=[title, name],
        columns=columns,
        lines=[Line(row) for row in numbered],
        facts=made.facts,
        unit=_UNIT.say(made.language),
        notes=[one.say(made.language) for one in page.notes],
        mark=made.mark,
    )
