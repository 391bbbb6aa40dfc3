"""What the clock makes due here, as the server's ticker asks for it."""

from __future__ import annotations

import logging
import os

from tongcheng.office.core.acting import Act
from tongcheng.office.supervision.ticking import by_mail, tick

_log = logging.getLogger(__name__)


def run_due(act: Act) -> dict[str, int]:
    """Do what is due; what has to be told goes to the log. Mail is sent where ``TONGCHENG_MAIL_HOST`` names a server."""
    ticked = tick(act.at, by_mail if os.environ.get("TONGCHENG_MAIL_HOST") else None)
    for said in ticked.told:
        _log.warning("%s", said.zh)
    return ticked.done
