"""Tasks, totals of lists, opportunities, services, sharing rules and targets."""

from __future__ import annotations

from collections import Counter
from itertools import groupby

import pandas as pd

from chengdu.figures import Figures
from chengdu.raw import FIRST_ROW, Row, domain, guide
from chengdu.sources import Sources
from chengdu.words import items, number, numbers, parts, period

_OPERATORS = {"≈": "~", "": None}
_INFERRED = "(按同组推定)"
_MONEY = {
    "investment": "total_investment_100m_cny",
    "year_plan": "annual_plan_100m_cny",
    "completed": "completed_100m_cny",
}
_BASELINES = {"TZ-1": ("824", "2020"), "RAIL-1": ("1", "2024-09")}
_WAN_YI = 10_000

#: Services whose published count is not one of items.
_COUNTS_OF = {"EDU-1": "所载数量为结对数", "EDU-2": "所载数量为联盟成员数", "TRA-5": "所载数量为线路数"}


def tasks(sources: Sources) -> pd.DataFrame:
    """Give the rows of the task lists in their own words."""
    rows = []
    for row in domain("tasks"):
        inferred = _INFERRED in row["lead_unit"]
        rows.append(
            {
                "task": row["task_id"],
                "list": row["list_name"],
                "year": row["year"] or None,
                "seq": row["seq"] or None,
                "group": row["parent_group"] or None,
                "content": row["content"],
                "kind": row["record_kind"] or None,
                "field": row["domain"] or None,
                **{quarter: row[quarter] or None for quarter in ("q1", "q2", "q3", "q4")},
                "lead_units": items(row["lead_unit"].replace(_INFERRED, "")) or None,
                "support_units": items(row["supporting_units"]) or None,
                "territories": items(row["territories"]) or None,
                "status": row["status_reported"] or None,
                "status_date": period(row["status_date"]),
                "note": _joined(row["note"], "牵头单位按同组推定" if inferred else ""),
                "source": sources.page(row["source"], row["source_date"], about=row["list_name"]),
            }
        )
    return pd.DataFrame(rows).assign(basis="official")


def list_totals(sources: Sources) -> pd.DataFrame:
    """Give the published totals and parts of lists; rows of one list share ``list_key``."""
    raw = domain("list_aggregates")
    rows = []
    for part in guide("list_parts"):
        row = raw[int(part["row"]) - FIRST_ROW]
        if part["phrase"] not in row[part["column"]] or float(part["count"]) not in numbers(part["phrase"]):
            raise ValueError(f"list_aggregates.csv row {part['row']} does not say {part['phrase']!r}")
        money = {name: _first(row[column]) if part["money"] else None for name, column in _MONEY.items()}
        rows.append(
            {
                "total": total_id(part),
                "list": row["list_name"],
                "list_key": part["list_key"],
                "year": row["year"] or None,
                "issued_by": row["issued_by"],
                "issued": period(row["issued_date"]),
                "dimension": part["dimension"],
                "item": part["item"] or None,
                "city": part["city"] or None,
                "count": int(part["count"]),
                "count_unit": row["unit"],
                **money,
                "note": _note_of_total(row, part),
                "source": sources.page(row["source"], about=row["list_name"]),
            }
        )
    return pd.DataFrame(rows).assign(basis="official")


def total_id(part: Row) -> str:
    """Give the id of a row of ``list_parts.csv``; another issuer's count of the same part gets its row number."""
    name = ".".join(item for item in (part["list_key"], part["dimension"], part["item"]) if item)
    return f"{name}.{part['row']}" if part["column"] == "count_total" and part["dimension"] == "city" else name


def _first(text: str) -> float | None:
    """Give the money of a cell; of ``累计1971.8;当年848.6`` the year's, as the column is the year's."""
    yearly = [item for item in text.split(";") if "累计" not in item]
    found = numbers(yearly[0]) if yearly else []
    return found[0] if found else None


