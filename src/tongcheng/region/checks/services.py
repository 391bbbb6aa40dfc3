"""Checks of public services: capacities that serve nobody, norms that cannot be used, facilities elsewhere."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tongcheng.language import Text
from tongcheng.region.age_groups import EVERYBODY, Recipe, known_groups, recipe_for, span_of
from tongcheng.region.checks.circle import Circle
from tongcheng.region.checks.model import Offenders, check
from tongcheng.region.checks.places import misplaced
from tongcheng.region.service_kinds import UNVERIFIED

#: Sectors whose facilities serve residents.
SERVED = ("services", "health")


@check("warning", Text("设施规模为 0", "A facility has no capacity"))
def zero_capacity(circle: Circle, offenders: Offenders) -> None:
    """Find facilities for residents with an actual or authorised capacity of 0: nobody can be served there."""
    rows = circle["facilities"]
    served = rows["kind"].isin(_kinds(circle)["kind"])
    for column in ("capacity", "capacity_authorised"):
        offenders.rows(
            "facilities",
            served & (rows[column] == 0),
            expected=Text("大于 0 的规模；不掌握则留空", "a capacity above 0; empty if it is not known"),
            found=column,
            remedy=Text(
                "填实际规模；已停用的设施删去该行；规模未知则清空该格",
                "give the capacity; drop the row of a closed facility; empty the cell if it is unknown",
            ),
        )


@check("warning", Text("设施位于另一县区", "A facility lies in another county than stated"))
def facility_in_another_county(circle: Circle, offenders: Offenders) -> None:
    """Find facilities in their own city but more than 500 m outside the county that they state."""
    rows = circle["facilities"]
    if circle.plane is None or circle.counties.empty or rows.empty:
        return
    lon, lat = rows["lon"].to_numpy(dtype="float64"), rows["lat"].to_numpy(dtype="float64")
    flags, inside = misplaced(circle.counties, rows["county"], lon, lat, circle.plane)
    home = circle["counties"].drop_duplicates("county").set_index("county")["city"]
    names = circle.counties.index
    # Another city, or none, is the finding of another check; so is a county of another city.
    own = [place >= 0 and home.get(names[place]) == city for place, city in zip(inside, rows["city"], strict=True)]
    flags &= np.array(own, dtype=bool) & (rows["county"].map(home) == rows["city"]).to_numpy(dtype=bool)
    flags &= rows["kind"].isin(_kinds(circle)["kind"]).to_numpy(dtype=bool)
    offenders.rows(
        "facilities",
        flags,
        column="county",
        expected=lambda row: Text(f"点位在 {rows['county'].iloc[row]} 内", f"a point in {rows['county'].iloc[row]}"),
        found=lambda row: f"{lon[row]:.5f}, {lat[row]:.5f}（{names[inside[row]]}）",
        remedy=Text("改正所在县区，或核对坐标", "correct the county, or check the coordinates"),
    )


@check("warning", Text("配置标准的对象人群没有人口数", "A norm counts an age group that nobody is counted in"))
def unknown_age_group(circle: Circle, offenders: Offenders) -> None:
    """Find norms for a group that neither is counted nor can be made from the groups that are.

    A circle that counts no ages at all lacks data and is told so by the data request list; there only words that are
    no age group are found.
    """
    known = [str(group) for group in circle["residents"]["group"].dropna().unique()]
    if not known:
        return
    aged = bool(known_groups(circle["residents"]))
    recipes = [
        Recipe("counted", (group,)) if not aged and span_of(str(group)) else _recipe(group, known)
        for group in circle["service_kinds"]["norm_group"]
    ]
    words = "、".join(known), ", ".join(known)
    offenders.rows(
        "service_kinds",
        _served(circle) & np.array([recipe is None for recipe in recipes], dtype=bool),
        expected=Text(f"residents 表已有的人群（{words[0]}），或能由其拼合的年龄组",
                      f"a group of residents ({words[1]}), or ages that these tile"),
        found="norm_group",
        remedy=Text(
            "在 residents 表补该年龄组的人口，或改用已有人群；在此之前该类别只算总量",
            "add residents of that age group, or use a group that is there; until then only totals are given",
        ),
    )  # fmt: skip


@check("warning", Text("没有一个县区达到配置标准", "No county meets a norm"))
def norm_nobody_meets(circle: Circle, offenders: Offenders) -> None:
    """Find norms above the supply of every county: a line nobody meets is usually one in another unit."""
    kinds = circle["service_kinds"]
    best = pd.Series([_best_supply(circle, kind, group) for kind, group in zip(
        kinds["kind"], kinds["norm_group"], strict=True)], dtype="float64")  # fmt: skip
    norms = kinds["norm"].to_numpy(dtype="float64")
    offenders.rows(
        "service_kinds",
        _served(circle) & (best.to_numpy() < norms),
        expected=lambda row: Text(
            f"不高于供给最多的县区（{best[row]:.4g}）", f"at most the best county ({best[row]:.4g})"
        ),
        found="norm",
        remedy=Text(
            "核对单位：对象为全部人口时按每千人，对象为年龄组时按每人；确为目标值则不必改",
            "check the unit: per 1,000 if the group is all, per person if it is an age group; keep it if it is a target",
        ),
    )


@check("warning", Text("配置标准待核", "A norm has still to be checked"))
def norm_unverified(circle: Circle, offenders: Offenders) -> None:
    """Find norms of a real circle whose source says that it has still to be checked: no result rests on them."""
    if circle.region.fictional:
        return
    kinds = circle["service_kinds"]
    open_ones = kinds["norm_source"].fillna("").astype(str).str.contains(UNVERIFIED)
    stated = kinds["norm"].notna() | kinds["radius_m"].notna() | kinds["minutes"].notna()
    offenders.rows(
        "service_kinds",
        open_ones & stated,
        expected=Text("核对过原文的标准和出处", "a norm checked against its text, and its source"),
        found="norm_source",
        remedy=Text(
            f"查到原文后改正数值并删去“{UNVERIFIED}”；在此之前不据以判断达标",
            f"find the text, correct the value and drop “{UNVERIFIED}”; until then nothing is judged by it",
        ),
    )


def _kinds(circle: Circle) -> pd.DataFrame:
    kinds = circle["service_kinds"]
    return kinds[kinds["sector"].isin(SERVED)]


def _served(circle: Circle) -> np.ndarray:
    return circle["service_kinds"]["sector"].isin(SERVED).to_numpy(dtype=bool)


def _recipe(group: object, known: list[str]) -> Recipe | None:
    return recipe_for(group if isinstance(group, str) else EVERYBODY, known)


def _best_supply(circle: Circle, kind: str, group: object) -> float:
    """Give the highest capacity of a county per 1,000 residents, or per person of an age group; NaN if unknown."""
    residents, rows = circle["residents"], circle["facilities"]
    name = group if isinstance(group, str) else EVERYBODY
    recipe = _recipe(name, [str(one) for one in residents["group"].dropna().unique()])
    rows = rows[(rows["kind"] == kind) & rows["county"].notna()]
    if recipe is None or rows.empty or rows["capacity"].isna().any():
        return float("nan")
    counted = residents[residents["group"].isin(recipe.groups)]
    counted = counted[counted["year"] == counted["year"].max()]
    county = circle["zones"].drop_duplicates("zone").set_index("zone")["county"]
    people = recipe.share * counted.groupby(counted["zone"].map(county))["value"].sum()
    supply = rows.groupby("county")["capacity"].sum() / people[people > 0]
    return float(supply.max() * (1000.0 if name == EVERYBODY else 1.0))


CHECKS = (zero_capacity, facility_in_another_county, unknown_age_group, norm_nobody_meets, norm_unverified)
