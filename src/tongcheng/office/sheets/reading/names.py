"""Who stands in a cell of units: leads before the comma, supporters after it, and every other way to write it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

Role = Literal["lead", "support", "guide"]

_LABEL = re.compile(
    r"(?P<lead>(?:联合)?牵头(?:责任)?(?:单位|部门)?|责任(?:单位|部门)|主办单位|主责单位|承办单位)\s*[:：]"
    r"|(?P<support>配合(?:责任)?(?:单位|部门)?|协办单位|参与单位|协同单位)\s*[:：]"
    r"|(?P<guide>(?:业务|省级)?指导(?:单位|部门)?)\s*[:：]"
)
_ROLE_IN_BRACKETS = {
    "牵头": "lead", "联合牵头": "lead", "主办": "lead", "主责": "lead", "责任单位": "lead", "牵头单位": "lead",
    "配合": "support", "协办": "support", "参与": "support", "协同": "support", "配合单位": "support",
    "指导": "guide", "业务指导": "guide", "指导单位": "guide",
}  # fmt: skip
_BETWEEN = re.compile(
    r"[、，,；;\n\t]+|\s{2,}|(?<=[\u4e00-\u9fff）)])\s+(?=[\u4e00-\u9fff（(])|(?<=[\u4e00-\u9fff])/(?=[\u4e00-\u9fff])"
)
_PREFIX = re.compile(r"^[（(]([\u4e00-\u9fff]{1,8}[市州省区县])[）)]\s*(.*)$")
_CITY_COLON = re.compile(r"^([\u4e00-\u9fff]{1,8}[市州省区县])\s*[:：]\s*(.+)$", re.DOTALL)
_TAIL = re.compile(r"^(.*?)[（(]([^（()）]{1,8})[）)]$")
_AND_SO_ON = re.compile(r"(等(有关|相关)?(部门|单位|市级部门)?)$")
_BARE_CITY = re.compile(r"^[\u4e00-\u9fff]{1,6}市$")
_BLANKS = {"", "-", "--", "—", "——", "/", "无", "\\", "暂无"}


@dataclass(frozen=True)
class Named:
    """A name as written, with the part it plays; ``city`` is the one that stands before it in brackets."""

    name: str
    role: Role
    city: str = ""


def split_units(words: str | None, role: Role = "lead", *, split: bool = False) -> tuple[Named, ...]:
    """Take a cell of units apart.

    Parameters
    ----------
    words
        The cell.
    role
        Part that an unmarked name plays.
    split
        Whether one column holds leads and supporters: then the first comma divides them; without a comma the
        stronger of the marks that stand there (line, semicolon before 、) does; with one sort of mark all lead.

    Examples
    --------
    >>> [(one.name, one.role) for one in split_units("交通合作组，甲市交通局、乙市交通局", split=True)]
    [('交通合作组', 'lead'), ('甲市交通局', 'support'), ('乙市交通局', 'support')]
    >>> [(one.name, one.role) for one in split_units("牵头单位：甲局、乙局；配合单位：丙局")]
    [('甲局', 'lead'), ('乙局', 'lead'), ('丙局', 'support')]
    >>> split_units("（甲市）交通局")
    (Named(name='交通局', role='lead', city='甲市'),)
    """
    neat = unicodedata.normalize("NFKC", words or "").replace("\r\n", "\n").strip()
    if "".join(neat.split()) in _BLANKS:
        return ()
    found: list[Named] = []
    for part, text in _by_label(neat, role):
        labelled = part is not None
        if split and not labelled:
            leads, supports = _divided(text)
            found += [*_names(leads, "lead"), *_names(supports, "support")]
        else:
            found += _names(text, part or role)
    return tuple(dict.fromkeys(found))


def _by_label(neat: str, role: Role) -> list[tuple[Role | None, str]]:
    """Cut at 牵头单位： and its like; what stands before the first is unmarked."""
    marks = list(_LABEL.finditer(neat))
    parts: list[tuple[Role | None, str]] = [(None, neat[: marks[0].start() if marks else len(neat)])]
    for number, mark in enumerate(marks):
        end = marks[number + 1].start() if number + 1 < len(marks) else len(neat)
        kind: Role = "lead" if mark["lead"] else "support" if mark["support"] else "guide"
        # in a column of supporters 责任单位： says nothing new
        parts.append(
            (role if mark["lead"] and mark[0].startswith("责任") and role != "lead" else kind, neat[mark.end() : end])
        )
    return [(kind, text.strip(" 、，,；;\n。")) for kind, text in parts if text.strip(" 、，,；;\n。")]


def _divided(text: str) -> tuple[str, str]:
    for mark in (",", "，"):
        if mark in text:
            leads, supports = text.split(mark, 1)
            return leads, supports
    for strong in ("\n", ";", "；"):
        if strong in text and "、" in text:
            leads, supports = text.split(strong, 1)
            return leads, supports
    return text, ""


def _names(text: str, role: Role) -> list[Named]:
    found: list[Named] = []
    for group in re.split(r"[;；\n]+", text):
        group, city = group.strip(), ""  # noqa: PLW2901
        if match := _CITY_COLON.match(group):
            city, group = match[1], match[2]  # noqa: PLW2901
        for piece in _BETWEEN.split(_guarded(group)):
            named = _one(piece.replace("\0", "、").strip(" 。"), role, city)
            if named is not None:
                found.append(named)
    return _with_their_city(found)


def _guarded(text: str) -> str:
    """Hide marks inside brackets: 市发展改革委（市同城化办、市铁路办） is one name."""
    return re.sub(r"[（(][^（()）]*[）)]", lambda m: re.sub(r"[、，,；;\s]", "\0", m[0]), text)


def _one(piece: str, role: Role, city: str) -> Named | None:
    if match := _PREFIX.match(piece):
        city, piece = match[1], match[2]
    piece = _AND_SO_ON.sub("", piece).strip()
    if match := _TAIL.match(piece):
        known = _ROLE_IN_BRACKETS.get(match[2])
        if known is not None:
            piece, role = match[1], known  # type: ignore[assignment]
    return Named(piece, role, city) if piece and piece not in _BLANKS else None


def _with_their_city(found: list[Named]) -> list[Named]:
    """Complete 甲市、乙市交通局: a bare city takes what follows the next city's name."""
    whole = list(found)
    for number in range(len(whole) - 2, -1, -1):
        here, after = whole[number], whole[number + 1]
        if not here.city and _BARE_CITY.match(here.name) and not _BARE_CITY.match(after.name) and not after.city:
            body = re.match(r"^[\u4e00-\u9fff]{1,6}?市([\u4e00-\u9fff]*(?:局|委|厅|办|中心|政府))$", after.name)
            if body:
                whole[number] = Named(here.name + body[1], here.role)
    return whole
