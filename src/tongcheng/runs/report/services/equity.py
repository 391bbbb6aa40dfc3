"""How evenly residents get services: Gini, Palma, Theil by level, rank and income order, below the norm."""

from __future__ import annotations

from tongcheng.language import Text
from tongcheng.render.blocks import Block, Column, Section, Table, Value
from tongcheng.runs.pipeline import Run
from tongcheng.runs.report.services.common import ages, kinds, main_kinds, one, papers, short, size
from tongcheng.runs.report.words import basis_note, join
from tongcheng.sectors.services.kinds import ServiceKind

_PARTS = ("between_cities", "between_counties", "within")


def section(run: Run) -> Section | None:
    """Give the section, or None while no kind is shared."""
    rows = run.results[(run.results["indicator"] == "service_gini") & (run.results["level"] == "region")]
    if rows.empty:
        return None
    found = kinds(run, rows["group"])
    blocks: list[Block] = [_table(run, found), *_below(run, found)]
    return Section(
        "services_equity", Text("公共服务均衡程度", "How evenly services are spread"), _sentence(run, found), blocks
    )


def _shares(run: Run, kind: str, state: str) -> list[float]:
    whole = one(run, "service_theil", kind, state)
    return [
        100 * one(run, f"service_theil_{part}", kind, state) / whole if whole else float("nan") for part in _PARTS
    ]


def _sentence(run: Run, found: list[ServiceKind]) -> Text:
    kind = main_kinds(found)[0]
    name = short(kind)
    today, together = (one(run, "service_gini", kind.kind, state) for state in ("today", "together"))
    cities, counties, within = _shares(run, kind.kind, "today")
    where = max(zip((cities, counties, within), (Text("市与市之间", "between cities"), Text("市内县区之间", "between counties of a city"),
                                                 Text("县区内部", "inside counties")), strict=True), key=lambda item: item[0])  # fmt: skip
    return Text(
        f"{name.zh}可得规模的基尼系数现状 {today:.3f}，同城后 {together:.3f}；现状差距的 {cities:.0f}% 在市与市之间，{counties:.0f}% 在市内县区之间，"
        f"{within:.0f}% 在县区内部，主要在{where[1].zh}。",
        f"The Gini coefficient of accessible {name.en} capacity is {today:.3f} today and {together:.3f} if the cities are as one; "
        f"{cities:.0f} % of today's inequality lies between cities, {counties:.0f} % between counties of a city and {within:.0f} % "
        f"inside counties.",
    )


def _table(run: Run, found: list[ServiceKind]) -> Table:
    rows: list[dict[str, Value]] = []
    for kind in found:
        for state, label in (("today", Text("现状", "today")), ("together", Text("同城", "together"))):
            parts = _shares(run, kind.kind, state)
            rows.append(
                {
                    "kind": short(kind),
                    "state": label,
                    "gini": one(run, "service_gini", kind.kind, state),
                    "palma": one(run, "service_palma", kind.kind, state),
                    "theil": one(run, "service_theil", kind.kind, state),
                    **dict(zip(_PARTS, parts, strict=True)),
                    "rank": one(run, "service_concentration", kind.kind, state),
                    "income": one(run, "service_income_concentration", kind.kind, state),
                }
            )
    percent = Text("%", "%")
    columns = [
        Column("kind", Text("类别", "kind")),
        Column("state", Text("状态", "borders")),
        Column("gini", Text("基尼系数", "Gini"), decimals=3),
        Column("palma", Text("帕尔马比", "Palma"), decimals=2),
        Column("theil", Text("泰尔指数", "Theil"), decimals=4),
        Column("between_cities", Text("其中：市际", "between cities"), percent, 0),
        Column("between_counties", Text("市内县际", "between counties"), percent, 0),
        Column("within", Text("县内", "inside counties"), percent, 0),
        Column("rank", Text("按行政等级集中", "by rank"), decimals=3),
        Column("income", Text("按收入集中", "by income"), decimals=3),
    ]
    bases, years = papers(run, ["service_gini"])
    note = Text(
        "按每千人可得规模、以对象人口为权重。基尼、泰尔为 0 表示人人相同；帕尔马比为最多一成与最少四成的人均之比；集中指数大于 0 表示"
        "行政等级（或全市居民收入）高的地方可得更多。时限短的服务（如 15 分钟内的小学）县内差距大，部分来自网格粗细，不同类别之间不宜直接比较。"
        "只反映机会是否均衡，不反映够不够，够不够见下表。",
        "Of accessible capacity per 1,000, weighted by those it is for. 0 in Gini and Theil: all alike; Palma: best-off tenth over "
        "worst-off two fifths; concentration above 0: places of higher rank (or of cities with higher incomes) have more. Short "
        "catchments differ more inside counties, in part because zones are coarse, so that kinds do not compare directly. Even is "
        "not enough: see the next table. ",
    )
    return Table(
        Text("均衡程度", "Inequality"), columns, rows, join([note, basis_note(bases, years=years)]),
        sheet=Text("均衡程度", "inequality"),
    )  # fmt: skip


def _below(run: Run, found: list[ServiceKind]) -> list[Block]:
    rows: list[dict[str, Value]] = []
    for kind in found:
        if kind.norm is None:
            continue
        frame = run.results
        groups = frame[(frame["indicator"] == "service_below_line") & (frame["level"] == "region")]["group"].unique()
        for group in [name for name in groups if name == kind.kind or str(name).startswith(f"{kind.kind}|")]:
            age = str(group).partition("|")[2]
            rows.append(
                {
                    "kind": short(kind),
                    "age": Text("全部对象", "all it is for") if not age else ages(age),
                    "norm": size(kind.norm) + ("（待核）" if kind.norm_doubtful else ""),
                    **{
                        state: one(run, "service_below_line", str(group), state)
                        for state in ("apart", "today", "together")
                    },
                    "depth": one(run, "service_shortfall_depth", str(group), "today"),
                }
            )
    if not rows:
        return []
    percent = Text("%", "%")
    columns = [
        Column("kind", Text("类别", "kind")),
        Column("age", Text("人群", "ages")),
        Column("norm", Text("标准（每千人）", "norm per 1,000")),
        Column("apart", Text("低于标准：互不开放", "below it: apart"), percent, 1),
        Column("today", Text("现状", "today"), percent, 1),
        Column("together", Text("同城", "together"), percent, 1),
        Column("depth", Text("现状平均深度", "depth today"), percent, 1),
    ]
    note = Text(
        "可得规模低于配置标准的人口占比（FGT α=0）和平均缺口占标准的百分比（α=1）。",
        "Share with less accessible capacity than the norm (FGT α = 0), and the mean shortfall as a share of it (α = 1).",
    )
    return [Table(Text("可得规模低于标准的人口", "Residents below the norm"), columns, rows, note,
                  sheet=Text("低于标准", "below norm"))]  # fmt: skip
