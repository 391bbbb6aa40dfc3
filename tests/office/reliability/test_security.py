"""What a stranger, a curious colleague and a crafted file try: every address of the site is walked."""

from __future__ import annotations

import html
import io
import re
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.conf import settings as site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from tests.office.reliability.whole import Route, Whole, address, routes, spoil
from tests.office.world import PASSWORD
from tongcheng.office.audit.chain import examine
from tongcheng.office.audit.models import Event
from tongcheng.office.progress.models import Evidence
from tongcheng.office.sheets.models import Workbook

Browse = Callable[[str], Client]
#: What anybody may read without an account.
PUBLIC = {"people:login", "lists:lists", "lists:list", "lists:item", "lists:print"}
#: As workbooks: public rows only, without the names of officers.
PUBLIC |= {"sheets:export_list", "sheets:export_printed", "sheets:export_version", "sheets:export_responsibility"}
#: Services across cities: those that are public.
PUBLIC |= {"cross_services:services", "cross_services:use"}
#: Opportunities: those that are published.
PUBLIC |= {f"opportunities:{name}" for name in ("opportunities", "opportunity", "feed", "match", "batches")}
#: Open data: the catalogue and the feed of approved snapshots.
PUBLIC |= {f"publication:{name}" for name in ("publications", "publication", "snapshot", "file", "feed")}
#: What anybody may send: an enquiry, which an empty form is not.
ASKED = {"opportunities:enquire"}
#: What a filler of the other city may read of the objects of 甲市: what is public, or no secret.
NO_SECRETS = PUBLIC | {
    "cross_services:service", "publication:latest",
    "home", "people:password", "people:units", "people:unit", "people:places", "people:accounts", "lists:responsibility",
    "lists:checks", "lists:versions", "lists:version", "lists:difference", "lists:add_item", "progress:periods",
    "progress:period", "progress:notice", "sheets:imports", "sheets:export_list", "sheets:export_printed",
    "sheets:export_version", "sheets:export_responsibility", "sheets:export_templates", "sheets:export_summary",
    "figures:figures", "figures:runs", "figures:run", "figures:candidates", "search:search", "papers:papers",
    "supervision:board", "supervision:item", "supervision:orders", "supervision:dates", "supervision:blockers",
}  # fmt: skip
EVIL = "'\"><i x>"


@contextmanager
def _undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _pages() -> list[Route]:
    return [one for one in routes() if not one.is_api]


def _get(client: Client, url: str) -> HttpResponseBase:
    """Give a page's answer with its whole content read."""
    with _undone():
        answer = client.get(url)
        if answer.streaming:
            b"".join(answer.streaming_content)  # type: ignore[arg-type]
        answer.close()
    return answer


def test_the_public_reads_what_is_public_and_is_sent_to_the_login_otherwise(whole: Whole, enter: Browse) -> None:
    client, wrong = enter("public"), []
    for route in _pages():
        url = address(whole, route)
        answer = _get(client, url)
        to_login = answer.status_code == 302 and answer.headers["Location"].startswith(("/people/login/?next=", "/"))
        expected = answer.status_code == 200 if route.name in PUBLIC else to_login or answer.status_code in (404, 405)
        if not expected:
            wrong.append((route.name, answer.status_code))
        sent = client.post(url)
        if route.name in ASKED:
            assert sent.status_code == 422
        elif route.name not in PUBLIC | {"set_language"} and sent.status_code not in (302, 404, 405):
            wrong.append((route.name, "POST", sent.status_code))
    assert wrong == []


def test_officers_are_no_public_figures(whole: Whole, enter: Browse) -> None:
    """Their names and telephones are for those who work on the rows, neither for the public nor the administrator."""
    for code in ("1", "2", "3"):
        whole.put(whole.world.items[code], officer="张责任", liaison_a="李联络 13800000000", visibility="public")
    for who, expected in (("public", False), ("administrator", False), ("filler_b", True)):
        client, seen = enter(who), set()
        for route in _pages():
            if route.name == "people:logout":
                continue
            with _undone():
                answer = client.get(address(whole, route))
                content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[arg-type]
                answer.close()
            if any(
                words in content.decode(errors="replace") + _cells(content)
                for words in ("张责任", "13800000000", "钱联系", "13900000000")
            ):
                seen.add(route.name)
        assert bool(seen) is expected, (who, seen)
        page = client.get(reverse("opportunities:opportunity", args=[whole.made["opportunity"].item.uid]))
        assert not any(words in page.content.decode() for words in ("赵询问", "13700000000", "如何参加")), who


