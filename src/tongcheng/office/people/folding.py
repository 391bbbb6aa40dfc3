"""How the name of a unit is written in lists, brought to one form: widths, blanks, brackets, usual short forms."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

#: Usual short forms, applied to both the kept name and the name found; longer words first.
_SHORT = (
    ("人力资源和社会保障", "人社"),
    ("人力资源社会保障", "人社"),
    ("文化广播电视和旅游", "文广旅"),
    ("规划和自然资源", "规自"),
    ("自然资源和规划", "规自"),
    ("住房和城乡建设", "住建"),
    ("住房城乡建设", "住建"),
    ("经济和信息化", "经信"),
    ("市场监督管理", "市场监管"),
    ("发展和改革", "发改"),
    ("发展改革", "发改"),
    ("有限责任公司", "公司"),
    ("股份有限公司", "公司"),
    ("同城化发展", "同城化"),
    ("卫生健康", "卫健"),
    ("农业农村", "农业"),
    ("交通运输", "交通"),
    ("生态环境", "环境"),
    ("教育和体育", "教体"),
    ("管理委员会", "管委会"),
    ("有限公司", "公司"),
    ("人民政府", "政府"),
    ("委员会", "委"),
)
_PROVINCE = re.compile(r"^[\u4e00-\u9fff]{2,3}(省|自治区)")
_BRACKETED = re.compile(r"\([^()]*\)")
_NOISE = re.compile(r"[\s·•.,;:、，。；：\"'“”‘’]+")
_OPEN, _CLOSE = "〔【［{〈《「[", "〕】］}〉》」]"
_BRACKETS = str.maketrans(_OPEN + _CLOSE, "(" * len(_OPEN) + ")" * len(_CLOSE))


@lru_cache(maxsize=20_000)
def plain_name(name: str) -> str:
    """Give a name without what is only writing: full width, blanks, kinds of brackets, stops, capitals.

    Examples
    --------
    >>> plain_name(" 甲市交通运输局　〔市铁路办〕 "), plain_name("ＡＢＣ公司（甲）")
    ('甲市交通运输局(市铁路办)', 'abc公司(甲)')
    """
    return _NOISE.sub("", unicodedata.normalize("NFKC", name).translate(_BRACKETS)).casefold()


@lru_cache(maxsize=20_000)
def short_form(name: str) -> str:
    """Give the usual short form of a name, without what stands in brackets.

    Examples
    --------
    >>> short_form("四川省发展和改革委员会（牵头）"), short_form("甲市卫生健康委员会")
    ('省发改委', '甲市卫健委')
    """
    folded = _BRACKETED.sub("", plain_name(name))
    folded = _PROVINCE.sub(r"\1", folded)
    for long, short in _SHORT:
        folded = folded.replace(long, short)
    return folded or plain_name(name)


def likeness(one: str, other: str) -> float:
    """Say how alike two names are, from 0 to 1, by the pairs of neighbouring characters that they share.

    Examples
    --------
    >>> likeness("甲市交通局", "甲市交通局"), likeness("甲市交通局", "丙县林业站")
    (1.0, 0.0)
    """
    left, right = _pairs(one), _pairs(other)
    return 2 * len(left & right) / (len(left) + len(right)) if left or right else float(one == other)


@lru_cache(maxsize=20_000)
def _pairs(name: str) -> frozenset[str]:
    return frozenset(name[place : place + 2] for place in range(len(name) - 1)) or frozenset((name,))
