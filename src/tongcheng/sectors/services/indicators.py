"""The results of this sector and the tables that open them."""

from __future__ import annotations

from tongcheng.language import Text
from tongcheng.results import Indicator, Need
from tongcheng.sectors.needs import REACH, REACH_METHOD

HOSPITALS = Need("facilities", ("capacity", "lon", "lat"), (("kind", "hospital"),))

BEDS_REACHED = Indicator(
    indicator="beds_reached",
    sector="services",
    label=Text("可达医院床位", "hospital beds within reach"),
    definition=Text(
        "从居民所在网格出发，自由流驾车在规定时间内可到达、且可使用的医院床位，按居民人数平均",
        "hospital beds that can be reached by car in free flow and may be used, averaged over residents",
    ),
    unit="bed",
    aggregate="mean",
    weight="residents",
    needs=(*REACH, HOSPITALS),
    better="more",
    method=REACH_METHOD,
)

BEDS = Indicator(
    indicator="beds",
    sector="services",
    label=Text("医院床位", "hospital beds"),
    definition=Text("医院实际床位数，按所在地", "actual hospital beds by place"),
    unit="bed",
    aggregate="sum",
    needs=(Need("facilities", ("capacity", "county"), (("kind", "hospital"),)),),
    better="more",
)

INDICATORS = (BEDS_REACHED, BEDS)
