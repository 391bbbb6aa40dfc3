"""Fifty people before a site: each asks for a page, thinks, and asks for the next; one thread and connection each."""

from __future__ import annotations

import http.client
import os
import random
import re
import selectors
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).resolve().parents[1]
#: What a client asks for next: its name, and the address.
Next = Callable[[random.Random], tuple[str, str]]


@dataclass
class Server:
    """A server that listens: where, and its process."""

    host: str
    port: int
    process: subprocess.Popen[str]
    started: float

    def cpu(self) -> float:
        """Give the seconds of processor time that its processes have used."""
        ticks = 0
        for pid in self._pids():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def peak_mb(self) -> float:
        """Give the peak resident memory of its processes together, in megabytes; what they share counts in each."""
        found = [re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text()) for pid in self._pids()]
        return sum(int(one[1]) for one in found if one) / 1000

    def _pids(self) -> list[int]:
        """Give the process that was started and those it split off."""
        first = self.process.pid
        split = [Path(f"/proc/{first}/task/{thread.name}/children").read_text().split()
                 for thread in Path(f"/proc/{first}/task").iterdir()]  # fmt: skip
        return [first, *(int(pid) for pids in split for pid in pids)]


@contextmanager
def serving(home: str, settings: str = "tongcheng.office.settings") -> Iterator[Server]:
    """Run ``tongcheng serve`` over a home until the block ends."""
    environment = os.environ | {
        "TONGCHENG_HOME": home,
        "TONGCHENG_LANG": "en",
        "DJANGO_SETTINGS_MODULE": settings,
        "PYTHONPATH": str(_ROOT),
    }
    command = [sys.executable, "-c", "from tongcheng.cli.main import main; main()"]
    start = time.perf_counter()
    process = subprocess.Popen(
        [*command, "serve", "--port", "0", "--sample", "none", "--tick-minutes", "0"],
        env=environment, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        host, port = _address(process)
        yield Server(host, port, process, time.perf_counter() - start)
    finally:
        process.terminate()
        process.wait(30)


def _address(process: subprocess.Popen[str], patience: float = 120) -> tuple[str, int]:
    assert process.stdout is not None
    ready, until = selectors.DefaultSelector(), time.monotonic() + patience
    ready.register(process.stdout, selectors.EVENT_READ)
    while time.monotonic() < until and ready.select(1.0) is not None:
        if process.poll() is not None:
            break
        if ready.select(0) and (found := re.search(r"http://([\d.]+):(\d+)/", process.stdout.readline())):
            return found[1], int(found[2])
    raise RuntimeError("the server did not start")


@dataclass
class Times:
    """Seconds of every answer by the name of the page, and what went wrong."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def add(self, name: str, seconds: float) -> None:
        """Note one answer."""
        self.seconds.setdefault(name, []).append(seconds)

    def at(self, name: str, share: float = 0.95) -> float:
        """Give a percentile of a page."""
        ordered = sorted(self.seconds[name])
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def ask(connection: http.client.HTTPConnection, session: str, address: str) -> tuple[int, bytes]:
    """Ask for one page on a connection that stays open."""
    connection.request("GET", address, headers={"Cookie": f"sessionid={session}"})
    answer = connection.getresponse()
    return answer.status, answer.read()


def crowd(server: Server, sessions: Sequence[str], nexts: Sequence[Next], think: float, seconds: float) -> Times:
    """Let everybody ask and think for a while; the think time varies by half around its mean."""
    times, lock = Times(), threading.Lock()
    begin = time.monotonic() + 1.0
    end = begin + seconds

    def person(number: int) -> None:
        chance = random.Random(number)
        connection = http.client.HTTPConnection(server.host, server.port, timeout=60)
        time.sleep(max(0.0, begin - time.monotonic()) + chance.uniform(0, think))
        while time.monotonic() < end:
            name, address = nexts[number](chance)
            start = time.perf_counter()
            try:
                status, body = ask(connection, sessions[number], address)
                fault = "" if status == 200 and body else f"{status} {address}"
            except OSError as error:
                connection.close()
                fault = f"{error} {address}"
            with lock:
                times.add(name, time.perf_counter() - start)
                if fault:
                    times.faults.append(fault)
            time.sleep(chance.uniform(0.5 * think, 1.5 * think))

    threads = [threading.Thread(target=person, args=(number,)) for number in range(len(sessions))]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return times


def alone(server: Server, session: str, asked: Sequence[tuple[str, str]]) -> tuple[Times, dict[str, float]]:
    """Ask one after the other; give times and the server's processor time a request, by page."""
    times, cpu = Times(), dict[str, float]()
    connection = http.client.HTTPConnection(server.host, server.port, timeout=60)
    for name in dict.fromkeys(name for name, _ in asked):
        addresses = [address for one, address in asked if one == name]
        before = server.cpu()
        for address in addresses:
            start = time.perf_counter()
            status, _ = ask(connection, session, address)
            times.add(name, time.perf_counter() - start)
            if status != 200:
                times.faults.append(f"{status} {address}")
        cpu[name] = (server.cpu() - before) / len(addresses)
    connection.close()
    return times, cpu


def shown(facts: dict[str, Any]) -> str:
    """Write named numbers in one line."""
    return ", ".join(f"{name} {value}" for name, value in facts.items())
