"""An office of one's own: its folder, its database, its server and other processes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[3]
TONGCHENG = "import sys; from tongcheng.cli import main; sys.argv[0] = 'tongcheng'; main()"


@dataclass(frozen=True)
class OwnOffice:
    """An office in ``home``; on PostgreSQL if ``database_url`` is given."""

    home: Path
    database_url: str = ""

    @property
    def environment(self) -> dict[str, str]:
        """Give the environment of its processes."""
        own = {"TONGCHENG_HOME": str(self.home), "DJANGO_SETTINGS_MODULE": "tongcheng.office.settings"}
        kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", *own)}
        return kept | own | ({"DATABASE_URL": self.database_url} if self.database_url else {})

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start ``python`` with arguments in this office."""
        return subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str, fails: bool = False) -> str:
        """Run ``python`` with arguments to its end and give what it printed."""
        process = self.start(*arguments)
        out, err = process.communicate(timeout=300)
        assert fails or process.returncode == 0, f"{arguments}: {process.returncode}\n{out[-2000:]}\n{err[-4000:]}"
        return out

    def command(self, *arguments: str, fails: bool = False) -> str:
        """Run a command of ``tongcheng``."""
        return self.run("-c", TONGCHENG, *arguments, fails=fails)

    def make_world(self) -> None:
        """Make the database and the small fictional office of the tests in it."""
        self.run("-m", "tests.office.reliability.make")

    @contextmanager
    def server(self) -> Iterator[tuple[subprocess.Popen[str], str]]:
        """Serve on a free port; give the process and the address."""
        process = self.start("-c", TONGCHENG, "serve", "--port", "0", "--sample", "none", "--tick-minutes", "0")
        try:
            assert process.stdout is not None
            for line in process.stdout:
                if found := re.search(r"http://\S+:\d+/", line):
                    yield process, found[0].replace("localhost", "127.0.0.1")
                    break
            else:
                raise AssertionError(process.communicate()[1][-4000:])
        finally:
            process.kill()
            process.communicate()
