"""A lock that tells whether the office is being served, so that nobody restores under a running server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tongcheng.errors import InputError, Problem
from tongcheng.language import Text, preferred_language

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows has no such locks; there the operator has to stop the server
    fcntl = None  # type: ignore[assignment]


@contextmanager
def in_use(folder: Path) -> Iterator[None]:
    """Hold the office as in use; several servers and commands may do so side by side."""
    with _held(folder, shared=True):
        yield


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the office alone.

    Raises
    ------
    InputError
        If it is being served.
    """
    with _held(folder, shared=False):
        yield


@contextmanager
def _held(folder: Path, *, shared: bool) -> Iterator[None]:
    path = folder.parent / f".{folder.name}.in-use"
    with path.open("a", encoding="ascii") as file:
        if fcntl is not None:
            try:
                fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
            except OSError as error:
                raise InputError([_busy(folder)]) from error
        yield


def _busy(folder: Path) -> Problem:
    return Problem(
        "office_in_use",
        str(folder),
        Text("服务已停止", "the server stopped"),
        Text("正在运行（或正在恢复、升级）", "in use (served, or being restored or upgraded)").say(
            preferred_language()
        ),
        Text("先停止 tongcheng serve", "stop tongcheng serve first"),
    )
