"""Two published numbers for one thing: what they differ by, and what explains it, as far as the numbers can say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from math import ceil
from typing import Literal

from tongcheng.language import Text, same
from tongcheng.render.numbers import period

Sort = Literal["double_count", "two_issuers", "two_dates", "parts_short", "agrees"]

SORTS: dict[Sort, Text] = {
    "double_count": Text("跨市重复计数", "counted once per city"),
    "two_issuers": Text("两家发布不一", "two issuers differ"),
    "two_dates": Text("前后数值不一", "published anew"),
    "parts_short": Text("分项之和与总数不符", "parts do not add up"),
    "agrees": Text("一致", "agrees"),
}
_DIMENSIONS = {
    "city": Text("按市", "by city"),
    "sector": Text("按领域", "by sector"),
    "class": Text("按类别", "by class"),
    "kind": Text("按性质", "by kind"),
    "type": Text("按类型", "by type"),
}


@dataclass(frozen=True)
class Published:
    """One published number.

    Parameters
    ----------
    subject
        What it is about: for a list ``key.dimension.part``, else an id such as ``S5``.
    name, attribute
        As people call both; ``attribute`` is ``list_count`` for numbers of rows.
    value, unit
        The number.
    as_of, source
        When and where it stands.
    scope, note, words
        What the source says beside it.
    attribute_name, unit_name
        What people call attribute and unit.
    """

    subject: str
    name: str
    attribute: str
    value: Decimal
    unit: str
    as_of: str
    source: str
    scope: str = ""
    note: str = ""
    words: str = ""
    qualifier: str = "exact"
    attribute_name: Text | None = None
    unit_name: Text | None = None

    @property
    def attribute_label(self) -> Text:
        """Give what people call the attribute."""
        return self.attribute_name or same(self.attribute)

    @property
    def unit_label(self) -> Text:
        """Give what people call the unit."""
        return self.unit_name or same(self.unit)

    @property
    def when(self) -> Text:
        """Give the day as people write it."""
        return period(self.as_of)

    @property
    def label(self) -> str:
        """Give the name with the part of the list that is counted, if it is one."""
        pieces = self.subject.split(".")
        part = pieces[2] if len(pieces) > 2 and self.attribute == "list_count" else self.scope
        return f"{self.name or self.subject} · {part}" if part else self.name or self.subject


@dataclass(frozen=True)
class Finding:
    """Two numbers for one thing, and the way from one to the other."""

    sort: Sort
    subject: str
    title: Text
    left: Published
    right_value: Decimal
    right_name: Text
    rights: tuple[Published, ...]
    reason: Text
    check: Text = field(default=Text("", ""))

    @property
    def difference(self) -> Decimal:
        """Give right minus left."""
        return self.right_value - self.left.value

    @property
    def signed(self) -> str:
        """Give the difference with its sign."""
        return f"{'+' if self.difference > 0 else '−'}{_plain(abs(self.difference))}"

    @property
    def label(self) -> Text:
        """Say what the case is."""
        return SORTS[self.sort]


def explain(figures: Iterable[Published]) -> list[Finding]:
    """Find every pair of numbers that speak of one thing, and say why they may differ.

    Examples
    --------
    >>> def count(subject, value):
    ...     return Published(subject, "清单", "list_count", Decimal(value), "项目", "2022-02", "报")
    >>> found = explain([count("l.total", 3), count("l.city.甲", 2), count("l.city.乙", 2)])
    >>> found[0].sort, found[0].difference, found[0].reason.zh.split('，')[0]
    ('double_count', Decimal('1'), '按市合计 4＝甲2＋乙2')
    """
    rows = list(figures)
    counts = [row for row in rows if row.attribute == "list_count"]
    found = [*_lists(counts), *_values([row for row in rows if row.attribute != "list_count"])]
    order: tuple[Sort, ...] = ("double_count", "two_issuers", "parts_short", "two_dates", "agrees")
    return sorted(found, key=lambda one: order.index(one.sort))


def _lists(counts: Sequence[Published]) -> Iterable[Finding]:
    by_list: dict[str, dict[str, list[Published]]] = defaultdict(lambda: defaultdict(list))
    for row in counts:
        key, _, rest = row.subject.partition(".")
        by_list[key][rest.partition(".")[0] or "total"].append(row)
    for dimensions in by_list.values():
        whole = next(iter(dimensions.get("total", ())), None)
        for dimension, rows in dimensions.items():
            if dimension != "total":
                parts = _parts(rows)
                if whole is not None and len(parts) > 1:
                    yield _sum(whole, dimension, parts)
                yield from _issuers(rows)


def _part(row: Published) -> str:
    """Give the part that a subject names; another issuer's count carries one more piece."""
    pieces = row.subject.split(".")
    return pieces[2] if len(pieces) > 2 else row.scope


