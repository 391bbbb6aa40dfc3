"""The links of the frame: what a reader may go to, if the page exists."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from tongcheng.language import Text
from tongcheng.office.people.standing import Standing


@dataclass(frozen=True)
class Place:
    """One entry: its words, the name of its page, and who goes there."""

    title: Text
    page: str
    shown: Callable[[Standing], bool]


@dataclass(frozen=True)
class Link:
    """An entry of the frame of this page."""

    title: Text
    url: str
    current: bool


def _content(standing: Standing) -> bool:
    return standing.person is not None and bool(standing.roles - {"administrator"})


def _with(*roles: str) -> Callable[[Standing], bool]:
    return lambda standing: standing.has(*roles)


def _logged_in(standing: Standing) -> bool:
    return standing.person is not None


def _sees_people(standing: Standing) -> bool:
    return standing.manages_accounts or standing.has("joint_office", "city_office", "auditor")


PLACES = (
    Place(Text("待办", "For me"), "home", _logged_in),
    Place(Text("清单", "Lists"), "lists:lists", lambda standing: _content(standing) or standing.person is None),
    Place(Text("填报", "Reports"), "progress:periods", _content),
    Place(Text("审核", "Review"), "progress:review", _with("city_office", "joint_office")),
    Place(Text("督导", "Supervision"), "supervision:board", _content),
    Place(Text("数值", "Figures"), "figures:figures", _content),
    Place(
        Text("导入", "Import"),
        "sheets:imports",
        _with("filler", "unit_head", "city_office", "joint_office", "secretary"),
    ),
    Place(Text("核对", "Compare"), "reconcile:comparisons", _with("city_office", "joint_office", "auditor")),
    Place(
        Text("会议", "Meetings"),
        "meetings:meetings",
        lambda standing: standing.sees_everything or standing.has("filler", "unit_head", "city_office"),
    ),
    Place(Text("文稿", "Papers"), "papers:papers", _content),
    Place(Text("搜索", "Search"), "search:search", _content),
    Place(Text("单位", "Units"), "people:units", _logged_in),
    Place(Text("人员", "People"), "people:accounts", _sees_people),
    Place(Text("留痕", "Audit"), "audit:events", lambda standing: standing.reads_log),
)


def links(request: HttpRequest, places: Iterable[Place] = PLACES) -> list[Link]:
    """Give the entries for this reader; the one whose address begins like this page's is the current one."""
    standing: Standing | None = getattr(request, "standing", None)
    if standing is None:
        return []
    found = [(place.title, url) for place in places if place.shown(standing) and (url := _url(place.page))]
    path = request.path
    current = max(
        (url for _, url in found if path == url or (url != "/" and path.startswith(url))), key=len, default=""
    )
    return [Link(title, url, url == current) for title, url in found]


def _url(page: str) -> str:
    try:
        return reverse(page)
    except NoReverseMatch:
        return ""
