"""What a sceptical vice-mayor of each city would ask about, before the meeting does."""

from __future__ import annotations

import pandas as pd

from tongcheng.language import Text
from tongcheng.plan.appraisal import Appraisal
from tongcheng.plan.phases import stages
from tongcheng.region.region import Region

#: A city that pays so many percentage points more of a project than it gains of it will ask.
ASKS_FROM = 15.0

#: 万元 of 亿元.
_IN_TEN_THOUSAND = 10_000

#: Rows per city and question.
MOST = 2

_COLUMNS = ["city", "kind", "project", "text_zh", "text_en", "weight"]


def challenges(region: Region, appraisal: Appraisal, projects: pd.DataFrame, budgets: pd.DataFrame) -> pd.DataFrame:
    """List the rows of a plan that each city would challenge, with the numbers it would use.

    Parameters
    ----------
    region, appraisal
        Inputs.
    projects, budgets
        Frames of a plan.

    Returns
    -------
    pandas.DataFrame
        ``city kind project text_zh text_en weight``: ``loses`` (the city's costs exceed its appraised benefits),
        ``pays_more`` (its share of the cost exceeds its share of the benefit), ``later`` (moved to a later stage),
        ``missed`` (the best-ranked project of the city that is not in) and ``joint`` (others draw the joint money), at
        most two of each (one of the last two), the weightiest first.
    """
    made = projects.set_index(pd.Index(projects["project"].to_numpy(), name="id"))
    inside = made[made["decision"] == "in"]
    if inside.empty:
        return pd.DataFrame(columns=_COLUMNS).astype({"weight": "float64"})
    shares = _shares(appraisal, inside)
    rows: list[tuple[str, str, str, str, str, float]] = []
    for city in region["cities"]["city"].astype("str"):
        own = shares[shares["city"] == city]
        rows += [_loses(city, row) for row in _top(own[own["net"] < 0], "loss")]
        rows += [_pays_more(city, row) for row in _top(own[own["more"] >= ASKS_FROM], "more")]
        here = made[made["cities"].str.split(";").map(lambda cities, city=city: city in cities)]
        rows += [_later(city, row) for row in _top(_moved(here), "years")]
        out = here[(here["decision"] == "out") & here["score"].notna()]
        rows += [_missed(city, row) for row in _top(out, "score")[:1]]
        rows += _joint(region, city, budgets)
    return pd.DataFrame(rows, columns=_COLUMNS).astype({"weight": "float64"})


def _top(rows: pd.DataFrame, by: str) -> list[dict[str, object]]:
    ordered = rows.sort_values([by, "project"], ascending=[False, True], kind="stable").head(MOST)
    return [{str(key): value for key, value in row.items()} for row in ordered.to_dict("records")]


def _shares(appraisal: Appraisal, inside: pd.DataFrame) -> pd.DataFrame:
    """Give for each appraised project of the plan and city what it pays, gains, and the shares of both."""
    rows = appraisal.cities[appraisal.cities["project"].isin(inside.index) & appraisal.cities["net"].notna()].copy()
    rows["cost_pv"] = rows["cost_pv"].fillna(0.0)
    for name in ("cost_pv", "benefit"):
        total = rows.groupby("project")[name].transform("sum")
        rows[f"{name}_share"] = (100 * rows[name] / total).where(total > 0)
    rows["more"] = rows["cost_pv_share"] - rows["benefit_share"]
    rows["loss"] = -rows["net"]
    return rows.assign(name=rows["project"].map(inside["name"]))


def _moved(here: pd.DataFrame) -> pd.DataFrame:
    years = {stage.stage: stage.first_year for stage in stages()}
    own = here[
        (here["decision"] == "in") & (here["original_stage"] != "") & (here["stage"] != here["original_stage"])
    ]
    before, after = (own[name].map(years).astype("float64") for name in ("original_stage", "stage"))
    later = after - before
    return own.assign(years=later)[later > 0].reset_index(drop=True)


