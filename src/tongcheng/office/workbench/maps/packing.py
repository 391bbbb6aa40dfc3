"""Packed GeoJSON files, made once and kept beside the runs; they can be made again at any time and are not backed up."""

from __future__ import annotations

import gzip
import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings

#: Changes with the way files are packed, so that an old one is not served.
_PACKING = 2


def packed_path(home: Path, run_id: str, name: str) -> Path:
    """Give where a packed file is kept."""
    return home / "cache" / "maps" / run_id / f"{name}-{_PACKING}.geojson.gz"


def packed(run_id: str, name: str, make: Callable[[], dict[str, Any]]) -> Path:
    """Give a gzipped GeoJSON file of a run; the first who asks has it made."""
    path = packed_path(Path(settings.HOME), run_id, name)
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(make(), ensure_ascii=False, separators=(",", ":")).encode()
        handle, fresh = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as stream:
            stream.write(gzip.compress(text, 6, mtime=0))
        Path(fresh).rename(path)
    return path
