"""A unit's template workbook for a period: its own rows, what it said last time in grey, this time's cells open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils import timezone

from tongcheng.language import NOTHING, SYNTHETIC_MARK, Language, Text
from tongcheng.office.audit.chain import head
from tongcheng.office.core.wording import language as spoken
from tongcheng.office.people.models import Unit
from tongcheng.office.progress.models import DeadlineLevel, Period, ReportWord
from tongcheng.office.progress.queries import MilestoneLine, Row, ledgers_of, rows_of_ledgers
from tongcheng.office.sheets.export.files import XLSX, ZIP, File, day, distinct, safe_name
from tongcheng.office.sheets.export.lists import HIDDEN, UNIT, facts
from tongcheng.office.sheets.export.rows import whole
from tongcheng.office.sheets.marks import Marks
from tongcheng.render.ledger import Column, Line, Sheet, Value, ledger_workbook
from tongcheng.render.ledger.sheet import Filled
from tongcheng.render.packed import packed

LEDGER = Text("填报表", "Ledger")
GUIDE = Text("填报说明", "How to fill it in")
_LAST = Text("上期{label}", "Last time: {label}")
_LAST_SUM = Text("上期累计完成投资", "Last time: invested since January")
_QUARTERS = (Text("一季度", "Q1"), Text("二季度", "Q2"), Text("三季度", "Q3"), Text("四季度", "Q4"))
_PLAN, _DONE = Text("进度安排", "Milestones"), Text("完成情况", "Reached")

#: What a unit fills: identifier, words, sort, width, whether last time's words stand beside it.
_ASKED: tuple[tuple[str, Text, str, float, bool], ...] = (
    ("word", Text("推进情况", "Progress word"), "short", 12, True),
    ("progress", Text("形象进度", "Progress in words"), "text", 36, True),
    ("percent", Text("完成比例（%）", "Percent done"), "number", 10, True),
    ("invested_this_year", Text("1—{month}月完成投资", "Invested January to {month}"), "number", 13, True),
    ("fall_reason", Text("累计数下降原因", "Why the running total fell"), "text", 18, False),
    ("problem", Text("要素保障等问题", "Problem"), "text", 26, True),
    ("to_coordinate", Text("需协调事项", "To be coordinated"), "text", 24, True),
    ("decides", Text("提请协调单位", "Who must decide"), "text", 16, False),
    ("next_step", Text("下步打算", "Next step"), "text", 24, False),
    ("report_remark", Text("填报备注", "Remark"), "text", 16, False),
)
#: Empty cells are as wide as what will be written into them.
_ROOM = {"text": 0.7, "short": 1.0, "number": 1.0}


def unit_template(period: Period, unit: Unit) -> File | None:
    """Write one unit's template; ``None`` if it owes nothing for the period."""
    made = templates(period, [unit])
    return made[0] if made else None


def templates(period: Period, units: Sequence[Unit]) -> list[File]:
    """Write the templates of units, in a constant number of queries."""
    language = spoken()
    ledgers = ledgers_of(period, units)
    rows = rows_of_ledgers(ledgers)
    due = dict(period.deadlines.values_list("level", "due"))
    chain = head().short
    files = [
        _template(period, ledger.unit, rows[ledger.unit_id], due, chain, language)
        for ledger in ledgers
        if rows.get(ledger.unit_id)
    ]
    names = distinct([one.name for one in files])
    return [File(name, one.data, one.content_type) for name, one in zip(names, files, strict=True)]


def templates_zip(period: Period, units: Sequence[Unit]) -> File:
    """Pack the templates of units into one archive."""
    name = safe_name(f"{period.name.say(spoken())}{LEDGER.say(spoken())}", ending="zip")
    return File(name, packed((one.name, one.data) for one in templates(period, units)), ZIP)


