"""The office under fifty people, beside Django's admin; its workbooks beside django-import-export.

One list of 5,000 rows with 60,000 milestones and reports on SQLite (:mod:`benchmarks.office_data`); 50 people of five
roles, most of whom see only their units' rows, ask ``tongcheng serve`` for pages of the list and for rows, thinking 5 s
on average. The peer is Django's admin (:mod:`benchmarks.office_admin`) behind the same server, asked at the same rate.
Processor time is that of the server for one request; unlike the percentiles it does not depend on what else runs on
the machine. Queries are counted with as many rows as one page shows, at two sizes.

django-import-export writes the rows of the list alone; ours writes rows, projects, milestones, units, cities and an
event of the log for each, and previews cell by cell.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import office_excel
from benchmarks.harness import Measured, Row, compare, main
from benchmarks.office_load import Next, Server, Times, alone, crowd, serving

ADMIN = "benchmarks.office_admin"
_ROOT = Path(__file__).resolve().parents[1]
_THINK = 5.0
_PAGES = ("list", "row")


def rows(quick: bool) -> list[Row]:
    """Measure pages, then workbooks."""
    few, many = (200, 1000) if quick else (500, 5000)
    with tempfile.TemporaryDirectory(prefix="tongcheng-office-") as folder:
        homes = {name: f"{folder}/{name}" for name in ("few", "many", "admin")}
        small, large = _make(homes["few"], few), _make(homes["many"], many)
        shutil.copytree(homes["many"], homes["admin"])
        _run(homes["admin"], ADMIN, "-m", "django", "migrate", "-v", "0")
        found = _pages(homes, large, many, seconds=12 if quick else 60)
        found += _queries(homes, small, large, few, many)
        found += office_excel.rows(folder, many)
    return found


def _make(home: str, count: int) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(
        _run(home, "tongcheng.office.settings", "-m", "benchmarks.office_data", str(count))
    )
    return made


def _run(home: str, settings: str, *arguments: str) -> str:
    """Run Python on a home in a process of its own; give the last line it printed."""
    environment = os.environ | {
        "TONGCHENG_HOME": home,
        "DJANGO_SETTINGS_MODULE": settings,
        "PYTHONPATH": os.pathsep.join([str(_ROOT), os.environ.get("PYTHONPATH", "")]),
    }
    done = subprocess.run(
        [sys.executable, *arguments], env=environment, check=True, stdout=subprocess.PIPE, text=True, cwd=_ROOT
    )
    return done.stdout.rpartition("\n")[0].rpartition("\n")[2]


def _ours(made: dict[str, Any], client: dict[str, Any], count: int) -> Next:
    """Ask one time in three for a page of the list, else for a row: the office for any, others for their own."""
    every = client["role"] in ("joint_office", "leader")
    rows = list(zip(made["uids"], made["units"], strict=True))
    own = [uid for uid, unit in rows if unit == client["unit"]]
    uids = made["uids"] if every else [uid for uid in own or made["public"] if uid not in made["hidden"]]
    pages = max(1, count // 100 // (1 if every else 2))

    def ask(chance: random.Random) -> tuple[str, str]:
        if chance.random() < 1 / 3:
            return "list", f"/lists/{made['list']}/?page={chance.randint(1, pages)}"
        return "row", f"/lists/items/{chance.choice(uids)}/"

    return ask


def _theirs(made: dict[str, Any], count: int) -> Next:
    def ask(chance: random.Random) -> tuple[str, str]:
        if chance.random() < 1 / 3:
            return "list", f"/admin/lists/item/?p={chance.randint(1, count // 100)}"
        return "row", f"/admin/lists/item/{chance.choice(made['pks'])}/change/"

    return ask


def _pages(homes: dict[str, str], made: dict[str, Any], count: int, seconds: float) -> list[Row]:
    clients = made["clients"]
    people = [client["session"] for client in clients]
    with serving(homes["many"]) as server:
        started = Measured(server.started, server.peak_mb(), None)
        ours = _asked(server, people, [_ours(made, client, count) for client in clients], seconds)
    with serving(homes["admin"], ADMIN) as server:
        theirs = _asked(server, people, [_theirs(made, count)] * len(people), seconds)
    found = [compare("server: from the command to the first request", started, count)]
    for page in _PAGES:
        for what in ours:
            mine, other = ours[what][page], theirs[what][page]
            work = f"{page} page: {what}"
            found.append(compare(work, mine, count, peer="django admin", theirs=other))
    return found


def _asked(server: Server, people: list[str], nexts: list[Next], seconds: float) -> dict[str, dict[str, Measured]]:
    """Ask alone, by every role in turn, then by all; give what was measured by what it is and page."""
    chance = random.Random(1)
    every = [(session, nexts[at]) for at, session in enumerate(people)][:: max(1, len(people) // 12)]
    for session, ask in every[:2]:  # the first request of each page loads its templates
        alone(server, session, [ask(chance) for _ in range(6)])
    quiet, cpu = Times(), dict[str, list[float]]()
    for session, ask in every:
        times, used = alone(server, session, [ask(chance) for _ in range(12)])
        _gather(quiet, times)
        for page, value in used.items():
            cpu.setdefault(page, []).append(value)
    before = server.cpu()
    times = crowd(server, people, nexts, _THINK, seconds)
    spent, answers = server.cpu() - before, sum(map(len, times.seconds.values()))
    for one in (quiet, times):
        if one.faults:
            raise RuntimeError(f"{len(one.faults)} faults, first {one.faults[0]}")
    print(
        f"  {answers} answers in {seconds:.0f} s, {spent / seconds:.2f} processors busy, "
        f"median {1000 * times.at('list', 0.5):.0f} ms list, {1000 * times.at('row', 0.5):.0f} ms row",
        file=sys.stderr,
    )
    peak = server.peak_mb()
    by_page = {
        f"p95, {len(people)} people": times.at,
        "p95, one after the other": quiet.at,
        "median, one after the other": lambda page: quiet.at(page, 0.5),
        "processor time of a request": lambda page: sum(cpu[page]) / len(cpu[page]),
    }
    return {what: {page: Measured(value(page), peak, None) for page in _PAGES} for what, value in by_page.items()}


def _gather(into: Times, times: Times) -> None:
    for name, seconds in times.seconds.items():
        into.seconds.setdefault(name, []).extend(seconds)
    into.faults += times.faults


_COUNT = """
import json, sys
import django
django.setup()
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
client = Client(HTTP_HOST="localhost")
found = []
for session, address in json.loads(sys.argv[1]):
    client.cookies["sessionid"] = session
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200, address
        found.append(len(seen))
