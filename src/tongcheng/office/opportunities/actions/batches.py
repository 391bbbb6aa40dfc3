"""Batches: 第N批, with a date and the number that was announced."""

from __future__ import annotations

from datetime import date

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.office.audit.chain import record
from tongcheng.office.core.acting import Act, action
from tongcheng.office.core.recorded import new
from tongcheng.office.lists.models import List, ListKind
from tongcheng.office.opportunities import rules
from tongcheng.office.opportunities.checks import check_words
from tongcheng.office.opportunities.models import Batch


@action("opportunities.open_batch", Text("新建批次", "open a batch"), rule=rules.may_keep_batches)
def open_batch(
    act: Act, lst: List, number: int, name: str, on: date, announced: int | None = None, source: str = ""
) -> Batch:
    """Open a batch of a list.

    Raises
    ------
    InputError
        If the list is no opportunity list, the number is taken, or the name is no plain words.
    """
    problems = Problems("batches")
    check_words(problems, "name", name, 120)
    check_words(problems, "source", source, 400, needed=False)
    remedy = Text("改正后重新提交", "correct it and send again")
    if lst.kind != ListKind.OPPORTUNITY:
        problems.add(
            "other_list", column="list", expected=Text("城市机会清单", "an opportunity list"), found=lst.name,
            remedy=remedy,
        )  # fmt: skip
    if number < 1 or number > 9999 or Batch.objects.filter(list=lst, number=number).exists():
        problems.add(
            "number_taken", column="number", expected=Text("未用过的批次号", "a number not used before"), found=number,
            remedy=remedy,
        )  # fmt: skip
    problems.raise_if_any()
    made = Batch(list=lst, number=number, name=name.strip(), on=on, announced=announced, source=source.strip())
    made.save()
    record(act, [new(made)])
    return made