def _note_of_total(row: Row, part: Row) -> str | None:
    if part["column"] != "count_total":
        return f"原文：{part['phrase']}"
    words = [f"分项原文：{row['breakdown']}"] if row["breakdown"] else []
    words += [f"{row[column]} 亿元" for column in _MONEY.values() if row[column] and number(row[column]) is None]
    words += [f"原文：{row[c]}" for c in _MONEY.values() if number(row[c]) is not None and not row[c][0].isdigit()]
    words += [f"年度计划 {row['annual_plan_100m_cny']}"] if "推算" in row["annual_plan_100m_cny"] else []
    words += [f"完成率 {row['completion_rate']}"] if row["completion_rate"] else []
    return "；".join(dict.fromkeys(words)) or None


def add_list_values(figures: Figures, totals: pd.DataFrame) -> None:
    """Note count, investment and year plan of every row of ``list_totals`` as figures too."""
    raw = domain("list_aggregates")
    for part, total in zip(guide("list_parts"), totals.to_dict("records"), strict=True):
        row = raw[int(part["row"]) - FIRST_ROW]
        papers = {"as_of": total["issued"], "source": total["source"], "subject_name": total["list"]}
        about = (str(total["total"]), "list_totals")
        figures.add(
            about, "list_count", value=total["count"], unit=total["count_unit"], scope=total["item"],
            value_text=part["phrase"], published=total["issued"], **papers,
        )  # fmt: skip
        for name in ("investment", "year_plan"):
            text = row[_MONEY[name]]
            if part["money"] and text:
                qualifier = "derived" if "推算" in text else "about" if "约" in text else "exact"
                figures.add(about, name, value=total[name], value_text=text, qualifier=qualifier, **papers)


def total_subjects() -> dict[int, tuple[str, str]]:
    """Give the subject of every row of the raw list totals: its total, or the part that the row counts."""
    found: dict[int, tuple[str, str]] = {}
    for part in guide("list_parts"):
        found.setdefault(int(part["row"]), (total_id(part), "list_totals"))
    return found


def opportunities(sources: Sources) -> pd.DataFrame:
    """Give the entries and totals of the opportunity lists."""
    rows = [
        {
            "opportunity": row["entry_id"],
            "list": row["list_name"],
            "published": period(row["published"]),
            "level": row["level"] or None,
            "publisher": row["publisher_city"] or None,
            "side": row["side"] or None,
            "type": row["opportunity_type"] or None,
            "title": row["title"] or None,
            "field": row["domain"] or None,
            "count": row["count"] or None,
            "note": _joined(row["note"], f"所见栏目：{row['fields_seen']}" if row["fields_seen"] else ""),
            "source": sources.page(row["source"], row["source_date"], about=row["list_name"]),
        }
        for row in domain("opportunities")
    ]
    frame = pd.DataFrame(rows)
    return frame.assign(basis=["modelled" if "derived" in str(note) else "official" for note in frame["note"]])


def services(sources: Sources) -> pd.DataFrame:
    """Give the services across cities; a second state of a service is a row of its own."""
    rows = [
        {
            "service": service,
            "name": row["service"],
            "field": row["domain"],
            "parties": items(row["scope_parties"]) or None,
            "mode": row["mode"] or None,
            "items": row["count_items"] or None,
            "volume": row["volume"] or None,
            "status": row["status"] or None,
            "effective": period(row["effective"]),
            "mutual_recognition": items(row["mutual_recognition"]) or None,
            "note": _joined(row["note"], _COUNTS_OF.get(service, "")),
            "source": sources.page(row["source"], row["source_date"], about=row["service"]),
        }
        for service, row in zip(service_ids(), domain("services"), strict=True)
    ]
    return pd.DataFrame(rows).assign(basis="official")


def service_ids() -> list[str]:
    """Give the id of every service; where the raw id stands twice, the year is added."""
    raw = domain("services")
    often = Counter(row["service_id"] for row in raw)
    return [
        row["service_id"] if often[row["service_id"]] == 1 else f"{row['service_id']}-{row['effective'][:4]}"
        for row in raw
    ]


