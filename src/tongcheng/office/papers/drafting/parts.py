"""What drafts are made of, and the sentences that several of them share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from tongcheng.language import Text
from tongcheng.office.papers.facts import MATTER, PROJECT, Facts, Line
from tongcheng.office.papers.gantt import Plan, chart_of
from tongcheng.render.blocks import Gantt


@dataclass(frozen=True)
class Rows:
    """A table of words."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    widths: tuple[float, ...] = ()
    aligns: tuple[str, ...] = ()
    total: bool = False
    landscape: bool = False

    def as_record(self) -> dict[str, Any]:
        """Give it as JSON can hold it."""
        return asdict(self)


@dataclass(frozen=True)
class Part:
    """A section of a draft."""

    key: str
    heading: str
    text: str
    table: Rows | None = None
    attached: bool = False
    chart: Gantt | None = None


@dataclass(frozen=True)
class Drafted:
    """A draft: title, whom it goes to, sections."""

    title: str
    to: str
    parts: tuple[Part, ...]


_COUNTING = ("一是", "二是", "三是", "四是", "五是", "六是", "七是", "八是")


def day(value: date | None) -> str:
    """Write a day as papers do.

    Examples
    --------
    >>> day(date(2022, 3, 5))
    '2022年3月5日'
    """
    return f"{value.year}年{value.month}月{value.day}日" if value else "未定"


def money(value: Decimal | None) -> str:
    """Write money in 亿元 with two decimals at most.

    Examples
    --------
    >>> money(Decimal("1234.5000")), money(None), money(Decimal("0.004"))
    ('1234.5', '—', '0.004')
    """
    if value is None:
        return "—"
    rounded = round(value, 2)
    shown = value if value and not rounded else rounded
    return format(shown.normalize(), "f")


def amount(value: Decimal | None) -> str:
    """Write money in a column: two decimals for every row.

    Examples
    --------
    >>> amount(Decimal("1.6")), amount(None)
    ('1.60', '—')
    """
    return "—" if value is None else f"{value:,.2f}"


def share(part: Decimal, whole: Decimal) -> str:
    """Write a share in per cent; nothing of nothing is not said.

    Examples
    --------
    >>> share(Decimal("136.12"), Decimal("269.2")), share(Decimal(1), Decimal(0))
    ('50.6%', '—')
    """
    return f"{100 * part / whole:.1f}%" if whole else "—"


def one_by_one(sentences: Sequence[str]) -> str:
    """Join sentences with 一是, 二是; one alone is not counted.

    Examples
    --------
    >>> one_by_one(["甲。", "乙"]), one_by_one(["甲"])
    ('一是甲；二是乙。', '甲。')
    """
    if len(sentences) == 1:
        return f"{sentences[0].rstrip('。；')}。"
    return (
        "；".join(f"{_COUNTING[n]}{one.rstrip('。；')}" for n, one in enumerate(sentences[:8])) + "。"
        if sentences
        else ""
    )


def names(values: Iterable[str], most: int = 8, measure: str = "家") -> str:
    """Join names; many are cut with their number and the measure word of what they name.

    Examples
    --------
    >>> names(["甲局", "乙局", "丙局"], 2), names(["“路”", "“桥”", "“站”"], 2, "项")
    ('甲局、乙局等3家', '“路”“桥”等3项')
    """
    every = list(values)
    # Between names in quotation marks stands no comma.
    joint = "" if every and every[0][:1] in "“《" else "、"
    return joint.join(every) if len(every) <= most else f"{joint.join(every[:most])}等{len(every)}{measure}"


def first_sentence(words: str, most: int = 60) -> str:
    """Give the first sentence of what a unit wrote, without its stop."""
    one = words.strip().split("\n")[0].split("。")[0].rstrip("；，、 ")
    return one if len(one) <= most else f"{one[: most - 1]}…"


def counts(facts: Facts) -> str:
    """Say how much the lists hold."""
    parts = [
        f"{label}{facts.count(kind)}个" for kind, label in ((PROJECT, "项目"), (MATTER, "事项")) if facts.count(kind)
    ]
    rest = len(facts.lines) - facts.count(PROJECT) - facts.count(MATTER)
    parts += [f"其他{rest}项"] if rest else []
    return f"列入清单的条目共{len(facts.lines)}项" + (f"，其中{'、'.join(parts)}" if len(parts) > 1 else "")


def reporting(facts: Facts) -> str:
    """Say who has reported and who has not."""
    if not facts.units_expected:
        return "本期没有应报单位"
    share_said = share(Decimal(facts.units_reported), Decimal(facts.units_expected))
    said = f"应报单位{facts.units_expected}家，已报送{facts.units_reported}家，报送率{share_said}"
    return said + (f"；未报送：{names(facts.missing)}" if facts.missing else "")


