"""The search page."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render

from tongcheng.office.core.pages import page_of
from tongcheng.office.core.requests import OfficeRequest
from tongcheng.office.search import queries

#: Rows on a page of what was found.
_ROWS = 25


@login_required
def search(request: OfficeRequest) -> HttpResponse:
    """Show what was found; the same page without words explains what can be found."""
    typed, kind = request.GET.get("q", "").strip()[:200], request.GET.get("kind", "")
    found = queries.find(request.standing, typed, kind)
    said = {
        "found": found,
        "page": page_of(request, found.hits, _ROWS),
        "kind": kind,
        "kinds": queries.kind_choices(),
        "most": queries.MOST,
    }
    return render(request, "search/hits.html" if request.htmx else "search/search.html", said)
