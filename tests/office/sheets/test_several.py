"""Several workbooks are handed in at once; a file that is none does not keep the others back."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.office.sheets.importing import HEADER, workbook
from tests.office.world import World
from tongcheng.office.sheets.models import Import

ROW = [1, "打通甲乙大道断头路", 130000, "甲市交通局", "", "2022.11.30"]


def test_several_workbooks_at_once(world: World, browse) -> None:
    client = browse("joint_office")
    good = [SimpleUploadedFile(f"{name}.xlsx", workbook((HEADER, ROW))) for name in ("甲", "乙")]
    answer = client.post("/sheets/upload/", {"workbook": [*good, SimpleUploadedFile("丙.xlsx", b"nothing")]})
    assert answer.headers["Location"] == "/sheets/"
    assert sorted(one.workbook.name for one in Import.objects.all()) == ["乙.xlsx", "甲.xlsx"]
    page = client.get("/sheets/").content.decode()
    assert "已上传 2 个文件" in page
    assert "丙.xlsx：" in page
    many = [SimpleUploadedFile(f"{n}.xlsx", b"x") for n in range(41)]
    client.post("/sheets/upload/", {"workbook": many})
    assert "一次最多上传 40 个文件" in client.get("/sheets/").content.decode()
