"""Logging in: slowed down after failures, ended when nobody is there, a password given out once is changed first."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client, RequestFactory
from django.utils import timezone

from tests.office.world import PASSWORD, World
from tongcheng.office.people import throttle
from tongcheng.office.people.models import LoginFailure, Person

LOGIN = "/people/login/"


def _try(client: Client, username: str = "filler", password: str = "wrong", **more: str) -> int:
    return client.post(LOGIN, {"username": username, "password": password}, **more).status_code


def _age(minutes: float) -> None:
    for row in LoginFailure.objects.all():
        LoginFailure.objects.filter(pk=row.pk).update(at=row.at - dt.timedelta(minutes=minutes))


def test_the_login_page_warns_and_logs_in(world: World) -> None:
    client = Client()
    assert "涉密内容不得录入" in client.get(LOGIN).content.decode()
    answer = client.post(
        LOGIN + "?next=/people/units/", {"username": "filler", "password": PASSWORD, "next": "/people/units/"}
    )
    assert (answer.status_code, answer.headers["Location"]) == (302, "/people/units/")
    assert not LoginFailure.objects.exists()
    assert client.get(LOGIN).status_code == 302


def test_it_leads_to_this_site_only(world: World) -> None:
    sent = {"username": "filler", "password": PASSWORD, "next": "https://elsewhere.example/"}
    assert Client().post(LOGIN, sent).headers["Location"] == "/"


def test_wrong_unknown_and_closed_are_told_alike(world: World) -> None:
    Person.objects.filter(username="leader").update(is_active=False)
    pages = []
    for username, password in (("filler", "wrong"), ("nobody", "wrong"), ("leader", PASSWORD)):
        answer = Client().post(LOGIN, {"username": username, "password": password})
        assert answer.status_code == 422
        pages.append("账号或密码不正确" in answer.content.decode())
    assert all(pages)


def test_after_some_failures_even_the_right_password_waits(world: World) -> None:
    client = Client()
    assert [_try(client) for _ in range(5)] == [422] * 5
    answer = client.post(LOGIN, {"username": "filler", "password": PASSWORD})
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 30
    assert "约 1 分钟后再试" in answer.content.decode()
    assert LoginFailure.objects.count() == 5  # too early is not counted: nobody is kept out for ever
    assert _try(client, "FILLER") == 429
    assert _try(Client(), "unit_head", PASSWORD) == 302
    _age(1)
    assert _try(client, "filler", PASSWORD) == 302
    assert not LoginFailure.objects.exists()


def test_the_wait_doubles_up_to_a_quarter_of_an_hour_and_is_forgotten(world: World) -> None:
    waits = []
    for count in (5, 6, 7, 12, 200):
        LoginFailure.objects.all().delete()
        LoginFailure.objects.bulk_create(LoginFailure(username="filler", address=f"10.0.0.{n}") for n in range(count))
        waits.append(round(throttle.wait_before(throttle.attempt("filler", "10.9.9.9")).total_seconds() / 30))
    assert waits == [1, 2, 4, 30, 30]
    _age(31)
    assert not throttle.wait_before(throttle.attempt("filler", "10.9.9.9"))


def test_an_address_that_tries_many_accounts_waits_too(world: World) -> None:
    for n in range(throttle.FREE_PER_ADDRESS):
        throttle.attempt(f"name{n}", "2001:db8:1:2::1")
    assert throttle.wait_before(throttle.attempt("filler", "2001:db8:1:2:ffff::9"))
    assert not throttle.wait_before(throttle.attempt("filler", "2001:db8:1:3::1"))


def test_attempts_at_once_are_counted_before_the_password_is_looked_at(world: World) -> None:
    attempts = [throttle.attempt("filler", "10.0.0.1") for _ in range(7)]
    assert throttle.wait_before(attempts[-1])


@pytest.mark.parametrize(
    ("trusted", "forwarded", "counted"),
    [
        ([], "1.1.1.1", "10.0.0.1"),
        (["10.0.0.1"], "1.1.1.1", "1.1.1.1"),
        (["10.0.0.1"], "6.6.6.6, 1.1.1.1", "1.1.1.1"),
        (["10.0.0.1", "10.0.0.2"], "1.1.1.1, 10.0.0.2", "1.1.1.1"),
        (["10.0.0.1"], "", "10.0.0.1"),
    ],
)
def test_a_proxy_is_believed_only_if_it_is_named(
    trusted: list[str], forwarded: str, counted: str, settings: object
) -> None:
    settings.TRUSTED_PROXIES = trusted
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded)
    assert throttle.address_of(request) == counted


def test_a_session_ends_when_nobody_is_there(world: World, browse: Callable[[str], Client]) -> None:
    client = browse("filler")
    assert client.get("/").status_code == 200
    session = client.session
    session["seen"] = int(time.time()) - settings.SESSION_IDLE_MINUTES * 60 - 5
    session.save()
    answer = client.get("/people/units/?q=x")
    assert answer.headers["Location"] == "/people/login/?next=/people/units/%3Fq%3Dx"
    assert "长时间未操作" in client.get(answer.headers["Location"]).content.decode()


def test_an_idle_session_answers_the_api_and_htmx_in_their_way(world: World, browse: Callable[[str], Client]) -> None:
    for path, headers, status in (("/api/people/units", {}, 401), ("/people/units/", {"HX-Request": "true"}, 204)):
        client = browse("filler")
        session = client.session
        session["seen"] = 0
        session.save()
        answer = client.get(path, headers=headers)
        assert answer.status_code == status
        assert ("HX-Redirect" in answer.headers) is (status == 204)


def test_being_there_is_noted_without_writing_on_every_page(
    world: World, browse: Callable[[str], Client], django_assert_max_num_queries: object
) -> None:
    client = browse("filler")
    before = client.session["seen"]
    client.get("/people/password/")
    assert client.session["seen"] == before
    session = client.session
    session["seen"] = int(time.time()) - 120
    session.save()
    client.get("/people/password/")
    assert client.session["seen"] >= before


def test_a_password_given_out_once_is_changed_first(world: World, browse: Callable[[str], Client]) -> None:
    Person.objects.filter(username="filler").update(must_change_password=True)
    client = browse("filler")
    assert client.get("/people/units/").headers["Location"] == "/people/password/"
    assert client.get("/api/people/units").status_code == 403
    page = client.get("/people/password/").content.decode()
    assert "这是初始密码" in page
    new = "my-own-secret-1"
    sent = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert client.post("/people/password/", sent | {"old_password": "wrong"}).status_code == 422
    assert client.post("/people/password/", sent | {"new_password2": "x"}).status_code == 422
    weak = client.post("/people/password/", sent | {"new_password1": "filler1234", "new_password2": "filler1234"})
    assert weak.status_code == 422
    assert client.post("/people/password/", sent).status_code == 302
    assert client.get("/people/units/").status_code == 200  # this login stays
    assert Client().login(username="filler", password=new)


def test_old_failures_are_removed(world: World) -> None:
    LoginFailure.objects.create(username="x", address="y")
    LoginFailure.objects.update(at=timezone.now() - throttle.KEPT - dt.timedelta(days=1))
    _try(Client(), "filler", PASSWORD)
    assert not LoginFailure.objects.exists()
