"""Supply by residents: per 1,000, share of the norm, authorised and actual, tertiary hospitals, service radius."""

from __future__ import annotations

import pandas as pd

from tongcheng.language import Text, same
from tongcheng.render.blocks import Block, Column, Section, Table, Value, Words
from tongcheng.runs.pipeline import Run
from tongcheng.runs.report.services.common import (
    decimals,
    fixed,
    kinds,
    listed,
    one,
    papers,
    people_of,
    per_unit,
    short,
    size,
    unit_of,
    wide,
)
from tongcheng.runs.report.words import basis_note, join, name_of, place_names
from tongcheng.sectors.services.kinds import ServiceKind

_PER, _NORM = "service_per_1000", "service_norm_share"

_KINDS_PER_TABLE = 5
#: Per cent of a norm that counts as met.
_WHOLE = 99.5

_MEANING = Words(
    [
        Text(
            "每千人规模按机构所在地和常住人口计算，不区分户籍，也不问服务了谁：省、市级机构计在所在区县，因此中心城区偏高。",
            "Capacity per 1,000 is by where facilities stand and who lives there (not who is registered, nor who is served): "
            "provincial and city facilities count where they stand, so that central districts look better off.",
        ),
        Text(
            "机构质量、师资、专科能力不在规模之内；同一张床位、一个学位视为相同。",
            "Quality is not in it: every bed and every place counts alike.",
        ),
    ],
    points=True,
)


def section(run: Run) -> Section | None:
    """Give the section, or None while no kind has capacities."""
    rows = run.results[run.results["indicator"] == _PER]
    if rows.empty:
        return None
    found = kinds(run, rows["group"])
    blocks: list[Block] = [_MEANING, _cities(run, found), *_counties(run, found, _PER)]
    normed = [kind for kind in found if kind.norm is not None]
    if normed:
        blocks += [_norms(run, normed), *_counties(run, normed, _NORM)]
    blocks += [*_authorised(run, found), *_radius(run, found), *_tertiary(run)]
    return Section(
        "services_supply",
        Text("公共服务供给：按常住人口衡量", "Public services by residents"),
        _sentence(run, found),
        blocks,
    )


def _sentence(run: Run, found: list[ServiceKind]) -> Text:
    """Say which kinds stand farthest apart between counties and which fall short of the norm in the circle."""
    spread = []
    for kind in found:
        values = wide(run, _PER, kind.kind, "county").iloc[:, 0]
        values = values[values > 0]
        if len(values) > 1:
            spread.append((float(values.max() / values.min()), kind, values))
    parts = []
    if spread:
        ratio, kind, values = max(spread, key=lambda item: item[0])
        names = place_names(run.region)
        low, high = name_of(names, values.idxmin()), name_of(names, values.idxmax())
        unit, name = unit_of(kind), short(kind)
        parts.append(
            Text(
                f"县区间每千人规模相差最大的是{name.zh}：{high.zh}每千人 {size(values.max())} {unit.zh}，为{low.zh}（{size(values.min())}）的 {ratio:.1f} 倍。",
                f"Counties differ most in {name.en}: {high.en} has {size(values.max())} {unit.en} per 1,000, {ratio:.1f} times {low.en} "
                f"({size(values.min())}).",
            )
        )
    short_of = [kind for kind in found if kind.norm is not None and _best(run, kind.kind) < _WHOLE]
    if short_of:
        words = listed(short(kind) for kind in short_of)
        doubt = any(kind.norm_doubtful for kind in short_of)
        parts.append(
            Text(
                f"全圈合计未达配置标准的有{words.zh}{'（其中有标准待核）' if doubt else ''}。",
                f"The circle as a whole is below the norm in {words.en}{' (some norms still to be checked)' if doubt else ''}.",
            )
        )
    return join(parts) if parts else Text("各类服务的供给见下表。", "Supply by kind is in the tables.")


def _best(run: Run, kind: str) -> float:
    """Give the better end of the circle's share of the norm: where ages are modelled a range may still reach it."""
    frame = run.results
    rows = frame[(frame["indicator"] == _NORM) & (frame["group"] == kind) & (frame["level"] == "region")]
    return float(rows["high"].fillna(rows["value"]).iloc[0]) if len(rows) else float("nan")