def _cells(content: bytes) -> str:
    """Give the text of a workbook."""
    if not content.startswith(b"PK"):
        return ""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml"))


def test_every_answer_carries_its_policy(whole: Whole, enter: Browse) -> None:
    wrong = []
    for who in ("public", "joint_office"):
        client = enter(who)
        urls = [address(whole, route) for route in _pages() if route.name != "people:logout"]
        for url in [*urls, "/nothing/here/", "/api/lists/", "/api/nothing", "/static/office/office.css"]:
            answer = _get(client, url)
            headers = answer.headers
            policy = headers.get("Content-Security-Policy", "")
            if (
                "script-src 'self'" not in policy
                and "default-src 'none'" not in policy
                and not url.startswith("/static/")
            ):
                wrong.append((who, url, "policy"))
            if headers.get("X-Content-Type-Options") != "nosniff":
                wrong.append((who, url, "nosniff"))
            if answer.status_code >= 500:
                wrong.append((who, url, answer.status_code))
            if headers.get("X-Frame-Options", "DENY") != "DENY" or headers.get("Referrer-Policy") == "unsafe-url":
                wrong.append((who, url, "frame"))
    assert wrong == []


def test_every_address_that_takes_a_form_wants_the_token(whole: Whole) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(whole.world.people["joint_office"])
    before, wrong = Event.objects.count(), []
    for route in routes():
        url = address(whole, route) if not route.is_api else None
        if url is None:
            continue
        answer = client.post(url, {"reason": "x"})
        if answer.status_code not in (403, 405):
            wrong.append((route.name, answer.status_code))
    for method, url in _api_writes(whole):
        answer = getattr(client, method)(url, "{}", content_type="application/json")
        if answer.status_code not in (401, 403, 404, 405):
            wrong.append((url, answer.status_code))
    assert wrong == []
    assert Event.objects.count() == before


def _api_writes(whole: Whole) -> list[tuple[str, str]]:
    schema = Client().get("/api/openapi.json").json()
    values = {"pk": "1", "uid": str(whole.world.items["1"].uid), "code": "2022-03", "unit": "roads_a", "number": "1"}
    values |= {"run_id": whole.made["run"].run_id}
    found = []
    for path, methods in schema["paths"].items():
        url = re.sub(r"\{(\w+)\}", lambda one: values.get(one[1], "1"), path)
        found += [(method, url) for method in methods if method != "get"]
    return found


def test_objects_of_others_do_not_exist(whole: Whole, enter: Browse) -> None:
    """Ids are guessed by a filler of the other city: what is not for him is not there, by page and by API."""
    whole.put(whole.world.items["1"], visibility="parties")
    whole.world.items["1"].cities.clear()
    client, wrong = enter("filler_b"), []
    for route in _pages():
        if route.name == "people:logout" or not route.words:
            continue
        answer = _get(client, address(whole, route))
        secret = route.name not in NO_SECRETS - {"lists:item", "supervision:item"}
        if secret and answer.status_code not in (404, 405):
            wrong.append((route.name, answer.status_code))
    made, uid = whole.made, whole.world.items["1"].uid
    for path in (
        f"lists/items/{uid}",
        f"figures/items/{uid}/measurements",
        f"progress/ledgers/{made['ledger'].pk}",
        f"progress/ledgers/{made['ledger'].pk}/evidence",
        f"progress/evidence/{made['evidence'].pk}",
        f"progress/periods/{made['period'].code}/units/roads_a",
        f"sheets/imports/{made['import'].pk}",
        f"sheets/imports/{made['import'].pk}/preview",
        f"sheets/imports/{made['import'].pk}/answer",
    ):
        answer = client.get(f"/api/{path}")
        if answer.status_code != 404:
            wrong.append((path, answer.status_code))
    assert wrong == []
    assert "甲乙大道" not in client.get(f"/api/lists/{whole.list.pk}/items").content.decode()


