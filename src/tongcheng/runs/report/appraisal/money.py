"""Projects in money: what each costs and is worth, and what each city pays and gains."""

from __future__ import annotations

import pandas as pd

from tongcheng.language import NOTHING, Text, same
from tongcheng.plan.appraisal.split import RULES
from tongcheng.plan.costs import RULE
from tongcheng.render.blocks import Column, Table, Value
from tongcheng.render.numbers import period
from tongcheng.runs.pipeline import Run
from tongcheng.runs.report.appraisal.cells import WAN, WAN_UNIT, listed, records
from tongcheng.runs.report.words import basis_note, join, name_of, unit

_MONEY = unit("亿元")
_ONLY_COMMUTING = Text(
    "效益只含驾车通勤节省的时间（自由流），未含货运、商务、公共交通和安全，是下限，不作为否决依据；票款、通行费由使用者付给运营方，不计为效益。",
    "Benefits hold only time saved by commuting by car in free flow, and no freight, business, public transport or safety: a lower end and no ground to refuse. Fares and tolls pass from users to operators and are no benefit.",
)


def worth(appraised: pd.DataFrame) -> Table:
    """Give cost, benefit, net value and ratio of each project."""
    keys = ("cost", "cost_pv", "benefit_pv", "npv", "npv_low", "npv_high")
    rows: list[dict[str, Value]] = [
        {"name": row["name"], **{key: row[key] * WAN for key in keys},
         "bcr": row["bcr"], "bcr_low": row["bcr_low"], "bcr_high": row["bcr_high"]}
        for row in records(appraised.sort_values(["bcr", "project"], ascending=[False, True]))
    ]  # fmt: skip
    columns = [
        Column("name", Text("项目", "project")),
        Column("cost", Text("投资", "cost"), WAN_UNIT, 0),
        Column("cost_pv", Text("成本现值", "cost, present value"), WAN_UNIT, 0),
        Column("benefit_pv", Text("效益现值", "benefit, present value"), WAN_UNIT, 0),
        Column("npv", Text("净现值", "net present value"), WAN_UNIT, 0, "npv_low", "npv_high"),
        Column("bcr", Text("效益成本比", "benefit over cost"), decimals=3, low="bcr_low", high="bcr_high"),
    ]
    said = Text(
        "成本现值含建设和运营养护，减残值；区间为各项假设同时不利至同时有利。",
        "Cost holds building and operation less the residual value; the range takes all assumptions against to all for.",
    )
    return Table(
        Text("折成货币的项目", "Projects in money"), columns, rows,
        join([_ONLY_COMMUTING, said, _rates(appraised), basis_note(appraised["basis"])]), sheet=Text("效益成本", "appraisal"),
    )  # fmt: skip


def _rates(appraised: pd.DataFrame) -> Text:
    """Say at which rates, over which years and in prices of which year."""
    rates = sorted({f"{100 * rate:g}%" for rate in appraised["discount_rate"]})
    years = sorted({f"{count:g}" for count in appraised["years"]})
    prices = sorted({f"{year:.0f}" for year in appraised["price_year"]})
    return Text(
        f"折现率 {'、'.join(rates)}，运营 {'、'.join(years)} 年，{'、'.join(prices)} 年价。",
        f"Discounted at {', '.join(rates)}, {', '.join(years)} years of use, prices of {', '.join(prices)}.",
    )


def by_city(run: Run, appraised: pd.DataFrame, names: dict[str, Text]) -> Table:
    """Give what each city pays and gains over all appraised projects, and the project that is best and worst for it."""
    cities, label = _of(run, appraised), appraised.set_index("project")["name"]
    keys = ("cost_pv", "benefit", "net")
    rows: list[dict[str, Value]] = []
    for city, own in cities.groupby("city", sort=True):
        ordered = records(own.sort_values(["net", "project"]))
        rows.append(
            {
                "city": name_of(names, city), "projects": int((own["cost_pv"] > 0).sum()),
                **{key: float(own[key].sum()) * WAN for key in keys},
                "worst": _named(label, ordered[0], "net", -1), "best": _named(label, ordered[-1], "net", 1),
            }
        )  # fmt: skip
    total: dict[str, Value] = {
        "city": Text("全圈", "circle"), "projects": len(appraised), **{key: float(cities[key].sum()) * WAN for key in keys},
    }  # fmt: skip
    columns = [
        Column("city", Text("市", "city")),
        Column("projects", Text("出资项目", "projects it pays for"), decimals=0),
        Column("cost_pv", Text("分担成本现值", "its part of the cost"), WAN_UNIT, 0),
        Column("benefit", Text("居民效益现值", "what its residents gain"), WAN_UNIT, 0),
        Column("net", Text("净效益", "net"), WAN_UNIT, 0),
        Column("worst", Text("净损失最大的项目（万元）", "worst for it (10,000 yuan)")),
        Column("best", Text("净收益最大的项目（万元）", "best for it (10,000 yuan)")),
    ]
    said = Text(
        "各市成本、效益之和等于全圈；出资项目在每个出资市各计一次，全圈只计一次。",
        "Costs and benefits of the cities add up to the circle; a project counts in each city that pays and once in the circle.",
    )
    return Table(
        Text("各市出多少、得多少", "What each city pays and gains"), columns, rows, join([said, _split_note(cities)]),
        total=total, sheet=Text("分市效益", "appraisal by city"),
    )  # fmt: skip


