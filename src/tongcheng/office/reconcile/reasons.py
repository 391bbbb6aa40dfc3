"""Why two ledgers may differ: a proposal in one sentence, for a person to confirm."""

from __future__ import annotations

from decimal import Decimal

from tongcheng.language import Text
from tongcheng.office.reconcile.ledgers import CLASSES, Ledger, Row

#: Differences up to this share are taken for rounding.
_ROUNDING = Decimal("0.005")
_TEN_THOUSAND = Decimal(10_000)


def why_money(one: Row, other: Row, name: str, left: Ledger, right: Ledger) -> Text:
    """Propose why a sum differs."""
    first, second = getattr(one, name), getattr(other, name)
    if first is None or second is None:
        return Text("一方未填", "one side leaves it empty")
    small, large = sorted((abs(first), abs(second)))
    if small and abs(large / small - _TEN_THOUSAND) <= _TEN_THOUSAND * _ROUNDING:
        return Text(
            "疑为单位不同：一方按万元、一方按亿元",
            "probably units: 10,000 yuan on one side, 100 million on the other",
        )
    if large and (large - small) / large <= _ROUNDING:
        return Text("四舍五入位数不同", "rounded to different digits")
    if _scopes_differ(left, right) and len({*one.cities, *other.cities}) > 1:
        return Text("跨市项目：一方只计本市部分", "crosses cities: one side counts its own part only")
    if left.as_of and right.as_of and left.as_of != right.as_of:
        later = "前者" if left.as_of > right.as_of else "后者"
        return Text(
            f"统计时点不同（{left.as_of.isoformat()}、{right.as_of.isoformat()}），{later}较新",
            f"as of different days ({left.as_of.isoformat()}, {right.as_of.isoformat()})",
        )
    if small and (large / small) in (Decimal(10), Decimal(100), Decimal(1000)):
        return Text("疑为小数点错位", "probably a shifted decimal point")
    return Text("口径或数据来源不同，请双方核对", "scope or source differs; both sides to check")


def why_cities(one: Row, other: Row) -> Text:
    """Propose why the cities differ."""
    first, second = set(one.cities), set(other.cities)
    if not first or not second:
        return Text("一方未填涉及市", "one side names no city")
    if first < second or second < first:
        return Text("跨市项目：一方只列本市，按市合计时会重复或遗漏", "crosses cities: one side names its own only")
    return Text("所列市不同，请核对项目位置", "different cities; check where it lies")


def why_class(one: Row, other: Row) -> Text:
    """Propose why the class of the year differs."""
    if one.project_class in CLASSES and other.project_class in CLASSES:
        step = CLASSES.index(other.project_class) - CLASSES.index(one.project_class)
        if step == 1:
            return Text(f"已由{one.project_class}转为{other.project_class}", "has moved on to the next class")
        if step == -1:
            return Text(f"后者仍列{other.project_class}，未随进展更新", "the second has not followed the progress")
    if not one.project_class or not other.project_class:
        return Text("一方未填类别", "one side names no class")
    return Text("类别认定不同，请核对年度安排", "classed differently; check the plan of the year")


def why_name(one: Row, other: Row) -> Text:  # noqa: ARG001
    """Propose why the name differs."""
    return Text("同一项目，名称写法不同", "the same project, written differently")


def why_missing(row: Row, here: Ledger, there: Ledger, alike: Row | None) -> Text:
    """Propose why a row stands in one ledger only."""
    if alike is not None:
        return Text(f"对方可能写作“{alike.name}”，请确认", f"perhaps “{alike.name}” in the other; to be confirmed")
    if there.city and row.cities and there.city not in row.cities:
        return Text(
            f"不涉及{there.city}，不在对方统计范围", f"does not touch {there.city}: outside the other's scope"
        )
    if here.city and len(row.cities) > 1:
        return Text("跨市项目，对方可能列在其他市名下", "crosses cities: perhaps under another city there")
    if here.as_of and there.as_of and here.as_of != there.as_of:
        newer = here.as_of > there.as_of
        return (
            Text("疑为期间新增", "probably added in between")
            if newer
            else Text("疑为期间调出、办结或替换", "probably taken out, finished or swapped in between")
        )
    return Text("对方未列入，请确认是否应列", "the other does not list it; to be confirmed whether it should")


def _scopes_differ(left: Ledger, right: Ledger) -> bool:
    return left.city != right.city
