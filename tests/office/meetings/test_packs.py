"""Packs of meetings: which papers in which state for whom, what they say, the archive, the page, constant queries."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse
from docx import Document

from tests.office.meetings.pack_sample import Sample, make_sample
from tests.office.world import World, make_world
from tongcheng.office.core.acting import _named as acting_as
from tongcheng.office.lists.models import Item
from tongcheng.office.meetings.models import AgendaItem, Attendance, Meeting, OutcomeRow, Resolution
from tongcheng.office.meetings.packing import Gathered, gather, pack_files
from tongcheng.render.papers import Heading, Paper, Paragraph, Table

TODAY = dt.date(2022, 7, 1)
Browse = Callable[[str], Client]


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sample]:
    """Make the sample once; every test then works inside a transaction of its own."""
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")),
        transaction.atomic(),
    ):
        yield make_sample(make_world())
        transaction.set_rollback(True)


@pytest.fixture
def world(db: None, made: Sample) -> World:
    return made.world


@pytest.fixture
def sample(db: None, made: Sample) -> Sample:
    return made


def _gather(sample: Sample, who: str, meeting: Meeting | None = None) -> Gathered:
    one = Meeting.objects.select_related("body__unit").get(pk=(meeting or sample.second).pk)
    return gather(sample.world.standing(who), one, TODAY)


def _paper(gathered: Gathered, key: str) -> Paper:
    piece = gathered.piece(key)
    assert piece is not None, [one.key for one in gathered.pieces]
    return piece.lay()


def _said(paper: Paper) -> str:
    words = [paper.title]
    for block in paper.blocks:
        if isinstance(block, Table):
            words += [*block.header, *(cell for row in block.rows for cell in row)]
        else:
            words += [getattr(block, name, "") for name in ("lead", "label", "words")]
    return "\n".join(words)


def _table(paper: Paper) -> Table:
    return next(block for block in paper.blocks if isinstance(block, Table))


def test_a_called_meeting_has_all_its_papers(sample: Sample) -> None:
    gathered = _gather(sample, "secretary")
    keys = [one.key for one in gathered.pieces]
    assert keys == [
        "notice", "agenda", "seating", "progress", "document-1", "opinions-1", "document-2", "areas-2",
        "document-3", "document-4", f"list-{sample.world.list.pk}",  # type: ignore[union-attr]
    ]  # fmt: skip
    assert [one.zh for one in gathered.missing] == ["会议纪要：会后形成。"]
    assert len(gathered.originals) == 3


def test_the_notice_says_when_where_what_and_is_no_draft_once_called(sample: Sample) -> None:
    paper = _paper(_gather(sample, "secretary"), "notice")
    said = _said(paper)
    assert "2022年6月20日（星期一）下午2:30" in said
    assert "电视电话会议，主会场：甲市会场；分会场：乙市会场。" in said
    assert "1. 审议甲乙同城化发展三年行动计划（汇报：同城化办公室）。" in said
    assert (paper.signature, paper.to) == ("同城化发展领导小组办公室", "甲市交通运输局、乙市交通运输局")
    assert paper.head is None
    assert not paper.number
    assert paper.mark == "示意数据，不反映真实情况"
    with acting_as("test.setup"):
        Meeting.objects.filter(pk=sample.second.pk).update(called=None, state="approving")
    draft = _paper(_gather(sample, "secretary"), "notice")
    assert (draft.date, draft.mark) == ("", "草稿　示意数据，不反映真实情况")


def test_the_agenda_says_when_each_item_begins(sample: Sample) -> None:
    rows = _table(_paper(_gather(sample, "secretary"), "agenda")).rows
    assert [row[1] for row in rows] == ["下午2:30", "下午2:45", "下午3:00", "下午3:15", "下午3:30"]
    assert rows[0][-1] == "《甲乙同城化发展三年行动计划》（送审稿）"


def test_people_sit_by_venue_and_a_deputy_for_the_excused(sample: Sample) -> None:
    paper = _paper(_gather(sample, "secretary"), "seating")
    headings = [block.words for block in paper.blocks if isinstance(block, Heading)]
    tables = [block for block in paper.blocks if isinstance(block, Table)]
    assert headings == ["甲市会场（甲市、主会场）", "乙市会场（乙市）", "请假"]
    assert [row[1] for row in tables[1].rows] == ["王四", "陈六"]
    assert tables[1].rows[1][2] == "代冯五参会"
    assert list(tables[2].rows[0]) == ["冯五", "乙市交通运输局局长", "陈六"]


def test_every_decision_has_its_rows_and_every_row_its_decision(sample: Sample) -> None:
    paper = _paper(_gather(sample, "secretary"), "progress")
    table = _table(paper)
    assert list(table.header) == ["序号", "议定事项", "牵头单位", "进展", "问题", "下步举措", "完成时限"]
    assert paper.a3
    assert [row[0] for row in table.rows] == ["1", "2", "", "3", "4"]
    assert [table.span(n, 1) for n in range(5)] == [1, 2, 0, 1, 1]
    road, bridge = table.rows[1], table.rows[2]
    assert "打通甲乙大道断头路：路基完成60%，桥梁桩基全部完成（截至2022年3月31日）" in road[3]
    assert (road[4], road[5]) == ("征地尚余3户", "6月底前完成征地")
    assert bridge[6].endswith("\n原定2022年12月31日\n逾期")
    assert table.rows[0][3] == "未列入清单"


def test_documents_keep_their_text_numbers_only_where_issued(sample: Sample) -> None:
    gathered = _gather(sample, "secretary")
    plan, rules, unknown = (_paper(gathered, f"document-{n}") for n in (1, 3, 4))
    assert plan.title == "甲乙同城化发展三年行动计划\n（送审稿）"
    assert plan.head is None
    assert _table(plan).rows[0][1] == "甲乙大道"
    assert rules.head is not None
    assert (rules.head.number, rules.head.signer) == ("甲乙同城办〔2022〕3号", "")
    assert (rules.imprint, rules.to) == (("甲乙同城化发展领导小组办公室", "2022年1月20日印发"), "各成员单位")
    assert (unknown.head, unknown.number, unknown.signature) == (None, "", "")
    assert unknown.blocks[0] == Paragraph("原文未收录。")


def test_opinions_say_what_became_of_them(sample: Sample) -> None:
    said = _said(_paper(_gather(sample, "secretary"), "opinions-1"))
    assert (
        "征求3家单位意见，有意见1家，无意见1家，未反馈1家（甲市卫生健康委员会）；意见2条，其中采纳1条、不采纳1条。"
        in said
    )
    assert "时限已经审定" in said


def test_the_list_and_the_map_are_there(sample: Sample) -> None:
    gathered = _gather(sample, "secretary")
    rows = _table(_paper(gathered, f"list-{sample.world.list.pk}")).rows  # type: ignore[union-attr]
    assert [row[1] for row in rows] == ["打通甲乙大道断头路", "乙河大桥", "异地就医直接结算", "办内研究事项"]
    areas = _paper(gathered, "areas-2")
    assert [row[0] for row in _table(areas).rows] == ["临港经济区", "高新技术区", "甲乙产业带"]
    assert "示意图，不作为划界依据" in areas.blocks[0].svg  # type: ignore[union-attr]


def test_the_public_administrators_and_strangers_get_no_pack(sample: Sample, browse: Browse) -> None:
    url = reverse("meetings:pack", args=[sample.second.pk])
    archive = reverse("meetings:pack_archive", args=[sample.second.pk])
    paper = reverse("meetings:pack_paper", args=[sample.second.pk, "notice", "pdf"])
    for who, status in (("administrator", 404), ("public", 302), ("secretary", 200), ("filler", 200)):
        assert browse(who).get(url).status_code == status, who
    assert browse("administrator").get(archive).status_code == 404
    assert browse("administrator").get(paper).status_code == 404


def test_a_unit_sees_its_own_opinions_and_rows_alone(sample: Sample) -> None:
    head, other = _gather(sample, "unit_head"), _gather(sample, "unit_head_b")
    own = _paper(head, "opinions-1")
    assert "建议明确责任单位" in _said(own)
    assert "未反馈" not in _said(own)
    assert "本表只列本单位的意见" in _said(own)
    piece = other.piece("opinions-1")
    assert piece is None or "建议明确责任单位" not in _said(piece.lay())
    titles = [row[1] for row in _table(_paper(other, f"list-{sample.world.list.pk}")).rows]  # type: ignore[union-attr]
    assert titles == ["打通甲乙大道断头路", "乙河大桥"]
    said = " ".join(row[3] for row in _table(_paper(other, "progress")).rows)
    assert "异地就医" not in said
    assert "对应条目不在可见范围" in said  # not “未列入清单”: it has a row


@pytest.mark.parametrize(
    ("state", "office", "unit"),
    [
        ("called", {"notice"}, {"notice"}),
        ("in_session", {"notice", "minutes"}, {"notice"}),
        ("closed", {"notice", "minutes"}, {"notice"}),
        ("issued", {"notice", "minutes", "outcomes"}, {"notice", "minutes", "outcomes"}),
        ("cancelled", set(), set()),
    ],
)
def test_what_is_in_a_pack_follows_the_state(
    sample: Sample, browse: Browse, state: str, office: set[str], unit: set[str]
) -> None:
    with acting_as("test.setup"):
        Meeting.objects.filter(pk=sample.first.pk).update(state=state)
    wanted = {"notice", "minutes", "outcomes"}
    for who, keys in (("joint_office", office), ("unit_head", unit)):
        gathered = _gather(sample, who, sample.first)
        assert {one.key for one in gathered.pieces} & wanted == keys, who
    answer = browse("joint_office").get(reverse("meetings:pack_archive", args=[sample.first.pk]))
    assert answer.status_code == (404 if state == "cancelled" else 200)


def test_minutes_name_decisions_and_those_present(sample: Sample) -> None:
    paper = _paper(_gather(sample, "unit_head", sample.first), "minutes")
    said = _said(paper)
    assert "2022年1月10日，吴二（副省长、副组长）主持召开甲乙同城化发展领导小组第一次会议" in said
    assert "会议议定（通过）：着力打通交界地带断头路。" in said
    assert "周一：\n项目化、清单化推动工作落地。（对象：两市）" in said.replace("\n\n", "\n")
    assert "冯五（乙市交通运输局局长），由陈六代会" in said
    assert paper.mark == "示意数据，不反映真实情况"
    assert paper.head is None


def test_a_meeting_told_by_a_source_is_not_given_papers_it_never_had(sample: Sample) -> None:
    with acting_as("test.setup"):
        Meeting.objects.filter(pk=sample.first.pk).update(called=None, synthetic=False, source="某报2020年2月26日")
    gathered = _gather(sample, "joint_office", sample.first)
    assert gathered.piece("notice") is None
    assert "会议通知：原文未收录，会议据公开资料补录。" in [one.zh for one in gathered.missing]
    paper = _paper(gathered, "minutes")
    assert paper.title.endswith("第一次会议情况")
    assert "不是会议纪要；会议纪要原文未收录。资料出处：某报2020年2月26日" in _said(paper)


def test_the_archive_holds_every_paper_twice_with_contents_and_originals(sample: Sample, browse: Browse) -> None:
    answer = browse("secretary").get(reverse("meetings:pack_archive", args=[sample.second.pk]))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        contents = Document(io.BytesIO(archive.read("00 目录.docx")))
    assert names[:4] == ["00 目录.docx", "00 目录.pdf", "01 会议通知.docx", "01 会议通知.pdf"]
    assert sum(name.endswith(".pdf") for name in names) == 12
    assert "原件/议题1_行动计划.docx" in names
    rows = [[cell.text for cell in row.cells] for row in contents.tables[0].rows]
    assert rows[1][:2] == ["01", "会议通知"]
    assert all(int(row[2]) > 0 for row in rows[1:])
    assert len(rows) == 12


def test_one_paper_is_given_alone_and_the_unknown_is_not_found(sample: Sample, browse: Browse) -> None:
    client = browse("secretary")
    for key, ending, status in (
        ("agenda", "pdf", 200),
        ("agenda", "docx", 200),
        ("agenda", "exe", 404),
        ("x", "pdf", 404),
    ):
        answer = client.get(reverse("meetings:pack_paper", args=[sample.second.pk, key, ending]))
        assert answer.status_code == status
    page = client.get(reverse("meetings:meeting", args=[sample.second.pk])).content.decode()
    assert reverse("meetings:pack", args=[sample.second.pk]) in page


def test_a_lost_upload_does_not_break_the_pack(sample: Sample) -> None:
    version = sample.versions["plan"]
    name, storage = str(version.file.name), version.file.storage
    with storage.open(name) as stream:
        content = stream.read()
    storage.delete(name)
    names = [name for name, _ in pack_files(_gather(sample, "secretary"), TODAY).files]
    storage.save(name, ContentFile(content))
    assert "原件/议题1_行动计划.docx" not in names
    assert "原件/议题2_空间.docx" in names


def test_the_number_of_queries_does_not_grow(sample: Sample) -> None:
    counts = []
    lst = sample.world.list
    assert lst is not None
    for first in (10, 20):
        with CaptureQueriesContext(connection) as asked:
            _gather(sample, "unit_head")
        counts.append(len(asked))
        with acting_as("test.setup"):
            for n in range(first, first + 5):
                AgendaItem.objects.create(
                    meeting=sample.second, order=n, title=f"事项{n}", document=sample.versions["plan"]
                )
                Attendance.objects.create(
                    meeting=sample.second, order=n, name=f"参会{n}", unit=sample.world.units["roads_b"]
                )
                one = Resolution.objects.create(meeting=sample.first, number=n, outcome="passed", text=f"议定{n}")
                item = Item.objects.create(
                    list=lst, code=f"n{n}", order=n, kind="matter", title=f"条目{n}", visibility="public",
                    state="active", reporting_unit=sample.world.units["roads_a"],
                )  # fmt: skip
                OutcomeRow.objects.create(item=item, resolution=one)
    assert counts[0] == counts[1] <= 45, counts


def test_what_became_of_it_is_shown_as_of_a_day(sample: Sample, browse: Browse) -> None:
    url = reverse("meetings:followup", args=[sample.first.pk])
    for asked, day in (("2022-02-01", "2022年2月1日"), ("2022-13-01", ""), ("x", "")):
        answer = browse("secretary").get(url, {"as_of": asked})
        assert answer.status_code == 200
        assert f"截至{day}" in answer.content.decode()
