"""A quarter in which the process of ``tongcheng tick`` is killed by SIGKILL at any moment equals one without.

Both quarters run in homes of their own, send real mail to a receiver here, and really commit. In ``make test`` the
clock ticks on some days; with ``TONGCHENG_SOAK=1`` on every day.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import shutil
import signal
import socketserver
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from tests.office.supervision.quarter import ESCALATED, FIRST, LAST, PUBLISHED, REPORTS

pytestmark = pytest.mark.own_server

SOAK = bool(os.environ.get("TONGCHENG_SOAK"))
EVERY, MOST_KILLS = (1, 4) if SOAK else (15, 2)
DAYS = sorted({*range(0, (LAST - FIRST).days + 1, EVERY), *REPORTS, PUBLISHED, PUBLISHED + 6, ESCALATED})
ROOT = Path(__file__).parents[3]


@dataclass
class Mail:
    """Receives mail and may do something at the moment in which one has come."""

    got: list[tuple[str, str]] = field(default_factory=list)
    then: Callable[[], None] = lambda: None
    port: int = 0


@contextmanager
def receiving() -> Iterator[Mail]:
    mail = Mail()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self._answer(b"220 here")
            to = ""
            for line in self.rfile:
                word = line[:4].upper()
                if word == b"DATA":
                    self._answer(b"354 go on")
                    letter = message_from_bytes(b"".join(iter(self.rfile.readline, b".\r\n")), policy=default)
                    mail.got.append((to, str(letter["Subject"])))
                    mail.then()
                elif word == b"RCPT":
                    to = line.decode().split("<")[1].split(">")[0]
                elif word == b"QUIT":
                    break
                self._answer(b"250 good")

        def _answer(self, words: bytes) -> None:
            try:
                self.wfile.write(words + b"\r\n")
            except OSError:  # the other side was killed
                return

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            """Keep silent: whoever sent was killed."""

    with Server(("127.0.0.1", 0), Handler) as server:
        mail.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield mail
        server.shutdown()


class Office:
    """An office in a home of its own, its commands each in a process of its own."""

    def __init__(self, home: Path, mail: Mail) -> None:
        self.home, self.mail, self.killed = home, mail, 0
        environment = os.environ | {
            "TONGCHENG_HOME": str(home), "TONGCHENG_MAIL_FROM": "office@example.com",
            "TONGCHENG_MAIL_HOST": "127.0.0.1", "TONGCHENG_MAIL_PORT": str(mail.port), "PYTHONPATH": str(ROOT),
        }  # fmt: skip
        for name in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE"):
            environment.pop(name, None)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.office.supervision.runner"], env=environment, cwd=ROOT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def _told(self) -> Any:
        assert self.process.stdout is not None
        return json.loads(self.process.stdout.readline())

    def do(self, what: str, day: dt.date, kill: Callable[[int], None] = lambda pid: None) -> tuple[int, Any]:
        """Let a process do something; ``kill`` gets its id."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps([what, day.isoformat()]) + "\n")
        self.process.stdin.flush()
        kill(self._told())
        code, words = self._told()
        assert code in (0, -signal.SIGKILL), words
        self.killed += code != 0
        return code, json.loads(words) if code == 0 and words else None

    def close(self) -> None:
        self.process.communicate(timeout=20)


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two homes with the same office."""
    calm, rough = (tmp_path_factory.mktemp(name) / "home" for name in ("calm", "rough"))
    with receiving() as mail:
        office = Office(calm, mail)
        office.do("begin", FIRST)
        office.close()
    shutil.copytree(calm, rough)
    return calm, rough


def play(office: Office, chance: random.Random | None, lasts: dict[int, float]) -> dict[str, Any]:
    """Play the quarter; with ``chance`` ticks are killed, each up to some times."""
    for number in DAYS:
        day = FIRST + dt.timedelta(number)
        if number in (*REPORTS, PUBLISHED, ESCALATED):
            office.do("people", day)
        for _ in range(MOST_KILLS if chance else 0):
            assert chance is not None
            if office.do("tick", day, _killer(chance, lasts[number], office.mail))[0] == 0:
                break
        start = time.perf_counter()
        office.do("tick", day)
        lasts.setdefault(number, time.perf_counter() - start)
    result: dict[str, Any] = office.do("outcome", LAST)[1]
    return result


def _killer(chance: random.Random, lasts: float, mail: Mail) -> Callable[[int], None]:
    """Kill at a moment of the time that the tick takes undisturbed, or when a letter has just arrived."""

    def kill(pid: int) -> None:
        if chance.random() < 0.4:
            left = chance.randint(1, 3)

            def arrived() -> None:
                nonlocal left
                left -= 1
                if left == 0:
                    _end(pid)

            mail.then = arrived
            return
        mail.then = lambda: None
        time.sleep(chance.uniform(0, lasts))
        _end(pid)

    return kill


def _end(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def test_a_quarter_with_killed_ticks_equals_one_without(homes: tuple[Path, Path]) -> None:
    lasts: dict[int, float] = {}
    with receiving() as mail:
        office = Office(homes[0], mail)
        calm = play(office, None, lasts)
        office.close()
        letters = Counter(mail.got)
    with receiving() as mail:
        office = Office(homes[1], mail)
        rough = play(office, random.Random(20220401), lasts)
        office.close()
        arrived = Counter(mail.got)
    assert office.killed > len(DAYS) // 2
    for name, rows in calm["outcome"].items():
        assert rows, name
        assert rough["outcome"][name] == rows, name
    assert calm["broken"] == rough["broken"] == ""
    assert all(confirmed for _, _, confirmed in calm["sent"])
    # Each reminder arrives at most once; whatever did not arrive is claimed and unconfirmed, and so is listed.
    assert not arrived - letters
    lost = Counter(to for _, to, confirmed in rough["sent"] if not confirmed)
    assert lost, "no tick was killed between claim and confirmation"
    missing = Counter(to for to, _ in (letters - arrived).elements())
    assert not missing - lost
    confirmed = Counter(to for _, to, at in rough["sent"] if at)
    assert not confirmed - Counter(to for to, _ in arrived.elements())
