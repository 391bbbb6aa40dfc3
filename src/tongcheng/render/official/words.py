"""Words that several papers of a meeting share: days, hours, marks."""

from __future__ import annotations

from datetime import date, time

from tongcheng.language import SYNTHETIC_MARK

#: What stands on every page of a paper that is not final.
DRAFT = "草稿"
#: What is printed for a real title whose text is not in the system.
NOT_KNOWN = "原文未收录。"
_WEEK = "一二三四五六日"


def day(on: date | None, otherwise: str = "待定") -> str:
    """Write a day as papers do.

    Examples
    --------
    >>> day(date(2022, 3, 5)), day(None)
    ('2022年3月5日', '待定')
    """
    return f"{on.year}年{on.month}月{on.day}日" if on else otherwise


def moment(on: date | None, at: time | None) -> str:
    """Write a day with its weekday and the hour as notices do.

    Examples
    --------
    >>> moment(date(2022, 3, 5), time(14, 30)), moment(date(2022, 3, 5), None), moment(None, time(9))
    ('2022年3月5日（星期六）下午2:30', '2022年3月5日（星期六）', '待定')
    """
    if on is None:
        return "待定"
    return f"{day(on)}（星期{_WEEK[on.weekday()]}）" + (hour(at) if at else "")


def hour(at: time) -> str:
    """Write an hour.

    Examples
    --------
    >>> [hour(time(h, 5)) for h in (9, 12, 15)]
    ['上午9:05', '中午12:05', '下午3:05']
    """
    part = "上午" if at.hour < 12 else "中午" if at.hour == 12 else "下午"
    return f"{part}{at.hour - 12 if at.hour > 12 else at.hour}:{at.minute:02d}"


def marks(*, draft: bool = False, synthetic: bool = False) -> str:
    """Give the words at the head of every page."""
    return "　".join([*([DRAFT] if draft else []), *([SYNTHETIC_MARK.zh] if synthetic else [])])


def book(title: str) -> str:
    """Put a document's title between 《》, unless it stands there already.

    Examples
    --------
    >>> book("工作规则"), book("关于《工作规则》的说明"), book("《工作规则》")
    ('《工作规则》', '《关于〈工作规则〉的说明》', '《工作规则》')
    """
    if title.startswith("《") and title.endswith("》") and title.count("《") == 1:
        return title
    return f"《{title.replace('《', '〈').replace('》', '〉')}》"
