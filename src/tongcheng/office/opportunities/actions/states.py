"""From draft to landed: every transition with its rule."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.office.core.acting import Act, action
from tongcheng.office.opportunities import rules
from tongcheng.office.opportunities.actions.held import bring
from tongcheng.office.opportunities.checks import check_day, check_words
from tongcheng.office.opportunities.models import Batch, Opportunity, State

_CORRECT = Text("改正后重新提交", "correct it and send again")


@action("opportunities.submit_opportunities", Text("机会送审", "send for review"), rule=rules.may_submit)
def submit_opportunities(act: Act, rows: Sequence[Opportunity]) -> list[Opportunity]:
    """Send drafts for review.

    Raises
    ------
    InputError
        Naming every row whose validity is over.
    """
    problems = Problems("opportunities")
    today = timezone.localdate(act.at)
    for one in rows:
        if one.valid_until is not None and one.valid_until < today:
            problems.add(
                "over", column="valid_until", expected=Text("不早于今天", "today or later"),
                found=f"{one.item.code} {one.valid_until}", remedy=Text("先改有效期", "change the day first"),
            )  # fmt: skip
    problems.raise_if_any()
    return bring(act, rules.may_submit, rows, {"state": State.REVIEW, "confirmed_at": None})


@action(
    "opportunities.return_opportunities", Text("机会退回", "send back"), rule=rules.may_return, reason_needed=True
)
def return_opportunities(act: Act, rows: Sequence[Opportunity]) -> list[Opportunity]:
    """Send back what is in review; it is a draft again."""
    return bring(act, rules.may_return, rows, {"state": State.DRAFT, "confirmed_at": None})


@action("opportunities.confirm_opportunities", Text("市级审核通过", "confirm for its city"), rule=rules.may_confirm)
def confirm_opportunities(act: Act, rows: Sequence[Opportunity]) -> list[Opportunity]:
    """Say for the publishing city that it may be published; the joint office still decides."""
    return bring(act, rules.may_confirm, rows, {"confirmed_at": act.at})


@action("opportunities.publish_opportunities", Text("发布机会", "publish"), rule=rules.may_publish)
def publish_opportunities(act: Act, rows: Sequence[Opportunity], batch: Batch | None = None) -> list[Opportunity]:
    """Publish what was reviewed, in a batch if one is named.

    Raises
    ------
    InputError
        If the batch is another list's.
    """
    problems = Problems("opportunities")
    if batch is not None and any(one.item.list_id != batch.list_id for one in rows):
        problems.add(
            "other_list", column="batch", expected=Text("本清单的批次", "a batch of the same list"),
            found=batch.name, remedy=_CORRECT,
        )  # fmt: skip
    problems.raise_if_any()
    values: dict[str, Any] = {"state": State.PUBLISHED, "published_at": act.at}
    if batch is not None:
        values["batch"] = batch
    return bring(act, rules.may_publish, rows, values)


@action("opportunities.match_opportunity", Text("登记对接", "note a match"), rule=rules.may_match)
def match_opportunity(act: Act, one: Opportunity, partner: str, on: date) -> Opportunity:
    """Note who took it up.

    Raises
    ------
    InputError
        Without a partner, or on a day to come.
    """
    problems = Problems("opportunities")
    check_words(problems, "partner", partner, 120)
    check_day(problems, "matched_on", on, timezone.localdate(act.at))
    problems.raise_if_any()
    return bring(act, rules.may_match, [one], {"state": State.MATCHED, "partner": partner.strip(), "matched_on": on})[
        0
    ]


@action(
    "opportunities.release_match", Text("对接未成，恢复发布", "the match fell through"), rule=rules.may_release,
    reason_needed=True,
)  # fmt: skip
def release_match(act: Act, one: Opportunity) -> Opportunity:
    """Publish again what a partner did not take up in the end; the log keeps who it was."""
    values = {"state": State.PUBLISHED, "partner": "", "matched_on": None}
    return bring(act, rules.may_release, [one], values)[0]


@action("opportunities.land_opportunity", Text("登记落地", "note that it landed"), rule=rules.may_land)
def land_opportunity(
    act: Act, one: Opportunity, on: date, money: Decimal | None = None, source: str = ""
) -> Opportunity:
    """Note that it came to be, with the money (亿元) as it was published.

    Raises
    ------
    InputError
        For a sum without a source, a negative sum, or a day to come.
    """
    problems = Problems("opportunities")
    check_day(problems, "landed_on", on, timezone.localdate(act.at))
    if one.matched_on is not None and on < one.matched_on:
        problems.add(
            "before_match", column="landed_on", expected=Text("不早于对接日期", "not before the match"),
            found=on.isoformat(), remedy=_CORRECT,
        )  # fmt: skip
    if money is not None and not 0 <= money < Decimal(10**8):
        problems.add(
            "bad_sum", column="landed_money", expected=Text("不小于 0 的金额", "0 or more"), found=money,
            remedy=_CORRECT,
        )  # fmt: skip
    check_words(problems, "landed_source", source, 400, needed=money is not None)
    problems.raise_if_any()
    values = {
        "state": State.LANDED, "landed_on": on, "landed_source": source.strip(),
        "landed_money": None if money is None else round(money, 6),
    }  # fmt: skip
    return bring(act, rules.may_land, [one], values)[0]


@action(
    "opportunities.withdraw_opportunities", Text("撤回机会", "withdraw"), rule=rules.may_withdraw, reason_needed=True
)
def withdraw_opportunities(act: Act, rows: Sequence[Opportunity]) -> list[Opportunity]:
    """Take back what was not yet landed; at once it is public no more."""
    return bring(act, rules.may_withdraw, rows, {"state": State.WITHDRAWN})


@action(
    "opportunities.reopen_opportunities", Text("重新起草", "draft it anew"), rule=rules.may_reopen,
    reason_needed=True,
)  # fmt: skip
def reopen_opportunities(act: Act, rows: Sequence[Opportunity]) -> list[Opportunity]:
    """Make drafts of what expired or was withdrawn; they go through review again."""
    values = {"state": State.DRAFT, "confirmed_at": None, "partner": "", "matched_on": None}
    return bring(act, rules.may_reopen, rows, values)


@action("opportunities.expire_opportunities", Text("机会到期", "expire"), rule=rules.may_expire)
def expire_opportunities(act: Act, rows: Sequence[Opportunity]) -> list[Opportunity]:
    """End the publication of what is valid no more; the clock does it."""
    return bring(act, rules.may_expire, rows, {"state": State.EXPIRED})