def _template(
    period: Period,
    unit: Unit,
    rows: Sequence[Row],
    due: Mapping[str, datetime],
    chain: str,
    language: Language,
) -> File:
    title = Text(f"{unit.name}{period.name.zh}进展情况填报表", f"{unit.name}: ledger of {period.name.en}").say(
        language
    )
    synthetic = any(row.item.synthetic or row.item.list.synthetic for row in rows)
    version = Text("填报表", "template").say(language)
    sheet = Sheet(
        name=LEDGER.say(language),
        titles=[title],
        columns=_columns(period, rows, language),
        lines=[_line(row) for row in rows],
        facts=facts(day(period.last_day, language), version, chain, language),
        unit=UNIT.say(language),
        signing=_SIGNED.say(language),
        mark=SYNTHETIC_MARK.say(language) if synthetic else "",
        choices={"word": [str(one.label) for one in ReportWord]},
        locked=True,
    )

    def mark(name: str, place: Filled) -> str:
        return Marks(
            "ledger",
            period=period.code,
            unit=unit.code,
            as_of=period.last_day.isoformat(),
            version=version,
            chain_head=chain,
            columns={letter: key for key, letter in place.letters.items()},
            first_row=place.first_row,
            sheet=name,
        ).as_json()

    data = ledger_workbook(
        [sheet],
        title=title,
        hidden=HIDDEN,
        mark=mark,
        guide=guide(period, unit, len(rows), due.get(DeadlineLevel.UNIT), language),
        guide_name=GUIDE.say(language),
    )
    return File(safe_name(str(unit), period.name.say(language), ending="xlsx"), data, XLSX)


_SIGNED = Text(
    "单位负责人（签字）：　　　　　　　填报人：　　　　　　　联系电话：　　　　　　　（单位盖章）　　　年　月　日",
    "Head of the unit (signature):            Filled in by:            Telephone:            (stamp)   Date:",
)


def guide(period: Period, unit: Unit, count: int, due: datetime | None, language: Language) -> list[str]:
    """Give the lines of 填报说明; the first is its title."""
    when = timezone.localtime(due) if due else None
    until = (
        Text("时限另行通知", "to be announced")
        if when is None
        else Text(f"{day(when.date(), 'zh')}{when:%H:%M}前", f"before {when:%H:%M} on {day(when.date(), 'en')}")
    )
    values = {"unit": unit.name, "period": period.name, "count": count, "until": until}
    values |= {"as_of": Text(day(period.last_day, "zh"), day(period.last_day, "en"))}
    return [words.fill(**values).say(language) for words in _GUIDE]


_GUIDE = (
    GUIDE,
    Text(
        "填报单位：{unit}　　填报期：{period}　　条目：{count}条", "Unit: {unit}    Period: {period}    Rows: {count}"
    ),
    Text("数据截至：{as_of}　　报送时限：{until}", "Data as of: {as_of}    Hand in: {until}"),
    Text(
        "一、只填浅黄色单元格。灰色单元格是上期填报内容，供对照，已锁定；其余单元格由主管机构维护。工作表保护没有口令。",
        "1. Fill the pale yellow cells only. Grey cells show what was said last time and are locked, as are all others; "
        "the protection has no password.",
    ),
    Text(
        "二、“推进情况”从下拉列表中选择：未启动、有序推进、提前完成、已完成、进度滞后。",
        "2. Choose the progress word from the list: not started, in order, done early, done, late.",
    ),
    Text(
        "三、完成投资为自1月1日起的累计数，单位为亿元，填数字，不写单位。累计数低于上期的，须填写“累计数下降原因”。",
        "3. Investment is the running total from 1 January in CNY 100 million, as a number without a unit. If it is "
        "below last time's, say why.",
    ),
    Text(
        "四、“完成比例”填0至100之间的数字，不写百分号。没有数据的留空，不填0。",
        "4. Percent done is a number from 0 to 100 without a sign. Leave blank what is not known; do not write 0.",
    ),
    Text(
        "五、不增删、不移动行和列，不改表头，不合并单元格。条目有变化的，写入“填报备注”。",
        "5. Do not add, remove or move rows and columns, change headers or merge cells. Say in the remark if a row changed.",
    ),
    Text(
        "六、经单位负责人审签后整表报送：电子表原样返回，并附签字盖章的扫描件；也可登录系统填报、签报。",
        "6. Send the whole workbook back after the head of the unit has signed, with a scan of the signed print; or fill "
        "in and sign on the site.",
    ),
    Text("七、涉密内容不得录入。", "7. Nothing secret may be entered."),
)