def _parts(rows: Sequence[Published]) -> dict[str, Published]:
    found: dict[str, Published] = {}
    for row in sorted(rows, key=lambda one: one.subject.count(".")):
        found.setdefault(_part(row), row)
    return found


def _sum(whole: Published, dimension: str, parts: dict[str, Published]) -> Finding:
    total = sum((row.value for row in parts.values()), Decimal(0))
    label = _DIMENSIONS.get(dimension, same(dimension))
    terms = "＋".join(f"{name}{_plain(row.value)}" for name, row in parts.items())
    left, extra = _plain(whole.value), total - whole.value
    said = Text(
        f"{label.zh}合计 {_plain(total)}＝{terms}", f"{label.en}: {_plain(total)} = {terms.replace('＋', ' + ')}"
    )
    sort: Sort = "agrees" if extra == 0 else "parts_short"
    check = Text("", "")
    if extra == 0:
        reason = Text(f"{said.zh}，与总数一致", f"{said.en}, as the total says")
    elif extra > 0 and dimension == "city":
        sort = "double_count"
        least = ceil(extra / (len(parts) - 1))
        reason = Text(
            f"{said.zh}，比总数 {left} 多 {_plain(extra)}：跨市项目在所涉各市各计一次。"
            f"若都只跨两市，为 {_plain(extra)} 个项目；若都跨 {len(parts)} 市，为 {least} 个；实际在两者之间",
            f"{said.en}, {_plain(extra)} more than the total of {left}: a row that crosses is counted in each of its "
            f"cities. Between {least} rows (each in all {len(parts)}) and {_plain(extra)} rows (each in two) cross",
        )
        check = Text(
            f"对外只用总数 {left}；用按市数时注明“跨市项目重复计数”，不得把各市数相加",
            f"Use {left} outside; where the cities' numbers stand, say that crossing rows are counted in each",
        )
    else:
        reason = Text(
            f"{said.zh}，与总数 {left} 相差 {_plain(extra)}：分项口径不全或有未分类的条目",
            f"{said.en}, {_plain(extra)} off the total of {left}: parts are missing or rows are unclassed",
        )
        check = Text("请发布单位补全分项", "Ask the issuer for the missing part")
    title = Text(f"{whole.name}：总数与{label.zh}合计", f"{whole.name}: total and sum {label.en}")
    right = Text(f"{label.zh}合计", f"sum {label.en}")
    return Finding(sort, whole.subject, title, whole, total, right, tuple(parts.values()), reason, check)


def _issuers(rows: Sequence[Published]) -> Iterable[Finding]:
    by_part: dict[str, list[Published]] = defaultdict(list)
    for row in rows:
        by_part[_part(row)].append(row)
    for part, several in by_part.items():
        several.sort(key=lambda one: (one.subject.count("."), one.as_of))
        first = several[0]
        for other in several[1:]:
            if other.value == first.value:
                continue
            gap = other.value - first.value
            more = "多" if gap > 0 else "少"
            times = f"时点不同（{first.when.zh}、{other.when.zh}）" if first.as_of != other.as_of else "时点相同"
            reason = Text(
                f"“{first.name}”列{part} {_plain(first.value)}，“{other.name}”为 {_plain(other.value)}，"
                f"{more} {_plain(abs(gap))}：发布单位不同，{times}，可能为期间增补或统计范围不同；数字本身不能判定",
                f"{first.name} says {_plain(first.value)} for {part}, {other.name} {_plain(other.value)}: two issuers, "
                f"as of {first.when.en} and {other.when.en}; added in between, or another scope: the numbers cannot tell",
            )
            check = Text(
                f"取两份清单逐项比对，找出相差的 {_plain(abs(gap))} 项",
                "Lay both lists beside each other, row by row",
            )
            title = Text(f"{first.name.split('(')[0]}：{part}", f"{first.name.split('(')[0]}: {part}")
            yield Finding(
                "two_issuers", other.subject, title, first, other.value, same(other.name), (other,), reason, check
            )


