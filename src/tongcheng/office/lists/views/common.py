"""What several views need: the list or row of an address, and a form whose conflict is shown beside it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any, NamedTuple

from django.db.models import Model
from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.shortcuts import render

from tongcheng.office.core import acting
from tongcheng.office.core.acting import ConflictError
from tongcheng.office.core.pages import form_page
from tongcheng.office.core.requests import OfficeRequest
from tongcheng.office.lists import queries
from tongcheng.office.lists.models import Item, List


class Clash(NamedTuple):
    """A field that two people changed: what stands there now, and what was typed."""

    label: str
    now: Any
    typed: Any


def list_of(request: OfficeRequest, pk: int) -> List:
    """Give the list of an address.

    Raises
    ------
    Http404
        If there is none, or the reader may not see it.
    """
    try:
        return queries.one_list(request.standing, pk)
    except List.DoesNotExist as error:
        raise Http404 from error


def item_of(request: OfficeRequest, uid: uuid.UUID) -> Item:
    """Give the row of an address.

    Raises
    ------
    Http404
        If there is none, or the reader may not see it.
    """
    try:
        return queries.one_item(request.standing, uid)
    except Item.DoesNotExist as error:
        raise Http404 from error


def wanted(request: OfficeRequest, name: str, subject: object) -> None:
    """Answer a page whose action this reader may not do as if it did not exist; a sent form is refused by the action.

    Raises
    ------
    Http404
        If the page is asked for by somebody who may not do it.
    """
    if request.method != "POST" and not acting.may(name, request.standing, subject):
        raise Http404


def edit_page(
    request: OfficeRequest, form: BaseForm, template: str, run: Callable[[dict[str, Any]], str], **said: Any
) -> HttpResponse:
    """Show a form; if somebody else changed the same fields, show both sides and let the person decide."""
    try:
        return form_page(request, form, template, run, **said)
    except ConflictError as error:
        clashes = [_clash(error.subject, name, form) for name in error.fields]
        sent: Any = form.data
        data = sent.copy()
        data[form.add_prefix("revision")] = getattr(error.subject, "revision", "")
        form.data = data
        return render(request, template, {"form": form, "clashes": clashes, **said}, status=409)


def _clash(subject: Model, name: str, form: BaseForm) -> Clash:
    label = form.fields[name].label if name in form.fields else name
    display = getattr(subject, f"get_{name}_display", None)
    now = display() if display else getattr(subject, name, None)
    if isinstance(subject, Item) and now is None and name in ("leads", "supporting", "guiding"):
        from tongcheng.office.lists.printed import units_text

        now = units_text(subject)[name]
    elif isinstance(subject, Item) and name == "cities":
        now = "、".join(str(city) for city in subject.cities.all())
    return Clash(str(label), now, form.data.get(form.add_prefix(name), ""))
