"""A backup made while the office is in use."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from tongcheng import __version__
from tongcheng.office.progress.models import Evidence
from tongcheng.office.server.archive import FORMAT, ArchiveWriter, Manifest, files_below
from tongcheng.office.server.dumps import COPY_NAMES, copy_database
from tongcheng.office.sheets.models import Workbook

#: What is kept beside the database; the site's key is not: whoever restores logs in again.
KEPT = ("files", "runs")


def make_backup(out: Path) -> Manifest:
    """Write a backup of the whole office; everybody goes on working meanwhile.

    The database is copied as it is at one moment, the files after it: a file is stored before the row that names it,
    so every file that the copy names is there.

    Parameters
    ----------
    out
        File to make; it appears when it is whole, and replaces an older one.

    Returns
    -------
    Manifest
        With ``damaged``: uploads whose file is missing or is not what was uploaded.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{out.name}-", dir=out.parent)
    fresh = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream, tempfile.TemporaryDirectory(dir=out.parent) as room:
            manifest = _write(ArchiveWriter(stream), Path(room))
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(out)
    finally:
        fresh.unlink(missing_ok=True)
    return manifest


def _write(writer: ArchiveWriter, room: Path) -> Manifest:
    wanted = dict(_uploads())
    copy = room / COPY_NAMES[connection.vendor]
    head = copy_database(copy)
    writer.add(copy, copy.name)
    copy.unlink()
    for part in KEPT:
        for path in files_below(settings.HOME / part):
            writer.add(path, path.relative_to(settings.HOME).as_posix())
    damaged = tuple(sorted(name for name, digest in wanted.items() if writer.hashes.get(name) != digest))
    manifest = Manifest(
        FORMAT,
        __version__,
        timezone.now().isoformat(timespec="seconds"),
        connection.vendor,
        head.number,
        head.hash,
        dict(writer.hashes),
        damaged,
    )
    writer.close(manifest)
    return manifest


def _uploads() -> Iterator[tuple[str, str]]:
    for model in (Evidence, Workbook):
        for name, digest in model.objects.values_list("file", "sha256").iterator():
            yield f"files/{name}", digest
