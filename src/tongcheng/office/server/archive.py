"""A backup file: a zip with the database, every kept file, and a manifest with their hashes and the log's head."""

from __future__ import annotations

import hashlib
import json
import os
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from tongcheng.errors import InputError, Problems
from tongcheng.language import Text

FORMAT = 1
#: What reading a damaged zip may raise: one changed byte can stand in a header, a name or the packed content.
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, OSError, EOFError, LookupError, ValueError, TypeError, NotImplementedError,
    RuntimeError, struct.error,
)  # fmt: skip
_MANIFEST = "manifest.json"
_CHUNK = 1 << 20
#: A zip has no later bytes for a date before this; a fixed date makes equal content equal bytes.
_DATE = (2020, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Manifest:
    """What a backup holds."""

    format: int
    software: str
    made: str
    database: str
    head_number: int
    head_hash: str
    files: dict[str, str]
    damaged: tuple[str, ...] = ()

    @property
    def head(self) -> str:
        """Give the head as papers print it."""
        return f"{self.head_number}-{self.head_hash[:12]}"


class ArchiveWriter:
    """Writes files into a zip and hashes them on the way."""

    def __init__(self, target: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, allowZip64=True)
        self.hashes: dict[str, str] = {}

    def add(self, path: Path, name: str) -> None:
        """Add one file under a name."""
        digest = hashlib.sha256()
        info = zipfile.ZipInfo(name, _DATE)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o600 << 16
        with path.open("rb") as source, self._zip.open(info, "w", force_zip64=True) as sink:
            while chunk := source.read(_CHUNK):
                digest.update(chunk)
                sink.write(chunk)
        self.hashes[name] = digest.hexdigest()

    def close(self, manifest: Manifest) -> None:
        """Write the manifest and the end of the zip."""
        self._zip.writestr(_MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1))
        self._zip.close()


def files_below(folder: Path) -> Iterator[Path]:
    """Give every file below a folder, in the order of their names; links are not followed."""
    for place, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = Path(place) / name
            if path.is_file() and not path.is_symlink():
                yield path


def unpack(file: Path, into: Path) -> Manifest:
    """Unpack a backup into an empty folder and verify every hash.

    Raises
    ------
    InputError
        With everything that is wrong: no backup, a newer format, a missing, unknown or changed file.
    """
    problems = Problems(str(file))
    again = Text("换一份备份", "take another backup")
    if not file.is_file() or not zipfile.is_zipfile(file):
        problems.add("no_backup", expected=Text("备份文件", "a backup"), found=file.name, remedy=again)
        problems.raise_if_any()
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = _read_manifest(archive)
            _refuse_strange_names(archive, manifest, problems)
            problems.raise_if_any()
            for name, wanted in manifest.files.items():
                found = _unpack_one(archive, name, into)
                if found != wanted:
                    problems.add("changed_file", file=name, expected=Text(wanted, wanted), found=found, remedy=again)
    except _DAMAGED as error:
        if isinstance(error, InputError):
            raise
        problems.add("broken_backup", expected=Text("完整的备份", "a whole backup"), found=error, remedy=again)
    problems.raise_if_any()
    return manifest


def _read_manifest(archive: zipfile.ZipFile) -> Manifest:
    content: dict[str, Any] = json.loads(archive.read(_MANIFEST))
    if content["format"] > FORMAT:
        problems = Problems(_MANIFEST)
        problems.add(
            "newer_backup", expected=Text(f"格式 {FORMAT}", f"format {FORMAT}"), found=content["format"],
            remedy=Text("安装较新版本的 tongcheng", "install a newer tongcheng"),
        )  # fmt: skip
        problems.raise_if_any()
    return Manifest(**{**content, "damaged": tuple(content["damaged"])})


def _refuse_strange_names(archive: zipfile.ZipFile, manifest: Manifest, problems: Problems) -> None:
    held = set(archive.namelist()) - {_MANIFEST}
    for name in sorted(held.symmetric_difference(manifest.files)):
        problems.add(
            "wrong_content", file=name, expected=Text("与清单一致", "as the manifest says"),
            found="+" if name in held else "—", remedy=Text("换一份备份", "take another backup"),
        )  # fmt: skip
    for name in manifest.files:
        parts = PurePosixPath(name)
        if parts.is_absolute() or ".." in parts.parts or "\\" in name or ":" in name:
            problems.add(
                "bad_name", expected=Text("文件夹内的名称", "a name inside the folder"), found=name,
                remedy=Text("此文件不是本系统的备份", "this file is not a backup of ours"),
            )  # fmt: skip


def _unpack_one(archive: zipfile.ZipFile, name: str, into: Path) -> str:
    target = into / name
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with archive.open(name) as source, target.open("wb") as sink:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            sink.write(chunk)
    target.chmod(0o600)
    return digest.hexdigest()
