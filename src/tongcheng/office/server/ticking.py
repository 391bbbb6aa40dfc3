"""What the clock makes due; run as often as wanted, stopped at any moment, it does nothing twice."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, field
from importlib import import_module

from django.apps import apps
from django.db import close_old_connections
from django.utils import timezone
from django.utils.module_loading import module_has_submodule

from tongcheng.office.core.acting import Act
from tongcheng.office.people.standing import SYSTEM

_log = logging.getLogger(__name__)

_OURS = "tongcheng.office."


@dataclass
class Ticked:
    """What one tick did, and what went wrong."""

    done: dict[str, int] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)


def tick() -> Ticked:
    """Do everything that is due now; an app that fails does not keep the others from theirs.

    An app says what it has to do by a module ``due`` with ``run_due(act) -> dict[str, int]`` (what, how many).
    """
    ticked = Ticked()
    for config in apps.get_app_configs():
        if not config.name.startswith(_OURS) or not module_has_submodule(config.module, "due"):
            continue
        app = config.label
        due = import_module(f"{config.name}.due")
        try:
            counts: dict[str, int] = due.run_due(Act(SYSTEM, channel="tick", at=timezone.now()))
        except Exception as error:  # noqa: BLE001 - said to the operator, and the other apps go on
            _log.exception("tick: %s", app)
            ticked.failed[app] = str(error) or type(error).__name__
        else:
            ticked.done |= {f"{app}.{name}": count for name, count in counts.items()}
    return ticked


def tick_every(seconds: float) -> None:
    """Tick in a thread of its own for as long as the process lives."""

    def run() -> None:
        while True:
            time.sleep(seconds)
            close_old_connections()
            tick()
            close_old_connections()

    threading.Thread(target=run, name="tick", daemon=True).start()
