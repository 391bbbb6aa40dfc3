"""Reminders: claimed before they go out, confirmed after, so that each goes out at most once."""

from __future__ import annotations

from collections.abc import Sequence

from tongcheng.language import Text
from tongcheng.office.audit.chain import record
from tongcheng.office.core.acting import Act, Change, action
from tongcheng.office.core.recorded import new
from tongcheng.office.progress import rules
from tongcheng.office.progress.models import Sent
from tongcheng.office.progress.queries.reminders import Reminder


@action("progress.claim_reminders", Text("登记催报", "claim reminders"), rule=rules.may_remind)
def claim_reminders(act: Act, reminders: Sequence[Reminder]) -> list[Sent]:
    """Claim reminders that nobody else has claimed; only what is given back may be sent."""
    rows = [Sent(key=one.key, claim=act.request_id, claimed=act.at, to=one.to, text=one.text.zh) for one in reminders]
    Sent.objects.bulk_create(rows, ignore_conflicts=True)
    ours = list(Sent.objects.filter(claim=act.request_id, key__in=[one.key for one in rows]))
    record(act, [new(one) for one in ours])
    return ours


@action("progress.confirm_reminders", Text("确认催报已发出", "confirm reminders"), rule=rules.may_remind)
def confirm_reminders(act: Act, sent: Sequence[Sent]) -> None:
    """Note that claimed reminders went out; one that was claimed and not confirmed may or may not have."""
    for one in sent:
        one.confirmed = act.at
    Sent.objects.bulk_update(sent, ["confirmed"])
    record(act, [Change(one, {"confirmed": None}, {"confirmed": act.at.isoformat()}) for one in sent])
