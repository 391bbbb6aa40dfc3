"""The three criteria of the founding document, and what each is measured by."""

from __future__ import annotations

from dataclasses import dataclass

from tongcheng.language import Text


@dataclass(frozen=True)
class Criterion:
    """One criterion.

    Parameters
    ----------
    name
        ``shortfall``, ``market_pull`` or ``felt_gain``.
    label, rule, definition
        For people: its name, the sentence of the founding document, and how it is measured.
    unit
        Of its raw number.
    decimals
        With which it is printed.
    """

    name: str
    label: Text
    rule: Text
    definition: Text
    unit: Text
    decimals: int


SHORTFALL = Criterion(
    "shortfall",
    Text("短板", "shortfall"),
    Text("优先解决最急需改进的短板", "first what most needs mending"),
    Text(
        "差距最深（差距÷同城水平）的四分之一区（市）县，其差距被项目补上的比例，按常住人口加权；"
        "项目影响对应几项差距的（如可达岗位、可达人口）取平均",
        "of the quarter of counties whose gap is deepest (gap over the level together), the part of the gap that the "
        "project closes, weighted by residents; the mean where its effects answer several gaps (jobs and residents reached)",
    ),
    Text("%", "%"),
    3,
)
MARKET_PULL = Criterion(
    "market_pull",
    Text("市场驱动力", "market pull"),
    Text("优先着力有市场驱动力的领域", "first where the market pulls"),
    Text(
        "社会资本占投资比重、使用者付费覆盖运营成本的比例（不超过 100%）、已对接需求占比，三项平均；未公布的项按 0 至 100% 计入区间",
        "mean of private money over the cost, what users pay over operation (100 % at most) and demand that is matched; "
        "parts that are not published make the range, from 0 to 100 %",
    ),
    Text("%", "%"),
    0,
)
FELT_GAIN = Criterion(
    "felt_gain",
    Text("获得感", "felt gain"),
    Text("优先推进让人民有获得感的事项", "first what people feel"),
    Text(
        "有感居民（受益居民中人均每日节省不足 1 分钟的按比例折算）÷投资，可达岗位越少的区（市）县权重越大",
        "residents who notice (of those who gain, in proportion where they save less than a minute a day each) over the "
        "cost; counties from which fewer jobs are within reach weigh more",
    ),
    Text("人/亿元", "persons per 100 m yuan"),
    0,
)

CRITERIA: tuple[Criterion, ...] = (SHORTFALL, MARKET_PULL, FELT_GAIN)
NAMES = tuple(item.name for item in CRITERIA)

#: Equal weights: the founding document ranks none of the three before another.
EQUAL: dict[str, float] = dict.fromkeys(NAMES, 1.0)