def _named(label: pd.Series[str], row: dict[object, float], key: str, sign: int) -> Text:
    """Name a project with its amount, if it is a loss (-1) or a gain (1) at all."""
    amount = row[key] * WAN
    if amount * sign < 1:
        return NOTHING
    return Text(f"{label[row['project']]}（{amount:+,.0f}）", f"{label[row['project']]} ({amount:+,.0f})")


def _of(run: Run, projects: pd.DataFrame) -> pd.DataFrame:
    cities = run.tables["appraisal_cities"]
    return cities[cities["project"].isin(projects["project"])]


def _split_note(cities: pd.DataFrame) -> Text:
    """Say by which rules costs are shared in a table."""
    rules = [RULES[rule] for rule in RULES if (cities["rule"] == rule).any()]
    return Text(
        "成本分市：" + "；".join(rule.zh for rule in rules) + "。分担比例须协商，见“成本共担”。",
        "Costs are shared by " + "; ".join(rule.en for rule in rules) + ". Shares are for negotiation, see who pays.",
    )


def shares(run: Run, appraised: pd.DataFrame, names: dict[str, Text]) -> Table:
    """Give each appraised project city by city; a city that neither pays nor gains 10,000 yuan is left out."""
    label, cities = appraised.set_index("project")["name"], _of(run, appraised)
    own = cities[(cities["rule"] != "") | (cities["benefit"].abs() * WAN >= 1)]
    keys = ("cost", "cost_pv", "benefit", "benefit_low", "benefit_high", "net")
    rows: list[dict[str, Value]] = [
        {"name": label[row["project"]], "city": name_of(names, row["city"]), **{key: row[key] * WAN for key in keys},
         "rule": RULES[row["rule"]] if row["rule"] else Text("非共建方", "not a party")}
        for row in records(own)
    ]  # fmt: skip
    columns = [
        Column("name", Text("项目", "project")),
        Column("city", Text("市", "city")),
        Column("cost", Text("分担投资", "part of the cost"), WAN_UNIT, 0),
        Column("cost_pv", Text("分担成本现值", "present value of it"), WAN_UNIT, 0),
        Column("benefit", Text("居民效益现值", "residents' gain"), WAN_UNIT, 0, "benefit_low", "benefit_high"),
        Column("net", Text("净效益", "net"), WAN_UNIT, 0),
        Column("rule", Text("分市依据", "shared by")),
    ]
    left = len(cities) - len(own)
    note = Text(
        f"另有 {left} 行非共建方效益不足 1 万元，未列。" if left else "",
        f"{left} rows of cities that are no party and gain under 10,000 yuan are left out." if left else "",
    )
    return Table(
        Text("逐项目分市", "Project by project and city"),
        columns,
        rows,
        note,
        sheet=Text("项目分市", "projects by city"),
    )


def costs(projects: pd.DataFrame, names: dict[str, Text]) -> Table:
    """Give the published costs with their range, date and price per kilometre."""
    own = projects[projects["cost"].notna()].sort_values(["cost", "project"], ascending=[False, True])
    rows: list[dict[str, Value]] = [
        {
            "name": row["name"], "cities": listed(names, row["cities"]), "cost": row["cost"],
            "low": row["cost_low"] if row["versions"] > 1 else None,
            "high": row["cost_high"] if row["versions"] > 1 else None, "versions": int(row["versions"]),
            "as_of": period(row["cost_as_of"]), "prices": _prices(row), "length": row["length_km"],
            "per_km": row["cost_per_km"], "private": row["private"], "annual": row["annual_cost"],
        }
        for row in records(own)
    ]  # fmt: skip
    columns = [
        Column("name", Text("项目", "project")),
        Column("cost", Text("投资", "cost"), _MONEY, 2, "low", "high"),
        Column("versions", Text("数值个数", "values"), decimals=0),
        Column("as_of", Text("截至", "as of")),
        Column("prices", Text("价格年份", "prices of")),
        Column("length", Text("长度", "length"), unit("km"), 2),
        Column("per_km", Text("每公里", "per km"), _MONEY, 2),
    ]
    if own["private"].gt(0).any():
        columns.append(Column("private", Text("社会资本", "private"), _MONEY, 2))
    if own["annual_cost"].notna().any():
        columns.append(Column("annual", Text("年化成本", "a year"), _MONEY, 2))
    columns.append(Column("cities", Text("涉及市", "cities")))
    return Table(
        Text("公布的投资", "Published costs"), columns, rows, join([RULE, _index_note(own), basis_note(own["basis"])]),
        sheet=Text("项目投资", "project costs"),
    )  # fmt: skip


def _prices(row: dict[object, object]) -> Text:
    published, year = str(row["cost_as_of"])[:4], f"{row['price_year']:.0f}"
    return same(year if published == year else f"{published}→{year}")


def _index_note(own: pd.DataFrame) -> Text:
    if own["comparable"].all():
        return Text(
            "“→”为按建筑价格指数折算。" if (own["price_note_zh"] != "").any() else "",
            "An arrow: brought there by the index of building prices." if (own["price_note_zh"] != "").any() else "",
        )
    return Text(
        "没有建筑价格指数（figures 表 construction_price_index），各项为公布当年价，不相加、不直接比较。",
        "There is no index of building prices (figures: construction_price_index): each is in prices of its year, not to be added or compared.",
    )