def _columns(period: Period, rows: Sequence[Row], language: Language) -> list[Column]:
    month = period.last_day.month
    projects = any(row.is_project for row in rows)
    columns = [
        Column("code", Text("序号", "No.").say(language), kind="short", widest=12),
        Column("title", Text("名称", "Title").say(language), widest=30),
    ]
    if len({row.item.list_id for row in rows}) > 1:
        columns.insert(0, Column("list_name", Text("清单", "List").say(language), widest=16))
    columns += [
        Column(f"milestone:{one}", _quarter(one, language), _PLAN.say(language), widest=26) for one in quarters(rows)
    ]
    if projects:
        columns.append(Column("year_plan", Text("年度计划投资", "Plan of the year").say(language), kind="number"))
    columns += [
        Column(f"reached:{one}", _quarter(one, language), _DONE.say(language), widest=22, least=18, open=True)
        for one in quarters(rows)
    ]
    for key, label, kind, widest, with_last in _ASKED:
        if key in ("invested_this_year", "fall_reason") and not projects:
            continue
        words = label.fill(month=month)
        sort: dict[str, object] = {"kind": kind, "decimals": {"percent": 1}.get(key), "widest": widest}
        if with_last:
            # January's last time is the December before: the months of the two differ
            last = (_LAST_SUM if key == "invested_this_year" else _LAST.fill(label=words)).say(language)
            columns.append(Column(f"last:{key}", last, grey=True, **sort))  # type: ignore[arg-type]
        columns.append(
            Column(
                key,
                words.say(language),
                open=True,
                least=widest * _ROOM[kind],
                choices="word" if key == "word" else "",
                strict=key == "word",
                between={"percent": (0, 100), "invested_this_year": (-1e8, 1e8)}.get(key),
                **sort,  # type: ignore[arg-type]
            )
        )
    return columns


def quarters(rows: Sequence[Row]) -> list[str]:
    """Give the quarters whose milestones are asked about."""
    return sorted({line.milestone.quarter for row in rows for line in row.milestones if line.milestone.quarter})


def _quarter(code: str, language: Language) -> str:
    year, _, number = code.partition("Q")
    label = _QUARTERS[int(number) - 1] if number in {"1", "2", "3", "4"} else NOTHING
    return Text(f"{year}年{label.zh}", f"{label.en} {year}").say(language)


def _line(row: Row) -> Line:
    item = row.item
    values: dict[str, Value] = {
        "list_name": item.list.name,
        "code": whole(item.code),
        "title": item.title,
        "year_plan": row.plan,
    }
    for name in ("milestone", "reached"):
        values |= _by_quarter(row.milestones, name)
    for key, *_ in _ASKED:
        field = "remark" if key == "report_remark" else key
        for prefix, report in (("", row.report), ("last:", row.last)):
            if report is not None:
                value = str(report.get_word_display()) if key == "word" else getattr(report, field)
                values[prefix + key] = value
    revision = row.report.revision if row.report is not None else 0
    return Line(values, uid=str(item.uid), revision=str(revision))


def _by_quarter(lines: Sequence[MilestoneLine], name: str) -> dict[str, Value]:
    """Join what is asked, or what is reported, of every quarter."""
    said: dict[str, list[str]] = {}
    for one in lines:
        words = one.milestone.text if name == "milestone" else (one.report.text if one.report else "")
        if words and one.milestone.quarter:
            said.setdefault(f"{name}:{one.milestone.quarter}", []).append(words)
    return {key: "；".join(words) for key, words in said.items()}
