"""What a reader learns who reads one sentence about the money of projects."""

from __future__ import annotations

import pandas as pd

from tongcheng.language import NOTHING, Text
from tongcheng.render.numbers import compact
from tongcheng.runs.pipeline import Run
from tongcheng.runs.report.words import join


def sentence(run: Run, projects: pd.DataFrame) -> Text:
    """Say what is priced, how much is counted twice, and what pays."""
    return join([_priced(projects), _double(run.tables["appraisal_counts"]), _bottom(projects)])


def _priced(projects: pd.DataFrame) -> Text:
    priced = projects[projects["cost"].notna()]
    zh = f"{len(projects)} 个项目中 {len(priced)} 个公布投资"
    en = f"The cost of {len(priced)} of {len(projects)} projects is published"
    if priced["price_year"].nunique() > 1:
        return Text(
            f"{zh}，价格年份不同且无指数可折算，不相加。",
            f"{en}, in prices of different years that nothing brings together.",
        )
    if priced.empty:
        return Text(f"{zh}。", f"{en}.")
    amount, year = compact(float(priced["cost"].sum()), decimals=1), int(priced["price_year"].iloc[0])
    return Text(f"{zh}，合计 {amount} 亿元（{year} 年价）。", f"{en}: {amount} (100 m yuan, prices of {year}).")


def _double(counts: pd.DataFrame) -> Text:
    """Tell the largest double count, a published one first."""
    own = counts[(counts["double_count"] > 0) & (counts["measure"] == "projects")]
    if own.empty:
        return NOTHING
    first = own.sort_values(["origin", "double_count"], ascending=[True, False]).iloc[0]
    published = first["origin"] == "published"
    what = Text(f"《{first['list']}》", str(first["list"])) if published else Text("项目表", "the table of projects")
    total, sums, double = (f"{first[key]:.0f}" for key in ("circle_total", "sum_of_cities", "double_count"))
    return Text(
        f"{what.zh}各市相加 {sums} 项，全圈 {total} 项，跨市重复计 {double} 项。",
        f"In {what.en} the cities add up to {sums} and the circle to {total}: {double} are counted twice.",
    )


def _bottom(projects: pd.DataFrame) -> Text:
    worth = projects[projects["npv"].notna()]
    if worth.empty:
        locked = projects[projects["why_no_money_zh"].str.startswith("待数据")]
        if locked.empty:
            return Text("没有项目的效益可折成货币。", "No project has a benefit in money.")
        first = locked.iloc[0]
        return Text(f"效益{first['why_no_money_zh']}。", f"Benefits are {first['why_no_money_en']}.")
    best = worth.sort_values("bcr", ascending=False).iloc[0]
    paying = int((worth["npv"] > 0).sum())
    said = Text("均收不回成本", "none pays for itself")
    if paying:
        said = Text(f"{paying} 个收得回成本", f"{paying} pay for themselves")
    ratio = f"{best['bcr']:.2g}" if best["bcr"] < 1 else f"{best['bcr']:.2f}"
    return Text(
        f"{len(worth)} 个道路项目可折成货币；效益只含驾车通勤时间，是下限，仅凭此项{said.zh}，最高的是{best['name']}（效益成本比 {ratio}）。",
        f"{len(worth)} road projects can be put in money; benefits hold commuting time by car only, a lower end, and by that alone {said.en}; best is {best['name']} (benefit over cost {ratio}).",
    )
