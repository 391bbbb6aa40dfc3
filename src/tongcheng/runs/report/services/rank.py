"""The rank test in plain words: whether a place gets more because of its rank, with as many residents."""

from __future__ import annotations

import pandas as pd

from tongcheng.language import Text
from tongcheng.render.blocks import Column, Section, Table, Value, Words
from tongcheng.render.numbers import span
from tongcheng.runs.pipeline import Run
from tongcheng.runs.report.services.common import kinds, listed, papers, short
from tongcheng.runs.report.words import basis_note, join
from tongcheng.sectors.services.kinds import ServiceKind

_MEANING = Words(
    [
        Text(
            "以县区为样本，规模的对数对对象人口的对数、60 岁以上人口占比和行政等级回归；等级：县 0、县级市 1、区 2、省会和副省级市的区 3。",
            "By county: the logarithm of capacity on those of the residents it is for, the share of those over 60, and rank "
            "(county 0, county-level city 1, district 2, district of a capital or sub-provincial city 3).",
        ),
        Text(
            "县区样本小、市更少：误差用 HC3、区间用 t 分布，显著性用野自助法并按类别数作 Holm 校正；市的数目不足以按市聚类，改以市内比较（市固定效应）核对。",
            "Counties are few and cities fewer: HC3 errors, Student's t, p-values from a wild bootstrap adjusted for the number of "
            "kinds (Holm); cities are too few to cluster by, so the same is asked again inside cities.",
        ),
        Text(
            "关联不等于原因：区的机构也服务周边县，等级与城镇化、历史布局同向；本检验不能说明配置是否合理，只说明是否随等级变化。",
            "Association is no cause: districts also serve the counties around them, and rank goes with urban life and history. The "
            "test tells whether supply goes with rank, not whether it should.",
        ),
    ],
    points=True,
)


def section(run: Run) -> Section | None:
    """Give the section, or None without a test."""
    table = run.tables.get("service_rank_test")
    if table is None or table.empty:
        return None
    found = {kind.kind: kind for kind in kinds(run, table["kind"])}
    return Section(
        "services_rank",
        Text("按行政等级还是按常住人口：配置检验", "By rank or by residents: a test"),
        _sentence(table, found),
        [_MEANING, _table(run, table, found)],
    )


def _sentence(table: pd.DataFrame, found: dict[str, ServiceKind]) -> Text:
    proven, others = table[table["found"]], table[~table["found"]]
    parts = []
    if len(proven):
        told = [
            Text(f"{short(found[row['kind']]).zh}{_more(row).zh}", f"{short(found[row['kind']]).en} {_more(row).en}")
            for row in proven.sort_values("effect_pct", ascending=False).to_dict("records")
        ]
        parts.append(
            Text(
                f"同样的常住人口和年龄结构，区比县：{'；'.join(text.zh for text in told)}（括号内为 95% 区间）。",
                f"With as many residents of the same ages, a district has, over a county: {'; '.join(text.en for text in told)} "
                "(95 % intervals).",
            )
        )
    if len(others):
        names = listed(short(found[kind]) for kind in others["kind"])
        parts.append(
            Text(
                f"{names.zh}未发现随行政等级变化（样本小，不等于没有）。",
                f"For {names.en} no effect of rank is found (the sample is small: that is not proof of none).",
            )
        )
    return join(parts)


def _more(row: dict) -> Text:  # type: ignore[type-arg]
    ends = span(row["low_pct"], row["high_pct"], decimals=0)
    word = ("多", "more") if row["effect_pct"] > 0 else ("少", "less")
    return Text(
        f"{word[0]} {abs(row['effect_pct']):.0f}%（{ends.zh}%）",
        f"{abs(row['effect_pct']):.0f} % {word[1]} ({ends.en} %)",
    )


def _table(run: Run, table: pd.DataFrame, found: dict[str, ServiceKind]) -> Table:
    rows: list[dict[str, Value]] = [
        {
            "kind": short(found[str(row["kind"])]),
            "counties": int(row["counties"]),
            "effect": float(row["effect_pct"]),
            "low": float(row["low_pct"]),
            "high": float(row["high_pct"]),
            "p": float(row["p_wild"]),
            "holm": float(row["p_holm"]),
            "found": Text("有", "yes") if row["found"] else Text("未发现", "not found"),
            "elasticity": float(row["elasticity"]),
            "step": float(row["step"]),
            "inside": float(row["within_city_step"]),
            "inside_low": float(row["within_city_low"]),
            "inside_high": float(row["within_city_high"]),
            "poisson": float(row["poisson_step"]),
        }
        for row in table.to_dict("records")
    ]
    columns = [
        Column("kind", Text("类别", "kind")),
        Column("counties", Text("县区数", "counties"), decimals=0),
        Column("effect", Text("区比县多", "district over county"), Text("%", "%"), 0, "low", "high"),
        Column("p", Text("p 值（野自助）", "p (wild bootstrap)"), decimals=4),
        Column("holm", Text("校正后 p 值", "adjusted p"), decimals=4),
        Column("found", Text("等级效应", "rank effect")),
        Column("elasticity", Text("规模对人口的弹性", "elasticity to residents"), decimals=2),
        Column("step", Text("每级（对数）", "per step (log)"), decimals=3),
        Column(
            "inside",
            Text("每级，市内比较", "per step, inside cities"),
            decimals=3,
            low="inside_low",
            high="inside_high",
        ),
        Column("poisson", Text("每级，泊松", "per step, Poisson"), decimals=3),
    ]
    bases, years = papers(run, ["service_rank_effect"])
    return Table(
        Text("行政等级效应", "Effect of administrative rank"), columns, rows, basis_note(bases, years=years),
        sheet=Text("等级检验", "rank test"),
    )  # fmt: skip
