"""What attributes and qualifiers are called."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

from tongcheng.language import Text, same
from tongcheng.region import sample_names

_ATTRIBUTES: dict[str, Text] = {
    "investment": Text("总投资", "total investment"),
    "year_plan": Text("年度计划投资", "plan of the year"),
    "completed": Text("完成投资", "invested so far"),
    "private_investment": Text("社会资本", "private investment"),
    "length": Text("长度", "length"),
    "length_branch": Text("支线长度", "length of the branch"),
    "length_underground": Text("地下段长度", "length underground"),
    "length_elevated": Text("高架段长度", "length elevated"),
    "length_at_grade": Text("地面段长度", "length at grade"),
    "status": Text("状态", "state"),
    "start": Text("开工", "start"),
    "finish": Text("完工", "finish"),
    "lanes": Text("车道数", "lanes"),
    "riders": Text("客流", "riders"),
    "commuter_share": Text("通勤客流占比", "share of commuters"),
    "capital": Text("资本金", "capital"),
    "capital_share": Text("资本金比例", "share of capital"),
    "debt": Text("债务融资", "debt"),
    "debt_share": Text("债务融资比例", "share of debt"),
    "land_cost": Text("征地拆迁费用", "cost of land"),
    "registered_capital": Text("项目公司注册资本", "registered capital"),
    "operating_cost": Text("年运营成本", "operating cost a year"),
    "user_revenue": Text("年使用者付费", "user revenue a year"),
    "matched_demand": Text("意向规模占比", "matched demand"),
    "ease_land": Text("用地落实", "land in hand"),
    "ease_approvals": Text("审批办结", "approvals in hand"),
    "ease_consent": Text("书面同意", "consent in writing"),
    "list_count": Text("条目数", "rows"),
    "opportunities": Text("机会条数", "opportunities"),
    "resident_population": Text("常住人口", "residents"),
    "area": Text("面积", "area"),
    "gdp": Text("地区生产总值", "gross regional product"),
    "urbanisation_rate": Text("常住人口城镇化率", "urbanisation rate"),
}
_QUALIFIERS: dict[str, Text] = {
    "exact": Text("", ""),
    "about": Text("约", "about "),
    "more_than": Text("超过 ", "more than "),
    "less_than": Text("不足 ", "less than "),
    "planned": Text("计划 ", "planned "),
    "derived": Text("推算 ", "derived "),
}


def known_attributes() -> dict[str, Text]:
    """Give the attributes that have a label."""
    return dict(_ATTRIBUTES)


def attribute_label(attribute: str) -> Text:
    """Give an attribute's label: ours, that of the circles' data dictionary or of the indicator of this name.

    Examples
    --------
    >>> attribute_label("length_in_chengdu")
    Text(zh='成都段长度', en='length in Chengdu')
    """
    from tongcheng.office.figures.store import indicator_label

    known = _ATTRIBUTES.get(attribute) or _dictionary().get(attribute)
    if known is not None:
        return known
    label = indicator_label(attribute)
    if label.zh == attribute and attribute.startswith("length_in_"):
        return Text(f"境内长度（{attribute[10:]}）", f"length in {attribute[10:]}")
    return label if label.zh != attribute else same(attribute.replace("_", " "))


def subject_label(table: str | None, subject: str) -> Text:
    """Give what the circles' tables call the subject of a figure; itself if it stands in none of them.

    Examples
    --------
    >>> subject_label("sharing_rules", "COST-S5").zh
    '成眉S5线项目公司股权'
    """
    return _named(table).get(subject, same(subject)) if table else same(subject)


def _dictionary() -> dict[str, Text]:
    return _named("indicators")


@cache
def _named(table: str) -> dict[str, Text]:
    """Read what a table of the circles that come with the product calls its rows."""
    found: dict[str, Text] = {}
    for sample in sample_names():
        path = files("tongcheng.region") / "samples" / sample / f"{table}.csv"
        if not path.is_file():
            continue
        rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
        key = (rows.fieldnames or [""])[0]
        for row in rows:
            if row.get("name"):
                found.setdefault(row[key], Text(row["name"], row.get("name_en") or row["name"]))
    return found


def qualifier_label(qualifier: str) -> Text:
    """Give the word before a number that was published with a hedge."""
    return _QUALIFIERS.get(qualifier, same(qualifier))
