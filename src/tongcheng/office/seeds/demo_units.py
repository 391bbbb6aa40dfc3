"""The invented office's units: named as such bodies are, by what the circle's lists call them."""

from __future__ import annotations

from collections.abc import Iterable

from tongcheng.office.people.drafts import UnitDraft
from tongcheng.office.people.models import UnitKind
from tongcheng.office.server.accounts import OFFICE_CODE

_SOURCE = "示意数据"
_CITIES = (
    ("jia", "甲市", "990100"),
    ("yi", "乙市", "990200"),
    ("bing", "丙市", "990300"),
    ("ding", "丁市", "990400"),
)
#: Bodies of each city: code, name, and how lists shorten it.
_BODIES = (
    ("transport", "交通运输局", "交通局"),
    ("health", "卫生健康局", "卫健局"),
    ("education", "教育局", "教育局"),
    ("reform", "发展和改革局", "发改局"),
    ("civil", "民政局", "民政局"),
    ("industry", "经济和信息化局", "经信局"),
    ("ecology", "生态环境局", "生态局"),
    ("approval", "行政审批局", "审批局"),
    ("labour", "人力资源和社会保障局", "人社局"),
    ("finance", "财政局", "财政局"),
    ("planning", "自然资源和规划局", "自规局"),
    ("science", "科学技术局", "科技局"),
    ("insurance", "医疗保障局", "医保局"),
    ("disease", "疾病预防控制中心", "疾控中心"),
    ("trading", "公共资源交易中心", "交易中心"),
    ("statistics", "统计局", "统计局"),
)
_SECTIONS = (("general", "综合组"), ("projects", "项目推进组"), ("services", "公共服务组"))
_GROUPS = (("transport", "综合交通专项合作组"), ("services", "公共服务专项合作组"))


def unit_drafts(*, office_there: bool) -> list[UnitDraft]:
    """Give every unit; the joint office only where it is not there yet."""
    drafts = [
        _draft("leading_group", "示意都市圈同城化发展领导小组", UnitKind.LEADING_GROUP, short="领导小组"),
        *(
            []
            if office_there
            else [_draft(OFFICE_CODE, "同城化发展领导小组办公室", UnitKind.JOINT_OFFICE, short="同城化办公室")]
        ),
        *(
            _draft(f"section_{code}", f"同城化办公室{name}", UnitKind.SECTION, parent=OFFICE_CODE, short=name)
            for code, name in _SECTIONS
        ),
        *(_draft(f"group_{code}", name, UnitKind.WORKING_GROUP) for code, name in _GROUPS),
        *_of_cities(),
        _draft("jia_rail", "甲市轨道交通集团", UnitKind.FIRM, city="990100", short="甲市轨道集团"),
    ]
    return [_numbered(draft, order) for order, draft in enumerate(drafts)]


def _of_cities() -> Iterable[UnitDraft]:
    for code, city, number in _CITIES:
        office = "区域协同发展局" if code == "yi" else "同城化发展工作局"
        yield _draft(f"{code}_office", f"{city}{office}", UnitKind.CITY_OFFICE, city=number, short=f"{city}同城局")
        for body, name, short in _BODIES:
            brief = f"{city}{short}" if short != name else ""
            yield _draft(f"{code}_{body}", f"{city}{name}", UnitKind.CITY_BODY, city=number, short=brief)


def _draft(code: str, name: str, kind: str, *, city: str = "", parent: str = "", short: str = "") -> UnitDraft:
    return UnitDraft(name, kind, code, short, city, "", parent, 0, _SOURCE)


def _numbered(draft: UnitDraft, order: int) -> UnitDraft:
    return UnitDraft(
        draft.name, draft.kind, draft.code, draft.short_name, draft.city, "", draft.parent, order, draft.source
    )


def spelled_out(names: Iterable[str], cities: Iterable[str]) -> list[str]:
    """Give the names of units for what a list writes in short: 各市交通运输局 and a bare 财政局.

    Examples
    --------
    >>> spelled_out(["各市财政局", "统计局", "甲市教育局"], ["甲市"])
    ['甲市财政局', '乙市财政局', '丙市财政局', '丁市财政局', '甲市统计局', '甲市教育局']
    """
    every = [name for _, name, _ in _CITIES]
    bare = {name for _, name, _ in _BODIES}
    wanted = [one for one in cities if one in every] or every
    found: list[str] = []
    for name in names:
        if name.startswith("各市"):
            found += [city + name.removeprefix("各市") for city in every]
        elif name in bare:
            found += [city + name for city in wanted]
        else:
            found.append(name)
    return list(dict.fromkeys(found))
