"""What the office decides about candidates that a run found; it goes back into the circle's tables."""

from __future__ import annotations

from django.utils import timezone

from tongcheng.errors import Problems
from tongcheng.language import Text, same
from tongcheng.office.audit.chain import record
from tongcheng.office.core.acting import Act, action
from tongcheng.office.core.recorded import new
from tongcheng.office.figures import rules
from tongcheng.office.figures.models import Run, Verdict, VerdictWord
from tongcheng.office.figures.queries.candidates import candidates_of


@action("figures.judge_candidate", Text("核定候选", "judge a candidate"), rule=rules.may_adopt, reason_needed=True)
def judge_candidate(act: Act, run: Run, subject: str, verdict: str) -> Verdict:
    """Note what was decided about a candidate, with the reason; a later decision stands beside it.

    Raises
    ------
    InputError
        If the run has no such candidate, or the word is none.
    """
    problems = Problems("candidates")
    if subject not in {one.candidate for one in candidates_of(run)}:
        problems.add(
            "unknown_candidate", column="subject", expected=Text("此次测度的候选", "a candidate of this run"),
            found=subject, remedy=Text("从候选表中选取", "choose from the run's candidates"),
        )  # fmt: skip
    if verdict not in VerdictWord.values:
        words = same(", ".join(VerdictWord.values))
        problems.add(
            "unknown_verdict", column="verdict", expected=words, found=verdict, remedy=Text("选择其一", "choose one")
        )
    problems.raise_if_any()
    person = act.standing.person
    row = Verdict(
        run=run,
        subject=subject,
        decided=timezone.localdate(act.at),
        verdict=verdict,
        reason=act.reason.strip(),
        person=person.name if person else "",
    )
    row.save()
    record(act, [new(row)])
    return row
