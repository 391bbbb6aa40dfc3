"""Run the checks over rows with what is known beyond them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import models
from django.db.models.functions import Cast

from tongcheng.office.audit.models import Event
from tongcheng.office.core.fetching import hand_out
from tongcheng.office.lists.checks import Finding, Known, check_codes, check_items, middle, project_of
from tongcheng.office.lists.models import COUNTED_STATES, FundingSource, ItemState, List, Project
from tongcheng.office.lists.printed import whole
from tongcheng.office.lists.queries.table import Wanted, filtered
from tongcheng.office.people.standing import Standing

_MONEY = ("investment", "year_plan", "invested_before")


def check_rows(rows: Sequence[Any], lst: List | None = None) -> list[Finding]:
    """Check rows fetched by ``printed.whole``; three queries at most, however many rows."""
    rows = list(rows)
    projects = [project for row in rows if (project := project_of(row)) is not None]
    funding = FundingSource.objects.filter(project__in=[project.pk for project in projects])
    hand_out(projects, "funding", ((one.project_id, one) for one in funding))
    return check_items(rows, Known(_medians(lst) if lst and projects else {}, _earlier(projects)))


def check_list(standing: Standing, lst: List) -> list[Finding]:
    """Check a whole list, as far as the reader may see it."""
    seen = filtered(standing, lst, Wanted())
    rows = list(whole(seen.filter(state__in=(*COUNTED_STATES, ItemState.DRAFT, ItemState.SPLIT)).order_by("order")))
    return [*check_rows(rows, lst), *check_codes(rows)]


class _Plain(models.Field):  # type: ignore[type-arg]
    """A float as the database gives it; a ``FloatField`` converts each of a list's thousands of amounts once more."""

    def db_type(self, connection: object) -> str:  # noqa: ARG002
        return "double precision"


def _medians(lst: List) -> dict[str, Decimal | None]:
    """Give the medians of a list's money; read as floats, for a list has thousands of amounts."""
    rows = Project.objects.filter(item__list=lst, item__state__in=COUNTED_STATES).order_by()
    plain = {f"plain_{name}": Cast(name, _Plain()) for name in _MONEY}
    amounts = list(rows.annotate(**plain).values_list(*plain))
    return {name: middle(row[at] for row in amounts if row[at] is not None) for at, name in enumerate(_MONEY)}


def _earlier(projects: Sequence[Project]) -> dict[int, dict[str, list[Decimal]]]:
    """Give what the log says that a project's money was before."""
    keys = [str(project.pk) for project in projects]
    events = Event.objects.filter(subject_type="lists.project", subject_id__in=keys)
    found: dict[int, dict[str, list[Decimal]]] = {}
    for pk, before in events.values_list("subject_id", "before"):
        for name in _MONEY:
            value = _decimal((before or {}).get(name))
            if value is not None:
                found.setdefault(int(pk), {}).setdefault(name, []).append(value)
    return found


def _decimal(value: object) -> Decimal | None:
    try:
        return Decimal(str(value)) if value is not None else None
    except InvalidOperation:
        return None
