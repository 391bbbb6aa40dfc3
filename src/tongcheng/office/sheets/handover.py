"""Imports that somebody has previewed and not applied."""

from __future__ import annotations

from tongcheng.language import Text
from tongcheng.office.core.acting import Act, Change
from tongcheng.office.people.handover import Piece, Work, register
from tongcheng.office.people.models import Person
from tongcheng.office.sheets.models import Import, ImportState


def previewed_by(person: Person) -> Work | None:
    """Give the imports that wait for somebody's confirmation."""
    rows = Import.objects.filter(maker=person, state=ImportState.PREVIEWED).select_related("workbook")
    return Work(
        Text("待确认的导入", "imports previewed and not applied"), tuple(Piece(one.workbook.name) for one in rows)
    )


def pass_previewed(act: Act, person: Person, successor: Person) -> list[Change]:  # noqa: ARG001
    """Let the successor confirm or discard them."""
    changes = []
    for one in Import.objects.filter(maker=person, state=ImportState.PREVIEWED).select_related("workbook"):
        change = one.revise({"maker": successor})
        one.save()
        if change is not None:
            changes.append(change)
    return changes


register("sheets.previewed", find=previewed_by, pass_on=pass_previewed)
