"""What changes about maps: their approval number. Candidates are judged by ``figures.judge_candidate``."""

from __future__ import annotations

import re

from tongcheng.errors import InputError, Problem
from tongcheng.language import Text
from tongcheng.office.audit.chain import record
from tongcheng.office.core.acting import Act, action
from tongcheng.office.core.recorded import new
from tongcheng.office.workbench.maps import rules
from tongcheng.office.workbench.maps.models import MapNumber

#: GS（2024）0650号, 川S【2023】00001号, GS川（2024）12号 …: letters of the authority, year in brackets, running number.
_NUMBER = re.compile(r"^[A-Z\u4e00-\u9fff]{1,8}\s*[(（\[【〔]\d{4}[)）\]】〕]\s*\d{1,6}\s*号$")


@action(
    "workbench.number_map",
    Text("登记审图号", "enter a map approval number"),
    rule=rules.may_number,
    reason_needed=True,
)
def number_map(act: Act, circle: str, number: str) -> MapNumber:
    """Enter the approval number of a circle's map, which opens it to the public; an empty one closes it again.

    Raises
    ------
    InputError
        If it does not read like an approval number.
    """
    number = number.strip()
    if number and not _NUMBER.match(number):
        expected = Text("如 GS（2024）0650号、川S【2023】00001号", "such as GS（2024）0650号")
        remedy = Text("照批准文件填写", "write it as the approval does")
        raise InputError([Problem("bad_map_number", "", expected, number, remedy, column="number")])
    person = act.standing.person
    row = MapNumber(circle=circle, number=number, entered=act.at, person=person.name if person else "")
    row.save()
    record(act, [new(row)])
    return row
