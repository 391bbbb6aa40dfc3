"""The links of the frame, in groups: what a reader may go to, if the page exists.

The first row of the header names the groups, the second the pages of the group that one is in: nothing folds, so the
header works by keyboard, without a script and on a phone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

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
class Group:
    """A named group of entries; one whose reader may go to a single page is shown as that page."""

    title: Text
    places: Sequence[Place]


@dataclass(frozen=True)
class Link:
    """An entry of the frame of this page; of a group the address is that of its first page."""

    title: Text
    url: str
    current: bool
    below: tuple[Link, ...] = ()


def _content(standing: Standing) -> bool:
    return standing.person is not None and bool(standing.roles - {"administrator"})


def _with(*roles: str) -> Callable[[Standing], bool]:
    return lambda standing: standing.has(*roles)


def _logged_in(standing: Standing) -> bool:
    return standing.person is not None


def _reads_lists(standing: Standing) -> bool:
    return _content(standing) or standing.person is None


def _sees_people(standing: Standing) -> bool:
    return standing.manages_accounts or standing.has("joint_office", "city_office", "auditor")


def _meets(standing: Standing) -> bool:
    return standing.sees_everything or standing.has("filler", "unit_head", "city_office")


_IMPORTS = _with("filler", "unit_head", "city_office", "joint_office", "secretary")

GROUPS = (
    Group(Text("待办", "For me"), [Place(Text("待办", "For me"), "home", _logged_in)]),
    Group(Text("总览", "Overview"), [Place(Text("总览", "Overview"), "workbench:overview", _content)]),
    Group(
        Text("清单", "Lists"),
        [
            Place(Text("清单", "Lists"), "lists:lists", _reads_lists),
            Place(Text("导入", "Import"), "sheets:imports", _IMPORTS),
            Place(Text("核对", "Compare"), "reconcile:comparisons", _with("city_office", "joint_office", "auditor")),
        ],
    ),
    Group(
        Text("督导", "Supervision"),
        [
            Place(Text("督导", "Supervision"), "supervision:board", _content),
            Place(Text("填报", "Reports"), "progress:periods", _content),
            Place(Text("审核", "Review"), "progress:review", _with("city_office", "joint_office")),
        ],
    ),
    Group(
        Text("会议", "Meetings"),
        [
            Place(Text("会议", "Meetings"), "meetings:meetings", _meets),
            Place(Text("文件", "Documents"), "documents:dossiers", _content),
            Place(Text("文稿", "Papers"), "papers:papers", _content),
        ],
    ),
    Group(
        Text("测算", "Analysis"),
        [
            Place(Text("地图", "Map"), "workbench:map", _content),
            Place(Text("方案", "Plan"), "workbench:plan", _content),
            Place(Text("分担", "Shares"), "workbench:shares", _content),
            Place(Text("比较", "Differences"), "workbench:compare", _content),
            Place(Text("数值", "Figures"), "figures:figures", _content),
        ],
    ),
    Group(
        Text("开放", "Public"),
        [
            Place(Text("城市机会", "Opportunities"), "opportunities:opportunities", _reads_lists),
            Place(Text("跨市通办", "Services"), "cross_services:services", _reads_lists),
            Place(Text("公开数据", "Open data"), "publication:publications", _reads_lists),
        ],
    ),
    Group(Text("搜索", "Search"), [Place(Text("搜索", "Search"), "search:search", _content)]),
    Group(
        Text("机构", "Offices"),
        [
            Place(Text("单位", "Units"), "people:units", _logged_in),
            Place(Text("人员", "People"), "people:accounts", _sees_people),
            Place(Text("留痕", "Audit"), "audit:events", lambda standing: standing.reads_log),
        ],
    ),
)


def links(request: HttpRequest, groups: Iterable[Group] = GROUPS) -> list[Link]:
    """Give the groups for this reader; the page whose address begins like this one's is the current one."""
    standing: Standing | None = getattr(request, "standing", None)
    if standing is None:
        return []
    found = [(group, pages) for group in groups if (pages := _pages(group, standing))]
    path = request.path
    here = max((page.url for _, pages in found for page in pages if _holds(page.url, path)), key=len, default="")
    return [_entry(group, [replace(page, current=page.url == here) for page in pages]) for group, pages in found]


def _pages(group: Group, standing: Standing) -> list[Link]:
    return [
        Link(place.title, url, False) for place in group.places if place.shown(standing) and (url := _url(place.page))
    ]


def _holds(url: str, path: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))


def _entry(group: Group, pages: Sequence[Link]) -> Link:
    if len(pages) == 1:
        return pages[0]
    return Link(group.title, pages[0].url, any(page.current for page in pages), tuple(pages))


def _url(page: str) -> str:
    try:
        return reverse(page)
    except NoReverseMatch:
        return ""
