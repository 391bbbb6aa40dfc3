"""What may be typed: words without markup or unseen characters, days that were."""

from __future__ import annotations

import re
from datetime import date

from tongcheng.errors import Problems
from tongcheng.language import Text

#: Characters that no feed may hold.
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_MARKUP = re.compile(r"<\s*[A-Za-z/!?]")
_CORRECT = Text("改正后重新提交", "correct it and send again")


def is_plain(words: str) -> bool:
    r"""Say whether words hold neither markup nor characters that cannot be shown.

    Examples
    --------
    >>> is_plain("产能 < 5 万吨"), is_plain("<b>粗</b>"), is_plain("a\x07")
    (True, False, False)
    """
    return not _UNSEEN.search(words) and not _MARKUP.search(words)


def check_words(
    problems: Problems, column: str, words: str, most: int, *, needed: bool = True, row: int | None = None
) -> None:
    """Note words that are missing, too long, or not plain."""
    if needed and not words.strip():
        expected = Text("不为空", "something")
    elif len(words) > most:
        expected = Text(f"不超过 {most} 字", f"at most {most} characters")
    elif not is_plain(words):
        expected = Text("纯文字，不含网页代码或不可见字符", "plain words without markup")
    else:
        return
    found = _UNSEEN.sub("�", words[:80])
    problems.add("bad_words", column=column, expected=expected, found=found, remedy=_CORRECT, row=row)


def check_day(problems: Problems, column: str, day: date, today: date) -> None:
    """Note a day to come."""
    if day > today:
        problems.add(
            "in_the_future", column=column, expected=Text("不晚于今天", "not after today"), found=day.isoformat(),
            remedy=_CORRECT,
        )  # fmt: skip
