"""JSON, and CSV as an office opens it: UTF-8 with BOM, headings and codes in Chinese, no formulas."""

from __future__ import annotations

import csv
import io
from typing import Any

from tongcheng.language import SYNTHETIC_MARK
from tongcheng.office.publication.content import canonical
from tongcheng.office.publication.models import Snapshot
from tongcheng.render.cells import harmless

#: The last column of synthetic rows: the mark stays with each row that is copied elsewhere.
MARK_HEADING = "说明"
BETWEEN = "、"


def as_json(snapshot: Snapshot) -> bytes:
    """Write everything but outlines; the hash is that of the canonical JSON without ``sha256``."""
    return canonical(snapshot.content | {"sha256": snapshot.sha256})


def heading(field: dict[str, Any]) -> str:
    """Give the heading of a column, with its unit."""
    label: str = field["label"]["zh"]
    return f"{label}（{field['unit']['zh']}）" if "unit" in field else label


def cell(value: Any, field: dict[str, Any], language: str = "zh") -> str:
    """Write a value as people read it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return ("是" if value else "否") if language == "zh" else ("yes" if value else "no")
    if isinstance(value, list):
        return (BETWEEN if language == "zh" else ", ").join(str(one) for one in value)
    if isinstance(value, float):
        return format(value, "f").rstrip("0").rstrip(".") if abs(value) >= 1e-6 else repr(value)
    said: dict[str, str] = field.get("codes", {}).get(value, {})
    return said.get(language) or str(value)


def as_csv(snapshot: Snapshot) -> bytes:
    """Write the rows."""
    content = snapshot.content
    fields = content["fields"]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    last = [MARK_HEADING] if content["synthetic"] else []
    mark = [SYNTHETIC_MARK.zh] if content["synthetic"] else []
    writer.writerow([heading(field) for field in fields] + last)
    for row in content["rows"]:
        writer.writerow([harmless(cell(row[field["name"]], field)) for field in fields] + mark)
    return b"\xef\xbb\xbf" + out.getvalue().encode()