def add_counts(figures: Figures, sources: Sources) -> None:
    """Note the item counts of services and the totals of opportunity lists as figures."""
    for service, row in zip(service_ids(), domain("services"), strict=True):
        if row["count_items"] and service not in _COUNTS_OF:
            qualifier = "derived" if "derived" in row["note"] else "exact"
            figures.add(
                (service, "services"), "service_items", value=number(row["count_items"]), qualifier=qualifier,
                as_of=period(row["effective"]), published=period(row["source_date"]), subject_name=row["service"],
                source=sources.page(row["source"], row["source_date"]),
            )  # fmt: skip
    for row in domain("opportunities"):
        if row["level"] == "汇总" and row["count"]:
            signed = "签约" in row["list_name"] or row["side"] == "招商"
            figures.add(
                (row["entry_id"], "opportunities"), "projects_signed" if signed else "opportunities",
                value=number(row["count"]), qualifier="derived" if "derived" in row["note"] else "exact",
                as_of=period(row["published"]), published=period(row["source_date"]), scope=row["publisher_city"],
                subject_name=row["list_name"], source=sources.page(row["source"], row["source_date"]),
            )  # fmt: skip


def sharing_rules(sources: Sources) -> pd.DataFrame:
    """Give the published rules of who pays and who gains, in their own words."""
    rows = [
        {
            "rule": row["rule_id"],
            "name": row["name"],
            "kind": row["kind"],
            "parties": items(row["parties"]) or None,
            "ground": row["basis"] or None,
            "formula": row["formula_or_ratio"] or None,
            "amounts": row["amounts"] or None,
            "period": row["period"] or None,
            "published": period(row["source_date"]),
            "note": row["note"] or None,
            "source": sources.page(row["source"], row["source_date"], about=row["name"]),
        }
        for row in domain("sharing_rules")
    ]
    return pd.DataFrame(rows).assign(basis="official")


def targets(sources: Sources) -> pd.DataFrame:
    """Give one row per promised number or wording; subject and indicator are those of the figures."""
    raw = {row["target_id"]: row for row in domain("targets")}
    rows = []
    for target, group in groupby(guide("target_parts"), key=lambda part: part["target_id"]):
        for place, part in enumerate(group):
            names = parts(raw[target]["indicator"])
            rows.append(_target(part, raw[target], names[place % len(names)], sources))
    return pd.DataFrame(rows).assign(basis="official")


def _target(part: Row, row: Row, name: str, sources: Sources) -> dict[str, object]:
    if part["phrase"] not in row["target_value"]:
        raise ValueError(f"target {part['target_id']} says {row['target_value']!r}, not {part['phrase']!r}")
    if part["value"] and float(part["value"]) != _promised(part, row):
        raise ValueError(f"target {part['target_id']} says {row['target_value']!r}, not {part['value']}")
    value, when = _BASELINES.get(part["target_id"], (row["baseline_value"], row["baseline_year"]))
    baseline = number(value) if part["value"] else None
    return {
        "target": "-".join(item for item in (part["target_id"], part["part"]) if item),
        "plan": row["plan"],
        "territory": row["territory"],
        "subject": part["subject"],
        "indicator": part["indicator"],
        "name": name,
        "baseline_value": baseline,
        "baseline_as_of": period(when) if baseline is not None else None,
        "operator": _OPERATORS.get(row["target_operator"], row["target_operator"]),
        "value": part["value"] or None,
        "value_text": part["phrase"] if part["kind"] == "qualitative" else f"{part['phrase']} {_printed(part, row)}",
        "unit": part["unit"] or None,
        "year": part["year"],
        "kind": part["kind"],
        "price": part["price"],
        "published": period(row["source_date"]),
        "note": _joined(row["note"], f"原文时期：{row['target_year']}" if "-" in row["target_year"] else ""),
        "source": sources.page(row["source"], row["source_date"], about=row["plan"]),
    }


def _promised(part: Row, row: Row) -> float:
    promised = float(numbers(part["phrase"])[0])
    return promised * _WAN_YI if row["unit"] == "万亿元" else promised


def _printed(part: Row, row: Row) -> str:
    return part["unit"] if ";" in row["unit"] else row["unit"].replace("km2", "km²")


def row_subjects(table: str) -> dict[int, tuple[str, str]]:
    """Give the subject of every raw row of services, rules or opportunities, by spreadsheet row."""
    ids = service_ids() if table == "services" else [next(iter(row.values())) for row in domain(table)]
    return {number_: (name, table) for number_, name in enumerate(ids, FIRST_ROW)}


def _joined(*words: str) -> str | None:
    return "；".join(word for word in words if word) or None