def _cities(run: Run, found: list[ServiceKind]) -> Table:
    names = place_names(run.region)
    tables = {kind.kind: pd.concat([wide(run, _PER, kind.kind, level).iloc[:, 0] for level in ("city", "region")])
              for kind in found}  # fmt: skip
    places = list(dict.fromkeys(place for values in tables.values() for place in values.index))
    rows: list[dict[str, Value]] = []
    for kind in found:
        cells: dict[str, Value] = {
            "kind": short(kind),
            "people": people_of(kind),
            "unit": per_unit(kind),
        }
        few = decimals(tables[kind.kind].tolist())
        cells |= {str(place): fixed(float(tables[kind.kind].get(place, float("nan"))), few) for place in places}
        rows.append(cells)
    columns = [
        Column("kind", Text("类别", "kind")),
        Column("people", Text("对象人口", "per 1,000 of")),
        Column("unit", Text("单位", "unit")),
        *(Column(str(place), name_of(names, place)) for place in places),
    ]
    note = basis_note(papers(run, [_PER])[0])
    shared = Text(
        "学龄人口没有分龄统计的，按 0—14 岁均摊推算（上下浮动 10%）。",
        "Children of school age are an even share of those of 0 to 14 where ages are not counted (range 10 %).",
    )
    return Table(
        Text("每千人规模，分市", "Capacity per 1,000 by city"), columns, rows, join([shared, note]),
        sheet=Text("每千人规模分市", "per 1000 city"),
    )  # fmt: skip


def _counties(run: Run, found: list[ServiceKind], indicator: str) -> list[Block]:
    """Give the counties' figures, a few kinds to a table so that it stays readable."""
    parts = [found[start : start + _KINDS_PER_TABLE] for start in range(0, len(found), _KINDS_PER_TABLE)]
    return [
        _county_table(run, part, indicator, number if len(parts) > 1 else 0)
        for number, part in enumerate(parts, start=1)
    ]


def _county_table(run: Run, found: list[ServiceKind], indicator: str, number: int) -> Table:
    names = place_names(run.region)
    tables = {kind.kind: wide(run, indicator, kind.kind, "county").iloc[:, 0] for kind in found}
    home = run.region["counties"].set_index("county")["city"]
    rows: list[dict[str, Value]] = []
    for county in run.region["counties"]["county"]:
        if any(county in values.index for values in tables.values()):
            cells: dict[str, Value] = {"city": name_of(names, home[county]), "county": name_of(names, county)}
            cells |= {key: float(values.get(county, float("nan"))) for key, values in tables.items()}
            rows.append(cells)
    norm = indicator == _NORM
    columns = [Column("city", Text("市", "city")), Column("county", Text("区（市）县", "county"))]
    for kind in found:
        unit = same("%") if norm else per_unit(kind)
        columns.append(Column(kind.kind, short(kind), unit, 0 if norm else decimals(tables[kind.kind].tolist())))
    title = Text("达标程度", "Share of the norm") if norm else Text("每千人规模", "Capacity per 1,000")
    label, sheet = ("达标", "norm") if norm else ("每千人", "per 1000")
    suffix = f"（{number}）" if number else ""
    return Table(
        Text(f"{title.zh}，分县区{suffix}", f"{title.en} by county{f' ({number})' if number else ''}"),
        columns,
        rows,
        basis_note(papers(run, [indicator])[0]),
        sheet=Text(f"{label}分县区{number or ''}", f"{sheet} county {number or ''}".strip()),
    )


def _norms(run: Run, normed: list[ServiceKind]) -> Table:
    rows: list[dict[str, Value]] = [
        {
            "kind": short(kind),
            "norm": size(kind.norm or float("nan")),
            "unit": per_unit(kind),
            **_ranged(run, kind.kind),
            "source": kind.norm_source,
        }
        for kind in normed
    ]
    columns = [
        Column("kind", Text("类别", "kind")),
        Column("norm", Text("标准", "norm")),
        Column("unit", Text("单位", "unit")),
        Column("share", Text("全圈达标程度", "circle, share of it"), Text("%", "%"), 0, "low", "high"),
        Column("source", Text("出处", "source")),
    ]
    note = Text(
        "标准是本表可修改的参数（service_kinds），地方标准不同的以地方标准为准；标“待核”的未与原文核对，不得作为考核依据。",
        "Norms are parameters of the table service_kinds; local norms come first. Those marked 待核 have not been checked "
        "against their text and must not be used to assess anybody.",
    )
    return Table(Text("配置标准", "Norms"), columns, rows, note, sheet=Text("配置标准", "norms"))


def _ranged(run: Run, kind: str) -> dict[str, Value]:
    frame = run.results
    rows = frame[(frame["indicator"] == _NORM) & (frame["group"] == kind) & (frame["level"] == "region")]
    return {key: float(rows[name].iloc[0]) if len(rows) else float("nan")
            for key, name in (("share", "value"), ("low", "low"), ("high", "high"))}  # fmt: skip


