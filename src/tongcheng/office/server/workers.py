"""Several processes answer from one socket: pages cost processor time, and one Python process uses one core."""

from __future__ import annotations

import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from django.db import connections


def usual_count() -> int:
    """Give how many processes serve if nobody says otherwise: two where there are two cores and the system can fork."""
    return min(2, os.cpu_count() or 1) if hasattr(os, "fork") else 1


@contextmanager
def beside(count: int, work: Callable[[], None]) -> Iterator[None]:
    """Let ``count`` further processes do ``work`` while the block runs; they end with this one, however it ends.

    Call it before the first thread starts, for a thread does not live on in a process that is split off.
    """
    if count < 1:
        yield
        return
    connections.close_all()
    alive, held = os.pipe()
    children = [_split_off(work, alive, held) for _ in range(count)]
    os.close(alive)
    try:
        yield
    finally:
        for child in children:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGTERM)
        for child in children:
            with suppress(ChildProcessError):
                os.waitpid(child, 0)
        os.close(held)


def _split_off(work: Callable[[], None], alive: int, held: int) -> int:
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        os.close(held)
        threading.Thread(target=_end_with_parent, args=(alive,), name="parent", daemon=True).start()
        work()
        code = 0
    except SystemExit:
        code = 0
    except BaseException:  # noqa: BLE001 - nothing of the parent's may run in here after a fault
        traceback.print_exc(file=sys.stderr)
    finally:
        os._exit(code)


def _end_with_parent(alive: int) -> None:
    """Wait for the end of a pipe that only the parent holds open: it closes even if the parent is killed."""
    os.read(alive, 1)
    os._exit(0)
