"""Drafts from data, edits by people, and what was issued."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from docx import Document

from tests.office.papers.conftest import report
from tests.office.world import World
from tongcheng.errors import InputError
from tongcheng.office.audit.models import Event
from tongcheng.office.core.acting import ConflictError, RefusedError, _named
from tongcheng.office.core.recorded import OutsideActionError
from tongcheng.office.lists.models import Item
from tongcheng.office.papers import actions
from tongcheng.office.papers.actions import About
from tongcheng.office.papers.drafting.parts import one_by_one
from tongcheng.office.papers.facts import gather
from tongcheng.office.papers.lights import Lit
from tongcheng.office.papers.models import Draft, Issued
from tongcheng.office.progress.models import Period


def text_of(draft: Draft) -> str:
    return "\n".join(f"{one.heading}\n{one.text}" for one in draft.sections.all())


def drafted(world: World, kind: str, about: About) -> Draft:
    return actions.draft_paper(world.act("joint_office"), None, kind, about)


def test_the_bulletin_says_the_numbers_of_the_data(world: World, period: Period) -> None:
    draft = drafted(world, "bulletin", About(period))
    said = text_of(draft)
    assert "共4项，其中项目2个、事项2项" in said.replace("个、事项2个", "个、事项2项")
    assert "应报单位4家，已报送2家，报送率50.0%" in said
    assert "乙市交通局" in said
    assert "年度计划投资7.85亿元，截至2022年6月30日完成2.5亿元，占年度计划31.8%" in said
    assert "跨市条目4项，全圈合计各计一次；若按市相加，将重复计4项、完成投资2.5亿元" in said
    assert "1个项目本期未报完成投资" in said
    assert "灯" not in said
    table = draft.sections.get(key="table").table
    assert table["rows"][-1][1].startswith("合计")
    assert len(table["rows"]) == 5
    cities = draft.sections.get(key="cities").table["rows"]
    assert [row[0] for row in cities] == ["甲市", "乙市", "减：跨市项目重复计", "全圈合计"]
    assert (draft.as_of, draft.chain_head) == (dt.date(2022, 6, 30), draft.chain_head)


def test_reports_not_in_force_say_nothing(world: World, period: Period) -> None:
    report(world, period, "roads_b", "2", {"word": "orderly", "invested_this_year": 1}, "signed")
    facts = gather(world.standing("joint_office"), period)
    assert [line.reported for line in facts.lines] == [True, False, True, False]
    assert facts.totals.sums["completed"] == Decimal("2.5")
    assert facts.units_reported == 3


def test_published_lights_alone_are_printed(world: World, period: Period, monkeypatch: pytest.MonkeyPatch) -> None:
    item = world.items["1"].pk
    monkeypatch.setattr(
        "tongcheng.office.papers.lights.published", lambda items: {item: Lit("red", "桥梁应完成而未完成")}
    )
    draft = drafted(world, "bulletin", About(period))
    said = draft.sections.get(key="lights").text
    assert "红灯1项、黄灯0项、绿灯0项" in said
    assert "桥梁应完成而未完成" in said
    assert draft.sections.get(key="table").table["header"][-1] == "亮灯"


def test_the_special_report_is_two_pages_and_says_who_decides(world: World, period: Period) -> None:
    act = world.act("joint_office")
    draft = drafted(world, "special_report", About(period))
    assert [one.heading for one in draft.sections.all()] == ["总体进展", "存在问题", "提请协调事项"]
    matters = draft.sections.get(key="matters")
    assert matters.text == "1. “打通甲乙大道断头路”（甲市交通局）：用地指标跨市调剂，提请省自然资源厅研究决定。"
    actions.change_section(act, matters, {"text": "\n".join(f"{n}. 一件没有人决定的事。" for n in range(1, 5))})
    actions.change_section(act, draft.sections.get(key="progress"), {"text": "很长的一段。" * 900})
    with pytest.raises(InputError) as error:
        actions.issue(act, draft, dt.date(2022, 7, 5))
    codes = [one.code for one in error.value.problems]
    assert codes == ["too_long", "too_many", *["nobody_decides"] * 4]
    assert not Issued.objects.exists()
    actions.change_section(act, draft.sections.get(key="progress"), {"text": "总体有序。"})
    actions.change_section(act, matters, {"text": "1. 用地调剂，提请省自然资源厅研究决定。"})
    assert actions.issue(act, draft, dt.date(2022, 7, 5)).pages <= 2


def test_places_left_open_and_days_too_early_are_said(world: World, period: Period) -> None:
    draft = drafted(world, "year", About(period))
    with _named("test.setup"):
        draft.sections.filter(key="next").update(text="【请补充】")
    with pytest.raises(InputError) as error:
        actions.issue(world.act("joint_office"), draft, dt.date(2022, 6, 1))
    assert {one.code for one in error.value.problems} == {"open_place", "too_early"}


def test_what_is_issued_is_frozen_with_its_hash(world: World, period: Period) -> None:
    act = world.act("joint_office")
    draft = drafted(world, "brief", About(period))
    actions.change_draft(act, draft, {"number": "同城办〔2022〕8号"})
    issued = actions.issue(act, draft, dt.date(2022, 7, 5))
    assert hashlib.sha256(issued.pdf).hexdigest() == issued.pdf_sha256
    words = "\n".join(one.text for one in Document(io.BytesIO(issued.docx)).paragraphs)
    assert draft.chain_head in words
    assert "截至2022年6月30日" in words
    assert Event.objects.get(subject_type="papers.issued").after["pdf"] == issued.pdf_sha256
    for refused in (
        lambda: actions.issue(act, draft),
        lambda: actions.change_draft(act, draft, {"title": "x"}),
        lambda: actions.change_section(act, draft.sections.select_related("draft").first(), {"text": "x"}),
        lambda: actions.redraft(act, draft),
        lambda: actions.discard(act.because("x"), draft),
    ):
        with pytest.raises(RefusedError):
            refused()
    with pytest.raises(OutsideActionError):
        issued.save()


def test_who_drafts_and_who_issues(world: World, period: Period) -> None:
    for who in ("filler", "unit_head", "city_office", "leader", "auditor", "administrator", "public"):
        with pytest.raises(RefusedError):
            actions.draft_paper(world.act(who), None, "brief", About(period))
    draft = actions.draft_paper(world.act("supervisor"), None, "brief", About(period))
    with pytest.raises(RefusedError):
        actions.issue(world.act("supervisor"), draft)
    with pytest.raises(RefusedError):
        actions.discard(world.act("joint_office"), draft)
    actions.discard(world.act("joint_office", "不用了"), draft)
    with pytest.raises(RefusedError):
        actions.issue(world.act("joint_office"), draft)


def test_edits_clash_only_on_the_same_field_and_survive_a_redraft(world: World, period: Period) -> None:
    act = world.act("joint_office")
    draft = drafted(world, "bulletin", About(period))
    section = draft.sections.get(key="overall")
    stale = draft.sections.get(key="overall")
    actions.change_section(act, section, {"text": "改过的话\r\n第二段"}, 1)
    with pytest.raises(ConflictError):
        actions.change_section(
            act, stale.__class__.objects.select_related("draft").get(pk=stale.pk), {"text": "别的"}, 1
        )
    report(world, period, "roads_b", "2", {"word": "orderly", "invested_this_year": Decimal("1.25")})
    actions.redraft(act, Draft.objects.get(pk=draft.pk))
    assert draft.sections.get(key="overall").text == "改过的话\n第二段"
    assert draft.sections.get(key="table").table["rows"][1][5] == "1.25"
    assert "完成3.75亿元" not in draft.sections.get(key="overall").text


@pytest.mark.parametrize("kind", ["reminder", "supervision_order", "letter"])
def test_papers_to_a_unit(world: World, period: Period, kind: str) -> None:
    about = About(unit=world.units["roads_a"], items=[world.items["1"]], answer_by=dt.date(2026, 12, 1))
    draft = drafted(world, kind, about)
    said = text_of(draft)
    assert draft.to == "甲市交通运输局"
    assert "完成时限2022年12月31日" in said
    assert "路基完成60%，桥梁开始架梁" in said
    assert "2026年12月1日" in said
    assert ("用地指标跨市调剂" in said) == (kind == "letter")
    assert actions.issue(world.act("joint_office"), draft).pages <= 2


def test_papers_that_cannot_be_drafted(world: World, period: Period) -> None:
    def codes(kind: str, about: About) -> list[str]:
        with pytest.raises(InputError) as error:
            drafted(world, kind, about)
        return [one.code for one in error.value.problems]

    assert codes("bulletin", About()) == ["no_period"]
    assert codes("reminder", About()) == ["no_unit", "no_item"]
    items = [world.items["1"]]
    assert codes("supervision_order", About(unit=world.units["province"], items=items)) == ["not_subordinate"]
    assert codes("poem", About(period)) == ["unknown_kind"]
    with _named("test.setup"):
        world.units["firm"].dissolved = dt.date(2022, 1, 1)
        world.units["firm"].save()
    assert codes("letter", About(unit=world.units["firm"], items=items)) == ["dissolved"]
    assert drafted(world, "letter", About(unit=world.units["province"], items=items)).title.endswith("的函")


@pytest.mark.parametrize("kind", ["mid_year", "year"])
def test_summaries_count_milestones(world: World, period: Period, kind: str) -> None:
    with _named("test.setup"):
        world.items["1"].milestones.filter(order=1).update(reached=dt.date(2022, 3, 20))
    draft = drafted(world, kind, About(period))
    assert "应完成节点8个，已完成1个" in text_of(draft)
    assert draft.sections.get(key="schedule").table["rows"][0][2:6] == ["▣", "▣", "▣", "▣"]


def test_the_editor_and_the_files(world: World, period: Period, browse: Callable[[str], Client]) -> None:
    client = browse("joint_office")
    assert client.get("/papers/new/").status_code == 200
    assert client.get("/papers/new/unit/").status_code == 200
    answer = client.post("/papers/new/", {"kind": "bulletin", "period": period.pk})
    draft = Draft.objects.get()
    assert answer.url == f"/papers/{draft.pk}/"
    page = client.get(answer.url).content.decode()
    assert "示意数据" in page
    section = draft.sections.get(key="opening")
    sent = {"text": "开头改了。", "revision": section.revision}
    assert client.post(f"/papers/{draft.pk}/sections/{section.pk}/", sent).status_code == 302
    assert client.post(f"/papers/{draft.pk}/sections/{section.pk}/", sent | {"text": "又改"}).status_code == 409
    head = {"title": "新标题", "to": "各市", "copies": "", "number": "", "signature": "办公室", "revision": 1}
    assert client.post(f"/papers/{draft.pk}/head/", head).status_code == 302
    assert client.get(f"/papers/{draft.pk}/file.pdf").content.startswith(b"%PDF")
    assert client.get(f"/papers/{draft.pk}/file.exe").status_code == 404
    assert browse("filler").get(f"/papers/{draft.pk}/").status_code == 404
    assert client.post(f"/papers/{draft.pk}/issue/", {"on": "2022-07-05"}).status_code == 302
    issued = Issued.objects.get()
    assert client.get(f"/papers/{draft.pk}/file.docx").content == bytes(issued.docx)
    assert issued.pdf_sha256 in client.get(f"/papers/{draft.pk}/").content.decode()
    assert "新标题" in client.get("/papers/").content.decode()
    assert browse("public").get("/papers/").status_code == 302
    assert browse("filler").get("/papers/new/").status_code == 404


def test_a_unit_reads_what_was_issued_to_it(world: World, period: Period, browse: Callable[[str], Client]) -> None:
    draft = drafted(
        world,
        "reminder",
        About(unit=world.units["roads_a"], items=[world.items["1"]], answer_by=dt.date(2026, 12, 1)),
    )
    assert browse("filler").get(f"/papers/{draft.pk}/").status_code == 404
    actions.issue(world.act("joint_office"), draft)
    assert browse("filler").get(f"/papers/{draft.pk}/file.pdf").status_code == 200
    assert browse("city_office").get(f"/papers/{draft.pk}/").status_code == 200
    assert browse("filler_b").get(f"/papers/{draft.pk}/").status_code == 404


def test_the_gantt_of_a_list(world: World, browse: Callable[[str], Client]) -> None:
    with _named("test.setup"):
        world.items["1"].due = dt.date(2023, 6, 30)
        world.items["1"].save()
    page = browse("joint_office").get(f"/papers/gantt/{world.list.code}/")
    said = page.content.decode()
    assert said.count('class="now"') == said.count('class="then"') == 4
    assert 'class="today"' in said
    assert "示意数据" in said
    public = browse("public").get(f"/papers/gantt/{world.list.code}/").content.decode()
    assert public.count('class="now"') == 1
    picture = browse("joint_office").get(f"/papers/gantt/{world.list.code}/", {"file": "svg"})
    assert picture.content.startswith(b"<svg")
    assert (
        browse("joint_office").get(f"/papers/gantt/{world.list.code}/", {"file": "pdf"}).content.startswith(b"%PDF")
    )
    assert browse("public").get("/papers/gantt/none/").status_code == 404


def test_as_many_queries_for_many_rows(world: World, period: Period) -> None:
    counts = []
    for more in (0, 40):
        with _named("test.setup"):
            for n in range(more):
                item = Item.objects.create(
                    list=world.list, code=f"x{n}", title=f"项目{n}", kind="matter", state="active",
                    reporting_unit=world.units["roads_a"],
                )  # fmt: skip
                item.cities.add(world.cities["甲"])
        standing = world.standing("joint_office")
        with CaptureQueriesContext(connection) as asked:
            gather(standing, period)
        counts.append(len(asked.captured_queries))
    assert counts[0] == counts[1]


def test_one_sentence_is_not_counted() -> None:
    assert one_by_one(["甲局未按时报送。"]) == "甲局未按时报送。"
    assert one_by_one(["甲。", "乙"]) == "一是甲；二是乙。"
