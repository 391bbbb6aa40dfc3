"""Fever clinics of 2020 where a list is known, and what offices publish about sharing services."""

from __future__ import annotations

import pandas as pd

from tongcheng.language import NOTHING, Text
from tongcheng.region.people import count_by_zone
from tongcheng.render.blocks import Block, Column, Layer, Map, Section, Table, Value
from tongcheng.render.numbers import compact, period
from tongcheng.runs.pipeline import Run
from tongcheng.runs.report.access import city_layer
from tongcheng.runs.report.words import basis_note, join, name_of, place_names, unit
from tongcheng.sectors.services.declared_counted import FEVER_CLINICS, OFFICE_INDICATORS

_PER = Text("家/10 万人", "per 100,000")


def section(run: Run) -> Section | None:
    """Give the section, or None if neither is known."""
    blocks: list[Block] = [*_clinics(run), *_published(run)]
    if not blocks:
        return None
    sentence = _sentence(run)
    return Section(
        "services_counted", Text("发热门诊与共享服务公布数", "Fever clinics and published figures"), sentence, blocks
    )


def _sentence(run: Run) -> Text:
    rows = run.results[run.results["indicator"] == FEVER_CLINICS.indicator]
    cities = rows[rows["level"] == "city"]
    if cities.empty:
        return Text("跨市服务的公布数见下表。", "Published figures of services across cities are in the table.")
    names = place_names(run.region)
    clinics = run.region["facilities"]
    clinics = clinics[clinics["kind"] == "fever_clinic"]
    told = [
        Text(
            f"{name_of(names, row['place']).zh} {int((clinics['city'] == row['place']).sum())} 家，每十万常住人口 {compact(row['value'])} 家",
            f"{name_of(names, row['place']).en} had {int((clinics['city'] == row['place']).sum())}, {compact(row['value'])} per 100,000 residents",
        )
        for row in cities.to_dict("records")
    ]
    missing = [city for city in run.region["cities"]["city"] if city not in set(cities["place"])]
    lack = NOTHING
    if missing:
        words = [name_of(names, city) for city in missing]
        lack = Text(
            f"{'、'.join(word.zh for word in words)}的名单未取得，不作推算，见待数据清单。",
            f"No list is known for {', '.join(word.en for word in words)}; nothing is guessed, see the data request list.",
        )
    year = cities["year"].iloc[0]
    return join([Text(f"{year} 年公布的发热门诊：{'；'.join(text.zh for text in told)}。",
                      f"Fever clinics published in {year}: {'; '.join(text.en for text in told)}."), lack])  # fmt: skip


def _clinics(run: Run) -> list[Block]:
    frame = run.results
    rows = frame[(frame["indicator"] == FEVER_CLINICS.indicator) & (frame["level"] == "county")]
    if rows.empty:
        return []
    names = place_names(run.region)
    clinics = run.region["facilities"]
    counted = clinics[clinics["kind"] == "fever_clinic"].groupby("county").size()
    cells: list[dict[str, Value]] = [
        {
            "county": name_of(names, row["place"]),
            "count": int(counted.get(row["place"], 0)),
            "value": row["value"],
            "low": row["low"],
            "high": row["high"],
        }
        for row in rows.sort_values("value", ascending=False).to_dict("records")
    ]
    columns = [
        Column("county", Text("区（市）县", "county")),
        Column("count", Text("名单所列", "listed"), Text("家", ""), 0),
        Column("value", Text("每十万常住人口", "per 100,000 residents"), Text("家", ""), 2, "low", "high"),
    ]
    about = Text(
        "家数不反映接诊能力；每十万人低不等于不便，城区机构规模大、距离近。",
        "Numbers say nothing of capacity: fewer per 100,000 need not mean less care where each is large and near.",
    )
    note = basis_note(rows["basis"], years=rows["year"])
    parts = [_outside(clinics), about, _of_residents(run), note]
    table = Table(Text("发热门诊，分县区", "Fever clinics by county"), columns, cells, join(parts),
                  sheet=Text("发热门诊", "fever clinics"))  # fmt: skip
    return [table, *_map(run, dict(zip(rows["place"], rows["value"], strict=True)))]


def _outside(clinics: pd.DataFrame) -> Text:
    """Say how many clinics name no county; nothing where all do."""
    outside = int(clinics.loc[clinics["kind"] == "fever_clinic", "county"].isna().sum())
    if outside == 0:
        return NOTHING
    return Text(
        f"名单中 {outside} 家只写功能区、未写县区，不计入县区数值，计入功能区所跨县区的上限。",
        f"{outside} on the list name a functional area and no county; they count only in the upper end of the counties "
        "that the area overlaps.",
    )


def _of_residents(run: Run) -> Text:
    year = count_by_zone(run.region).year
    return Text(f"人口为 {year} 年常住人口。", f"Residents are those of {year}.")


def _map(run: Run, values: dict[str, float]) -> list[Block]:
    counties = run.region["counties"]
    known = counties[counties["geometry"].notna()]
    if known.empty:
        return []
    title = Text("每十万常住人口发热门诊数", "Fever clinics per 100,000 residents")
    fill = Layer(
        name=title,
        shapes=list(known["geometry"]),
        kind="fill",
        values=[values.get(county, float("nan")) for county in known["county"]],
        unit=_PER,
    )
    note = Text("斜线：名单未取得，没有数值。", "Hatched: no list is known, so that there is no value.")
    return [Map(title, [fill, city_layer(run.region)], note, synthetic=run.region.fictional)]


def _published(run: Run) -> list[Block]:
    wanted = [item.indicator for item in OFFICE_INDICATORS]
    rows = run.results[run.results["indicator"].isin(wanted)]
    if rows.empty:
        return []
    names = place_names(run.region)
    labels = {item.indicator: item.label for item in OFFICE_INDICATORS}
    cells: list[dict[str, Value]] = [
        {
            "name": labels[row["indicator"]],
            "place": name_of(names, row["place"]),
            "value": row["value"],
            "unit": unit(row["unit"]),
            "as_of": period(row["year"]),
        }
        for row in rows.to_dict("records")
    ]
    columns = [
        Column("name", Text("指标", "indicator")),
        Column("place", Text("地区", "place")),
        Column("value", Text("数值", "value"), decimals=0),
        Column("unit", Text("单位", "unit")),
        Column("as_of", Text("截至", "as of")),
    ]
    note = join([
        Text("按公布口径，取最近一期；件量、人次是使用量，事项数不是。", "As published, the latest; uses are counted, not items."),
        basis_note(rows["basis"]),
    ])  # fmt: skip
    return [Table(Text("跨市服务使用量（公布数）", "Services used across cities (published)"), columns, cells, note,
                  sheet=Text("跨市服务", "cross-city"))]  # fmt: skip
