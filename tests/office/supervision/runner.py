"""An office whose ticks can be killed: loaded once, it forks a process of its own for every command.

Each line on its input is ``[what, day]``; it answers with the process's id, then with its exit code and last words.
``tick`` is the command ``tongcheng tick`` whole, from its arguments to its exit. The clock stands at noon of the day.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import json
import os
import sys
from zoneinfo import ZoneInfo

from django.utils import timezone

_clock = dt.datetime(2022, 4, 1, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
if __name__ == "__main__":  # before anything of ours is loaded, and never where doctests are gathered
    timezone.now = lambda: _clock


def main() -> None:
    """Serve until the input ends."""
    global _clock  # noqa: PLW0603 - the clock of this process
    from tongcheng.office.boot import boot

    boot()
    from tongcheng.office import urls  # noqa: F401  (what a request would load)

    for line in sys.stdin:
        what, day = json.loads(line)
        _clock = dt.datetime.combine(dt.date.fromisoformat(day), dt.time(12), ZoneInfo("Asia/Shanghai"))
        back, there = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(back)
            code, words = _do(what, dt.date.fromisoformat(day))
            os.write(there, words.encode()[-200_000:])
            os._exit(code)
        os.close(there)
        _say(pid)
        with os.fdopen(back, encoding="utf-8") as said:
            words = said.read()
        _, status = os.waitpid(pid, 0)
        _say([os.waitstatus_to_exitcode(status), words])


def _say(answer: object) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def _do(what: str, day: dt.date) -> tuple[int, str]:
    out, said = io.StringIO(), io.StringIO()
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(said):
            if what == "tick":
                from tongcheng.cli.main import main as command

                sys.argv = ["tongcheng", "tick", "--json"]
                command()
            else:
                out.write(json.dumps(_of_people(what, day), default=str))
    except SystemExit as stop:
        return int(stop.code or 0), out.getvalue() + (said.getvalue() if stop.code else "")
    except Exception as error:  # noqa: BLE001 - told to the test
        return 70, f"{out.getvalue()}{error!r}"
    return 0, out.getvalue()


def _of_people(what: str, day: dt.date) -> object:
    from django.core.management import call_command

    from tests.office.supervision import quarter
    from tests.office.supervision.conftest import Watching, watched
    from tests.office.world import World, make_world
    from tongcheng.office.audit import chain
    from tongcheng.office.lists.models import Item, List
    from tongcheng.office.people.models import City, Person, Unit
    from tongcheng.office.progress.models import Sent
    from tongcheng.office.supervision.models import Follows

    if what == "begin":
        call_command("migrate", verbosity=0)
        quarter.begin_spring(watched(make_world()))
        return None
    if what == "outcome":
        broken = chain.verify()
        sent = list(Sent.objects.values_list("key", "to", "confirmed"))
        return {"outcome": quarter.outcome(), "sent": sent, "broken": str(broken) if broken else ""}
    world = World(
        {one.name[0]: one for one in City.objects.all()},
        {one.code: one for one in Unit.objects.all()},
        {one.username: one for one in Person.objects.all()},
        {one.code: one for one in Item.objects.select_related("reporting_unit")},
        List.objects.get(),
    )
    quarter.people_act(Watching(world, Follows.objects.get()), day, (day - quarter.FIRST).days)
    return None


if __name__ == "__main__":
    main()
