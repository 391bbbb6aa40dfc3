"""What the actions share: rows read anew under a lock, values checked, changes written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models

from tongcheng.errors import Problems
from tongcheng.language import Text, same
from tongcheng.office.audit.chain import record
from tongcheng.office.core.acting import Act
from tongcheng.office.core.recorded import Recorded, Revised, new
from tongcheng.office.documents.models import ConsultedUnit, Opinion, Version

M = TypeVar("M", bound=models.Model)
R = TypeVar("R", bound=Revised)
MEND = Text("改正后重新提交", "correct it and send again")


def hold(row: M, *related: str) -> M:
    """Read a row anew under a lock, with what the rules need beside it."""
    rows: Any = type(row)._default_manager.select_for_update(of=("self",))  # noqa: SLF001
    found: M = rows.select_related(*related).get(pk=row.pk)
    return found


def hold_version(version: Version) -> Version:
    """Hold a version's dossier, so that no two people number or consult at once, and read the version anew."""
    type(version.dossier)._default_manager.select_for_update().get(pk=version.dossier_id)  # noqa: SLF001
    found: Version = Version.objects.select_related("dossier__unit", "issue").get(pk=version.pk)
    return found


def hold_asked(asked: ConsultedUnit) -> ConsultedUnit:
    """Hold the answer of a unit."""
    return hold(asked, "unit", "consultation__version__dossier__unit")


def hold_opinions(opinions: Iterable[Opinion]) -> list[Opinion]:
    """Hold opinions: one query."""
    rows = Opinion.objects.select_for_update(of=("self",)).select_related(
        "asked__unit", "asked__consultation__version__dossier", "asked__consultation__version__issue"
    )
    return list(rows.filter(pk__in=[one.pk for one in opinions]).order_by("pk"))


def clean(row: Recorded) -> None:
    """Check a row's fields and constraints.

    Raises
    ------
    InputError
        With everything that is wrong.
    """
    problems = Problems(str(row._meta.verbose_name))  # noqa: SLF001
    try:
        row.full_clean()
    except ValidationError as error:
        for name, words in error.message_dict.items():
            whole = name == "__all__"
            problems.add(
                "invalid",
                expected=same(" ".join(map(str, words))),
                found="" if whole else getattr(row, name, "") or "",
                remedy=MEND,
                column=None if whole else str(row._meta.get_field(name).verbose_name),  # type: ignore[union-attr]  # noqa: SLF001
            )
    problems.raise_if_any()


def save_row(act: Act, row: R, values: Mapping[str, Any], base: int | None = None) -> R:
    """Write a new row, or change one that is read anew, and record it; give the row as it is."""
    if row.pk is None:
        for name, value in values.items():
            setattr(row, name, value)
        clean(row)
        row.save()
        record(act, [new(row)])
        return row
    now = hold(row)
    change = now.revise(values, base)
    clean(now)
    now.save()
    record(act, [change])
    return now


def too_early(problems: Problems, column: Text, day: date, first: date) -> None:
    """Note a day that lies before the first possible one."""
    if day < first:
        expected = Text("不早于{day}", "not before {day}").fill(day=first)
        problems.add("early", expected=expected, found=day, remedy=MEND, column=column.zh)
