"""Numbers, issues and their ends."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.office.audit.chain import record
from tongcheng.office.core.acting import Act, RefusedError, action, check
from tongcheng.office.core.recorded import new
from tongcheng.office.documents import rules
from tongcheng.office.documents.actions.held import MEND, clean, hold_version, too_early
from tongcheng.office.documents.models import (
    ConsultationState,
    Disposition,
    Ending,
    Issue,
    Opinion,
    Version,
)

ROUND_OPEN = Text("仍有征求意见未截止，请先截止", "A round of consultation is still open; close it first")
UNDECIDED = Text("仍有{n}条意见未处理，请先处理", "{n} opinions are not decided yet; decide on them first")
_FORM = re.compile(r"^(?P<mark>[\u3400-\u9fffA-Za-z、·]{2,30})〔(?P<year>\d{4})〕(?P<serial>[1-9]\d{0,3})号$")
_BRACKETS = str.maketrans(
    {
        "[": "〔",
        "［": "〔",
        "【": "〔",
        "(": "〔",
        "（": "〔",
        "]": "〕",
        "］": "〕",
        "】": "〕",
        ")": "〕",
        "）": "〕",
    }
)
_ISSUE_FIELDS = ("number", "issuer", "signer", "main_to", "copy_to", "issued", "in_force")


def written_number(typed: str) -> str:
    """Write a document number as the standard does: 〔〕 around the year, no leading zeros, no 第.

    Examples
    --------
    >>> written_number(" 成德眉资同城办 [2026] 第03号 ")
    '成德眉资同城办〔2026〕3号'
    """
    said = "".join(typed.split()).translate(_BRACKETS)
    return re.sub(r"〕第?0*(\d+)号?$", r"〕\1号", said)


@action("documents.issue_version", Text("印发文件", "issue a document"), rule=rules.may_issue)
def issue_version(act: Act, version: Version, values: Mapping[str, Any], supersedes: Sequence[Issue] = ()) -> Issue:
    """Issue a version under a number, and end what it supersedes on the day it comes into force.

    ``values`` holds number, issuer, signer, main_to, copy_to, issued and, if it differs, in_force.

    Raises
    ------
    InputError
        If the number is not written as numbers are, or is used already: it says by which document.
    RefusedError
        While a round is open or an opinion undecided.
    """
    version = hold_version(version)
    check(rules.may_issue, act.standing, version)
    _all_answered(version)
    wanted = {name: value for name, value in values.items() if name in _ISSUE_FIELDS}
    wanted["number"] = written_number(str(wanted.get("number", "")))
    wanted["in_force"] = wanted.get("in_force") or wanted["issued"]
    row = Issue(version=version, made=act.at, maker=act.standing.person, **wanted)
    _check_number(row)
    olds = list(
        Issue.objects.select_for_update(of=("self",))
        .select_related("ending")
        .filter(pk__in=[one.pk for one in supersedes])
    )
    problems = Problems(row.number)
    too_early(problems, Text("施行日期", "in force from"), row.in_force, row.issued)
    for old in olds:
        if getattr(old, "ending", None) is not None:
            problems.add(
                "ended", expected=Text("现行有效的文件", "a document in force"), found=old.number, remedy=MEND
            )
        too_early(problems, Text("施行日期", "in force from"), row.in_force, old.in_force)
    problems.raise_if_any()
    clean(row)
    row.save()
    ends = [
        Ending(issue=old, by=row, on=row.in_force, reason=act.reason.strip(), made=act.at, maker=row.maker)
        for old in olds
    ]
    for one in ends:
        one.save()
    record(act, [new(row), *map(new, ends)])
    return row


def _all_answered(version: Version) -> None:
    if version.consultations.filter(state=ConsultationState.OPEN).exists():
        raise RefusedError(ROUND_OPEN)
    waiting = Opinion.objects.filter(asked__consultation__version=version, disposition=Disposition.WAITING).count()
    if waiting:
        raise RefusedError(UNDECIDED.fill(n=waiting))


def _check_number(row: Issue) -> None:
    problems = Problems(row.number or "?")
    found = _FORM.match(row.number)
    column = Text("文号", "document number").zh
    if found is None:
        expected = Text(
            "机关代字〔年份〕序号，如“成德眉资同城办〔2026〕3号”",
            "mark, year and serial, as 成德眉资同城办〔2026〕3号",
        )
        problems.add("number", expected=expected, found=row.number, remedy=MEND, column=column)
    elif int(found["year"]) != row.issued.year:
        expected = Text("印发当年的年份{year}", "the year of issue, {year}").fill(year=row.issued.year)
        problems.add("number_year", expected=expected, found=found["year"], remedy=MEND, column=column)
    there = Issue.objects.select_related("version__dossier").filter(number=row.number).first()
    if there is not None:
        expected = Text("未使用过的文号", "a number that is not used")
        remedy = Text("核对发文登记簿，换用下一个文号", "look at the register and take the next number")
        used = f"{row.number}：{there.version.dossier}（{there.issued}）"
        problems.add("number_twice", expected=expected, found=used, remedy=remedy, column=column)
    problems.raise_if_any()


@action("documents.repeal", Text("废止文件", "repeal a document"), rule=rules.may_end_issue, reason_needed=True)
def repeal(act: Act, issue: Issue, on: date) -> Ending:
    """End an issue without another one in its place."""
    row = Issue.objects.select_for_update(of=("self",)).select_related("ending").get(pk=issue.pk)
    check(rules.may_end_issue, act.standing, row)
    problems = Problems(row.number)
    too_early(problems, Text("失效日期", "ended on"), on, row.in_force)
    problems.raise_if_any()
    ending = Ending(issue=row, on=on, reason=act.reason.strip()[:400], made=act.at, maker=act.standing.person)
    ending.save()
    record(act, [new(ending)])
    return ending