def _loses(city: str, row: dict[str, object]) -> tuple[str, str, str, str, str, float]:
    text = Text(
        f"“{row['name']}”本市出资现值 {_ten_thousand(row['cost_pv'])} 万元，可计效益 {_ten_thousand(row['benefit'])} 万元，净亏 {_ten_thousand(row['loss'])} 万元（效益只计驾车通勤时间，是下限）",
        f"“{row['name']}” costs the city {_ten_thousand(row['cost_pv'])} and brings it {_ten_thousand(row['benefit'])} in commuting time by car, a lower end: {_ten_thousand(row['loss'])} (10,000 yuan, present value) less",
    )
    return city, "loses", str(row["project"]), text.zh, text.en, _number(row["loss"])


def _pays_more(city: str, row: dict[str, object]) -> tuple[str, str, str, str, str, float]:
    text = Text(
        f"“{row['name']}”本市出资占 {row['cost_pv_share']:.0f}%，效益只占 {row['benefit_share']:.0f}%，宜另议分担",
        f"of “{row['name']}” the city pays {row['cost_pv_share']:.0f} % and gains {row['benefit_share']:.0f} %: the split may be asked about",
    )
    return city, "pays_more", str(row["project"]), text.zh, text.en, _number(row["more"])


def _later(city: str, row: dict[str, object]) -> tuple[str, str, str, str, str, float]:
    labels = {stage.stage: stage.label for stage in stages()}
    old, new = labels[str(row["original_stage"])], labels[str(row["stage"])]
    text = Text(
        f"“{row['name']}”由{old.zh}推后到{new.zh}",
        f"“{row['name']}” is put off from the {old.en} to the {new.en} stage",
    )
    return city, "later", str(row["project"]), text.zh, text.en, _number(row["years"])


def _missed(city: str, row: dict[str, object]) -> tuple[str, str, str, str, str, float]:
    text = Text(
        f"“{row['name']}”得分 {row['score']:.0f} 未入选：{row['why_zh']}",
        f"“{row['name']}”, score {row['score']:.0f}, is not in: {row['why_en']}",
    )
    return city, "missed", str(row["project"]), text.zh, text.en, _number(row["score"])


def _joint(region: Region, city: str, budgets: pd.DataFrame) -> list[tuple[str, str, str, str, str, float]]:
    """Ask about the joint money where a city draws none of it, or far less than its part of what all pay."""
    own = budgets[budgets["city"] != ""].groupby("city")[["spent", "drawn"]].sum()
    total = own.sum()
    if city not in own.index or not total["drawn"] > 0:
        return []
    part = 100 * own / total
    paid, drawn = _number(part.at[city, "spent"]), _number(part.at[city, "drawn"])
    most = str(part["drawn"].idxmax())
    if most == city or (drawn > 0 and paid - drawn < ASKS_FROM):
        return []
    row = region["cities"].set_index("city").loc[most]
    name = str(row["name"])
    english = name if pd.isna(row.get("name_en")) else str(row["name_en"])
    used = _number(part.at[most, "drawn"])
    text = Text(
        f"共同资金动用 {total['drawn']:.2f} 亿元，{name}用 {used:.0f}%；本市用 {drawn:.0f}%，而全部公共资金中本市占 {paid:.0f}%",
        f"of {total['drawn']:.2f} (100 m yuan) of joint money {english} draws {used:.0f} % and this city {drawn:.0f} %, with {paid:.0f} % of all public money",
    )
    return [(city, "joint", "", text.zh, text.en, paid - drawn)]


def _ten_thousand(value: object) -> str:
    """Write 亿元 in 万元, so that what is small beside a cost is not rounded to nothing."""
    return f"{_IN_TEN_THOUSAND * _number(value):,.0f}"


def _number(value: object) -> float:
    return float(str(value))
