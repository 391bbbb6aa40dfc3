"""What all views need: paging by number, and an answer to an action that was refused.

Partials beside it: ``paging.html`` (needs ``page``), ``problems.html`` (``problems``), ``reason.html`` (a form that
asks for a reason: ``url``, ``label``, and if wanted ``note``, ``danger``, ``optional``, ``revision``).
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import date
from typing import Any, Concatenate, ParamSpec

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from tongcheng.errors import InputError, Problem
from tongcheng.language import Text, same
from tongcheng.office.core.acting import ConflictError, RefusedError

P = ParamSpec("P")
#: A view of ours takes an ``OfficeRequest``, one of Django a plain request.
View = Callable[Concatenate[Any, P], HttpResponse]

#: Rows on a page of an ordinary table.
PAGE_ROWS = 50


class NumberedPage(Page):  # type: ignore[type-arg]
    """A page of rows that knows which page numbers to print: the ends and those around it."""

    @property
    def numbers(self) -> list[int | None]:
        """Give page numbers; ``None`` is a gap."""
        ellipsis = str(Paginator.ELLIPSIS)
        around = self.paginator.get_elided_page_range(self.number, on_each_side=2, on_ends=1)
        return [None if str(one) == ellipsis else int(one) for one in around]


class _Pages(Paginator):  # type: ignore[type-arg]
    def _get_page(self, *args: Any, **kwargs: Any) -> NumberedPage:
        return NumberedPage(*args, **kwargs)


def page_of(request: HttpRequest, rows: QuerySet[Any] | list[Any], size: int = PAGE_ROWS) -> NumberedPage:
    """Give the page that ``?page=`` asks for: one query for the count, one for the rows; nonsense gives the first."""
    page = _Pages(rows, size).get_page(request.GET.get("page"))
    assert isinstance(page, NumberedPage)
    return page


def answer_refusals(view: View[P]) -> View[P]:
    """Answer what an action refuses: 403 not allowed, 409 changed in between, 422 with every problem of the input.

    A plain request gets a page that leads back; an HTMX request gets the words in the frame's ``#said``.
    """

    @functools.wraps(view)
    def answered(request: Any, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except ConflictError as error:
            return refusal(request, 409, why=error.why)
        except RefusedError as error:
            return refusal(request, 403, why=error.why)
        except InputError as error:
            return refusal(request, 422, problems=error.problems)

    return answered


def refusal(
    request: HttpRequest, status: int, why: Text | None = None, problems: tuple[Problem, ...] = ()
) -> HttpResponse:
    """Say why not: in the frame for HTMX, else as a page with the way back."""
    htmx = bool(getattr(request, "htmx", False))
    said = {"why": why, "problems": problems, "back": came_from(request), "status": status}
    response = render(request, "refused.html" if htmx else "refused_page.html", said, status=status)
    if htmx:
        response.headers["HX-Retarget"] = "#said"
        response.headers["HX-Reswap"] = "innerHTML show:top"
    return response


def form_page(
    request: HttpRequest, form: BaseForm, template: str, run: Callable[[dict[str, Any]], str], **said: Any
) -> HttpResponse:
    """Show a form; when it is sent and in order, run the action and go where ``run`` says.

    What the form or the action finds wrong is shown above the form, all at once, with status 422.
    """
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        if form.is_valid():
            try:
                return redirect(run(form.cleaned_data))
            except InputError as error:
                problems = error.problems
        else:
            problems = problems_of(form)
    status = 422 if problems else 200
    return render(request, template, {"form": form, "problems": problems} | said, status=status)


def day_typed(request: HttpRequest, name: str) -> date | None:
    """Give a day typed into a small form without a form class; ``None`` if nothing was.

    Raises
    ------
    InputError
        If it is not a day.
    """
    typed = request.POST.get(name, "").strip()
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError as error:
        expected = Text("日期，如 2022-03-31", "a day such as 2022-03-31")
        remedy = Text("改正日期", "correct the day")
        raise InputError([Problem("not_a_day", "", expected, typed, remedy, column=name)]) from error


def came_from(request: HttpRequest, otherwise: str = "/") -> str:
    """Give the page of this site from which the request came."""
    referer = request.headers.get("Referer", "")
    safe = url_has_allowed_host_and_scheme(referer, {request.get_host()}, require_https=request.is_secure())
    return referer if referer and safe else otherwise


def problems_of(form: BaseForm) -> tuple[Problem, ...]:
    """Give a form's errors as problems, for views and channels that show problems in one table."""
    return tuple(
        Problem(
            str(error.code or "invalid"),
            "",
            same(" ".join(error.messages)),
            str(form.data.get(form.add_prefix(name), "")) if name != "__all__" else "",
            Text("改正后重新提交", "correct it and send again"),
            column=str(form.fields[name].label or name) if name in form.fields else None,
        )
        for name, errors in form.errors.as_data().items()
        for error in errors
    )
