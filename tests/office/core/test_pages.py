"""What all views share: paging, and the answers to refused actions."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from tests.office.world import World
from tongcheng.errors import InputError, Problem
from tongcheng.language import Text, same
from tongcheng.office.core.acting import ConflictError, RefusedError
from tongcheng.office.core.pages import answer_refusals, came_from, page_of, problems_of
from tongcheng.office.people.standing import PUBLIC

PROBLEM = Problem("empty", "表.xlsx", Text("有单位", "a unit"), "", Text("填写", "fill in"), row=4, column="牵头单位")


def _request(path: str = "/", htmx: bool = False, **headers: str) -> HttpRequest:
    request = RequestFactory().get(path, headers={"HX-Request": "true", **headers} if htmx else headers)
    request.user, request.standing = AnonymousUser(), PUBLIC
    request.htmx = HtmxDetails(request)
    return request


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (lambda world: RefusedError(Text("不是草稿", "no draft")), 403, ["不是草稿"]),
        (lambda world: ConflictError(world.items["1"], ["title"]), 409, ["title 已被他人修改"]),
        (
            lambda world: InputError([PROBLEM, PROBLEM]),
            422,
            ["2 处问题", "表.xlsx 第 4 行 牵头单位", "有单位", "填写"],
        ),
    ],
)
def test_a_refusal_is_a_page_or_a_partial_with_its_status(
    world: World, htmx: bool, error: Callable[[World], Exception], status: int, words: list[str]
) -> None:
    @answer_refusals
    def view(request: HttpRequest) -> HttpResponse:
        raise error(world)

    response = view(_request(htmx=htmx))
    page = response.content.decode()
    assert response.status_code == status
    assert all(word in page for word in words)
    assert ("<html" in page) is not htmx
    assert (response.headers.get("HX-Retarget") == "#said") is htmx


def test_the_way_back_leads_only_to_this_site() -> None:
    assert came_from(_request(Referer="http://testserver/lists/")) == "http://testserver/lists/"
    assert came_from(_request(Referer="http://elsewhere/lists/")) == "/"
    assert came_from(_request()) == "/"


@pytest.mark.parametrize(
    ("asked", "number", "first"), [("", 1, 0), ("3", 3, 20), ("nonsense", 1, 0), ("-4", 10, 90), ("99", 10, 90)]
)
def test_paging_takes_any_number(asked: str, number: int, first: int) -> None:
    page = page_of(_request(f"/?page={asked}"), list(range(100)), 10)
    assert (page.number, page.object_list[0]) == (number, first)


def test_paging_prints_the_ends_and_keeps_the_filters() -> None:
    request = _request("/?page=10&q=桥")
    page = page_of(request, list(range(1000)), 50)
    assert page.numbers == [1, None, 8, 9, 10, 11, 12, None, 20]
    html = render_to_string("paging.html", {"page": page}, request)
    assert "?page=11&amp;q=%E6%A1%A5" in html or "?page=11&q=%E6%A1%A5" in html
    assert '<strong aria-current="page">10</strong>' in html


def test_a_form_s_errors_are_problems() -> None:
    class Form(forms.Form):
        due = forms.DateField(label="时限")

    (problem,) = problems_of(Form({"due": "明天"}))
    assert (problem.column, problem.found) == ("时限", "明天")
    assert problem.expected == same(problem.expected.zh)


def test_a_reason_is_asked_for_unless_it_is_not_needed() -> None:
    said = {"url": "/x/", "label": Text("退回", "Return"), "revision": 3, "danger": True}
    html = render_to_string("reason.html", said, _request())
    assert "required" in html
    assert 'name="revision" value="3"' in html
    assert "required" not in render_to_string("reason.html", said | {"optional": True}, _request())