def test_what_people_typed_is_shown_as_text(whole: Whole, enter: Browse) -> None:
    """Words that close an attribute and open a tag, in every text of every row, on every page."""
    assert spoil(whole, EVIL) > 100
    shown, wrong = set(), []
    for who in ("joint_office", "filler", "administrator", "public"):
        client = enter(who)
        urls = {route.name: address(whole, route) for route in _pages() if route.name != "people:logout"}
        urls["found"] = "/search/?q=i+x"
        urls["bad"] = f"/lists/?archived={EVIL}&page={EVIL}"
        for name, url in urls.items():
            with _undone():
                answer = client.get(url)
                if answer.streaming or "html" not in answer.headers["Content-Type"]:
                    answer.close()
                    continue
                said = answer.content.decode()
            if "<i x>" in said:
                wrong.append((who, name, said[said.index("<i x>") - 80 : said.index("<i x>") + 20]))
            if html.escape(EVIL) in said or "&lt;i x&gt;" in said:
                shown.add(name)
    assert wrong == []
    assert len(shown) > 30


def test_no_page_has_a_script_in_it(whole: Whole, enter: Browse) -> None:
    client, wrong = enter("joint_office"), []
    for route in _pages():
        if route.name == "people:logout":
            continue
        with _undone():
            answer = client.get(address(whole, route))
            if answer.streaming or "html" not in answer.headers["Content-Type"]:
                answer.close()
                continue
            said = answer.content.decode()
        scripts = [one for one in re.findall(r"<script([^>]*)>", said) if "src=" not in one and "json" not in one]
        handlers = re.findall(r"<[^>]*\son\w+=", said)
        foreign = re.findall(r'(?:src|action)="(?:https?:)?//[^"]*"', said)
        if scripts or handlers or foreign:
            wrong.append((route.name, scripts, handlers, foreign))
    assert wrong == []


def test_login_is_slowed_down_and_tells_nothing(whole: Whole) -> None:
    client = Client(REMOTE_ADDR="10.0.0.9")
    url = reverse("people:login")
    said = {}
    for name in ("filler", "nobody"):
        answers = [client.post(url, {"username": name, "password": f"wrong-{n}"}) for n in range(7)]
        said[name] = [
            re.sub(r"csrf\S+|value=\S+|\w{64}", "", one.content.decode()).replace(name, "") for one in answers
        ]
        assert [one.status_code for one in answers][:4] == [422] * 4
        assert answers[-1].status_code == 429
        assert int(answers[-1].headers["Retry-After"]) > 0
    assert said["filler"][0] == said["nobody"][0]
    assert client.post(url, {"username": "filler", "password": PASSWORD}).status_code == 429
    forged = {"HTTP_X_FORWARDED_FOR": "1.2.3.4"}
    assert client.post(url, {"username": "filler", "password": PASSWORD}, **forged).status_code == 429  # type: ignore[arg-type]
    assert client.post(url, {"username": "unit_head", "password": PASSWORD}).status_code == 302


def test_nobody_is_led_away_from_the_site(whole: Whole) -> None:
    for target in (
        "//evil.example/",
        "https://evil.example/",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
    ):
        client = Client()
        sent = {"username": "filler", "password": PASSWORD, "next": target}
        answer = client.post(reverse("people:login"), sent)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/")
        answer = client.post(reverse("set_language"), {"language": "en", "next": target})
        assert answer.headers["Location"] == "/"
        refused = client.post(f"/lists/{whole.list.pk}/archive/", {}, headers={"referer": target})
        assert refused.status_code in (403, 404)
        assert "evil" not in refused.content.decode()


def test_sessions(whole: Whole, settings: Any, enter: Browse) -> None:
    client = Client()
    client.get(reverse("people:login"))
    before = client.session.session_key
    client.post(reverse("people:login"), {"username": "filler", "password": PASSWORD})
    cookie, token = client.cookies["sessionid"], client.cookies["csrftoken"]
    assert client.session.session_key != before
    assert (cookie["httponly"], cookie["samesite"], token["samesite"]) == (True, "Lax", "Lax")
    assert cookie["max-age"] == ""  # it ends with the browser
    stolen = Client()
    stolen.cookies["sessionid"] = cookie.value
    assert stolen.get("/").status_code == 200
    client.post(reverse("people:logout"))
    assert stolen.get("/").status_code == 302
    idle = enter("filler")
    session = idle.session
    session["seen"] = int(time.time()) - settings.SESSION_IDLE_MINUTES * 60 - 1
    session.save()
    assert idle.get("/api/lists/").status_code == 401
    assert idle.get("/").headers["Location"].startswith("/people/login/")
    closed = enter("unit_head")
    assert closed.get("/").status_code == 200
    type(whole.world.people["unit_head"]).objects.filter(username="unit_head").update(is_active=False)
    assert closed.get("/").status_code == 302
    assert closed.get("/api/lists/").status_code == 401


