"""Use by period is reported, and corrected by a new row."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.office.audit.chain import record
from tongcheng.office.core.acting import Act, RefusedError, action
from tongcheng.office.core.recorded import new
from tongcheng.office.cross_services import rules
from tongcheng.office.cross_services.models import Use

_REPLACED = Text("此数已被更正，请更正最新的一条", "This reading was corrected already; correct the latest")


@action("cross_services.report_use", Text("填报办件量", "report use"), rule=rules.may_report)
def report_use(act: Act, uses: Sequence[Use]) -> list[Use]:
    """Write readings, all or none.

    Raises
    ------
    InputError
        For a reading without value and words, of the future, or for a place and period that has one already.
    """
    problems = Problems("uses")
    for use in uses:
        _check(problems, use)
    problems.raise_if_any()
    for use in uses:
        use.save()
    record(act, [new(use) for use in uses])
    return list(uses)


@action("cross_services.correct_use", Text("更正办件量", "correct use"), rule=rules.may_report, reason_needed=True)
def correct_use(act: Act, use: Use, value: int | None, words: str = "") -> Use:
    """Write a reading that replaces another of the same service, place and period; the old one stays readable."""
    if Use.objects.filter(replaces=use).exists():
        raise RefusedError(_REPLACED)
    made = Use(
        service=use.service, kind=use.kind, city=use.city, home=use.home, begins=use.begins, ends=use.ends,
        value=value, words=words, basis=use.basis, source=use.source, replaces=use,
    )  # fmt: skip
    problems = Problems("uses")
    _check(problems, made)
    problems.raise_if_any()
    made.save()
    record(act, [new(made)])
    return made


def _check(problems: Problems, use: Use) -> None:
    if use.value is None and not use.words:
        problems.add(
            "nothing_said", column="value", expected=Text("数值或原文", "a value or the source's words"), found="",
            remedy=Text("填写数值；来源未给数值的抄录原文", "enter the value, or the words of a source without one"),
        )  # fmt: skip
    if use.ends > timezone.localdate():
        problems.add(
            "in_the_future", column="ends", expected=Text("不晚于今天", "not after today"), found=use.ends.isoformat(),
            remedy=Text("改正截止日期", "correct the day"),
        )  # fmt: skip
    if use.begins is not None and use.begins > use.ends:
        problems.add(
            "ends_before_it_begins", column="begins", expected=Text("不晚于截止日期", "not after the end"),
            found=use.begins.isoformat(), remedy=Text("改正起止日期", "correct the days"),
        )  # fmt: skip
    same = Use.objects.filter(
        service=use.service, kind=use.kind, city=use.city, home=use.home, begins=use.begins, ends=use.ends,
        replaced_by__isnull=True,
    )  # fmt: skip
    if use.replaces is None and use.source and same.filter(source=use.source).exists():
        problems.add(
            "told_twice", column="ends", expected=Text("每地每期一个数", "one reading per place and period"),
            found=use.ends.isoformat(), remedy=Text("使用“更正”，原数保留", "use “correct”; the old reading stays"),
        )  # fmt: skip
