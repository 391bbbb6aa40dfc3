"""What may leave the office, field by field. What is not named here is never read, so it cannot leak."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from django.db.models import TextChoices
from django.utils import translation

from tongcheng.language import NOTHING, Text
from tongcheng.office.figures.models import Basis
from tongcheng.office.lists.models import ItemKind, ItemState, ProjectClass, Stage
from tongcheng.office.publication.models import PublicationKind
from tongcheng.office.supervision.models.lights import AspectName, Colour

Type = Literal["string", "integer", "number", "boolean", "date", "array"]
Codes = type[TextChoices]


class Field(NamedTuple):
    """One column of what is published.

    ``path`` is where it is read, from the row's model on; empty where it is gathered (several units or cities).
    """

    name: str
    path: str
    label: Text
    why: Text
    type: Type = "string"
    unit: Text = NOTHING
    codes: Codes | None = None

    def words(self) -> Mapping[str, Text]:
        """Give what each code means."""
        return {str(one): _said(one.label) for one in self.codes} if self.codes else {}


def _said(label: object) -> Text:
    """Say a label in both languages, whatever the language of the request."""
    with translation.override("zh-hans"):
        zh = str(label)
    with translation.override("en"):
        return Text(zh, str(label))


_ID = Text("永久标识，供引用和比对", "permanent id, to cite and to compare")
_WHAT = Text("说明是什么", "says what it is")
_WHO = Text("说明哪个单位负责，不含个人", "says which body answers for it; no person")
_WHERE = Text("说明在哪里", "says where it is")
_WHEN = Text("说明何时完成", "says when it is to be done")
_STATE = Text("说明进展到哪一步", "says how far it is")
_MONEY = Text("说明投入规模", "says what it costs")
_TERMS = Text("办事前需要知道", "needed before one applies")
_PROOF = Text("说明数从何来", "says where the value comes from")
_YI = Text("亿元", "CNY 100 million")

_ITEM = (
    Field("uid", "uid", Text("永久编号", "permanent id"), _ID),
    Field("code", "code", Text("序号", "number"), _ID),
    Field("kind", "kind", Text("类型", "kind"), _WHAT, codes=ItemKind),
    Field("group", "group", Text("大类", "group"), _WHAT),
    Field("title", "title", Text("名称", "title"), _WHAT),
    Field("content", "content", Text("任务内容", "content"), _WHAT),
    Field("field", "field", Text("领域", "field"), _WHAT),
    Field("stage", "stage", Text("阶段", "stage"), _WHEN, codes=Stage),
    Field("state", "state", Text("状态", "state"), _STATE, codes=ItemState),
    Field("cities", "", Text("涉及市", "cities"), _WHERE, "array"),
    Field("city_codes", "", Text("涉及市代码", "codes of the cities"), _WHERE, "array"),
    Field("lead_units", "", Text("牵头单位", "lead units"), _WHO, "array"),
    Field("lead_codes", "", Text("牵头单位编号", "codes of the lead units"), _WHO, "array"),
    Field("support_units", "", Text("配合单位", "supporting units"), _WHO, "array"),
    Field("original_due", "original_due", Text("原定时限", "original due date"), _WHEN, "date"),
    Field("due", "due", Text("完成时限", "due date"), _WHEN, "date"),
    Field("national_code", "project__national_code", Text("统一项目代码", "national project code"), _ID),
    Field("nature", "project__nature", Text("建设性质", "nature of works"), _WHAT),
    Field("scale", "project__scale", Text("建设内容及规模", "works and scale"), _WHAT),
    Field("place", "project__place", Text("建设地点", "place"), _WHERE),
    Field(
        "length_km", "project__length_km", Text("长度", "length"), _WHAT, "number", Text("公里", "km")
    ),
    Field("start_year", "project__start_year", Text("开工年", "first year"), _WHEN, "integer"),
    Field("end_year", "project__end_year", Text("完工年", "last year"), _WHEN, "integer"),
    Field("project_class", "project__project_class", Text("年度类别", "class of the year"), _STATE, codes=ProjectClass),
    Field("investment", "project__investment", Text("总投资", "total investment"), _MONEY, "number", _YI),
    Field("price_year", "project__price_year", Text("价格年份", "price year"), _MONEY, "integer"),
    Field("year_plan", "project__year_plan", Text("年度计划投资", "plan of the year"), _MONEY, "number", _YI),
)  # fmt: skip
_SERVICE = (
    Field("code", "service__code", Text("事项编号", "code"), _ID),
    Field("name", "service__name", Text("事项名称", "service"), _WHAT),
    Field("field", "service__field", Text("领域", "field"), _WHAT),
    Field("city_code", "city__code", Text("市代码", "code of the city"), _WHERE),
    Field("city", "city__name", Text("市", "city"), _WHERE),
    Field("offered", "offered", Text("可办", "offered"), _TERMS, "boolean"),
    Field("online", "online", Text("网上办", "online"), _TERMS, "boolean"),
    Field("agent", "agent", Text("异地代收代办", "through an agent"), _TERMS, "boolean"),
    Field("joint", "joint", Text("多地联办", "jointly"), _TERMS, "boolean"),
    Field("same_standard", "same_standard", Text("同一标准", "same standard"), _TERMS, "boolean"),
    Field("materials", "materials", Text("材料份数", "documents asked for"), _TERMS, "integer", Text("份", "documents")),
    Field("days", "days", Text("办结时限", "time to decide"), _TERMS, "number", Text("工作日", "working days")),
    Field("since", "since", Text("起办日期", "since"), _TERMS, "date"),
)  # fmt: skip
_FIGURE = (
    Field("subject", "subject", Text("对象", "subject"), _ID),
    Field("subject_name", "subject_name", Text("对象名称", "subject's name"), _WHAT),
    Field("attribute", "attribute", Text("属性", "attribute"), _WHAT),
    Field("value", "value", Text("数值", "value"), _WHAT, "number"),
    Field("value_text", "value_text", Text("原文", "in the source's words"), _WHAT),
    Field("qualifier", "qualifier", Text("限定", "qualifier"), _PROOF),
    Field("unit", "unit", Text("单位", "unit"), _WHAT),
    Field("as_of", "as_of", Text("截至", "as of"), _PROOF),
    Field("published", "published", Text("发布", "published"), _PROOF),
    Field("scope", "scope", Text("口径", "scope"), _PROOF),
    Field("basis", "basis", Text("数据性质", "basis"), _PROOF, codes=Basis),
    Field("source", "source", Text("来源", "source"), _PROOF),
)
_LIGHT = (
    Field("uid", "item__uid", Text("永久编号", "permanent id"), _ID),
    Field("list", "item__list__name", Text("清单", "list"), _WHAT),
    Field("code", "item__code", Text("序号", "number"), _ID),
    Field("title", "item__title", Text("名称", "title"), _WHAT),
    Field("aspect", "aspect", Text("灯项", "aspect"), _STATE, codes=AspectName),
    Field("colour", "published_colour", Text("灯号", "light"), _STATE, codes=Colour),
    Field("published", "published_at__date", Text("发布日期", "published on"), _WHEN, "date"),
)
_AREA = (
    Field("place", "", Text("区划代码", "code"), _ID),
    Field("level", "", Text("层级", "level"), _WHAT),
    Field("name", "", Text("名称", "name"), _WHAT),
    Field("name_en", "", Text("英文名", "English name"), _WHAT),
)

FIELDS: Mapping[str, tuple[Field, ...]] = {
    PublicationKind.LIST: _ITEM,
    PublicationKind.SERVICES: _SERVICE,
    PublicationKind.FIGURES: _FIGURE,
    PublicationKind.LIGHTS: _LIGHT,
    PublicationKind.AREAS: _AREA,
}

_PEOPLE = Text(
    "个人信息（责任人、联络员、电话）、备注、批示与议定来源、内部材料一律不公开",
    "People (officers, contacts, telephones), remarks, instructions and internal papers are never published",
)
#: What every snapshot of a kind leaves out, and why, in words that stand in the file.
LEFT_OUT: Mapping[str, tuple[Text, ...]] = {
    PublicationKind.LIST: (
        Text("只含标为“公开”且已列入的条目", "Only rows marked public that are entered in the list"),
        _PEOPLE,
        Text("填报内容、存在问题、未发布灯号不公开", "Reports, problems and lights before publication are left out"),
    ),
    PublicationKind.SERVICES: (
        Text("只含标为“公开”的事项；各市未填报的不列", "Only services marked public; what a city has not said is not listed"),
        _PEOPLE,
    ),
    PublicationKind.FIGURES: (
        Text("只含已公开发布的数值；测算值、内部实测值和备注不列", "Only values that were published; modelled and internal values and notes are left out"),
        _PEOPLE,
    ),
    PublicationKind.LIGHTS: (
        Text("只含公开条目的已发布灯号；拟亮、依据数据和会商意见不列", "Only published lights of public rows; proposed lights, their facts and opinions are left out"),
        _PEOPLE,
    ),
    PublicationKind.AREAS: (
        Text("只含市、县轮廓和名称，不含测算结果；示意图，不作为划界依据", "Only outlines and names, no results; schematic, not a basis for any boundary"),
    ),
}  # fmt: skip