def test_a_strange_host_is_refused(whole: Whole) -> None:
    assert Client(HTTP_HOST="evil.example").get("/people/login/").status_code == 400


def test_errors_keep_secrets(whole: Whole, enter: Browse, monkeypatch: pytest.MonkeyPatch) -> None:
    from tongcheng.office.lists import queries

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("password=hunter2 /srv/secret")

    monkeypatch.setattr(queries, "visible_lists", broken)
    monkeypatch.setattr(queries, "lists_for", broken)
    client = enter("joint_office")
    client.raise_request_exception = False
    for url in ("/lists/", "/api/lists/"):
        answer = client.get(url)
        said = answer.content.decode()
        assert answer.status_code == 500
        assert not any(one in said for one in ("hunter2", "Traceback", "/srv", site.SECRET_KEY, "RuntimeError"))


def _zip(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


BAD_FILES: dict[str, bytes] = {
    "a.pdf": b"<html><script>alert(1)</script>",
    "b.png": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "c.svg": b"<?xml version='1.0'?><svg/>",
    "d.xlsx": b"MZ\x90\x00",
    "e.pdf": b"",
    "f.docx": _zip(**{"evil.exe": b"MZ"}),
    "g.xlsx": b"PK\x03\x04" + b"\0" * 100,
    "h.html": b"%!PS",
}


def test_files_are_told_by_their_content(whole: Whole, enter: Browse) -> None:
    client, ledger = enter("filler"), whole.made["ledger"]
    before = (Evidence.objects.count(), Workbook.objects.count(), Event.objects.count())
    for name, content in BAD_FILES.items():
        for url, field in (
            (reverse("progress:add_evidence", args=[ledger.pk]), "file"),
            (reverse("progress:scan", args=[ledger.pk]), "file"),
            (reverse("sheets:upload"), "workbook"),
            (f"/api/progress/ledgers/{ledger.pk}/evidence", "file"),
            (f"/api/progress/ledgers/{ledger.pk}/scan", "file"),
            ("/api/sheets/imports", "workbook"),
        ):
            sent = {field: SimpleUploadedFile(name, content), "kind": "paper", "signed_by": "局长"}
            answer = client.post(url, sent)
            assert answer.status_code == 422, (name, url, answer.status_code)
    assert (Evidence.objects.count(), Workbook.objects.count(), Event.objects.count()) == before


def test_a_bomb_does_not_go_off(whole: Whole, enter: Browse) -> None:
    sheet = b"<worksheet><sheetData>" + b"<row><c><v>1</v></c></row>" * 8_000_000 + b"</sheetData></worksheet>"
    book = io.BytesIO()
    openpyxl.Workbook().save(book)
    out = io.BytesIO()
    with zipfile.ZipFile(book) as plain, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb:
        for name in plain.namelist():
            bomb.writestr(name, sheet if name.endswith("sheet1.xml") else plain.read(name))
    assert len(out.getvalue()) < 2_000_000
    start = time.process_time()
    answer = enter("joint_office").post(
        reverse("sheets:upload"), {"workbook": SimpleUploadedFile("bomb.xlsx", out.getvalue())}
    )
    assert answer.status_code == 422
    assert time.process_time() - start < 10


NAMES = (
    "../../../etc/passwd",
    "..\\..\\boot.ini",
    "/etc/passwd",
    "a\0.pdf",
    "con",
    "..",
    'x"; filename=y.html',
    "名.pdf",
)


def test_names_of_files_lead_nowhere(whole: Whole, enter: Browse) -> None:
    client, ledger = enter("filler"), whole.made["ledger"]
    for number, name in enumerate(NAMES):
        head = f'--b\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        body = f"{head}Content-Type: application/pdf\r\n\r\n%PDF-1.7 {number}\r\n--b--\r\n".encode()
        url = reverse("progress:add_evidence", args=[ledger.pk])
        answer = client.generic("POST", url, body, content_type="multipart/form-data; boundary=b")
        assert answer.status_code in (302, 422, 400), (name, answer.status_code)
    root = Path(site.MEDIA_ROOT).resolve()
    assert Evidence.objects.count() > 3
    for one in Evidence.objects.all():
        assert Path(one.file.path).resolve().is_relative_to(root)
        assert "/" not in one.name
        assert "\n" not in one.name
        sent = client.get(reverse("progress:evidence", args=[one.pk]))
        b"".join(sent.streaming_content)  # type: ignore[arg-type]
        sent.close()
        assert "attachment" in sent.headers["Content-Disposition"]


def test_no_export_begins_a_cell_with_a_formula(whole: Whole, enter: Browse) -> None:
    spoil(whole, "")
    evil = ('=HYPERLINK("http://evil")', "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1")
    from tongcheng.office.core.acting import _named as acting_as
    from tongcheng.office.lists.models import Item
    from tongcheng.office.people.models import Unit

    with acting_as("test.setup"):
        for item, words in zip(Item.objects.all(), evil, strict=False):
            Item.objects.filter(pk=item.pk).update(
                title=words, content=words, group=words, remark=words, officer=words
            )
        for unit, words in zip(Unit.objects.all(), evil, strict=False):
            Unit.objects.filter(pk=unit.pk).update(name=f"{words}{unit.pk}", short_name=words)
    client, seen = enter("joint_office"), 0
    for route in _pages():
        if route.name == "people:logout":
            continue
        with _undone():
            answer = client.get(address(whole, route))
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[arg-type]
            answer.close()
        kind = answer.headers["Content-Type"]
        books = [content] if "spreadsheetml" in kind else []
        if kind == "application/zip":
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                names = archive.namelist()
                assert not any(name.startswith("/") or ".." in Path(name).parts for name in names)
                books = [archive.read(name) for name in names if name.endswith(".xlsx")]
        for book in books:
            seen += 1
            for sheet in openpyxl.load_workbook(io.BytesIO(book)):
                for cell in (one for row in sheet.iter_rows() for one in row):
                    typed = cell.data_type == "f" and "evil" in str(cell.value) + "evil" * ("cmd" in str(cell.value))
                    plain = isinstance(cell.value, str) and cell.value.lstrip().startswith(("=", "+", "-2", "@"))
                    assert not typed, (route.name, cell.coordinate, cell.value)
                    if plain and cell.data_type != "f":
                        assert cell.quotePrefix, (route.name, cell.coordinate, cell.value)
        if "csv" in kind:
            seen += 1
            assert not re.search(rb'(?m)(^|,)"?[=+@]', content), route.name
    assert seen > 6


def test_the_chain_holds(whole: Whole) -> None:
    assert examine().broken is None


def test_what_no_database_can_look_up_is_refused(whole: Whole, enter: Browse) -> None:
    client, huge = enter("joint_office"), 10**30
    for route in routes():
        if "pk" in route.words and not route.is_api:
            url = address(whole, route).replace(str(_number(address(whole, route))), str(huge), 1)
            assert client.get(url).status_code in (404, 405), url
            assert client.post(url).status_code in (404, 405), url
    for path in ("lists/{}", "lists/{}/versions/1", "progress/ledgers/{}", "sheets/imports/{}", "audit/events/{}"):
        assert client.get(f"/api/{path.format(huge)}").status_code == 404
    assert client.get("/search/?q=a%00b").status_code == 400
    assert client.get("/lists/?a%00=b").status_code == 400
    assert client.get("/api/search/?q=a%00b").status_code == 400
    assert client.get("/api/figures/runs/a%00b/gaps").status_code == 400
    assert client.post("/people/login/", {"username": "a\0b", "password": "x"}).status_code == 400
    assert client.get("/api/no/such/thing").json()["why"]["zh"] == "没有此记录"
    for path in ("/api/lists/", f"/api/lists/{whole.list.pk}/archive", "/api/progress/periods"):
        assert client.post(path, {"a": "b"}).status_code in (400, 415, 422)
        assert client.post(path, "a=b", content_type="application/x-www-form-urlencoded").status_code in (
            400,
            415,
            422,
        )


def _number(url: str) -> str:
    found = re.search(r"\d+", url)
    assert found
    return found[0]
