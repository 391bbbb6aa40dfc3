"""Office files are zip archives: written with one fixed time, the same content gives the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from datetime import datetime

#: Time stamp of every file: one that differs only by its hour would not be the same file.
EPOCH = datetime(2000, 1, 1)  # noqa: DTZ001 - openpyxl and python-docx want it without a zone
_MODIFIED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")


def fixed_times(data: bytes) -> bytes:
    """Write the parts of an office file again with one fixed time."""
    stamp = f"{EPOCH.isoformat()}Z".encode()
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        parts = [(name, source.read(name)) for name in source.namelist()]
    return packed(
        (name, _MODIFIED.sub(rb"\g<1>" + stamp + rb"\g<2>", part) if name == "docProps/core.xml" else part)
        for name, part in parts
    )


def packed(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """Give a zip archive of named parts, in their order, without the hour of its making."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as to:
        for name, part in parts:
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            to.writestr(entry, part)
    return out.getvalue()
