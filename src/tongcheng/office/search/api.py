"""The JSON API of this app."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Schema

from tongcheng.office.search import queries

router = Router()


class Hit(Schema):
    """A row that was found."""

    kind: str
    subject: int
    title: str
    url: str
    state: str
    note: str
    text: str


class Found(Schema):
    """What was found, the best first; ``more`` if there is more than was looked at."""

    hits: list[Hit]
    more: bool


@router.get("", response=Found, summary="Find rows, units and figures by words")
def search(request: HttpRequest, q: Annotated[str, Query(max_length=200)], kind: str = "", limit: int = 50) -> Found:
    """Find what the reader may see; words in Simplified or Traditional characters, or in English."""
    found = queries.find(request.standing, q, kind, max(1, min(limit, queries.MOST)))  # type: ignore[attr-defined]
    return Found(
        hits=[
            Hit(
                kind=hit.kind.name,
                subject=hit.subject,
                title=hit.shown.title,
                url=hit.shown.url,
                state=hit.shown.state,
                note=hit.shown.note,
                text="".join(piece.text for piece in hit.text),
            )
            for hit in found.hits
        ],
        more=found.more,
    )
