"""Published series of the fictional circle, its indicators and targets."""

from __future__ import annotations

import numpy as np
import pandas as pd

from demo.names import Circle
from demo.people import residents_of
from tongcheng.region.synth.plane import stream

SYSTEM = "示意都市圈同城化评价体系"
PLAN = "示意都市圈发展规划（2021—2025年）"

_YEARS = range(2018, 2025)

#: indicator: level, dimension, name, English name, definition, unit, direction, weight
_INDICATORS = {
    "gdp": ("二级", "发展水平", "地区生产总值", "Gross regional product", "按当年价格", "亿元", "more", 0.10),
    "gdp_per_resident": ("二级", "发展水平", "人均地区生产总值", "GRP per resident", "地区生产总值/年平均常住人口", "元",
                         "more", 0.10),
    "urbanisation_rate": ("二级", "发展水平", "常住人口城镇化率", "Urbanisation rate", "城镇常住人口/常住人口", "%",
                          "more", 0.08),
    "rd_intensity": ("二级", "发展水平", "研发经费投入强度", "R&D intensity", "研发经费/地区生产总值", "%", "more", 0.08),
    "disposable_income": ("二级", "发展水平", "城乡居民人均可支配收入", "Disposable income", "按当年价格", "元", "more",
                          0.08),
    "resident_population": ("基础", "发展水平", "常住人口", "Residents", "普查或抽样调查", "人", "none", None),
    "urban_rural_income_ratio": ("二级", "发展水平", "城乡居民收入比", "Urban–rural income ratio",
                                 "城镇居民/农村居民人均可支配收入", "1", "less", 0.06),
    "cross_city_commuters": ("二级", "建设进程", "跨市通勤人数", "Cross-city commuters", "工作地与居住地不在同一市的就业者",
                             "人", "more", 0.10),
    "one_hour_share": ("二级", "建设进程", "一小时通勤圈覆盖人口比例", "Share within one hour",
                       "驾车一小时可达中心城区的常住人口比例", "%", "more", 0.10),
    "train_pairs": ("二级", "建设进程", "市际日均列车对数", "Train pairs a day", "甲市与其余各市之间", "对", "more", 0.06),
    "border_crossings": ("二级", "建设进程", "交界每10公里道路通道数", "Crossings per 10 km of border",
                         "三级及以上公路通道数/交界长度×10", "条", "more", 0.06),
    "cross_city_service_cases": ("二级", "建设进程", "跨市通办年办件量", "Cross-city service cases", "全年办结", "件",
                                 "more", 0.06),
    "cross_city_medical_settlements": ("基础", "建设进程", "异地就医直接结算人次", "Cross-city medical settlements",
                                       "圈内市际直接结算", "人次", "more", None),
    "housing_fund_cross_city": ("基础", "建设进程", "公积金互认互贷笔数", "Housing fund loans across cities",
                                "圈内异地贷款", "笔", "more", None),
    "cross_city_commuting_trips": ("基础", "建设进程", "日均跨城通勤人次", "Cross-city commuting trips a day",
                                   "日均跨城通勤人次（含往返）", "人次/日", "more", None),
    "pm25": ("二级", "建设进程", "细颗粒物年均浓度", "PM2.5", "年平均", "微克/立方米", "less", 0.06),
    "good_section_share": ("二级", "建设进程", "地表水考核断面优良比例", "Share of good river sections",
                           "达到或优于Ⅲ类断面占比", "%", "more", 0.06),
}  # fmt: skip


def indicators() -> pd.DataFrame:
    """Give the table ``indicators``; weights of the second level add up to one."""
    names = ("level", "dimension", "name", "name_en", "definition", "unit", "direction", "weight")
    rows = [
        {"indicator": key, "system": SYSTEM, **dict(zip(names, value, strict=True))}
        for key, value in _INDICATORS.items()
    ]
    return pd.DataFrame(rows)


def series(circle: Circle) -> pd.DataFrame:
    """Give yearly figures of cities and of the circle, and products of counties in 2020."""
    rng = stream(2020, 103)
    people = residents_of(circle).groupby(circle.region["counties"].set_index("county")["city"]).sum()
    rows = []
    for number, city in enumerate(circle.cities):
        rows += _city_series(rng, circle, city, float(people[city]), capital=number == 0)
    rows += _whole(circle, pd.DataFrame(rows))
    rows += _county_products(rng, circle, pd.DataFrame(rows))
    rows += _integration(circle)
    return pd.DataFrame(rows)


