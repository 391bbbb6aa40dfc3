"""The papers of a meeting from plain rows: what they say, what they leave out, and that they can be written."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
import shapely

from tongcheng.render import official
from tongcheng.render.official import AgendaRow, BlockRow, Person, Sitting, VenueRow, WrittenRow
from tongcheng.render.papers import Heading, Paper, Paragraph, Table

DAY = dt.date(2022, 3, 5)
SITTING = Sitting("甲乙同城化发展领导小组第二次会议", "甲乙同城化发展领导小组", "办公室", DAY, dt.time(9))


def _tables(paper: Paper) -> list[Table]:
    return [block for block in paper.blocks if isinstance(block, Table)]


def _words(paper: Paper) -> list[str]:
    return [block.words for block in paper.blocks if isinstance(block, (Paragraph, Heading))]


def test_a_meeting_of_which_nothing_is_known_yet_has_a_draft_notice() -> None:
    paper = official.notice(Sitting("某会议", "某机构", "办公室", None))
    assert paper.mark == "草稿"
    assert (paper.to, paper.date) == ("各有关单位", "")
    assert _words(paper).count("待定。") == 4
    assert official.pages_of(official.pdf_of(paper)) == 1


def test_a_long_title_breaks_after_the_name_of_who_meets() -> None:
    assert official.notice(SITTING).title == "关于召开甲乙同城化发展领导小组\n第二次会议的通知"
    assert official.notice(Sitting("专题会", "专题会", "办公室", DAY)).title == "关于召开专题会的通知"


@pytest.mark.parametrize(
    ("minutes", "times"),
    [((15, 20), ["上午9:00", "上午9:15"]), ((15, None), []), ((200, 5), ["上午9:00", "中午12:20"])],
)
def test_times_are_printed_only_if_every_item_has_its_minutes(
    minutes: tuple[int | None, ...], times: list[str]
) -> None:
    rows = [AgendaRow(n, "听取", f"事项{n}", minutes=one) for n, one in enumerate(minutes, start=1)]
    table = _tables(official.agenda(Sitting("会议", "机构", "办公室", DAY, dt.time(9), agenda=rows)))[0]
    assert ("时间" in table.header) == bool(times)
    if times:
        assert [row[1] for row in table.rows] == times


def test_venues_are_told_with_the_main_one_first() -> None:
    two = [VenueRow("甲市会场", main=True), VenueRow("乙市会场"), VenueRow("")]
    assert Sitting("会", "机", "办", DAY, venues=two).places() == "主会场：甲市会场；分会场：乙市会场"
    assert Sitting("会", "机", "办", DAY, venues=two[1:2], by_video=True).places() == "电视电话会议，乙市会场"
    assert Sitting("会", "机", "办", DAY).places() == "待定"


def test_an_office_without_a_name_sits_and_is_printed() -> None:
    venue = VenueRow("甲市会场", people=[Person("", "成员单位有关负责同志", capacity="observes", said="列席")])
    paper = official.seating(Sitting("会", "机", "办", DAY, venues=[venue]))
    assert list(_tables(paper)[0].rows[0]) == ["1", "—", "成员单位有关负责同志", "—", "列席"]


def test_several_meetings_are_told_under_their_names_and_each_row_under_its_decision() -> None:
    row = official.ProgressRow("《清单》1 条目", "甲", "进展", due=DAY, original_due=DAY, late=True)
    made = official.DecisionRow("事项", "通过", [row, row])
    told = [
        official.MeetingDecisions("第一次会议", [made], [("逾期", 1)], DAY),
        official.MeetingDecisions("第二次会议", []),
    ]
    paper = official.followup("议定事项落实情况表", told, DAY, partly=True)
    assert _words(paper) == [
        "第一次会议（2022年3月5日）", "议定事项和要求共1项：逾期1项。", "第二次会议", "议定事项和要求共0项。",
    ]  # fmt: skip
    (table,) = _tables(paper)
    assert [list(one)[:2] for one in table.rows] == [["1", "事项（通过）"], ["", ""]]
    assert table.rows[0][6] == "2022年3月5日\n逾期"
    assert official.pages_of(official.pdf_of(paper)) == 1


def test_a_document_without_text_or_text_layer_says_so_and_has_no_head() -> None:
    issue = official.IssueRow("办〔2022〕1号", "办公室", "各单位：", DAY)
    unknown = official.document(WrittenRow("规划思路", known=False, issue=issue))
    assert (_words(unknown), unknown.head) == (["原文未收录。"], None)
    scan = official.document(WrittenRow("扫描件", "第1版", readable=False))
    assert _words(scan) == ["原件没有文本层，不能重排，见原件。"]
    issued = official.document(WrittenRow("规则", "第1版", [BlockRow("paragraph", "正文")], issue=issue))
    assert issued.head is not None
    assert (issued.title, issued.to, issued.head.number) == ("规则", "各单位", "办〔2022〕1号")


def test_tables_of_a_document_keep_two_header_rows_and_ragged_rows() -> None:
    def row(*cells: str, header: bool = False) -> BlockRow:
        return BlockRow("table_row", "\t".join(cells), table=1, header=header, cells=cells)

    blocks = [row("序号", "投资", header=True), row("", "合计", header=True), row("1", "12.5", "多出")]
    (table,) = _tables(official.document(WrittenRow("表", blocks=[*blocks, BlockRow("paragraph", "后文")])))
    assert list(table.header) == ["序号", "投资\n合计", ""]
    assert [list(one) for one in table.rows] == [["1", "12.5", "多出"]]
    (plain,) = _tables(official.document(WrittenRow("表", blocks=[row("甲", "乙")])))
    assert (list(plain.header), list(plain.rows)) == (["甲", "乙"], [])


def test_headings_of_a_document_are_not_numbered_anew() -> None:
    blocks = [BlockRow("title", "规 则"), BlockRow("heading", "总则", 1), BlockRow("paragraph", " ")]
    paper = official.document(WrittenRow("规则", blocks=blocks))
    assert paper.blocks == [Heading("总则", 1, numbered=False)]


def test_a_list_prints_money_only_where_there_is_some() -> None:
    rows = [official.ListRow("1", "条目", "", "甲", "", DAY, "推进中", "一、交通")]
    assert "总投资（亿元）" not in _tables(official.listing(official.ListShown("清单", rows), DAY))[0].header
    rich = official.ListRow("2", "项目", "内容", "甲", "乙", None, "推进中", "二、其他", Decimal("1234.5"))
    tables = _tables(official.listing(official.ListShown("清单", [*rows, rich]), DAY))
    assert [list(one.rows[0])[-2:] for one in tables] == [["—", "—"], ["1,234.50", "—"]]


def test_a_map_is_drawn_with_lines_and_areas() -> None:
    rows = [
        official.AreaRow("甲区", "区", shapely.box(104, 30, 104.5, 30.5), ["甲县"], "示意"),
        official.AreaRow("带", "带", shapely.LineString([(104, 30), (105, 30.4)])),
    ]
    paper = official.areas("空间规划", rows, synthetic=True)
    assert official.word_of(paper).startswith(b"PK")
    assert official.pages_of(official.pdf_of(paper)) == 1
    assert paper.mark == "示意数据，不反映真实情况"


def test_contents_name_what_is_missing() -> None:
    parts = [official.Part("01", "会议通知", 2)]
    paper = official.contents("会议", "已通知", parts, made="今日生成。", missing=["会议纪要：会后形成。"])
    assert _words(paper)[-2:] == ["未包括的材料", "会议纪要：会后形成。"]
    assert list(_tables(paper)[0].rows[0]) == ["01", "会议通知", "2", "—"]
