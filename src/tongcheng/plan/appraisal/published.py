"""Published amounts of projects: the one that counts, by the same rule as costs, in the unit that is wanted."""

from __future__ import annotations

from dataclasses import dataclass

from tongcheng.errors import Problems
from tongcheng.language import Text, same
from tongcheng.plan.costs import INVESTMENT, UNIT
from tongcheng.region.periods import period_end
from tongcheng.region.region import Region

PRIVATE, SPENT, REVENUE, OPERATING = "private_investment", "completed", "user_revenue", "operating_cost"
MATCHED, LENGTH = "matched_demand", "length"
EASE = ("ease_land", "ease_approvals", "ease_consent")

PER_YEAR = "亿元/年"

#: Attributes of projects that the plan reads, with their units.
UNITS: dict[str, str] = {
    INVESTMENT: UNIT, PRIVATE: UNIT, SPENT: UNIT, REVENUE: PER_YEAR, OPERATING: PER_YEAR, MATCHED: "%",
    **dict.fromkeys(EASE, "%"),
}  # fmt: skip

_FIRST_ROW = 2
_SHARE = 100.0


@dataclass(frozen=True)
class Amount:
    """One published number of a project.

    Parameters
    ----------
    value
        In the unit of its attribute.
    as_of, year
        Date, and its year: that of the prices, if it is money.
    basis, source
        Papers.
    row
        Row of ``figures`` as a spreadsheet shows it.
    """

    value: float
    as_of: str
    year: int
    basis: str
    source: str
    row: int


def check_amounts(region: Region) -> None:
    """Refuse amounts of projects in another unit, below 0, or above 100 %.

    Raises
    ------
    InputError
        Naming every row of ``figures``: hundreds of millions and tens of thousands of yuan are never mixed.
    """
    problems = Problems(region.file_name("figures"))
    figures = region["figures"]
    rows = figures[
        figures["subject"].isin(region["projects"]["project"])
        & figures["attribute"].isin(UNITS)
        & figures["value"].notna()
    ]
    for place, row in zip(figures.index.get_indexer(rows.index), rows.to_dict("records"), strict=True):
        wanted, value = UNITS[row["attribute"]], float(row["value"])
        what = f"{row['subject']} {row['attribute']} {value:g} {row['unit']}"
        if row["unit"] != wanted:
            problems.add(
                "wrong_unit",
                row=int(place) + _FIRST_ROW,
                column="unit",
                expected=same(wanted),
                found=what,
                remedy=Text(f"换算成{wanted}后再填，原文写在 value_text", f"convert it to {wanted}; keep the source's words in value_text"),
            )  # fmt: skip
        elif value < 0 or (wanted == "%" and value > _SHARE):
            problems.add(
                "bad_amount",
                row=int(place) + _FIRST_ROW,
                column="value",
                expected=Text("0 至 100", "0 to 100") if wanted == "%" else Text("不小于 0", "0 or more"),
                found=what,
                remedy=Text("核对原文后改正", "compare with the source and correct"),
            )
    problems.raise_if_any()


def amounts_of(region: Region) -> dict[tuple[str, str], Amount]:
    """Give the amount that counts by project and attribute: the newest exact one, or else the newest of any.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> amounts_of(open_region("chengdu"))["S5", "investment"].value
    226.0
    """
    figures = region["figures"]
    figures = figures.assign(row=range(_FIRST_ROW, len(figures) + _FIRST_ROW))
    rows = figures[
        figures["subject"].isin(region["projects"]["project"])
        & figures["value"].notna()
        & (figures["unit"] == figures["attribute"].map({**UNITS, LENGTH: "km"}))
    ]
    rows = rows.assign(
        day=rows["as_of"].map(period_end), exact=rows["qualifier"].fillna("exact").eq("exact")
    ).sort_values(["exact", "day", "figure"])
    newest = rows.drop_duplicates(["subject", "attribute"], keep="last")
    return {
        (str(row["subject"]), str(row["attribute"])): Amount(
            float(row["value"]), str(row["as_of"]), row["day"].year, str(row["basis"]), str(row["source"]), row["row"]
        )
        for row in newest.to_dict("records")
    }


def length_of(region: Region, amounts: dict[tuple[str, str], Amount]) -> dict[str, tuple[float, str]]:
    """Give the length in km of projects and its date: the one published with the cost, or else the newest."""
    figures = region["figures"]
    rows = figures[(figures["attribute"] == LENGTH) & (figures["unit"] == "km") & figures["value"].gt(0)]
    same_day = {
        (str(subject), str(day)): float(value)
        for subject, day, value in zip(rows["subject"], rows["as_of"], rows["value"], strict=True)
    }
    found = {}
    for (project, attribute), amount in amounts.items():
        if attribute != LENGTH:
            continue
        cost = amounts.get((project, INVESTMENT))
        own = same_day.get((project, cost.as_of)) if cost is not None else None
        found[project] = (own, cost.as_of) if own is not None and cost is not None else (amount.value, amount.as_of)
    return found
