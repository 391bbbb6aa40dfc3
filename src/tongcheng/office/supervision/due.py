"""What the clock makes due here, as the server's ticker asks for it."""

from __future__ import annotations

import logging

from django.conf import settings

from tongcheng.office.core.acting import Act
from tongcheng.office.supervision.ticking import by_mail, tick

_log = logging.getLogger(__name__)


def run_due(act: Act) -> dict[str, int]:
    """Do what is due; what has to be told goes to the log. Mail is sent where a sender is set."""
    ticked = tick(act.at, by_mail if getattr(settings, "TONGCHENG_MAIL_FROM", "") else None)
    for said in ticked.told:
        _log.warning("%s", said.zh)
    return ticked.done
