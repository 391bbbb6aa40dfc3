"""OC4IDS 0.9: projects as the Open Contracting infrastructure standard writes them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tongcheng.office.publication.content import canonical
from tongcheng.office.publication.models import Snapshot

VERSION = "0.9"
#: 亿元 in yuan.
_YI = Decimal(100_000_000)
#: What a state is called there; states that say nothing about the phase are left out.
_STATUS = {"done": "completion", "closed": "completion", "cancelled": "cancelled"}
_CLASS = {
    "preparatory": "preparation",
    "start": "implementation",
    "continued": "implementation",
    "completed": "implementation",
}
_TYPE = (
    ("扩建", "expansion"), ("改建", "rehabilitation"), ("改造", "rehabilitation"), ("新建", "construction"),
)  # fmt: skip
#: Words of field and group, the more special ones first; the parent code goes with each part.
_SECTORS = (
    (("铁路", "轨道", "地铁"), "transport.rail"),
    (("公路", "道路", "断头路", "高速", "快速路", "大桥"), "transport.road"),
    (("机场", "航空"), "transport.air"),
    (("港口", "航道"), "transport.water"),
    (("交通", "公交"), "transport"),
    (("医疗", "卫生", "医院"), "health"),
    (("教育", "学校"), "education"),
    (("能源", "电力", "燃气"), "energy"),
    (("供水", "污水", "垃圾", "固废"), "waterAndWaste"),
    (("防洪", "水利"), "naturalResources.floodProtection"),
    (("生态", "环保", "绿道"), "naturalResources"),
    (("文化", "体育", "旅游"), "cultureSportsAndRecreation"),
    (("通信", "数字", "数据", "信息"), "communications"),
    (("住房", "安居"), "socialHousing"),
    (("政务", "治理"), "governance"),
    (("产业", "园区", "经济", "创新"), "economy"),
)


def as_oc4ids(snapshot: Snapshot) -> bytes | None:
    """Write the project package; ``None`` if there is no project in it."""
    content = snapshot.content
    if content["kind"] != "list":
        return None
    projects = [_project(row, content) for row in content["rows"] if row["kind"] == "project"]
    if not projects:
        return None
    package: dict[str, Any] = {
        "uri": content["uri"],
        "version": VERSION,
        "publishedDate": content["made"],
        "publisher": {"name": content["publisher"]},
        "license": content["licence"]["url"],
        "projects": projects,
    }
    if content["synthetic"]:
        package["notice"] = content["notice"]
    return canonical(package)


def _project(row: dict[str, Any], content: dict[str, Any]) -> dict[str, Any]:
    prefix = content["project_prefix"]
    said = {
        "id": f"{prefix}-{row['uid']}" if prefix else row["uid"],
        "updated": content["made"],
        "language": "zh",
        "title": row["title"],
        "description": _description(row, content),
        "status": _STATUS.get(row["state"]) or _CLASS.get(row["project_class"] or ""),
        "type": next((code for word, code in _TYPE if word in (row["nature"] or "")), None),
        "sector": _sector(row),
        "period": _period(row),
        "budget": _budget(row),
        "locations": _locations(row),
        "identifiers": _identifiers(row),
        "parties": _parties(row),
    }
    if said["parties"]:
        first = said["parties"][0]
        said["publicAuthority"] = {"id": first["id"], "name": first["name"]}
    return {name: value for name, value in said.items() if value}


def _description(row: dict[str, Any], content: dict[str, Any]) -> str:
    mark = content["notice"]["zh"] if content["synthetic"] else ""
    return "\n".join(part for part in (mark, row["content"], row["scale"]) if part)


def _sector(row: dict[str, Any]) -> list[str] | None:
    words = " ".join(row[name] or "" for name in ("field", "group", "title"))
    code = next((code for marks, code in _SECTORS if any(mark in words for mark in marks)), None)
    return None if code is None else list(dict.fromkeys((code.split(".")[0], code)))


def _period(row: dict[str, Any]) -> dict[str, str]:
    said = {}
    if row["start_year"]:
        said["startDate"] = f"{row['start_year']:04}-01-01T00:00:00Z"
    if row["end_year"]:
        said["endDate"] = f"{row['end_year']:04}-12-31T00:00:00Z"
    return said


def _budget(row: dict[str, Any]) -> dict[str, Any] | None:
    if row["investment"] is None:
        return None
    yuan = Decimal(str(row["investment"])) * _YI
    amount = int(yuan) if yuan == yuan.to_integral_value() else float(yuan)
    said: dict[str, Any] = {"amount": {"amount": amount, "currency": "CNY"}}
    if row["price_year"]:
        said["description"] = f"{row['price_year']}年价格（prices of {row['price_year']}）"
    return said


def _locations(row: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {"id": code, "description": name, "address": {"region": name, "countryName": "中国"}}
        for code, name in zip(row["city_codes"], row["cities"], strict=True)
    ]
    return [*found, {"id": "place", "description": row["place"]}] if row["place"] else found


def _identifiers(row: dict[str, Any]) -> list[dict[str, str]]:
    return [{"scheme": "全国投资项目统一代码", "id": row["national_code"]}] if row["national_code"] else []


def _parties(row: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"id": code, "name": name, "roles": ["publicAuthority"] if first == 0 else ["administrativeEntity"]}
        for first, (code, name) in enumerate(zip(row["lead_codes"], row["lead_units"], strict=True))
    ]
