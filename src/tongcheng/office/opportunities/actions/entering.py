"""Opportunities are entered and changed, one or many at once: the row and its details together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.office.audit.chain import record
from tongcheng.office.core.acting import Act, RefusedError, action
from tongcheng.office.core.recorded import new
from tongcheng.office.lists.actions import NewItem, add_items, change_items
from tongcheng.office.lists.actions.fields import cleaned
from tongcheng.office.lists.models import Item, ItemKind, List, ListKind, OriginKind, Visibility
from tongcheng.office.opportunities import rules
from tongcheng.office.opportunities.actions.held import now
from tongcheng.office.opportunities.checks import check_words
from tongcheng.office.opportunities.models import Opportunity

#: Fields of the row itself.
ITEM_FIELDS = ("title", "content", "field", "source")
#: Fields of the details; ``unit`` and ``city`` stay as they were entered.
DETAIL_FIELDS = (
    "side", "sort", "place", "money", "money_unit", "money_year", "valid_until", "contact_unit", "contact_name",
    "contact_phone", "contact_public", "industries",
)  # fmt: skip
_CORRECT = Text("改正后重新提交", "correct it and send again")
_NOT_OPPORTUNITIES = Text("只能列入城市机会清单", "Opportunities go into an opportunity list")


@dataclass(frozen=True)
class NewOpportunity:
    """One to be entered: fields of the row and of the details together, with ``unit`` and ``city``."""

    values: Mapping[str, Any]
    row: int | None = None

    @property
    def city_id(self) -> int | None:
        """The publishing city."""
        return getattr(self.values.get("city"), "pk", None)

    @property
    def unit_id(self) -> int | None:
        """The publishing unit."""
        return getattr(self.values.get("unit"), "pk", None)


@action("opportunities.add_opportunities", Text("录入机会", "enter opportunities"), rule=rules.may_enter)
def add_opportunities(act: Act, drafts: Sequence[NewOpportunity], lst: List) -> list[Opportunity]:
    """Enter opportunities as drafts: rows of the list with their details; all or none, in constant statements.

    Raises
    ------
    InputError
        With every problem of every row.
    RefusedError
        If the list is no opportunity list, or the unit may not propose rows.
    """
    if lst.kind != ListKind.OPPORTUNITY:
        raise RefusedError(_NOT_OPPORTUNITIES)
    problems = Problems("opportunities")
    details = [_details(draft, problems) for draft in drafts]
    problems.raise_if_any()
    rows = [NewItem(_row(draft, lst), row=draft.row) for draft in drafts]
    return _attach(act, add_items(act, lst, rows), details)


@action("opportunities.attach_details", Text("补充机会信息", "attach details"), rule=rules.may_keep_batches)
def attach_details(act: Act, items: Sequence[Item], values: Sequence[Mapping[str, Any]]) -> list[Opportunity]:
    """Give details to rows that stand in an opportunity list already; the joint office does it.

    Raises
    ------
    InputError
        With every problem of every row.
    """
    problems = Problems("opportunities")
    taken = set(Opportunity.objects.filter(item__in=items).values_list("item", flat=True))
    for item in items:
        if item.pk in taken or item.kind != ItemKind.OPPORTUNITY:
            problems.add(
                "no_place", column="item", expected=Text("尚无明细的机会条目", "an opportunity without details"),
                found=str(item), remedy=_CORRECT,
            )  # fmt: skip
    details = [_details(NewOpportunity(one), problems) for one in values]
    problems.raise_if_any()
    return _attach(act, items, details)


def _attach(act: Act, items: Sequence[Item], details: Sequence[Mapping[str, Any]]) -> list[Opportunity]:
    person = act.standing.person
    rows = [
        Opportunity(item=item, entered_by=person, changed_by=person, **one)
        for item, one in zip(items, details, strict=True)
    ]
    made: list[Opportunity] = Opportunity.objects.bulk_create(rows, batch_size=200)
    record(act, [new(one) for one in made])
    return made


def _row(draft: NewOpportunity, lst: List) -> dict[str, Any]:
    city, unit = draft.values.get("city"), draft.values.get("unit")
    return {
        **{name: draft.values[name] for name in (*ITEM_FIELDS, "code") if name in draft.values},
        "kind": ItemKind.OPPORTUNITY,
        "reporting_unit": unit,
        "leads": [unit] if unit else [],
        "cities": [city] if city else [],
        "visibility": Visibility.PARTIES,
        "origin_kind": OriginKind.PROPOSAL,
        "synthetic": lst.synthetic,
    }


def _details(draft: NewOpportunity, problems: Problems) -> dict[str, Any]:
    given = draft.values
    row = Opportunity(city=given.get("city"), unit=given.get("unit"))
    allowed = (*DETAIL_FIELDS, "city", "unit")
    own = cleaned(row, {name: given[name] for name in allowed if name in given}, allowed, problems, draft.row)
    for name in ("side", "sort"):
        if name not in given:
            problems.add(
                "empty", column=name, expected=Text("不为空", "something"), found="", remedy=_CORRECT, row=draft.row
            )
    _sound(row, own, given, problems, draft.row)
    return own


def _sound(
    row: Opportunity, own: Mapping[str, Any], given: Mapping[str, Any], problems: Problems, number: int | None
) -> None:
    """Note markup in words, a sum without its year, a public contact that is empty."""
    for name in (*ITEM_FIELDS, "place", "contact_unit", "contact_name", "contact_phone"):
        if isinstance(words := given.get(name), str):
            check_words(problems, name, words, 300 if name == "title" else 4000, needed=False, row=number)

    def held(name: str) -> Any:
        return own.get(name, getattr(row, name))

    if held("money") is not None and held("money_year") is None:
        problems.add(
            "no_year", column="money_year", expected=Text("金额须注明年份", "the year of the sum"), found="",
            remedy=_CORRECT, row=number,
        )  # fmt: skip
    if held("contact_public") and not (held("contact_unit") or held("contact_phone")):
        problems.add(
            "no_contact", column="contact_public",
            expected=Text("公开联系方式须填单位或电话", "a unit or telephone, if the contact is public"), found="",
            remedy=_CORRECT, row=number,
        )  # fmt: skip


@action("opportunities.change_opportunities", Text("修改机会", "change opportunities"), rule=rules.may_change)
def change_opportunities(
    act: Act,
    rows: Sequence[Opportunity],
    values: Mapping[int, Mapping[str, Any]],
    bases: Mapping[int, int] | None = None,
    numbers: Mapping[int, int] | None = None,
) -> list[Opportunity]:
    """Change drafts, row and details together; give those that really changed.

    ``values`` maps an opportunity's id to fields of ``ITEM_FIELDS`` and ``DETAIL_FIELDS``; ``bases`` to the revision
    that the person saw; ``numbers`` to the row of the sheet that it came from.

    Raises
    ------
    InputError
        With every problem of every row.
    ConflictError
        If the same field changed in between.
    """
    current = now(act, rules.may_change, rows)
    problems = Problems("opportunities")
    person, changes, changed = act.standing.person, [], []
    items: dict[int, dict[str, Any]] = {}
    for one in current:
        given, number = values.get(one.pk, {}), (numbers or {}).get(one.pk)
        own = cleaned(one, {k: v for k, v in given.items() if k not in ITEM_FIELDS}, DETAIL_FIELDS, problems, number)
        _sound(one, own, given, problems, number)
        words = {k: v for k, v in given.items() if k in ITEM_FIELDS and v != getattr(one.item, k)}
        if problems.found:
            continue
        change = one.revise(own, (bases or {}).get(one.pk))
        if words:
            items[one.item_id] = words
        if change is not None or words:
            by = one.revise({"changed_by": person})
            changes += [change, by]
            changed.append(one)
    problems.raise_if_any()
    if items:
        change_items(act, [one.item for one in current if one.item_id in items], items)
    names = [*DETAIL_FIELDS, "changed_by", "revision", "field_revisions"]
    Opportunity.objects.bulk_update(changed, names, batch_size=100)
    record(act, changes)
    return changed
