"""What must hold of units before they are written; all problems at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.office.people.drafts import UnitDraft
from tongcheng.office.people.folding import plain_name
from tongcheng.office.people.models import City, FunctionalArea, Unit, UnitAlias, UnitKind

TAKEN = Text("尚未使用的名称", "a name not yet used")
#: Bodies that stand in a city; without it the city's office would not see their rows.
OF_A_CITY = (UnitKind.CITY_OFFICE, UnitKind.CITY_BODY, UnitKind.COUNTY_BODY)


@dataclass
class Kept:
    """What is kept already, read once: units, cities and areas by code, and who owns which name."""

    units: dict[str, Unit]
    cities: dict[str, City]
    areas: dict[str, FunctionalArea]
    owners: dict[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls) -> Kept:
        """Read it, in four queries."""
        units = {unit.code: unit for unit in Unit.objects.all()}
        kept = cls(
            units,
            {city.code: city for city in City.objects.all()},
            {area.code: area for area in FunctionalArea.objects.all()},
        )
        by_key = {unit.pk: unit.name for unit in units.values()}
        for unit in units.values():
            kept.owners |= dict.fromkeys(_keys(unit.name, unit.short_name), unit.name)
        kept.owners |= {plain_name(one.name): by_key[one.unit_id] for one in UnitAlias.objects.all()}
        return kept


def _keys(*names: str) -> list[str]:
    return [plain_name(name) for name in names if name.strip()]


def refuse_bad_drafts(drafts: Sequence[UnitDraft], kept: Kept) -> None:
    """Raise :class:`~tongcheng.errors.InputError` with every problem of every draft."""
    problems = Problems("unit")
    codes, owners = set(kept.units), dict(kept.owners)
    wanted = {draft.code for draft in drafts if draft.code}
    for row, draft in enumerate(drafts, 1):
        _check_names(draft, row, codes, owners, problems)
        _check_links(draft, row, kept, wanted, problems)
    _check_circles(drafts, problems)
    problems.raise_if_any()


def _check_names(draft: UnitDraft, row: int, codes: set[str], owners: dict[str, str], problems: Problems) -> None:
    if not draft.name.strip():
        _add(problems, row, "name", "empty", Text("单位全称", "the unit's full name"), "", Text("填写", "fill it in"))
    if draft.code and draft.code in codes:
        _add(problems, row, "code", "taken", TAKEN, draft.code, Text("换一个编号", "take another code"))
    codes.add(draft.code)
    for column, name in (
        ("name", draft.name),
        ("short_name", draft.short_name),
        *(("aliases", alias) for alias in draft.aliases),
    ):
        owner = owners.get(plain_name(name)) if name.strip() else None
        if owner is not None and owner != draft.name:
            _add(problems, row, column, "taken", TAKEN, name, whose(owner))
    owners |= dict.fromkeys(_keys(draft.name, draft.short_name, *draft.aliases), draft.name)


def whose(owner: str) -> Text:
    """Say to whom a name belongs already."""
    return Text(f"该名称已指“{owner}”", f"this name already means {owner}")


def _check_links(draft: UnitDraft, row: int, kept: Kept, wanted: set[str], problems: Problems) -> None:
    if draft.kind not in UnitKind.values:
        kinds = "、".join(UnitKind.values)
        remedy = Text(f"可用：{kinds}", f"known: {kinds}")
        _add(problems, row, "kind", "unknown_kind", Text("单位类型", "a kind of unit"), draft.kind, remedy)
    checks: tuple[tuple[str, str, Callable[[str], bool]], ...] = (
        ("city", draft.city, kept.cities.__contains__),
        ("area", draft.area, kept.areas.__contains__),
        ("parent", draft.parent, lambda code: code in kept.units or code in wanted),
    )
    for column, code, known in checks:
        if code and not known(code):
            expected = Text("已登记的编号", "a code kept here")
            _add(problems, row, column, f"unknown_{column}", expected, code, Text("核对编号", "check the code"))
    if draft.kind in OF_A_CITY and not draft.city:
        remedy = Text("选择所属市，否则市级审核看不到它", "choose its city, or the city's office will not see it")
        _add(problems, row, "city", "no_city", Text("所属市", "the unit's city"), "", remedy)


def _check_circles(drafts: Sequence[UnitDraft], problems: Problems) -> None:
    above = {draft.code: draft.parent for draft in drafts if draft.code}
    for row, draft in enumerate(drafts, 1):
        seen, one = {draft.code}, draft.parent
        while one and one in above and one not in seen:
            seen.add(one)
            one = above[one]
        if one and one == draft.code:
            refuse_circle(problems, draft.parent, row)


def refuse_circle(problems: Problems, parent: str, row: int | None = None) -> None:
    """Note that a unit would stand below itself."""
    remedy = Text("选择不隶属于本单位的上级", "choose a unit that does not stand below this one")
    expected = Text("不隶属于本单位的上级单位", "a unit above that is not below")
    problems.add("circle", row=row, column="parent", expected=expected, found=parent, remedy=remedy)


def _add(problems: Problems, row: int, column: str, code: str, expected: Text, found: str, remedy: Text) -> None:
    problems.add(code, row=row, column=column, expected=expected, found=found, remedy=remedy)