def investment(facts: Facts) -> str:
    """Say what was invested against the plan, and what a sum over the cities would count twice."""
    sums = facts.totals.sums
    plan, done = sums["year_plan"], sums["completed"]
    if not sums["investment"] and not plan:
        return ""
    said = f"项目总投资{money(sums['investment'])}亿元，年度计划投资{money(plan)}亿元，"
    if all(line.invested is None for line in facts.lines):
        return f"{said}本期尚无在效的完成投资填报"
    said += f"截至{day(facts.as_of)}完成{money(done)}亿元，占年度计划{share(done, plan)}"
    unsaid = sum(line.year_plan is not None and line.invested is None for line in facts.lines)
    said += f"（{unsaid}个项目本期未报完成投资，未计入）" if unsaid else ""
    twice, rows = facts.totals.double_money("completed"), facts.totals.crossing
    if rows:
        said += f"。其中跨市条目{rows}项，全圈合计各计一次；若按市相加，将重复计{facts.totals.double}项、完成投资{money(twice)}亿元"
    return said


def progress_of(line: Line) -> str:
    """Say how a row stands, in the unit's words."""
    if not line.reported:
        return "未报送进展"
    said = first_sentence(line.progress) or line.word or "已报送"
    return f"{said}（完成{line.percent.normalize():f}%）" if line.percent is not None and "%" not in said else said


def progress_table(lines: Sequence[Line], caption: str) -> Rows:
    """Give the table of all rows; lights stand in it only where some are published."""
    lit = any(line.lit for line in lines)
    header = ["序号", "名称", "填报单位", "进展情况", "年度计划（亿元）", "完成投资（亿元）", "推进情况"]
    rows = [
        [
            line.code,
            line.title,
            line.unit,
            progress_of(line),
            amount(line.year_plan),
            amount(line.invested),
            line.word or ("—" if line.reported else "未报送"),
            *([line.lit.printed if line.lit else ""] if lit else []),
        ]
        for line in lines
    ]
    plan = sum((line.year_plan or Decimal(0) for line in lines), Decimal(0))
    done = sum((line.invested or Decimal(0) for line in lines), Decimal(0))
    rows.append(
        ["", "合计（跨市项目计一次）", "", "", amount(plan), amount(done), share(done, plan), *([""] if lit else [])]
    )
    return Rows(
        (*header, *(["亮灯"] if lit else [])),
        tuple(tuple(row) for row in rows),
        caption,
        (1, 4, 2.6, 5, 1.6, 1.6, 1.6, *([1.2] if lit else [])),
        ("center", "left", "left", "left", "right", "right", "center", *(["center"] if lit else [])),
        total=True,
        landscape=True,
    )


def lit_sentence(facts: Facts) -> str:
    """Say how many red, yellow and green lights are published, and why the red ones are."""
    lit = [line for line in facts.lines if line.lit]
    if not lit:
        return ""
    tally = {
        colour: [line for line in lit if line.lit and line.lit.colour == colour]
        for colour in ("red", "yellow", "green")
    }
    said = f"经审定发布，红灯{len(tally['red'])}项、黄灯{len(tally['yellow'])}项、绿灯{len(tally['green'])}项。"
    for line in tally["red"]:
        said += (
            f"\n红灯：{line.code}“{line.title}”（{line.unit}），{line.lit.why if line.lit else ''}".rstrip("。，")
            + "。"
        )
    return said


def quarter_table(facts: Facts) -> Rows:
    """Give the schedule by quarter: □ as first set, ■ as set now, ▣ where both fall into one quarter."""
    header = ("序号", "名称", "一季度", "二季度", "三季度", "四季度", "完成时限")
    rows = []
    for line in facts.lines:
        cells = [""] * 4
        for step in line.milestones:
            for at, sign in ((step.original_due, "□"), (step.due, "■")):
                if at is not None and at.year == facts.year:
                    place = (at.month - 1) // 3
                    cells[place] = {"": sign, "□": "□" if sign == "□" else "▣", "■": "■" if sign == "■" else "▣"}.get(
                        cells[place], "▣"
                    )
        moved = line.original_due and line.due and line.original_due != line.due
        due = f"{day(line.due)}（原定{day(line.original_due)}）" if moved else day(line.due)
        rows.append((line.code, line.title, *cells, due))
    return Rows(
        header, tuple(rows), "□原定节点　■现定节点　▣原定与现定同在一季", (1, 5, 1.1, 1.1, 1.1, 1.1, 3),
        ("center", "left", "center", "center", "center", "center", "left"), landscape=True,
    )  # fmt: skip


def schedule(facts: Facts, title: str, lines: Sequence[Line] | None = None) -> Gantt | None:
    """Give the schedule of rows by quarter as a chart, as of the day of the data; ``None`` if no row has a date."""
    plans = [_plan(line) for line in (facts.lines if lines is None else lines)]
    return chart_of(Text(title, title), plans, facts.as_of, synthetic=facts.synthetic, day="截至")


def _plan(line: Line) -> Plan:
    steps = line.milestones
    return Plan(
        str(line.pk),
        f"{line.code} {line.title}",
        line.group,
        tuple(at for at in (line.due, *(step.due for step in steps)) if at),
        tuple(at for at in (line.original_due, *(step.original_due for step in steps)) if at),
        line.start_year,
        line.original_due is not None and line.due is not None and line.due > line.original_due,
    )
