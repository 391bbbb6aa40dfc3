"""What is assumed about pace and order of re-allotment: every number is an assumption that an office may change."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

import pandas as pd

from tongcheng.errors import Problems
from tongcheng.language import Text, same
from tongcheng.sectors.services.kinds import ServiceKind
from tongcheng.sectors.services.reallotment.programme import Effort

Judged = Literal["place", "residents"]

#: A kind that serves a whole city is judged by what residents can use, one that each county has of its own by place.
_BY_RESIDENTS: Final = ("city", "region")

#: Year of the plan in which capacity of a unit first moves, and first opens after it was built: posts and counters are
#: easier than beds and places (先易后难).
MOVES_FROM: Final = {"window": 1, "general_practitioner": 1}
OPENS_FROM: Final = {"window": 2, "general_practitioner": 2}


#: Capacity moves and is built in parcels, by unit: nobody moves a single bed.
PARCELS: Final = {"bed": 5, "place": 10}


@dataclass(frozen=True)
class Options:
    """Pace, floors and order.

    Parameters
    ----------
    kinds
        Kinds to plan; all that are open by default.
    years
        Number of years.
    first_year
        First of them; by default the one after that of the facilities.
    floor
        No county falls below this share of its capacity of today, and none that is below its need gives anything.
    give
        A county gives away at most this share of its capacity of today in a year.
    take
        A county takes in at most this share of the larger of its capacity and its need in a year, whatever the way.
    build
        At most this share of the circle's capacity is built in a year; nothing is built of a kind without a norm.
    moves_from, opens_from
        Year of the plan in which capacity of a unit first moves within a city, and first opens after building.
    across_from
        Year of the plan in which capacity first moves between cities; None for never. Kinds without a norm never do.
    parcels
        Units in which capacity moves and is built, by unit of capacity; 1 by default.
    judged
        By kind: whether a county is judged by what stands in it (``place``) or by what its residents can use today
        (``residents``). By default by the level of the kind.
    line, line_year
        Every county must have this share of its need by the end of this year; nothing is promised by default.
    bands
        Lack of a county up to the first share of its need weighs the first number, and so on: the worst off come
        first.
    worth
        A unit that is moved, filled or built must relieve at least this many units of lack over the years, of which the
        last counts as often as there are years.
    effort
        What is preferred where several ways lead as far: authorised capacity, moves within a city, building, moves
        between cities.
    unit_cost
        Million-hundred yuan (亿元) of one unit that is built, by kind; by default from what the circle's own projects
        published. Without it the plan is physical.
    budget
        亿元 that may be spent on building in a year, by kind; needs the cost of a unit.
    """

    kinds: tuple[str, ...] | None = None
    years: int = 5
    first_year: int | None = None
    floor: float = 0.9
    give: float = 0.02
    take: float = 0.1
    build: float = 0.02
    moves_from: Mapping[str, int] = field(default_factory=lambda: dict(MOVES_FROM))
    opens_from: Mapping[str, int] = field(default_factory=lambda: dict(OPENS_FROM))
    across_from: int | None = 3
    parcels: Mapping[str, int] = field(default_factory=lambda: dict(PARCELS))
    judged: Mapping[str, Judged] = field(default_factory=dict)
    line: float | None = None
    line_year: int | None = None
    bands: tuple[tuple[float, float], ...] = ((0.2, 1.0), (0.4, 2.0), (1.0, 3.0))
    worth: float = 0.5
    effort: Effort = field(default_factory=Effort)
    unit_cost: Mapping[str, float] = field(default_factory=dict)
    budget: Mapping[str, float] = field(default_factory=dict)

    def judged_by(self, kind: ServiceKind) -> Judged:
        """Tell how a kind is judged."""
        return self.judged.get(kind.kind, "residents" if kind.level in _BY_RESIDENTS else "place")

    def moves(self, kind: ServiceKind) -> int:
        """Give the year of the plan in which it first moves."""
        return self.moves_from.get(kind.unit, 2)

    def opens(self, kind: ServiceKind) -> int:
        """Give the year of the plan in which it first opens after building."""
        return self.opens_from.get(kind.unit, 3)

    def parcel(self, kind: ServiceKind) -> int:
        """Give the units in which it moves and is built."""
        return self.parcels.get(kind.unit, 1)

    def check(self) -> None:
        """Refuse what cannot be.

        Raises
        ------
        InputError
            Naming every option.
        """
        problems = Problems("options")
        for name in ("floor", "give", "take", "build", "worth"):
            value = getattr(self, name)
            if not 0 <= value <= 1:
                problems.add("not_a_share", column=name, expected=Text("0 到 1 之间的比例", "a share from 0 to 1"),
                             found=value, remedy=Text("改为 0—1，如 0.9", "write 0 to 1, e.g. 0.9"))  # fmt: skip
        if self.years < 1:
            problems.add("no_years", column="years", expected=Text("至少 1 年", "at least 1 year"), found=self.years,
                         remedy=Text("改为 1 以上", "write 1 or more"))  # fmt: skip
        if (self.line is None) != (self.line_year is None):
            problems.add("half_a_line", column="line", expected=Text("line 与 line_year 同时给出", "line and line_year together"),
                         found=self.line, remedy=Text("补上另一项，或都不写", "give the other one, or neither"))  # fmt: skip
        if self.line is not None and not (math.isfinite(self.line) and self.line > 0):
            problems.add("bad_line", column="line", expected=Text("大于 0 的比例", "a share above 0"), found=self.line,
                         remedy=Text("如 0.8，指各县都达到需要量的 80%", "e.g. 0.8: every county has 80 % of its need"))  # fmt: skip
        ends = [end for end, _ in self.bands]
        if not ends or ends != sorted(set(ends)) or ends[-1] != 1.0 or ends[0] <= 0:
            problems.add("bad_bands", column="bands", expected=Text("递增、末项为 1 的上限", "ascending ends, the last one 1"),
                         found=ends, remedy=Text("如 (0.2, 0.4, 1)", "e.g. (0.2, 0.4, 1)"))  # fmt: skip
        for kind in self.budget:
            if kind not in self.unit_cost:
                problems.add("budget_without_cost", column=f"budget.{kind}", expected=Text("该类的单位造价", "the cost of a unit of that kind"),
                             found="—", remedy=Text(f"在 unit_cost 中给出 {kind} 每单位造价（亿元）", f"give unit_cost of {kind} (亿元)"))  # fmt: skip
        problems.raise_if_any()

    def rules(self, first: int) -> pd.DataFrame:
        """Put the assumptions in words: ``rule zh en`` by rule.

        Parameters
        ----------
        first
            First year of the plan.
        """
        rows = _told(self, first)
        return pd.DataFrame(
            [(name, text.zh, text.en) for name, text in rows.items()], columns=["rule", "zh", "en"], dtype="str"
        )


def _told(options: Options, first: int) -> dict[str, Text]:
    last = first + options.years - 1
    share = {name: f"{100 * getattr(options, name):g}" for name in ("floor", "give", "take", "build")}
    told = {
        "years": Text(f"规划期 {first}—{last} 年；人口取数据年份，不作预测。", f"Years {first} to {last}; residents as counted, no forecast."),
        "floor": Text(
            f"底线：任何县不低于现有规模的 {share['floor']}%；设在本县的规模低于需要量的县一个单位也不调出，调出后也不得低于需要量；"
            "一个县在规划期内要么调出、要么接收。",
            f"Floors: no county falls below {share['floor']} % of today; none whose own capacity is below its need gives "
            "anything, and none is brought below it; a county either gives or takes.",
        ),
        "pace": Text(
            f"步调：一县一年调出不超过现有规模的 {share['give']}%，接收（调入、补足、新增合计）不超过 {share['take']}%；"
            f"全圈一年新建不超过现有规模的 {share['build']}%。",
            f"Pace: a county gives at most {share['give']} % of today a year and takes in at most {share['take']} %; at most "
            f"{share['build']} % of the circle's capacity is built a year.",
        ),
        "order": Text(
            f"先易后难：先用足核定规模，再市内调剂，再新建，最后跨市调剂；窗口、全科医生第 1 年起可调，床位、学位第 2 年起可调，"
            f"新建的窗口和岗位第 2 年、床位和学位第 3 年起投用；{_across(options, first).zh}。",
            "Order: authorised capacity first, then moves within a city, then building, moves between cities last; posts and "
            "windows move from the first year, beds and places from the second; what is built opens in the second (posts, windows) "
            f"or third year (beds, places); {_across(options, first).en}.",
        ),
        "need": Text(
            "需要量：有配置标准的按标准乘对象人口；没有标准的按全圈人均摊，只在市内调剂、不新建、不跨市（没有标准，就没有依据说哪个市多）。",
            "Need: the norm times those it is for; without a norm an even share of what the circle has, moved within cities and not "
            "built (without a norm nobody can say that a city has too much).",
        ),
        "judged": Text(
            "口径：社区级、县级服务按设在本县的规模计；市级服务（医院）一处供多县使用，按本县居民现状可得的规模计，"
            "以免把市中心服务全市的床位误判为多余。",
            "Judged by what stands in the county; services of a whole city (hospitals) by what its residents can use today, "
            "so that beds of a centre which serve the whole city are not taken for a surplus.",
        ),
        "first": Text(
            "求解：先使各年各县缺口之和最小（缺口越深权重越大，最后一年按年数计权，只管一时的调剂不做），再在缺口同样小的方案中选动作最少、最容易的；两步都求到最优。"
            f"每变动一个单位至少要换来 {options.worth:g} 个单位的缺口缓解，否则不动；调剂和新建以批为单位（床位 {options.parcels.get('bed', 1)} 张、"
            f"学位 {options.parcels.get('place', 1)} 个）。",
            "First the lack over all counties and years is made least (deeper lack weighs more, the last year as often as there are years, so that what helps only for a while is not done), then among such plans the one "
            "with the fewest and easiest changes is taken; both are exact. "
            f"A unit that changes must relieve at least {options.worth:g} of a unit of lack; beds move and are built by {options.parcels.get('bed', 1)}, places "
            f"by {options.parcels.get('place', 1)}.",
        ),
    }  # fmt: skip
    if options.line is not None and options.line_year is not None:
        words = f"{100 * options.line:g}"
        told["line"] = Text(f"硬性要求：{options.line_year} 年底各县都达到需要量的 {words}%。",
                            f"Promise: every county has {words} % of its need by the end of {options.line_year}.")  # fmt: skip
    return told


def _across(options: Options, first: int) -> Text:
    if options.across_from is None or options.across_from > options.years:
        return Text("不跨市调剂", "no moves between cities")
    year = first + options.across_from - 1
    return Text(f"跨市调剂自 {year} 年起", f"moves between cities from {year}")


def unknown_kind(kind: str, known: list[str], near: str | None, problems: Problems) -> None:
    """Note a kind that the circle does not have."""
    problems.add(
        "unknown_kind", column="kind", expected=same(" | ".join(known)) if known else Text("service_kinds 表中的类别", "a kind of service_kinds"),
        found=kind, remedy=Text(f"是否为 {near}？", f"did you mean {near}?") if near else Text("改正类别编号", "correct the kind"),
    )  # fmt: skip