print(json.dumps(found))
"""


def _queries(homes: dict[str, str], small: dict[str, Any], large: dict[str, Any], few: int, many: int) -> list[Row]:
    """Print how many queries each page asks, by role, at both sizes; raise if they are not the same."""
    told = {}
    for name, made, home in (("few", small, homes["few"]), ("many", large, homes["many"])):
        asked, labels = [], []
        for role in ("joint_office", "city_office", "filler"):
            client = next(one for one in made["clients"] if one["role"] == role)
            own = [uid for uid, unit in zip(made["uids"], made["units"], strict=True) if unit == client["unit"]]
            uid = next(uid for uid in own or made["public"] if uid not in made["hidden"])
            for page, address in (
                ("list", f"/lists/{made['list']}/"),
                ("row", f"/lists/items/{uid}/"),
                ("home", "/"),
            ):
                asked.append((client["session"], address))
                labels.append(f"{page} for {role}")
        counts = json.loads(_run(home, "tongcheng.office.settings", "-c", _COUNT, json.dumps(asked)))
        told[name] = dict(zip(labels, counts, strict=True))
    print(f"  queries at {few} and {many} rows: "
          + ", ".join(f"{label} {told['few'][label]}/{told['many'][label]}" for label in told["few"]),
          file=sys.stderr)  # fmt: skip
    if told["few"] != told["many"]:
        raise RuntimeError(f"queries grow with the rows: {told}")
    asked = [(large["clients"][0]["session"], "/admin/lists/item/"),
             (large["clients"][0]["session"], f"/admin/lists/item/{large['pks'][0]}/change/")]  # fmt: skip
    counts = json.loads(_run(homes["admin"], ADMIN, "-c", _COUNT, json.dumps(asked)))
    print(f"  queries of the admin: list {counts[0]}, row {counts[1]}", file=sys.stderr)
    return []


if __name__ == "__main__":
    main(__doc__, rows)