def _is_stated(attribute: str) -> bool:
    """Say whether an attribute is stated about a project, unlike a series that is measured anew every year."""
    return attribute in ("investment", "year_plan", "list_count") or attribute.startswith("length")


def _values(rows: Sequence[Published]) -> Iterable[Finding]:
    """Give values of one attribute of one subject that were published differently."""
    by_thing: dict[tuple[str, str, str, str], list[Published]] = defaultdict(list)
    for row in rows:
        if not _is_stated(row.attribute):
            continue
        by_thing[row.subject, row.attribute, row.unit, row.scope].append(row)
    for (subject, attribute, _, _), several in by_thing.items():
        several.sort(key=lambda one: one.as_of)
        first, last = several[0], several[-1]
        if first.value == last.value and len({one.value for one in several}) == 1:
            continue
        name = last.name or first.name or subject
        reason = _why_changed(first, last, _companion(rows, subject, attribute, (first, last)))
        what, unit = last.attribute_label, last.unit_label
        title = Text(f"{name}：{what.zh}（{unit.zh}）", f"{name}: {what.en} ({unit.en})")
        check = Text(
            "引用时写明截至日期和出处，不互相覆盖", "Cite with its day and source; neither replaces the other"
        )
        right = Text(f"截至{last.when.zh}", f"as of {last.when.en}")
        yield Finding("two_dates", subject, title, first, last.value, right, tuple(several[1:]), reason, check)


def _companion(
    rows: Sequence[Published], subject: str, attribute: str, both: tuple[Published, Published]
) -> tuple[Published, Published] | None:
    """Give the lengths published on the same days as two investments."""
    if attribute != "investment":
        return None
    lengths = {row.as_of: row for row in rows if row.subject == subject and row.attribute == "length"}
    first, last = lengths.get(both[0].as_of), lengths.get(both[1].as_of)
    return (first, last) if first is not None and last is not None else None


def _why_changed(first: Published, last: Published, lengths: tuple[Published, Published] | None) -> Text:
    zh = f"{first.when.zh}为 {_plain(first.value)}，{last.when.zh}为 {_plain(last.value)}"
    en = f"{_plain(first.value)} as of {first.when.en}, {_plain(last.value)} as of {last.when.en}"
    if first.value == last.value:
        zh, en = f"{zh}，其间另有不同数值", f"{en}, with other values in between"
    elif first.value:
        share = (last.value / first.value - 1) * 100
        zh += f"，{'增' if share > 0 else '减'} {_percent(share)}%"
        en += f" ({'+' if share > 0 else '−'}{_percent(share)}%)"
    if lengths is not None and lengths[0].value and first.value:
        share = (last.value / first.value - 1) * 100
        longer = (lengths[1].value / lengths[0].value - 1) * 100
        before, after, unit = _plain(lengths[0].value), _plain(lengths[1].value), lengths[1].unit_label
        zh += f"；同期长度 {before}→{after} {unit.zh}（{longer:+.0f}%），"
        en += f"; its length went {before} to {after} {unit.en} ({longer:+.0f}%), "
        zh += "不足以解释" if abs(share) > 2 * abs(longer) + 1 else "大体可解释"
        en += "which does not explain it" if abs(share) > 2 * abs(longer) + 1 else "which roughly explains it"
    different = first.source != last.source
    money = first.attribute == "investment"
    if different:
        zh += f"；出处不同，所含范围{'和概算阶段' if money else ''}可能不同，待核"
        en += f"; different sources: scope {'or stage of the estimate ' if money else ''}may differ, to be checked"
    else:
        zh, en = f"{zh}；同一出处，后者更新前者", f"{en}; one source, updated"
    if last.qualifier != first.qualifier:
        zh += "；限定不同（一为推算或约数）"
        en += "; one of them is derived or approximate"
    return Text(zh, en)


def _percent(share: Decimal) -> str:
    return f"{abs(share):.0f}" if abs(share) >= 10 else f"{abs(share):.1f}"


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f")
