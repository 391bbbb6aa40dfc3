"""The timetable of a circle: from its feed where that covers its lines, else modelled from the lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.region.gtfs import Feed, read_gtfs
from tongcheng.results import weakest_basis
from tongcheng.travel.transit.assumptions import Case
from tongcheng.travel.transit.from_lines import timetable_from_lines
from tongcheng.travel.transit.timetable import Timetable, feed_timetable
from tongcheng.travel.transit.trains import train_plans
from tongcheng.travel.transit.walking import Walking

if TYPE_CHECKING:
    from tongcheng.region import Region


def region_timetable(
    region: Region,
    *,
    date: str | None = None,
    feed: str | None = None,
    case: Case = "central",
    walking: Walking | None = None,
) -> Timetable:
    """Give the timetable of a circle for its travel times.

    A feed whose routes are all open lines of the circle is its timetable (``nky``, ``demo``). A circle with lines
    that no feed covers has a modelled one from its lines, with the trains between its cities whose number a day is
    published (``chengdu``); see :func:`timetable_from_lines` and :func:`train_plans`.

    Parameters
    ----------
    region
        The circle.
    date
        Day of the feed; by default the first of its busiest days. A modelled timetable has no date.
    feed
        Name of the feed to take, whether it covers the lines or not.
    case
        For a modelled timetable ``central``, ``quick`` or ``slow``.
    walking
        How people walk.

    Returns
    -------
    Timetable
        Its basis is that of the lines, or ``modelled``, or ``synthetic`` in a fictional circle.

    Raises
    ------
    InputError
        If nothing runs on the day, there are neither feed nor lines, or there is no feed of that name.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> region_timetable(open_region("chengdu")).basis
    'modelled'
    >>> region_timetable(open_region("nky"), date="2019-11-05").basis
    'official'
    """
    feeds = {name: read_gtfs(path) for name, path in region.feeds.items()}
    chosen = _named(feeds, feed) if feed is not None else next(
        (content for content in feeds.values() if covers_lines(region, content)), None
    )  # fmt: skip
    if chosen is not None:
        bases = region["lines"]["basis"].dropna().unique()
        basis = "synthetic" if region.fictional else weakest_basis(bases) if len(bases) else "observed"
        return feed_timetable(chosen, date, walking=walking, basis=basis)
    extra = [plan for content in feeds.values() for plan in train_plans(region, content, case=case)]
    once = {plan.line: plan for plan in extra}
    return timetable_from_lines(region, case=case, extra=list(once.values()), walking=walking)


def covers_lines(region: Region, feed: Feed) -> bool:
    """Tell whether every open line of a circle is a route of a feed; a circle without lines is covered by any."""
    lines = region["lines"]
    open_lines = lines.loc[lines["state"].fillna("open") == "open", "line"]
    return bool(open_lines.isin(feed.routes["route_id"]).all())


def _named(feeds: dict[str, Feed], name: str) -> Feed:
    if name not in feeds:
        problems = Problems("gtfs")
        problems.add(
            "unknown_feed",
            expected=Text(f"时刻表名称（{'、'.join(feeds) or '无'}）", f"the name of a feed ({', '.join(feeds) or 'none'})"),
            found=name,
            remedy=Text("改正名称，或用 tongcheng import gtfs 导入", "correct the name, or import it with tongcheng import gtfs"),
        )  # fmt: skip
        problems.raise_if_any()
    return feeds[name]
