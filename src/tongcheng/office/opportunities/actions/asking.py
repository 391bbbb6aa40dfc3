"""Somebody asks; somebody says what was done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.office.audit.chain import record
from tongcheng.office.core.acting import Act, Change, RefusedError, action
from tongcheng.office.core.recorded import new
from tongcheng.office.opportunities import rules
from tongcheng.office.opportunities.actions.held import now
from tongcheng.office.opportunities.checks import check_day, check_words
from tongcheng.office.opportunities.models import Enquiry, FollowUp, Opportunity

_OTHER = Text("询问不属于此机会", "The enquiry is about another opportunity")


@dataclass(frozen=True)
class Question:
    """Who asks what."""

    name: str
    firm: str
    contact: str
    words: str


@action("opportunities.enquire", Text("提交询问", "ask"), rule=rules.may_enquire)
def enquire(act: Act, one: Opportunity, question: Question) -> Enquiry:
    """Keep an enquiry; the log says that one came, not from whom.

    Raises
    ------
    InputError
        For words that are missing, too long, or hold markup.
    """
    problems = Problems("enquiry")
    for name, most in (("name", 40), ("firm", 120), ("contact", 120), ("words", 1000)):
        check_words(problems, name, getattr(question, name), most)
    problems.raise_if_any()
    [one] = now(act, rules.may_enquire, [one])
    made = Enquiry(
        opportunity=one, name=question.name.strip(), firm=question.firm.strip(), contact=question.contact.strip(),
        words=question.words.strip(), at=act.at,
    )  # fmt: skip
    made.save()
    record(act, [Change(made, None, {"opportunity": one.pk, "at": act.at.isoformat()})])
    return made


@action("opportunities.add_follow_up", Text("记录跟进", "note a follow-up"), rule=rules.may_follow)
def add_follow_up(act: Act, one: Opportunity, words: str, on: date, enquiry: Enquiry | None = None) -> FollowUp:
    """Note what was done on a day, after an enquiry if one is named.

    Raises
    ------
    InputError
        Without words, or for a day to come.
    RefusedError
        If the enquiry is about another opportunity.
    """
    if enquiry is not None and enquiry.opportunity_id != one.pk:
        raise RefusedError(_OTHER)
    problems = Problems("follow-up")
    check_words(problems, "words", words, 2000)
    check_day(problems, "on", on, timezone.localdate(act.at))
    problems.raise_if_any()
    [one] = now(act, rules.may_follow, [one])
    made = FollowUp(opportunity=one, enquiry=enquiry, on=on, words=words.strip(), person=act.standing.person)
    made.save()
    record(act, [new(made)])
    return made
