"""What re-allotment is told in; ``group`` is the kind, and figures of a plan carry its last year."""

from __future__ import annotations

from typing import Any

from tongcheng.language import Text
from tongcheng.results import Indicator, Need
from tongcheng.sectors.needs import BORDERS, NODES, RESIDENTS, ROADS
from tongcheng.sectors.services.kinds import SECTOR
from tongcheng.sectors.services.sharing import DEVIATIONS

_KINDS = Need("service_kinds", (), (("sector", SECTOR),))
_STOCK = (_KINDS, Need("facilities"), RESIDENTS, Need("counties"), Need("cities"))
_PROGRAMME = "two-step mixed-integer programme over counties and years (lexicographic, Isermann 1982)"


def _one(name: str, label: Text, definition: Text, **more: Any) -> Indicator:
    given: dict[str, Any] = {"aggregate": "sum", "needs": _STOCK, "better": "none", "method": _PROGRAMME, **more}
    return Indicator(indicator=name, sector=SECTOR, label=label, definition=definition, unit="unit", **given)


NEED = _one(
    "service_need",
    Text("需要量", "capacity needed"),
    Text(
        "配置标准乘对象人口；没有标准的为全圈现有规模按对象人口均摊",
        "the norm times those it is for, or an even share of what the circle has",
    ),
    method="",
)
LACK = _one(
    "service_lack",
    Text("缺口", "lack"),
    Text(
        "各县需要量减现有规模，只计不足的县，县与县不相抵；市级服务按居民现状可得的规模计",
        "need less capacity over the counties that fall short, no surplus set against it; services of a whole city by what "
        "residents can use today",
    ),
    better="less",
    method="",
)
LACK_AFTER = _one(
    "service_lack_after",
    Text("规划期末缺口", "lack at the end of the plan"),
    Text("按规划逐年调剂、补足、新增之后的缺口", "lack after what the plan moves, fills and builds"),
    better="less",
)
MOVED_IN = _one(
    "service_moved_in",
    Text("调入", "moved in"),
    Text("规划期内由其他县调入的规模", "capacity moved in from other counties"),
)
MOVED_OUT = _one(
    "service_moved_out",
    Text("调出", "moved out"),
    Text("规划期内调往其他县的规模", "capacity moved out to other counties"),
)
FILLED = _one(
    "service_filled",
    Text("用足核定", "authorised, put to use"),
    Text(
        "已核定、尚未使用的规模中规划启用的部分", "capacity that is authorised and not in use, put to use by the plan"
    ),
)
BUILT = _one(
    "service_built",
    Text("新建", "built"),
    Text("规划期内新建的规模，不含已列入清单的项目", "capacity built by the plan besides the projects on the list"),
)
LISTED = _one(
    "service_listed",
    Text("在建和已列项目", "on the list"),
    Text("清单上未完工项目在规划期内带来的规模", "what projects on the list bring within the plan"),
    needs=(*_STOCK, Need("project_edits")),
    method="",
)
LACK_SHARED = _one(
    "service_lack_shared",
    Text("居民可得缺口", "lack of what residents can use"),
    Text(
        "机构和规模都不变，按各交界状态下居民可得的规模计算的缺口；现状减同城即互通后不必新增的规模",
        "lack by what residents can use in each border state, nothing moved or built; today less together need not be added",
    ),
    needs=(*_STOCK, ROADS, NODES, BORDERS),
    better="less",
    method=f"3SFCA (Wan, Zou and Sternberg 2012), Gaussian with a {1 / DEVIATIONS:.2f} of the catchment, free-flow road times",
)

REALLOTMENT_INDICATORS: tuple[Indicator, ...] = (
    NEED, LACK, LACK_AFTER, MOVED_IN, MOVED_OUT, FILLED, BUILT, LISTED, LACK_SHARED,
)  # fmt: skip
