"""A Frictionless data package that says what the CSV holds."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from tongcheng.language import SYNTHETIC_MARK
from tongcheng.office.publication.formats.tables import BETWEEN, MARK_HEADING, as_csv, heading
from tongcheng.office.publication.models import Snapshot


def as_package(snapshot: Snapshot) -> bytes:
    """Write the descriptor of the CSV beside it."""
    content = snapshot.content
    table = as_csv(snapshot)
    fields = [_field(one) for one in content["fields"]]
    if content["synthetic"]:
        fields.append({"name": MARK_HEADING, "type": "string", "description": SYNTHETIC_MARK.en})
    said: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": f"{content['slug']}-{content['number']}",
        "id": content["uri"],
        "title": content["title"]["zh"],
        "description": "；".join(one["zh"] for one in content["redactions"]),
        "created": content["made"],
        "licenses": [
            {"name": content["licence"]["id"], "path": content["licence"]["url"], "title": content["licence"]["name"]}
        ],
        "sources": [{"title": content["source"]}],
        "contributors": [{"title": content["publisher"], "role": "publisher"}],
        "resources": [
            {
                "name": content["slug"],
                "path": f"{content['number']}.csv",
                "profile": "tabular-data-resource",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8-sig",
                "bytes": len(table),
                "hash": f"sha256:{hashlib.sha256(table).hexdigest()}",
                "schema": {"fields": fields, "missingValues": [""]},
            }
        ],
    }
    if content["synthetic"]:
        said["notice"] = content["notice"]
    return json.dumps(said, ensure_ascii=False, indent=1).encode()


def _field(field: dict[str, Any]) -> dict[str, Any]:
    said: dict[str, Any] = {"name": heading(field), "title": field["label"]["en"], "description": field["why"]["en"]}
    kind = field["type"]
    said["type"] = "string" if kind == "array" else kind
    if kind == "boolean":
        said |= {"trueValues": ["是"], "falseValues": ["否"]}
    if kind == "array":
        said["description"] += f" (several are parted by {BETWEEN})"
    return said
