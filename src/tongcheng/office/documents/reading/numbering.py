"""The numbers that Word makes by itself: 一、 （一） 1. stand in no paragraph's text, only in its list."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DIGITS = "零一二三四五六七八九"
_CHINESE = {
    "chineseCounting",
    "chineseCountingThousand",
    "ideographTraditional",
    "japaneseCounting",
    "taiwaneseCountingThousand",
}


def chinese(number: int) -> str:
    """Write a number below a hundred as lists do.

    Examples
    --------
    >>> [chinese(n) for n in (1, 10, 12, 20, 35)]
    ['一', '十', '十二', '二十', '三十五']
    """
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")


def _written(number: int, how: str) -> str:
    if how in _CHINESE:
        return chinese(number)
    if how in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (number - 1) % 26)
        return letter if how == "lowerLetter" else letter.upper()
    if how == "decimalEnclosedCircle" and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    return str(number)


class Numbering:
    """Counts the lists of a document as they come and gives the number before each paragraph."""

    def __init__(self, root: Any | None) -> None:
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._abstract: dict[str, str] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        if root is not None:
            self._read(root)

    def _read(self, root: Any) -> None:
        for one in root.iter(f"{_W}abstractNum"):
            levels = {}
            for level in one.iter(f"{_W}lvl"):
                how, text, start = (level.find(f"{_W}{tag}") for tag in ("numFmt", "lvlText", "start"))
                levels[int(level.get(f"{_W}ilvl"))] = (_val(how, "decimal"), _val(text, ""), int(_val(start, "1")))
            self._levels[one.get(f"{_W}abstractNumId")] = levels
        for one in root.iter(f"{_W}num"):
            self._abstract[one.get(f"{_W}numId")] = _val(one.find(f"{_W}abstractNumId"), "")

    def before(self, properties: Any | None) -> str:
        """Give the number that stands before a paragraph with these properties; empty if none."""
        listed = properties.find(f"{_W}numPr") if properties is not None else None
        if listed is None:
            return ""
        number = _val(listed.find(f"{_W}numId"), "0")
        level = int(_val(listed.find(f"{_W}ilvl"), "0"))
        levels = self._levels.get(self._abstract.get(number, ""), {})
        if number == "0" or level not in levels:
            return ""
        counts = self._counts[self._abstract[number]]
        counts[level] = counts.get(level, levels[level][2] - 1) + 1
        for deeper in [one for one in counts if one > level]:
            del counts[deeper]
        how, text, _ = levels[level]
        if how in ("bullet", "none"):
            return ""
        for one, (its_how, _, start) in levels.items():
            text = text.replace(f"%{one + 1}", _written(counts.get(one, start), its_how))
        return text


def _val(element: Any | None, otherwise: str) -> str:
    return otherwise if element is None else str(element.get(f"{_W}val", otherwise))
