"""A program that talks to the server as a browser would: a session, a token, JSON."""

from __future__ import annotations

import json
import re
from http.cookiejar import CookieJar
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

from tests.office.world import PASSWORD


class Client:
    """One logged-in person."""

    def __init__(self, address: str, who: str, password: str = PASSWORD) -> None:
        self.address, self.jar = address, CookieJar()
        self.opener = build_opener(HTTPCookieProcessor(self.jar))
        page = self.opener.open(f"{address}people/login/", timeout=30).read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert token
        form = {"csrfmiddlewaretoken": token[1], "username": who, "password": password, "next": "/"}
        self.opener.open(f"{address}people/login/", urlencode(form).encode(), timeout=30).read()

    def get(self, path: str) -> str:
        """Give a page."""
        return str(self.opener.open(self.address + path, timeout=30).read().decode())

    def send(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """Send JSON to the API and give its answer."""
        token = next(cookie.value for cookie in self.jar if cookie.name == "csrftoken")
        request = Request(
            f"{self.address}api/{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json", "X-CSRFToken": token or ""},
            method=method,
        )
        return json.loads(self.opener.open(request, timeout=30).read())
