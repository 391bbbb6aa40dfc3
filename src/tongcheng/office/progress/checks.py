"""What is checked before a ledger is signed. An error stops signing, a warning asks; all are told at once.

The form of a ledger and the preview of a workbook ask the same of what a row says: :func:`of_report`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tongcheng.errors import Problem
from tongcheng.language import NOTHING, Text
from tongcheng.office.progress.models import Ledger, Report, ReportWord
from tongcheng.office.progress.queries.rows import Row, filled_in

#: 1 亿元 is 10,000 万元: a value so many times its plan was written in 万元.
_MIXED_UP = 1000
#: So much in one year (亿元) hardly any project takes: asked where nothing is known to measure it by.
_HARDLY = 100
_COLUMNS = {
    "": NOTHING,
    "word": Text("推进情况", "progress word"),
    "percent": Text("完成比例（%）", "percent done"),
    "invested_this_year": Text("1—本月完成投资（亿元）", "invested January to now (CNY 100 m)"),
    "problem": Text("要素保障等问题", "problem"),
    "milestones": Text("节点", "milestone"),
}


_MEND = Text("须改正", "Mend")
_CHECK = Text("请核对", "Check")
_SENTENCE = Text(
    "{mark}：应为{expected}，现为 {found}。{remedy}。", "{mark}: expected {expected}, found {found}; {remedy}."
)


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong with a row, or worth a second look.

    Parameters
    ----------
    stops
        Whether the ledger cannot be signed before it is mended.
    number
        The row's place in the ledger, from 1.
    column
        Name of the field.
    """

    stops: bool
    code: str
    item: int
    label: str
    number: int
    column: str
    expected: Text
    found: str
    remedy: Text

    @property
    def column_label(self) -> Text:
        """Give the column as the form names it."""
        return _COLUMNS[self.column]

    @property
    def sentence(self) -> Text:
        """Say whether it has to be mended or only looked at, what was expected and found, and what is to be done."""
        mark = _MEND if self.stops else _CHECK
        return _SENTENCE.fill(mark=mark, expected=self.expected, found=self.found, remedy=self.remedy)

    def as_problem(self, file: str = "") -> Problem:
        """Give the finding as every channel shows problems."""
        label = self.column_label
        return Problem(self.code, file, self.expected, self.found, self.remedy, self.number, label.zh or None)


@dataclass(frozen=True)
class _At:
    number: int
    row: Row

    def say(self, code: str, column: str, expected: Text, found: object, remedy: Text, *, stops: bool) -> Finding:
        item = self.row.item
        return Finding(stops, code, item.pk, str(item), self.number, column, expected, str(found), remedy)


def findings(ledger: Ledger, rows: Sequence[Row]) -> list[Finding]:
    """Give everything that is wrong with the rows of a ledger, errors and warnings, in the order of the rows."""
    return [one for number, row in enumerate(rows, start=1) for one in _of_row(ledger, _At(number, row))]


def of_report(ledger: Ledger, row: Row, number: int = 0) -> list[Finding]:
    """Give what is wrong with, or doubtful in, the values of one row that says something."""
    if row.report is None:
        return []
    at = _At(number, row)
    return [
        *_percent(at, row.report),
        *_money(at, row.report),
        *_falls(ledger, at, row.report),
        *_words(at, row.report),
    ]


def stopping(ledger: Ledger, rows: Sequence[Row]) -> list[Problem]:
    """Give what has to be mended before the ledger can be signed."""
    return [one.as_problem(str(ledger)) for one in findings(ledger, rows) if one.stops]


def _of_row(ledger: Ledger, at: _At) -> Iterator[Finding]:
    report = at.row.report
    if report is None or not filled_in(report):
        yield at.say(
            "empty_row",
            "",
            Text("本期进展", "this period's progress"),
            Text("未填", "nothing").zh,
            Text(
                "至少填写推进情况和形象进度；无进展的也要写明", "say at least how it goes; if nothing moved, say so"
            ),
            stops=True,
        )
    else:
        yield from of_report(ledger, at.row, at.number)
    yield from _milestones(ledger, at)


def _percent(at: _At, report: Report) -> Iterator[Finding]:
    if report.percent is not None and report.percent < 0:
        expected = Text("0–100", "0–100")
        yield at.say("percent_range", "percent", expected, _n(report.percent), _CORRECT, stops=True)
    elif report.percent is not None and report.percent > 100:
        remedy = Text("确属超额完成的可保留", "keep it if more than planned was really done")
        yield at.say("percent_over", "percent", Text("0–100", "0–100"), _n(report.percent), remedy, stops=False)


