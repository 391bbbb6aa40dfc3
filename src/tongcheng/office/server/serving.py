"""Serve the site with waitress: threads in one or two processes, nothing else needed."""

from __future__ import annotations

import errno
import gc
import os
import signal
import socket
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any, NoReturn

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tongcheng.errors import InputError, Problem
from tongcheng.language import Text, preferred_language
from tongcheng.office.server.accounts import Account, by_command, open_office
from tongcheng.office.server.backup import make_backup
from tongcheng.office.server.database import DatabaseState, database_state, migrate, require_ready
from tongcheng.office.server.locks import alone, in_use
from tongcheng.office.server.workers import beside

_PROXY_HEADERS = {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "x-forwarded-port"}
OFFICE_NAME = "同城化发展领导小组办公室"


def prepare() -> list[Account]:
    """Make the database on first use or bring an older one up to date, after a backup; give accounts just made.

    Raises
    ------
    InputError
        If the database is newer than the program, cannot be reached, or is in use while it has to be upgraded.
    """
    os.umask(0o077)
    state = database_state()
    if state is DatabaseState.BEHIND:
        with alone(settings.HOME):
            make_backup(settings.HOME / "backups" / f"before-upgrade-{timezone.localtime():%Y%m%d-%H%M%S}.zip")
            migrate()
    elif state is DatabaseState.ABSENT:
        migrate()
    require_ready()
    return first_accounts()


def first_accounts() -> list[Account]:
    """Make the first accounts if nobody can log in yet."""
    from tongcheng.office.people.models import Person, Unit

    if Person.objects.exists() or Unit.objects.exists():
        return []
    with transaction.atomic():
        return open_office(by_command(), OFFICE_NAME, "同城化办公室")


def serve(
    host: str, port: int, *, threads: int, processes: int, proxy: str | None, ready: Callable[[str], None]
) -> None:
    """Serve until the process is told to stop; requests being answered are finished.

    Parameters
    ----------
    host, port
        Where to listen; port 0 takes any free one.
    threads, processes
        How many requests a process answers at a time, and how many processes answer.
    proxy
        Address of the proxy in front, whose word on scheme and client is taken; ``None`` without one.
    ready
        Called with the site's address when it listens; threads start there and not before.

    Raises
    ------
    InputError
        If the port is taken or may not be used.
    """
    listener = _listen(host, port)
    with in_use(settings.HOME):
        previous = signal.signal(signal.SIGTERM, _stop)
        try:
            _warm()
            with beside(processes - 1, lambda: _answer(listener, threads, proxy)):
                ready(f"http://{_for_people(host)}:{listener.getsockname()[1]}/")
                _answer(listener, threads, proxy)
        except SystemExit:
            pass
        finally:
            listener.close()
            signal.signal(signal.SIGTERM, previous)


def _answer(listener: socket.socket, threads: int, proxy: str | None) -> None:
    """Answer requests from a socket until told to stop."""
    from waitress.server import create_server  # type: ignore[import-untyped]

    from tongcheng.office.wsgi import application

    trust: dict[str, Any] = {"trusted_proxy": proxy, "trusted_proxy_headers": _PROXY_HEADERS} if proxy else {}
    server = create_server(
        application,
        sockets=[listener],
        threads=threads,
        ident=None,
        clear_untrusted_proxy_headers=True,
        max_request_body_size=settings.TONGCHENG_REQUEST_BYTES,
        **trust,
    )
    threading.Thread(target=_warm_up, name="warm-up", daemon=True).start()
    try:
        server.run()
    finally:
        server.close()


def _warm_up() -> None:
    """Import what the first reader would otherwise wait for: the names of everything that is measured."""
    import tongcheng.runs.catalogue

    assert tongcheng.runs.catalogue.INDICATORS


def _warm() -> None:
    """Load every page's code now, and spare the collector what stays for good: a seventh of a page's time."""
    from django.urls import get_resolver

    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()


def _stop(number: int, frame: FrameType | None) -> NoReturn:  # noqa: ARG001
    raise SystemExit(0)


def _for_people(host: str) -> str:
    if host in ("0.0.0.0", "::", ""):  # noqa: S104
        return socket.gethostname()
    return f"[{host}]" if ":" in host else host


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(1024)
    except OSError as error:
        listener.close()
        raise InputError([_no_port(host, port, error)]) from error
    return listener


def _no_port(host: str, port: int, error: OSError) -> Problem:
    if error.errno == errno.EADDRINUSE:
        found = Text("已被占用", "taken")
    elif error.errno == errno.EACCES:
        found = Text("无权使用", "not permitted")
    else:
        found = Text(error.strerror or str(error), error.strerror or str(error))
    return Problem(
        "no_port",
        f"{host}:{port}",
        Text("空闲的端口", "a free port"),
        found.say(preferred_language()),
        Text("换一个端口，如 --port 8010", "take another port, like --port 8010"),
    )
