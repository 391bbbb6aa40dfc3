"""Whose money the plan takes, what each city pays and gains, rule by rule, and what more money would bring."""

from __future__ import annotations

import pandas as pd

from tongcheng.language import Text
from tongcheng.render.blocks import Block, Column, Section, Table, Value, Words
from tongcheng.render.numbers import compact
from tongcheng.runs.pipeline import Run
from tongcheng.runs.report.plan.common import STAGES, facts, money_note, records, stage_words
from tongcheng.runs.report.words import join, name_of, place_names, unit

_JOINT = Text("共同资金", "joint money")
_MONEY = unit("亿元")


def section(run: Run) -> Section | None:
    """Give the section, or None in a run without a plan."""
    known = facts(run)
    if not known or "locked_zh" in known:
        return None
    names = place_names(run.region)
    blocks: list[Block] = [_budgets(run, names, known), _cities(run, names, known), _shares(run, names, known)]
    blocks += _margins(run)
    return Section(
        "plan-money",
        Text("资金与各市得失", "Money, and what each city pays and gains"),
        _sentence(run, names),
        blocks,
    )


def _sentence(run: Run, names: dict[str, Text]) -> Text:
    budgets = run.tables["plan_budgets"]
    joint = float(budgets.loc[budgets["city"] == "", "spent"].sum())
    cities = run.tables["plan_cities"]
    parts = [
        Text(f"{name_of(names, row['city']).zh} {compact(row['cost'], decimals=1)} 亿元", f"{name_of(names, row['city']).en} {compact(row['cost'], decimals=1)}")
        for row in records(cities)
    ]  # fmt: skip
    drawn = (
        Text(
            f"其中动用共同资金 {compact(joint, decimals=1)} 亿元。",
            f"{compact(joint, decimals=1)} of it is joint money.",
        )
        if joint > 0
        else Text("不动用共同资金。", "No joint money is needed.")
    )
    return join([
        Text("尚需公共资金：" + "、".join(part.zh for part in parts) + "。", "Public money still needed (100 m yuan): " + ", ".join(part.en for part in parts) + "."),
        drawn,
    ])  # fmt: skip


def _budgets(run: Run, names: dict[str, Text], known: dict[str, str]) -> Table:
    order = {stage: place for place, stage in enumerate(STAGES)}
    table = run.tables["plan_budgets"]
    used = table[(table[["value", "used", "spent"]] > 0).any(axis=1)]
    rows: list[dict[str, Value]] = [
        {
            "stage": stage_words(row["stage"]), "city": name_of(names, row["city"]) if row["city"] else _JOINT,
            **{name: row[name] for name in ("value", "used", "spent", "drawn", "left")},
        }
        for row in sorted(records(used), key=lambda row: order[row["stage"]])
    ]  # fmt: skip
    columns = [
        Column("stage", Text("阶段", "stage")),
        Column("city", Text("资金", "money of")),
        Column("value", Text("预算", "budget"), _MONEY, 2),
        Column("used", Text("已支出", "spent before"), _MONEY, 2),
        Column("spent", Text("本方案", "this plan"), _MONEY, 2),
        Column("drawn", Text("动用共同资金", "from joint money"), _MONEY, 2),
        Column("left", Text("余额", "left"), _MONEY, 2),
    ]
    note = join([
        Text("已支出：已建成和在建项目在该阶段的公共资金，在建项目按公布的完成投资或工期推算。投资按工期平均分摊到各阶段。",
             "Spent before: public money of completed and started projects, by published spending or else by time. Costs are spread evenly over the time of building."),
        money_note(known),
    ])  # fmt: skip
    return Table(Text("预算与使用", "Budgets and their use"), columns, rows, note, sheet=Text("预算使用", "budgets"))


