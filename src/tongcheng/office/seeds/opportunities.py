"""Opportunities: details of the published ones of the real circle, and a dozen invented with what came of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from tongcheng.office.core.acting import Act
from tongcheng.office.lists.actions import create_list
from tongcheng.office.lists.models import Item, List, ListKind
from tongcheng.office.opportunities import actions
from tongcheng.office.opportunities.actions import NewOpportunity
from tongcheng.office.opportunities.actions.asking import Question
from tongcheng.office.opportunities.models import Opportunity, Side, Sort
from tongcheng.office.people.models import City, Unit
from tongcheng.office.seeds.circle import records, sources_of, words
from tongcheng.region import Region

_SIDES = {"政府需求": Side.GOVERNMENT, "企业需求": Side.ENTERPRISE}
_SORTS = {
    "应用场景": Sort.SCENE,
    "技术联合攻关": Sort.RESEARCH,
    "人才招募": Sort.TALENT,
    "项目建设": Sort.PROJECT,
    "企业协作": Sort.COOPERATION,
}
_LONG = date(2035, 12, 31)
_TOLD, _ASKED, _OUT = (datetime(2022, month, day, 1, 0, tzinfo=UTC) for month, day in ((7, 1), (4, 20), (3, 17)))
_DONE = date(2022, 6, 30)
#: Title, field, unit, side, type, money (亿元), industries, state, content. All invented.
_INVENTED: tuple[tuple[str, str, str, str, str, str, str, str, str], ...] = (
    ("交界道路智能养护应用场景", "智慧交通", "jia", "政府需求", "应用场景", "0.35", "E48 G54", "asked",
     "甲市与丁市交界道路 40 公里，征集路面病害识别、养护调度和边坡监测方案。"),
    ("新区无人配送试点场景", "智慧交通", "jia", "政府需求", "应用场景", "", "G60", "published",
     "新区 12 平方公里开放道路，供无人配送车辆和智能养护巡检车测试。"),
    ("高精度减速器联合攻关", "装备制造", "jia", "企业需求", "技术联合攻关", "0.8", "C345", "matched",
     "机器人关节减速器精度保持与寿命提升，寻求铸造和热处理工艺合作。"),
    ("航空零部件外协加工", "航空", "jia", "企业需求", "企业协作", "1.2", "C374", "landed",
     "年加工结构件 3 万件，寻求具备五轴加工能力的协作企业。"),
    ("临港产业园标准厂房招商", "园区建设", "yi", "政府需求", "项目建设", "6.5", "K70", "published",
     "标准厂房 18 万平方米，面向装备制造和减速器零部件企业。"),
    ("铸造工艺工程师引进", "装备制造", "yi", "企业需求", "人才招募", "", "C339", "expired",
     "铸造工艺、热处理工程师 12 名。"),
    ("流域水质在线监测场景", "生态环境", "bing", "政府需求", "应用场景", "0.42", "N77", "asked",
     "跨市河流 8 个断面水质在线监测和联合预警。"),
    ("电池回收工艺攻关", "新能源", "bing", "企业需求", "技术联合攻关", "0.6", "C384 C421", "review",
     "退役动力电池梯次利用与有价金属回收工艺。"),
    ("临空物流仓储招商", "现代物流", "ding", "政府需求", "项目建设", "4.8", "G59", "published",
     "临空仓储用地 300 亩，面向冷链配送和跨境物流企业。"),
    ("农产品冷链协作配送", "现代农业", "ding", "企业需求", "企业协作", "0.09", "G59", "published",
     "柑橘、柠檬等农产品冷链仓储与共同配送，寻求仓储和配送企业。"),
    ("河流断面视频识别联合研发", "生态环境", "bing", "企业需求", "技术联合攻关", "", "I65", "draft",
     "漂浮物识别和水质预警算法。"),
    ("旧厂房文化街区改造", "公园城市", "yi", "政府需求", "项目建设", "2.1", "R88", "withdrawn",
     "旧厂房 4 万平方米改造为文化街区。"),
)  # fmt: skip


def describe_published(act: Act, region: Region, items: Sequence[Item], cities: Mapping[str, City]) -> int:
    """Attach what was published of the real circle's opportunities, and publish them in their batch; no contacts."""
    rows = {words(row, "opportunity"): row for row in records(region, "opportunities")}
    named = {city.name: city for city in cities.values()}
    known = [item for item in items if item.code in rows]
    values = [_published(rows[item.code], named) for item in known]
    made = actions.attach_details(act, known, values)
    if not made:
        return 0
    first = rows[known[0].code]
    total = next((row for row in rows.values() if words(row, "list") == words(first, "list") and row["count"]), {})
    counted = words(total, "count") if total else ""
    batch = actions.open_batch(
        act, known[0].list, 1, words(first, "list"), date.fromisoformat(words(first, "published")),
        int(float(counted)) if counted else None, known[0].source,
    )  # fmt: skip
    actions.submit_opportunities(act, made)
    actions.publish_opportunities(act, made, batch)
    _told_in_sum(act, known[0].list, region, words(first, "list"), list(rows.values()))
    return len(made)


