"""The pages: what each reader sees, and that they do what the actions do."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.office.progress.conftest import Reporting
from tongcheng.office.core.acting import _named as acting_as
from tongcheng.office.lists.models import Item
from tongcheng.office.people.models import Unit
from tongcheng.office.progress import actions
from tongcheng.office.progress.models import Evidence, Ledger, Report
from tongcheng.office.progress.queries import ledgers_of

Browse = Callable[[str], Client]


def _words(page: object) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def _fill(reporting: Reporting, unit: str = "roads_a") -> str:
    return reverse("progress:fill", args=[reporting.period.code, reporting.world.units[unit].pk])


def test_a_unit_fills_signs_and_both_offices_accept(reporting: Reporting, browse: Browse) -> None:
    filler, head, item = browse("filler"), browse("unit_head"), reporting.world.items["1"].pk
    form = filler.get(_fill(reporting))
    assert form.status_code == 200
    assert "打通甲乙大道断头路" in _words(form)
    assert "涉密内容不得录入" in _words(form)
    step = reporting.world.items["1"].milestones.first().pk
    sent = {
        f"r{item}-base": 0,
        f"r{item}-word": "orderly",
        f"r{item}-progress": "路基完成",
        f"r{item}-percent": "２５％",
    }
    sent |= {f"m{item}-{step}-base": 0, f"m{item}-{step}-reached": "2022-03-30"}
    assert filler.post(_fill(reporting), sent, follow=True).status_code == 200
    row = Report.objects.get()
    assert (row.percent, row.milestone_reports.get().reached.isoformat()) == (25, "2022-03-30")
    ledger = Ledger.objects.get()
    page = head.get(reverse("progress:ledger", args=[ledger.pk]))
    assert "签报" in _words(page)
    head.post(reverse("progress:sign", args=[ledger.pk]), {"revision": ledger.revision})
    for who in ("city_office", "joint_office"):
        client = browse(who)
        queue = client.get(reverse("progress:review"))
        assert "路基完成" in _words(queue)
        (value,) = re.findall(r'name="ledger" value="([\d:]+)"', queue.content.decode())
        assert client.post(reverse("progress:review"), {"ledger": value}).status_code == 302
    ledger.refresh_from_db()
    assert ledger.state == "accepted"
    assert "采纳" in _words(browse("filler").get(reverse("progress:ledger", args=[ledger.pk])))


def test_save_and_sign_keeps_what_was_typed_and_says_what_stops(reporting: Reporting, browse: Browse) -> None:
    item = reporting.world.items["1"].pk
    sent = {f"r{item}-base": 0, f"r{item}-word": "done", f"r{item}-percent": "60", "then": "sign"}
    page = browse("unit_head").post(_fill(reporting), sent)
    assert page.status_code == 422
    assert "须改正" in _words(page)
    assert Report.objects.get().percent == 60
    sent |= {f"r{item}-base": 1, f"r{item}-percent": "100"}
    assert browse("unit_head").post(_fill(reporting), sent).status_code == 302
    assert Ledger.objects.get().state == "signed"


def test_nothing_typed_is_lost_on_bad_values_and_conflicts(reporting: Reporting, browse: Browse) -> None:
    item = reporting.world.items["1"].pk
    filler = browse("filler")
    page = filler.post(_fill(reporting), {f"r{item}-base": 0, f"r{item}-percent": "六成", f"r{item}-progress": "甲"})
    assert page.status_code == 422
    assert 'value="六成"' in page.content.decode()
    assert not Report.objects.exists()
    reporting.fill(percent="50", progress="乙")
    page = filler.post(_fill(reporting), {f"r{item}-base": 0, f"r{item}-percent": "51", f"r{item}-progress": "甲"})
    assert page.status_code == 409
    assert 'value="51"' in page.content.decode()
    assert Report.objects.get().percent == 50


def test_words_of_last_time_are_brought_into_empty_rows_and_numbers_are_not(
    reporting: Reporting, browse: Browse
) -> None:
    reporting.fill(period=reporting.earlier, word="orderly", progress="桩基完成", percent="31")
    actions.sign(reporting.act("unit_head"), reporting.ledger(period=reporting.earlier))
    client = browse("filler")
    assert ">桩基完成</textarea>" not in client.get(_fill(reporting)).content.decode()
    page = client.get(_fill(reporting) + "?last=1").content.decode()
    assert ">桩基完成</textarea>" in page
    assert 'value="31"' not in page


def test_whoever_may_not_see_a_ledger_gets_404(reporting: Reporting, browse: Browse) -> None:
    ledger = reporting.fill()
    with_file = actions.add_evidence(reporting.act("filler"), ledger, actions.Upload("a.pdf", b"%PDF-1 x"))
    addresses = [
        reverse("progress:ledger", args=[ledger.pk]),
        reverse("progress:evidence", args=[with_file.pk]),
        _fill(reporting),
    ]
    for who in ("filler_b", "unit_head_b", "city_office_b", "administrator"):
        for address in addresses:
            assert browse(who).get(address).status_code == 404, (who, address)
    for address in [*addresses, reverse("progress:periods")]:
        assert browse("public").get(address).status_code == 302
    for who in ("filler", "unit_head", "city_office", "joint_office", "leader", "auditor", "supervisor", "secretary"):
        assert browse(who).get(addresses[0]).status_code == 200, who
    answer = browse("auditor").get(addresses[1])
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content) == b"%PDF-1 x"
    answer.close()


def test_readers_without_rights_see_no_buttons(reporting: Reporting, browse: Browse) -> None:
    reporting.in_state("signed")
    ledger = Ledger.objects.get()
    address = reverse("progress:ledger", args=[ledger.pk])
    for who in ("leader", "auditor", "supervisor", "filler"):
        page = browse(who).get(address).content.decode()
        for name in ("accept", "accept_city", "sign", "return", "scan", "add_evidence", "correct"):
            assert f'action="{reverse(f"progress:{name}", args=[ledger.pk])}"' not in page, (who, name)


def test_scan_and_evidence_by_upload(reporting: Reporting, browse: Browse) -> None:
    ledger = reporting.fill("joint_office")
    client = browse("joint_office")
    row = ledger.reports.get()
    step = row.item.milestones.first()
    photo = SimpleUploadedFile("现场.jpg", b"\xff\xd8\xff\xe0 photo")
    sent = {"file": photo, "kind": "photo", "of": f"{row.pk}:{step.pk}"}
    assert client.post(reverse("progress:add_evidence", args=[ledger.pk]), sent).status_code == 302
    assert Evidence.objects.get().milestone == step
    address = reverse("progress:scan", args=[ledger.pk])
    for sent, status in (
        ({"signed_by": "李局长"}, 422),
        ({"signed_by": "李局长", "file": SimpleUploadedFile("a.pdf", b"not a pdf")}, 422),
        ({"signed_by": "李局长", "file": SimpleUploadedFile("a.pdf", b"%PDF-1.4")}, 302),
    ):
        assert client.post(address, sent).status_code == status
    page = _words(client.get(reverse("progress:ledger", args=[ledger.pk])))
    assert "代填" in page
    assert "由其他同志审核" in page


def test_return_asks_for_a_comment(reporting: Reporting, browse: Browse) -> None:
    ledger = reporting.in_state("signed")
    address = reverse("progress:return", args=[ledger.pk])
    assert browse("city_office").post(address, {"reason": " "}).status_code == 403
    assert browse("city_office").post(address, {"reason": "请核对投资数"}).status_code == 302
    assert "请核对投资数" in _words(browse("filler").get(_fill(reporting)))


def test_the_period_page_counts_what_the_reader_sees(reporting: Reporting, browse: Browse) -> None:
    reporting.in_state("signed")
    address = reverse("progress:period", args=[reporting.period.code])
    assert "应报 4 家，已报 1 家" in _words(browse("joint_office").get(address))
    assert "应报 2 家，已报 1 家" in _words(browse("city_office").get(address))
    mine = _words(browse("filler_b").get(address))
    assert "应报 1 家，已报 0 家" in mine
    assert "甲市交通局" not in mine
    assert browse("joint_office").get(reverse("progress:period", args=["2031-01"])).status_code == 404


def test_periods_are_opened_and_kept_from_the_page(reporting: Reporting, browse: Browse) -> None:
    client, world = browse("joint_office"), reporting.world
    sent = {"year": 2023, "kind": "quarter", "lists": [world.list.pk], "unit_days": 3, "city_days": 5}
    assert client.get(reverse("progress:open")).status_code == 200
    assert client.post(reverse("progress:open"), sent | {"lists": []}).status_code == 422
    assert client.post(reverse("progress:open"), sent).status_code == 302
    assert browse("filler").get(reverse("progress:open")).status_code == 404
    steps = (
        ("change_deadline", {"level": "unit", "due": "2022-04-09T12:00", "reason": "清明假期"}, 302),
        ("change_deadline", {"level": "unit", "due": "x", "reason": "清明假期"}, 422),
        ("change_lists", {"lists": [world.list.pk]}, 302),
        ("freeze", {"at": ""}, 302),
        ("freeze", {"at": ""}, 403),
        ("unfreeze", {"reason": ""}, 403),
        ("unfreeze", {"reason": "补报"}, 302),
    )
    for name, body, status in steps:
        address = reverse(f"progress:{name}", args=["2023Q1"])
        assert client.post(address, body).status_code == status, name
        assert browse("city_office").post(address, body).status_code in (403, 422), name
    page = _words(client.get(reverse("progress:period", args=["2023Q1"])))
    assert "2022年4月9日 12:00" in page


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_opens_in_both_languages(reporting: Reporting, browse: Browse, language: str) -> None:
    reporting.in_state("signed")
    reporting.in_state("draft", "roads_b", "2")
    client = browse("joint_office")
    client.cookies["language"] = language
    for address in (
        reverse("progress:periods"),
        reverse("progress:open"),
        reverse("progress:review"),
        reverse("progress:period", args=[reporting.period.code]),
        reverse("progress:unreported", args=[reporting.period.code]),
        reverse("progress:unreported", args=[reporting.period.code]) + "?level=city",
        reverse("progress:notice", args=[reporting.period.code]),
        _fill(reporting, "health_a"),
        _fill(reporting, "roads_b"),
        reverse("progress:ledger", args=[Ledger.objects.first().pk]),
        "/",
    ):
        page = client.get(address)
        assert page.status_code == 200, address
        words = _words(page)
        assert "None" not in words, address
        assert "{" not in words, address
        assert ("填报" if language == "zh-hans" else "e") in words


def test_pages_take_the_same_number_of_queries_for_more_rows(reporting: Reporting, browse: Browse) -> None:
    world = reporting.world
    client = browse("joint_office")

    def more(start: int, count: int) -> None:
        with acting_as("test.setup"):
            units = [
                Unit.objects.create(code=f"u{n}", name=f"单位{n}", kind="city_body", city=world.cities["甲"])
                for n in range(start, start + count)
            ]
            for n, unit in enumerate([*units, world.units["roads_a"]], start=start):
                Item.objects.create(
                    list=world.list, code=f"y{n}", kind="matter", title=f"事{n}", state="active", reporting_unit=unit
                )
        for ledger in ledgers_of(reporting.period, [*units, world.units["roads_a"]]):
            items = Item.objects.filter(reporting_unit=ledger.unit)
            entries = [actions.Entry(ledger.unit_id, item.pk, {"percent": 5, "word": "orderly"}) for item in items]
            actions.save_reports(reporting.act("filler_x"), [ledger], entries)
        for ledger in ledgers_of(reporting.period, units):
            scan = actions.Upload("a.pdf", b"%PDF-" + str(ledger.pk).encode())
            actions.sign_by_scan(reporting.act("filler_x"), ledger, scan, "甲")

    world.people["filler_x"] = world.people["joint_office_2"]
    addresses = [
        reverse("progress:period", args=[reporting.period.code]),
        reverse("progress:review"),
        reverse("progress:periods"),
        reverse("progress:unreported", args=[reporting.period.code]),
        reverse("progress:notice", args=[reporting.period.code]),
        _fill(reporting),
        "/",
    ]

    def counts() -> list[int]:
        found = []
        for address in addresses:
            with CaptureQueriesContext(connection) as caught:
                assert client.get(address).status_code == 200
            found.append(len(caught))
        return found

    more(100, 2)
    counts()
    few = counts()
    more(200, 6)
    assert counts() == few
    assert max(few) < 40