def _money(at: _At, report: Report) -> Iterator[Finding]:
    done, column = report.invested_this_year, "invested_this_year"
    if done is None:
        if at.row.is_project and at.row.plan:
            yield at.say(
                "money_missing",
                column,
                Text("1—本月完成投资", "money invested since January"),
                "—",
                Text("有年度计划的项目请填写完成投资", "a project with a plan for the year states what was invested"),
                stops=False,
            )
        return
    if done < 0:
        yield at.say("money_negative", column, Text("不小于 0", "0 or more"), _n(done), _CORRECT, stops=True)
        return
    last = at.row.last.invested_this_year if at.row.last else None
    measure = at.row.plan or at.row.investment or last
    if not measure:
        if done >= _HARDLY:
            yield at.say("much", column, Text("以亿元计", "in CNY 100 m"), _n(done), _in_wan(done), stops=False)
    elif done >= measure * _MIXED_UP:
        expected = Text(f"以亿元计，计划 {_n(measure)}", f"in CNY 100 m; planned {_n(measure)}")
        yield at.say("wan_yi", column, expected, _n(done), _in_wan(done), stops=True)
    elif at.row.plan and done > at.row.plan * Decimal("1.5"):
        expected = Text(f"年度计划 {_n(at.row.plan)}", f"the year's plan {_n(at.row.plan)}")
        remedy = Text(
            "请核对是否确超年度计划一半以上，或误按万元填写",
            "see whether it is really half above the plan, or written in CNY 10,000",
        )
        yield at.say("above_plan", column, expected, _n(done), remedy, stops=False)
    elif at.row.investment and done > at.row.investment:
        expected = Text(f"不超过总投资 {_n(at.row.investment)}", f"no more than {_n(at.row.investment)} in total")
        remedy = Text(
            "请核对是否确超总投资，或误按万元填写",
            "see whether it is really above the total, or written in CNY 10,000",
        )
        yield at.say("above_total", column, expected, _n(done), remedy, stops=False)


def _in_wan(done: Decimal) -> Text:
    return Text(
        f"疑按万元填写：{_n(done)} 万元应填 {_n(done / 10000)}",
        f"written in CNY 10,000? then write {_n(done / 10000)}",
    )


def _falls(ledger: Ledger, at: _At, report: Report) -> Iterator[Finding]:
    last = at.row.last
    if last is None or last.ledger.period.last_day.year != ledger.period.last_day.year or report.fall_reason.strip():
        return
    for column in ("invested_this_year", "percent"):
        now, then = getattr(report, column), getattr(last, column)
        if now is not None and then is not None and now < then:
            expected = Text(
                f"不低于{last.ledger.period.name.zh}的 {_n(then)}",
                f"not below {_n(then)} of {last.ledger.period.name.en}",
            )
            remedy = Text("改正，或填写“累计数下降原因”", "correct it, or say why the running total fell")
            yield at.say("falls", column, expected, _n(now), remedy, stops=True)


def _words(at: _At, report: Report) -> Iterator[Finding]:
    percent = report.percent
    if report.word == ReportWord.DONE and percent is not None and percent < 100:
        expected = Text("“已完成”对应 100%", "'done' means 100%")
        yield at.say("done_below_100", "percent", expected, _n(percent), _CORRECT, stops=True)
    elif report.word == ReportWord.NOT_STARTED and percent:
        expected = Text("“未启动”对应 0%", "'not started' means 0%")
        yield at.say("started", "percent", expected, _n(percent), _CORRECT, stops=False)
    elif percent is not None and percent >= 100 and report.word in (ReportWord.ORDERLY, ReportWord.LATE):
        expected = Text("100% 对应“已完成”或“提前完成”", "100% is 'done' or 'done early'")
        yield at.say("not_done", "word", expected, report.get_word_display(), _CORRECT, stops=False)
    if report.word == ReportWord.LATE and not (report.problem.strip() or report.to_coordinate.strip()):
        expected = Text("滞后原因和需协调事项", "why it is late and what has to be decided")
        remedy = Text("请说明卡在哪里、需要谁来协调", "say what holds it up and who can help")
        yield at.say("late_unexplained", "problem", expected, "—", remedy, stops=False)
    if not report.word:
        expected = Text("推进情况", "a progress word")
        yield at.say("no_word", "word", expected, "—", Text("请选择推进情况", "choose one"), stops=False)


def _milestones(ledger: Ledger, at: _At) -> Iterator[Finding]:
    for line in at.row.milestones:
        report, milestone = line.report, line.milestone
        if report is None or report.reached is None:
            continue
        if report.reached > ledger.period.last_day:
            expected = Text(
                f"不晚于数据截至日 {ledger.period.last_day}", f"not after the as-of date {ledger.period.last_day}"
            )
            yield at.say("reached_later", "milestones", expected, report.reached, _CORRECT, stops=True)
        if milestone.evidence_wanted and not line.files:
            expected = Text(f"佐证：{milestone.evidence_wanted}", f"evidence: {milestone.evidence_wanted}")
            remedy = Text(
                "为该节点上传佐证材料，或删去完成日期", "upload the evidence for this milestone, or clear the date"
            )
            yield at.say("no_evidence", "milestones", expected, str(milestone), remedy, stops=True)


_CORRECT = Text("请改正", "correct it")


def _n(value: Decimal) -> str:
    return f"{value.normalize():f}"