def _row(circle: Circle, subject: str, attribute: str, year: int | str, value: float, **more: object) -> dict:
    table = "" if subject == "region" else "cities" if subject in circle.cities else "counties"
    name = more.get("subject_name") or (circle.region.title.zh if subject == "region" else circle.name(subject))
    return {
        "figure": f"{subject}.{attribute}.{year}", "subject": subject, "subject_table": table, "subject_name": name,
        "attribute": attribute, "value": value, "unit": _INDICATORS[attribute][5], "as_of": str(year),
        "published": f"{int(str(year)[:4]) + 1}-03", "scope": _INDICATORS[attribute][4], **more,
    }  # fmt: skip


def _city_series(rng: np.random.Generator, circle: Circle, city: str, people: float, *, capital: bool) -> list[dict]:
    product = people * (10.2 if capital else rng.uniform(5.2, 6.3)) / 1e4
    income, urban = (41_000.0, 76.0) if capital else (rng.uniform(29_000, 32_000), rng.uniform(54, 58))
    research, dust, ratio = (2.9, 41.0, 1.86) if capital else (rng.uniform(1.2, 1.9), rng.uniform(38, 43), 2.05)
    rows = []
    for year in _YEARS:
        growth = 0.019 if year == 2020 else rng.uniform(0.058, 0.082)
        product *= 1 + growth
        income *= 1 + growth + 0.006
        urban += rng.uniform(0.5, 0.9)
        research += rng.uniform(0.03, 0.09)
        dust *= rng.uniform(0.94, 0.99)
        ratio -= rng.uniform(0.01, 0.025)
        note = {"note": "第四次经济普查后修订"} if year == 2018 else {}
        rows += [
            _row(circle, city, "gdp", year, round(product, 1), **note),
            _row(circle, city, "urbanisation_rate", year, round(urban, 1)),
            _row(circle, city, "disposable_income", year, float(round(income))),
            _row(circle, city, "rd_intensity", year, round(research, 2)),
            _row(circle, city, "urban_rural_income_ratio", year, round(ratio, 2)),
            _row(circle, city, "pm25", year, round(dust, 1)),
        ]
    return rows


def _whole(circle: Circle, cities: pd.DataFrame) -> list[dict]:
    """Give sums of the circle for products, and rates weighted by residents of 2020."""
    people = residents_of(circle).groupby(circle.region["counties"].set_index("county")["city"]).sum()
    rows = []
    for (attribute, year), group in cities.groupby(["attribute", "as_of"], sort=False):
        if attribute == "urban_rural_income_ratio":
            continue
        own = group.set_index("subject")["value"]
        if attribute == "gdp":
            rows.append(_row(circle, "region", "gdp", year, round(float(own.sum()), 1)))
        else:
            value = float((own * people).sum() / people.sum())
            digits = 0 if attribute == "disposable_income" else 1
            rows.append(_row(circle, "region", str(attribute), year, round(value, digits), qualifier="derived"))
    first = cities[(cities["attribute"] == "gdp") & (cities["as_of"] == "2024")]["value"].sum()
    quarter = _row(circle, "region", "gdp", "2025Q1", round(0.235 * float(first), 1))
    rows.append({**quarter, "published": "2025-04", "note": "一季度累计，不与全年比较"})
    return rows


def _county_products(rng: np.random.Generator, circle: Circle, rows: pd.DataFrame) -> list[dict]:
    work = circle.region["jobs"]
    county = circle.region["zones"].set_index("zone")["county"]
    jobs = work[work["industry"] == "all"].set_index("zone")["value"].groupby(county).sum()
    city = circle.region["counties"].set_index("county")["city"]
    product = rows[(rows["attribute"] == "gdp") & (rows["as_of"] == "2020")].set_index("subject")["value"]
    found = []
    for code in circle.cities:
        own = jobs[city[city == code].index] * rng.lognormal(0, 0.1, int((city == code).sum()))
        parts = (own / own.sum() * product[code]).round(1)
        parts.iloc[0] = round(float(product[code] - parts.iloc[1:].sum()), 1)
        found += [_row(circle, str(name), "gdp", 2020, float(value)) for name, value in parts.items()]
    return found


