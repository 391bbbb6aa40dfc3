"""The results of this room and the tables that open them."""

from __future__ import annotations

from tongcheng.language import Text
from tongcheng.results import Indicator, Need

RESIDENTS = Indicator(
    indicator="residents",
    sector="monitor",
    label=Text("常住人口", "residents"),
    definition=Text("人口普查公布的常住人口", "resident population as published by the census"),
    unit="person",
    aggregate="sum",
    needs=(Need("counties"), Need("figures", (), (("attribute", "resident_population"),))),
)

RESIDENTS_BY_ZONE = Indicator(
    indicator="residents_by_zone",
    sector="monitor",
    label=Text("网格常住人口", "residents by zone"),
    definition=Text(
        "各网格最近一年的常住人口；推算值附范围",
        "residents of each zone in the latest year; with a range where modelled",
    ),
    unit="person",
    aggregate="sum",
    needs=(Need("zones"), Need("residents", ("value",), (("group", "all"),))),
)

RESIDENTS_CHANGE = Indicator(
    indicator="residents_change",
    sector="monitor",
    label=Text("普查间人口变化", "change between censuses"),
    definition=Text(
        "两次普查常住人口之比减一；期间换属或调界的县区不计算",
        "later over earlier census minus one; not computed across a change of boundary",
    ),
    unit="%",
    aggregate="none",
    needs=RESIDENTS.needs,
)

REQUIRED_PACE = Indicator(
    indicator="required_pace",
    sector="monitor",
    label=Text("所需增速", "required pace"),
    definition=Text(
        "从最近一次公布值到目标值，每年需要的平均变化（现价与不变价不混用）",
        "average yearly change from the latest published value to the target; prices are never mixed",
    ),
    unit="%/year",
    aggregate="none",
    needs=(Need("targets"), Need("figures")),
)

VERSION_SPREAD = Indicator(
    indicator="version_spread",
    sector="monitor",
    label=Text("公布数值的版本差", "spread of published versions"),
    definition=Text(
        "同一对象同一属性历次公布值的最大与最小之比减一",
        "largest over smallest published value of one attribute of one subject, minus one",
    ),
    unit="%",
    aggregate="none",
    needs=(Need("figures"),),
)

LIST_DIFFERENCE = Indicator(
    indicator="list_difference",
    sector="monitor",
    label=Text("清单口径差", "difference between totals of a list"),
    definition=Text(
        "同一清单分项之和（或另一单位所报）与公布总数之差",
        "sum of the parts of a list, or another issuer's count, minus the published total",
    ),
    unit="rows",
    aggregate="none",
    needs=(Need("list_totals"),),
)

INDICATORS = (RESIDENTS, RESIDENTS_BY_ZONE, RESIDENTS_CHANGE, REQUIRED_PACE, VERSION_SPREAD, LIST_DIFFERENCE)
