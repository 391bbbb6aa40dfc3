"""The columns of every kind of list as it is printed: which, in which order, under which words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tongcheng.language import NOTHING, Language, Text
from tongcheng.office.lists.models import List, ListKind
from tongcheng.office.sheets.export.rows import Rows
from tongcheng.render.ledger import Column

_QUARTERS = (Text("一季度", "Q1"), Text("二季度", "Q2"), Text("三季度", "Q3"), Text("四季度", "Q4"))
_PLAN = Text("进度安排", "Milestones")
_FUNDING = Text("资金来源", "Money from")
_PERMITS = Text("前期手续", "Permits")
_YEARS = Text("起止年限", "Years")

#: identifier: words, words above, sort of column, greatest width.
_KNOWN: dict[str, tuple[Text, Text, str, float]] = {
    "group": (Text("大类", "Group"), NOTHING, "text", 14),
    "code": (Text("序号", "No."), NOTHING, "short", 12),
    "title": (Text("名称", "Title"), NOTHING, "text", 26),
    "content": (Text("任务内容", "Content"), NOTHING, "text", 42),
    "field": (Text("领域", "Field"), NOTHING, "short", 12),
    "stage": (Text("阶段", "Stage"), NOTHING, "short", 10),
    "function": (Text("功能", "Function"), NOTHING, "short", 14),
    "kind": (Text("类型", "Kind"), NOTHING, "short", 10),
    "tags": (Text("标签", "Tags"), NOTHING, "text", 14),
    "lead": (Text("牵头单位", "Lead"), NOTHING, "text", 20),
    "support": (Text("配合单位", "Supporting units"), NOTHING, "text", 22),
    "guide": (Text("指导单位", "Guiding units"), NOTHING, "text", 18),
    "reporting_unit": (Text("填报单位", "Reporting unit"), NOTHING, "text", 16),
    "cities": (Text("涉及市", "Cities"), NOTHING, "text", 12),
    "accountable_leader": (Text("责任领导", "Accountable leader"), NOTHING, "short", 12),
    "officer": (Text("责任人", "Officer"), NOTHING, "short", 12),
    "liaison_a": (Text("联络员A角", "Liaison A"), NOTHING, "text", 16),
    "liaison_b": (Text("联络员B角", "Liaison B"), NOTHING, "text", 16),
    "due": (Text("完成时限", "Due date"), NOTHING, "date", 18),
    "origin": (Text("来源", "Origin"), NOTHING, "text", 22),
    "state": (Text("状态", "State"), NOTHING, "short", 10),
    "remark": (Text("备注", "Remark"), NOTHING, "text", 20),
    "national_code": (Text("统一项目代码", "National project code"), NOTHING, "text", 22),
    "nature": (Text("建设性质", "Nature of works"), NOTHING, "short", 10),
    "scale": (Text("建设内容及规模", "Works and scale"), NOTHING, "text", 40),
    "start_year": (Text("开工年", "First year"), _YEARS, "year", 8),
    "end_year": (Text("完工年", "Last year"), _YEARS, "year", 8),
    "investment": (Text("总投资", "Total investment"), NOTHING, "number", 14),
    "invested_before": (Text("截至上年底累计完成投资", "Invested up to last year"), NOTHING, "number", 14),
    "year_plan": (Text("年度计划投资", "Plan of the year"), NOTHING, "number", 14),
    "invested_this_year": (
        Text("1—{month}月完成投资", "Invested January to {month}"),
        NOTHING,
        "number",
        14,
    ),
    "share": (Text("占年度计划", "Share of the year's plan"), NOTHING, "share", 10),
    "word": (Text("推进情况", "Progress word"), NOTHING, "short", 12),
    "progress": (Text("形象进度", "Progress in words"), NOTHING, "text", 34),
    "problem": (Text("要素保障等问题", "Problem"), NOTHING, "text", 26),
    "to_coordinate": (Text("需协调事项", "To be coordinated"), NOTHING, "text", 26),
    "in_statistics": (Text("是否入统", "In statistics"), NOTHING, "short", 8),
    "project_class": (Text("项目类别", "Class"), NOTHING, "short", 8),
    "place": (Text("建设地点", "Place"), NOTHING, "text", 18),
    "length_km": (Text("长度（公里）", "Length (km)"), NOTHING, "number", 12),
    "permit:feasibility": (Text("可研", "Feasibility study"), _PERMITS, "text", 14),
    "permit:land": (Text("用地", "Land"), _PERMITS, "text", 14),
    "permit:environment": (Text("环评", "Environmental assessment"), _PERMITS, "text", 14),
    "permit:construction": (Text("施工许可", "Construction permit"), _PERMITS, "text", 14),
    "funding:central": (Text("中央资金", "Central"), _FUNDING, "number", 12),
    "funding:province": (Text("省级资金", "Province"), _FUNDING, "number", 12),
    "funding:city": (Text("市级财政", "City"), _FUNDING, "number", 12),
    "funding:county": (Text("县级财政", "County"), _FUNDING, "number", 12),
    "funding:bond": (Text("专项债券", "Special bonds"), _FUNDING, "number", 12),
    "funding:loan": (Text("银行贷款", "Loans"), _FUNDING, "number", 12),
    "funding:private": (Text("社会资本", "Private"), _FUNDING, "number", 12),
    "funding:own": (Text("自筹", "Own funds"), _FUNDING, "number", 12),
    "funding:other": (Text("其他资金", "Other"), _FUNDING, "number", 12),
    "other_milestones": (Text("其他节点", "Other milestones"), NOTHING, "text", 30),
}
FUNDING = tuple(name for name in _KNOWN if name.startswith("funding:"))
PERMITS = tuple(name for name in _KNOWN if name.startswith("permit:"))

#: What stands in every list of a kind; ``?`` before an identifier: only where some row says something.
_PROJECT = (
    *("group", "code", "title", "?cities", "national_code", "nature", "scale", "?place", "?length_km"),
    *("start_year", "end_year", "investment", "?funding", "invested_before", "year_plan", "invested_this_year"),
    *("share", "progress", "permits", "problem", "to_coordinate", "?milestones", "in_statistics", "project_class"),
    *("lead", "support", "?guide", "reporting_unit", "?persons", "?due", "state", "?remark"),
)
_TASK = (
    *("group", "code", "title", "?content", "milestones", "lead", "support", "?guide", "reporting_unit"),
    *("?persons", "?due", "state", "?remark"),
)
_PROBLEM = (
    *(
        "group",
        "code",
        "title",
        "?content",
        "?field",
        "?cities",
        "?origin",
        "?milestones",
        "lead",
        "support",
        "?guide",
    ),
    *("reporting_unit", "?persons", "due", "state", "?remark"),
)
_LAYOUTS: dict[str, tuple[str, ...]] = {
    ListKind.TASK: _TASK,
    ListKind.PROJECT: _PROJECT,
    ListKind.PROBLEM: _PROBLEM,
    ListKind.OPPORTUNITY: _PROBLEM,
    ListKind.SERVICE: _PROBLEM,
}
_PERSONS = ("accountable_leader", "officer", "liaison_a", "liaison_b")
_TITLES = {
    ListKind.TASK: Text("任务名称", "Task"),
    ListKind.PROJECT: Text("项目名称", "Project"),
    ListKind.PROBLEM: Text("问题", "Problem"),
    ListKind.OPPORTUNITY: Text("机会名称", "Opportunity"),
    ListKind.SERVICE: Text("服务事项", "Service"),
}
#: What a drop-down offers: identifier to the name of the choices.
_CHOICES = {
    "state": "state",
    "project_class": "project_class",
    "in_statistics": "yes_no",
    "reporting_unit": "units",
    "nature": "nature",
}
_STRICT = frozenset({"state", "project_class", "in_statistics"})


def list_columns(lst: List, rows: Rows, language: Language) -> list[Column]:
    """Give the columns of a list as printed: those of its kind, or those that the list itself names."""
    named = [one for one in lst.columns if isinstance(one, str)]
    wanted = [one for part in named or _LAYOUTS[lst.kind] for one in _expanded(part, rows)]
    keys = list(dict.fromkeys(wanted))
    if "group" in keys and "group" not in rows.filled:
        keys.remove("group")
    columns = [one for key in keys if (one := column(key, language, rows)) is not None]
    return [_titled(one, lst, columns, language) for one in columns]


def _expanded(part: str, rows: Rows) -> list[str]:
    """Give the identifiers that a word of a layout stands for."""
    optional, name = part.startswith("?"), part.lstrip("?")
    several = {
        "milestones": tuple(f"milestone:{quarter}" for quarter in rows.quarters),
        "funding": tuple(one for one in FUNDING if one in rows.filled),
        "permits": PERMITS,
        "persons": _PERSONS,
    }
    if name == "milestones":
        said = any(one in rows.filled for one in several[name])
        rest = ["other_milestones"] if "other_milestones" in rows.filled else []
        return [*(several[name] if said or not optional else ()), *rest]
    if name in several:
        return [one for one in several[name] if not optional or one in rows.filled]
    return [name] if not optional or name in rows.filled else []


def column(key: str, language: Language, rows: Rows) -> Column | None:
    """Make the column of an identifier; ``None`` for one that is not printed."""
    if key.startswith("milestone:"):
        return _quarter(key, rows.quarters, language)
    if key not in _KNOWN:
        return None
    label, over, kind, widest = _KNOWN[key]
    month: object = rows.period.last_day.month if rows.period else Text("本", "now")
    return Column(
        key,
        label.fill(month=month).say(language),
        over.say(language),
        kind=kind,  # type: ignore[arg-type]
        widest=widest,
        choices=_CHOICES.get(key, ""),
        strict=key in _STRICT,
    )


def _quarter(key: str, quarters: Sequence[str], language: Language) -> Column:
    year, _, number = key.removeprefix("milestone:").partition("Q")
    label = _QUARTERS[int(number) - 1] if number in {"1", "2", "3", "4"} else Text(key, key)
    if len({one[:4] for one in quarters}) > 1:
        label = Text(f"{year}年{label.zh}", f"{label.en} {year}")
    return Column(key, label.say(language), _PLAN.say(language), widest=26)


def _titled(one: Column, lst: List, columns: Sequence[Column], language: Language) -> Column:
    """Call the title what the kind of list calls it; 任务内容 if the row has no other words."""
    if one.key != "title":
        return one
    alone = lst.kind == ListKind.TASK and all(other.key != "content" for other in columns)
    label = Text("任务名称（内容）", "Task") if alone else _TITLES[ListKind(lst.kind)]
    return replace(one, label=label.say(language), widest=42 if alone else one.widest)