def _authorised(run: Run, found: list[ServiceKind]) -> list[Block]:
    rows: list[dict[str, Value]] = []
    for kind in found:
        values = wide(run, "service_authorised_ratio", kind.kind, "county")
        if values.empty:
            continue
        column = values.iloc[:, 0]
        names = place_names(run.region)
        rows.append(
            {
                "kind": short(kind),
                "circle": one(run, "service_authorised_ratio", kind.kind),
                "low": float(column.min()),
                "low_place": name_of(names, column.idxmin()),
                "high": float(column.max()),
                "high_place": name_of(names, column.idxmax()),
            }
        )
    if not rows:
        return []
    percent = Text("%", "%")
    columns = [
        Column("kind", Text("类别", "kind")),
        Column("circle", Text("全圈", "circle"), percent, 1),
        Column("low", Text("最低", "lowest"), percent, 1),
        Column("low_place", Text("县区", "county")),
        Column("high", Text("最高", "highest"), percent, 1),
        Column("high_place", Text("县区", "county")),
    ]
    note = Text(
        "只计填有核定规模的机构；高于 100% 为超核定运行，低于 100% 为核定未用足。",
        "Only facilities whose authorised capacity is stated; above 100 % more than authorised is in use.",
    )
    return [
        Table(Text("实际规模与核定规模之比", "Actual over authorised capacity"), columns, rows, note,
              sheet=Text("核定与实际", "authorised"))
    ]  # fmt: skip


def _radius(run: Run, found: list[ServiceKind]) -> list[Block]:
    frame = run.results
    rows: list[dict[str, Value]] = []
    for kind in found:
        own = frame[(frame["indicator"] == "service_radius_share") & (frame["group"] == kind.kind)]
        own = own[(own["level"] == "region") & (own["borders"] == "together")]
        rows += [
            {
                "kind": short(kind),
                "radius": kind.radius_m or float("nan"),
                "share": row["value"],
                "low": row["low"],
                "high": row["high"],
                "source": Text("待核", "to be checked") if kind.radius_doubtful else Text("已核", "checked"),
            }
            for row in own.to_dict("records")
        ]
    if not rows:
        return []
    columns = [
        Column("kind", Text("类别", "kind")),
        Column("radius", Text("服务半径", "radius"), Text("米", "m"), 0),
        Column("share", Text("覆盖率", "covered"), Text("%", "%"), 1, "low", "high"),
        Column("source", Text("半径标准", "norm of the radius")),
    ]
    side = (run.region["zones"]["area_km2"].median()) ** 0.5
    note = Text(
        f"直线距离。人口按网格统计（边长约 {size(float(side))} 公里），网格内按面积均摊；区间为网格内居民全在圈外或全在圈内。"
        "网格大于半径时区间很宽，此时只宜用作筛查，判断达标须用小区级人口。",
        f"Straight lines. Residents are counted by zone (about {size(float(side))} km wide) and taken as even within; the "
        "range is that of all, or none, of a zone living in the part that is covered. Where zones are wider than the radius "
        "it is wide: screen with it, and judge only with residents by neighbourhood.",
    )
    return [Table(Text("服务半径覆盖率", "Share within the service radius"), columns, rows, note,
                  sheet=Text("服务半径", "radius"))]  # fmt: skip


def _tertiary(run: Run) -> list[Block]:
    counts = wide(run, "tertiary_hospitals", "hospital", "city")
    if counts.empty:
        return []
    per = wide(run, "tertiary_per_million", "hospital", "city").iloc[:, 0]
    names = place_names(run.region)
    rows: list[dict[str, Value]] = [
        {"city": name_of(names, city), "count": float(count), "per": float(per[str(city)])}
        for city, count in counts.iloc[:, 0].items()
    ]
    columns = [
        Column("city", Text("市", "city")),
        Column("count", Text("三级医院", "tertiary hospitals"), Text("家", ""), 0),
        Column("per", Text("每百万常住人口", "per million residents"), Text("家", ""), 2),
    ]
    note = Text(
        "参考：《医疗机构设置规划指导原则（2021—2025年）》，每 100 万—200 万人口设置 1—2 个地市办三级综合医院。"
        "此处按等级名称计数，含专科医院，不能直接对照。",
        "For reference: one or two municipal tertiary general hospitals per 1 to 2 million residents (guideline of 2022). "
        "Counted here by grade, special hospitals included, so that the two do not compare directly.",
    )
    return [Table(Text("三级医院", "Tertiary hospitals"), columns, rows, note, sheet=Text("三级医院", "tertiary"))]
