"""The document that leaves: everything a reader needs beside the rows, frozen with them."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime
from typing import Any

from django.conf import settings

from tongcheng.language import SYNTHETIC_MARK, Text
from tongcheng.office.publication.fields import FIELDS, LEFT_OUT, Field
from tongcheng.office.publication.gathering import Gathered
from tongcheng.office.publication.models import LICENCE_ADDRESS, Licence, Publication

FORMAT = "tongcheng-open-data/1"
#: The field that names a row, by kind, for outlines.
KEYS = {"list": "uid", "areas": "place"}


def canonical(value: object) -> bytes:
    """Write JSON in one way only, so that the same content is the same bytes.

    Examples
    --------
    >>> canonical({"b": 1, "a": "城"}).decode()
    '{"a":"城","b":1}'
    """
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(value: object) -> str:
    """Give the SHA-256 of the canonical JSON."""
    return hashlib.sha256(canonical(value)).hexdigest()


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def field_words(one: Field) -> dict[str, Any]:
    """Give how a file describes a field: name, type, label, unit, codes and why it is public."""
    said: dict[str, Any] = {"name": one.name, "type": one.type, "label": _both(one.label), "why": _both(one.why)}
    if one.unit.zh:
        said["unit"] = _both(one.unit)
    if words := one.words():
        said["codes"] = {code: _both(text) for code, text in words.items()}
    return said


def document(publication: Publication, number: int, found: Gathered, as_of: date, at: datetime) -> dict[str, Any]:
    """Give the whole document without its hash; it names no person."""
    own = [Text(publication.redactions, publication.redactions_en or publication.redactions)]
    left_out = [*LEFT_OUT[publication.kind], *(one for one in own if one.zh)]
    said: dict[str, Any] = {
        "format": FORMAT,
        "uri": address(publication.slug, number),
        "slug": publication.slug,
        "number": number,
        "title": {"zh": publication.title, "en": publication.title_en},
        "kind": publication.kind,
        "publisher": publication.publisher,
        "source": publication.source,
        "licence": {
            "id": publication.licence,
            "name": Licence(publication.licence).value.replace("-", " "),
            "url": LICENCE_ADDRESS[Licence(publication.licence)],
        },
        "as_of": as_of.isoformat(),
        "made": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "synthetic": found.synthetic,
        "redactions": [_both(one) for one in left_out],
        "fields": [field_words(one) for one in FIELDS[publication.kind]],
        "rows": found.rows,
        "project_prefix": str(getattr(settings, "TONGCHENG_OC4IDS_PREFIX", "")),
    }
    if found.synthetic:
        said["notice"] = _both(SYNTHETIC_MARK)
    if found.shapes is not None:
        said |= {"map_number": found.map_number, "shapes_sha256": digest(found.shapes)}
    return said


def address(slug: str, number: int) -> str:
    """Give the permanent address; a name that does not depend on the server where no public address is set."""
    site = str(getattr(settings, "TONGCHENG_PUBLIC_ADDRESS", "")).rstrip("/")
    return f"{site}/open/{slug}/{number}.json" if site else f"tag:tongcheng,2021:open/{slug}/{number}"