def _integration(circle: Circle) -> list[dict]:
    """Give figures of how far the circle has grown together."""
    plain = {
        "one_hour_share": {2020: 58.2, 2022: 61.7, 2024: 64.9},
        "train_pairs": {2020: 64.0, 2022: 71.0, 2024: 78.0},
        "cross_city_service_cases": {2021: 18_400.0, 2022: 36_900.0, 2023: 60_300.0, 2024: 84_700.0},
        "cross_city_medical_settlements": {2021: 96_000.0, 2022: 131_000.0, 2023: 187_000.0, 2024: 243_000.0},
        "housing_fund_cross_city": {2021: 420.0, 2022: 860.0, 2023: 1_340.0, 2024: 1_910.0},
        "good_section_share": {2020: 75.0, 2022: 75.0, 2024: 100.0},
        "border_crossings": {2020: 2.4, 2024: 2.7},
    }
    rows = [
        _row(circle, "region", key, year, value) for key, points in plain.items() for year, value in points.items()
    ]
    rows += _other_circles(circle)
    flows = circle.region["flows"]
    crossing = flows[(flows["level"] == "city") & (flows["origin"] != flows["destination"])]["value"].sum()
    rows.append(_row(circle, "region", "cross_city_commuters", 2020, float(crossing), qualifier="about"))
    rows.append(_row(circle, "region", "cross_city_commuting_trips", 2020, 2.0 * float(crossing), qualifier="about"))
    return rows


#: Three more circles that do not exist, so that the fictional one has somebody to stand beside.
_OTHERS = {
    "戊己都市圈": (7850.0, 74.2, 3.1, 61_200.0, 1.78),
    "庚辛都市圈": (5120.0, 70.5, 2.7, 57_400.0, 1.86),
    "壬癸都市圈": (3240.0, 63.1, 1.9, 48_900.0, 2.01),
}
_COMPARED = ("gdp", "urbanisation_rate", "rd_intensity", "disposable_income", "urban_rural_income_ratio")


def _other_circles(circle: Circle) -> list[dict]:
    """Give what other circles publish; commuting in trips, which must not be set beside our persons."""
    rows = [
        _row(circle, name, attribute, 2024, value, subject_table=None, subject_name=name)
        for name, values in _OTHERS.items()
        for attribute, value in zip(_COMPARED, values, strict=True)
    ]
    papers: dict[str, object] = {"subject_table": None, "subject_name": "戊己都市圈"}
    return [*rows, _row(circle, "戊己都市圈", "cross_city_commuting_trips", 2024, 182_000.0, **papers)]


def targets(circle: Circle) -> pd.DataFrame:
    """Give what the plan promises: levels, yearly growth, and one sentence without a number."""
    figures = circle.region["figures"].set_index("figure")["value"]

    def base(attribute: str, year: int = 2020) -> float:
        return float(figures[f"region.{attribute}.{year}"])

    goal = round(base("gdp", 2024) * 1.094 / 50) * 50
    rows = [
        ("T01", "gdp", "经济总量", ">=", float(goal), f"达到{goal}亿元", 2025, "level", "nominal"),
        ("T02", "gdp", "地区生产总值年均增长", ">=", 6.5, "年均增长6.5%", 2025, "growth", "constant"),
        ("T03", "urbanisation_rate", "常住人口城镇化率", ">=", 75.0, "75%左右", 2025, "level", "none"),
        ("T04", "disposable_income", "城乡居民人均可支配收入", "~", None, "与先进地区差距明显缩小", 2025, "qualitative",
         "none"),
        ("T05", "rd_intensity", "研发经费投入强度", ">=", 2.8, "2.8%", 2025, "level", "none"),
        ("T06", "one_hour_share", "一小时通勤圈覆盖人口比例", ">=", 70.0, "70%以上", 2025, "level", "none"),
        ("T07", "train_pairs", "市际日均列车对数", ">=", 90.0, "90对", 2025, "level", "none"),
        ("T08", "cross_city_service_cases", "跨市通办年办件量", ">=", 100_000.0, "突破10万件", 2025, "level", "none"),
        ("T09", "pm25", "细颗粒物年均浓度", "<=", 32.0, "降至32微克/立方米以下", 2025, "level", "none"),
        ("T10", "good_section_share", "地表水考核断面优良比例", "=", 100.0, "100%", 2025, "level", "none"),
        ("T11", "resident_population", "常住人口", "~", 4_300_000.0, "430万人左右", 2025, "level", "none"),
    ]  # fmt: skip
    columns = ("target", "indicator", "name", "operator", "value", "value_text", "year", "kind", "price")
    table = pd.DataFrame(rows, columns=list(columns))
    units = {key: value[5] for key, value in _INDICATORS.items()}
    table["unit"] = table["indicator"].map(units).where(table["kind"] != "growth", "%")
    table["unit"] = table["unit"].where(table["kind"] != "qualitative", None)
    known = {name for name in table["indicator"] if f"region.{name}.2020" in figures.index}
    numbered = table["indicator"].isin(known) & (table["kind"] == "level")
    table["baseline_value"] = [base(name) if use else None for name, use in zip(
        table["indicator"], numbered, strict=True)]  # fmt: skip
    table["baseline_as_of"] = np.where(numbered, "2020", None)
    return table.assign(plan=PLAN, territory="全域", subject="region", published="2021-11")
