"""Dossiers and versions: kept for ever, recognised paragraph by paragraph, compared, seen by whom they reach."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.office.documents import files
from tests.office.world import ROLES, World
from tongcheng.errors import InputError
from tongcheng.office.audit import chain
from tongcheng.office.core.acting import ConflictError, RefusedError
from tongcheng.office.core.acting import _named as acting_as
from tongcheng.office.core.recorded import OutsideActionError
from tongcheng.office.documents import actions, queries
from tongcheng.office.documents.matching import Known, keys_of
from tongcheng.office.documents.models import Dossier, Paragraph, Version
from tongcheng.office.documents.reading import Block, Upload, read_upload, typed_text


def test_a_version_keeps_file_hash_and_text(version: Version) -> None:
    with version.file.open("rb") as file:
        content = file.read()
    assert hashlib.sha256(content).hexdigest() == version.sha256
    assert "行动" not in str(version.file.name)
    assert version.number == 1
    assert version.paragraphs.count() == 10
    assert "打通甲乙大道等3条断头路" in version.text
    assert chain.verify() is None


def test_a_version_never_changes(version: Version) -> None:
    with acting_as("test.setup"), pytest.raises(OutsideActionError):
        version.save()
    for rows in (Version.objects, Paragraph.objects):
        with acting_as("test.setup"), pytest.raises(DatabaseError), transaction.atomic():
            rows.update(text="")


def test_the_same_file_twice_says_which_version_it_is(world: World, dossier: Dossier) -> None:
    read = read_upload(Upload("一.docx", files.word()))
    actions.add_version(world.act("secretary"), dossier, read, label="征求意见稿")
    with pytest.raises(InputError) as caught:
        actions.add_version(world.act("secretary"), dossier, read)
    (problem,) = caught.value.problems
    assert problem.code == "version_twice"
    assert "征求意见稿" in problem.found
    assert read.sha256[:12] in problem.found
    assert dossier.versions.count() == 1


def test_paragraphs_keep_their_keys(version: Version, revised: Version) -> None:
    old = {one.text: one.key for one in version.paragraphs.all()}
    new = {one.text: one.key for one in revised.paragraphs.all()}
    assert new["二、重点任务"] == old["二、重点任务"]
    assert (
        new["打通甲乙大道等5条断头路，2022年底前全部通车。"] == old["打通甲乙大道等3条断头路，2022年底前全部通车。"]
    )
    assert new["1\t甲乙大道\t甲市交通局"] == old["1\t甲乙大道\t甲市交通局"]
    assert new["建设甲乙轨道交通示范线，方便两市居民往来。"] not in old.values()


def test_the_redline_shows_words(version: Version, revised: Version) -> None:
    redline = queries.redline_of(version, revised)
    assert {name: redline.count(name) for name in ("changed", "added", "removed", "moved", "same")} == {
        "changed": 1, "added": 1, "removed": 1, "moved": 0, "same": 8,
    }  # fmt: skip
    (changed,) = [line for line in redline.lines if line.change == "changed"]
    assert [(one.op, one.words) for one in changed.pieces] == [
        ("same", "打通甲乙大道等"), ("del", "3"), ("ins", "5"), ("same", "条断头路，2022年底前全部通车。"),
    ]  # fmt: skip


def test_a_moved_paragraph_is_the_same_one() -> None:
    before = [
        Known(f"k{n}", "paragraph", text) for n, text in enumerate(("甲段文字在前", "乙段文字居中", "丙段完全不同"))
    ]
    blocks = [Block("paragraph", text) for text in ("丙段完全不同", "甲段文字在前", "乙段文字居中")]
    assert keys_of(before, blocks, "s") == ["k2", "k0", "k1"]


def test_matching_is_quick_for_long_documents() -> None:
    before = [Known(f"k{n}", "paragraph", f"第{n}条 关于推进事项{n}的规定和要求") for n in range(1500)]
    blocks = [Block("paragraph", f"第{n}条 关于推进事项{n}的规定和办法") for n in range(1500)]
    keys = keys_of(before, blocks, "s")
    assert len(set(keys)) == 1500


def test_a_title_without_text_gets_neither_file_nor_number(world: World) -> None:
    values = {"kind": "spatial", "title": "三区三带空间规划", "text_known": False, "visibility": "public"}
    one = actions.save_dossier(world.act("secretary"), Dossier(**values), values)
    with pytest.raises(RefusedError, match="原文未收录"):
        actions.add_version(world.act("secretary"), one, typed_text("x", "正文"))
    titled = actions.enter_title(world.act("secretary"), one, label="会议审议稿")
    assert (titled.reading, titled.sha256, titled.has_text) == ("absent", "", False)
    with pytest.raises(RefusedError, match="原文未收录"):
        actions.issue_version(world.act("joint_office"), titled, {})
    assert Dossier.objects.visible_to(world.standing("filler")).filter(pk=one.pk).exists()


def test_a_text_that_is_there_stays_known(world: World, dossier: Dossier, version: Version) -> None:
    with pytest.raises(RefusedError, match="已有带文本的版本"):
        actions.save_dossier(world.act("joint_office"), dossier, {"text_known": False})


@pytest.mark.parametrize("who", ROLES)
def test_who_may_write(world: World, who: str) -> None:
    own = {"kind": "other", "title": "甲市交通局工作方案", "unit": world.units["roads_a"]}
    office = own | {"unit": world.units["office"]}
    writes = who in ("joint_office", "secretary")
    for values, allowed in ((office, writes), (own, writes or who in ("filler", "unit_head", "city_office"))):
        if allowed:
            assert actions.save_dossier(world.act(who), Dossier(**values), values).pk
        else:
            with pytest.raises(RefusedError):
                actions.save_dossier(world.act(who), Dossier(**values), values)


@pytest.mark.parametrize("who", ROLES)
def test_who_adds_versions_and_titles(world: World, dossier: Dossier, who: str) -> None:
    values = {"kind": "spatial", "title": "规划", "text_known": False}
    unknown = actions.save_dossier(world.act("secretary"), Dossier(**values), values)
    read = typed_text("稿", "标题\n正文一段。")
    runs: tuple[Callable[[], Version], ...] = (
        lambda: actions.add_version(world.act(who), dossier, read),
        lambda: actions.enter_title(world.act(who), unknown),
    )
    for run in runs:
        if who in ("joint_office", "secretary"):
            assert run().pk
        else:
            with pytest.raises(RefusedError):
                run()
    with pytest.raises(RefusedError, match="请上传文件"):
        actions.enter_title(world.act("secretary"), dossier)


def test_nobody_writes_a_document_away(world: World) -> None:
    values = {"kind": "other", "title": "方案", "unit": world.units["roads_a"]}
    one = actions.save_dossier(world.act("filler"), Dossier(**values), values)
    with pytest.raises(RefusedError):
        actions.save_dossier(world.act("filler"), one, {"unit": world.units["roads_b"]})


def test_two_people_at_once(world: World, dossier: Dossier) -> None:
    actions.save_dossier(world.act("secretary"), dossier, {"title": "甲"}, 1)
    with pytest.raises(ConflictError):
        actions.save_dossier(world.act("joint_office"), dossier, {"title": "乙"}, 1)


def test_who_sees_a_version(world: World, version: Version, consultation: object) -> None:
    def seen(who: str) -> bool:
        return Version.objects.visible_to(world.standing(who)).filter(pk=version.pk).exists()

    before = {who: seen(who) for who in (*ROLES, "filler_b", "city_office_b", "public")}
    assert [who for who, ok in before.items() if not ok] == ["administrator", "public"]
    actions.close_consultation(world.act("secretary", "补录"), consultation)  # type: ignore[arg-type]


def test_a_draft_is_not_seen_by_those_who_are_not_asked(world: World, version: Version) -> None:
    for who in ("filler", "city_office", "filler_b", "administrator", "public"):
        assert not Version.objects.visible_to(world.standing(who)).exists()
        assert not Dossier.objects.visible_to(world.standing(who)).exists()
        assert not Paragraph.objects.visible_to(world.standing(who)).exists()


def test_queries_do_not_grow_with_paragraphs(world: World, dossier: Dossier) -> None:
    counts = []
    for size in (5, 200):
        text = "\n".join(f"第{n}段，推进第{n}项工作{size}。" for n in range(size))
        with CaptureQueriesContext(
            connection,
        ) as adding:
            made = actions.add_version(world.act("secretary"), dossier, typed_text(f"稿{size}", text))
        with CaptureQueriesContext(connection) as reading:
            queries.reader_page(world.standing("secretary"), made)
        counts.append((len(adding), len(reading)))
    assert counts[0][1] == counts[1][1]
    assert abs(counts[1][0] - counts[0][0]) <= 2