def _told_in_sum(act: Act, lst: List, region: Region, opened: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Open a batch for every later event of which only the number, or not even that, was published."""
    sources = sources_of(region)
    later = [row for row in rows if words(row, "level") == "汇总" and words(row, "list") != opened]
    for number, row in enumerate(sorted(later, key=lambda row: words(row, "published")), start=2):
        counted = words(row, "count")
        actions.open_batch(
            act, lst, number, words(row, "list")[:120], date.fromisoformat(words(row, "published")),
            int(float(counted)) if counted else None, sources.get(words(row, "source"), ""),
        )  # fmt: skip


def _published(row: Mapping[str, Any], cities: Mapping[str, City]) -> dict[str, Any]:
    publisher = words(row, "publisher")
    city = next(
        (one for name, one in cities.items() if name.removesuffix("市") == publisher.removesuffix("市")), None
    )
    return {"city": city, "side": _SIDES[words(row, "side")], "sort": _SORTS[words(row, "type")]}


def invent_opportunities(act: Act, office: Unit) -> list[Opportunity]:
    """Make an opportunity list of the fictional circle with an opportunity in every state, enquiries and follow-up."""
    act = replace(act, reason="示意数据", at=_TOLD)
    lst = create_list(
        act, office,
        {
            "code": "opportunities-2022", "name": "2022年城市机会清单", "kind": ListKind.OPPORTUNITY, "year": 2022,
            "circle": "demo", "synthetic": True, "source": "示意都市圈生成器",
        },
    )  # fmt: skip
    made = actions.add_opportunities(act, [_draft(row) for row in _INVENTED], lst)
    _live(act, lst, list(zip(made, [row[7] for row in _INVENTED], strict=True)))
    return made


def _draft(row: tuple[str, ...]) -> NewOpportunity:
    title, field, place, side, sort, money, industries, state, content = row
    unit = Unit.objects.select_related("city").filter(code__startswith=f"{place}_").order_by("order")[0]
    return NewOpportunity({
        "title": title, "field": field, "content": content, "source": "示意数据", "unit": unit, "city": unit.city,
        "side": _SIDES[side], "sort": _SORTS[sort], "place": f"{unit.city}新区",
        "money": Decimal(money) if money else None, "money_year": 2022 if money else None,
        "money_unit": "wan" if money and Decimal(money) < 1 else "yi", "industries": industries.split(),
        "valid_until": None if state in ("draft", "landed") else _LONG,
        "contact_unit": unit.name, "contact_name": "示例联系人", "contact_phone": "000-0000000",
        "contact_public": state == "asked",
    })  # fmt: skip


def _live(act: Act, lst: List, rows: Sequence[tuple[Opportunity, str]]) -> None:
    """Bring each to its state, by the actions that people use."""
    batch = actions.open_batch(act, lst, 1, "2022年第一批城市机会", date(2022, 3, 17), 9, "示意数据")
    sent = [one for one, state in rows if state != "draft"]
    actions.submit_opportunities(act, sent)
    actions.publish_opportunities(
        replace(act, at=_OUT), [one for one, state in rows if state not in ("draft", "review")], batch
    )
    for one, state in rows:
        if state in ("asked", "matched", "landed"):
            asked = actions.enquire(
                replace(act, at=_ASKED),
                one,
                Question("示例询问人", "示例科技公司", "000-0000001", "请问场景开放的时间和申报方式？"),
            )
            if state != "asked" or one.item.field == "智慧交通":
                actions.add_follow_up(act, one, "已电话答复，约定实地踏勘。", date(2022, 5, 12), asked)
        if state in ("matched", "landed"):
            actions.match_opportunity(act, one, "示例精密机械公司", date(2022, 6, 8))
        if state == "landed":
            actions.land_opportunity(act, one, _DONE, Decimal("0.95"), "示意数据")
    actions.withdraw_opportunities(act, [one for one, state in rows if state == "withdrawn"])
    actions.expire_opportunities(act, [one for one, state in rows if state == "expired"])
