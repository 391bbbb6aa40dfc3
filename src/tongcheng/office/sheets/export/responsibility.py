"""The responsibility list (责任清单): what each unit leads, supports, guides and reports. It is a view of the lists."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from tongcheng.language import SYNTHETIC_MARK, Language, Text
from tongcheng.office.audit.chain import head
from tongcheng.office.core.wording import language as spoken
from tongcheng.office.lists.models import COUNTED_STATES, Item, ItemUnit, ItemUnitRole
from tongcheng.office.lists.rules import sees_contacts
from tongcheng.office.people.models import Unit
from tongcheng.office.people.standing import Standing
from tongcheng.office.sheets.export.files import XLSX, File, day, safe_name
from tongcheng.office.sheets.export.lists import facts
from tongcheng.office.sheets.export.rows import PERSONAL, whole
from tongcheng.render.ledger import Column, Line, Sheet, Value, ledger_workbook

NAME = Text("责任清单", "Responsibility list")
_LEADS, _JOINT = Text("牵头", "lead"), Text("联合牵头", "joint lead")
_SUPPORTS, _GUIDES = Text("配合", "support"), Text("指导", "guide")
_REPORTS = Text("、填报", ", reports")
_COLUMNS = (
    ("unit", Text("单位", "Unit"), "text", 18.0),
    ("number", Text("序号", "No."), "short", 8.0),
    ("list", Text("清单", "List"), "text", 20.0),
    ("code", Text("清单序号", "No. in the list"), "short", 10.0),
    ("title", Text("名称", "Title"), "text", 38.0),
    ("role", Text("责任", "Part"), "short", 16.0),
    ("with", Text("共同单位", "Together with"), "text", 26.0),
    ("accountable_leader", Text("责任领导", "Accountable leader"), "short", 12.0),
    ("officer", Text("责任人", "Officer"), "short", 12.0),
    ("liaison_a", Text("联络员A角", "Liaison A"), "text", 16.0),
    ("liaison_b", Text("联络员B角", "Liaison B"), "text", 16.0),
    ("due", Text("完成时限", "Due date"), "date", 18.0),
    ("state", Text("状态", "State"), "short", 10.0),
)


def responsibility_workbook(standing: Standing, *, unit: Unit | None = None, year: int | None = None) -> File:
    """Write who answers for what, by unit, of the rows that this reader may see; three queries."""
    language = spoken()
    items = Item.objects.filter(state__in=COUNTED_STATES).visible_to(standing)
    if year is not None:
        items = items.filter(list__year=year)
    rows = (
        ItemUnit.objects.filter(item__in=items.order_by().values("pk"))
        .select_related("unit", "item__list", "item__reporting_unit")
        .order_by("item__list__code", "item__order", "item_id", "order", "pk")
    )
    by_item: dict[int, list[ItemUnit]] = {}
    for one in rows:
        by_item.setdefault(one.item_id, []).append(one)
    by_unit: dict[Unit, list[tuple[Item, list[ItemUnit]]]] = {}
    for parts in by_item.values():
        for who in dict.fromkeys([one.unit for one in parts]):
            by_unit.setdefault(who, []).append((parts[0].item, parts))
    units = sorted(by_unit, key=lambda one: (one.order, one.code))
    chosen = [one for one in units if unit is None or one.pk == unit.pk]
    lines = [
        _line(who, number, item, parts, language)
        for who in chosen
        for number, (item, parts) in enumerate(by_unit[who], 1)
    ]
    public = not sees_contacts(standing)
    synthetic = any(item.synthetic for who in chosen for item, _ in by_unit[who])
    title = NAME.say(language) if unit is None else f"{unit.name}{NAME.say(language)}"
    title = title if year is None else Text(f"{year}年度{title}", f"{title} {year}").say(language)
    today = timezone.localdate()
    sheet = Sheet(
        NAME.say(language),
        [title],
        _columns(language, public=public),
        lines,
        merged="unit",
        facts=facts(day(today, language), Text("工作稿", "working copy").say(language), head().short, language),
        mark=SYNTHETIC_MARK.say(language) if synthetic else "",
    )
    return File(safe_name(title, today.isoformat(), ending="xlsx"), ledger_workbook([sheet], title=title), XLSX)


def _columns(language: Language, *, public: bool) -> list[Column]:
    return [
        Column(key, label.say(language), kind=kind, widest=widest)  # type: ignore[arg-type]
        for key, label, kind, widest in _COLUMNS
        if not (public and key in PERSONAL)
    ]


def _line(unit: Unit, number: int, item: Item, parts: Sequence[ItemUnit], language: Language) -> Line:
    comma = "、" if language == "zh" else ", "
    leads = [one.unit for one in parts if one.role == ItemUnitRole.LEAD]
    own = [one.role for one in parts if one.unit_id == unit.pk]
    joint = _JOINT if len(leads) > 1 else _LEADS
    words = {ItemUnitRole.LEAD: joint, ItemUnitRole.SUPPORT: _SUPPORTS, ItemUnitRole.GUIDE: _GUIDES}
    role = comma.join(words[ItemUnitRole(one)].say(language) for one in own)
    values: dict[str, Value] = {name: getattr(item, name) for name in (*PERSONAL, "title", "due")}
    values |= {
        "unit": unit.name,
        "number": number,
        "list": item.list.name,
        "code": whole(item.code),
        "role": role + (_REPORTS.say(language) if item.reporting_unit_id == unit.pk else ""),
        "with": comma.join(dict.fromkeys(str(one.unit) for one in parts if one.unit_id != unit.pk)),
        "state": str(item.get_state_display()),
    }
    return Line(values)
