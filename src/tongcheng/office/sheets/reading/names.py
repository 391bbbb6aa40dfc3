"""Who stands in a cell of units: leads before the comma, supporters after it, and every other way to write it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
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
#: 甲局牵头, 乙局、丙局配合: the part that every name of a clause plays, said after the last of them.
_CLAUSE_TAIL = re.compile(
    r"^由?(?P<names>.*[\u4e00-\u9fff)])(?P<part>联合牵头|共同牵头|牵头|主办|协同配合|配合|协办|协助|参与|参加|指导)(?:负责)?$",
    re.DOTALL,
)
_PARTS: dict[str, Role] = {
    "联合牵头": "lead", "共同牵头": "lead", "牵头": "lead", "主办": "lead", "指导": "guide",
}  # fmt: skip
_AFTER_A_PART = re.compile(r"(?<=牵头|主办|配合|协办|参与)(?:负责)?、")
_MARKED_LEAD = re.compile(r"\((?:联合)?(?:牵头|主办|主责)(?:单位)?\)")
_TOGETHER_WITH = re.compile(r"(?<=[\u4e00-\u9fff）)])[，,、]?会同(?=[\u4e00-\u9fff（(])")
_TAIL = re.compile(r"^(.*?)[（(]([^（()）]{1,8})[）)]$")
_AND_SO_ON = re.compile(r"(等(有关|相关)?(部门|单位|市级部门)?)$")
_BARE_CITY = re.compile(r"^[\u4e00-\u9fff]{1,6}市$")
_BODY = re.compile(
    r"^([\u4e00-\u9fff]{1,6}?)[两二三四五六]?个?市([\u4e00-\u9fff]*(?:局|委|厅|办|中心|政府|集团|公司|委员会))$"
)
_BLANKS = {"", "-", "--", "—", "——", "/", "无", "\\", "暂无"}


@dataclass(frozen=True)
class Named:
    """A name as written, with the part it plays; ``city`` is the one that stands before it in brackets."""

    name: str
    role: Role
    city: str = ""


def split_units(
    words: str | None, role: Role = "lead", *, split: bool = False, cities: Collection[str] = ()
) -> tuple[Named, ...]:
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
    cities
        Names of cities without 市, for 乙、丙市教育局.

    Examples
    --------
    >>> [(one.name, one.role) for one in split_units("交通合作组，甲市交通局、乙市交通局", split=True)]
    [('交通合作组', 'lead'), ('甲市交通局', 'support'), ('乙市交通局', 'support')]
    >>> [(one.name, one.role) for one in split_units("牵头单位：甲局、乙局；配合单位：丙局")]
    [('甲局', 'lead'), ('乙局', 'lead'), ('丙局', 'support')]
    >>> [(one.name, one.role) for one in split_units("甲局牵头，乙局、丙局配合", split=True)]
    [('甲局', 'lead'), ('乙局', 'support'), ('丙局', 'support')]
    >>> [one.name for one in split_units("乙、丙市教育局", cities={"甲", "乙", "丙"})]
    ['乙市教育局', '丙市教育局']
    >>> split_units("（甲市）交通局")
    (Named(name='交通局', role='lead', city='甲市'),)
    """
    neat = unicodedata.normalize("NFKC", words or "").replace("\r\n", "\n").strip()
    if "".join(neat.split()) in _BLANKS:
        return ()
    found: list[Named] = []
    for part, text in _by_label(neat, role):
        if part is not None:
            found += _names(text, part, cities)
            continue
        for own, names in _by_clause(text, role, split=split):
            found += _names(names, own, cities)
    return tuple(dict.fromkeys(found))


def _by_clause(text: str, role: Role, *, split: bool) -> list[tuple[Role, str]]:
    """Cut words without labels: 甲局牵头，乙局、丙局配合; else at the first comma where one column holds both."""
    text = _TOGETHER_WITH.sub("," if split else "、", _AFTER_A_PART.sub(";", _guarded(text)))
    clauses = [clause.strip() for clause in re.split(r"[,;\n。]+", text) if clause.strip()]
    tails = [_CLAUSE_TAIL.match(clause) for clause in clauses]
    if not any(tails):
        if split and _MARKED_LEAD.search(text):  # one is marked as lead: the others are not
            return [("support", text)]
        leads, supports = _divided(text) if split else (text, "")
        return [("lead" if split else role, leads), *([("support", supports)] if supports else [])]  # type: ignore[list-item]
    found: list[tuple[Role, str]] = []
    own: Role = "support" if split else role
    for clause, tail in zip(reversed(clauses), reversed(tails), strict=True):
        if tail is not None:
            own = _PARTS.get(tail["part"], "support")
        found.append((own, tail["names"].removesuffix("负责") if tail is not None else clause))
    return found[::-1]


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


def _names(text: str, role: Role, cities: Collection[str] = ()) -> list[Named]:
    found: list[Named] = []
    for group in re.split(r"[;；\n]+", text):
        group, city = group.strip(), ""  # noqa: PLW2901
        if match := _CITY_COLON.match(group):
            city, group = match[1], match[2]  # noqa: PLW2901
        for piece in _BETWEEN.split(_guarded(group)):
            named = _one(piece.replace("\0", "、").strip(" 。"), role, city)
            if named is not None:
                found.append(named)
    return _with_their_city(found, cities)


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


def _with_their_city(found: list[Named], cities: Collection[str]) -> list[Named]:
    """Complete 甲市、乙市交通局 and 甲、乙市交通局: a bare city takes what follows the next city's name."""
    whole = list(found)
    for number in range(len(whole) - 2, -1, -1):
        here, after = whole[number], whole[number + 1]
        bare = bool(_BARE_CITY.match(here.name)) or here.name in cities
        if here.city or not bare or after.city or _BARE_CITY.match(after.name):
            continue
        body = _BODY.match(after.name)
        if body:
            whole[number] = Named(f"{here.name.removesuffix('市')}市{body[2]}", here.role)
            whole[number + 1] = Named(f"{body[1]}市{body[2]}", after.role)
    return whole
