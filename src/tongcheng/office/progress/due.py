"""What the clock makes due in this app: reminders by e-mail, where the office has set a sender."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage

from tongcheng.office.core.acting import Act
from tongcheng.office.progress import actions
from tongcheng.office.progress.models import Sent
from tongcheng.office.progress.queries import due_reminders

_log = logging.getLogger(__name__)
#: Letters of one tick; what is left goes out with the next.
_MOST = 200


def run_due(act: Act) -> dict[str, int]:
    """Send the reminders that are due; without a sender nothing is claimed and nothing is sent.

    A reminder is claimed before it is sent. One whose sending failed, or during which the machine stopped, stays
    claimed and unconfirmed: it is not sent again by itself.
    """
    sender = getattr(settings, "TONGCHENG_MAIL_FROM", "")
    if not sender:
        return {"reminders": 0}
    due = due_reminders(act.at)[:_MOST]
    subjects = {one.key: one.subject.zh for one in due}
    sent = [one for one in actions.claim_reminders(act, due) if _send(sender, one, subjects[one.key])]
    actions.confirm_reminders(act, sent)
    return {"reminders": len(sent)}


def _send(sender: str, one: Sent, subject: str) -> bool:
    try:
        return bool(EmailMessage(subject, one.text, sender, [one.to]).send())
    except (OSError, SMTPException) as error:
        _log.warning("reminder %s to %s was not sent: %s", one.key, one.to, error)
        return False
