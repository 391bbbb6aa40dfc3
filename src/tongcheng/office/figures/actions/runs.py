"""Attach a finished run: proven, copied read-only, never changed; removed only while nothing cites it."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from django.conf import settings
from django.db import transaction

from tongcheng.errors import InputError, Problem
from tongcheng.language import Text
from tongcheng.office.audit.chain import record
from tongcheng.office.core.acting import Act, Change, action
from tongcheng.office.core.recorded import new, state_of
from tongcheng.office.figures import rules
from tongcheng.office.figures.models import Run
from tongcheng.office.figures.store import runs_folder

_PAPERS = ("run.json", "log.json")


@action("figures.attach_run", Text("引入测度结果", "attach a run"), rule=rules.may_attach)
def attach_run(act: Act, folder: Path) -> Run:
    """Verify a run folder, copy it into the office and note it.

    Raises
    ------
    InputError
        If it is no run, a file of it was changed, or it is attached already.
    """
    from tongcheng.runs import read_run

    stored = read_run(folder)
    papers = stored.papers
    run_id = str(papers["run"])
    if Run.objects.filter(run_id=run_id).exists():
        raise InputError([_attached_already(folder, run_id)])
    title = papers.get("title") or {}
    run = Run(
        run_id=run_id,
        circle=str(papers["region"]),
        name=str(title.get("zh") or papers["region"])[:120],
        code_version=str(papers["code"]),
        folder=run_id,
        synthetic=bool(papers["fictional"]),
        attached=act.at,
        made=str(papers["software"]),
    )
    _copy(folder, runs_folder() / run_id, [*papers["files"], *_PAPERS])
    read_run(runs_folder() / run_id)
    run.save()
    record(act, [new(run)])
    return run


@action("figures.remove_run", Text("移除测度结果", "remove a run"), rule=rules.may_remove_run, reason_needed=True)
def remove_run(act: Act, run: Run) -> None:
    """Remove a run that no row cites; its folder goes when this is certain."""
    change = Change(run, state_of(run), None)
    folder = runs_folder() / run.folder
    record(act, [change])
    run.delete()
    transaction.on_commit(lambda: _discard(folder))


def _copy(source: Path, target: Path, names: list[str]) -> None:
    """Copy the files of a run, read-only, whole or not at all; what a broken attempt left is replaced."""
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=".attach-", dir=target.parent))
    try:
        for name in names:
            origin = source / name
            if not origin.is_file():  # log.json may be missing: it is outside the promise of a run
                continue
            copy = fresh / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(origin, copy)
            copy.chmod(0o400)
        if target.exists():
            _discard(target)
        fresh.rename(target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _discard(folder: Path) -> None:
    if settings.HOME in folder.parents:
        shutil.rmtree(folder, ignore_errors=True)


def _attached_already(folder: Path, run_id: str) -> Problem:
    return Problem(
        "attached_already",
        str(folder),
        Text("尚未引入的测度结果", "a run not yet attached"),
        run_id,
        Text("无需再次引入", "nothing to do: it is there"),
    )
