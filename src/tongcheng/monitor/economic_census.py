"""Products before and after an economic census are two series.

China counts its economy in the years that end in 3 and 8 (全国经济普查条例, article 8) and then revises the product of the
census year and of the years before. A value that was published before the results and one that was published after them
are not of one series, although both are called 地区生产总值.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from tongcheng.language import Text
from tongcheng.region.periods import is_period, period_end

#: Number of the census, its year, and the day on which the revised national product was published (National Bureau of
#: Statistics, 国家统计局公告). Provinces and cities follow within weeks.
CENSUSES: Final[tuple[tuple[str, str, int, date], ...]] = (
    ("一", "first", 2004, date(2005, 12, 20)),
    ("二", "second", 2008, date(2009, 12, 25)),
    ("三", "third", 2013, date(2014, 12, 19)),
    ("四", "fourth", 2018, date(2019, 11, 22)),
    ("五", "fifth", 2023, date(2024, 12, 26)),
)

#: What rests on the product of a place.
REVISED: Final = ("gdp", "gdp_per_resident", "gdp_per_capita", "rd_intensity")

#: A whole-year figure without a date of publication is taken to be out by the end of March.
_USUAL_DELAY_DAYS: Final = 90


def series_of(as_of: str, published: object = None) -> int:
    """Tell on which census a published product rests: its position in ``CENSUSES``, -1 before the first.

    Parameters
    ----------
    as_of
        Period of the figure, or the date of a plan.
    published
        When it was published; by default a quarter of a year after the period.

    Examples
    --------
    >>> CENSUSES[series_of("2024", "2025-02-13")][2], CENSUSES[series_of("2021-11-30", "2021-11-30")][2]
    (2023, 2018)
    """
    if isinstance(published, str) and is_period(published):
        day = period_end(published)
    else:
        day = date.fromordinal(period_end(as_of).toordinal() + _USUAL_DELAY_DAYS)
    return sum(out <= day for *_, out in CENSUSES) - 1


def revised_between(first: int, last: int) -> Text:
    """Say which census lies between two series."""
    zh, en, year, _ = CENSUSES[max(first, last)]
    return Text(f"第{zh}次全国经济普查（{year} 年）", f"the {en} national economic census ({year})")