def _cities(run: Run, names: dict[str, Text], known: dict[str, str]) -> Table:
    rows: list[dict[str, Value]] = [
        {
            "city": name_of(names, row["city"]),
            **{name: row[name] for name in ("cost", "cost_share", "cost_pv", "benefit_pv", "net", "appraised")},
            "floor": row["floor"] if pd.notna(row["floor"]) else Text("未设", "none"),
        }
        for row in records(run.tables["plan_cities"])
    ]  # fmt: skip
    columns = [
        Column("city", Text("市", "city")),
        Column("cost", Text("尚需公共资金", "public money needed"), _MONEY, 2),
        Column("cost_share", Text("占比", "share"), unit("%"), 1),
        Column(
            "cost_pv",
            Text("已计效益项目成本现值", "cost of projects with benefits in money, present value"),
            _MONEY,
            2,
        ),
        Column("benefit_pv", Text("效益现值", "their benefit, present value"), _MONEY, 3),
        Column("net", Text("净效益现值", "their net present value"), _MONEY, 2),
        Column("floor", Text("底线", "floor"), _MONEY, 2),
        Column("appraised", Text("已计效益的新列项目", "new projects with benefits in money"), unit("项"), 0),
    ]
    new = run.tables["plan_cities"]["new_projects"].max()
    note = join([
        Text(f"尚需公共资金含全部列入项目；现值三列只计新列 {new:.0f} 个项目中已折成货币的，两者口径不同，不能相除。效益只含驾车通勤时间，是下限，净效益为负不等于不值得。",
             f"Public money needed is that of the whole plan; the present values hold only those of the {new:.0f} new projects that can be put in money: one cannot be divided by the other. Benefits hold only commuting time by car, a lower end: a negative sum does not mean that it is not worth while."),
        money_note(known),
    ])  # fmt: skip
    return Table(
        Text("各市出资与得益", "What each city pays and gains"), columns, rows, note, sheet=Text("各市得失", "cities")
    )


def _shares(run: Run, names: dict[str, Text], known: dict[str, str]) -> Table:
    table = run.tables["plan_shares"]
    cities = list(dict.fromkeys(table["city"]))
    rows: list[dict[str, Value]] = []
    for _, own in table.groupby("rule", sort=False):
        first = records(own)[0]
        row: dict[str, Value] = {"rule": Text(first["label_zh"], first["label_en"]), "open": _open(first)}
        for city, amount in zip(own["city"], own["amount"], strict=True):
            row[f"amount-{city}"] = float(amount)
        rows.append(row)
    columns = [Column("rule", Text("规则", "rule"))]
    for city in cities:
        label = name_of(names, city)
        columns.append(Column(f"amount-{city}", label, _MONEY, 2))
    columns.append(Column("open", Text("有数据的共建项目", "joint projects with data")))
    note = Text(
        f"方案全部项目总投资（含社会资本，{known['base_year']} 年价）。某项目缺该规则所需数据的，按方案采用的分担计。",
        f"Whole cost of all projects of the plan (private money included, prices of {known['base_year']}). Where a rule lacks its data, the plan's own split stands in.",
    )
    return Table(
        Text("六种规则下各市承担多少", "What each city would bear under six rules"),
        columns,
        rows,
        note,
        sheet=Text("六种规则", "six rules"),
    )


def _open(row: object) -> Text:
    assert isinstance(row, dict)
    return Text(
        f"{row['open_projects']:.0f}／{row['joint_projects']:.0f}",
        f"{row['open_projects']:.0f} of {row['joint_projects']:.0f}",
    )


def _margins(run: Run) -> list[Block]:
    table = run.tables["plan_margins"]
    if table.empty:
        return []
    better = table[table["gain"] > 0]
    if better.empty:
        return [
            Words(
                [
                    Text(
                        "任何一项预算单独增加 1%，方案都不会更好。",
                        "One percent more of any single budget would change nothing.",
                    )
                ]
            )
        ]
    head = Text("哪一笔预算增加 1% 最值：", "Where one percent more would bring most:")
    said = [Text(f"{row['text_zh']}。", f"{row['text_en']}.") for row in records(better)]
    rest = len(table) - len(better)
    if rest:
        said.append(
            Text(
                f"其余 {rest} 笔各增加 1%，方案都不变。",
                f"One percent more of any of the other {rest} would change nothing.",
            )
        )
    return [Words([head]), Words(said, points=True)]
